"""Registers that lie otherwise than a risk per row and a field per column, seen as if they did.

arranged.py  a workbook seen so, whose cells know where they really lie
turned.py    registers on their side, a risk per column; sideways.py says which have too few risks to be read
forms.py     a form for each risk
pairs.py     columns of two fields in each cell; parts.py reads the cells
"""
