"""The summary as plain data, computed once from a workbook and its findings, and its renderers, which only draw."""
