"""Pages saved as one file: the page in it, whatever encodes it."""

from __future__ import annotations

import base64
import quopri

import pytest

from retrieval.conversion.formats import convert
from retrieval.models import Refusal, ReportError
from tests.retrieval.conversion.test_formats import PAGE


def saved(page: bytes, encoding: str, charset: str = "", kind: str = "text/html") -> bytes:
    """A page as browsers save it, behind a picture of it."""
    body = (
        base64.encodebytes(page) if encoding == "base64" else quopri.encodestring(page) if encoding[0] == "q" else page
    )
    head = f"Content-Type: {kind}{f'; charset={charset}' if charset else ''}\r\nContent-Transfer-Encoding: {encoding}"
    return b"\r\n".join([
        b"From: <Saved by Blink>", b"Subject: x", b"MIME-Version: 1.0",
        b'Content-Type: multipart/related; type="text/html"; boundary="--b"', b"", b"----b", b"Content-Type: image/png",
        b"Content-Transfer-Encoding: base64", b"", b"iVBORw0KGgo=", b"----b", head.encode(), b"", body, b"----b--", b"",
    ])  # fmt: skip


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", ""])
def test_the_page_is_read(encoding: str, charset: str) -> None:
    """As it is read by itself, in the charset that its part names, or in the one that fits."""
    page = PAGE.encode("gb18030" if charset == "gb2312" else "utf-8")
    assert convert(saved(page, encoding, charset), "某.mht").text == convert(PAGE.encode(), "某.html").text


def test_a_mail_is_its_text() -> None:
    """Where it has no page."""
    assert convert(saved("某市通知".encode(), "base64", kind="text/plain"), "某.eml").text == "某市通知"


def test_an_archive_without_a_page_is_refused() -> None:
    """With the kind that chooses what to do."""
    with pytest.raises(ReportError) as error:
        convert(saved(b"x", "8bit", kind="text/css"), "某.mht")
    assert error.value.refusal is Refusal.NO_TEXT
