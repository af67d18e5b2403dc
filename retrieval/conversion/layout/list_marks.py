"""Beginnings of lines of a page that tell that no sentence goes on there: list marks, names of fields."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]\d{1,3}[)）]|\d{1,3}[)）、]"
    r"|\d{1,2}(?:[.．](?!\d)|(?:[.．]\d{1,2}){1,3}\s)"
    r"|第[一二三四五六七八九十百]{1,5}[编章节条](?![的、和之规款项])|[①-⑳⒈-⒛㈠-㈩•·●■◆▪○□]|——|附\s?件"
    r"|[一二三四五六七八九十]{1,2}是"
)

_FIELD = re.compile(r"[\u4e00-\u9fff、/（）() ]{2,14}[：:]")


def begins_field(text: str) -> bool:
    """Whether a line begins with the name of a field. A sentence may too, so one field must follow another.

    >>> begins_field("统一社会信用代码：91"), begins_field("列条件的，予以支持。")
    (True, False)
    """
    return bool(_FIELD.match(text))


def begins_list_item(text: str) -> bool:
    """Whether a line begins with a list mark.

    >>> begins_list_item("（一）粮食"), begins_list_item("第三条的规定"), begins_list_item("2.5万人")
    (True, False, False)
    """
    return bool(_MARK.match(text))
