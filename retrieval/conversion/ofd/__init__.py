"""OFD files (GB/T 33190), the state's own page format: a zip of XML.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, `text`, `parsing`, the modules beside this folder, `layout`, `recognition`.
"""
