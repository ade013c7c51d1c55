"""Registers that people made themselves: where they are in a workbook, and what their columns mean.

turned.py    registers on their side, a risk per column, laid out as rows
forms.py     forms for each risk, laid out as rows
pairs.py     columns of two fields in each cell, seen as a column for each (parts.py reads the cells)
arranged.py  a workbook seen so, whose cells know where they really lie
find.py      which rows are the heading and the risks
headings.py  what the words of a heading may mean
profile.py   what the cells of a column look like
formulas.py  what the formulas of a column tell
assign.py    which column is which field, and how sure that is
scales.py    the values and words that ratings are given in
scoring.py   how the register itself makes a score
bands.py     which scores the register itself calls by which level
mapping.py   all of it together
"""
