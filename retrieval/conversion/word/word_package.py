"""Word package: the parts of a Word file, by what they are to its document (OPC, ISO/IEC 29500-2)."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.conversion.xml_parts import Node, parsed_xml

# Files in the strict form of the standard differ from others by these names.
_SCHEMAS, _STRICT_SCHEMAS = b"http://schemas.openxmlformats.org", b"http://purl.oclc.org/ooxml"
_STRICT = {
    _STRICT_SCHEMAS + b"/wordprocessingml/main": _SCHEMAS + b"/wordprocessingml/2006/main",
    _STRICT_SCHEMAS + b"/officeDocument/math": _SCHEMAS + b"/officeDocument/2006/math",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

Element = Node


@dataclass(frozen=True, slots=True)
class WordPackage:
    """The document of a Word file and the parts that tell how it is shown; None where the file has no such part."""

    document: Element
    styles: Element | None
    numbering: Element | None
    footnotes: Element | None
    endnotes: Element | None
    settings: Element | None

    @classmethod
    def read(cls, archive: zipfile.ZipFile) -> WordPackage:
        """Read the parts. Raises `KeyError` where there is no document, lxml's errors for a part that is no XML."""
        names = {name.lower(): name for name in archive.namelist()}
        main = dict(_relations(archive, names, "")).get("officeDocument", "word/document.xml")
        related = dict(_relations(archive, names, main))

        def part(kind: str) -> Element | None:
            name = names.get(related.get(kind, "").lower())
            return _parsed(archive.read(name)) if name else None

        return cls(
            _parsed(archive.read(names[main.lower()])),
            *(part(kind) for kind in ("styles", "numbering", "footnotes", "endnotes", "settings")),
        )


def _relations(archive: zipfile.ZipFile, names: dict[str, str], source: str) -> Iterator[tuple[str, str]]:
    """The kinds of parts that a part refers to, with their names; those of the package for an empty ``source``."""
    folder, file = posixpath.split(source)
    name = names.get(posixpath.join(folder, "_rels", f"{file}.rels").lower())
    for relation in _parsed(archive.read(name)).iter(_RELATIONSHIP) if name else ():
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            yield relation.get("Type", "").rpartition("/")[2], target.lstrip("/")


def _parsed(data: bytes) -> Element:
    """A part, in the names of the usual form of the standard."""
    for strict, usual in _STRICT.items():
        data = data.replace(strict, usual)
    return parsed_xml(data)


def child(node: Element | None, *names: str) -> Element | None:
    """The first element below a node by the names of Word elements along the way; None where one is missing."""
    for name in names:
        node = None if node is None else node.find(W + name)
    return node


def value_of(node: Element | None, name: str = "val") -> str | None:
    """An attribute of a Word element; None where the element or the attribute is missing."""
    return None if node is None else node.get(W + name)


def number_of_value(node: Element | None, default: int, name: str = "val") -> int:
    """An attribute of a Word element that is a whole number; ``default`` where it is missing or none.

    >>> number_of_value(None, 1)
    1
    """
    try:
        return int(value_of(node, name) or default)
    except ValueError:
        return default


def is_on(node: Element | None) -> bool | None:
    """The value of a switch such as ``w:vanish``; None where the switch is not there."""
    return None if node is None else value_of(node) not in ("0", "false", "off", "none")
