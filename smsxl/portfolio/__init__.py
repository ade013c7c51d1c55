"""All registers of a group in one picture.

extract.py    what a workbook gives to the picture: small, plain, and with the workbook's own criteria beside it
remember.py   the extracts of the last run, so that only workbooks that changed are read again
gather.py     the workbooks of folders, each as its extract
picture.py    the extracts put together; what can't be compared is not added up
as_*.py       the picture as a workbook, a page, JSON and text
"""
