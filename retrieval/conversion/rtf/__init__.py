"""Rich Text Format (RTF 1.9.1), in which Word and WPS save files for other programs.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, the modules beside this folder, `word`.
"""
