"""smsxl in LibreOffice Calc: the add-in that is built from the declarations, and Calc as a program that smsxl calls."""
