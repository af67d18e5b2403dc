"""XML parts: parses the XML of strangers' files, those of Office and OFD packages before all."""

from __future__ import annotations

from typing import Any

from lxml import etree

Node = Any
"""An element of XML; lxml-stubs know elements without the methods that are used here."""


def parsed_xml(data: bytes, huge: bool = False) -> Node:
    """The root of a part. Entities stay unread: they may name files of this machine, or expand without end.

    ``huge``: elements may be more than 256 deep in one another, and texts longer than 10 MB. Raises lxml's
    `XMLSyntaxError`, or ValueError.

    >>> parsed_xml(b"<a><!-- b --><c/></a>")[0].tag
    'c'
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=huge
    )
    return etree.fromstring(data, parser)
