"""Page tags: what a page says of itself in its head: the tags of government sites, and its title."""

from __future__ import annotations

from lxml.html import HtmlElement

_MOST_TAGS, _LONGEST_VALUE = 100, 2_000


def page_tags(root: HtmlElement) -> dict[str, str]:
    """The ``<meta>`` tags of a page by name, as written, and its ``title``; the first of each name that has a value.

    The names of government sites are those of GB/T 43105: SiteName, ColumnName, ArticleTitle, PubDate, ContentSource,
    Author, Keywords, Description, Url.

    >>> from lxml.html import document_fromstring
    >>> page = '<title>通知_某市</title><meta name="ArticleTitle" content=" 某市通知 "><meta name="PubDate" content="">'
    >>> page_tags(document_fromstring(page))
    {'title': '通知_某市', 'ArticleTitle': '某市通知'}
    """
    found: dict[str, str] = {}
    pairs = [("title", root.findtext(".//title") or "")]
    pairs += [(node.get("name") or "", node.get("content") or "") for node in root.iter("meta")]
    for name, content in pairs:
        value = " ".join(content[:_LONGEST_VALUE].split())
        if name.strip() and value and len(found) < _MOST_TAGS:
            found.setdefault(name.strip()[:60], value)
    return found
