"""What is worth computing once per story: one module for each enrichment."""
