"""OpenDocument (ISO/IEC 26300): texts (.odt) and spreadsheets (.ods), read from their XML.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, the modules beside this folder, `word`, `spreadsheet`.
"""
