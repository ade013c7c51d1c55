"""A register's own criteria: its scales, how it makes scores and levels of them, and what it bears.

legend.py    keys beside a register; matrix.py matrices
scales.py    the values and words that ratings are given in; steps.py fits words to the scores made of them
scoring.py   how a score is made; rules_of_score.py the rules that rows may follow, codes.py codes such as 3B
bands.py     which scores are which level
direction.py which way ratings run: opportunities, and scales on which 1 is the gravest
limits.py    which risks the register itself calls acceptable
complete.py  all of it together
"""
