"""OpenDocument styles: what of the text is hidden, and what is raised above the line."""

from __future__ import annotations

import re

from retrieval.conversion.open_document.odf_package import STYLE, TABLE, TEXT
from retrieval.conversion.xml_parts import Node

_MOST_PARENTS = 20
_LOWERED = re.compile(r"\s*(?:sub|-|0%)")


class OdfStyles:
    """The styles of a file by their names; those of the content count before those of the file as a whole."""

    def __init__(self, *roots: Node | None) -> None:
        """The roots of the styles and of the content, in this order."""
        nodes = [node for root in roots if root is not None for node in root.iter(f"{STYLE}style")]
        self._styles = {(node.get(f"{STYLE}family"), node.get(f"{STYLE}name")): node for node in nodes}

    def is_hidden(self, family: str, name: str | None) -> bool:
        """Whether text of a style is hidden: ``text``, ``paragraph`` or ``section``."""
        kind = "section-properties" if family == "section" else "text-properties"
        return self._value(family, name, kind, f"{TEXT}display") in ("none", "false")

    def is_raised(self, name: str | None) -> bool:
        """Whether text of a style stands above the line."""
        position = self._value("text", name, "text-properties", f"{STYLE}text-position")
        return bool(position) and not _LOWERED.match(position or "")

    def is_shown_sheet(self, name: str | None) -> bool:
        """Whether a sheet of a style is shown."""
        return self._value("table", name, "table-properties", f"{TABLE}display") != "false"

    def _value(self, family: str, name: str | None, kind: str, attribute: str) -> str | None:
        for node in self._with_parents(family, name):
            properties = node.find(f"{STYLE}{kind}")
            if properties is not None and properties.get(attribute) is not None:
                return str(properties.get(attribute))
        return None

    def _with_parents(self, family: str, name: str | None) -> list[Node]:
        found: list[Node] = []
        while name and len(found) < _MOST_PARENTS and (node := self._styles.get((family, name))) is not None:
            found.append(node)
            name = node.get(f"{STYLE}parent-style-name")
        return found
