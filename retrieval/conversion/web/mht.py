"""Web archive converter (.mht, .mhtml): the page among the files of a page that was saved as one.

A mail is such a file too: its page is read, or its text where it has none; attached files are not.
"""

from __future__ import annotations

import email
import email.policy
from email.message import Message
from itertools import islice

from retrieval.conversion.converted import Converted
from retrieval.conversion.decoding import decode
from retrieval.conversion.web.html import chinese_encodings, html_content
from retrieval.models import Refusal, ReportError

_MOST_PARTS = 5_000


def convert_mht(data: bytes, name: str) -> Converted:
    """The text of the saved page. Raises `ReportError` where there is none."""
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=email.policy.compat32)
    parts = list(islice(message.walk(), _MOST_PARTS))
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind and (data := _payload(part)):
                # A page in UTF-8 reads as such by chance almost never; the charset of the part may be wrong.
                text = decode(data, name, "utf-8", *chinese_encodings(part.get_content_charset() or ""))
                return html_content(text, name) if kind == "text/html" else Converted(text)
    raise ReportError(f"{name}: wanted a saved page, found none in the archive", Refusal.NO_TEXT)


def _payload(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
