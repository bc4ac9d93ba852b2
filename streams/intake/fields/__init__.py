"""Objects of JSON, XML of no standard and rows of CSV, by the field names that people use."""
