"""The XML of Ritzau."""
