"""Conversion: the bytes of a file to its text, in a process of its own where a format needs a library.

In: bytes and a file name. Out: `Converted`: text, marks and tags; or a `ReportError` that says what was wanted and
found.
May import: `models`, `file_cache`, `text`, `index`, `parsing`.
"""
