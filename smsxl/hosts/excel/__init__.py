"""Excel through the BSD part of xlwings. Only the modules of this folder import xlwings, and only through `guard`."""
