"""Risk and plan arithmetic: pure functions and frozen values over the standard library alone.

Runs on Python 3.9, since spreadsheet programs bring old interpreters.
"""
