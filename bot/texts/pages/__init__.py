"""Texts of pages in a browser: the dashboard of staff, and the demo.

In: nothing. Out: texts and templates. May import: nothing.
"""
