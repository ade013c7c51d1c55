"""What happens behind the buttons of the tab SMS: one module per button, over the program that has the workbook open.

A macro takes the program and the day, and writes through the program's editor. It raises SmsxlError, one sentence,
where it can't be done; nothing is written then.
"""
