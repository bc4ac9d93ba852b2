"""A made-up news day, as package data: what `copydesk demo` feeds."""
