"""Spreadsheets (.xlsx .xls .et .ods, Excel 2003 XML): each sheet a table under its name, cells as they are shown.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, the modules beside this folder.
"""
