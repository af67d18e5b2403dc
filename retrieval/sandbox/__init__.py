"""Sandbox: reads files in a process of its own, with limits of time and memory, without network and other files.

In: the bytes of a file, its name, and what the manifest tells of it. Out: `ParsedReport`, or a `ReportError`.
May import: `models`, `file_cache`, `text`, `index`, `parsing`, `conversion`, `resources`.
"""
