"""Style sheet: what a page's own rules say of an element, as far as it decides whether and how its text is shown.

A small reading of CSS: rules of ``<style>`` and of ``style`` attributes, by tag, class, id and attribute, below or
right below another such element, with their specificity. Not read are linked sheets, pseudo-classes and siblings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

_PROPERTIES = frozenset(
    "display visibility opacity font-size text-decoration text-decoration-line list-style list-style-type white-space "
    "vertical-align text-indent position left top clip clip-path overflow width height".split()
)
_SIMPLE = re.compile(
    r"\*|[.#]?[\w-]{1,80}"
    r"|\[\s{0,3}([\w-]{1,40})\s{0,3}(?:([~^$*|]?)=\s{0,3}[\"']?([^\"'\]]{0,80})[\"']?)?\s{0,3}\]"
)
_SCREENS = frozenset({"", "all", "screen", "only screen"})
# Rules of one tag, class or id are tried one after the other.
_MOST_CSS, _MOST_RULES, _MOST_ALIKE, _MOST_PARTS = 1_000_000, 5_000, 200, 6

Weight = tuple[int, int, int]
"""The specificity of a selector: how many ids, classes and attributes, and tags it names."""
Declarations = Mapping[str, tuple[str, bool]]
"""The value of each property, and whether it is marked important."""


@dataclass(frozen=True, slots=True)
class _CompoundSelector:
    """Conditions on one element; ``near``: it is the parent, not any ancestor, of the one behind it."""

    tag: str
    identity: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]
    near: bool = False

    def fits(self, node: HtmlElement) -> bool:
        if self.tag not in ("", "*", node.tag) or (self.identity and node.get("id") != self.identity):
            return False
        if self.classes and not self.classes <= set((node.get("class") or "").split()):
            return False
        return all(_has(node.get(name), sign, value) for name, sign, value in self.attributes)


@dataclass(frozen=True, slots=True)
class _StyleRule:
    """Declarations for the elements that a selector, from the outermost to the last compound, fits."""

    compounds: tuple[_CompoundSelector, ...]
    weight: Weight
    declarations: Declarations

    def fits(self, node: HtmlElement) -> bool:
        *outer, last = self.compounds
        if not last.fits(node):
            return False
        for compound in reversed(outer):
            parent = node.getparent()
            while parent is not None and not compound.fits(parent):
                parent = None if compound.near else parent.getparent()
            if parent is None:
                return False
            node = parent
        return True


class PageStyles:
    """The rules of a page."""

    def __init__(self, root: HtmlElement) -> None:
        """Read the ``<style>`` elements of a page for screens."""
        self._rules: dict[str, list[tuple[int, _StyleRule]]] = defaultdict(list)
        css = "\n".join(node.text_content() for node in root.iter("style") if _is_for_screens(node.get("media") or ""))
        for order, rule in enumerate(_rules(css[:_MOST_CSS])):
            if order == _MOST_RULES:
                break
            last = rule.compounds[-1]
            key = f"#{last.identity}" if last.identity else next((f".{each}" for each in last.classes), last.tag or "*")
            if len(self._rules[key]) < _MOST_ALIKE:
                self._rules[key].append((order, rule))

    def of(self, node: HtmlElement) -> dict[str, str]:
        """The properties of an element that are declared for it; not those that it inherits.

        >>> from lxml.html import fromstring
        >>> page = fromstring("<div><style>p.a{display:none} .b{display:block}</style><p class='a b'>x</p></div>")
        >>> PageStyles(page).of(page.find("p"))
        {'display': 'none'}
        """
        ranked: dict[str, tuple[tuple[bool, bool, Weight, int], str]] = {}

        def declare(declarations: Declarations, inline: bool, weight: Weight, order: int) -> None:
            for name, (value, important) in declarations.items():
                rank = (important, inline, weight, order)
                if name not in ranked or ranked[name][0] <= rank:
                    ranked[name] = rank, value

        for order, rule in self._candidates(node):
            if rule.fits(node):
                declare(rule.declarations, False, rule.weight, order)
        if style := node.get("style"):
            declare(_declarations(style), True, (0, 0, 0), 0)
        return {name: value for name, (_, value) in ranked.items()}

    def _candidates(self, node: HtmlElement) -> Iterator[tuple[int, _StyleRule]]:
        if not self._rules:
            return
        keys = [f"#{node.get('id')}", *(f".{each}" for each in (node.get("class") or "").split()), node.tag, "*"]
        for key in dict.fromkeys(keys):
            yield from self._rules.get(key, ())


def _rules(css: str) -> Iterator[_StyleRule]:
    css = _without_comments(css)
    at = 0
    while (opens := css.find("{", at)) >= 0:
        prelude = css[at:opens].rpartition(";")[2].strip("} \t\r\n\f")
        if prelude.startswith("@"):
            name, _, condition = prelude.partition(" ")
            applies = name.lower() in ("@layer", "@supports") or (
                name.lower() == "@media" and _is_for_screens(condition)
            )
            at = opens + 1 if applies else _block_end(css, opens)
            continue
        closes = css.find("}", opens)
        closes = len(css) if closes < 0 else closes
        declarations = _declarations(css[opens + 1 : closes])
        for selector in prelude.split(",") if declarations else ():
            if compounds := _compounds(selector):
                yield _StyleRule(compounds, _weight(compounds), declarations)
        at = closes + 1


def _is_for_screens(media: str) -> bool:
    """Whether rules hold for any screen; those for some widths are left out."""
    return any(each.strip().lower() in _SCREENS for each in media.split(","))


def _without_comments(css: str) -> str:
    pieces = []
    at = 0
    while (begins := css.find("/*", at)) >= 0:
        pieces.append(css[at:begins])
        ends = css.find("*/", begins + 2)
        at = len(css) if ends < 0 else ends + 2
    return "".join([*pieces, css[at:]])


def _block_end(css: str, opens: int) -> int:
    depth = 0
    for match in re.finditer("[{}]", css[opens:]):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return opens + match.end()
    return len(css)


def _declarations(text: str) -> Declarations:
    """The declarations that decide what is shown."""
    found: dict[str, tuple[str, bool]] = {}
    for declaration in text.split(";"):
        name, _, value = declaration.partition(":")
        name = name.strip().lower()
        if name in _PROPERTIES:
            plain, mark, _ = value.lower().partition("!")
            if not (name in found and found[name][1] and not mark):
                found[name] = plain.strip(), bool(mark)
    return found


def _compounds(selector: str) -> tuple[_CompoundSelector, ...]:
    """The compounds of a selector; none where it holds what is not read here."""
    found: list[_CompoundSelector] = []
    near = False
    for part in selector.replace(">", " > ").split():
        if part == ">":
            if not found:
                return ()
            near = True
            continue
        compound = _compound(part)
        if compound is None or len(found) == _MOST_PARTS:
            return ()
        if near:
            found[-1] = replace(found[-1], near=True)
        found.append(compound)
        near = False
    return () if near else tuple(found)


def _compound(part: str) -> _CompoundSelector | None:
    tag, identity, classes, attributes = "", "", set(), []
    at = 0
    while at < len(part):
        match = _SIMPLE.match(part, at)
        if match is None:
            return None
        simple = match[0]
        if simple.startswith("."):
            classes.add(simple[1:])
        elif simple.startswith("#"):
            identity = simple[1:]
        elif simple.startswith("["):
            attributes.append((match[1].lower(), match[2] or ("" if match[3] is None else "="), match[3] or ""))
        elif at == 0:
            tag = simple.lower()
        else:
            return None
        at = match.end()
    return _CompoundSelector(tag, identity, frozenset(classes), tuple(attributes))


def _weight(compounds: Sequence[_CompoundSelector]) -> Weight:
    return (
        sum(bool(each.identity) for each in compounds),
        sum(len(each.classes) + len(each.attributes) for each in compounds),
        sum(each.tag not in ("", "*") for each in compounds),
    )


def _has(value: str | None, sign: str, wanted: str) -> bool:
    if value is None:
        return False
    match sign:
        case "":
            return True
        case "=":
            return value == wanted
        case "~":
            return wanted in value.split()
        case "^":
            return bool(wanted) and value.startswith(wanted)
        case "$":
            return bool(wanted) and value.endswith(wanted)
        case "*":
            return bool(wanted) and wanted in value
        case _:
            return value == wanted or value.startswith(f"{wanted}-")
