"""Word 97 files (.doc, .wps): the binary format of Word 97 to 2003, which WPS Writer writes too ([MS-DOC]).

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, the modules beside this folder, `word`.
"""
