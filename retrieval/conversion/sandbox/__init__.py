"""Sandbox: the converters run in a process of their own, with limits of time and memory.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, the modules beside this folder.
"""
