"""Clean copy: boilerplate, normalising, language, and what the copy says it is."""
