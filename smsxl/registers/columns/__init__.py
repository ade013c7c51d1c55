"""Which column of a register is which field: by headings, contents and formulas, and by what stands beside it.

profile.py        what the cells of a column look like, and which kinds of fields they fit
relations.py      which column is made of which; from_formulas.py what that says of their meaning
letters.py        what headings of one letter mean beside each other
stages.py         which of several ratings is which; rivals.py which of several columns is today's rating
assign.py         all of it together
"""
