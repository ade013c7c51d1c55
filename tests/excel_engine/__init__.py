"""An xlwings engine over openpyxl, so that macros run through xlwings' real code on any system.

It stands for Excel where Excel matters: texts are parsed as Excel would unless they carry the prefix, errors come as
numbers, `SaveCopyAs` gives a file with remembered values. That something passes here does not prove what COM does.
"""

from smsxl.hosts.excel.guard import load_xlwings

load_xlwings()  # before any module here imports it, so that its non-free part stays out
