"""Formulas of registers: read as trees (parse.py) and calculated without Excel (calculate.py, with its functions)."""
