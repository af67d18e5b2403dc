"""Conversion: the bytes of a file to its text. A product runs it in the process of `retrieval.sandbox`.

In: bytes and a file name. Out: `Converted`: text, marks and tags; or a `ReportError` that says what was wanted and
found.
May import: `models`, `file_cache`, `text`, `index`, `parsing`.
"""
