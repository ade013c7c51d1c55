"""The plan part of the summary: one module for each view."""
