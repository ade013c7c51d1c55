"""Registers that people made themselves: where they are in a workbook, and what their columns mean.

turned.py    registers on their side, a risk per column, laid out as rows
forms.py     forms for each risk, laid out as rows
pairs.py     columns of two fields in each cell, seen as a column for each (parts.py reads the cells)
arranged.py  a workbook seen so, whose cells know where they really lie
find.py      which rows are the heading and the risks
headings.py  what the words of a heading may mean (spelling.py puts broken, shortened and misspelt ones right)
letters.py   what headings of one letter mean beside each other
profile.py   what the cells of a column look like
relations.py which column is made of which; from_formulas.py what that says of their meaning
assign.py    which column is which field, and how sure that is (stages.py: which of several ratings)
scales.py    the values and words that ratings are given in
scoring.py   how the register itself makes a score
direction.py which way its ratings run: opportunities, and scales on which 1 is the gravest
limits.py    which risks the register itself calls acceptable
bands.py     which scores the register itself calls by which level
mapping.py   all of it together
"""
