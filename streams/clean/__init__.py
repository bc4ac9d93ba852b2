"""Clean copy: extraction from pages, furniture, normalising, language, and what the copy says it is."""
