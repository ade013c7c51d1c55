"""Registers that people made themselves: where they are in a workbook, and what their columns mean.

headings/    what the words of a heading may mean, however they are spelt
formulas/    their formulas as trees, calculated without Excel
cells.py     the cells of a sheet, as those who look for a register see them
find.py      which rows may be the heading, and rows.py which below it are risks
columns/     which column is which field, and how sure that is
lying/       registers on their side, forms and two fields in a cell, seen as rows and columns
criteria/    their own scales, scores, levels and limits
mapping.py   all of it together; wishes.py what a person said about it, written.py how it is written down
view.py      a register as our own rules see it, book.py for the rules that are made for such registers
"""
