"""Package of an OFD file: its parts by their places, and which of them are the pages, templates and pictures."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.etree
from lxml.etree import _Element as Element

from retrieval.conversion.archive import BROKEN_ARCHIVE, open_archive
from retrieval.conversion.xml_parts import parsed_xml
from retrieval.models import Refusal, ReportError

_ROOT = "OFD.xml"
_ENCRYPTION = frozenset({"Encryptions", "EncryptInfo", "EncryptInfos"})


@dataclass(frozen=True, slots=True)
class OfdDocument:
    """One document of a package: the parts of its pages in order, its templates and pictures by their numbers.

    ``units`` are drawings that pages show by their number. ``box`` is the size of a page that states none, in mm.
    """

    pages: tuple[str, ...]
    templates: dict[str, str]
    pictures: dict[str, str]
    units: dict[str, Element]
    box: str


class OfdPackage:
    """Parts of an OFD file."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises `ReportError` for an archive that is broken, too large when unpacked, or no OFD file."""
        self.name = name
        self._archive = open_archive(data, name)
        # Programs write paths in any case, with either slash.
        self._parts = {_key(part.filename): part for part in self._archive.infolist() if not part.is_dir()}

    def documents(self) -> Iterator[OfdDocument]:
        """The documents; nearly every file has one. Raises `ReportError` for a broken or encrypted one."""
        root = self.parse(_ROOT)
        if any(tag_of(node) in _ENCRYPTION for node in root.iter()):
            raise ReportError(f"{self.name}: wanted an OFD file, found an encrypted one", Refusal.ENCRYPTED)
        places = [node.text or "" for node in root.iter() if tag_of(node) == "DocRoot"]
        for place in places:
            yield self._document(resolved(_ROOT, place.strip()))
        if not places:
            raise ReportError(f"{self.name}: wanted an OFD file with a document, found none")

    def parse(self, path: str) -> Element:
        """A part as XML. Raises `ReportError` where it is absent or broken."""
        try:
            root: Element = parsed_xml(self.read(path).lstrip())
        except (lxml.etree.XMLSyntaxError, ValueError) as error:
            raise ReportError(f"{self.name}: wanted a part in order, found {path[:80]!r}: {error}") from error
        return root

    def read(self, path: str) -> bytes:
        """The bytes of a part. Raises `ReportError` where it is absent or broken."""
        part = self._parts.get(_key(path))
        if part is None:
            raise ReportError(f"{self.name}: wanted the part {path[:80]!r}, found none")
        try:
            return self._archive.read(part)
        except BROKEN_ARCHIVE as error:
            raise ReportError(f"{self.name}: wanted a part in order, found {path[:80]!r}: {error}") from error

    def _document(self, path: str) -> OfdDocument:
        root = self.parse(path)
        pages: list[str] = []
        templates: dict[str, str] = {}
        pictures: dict[str, str] = {}
        units: dict[str, Element] = {}
        box = ""
        for node in root.iter():
            tag, place = tag_of(node), resolved(path, node.get("BaseLoc", ""))
            if tag == "Page":
                pages.append(place)
            elif tag == "TemplatePage":
                templates[node.get("ID", "")] = place
            elif tag == "PhysicalBox" and not box:
                box = node.text or ""
            elif tag in ("PublicRes", "DocumentRes") and node.text:
                self._add_resources(resolved(path, node.text.strip()), pictures, units)
        return OfdDocument(tuple(pages), templates, pictures, units, box)

    def _add_resources(self, path: str, pictures: dict[str, str], units: dict[str, Element]) -> None:
        if _key(path) not in self._parts:
            return  # fonts and colours may be absent: no text is in them
        root = self.parse(path)
        base = posixpath.join(posixpath.dirname(path), root.get("BaseLoc", ""), "x")
        for node in root.iter():
            if tag_of(node) == "CompositeGraphicUnit":
                units[node.get("ID", "")] = node
            elif tag_of(node) == "MultiMedia":
                place = next((child.text or "" for child in node if tag_of(child) == "MediaFile"), "")
                pictures[node.get("ID", "")] = resolved(base, place.strip())


def tag_of(node: Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def resolved(base: str, place: str) -> str:
    """The path of a part that another part names, from the root of the package or beside itself.

    >>> resolved("Doc_0/Document.xml", "Pages/Page_0/Content.xml"), resolved("Doc_0/Document.xml", "/Doc_0/Res.xml")
    ('Doc_0/Pages/Page_0/Content.xml', 'Doc_0/Res.xml')
    """
    place = place.replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), place)).lstrip("/")


def _key(path: str) -> str:
    return posixpath.normpath("/" + path.replace("\\", "/")).lstrip("/").lower()
