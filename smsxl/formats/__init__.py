"""Findings as text for people, one line each, and JSON. `formats.table` lists them."""
