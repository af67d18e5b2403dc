"""Metadata header of a document: ``name:value`` lines, bullets, table rows, or several fields in one line.

A field with an unknown name is accepted only within a run of fields at the very top. A service guide consists of such
fields alone; it is read as a whole. Every field keeps its span in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from retrieval.models import MetadataField
from retrieval.parsing.identity.kinds import ABOUT, is_title
from retrieval.parsing.identity.title_lines import clean_line, is_issuer
from retrieval.text.normalization import without_space
from retrieval.text.segmentation import TextBlock, strip_span

_FIELD = re.compile(r"[•·●*\-\s]*(?P<name>[\u4e00-\u9fff]{2,12})[:：][ \t\u3000]*(?P<value>.{0,60})")
_NAMES = (
    "索引号 索取号 统一编号 信息索引 发布机构 发文机关 发文机构 发文单位 制发机关 发布单位 公开机构 公开主体 "
    "信息来源 文章来源 来源 作者 发文字号 文号 文件编号 文件号 发文日期 成文日期 成文时间 发布日期 发布时间 公开日期 "
    "公开时间 发表时间 发表日期 稿件来源 公布日期 生成日期 印发日期 更新时间 更新日期 "
    "施行日期 实施日期 生效日期 生效时间 废止日期 废止时间 "
    "失效日期 失效时间 有效期 有效性 时效性 效力状态 时效状态 文件状态 时间 日期 主题分类 信息分类 所属分类 组配分类 "
    "体裁分类 服务对象分类 分类 公文种类 文种 体裁 主题词 关键词 公开方式 公开形式 公开类别 公开时限 公开范围 "
    "公开属性 信息名称 文件名称 公文名称 标题 名称 文件类型 所属单位 有效状态 内容概述"
).split()
_SPACE = "[ \t\u2000-\u200a\u3000\u00a0]"
_KNOWN = "|".join(f"{_SPACE}{{0,3}}".join(name) for name in sorted(_NAMES, key=len, reverse=True))
_KEY = re.compile(r"[•·●*\-\s]{0,9}(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff（）()/、]{1,14})[:：]")
_GUIDE_KEY = re.compile(
    r"事项|办理|受理|时限|材料|电话|地点|地址|服务对象|条件|依据|流程|收费|实施机关|办公时间|结果|咨询|投诉"
)
# How a speech addresses its audience: 各位代表： is no field.
_SALUTATIONS = ("各位", "同志", "尊敬的")
_FIGURED = re.compile(r"日期|时间|字号|文号|编号|索引号|索取号|文件号|时限")
_STATE = re.compile(r"状态|有效性|时效性|属性|方式|形式|种类|文种|体裁$")
_NUMERALS = "〇○零一二三四五六七八九十长永"
_TITLE_NAMES = frozenset({"标题", "信息名称", "文件名称", "公文名称", "名称", "内容概述"})
_NO_NAME = re.compile(r"[\s:：]")
_LONGEST_STATE, _TITLE_LINES = 20, 4
_HEAD_BLOCKS = 40
_LONGEST_VALUE = 120


# Compiled at first use: the two take as long as all other patterns of this package together.
@cache
def _known_field() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=[\s|\u3000;；\]】]))[•·●*\[【]?{_SPACE}{{0,2}}(?P<name>{_KNOWN}){_SPACE}{{0,3}}[】\]]?"
        rf"{_SPACE}{{0,3}}[:：]"
    )


@cache
def _cell() -> re.Pattern[str]:
    return re.compile(rf"{_SPACE}*(?:{_KNOWN}){_SPACE}*[:：]?{_SPACE}*")


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    """Metadata fields of a document and the blocks that they occupy; ``guide``: they are the whole document."""

    fields: tuple[MetadataField, ...] = ()
    blocks: frozenset[int] = frozenset()
    guide: bool = False


def find_header(text: str, blocks: Sequence[TextBlock], boilerplate: set[int]) -> DocumentHeader:
    """The header of a document; without fields where it has none.

    >>> from retrieval.text.segmentation import split_blocks
    >>> text = "索引号：01/2 发布机构：某市统计局\\n发文日期：\\n2023-04-18\\n某市公报\\n"
    >>> [(field.name, field.value) for field in find_header(text, split_blocks(text), set()).fields]
    [('索引号', '01/2'), ('发布机构', '某市统计局'), ('发文日期', '2023-04-18')]
    """
    if guide := _guide_header(text, blocks, boilerplate):
        return guide
    order = [at for at in range(len(blocks)) if at not in boilerplate][:_HEAD_BLOCKS]
    fields: dict[int, list[MetadataField]] = {}
    for at in order:
        block = blocks[at]
        found = _row_fields(text, block) if block.row else _line_fields(text, block)
        if found:
            fields[at] = found
        elif block.end - block.start > _LONGEST_VALUE:
            break
    for at, field in _top_fields(text, blocks, order).items():
        fields.setdefault(at, [field])
    occupied = set(fields)
    for at in sorted(fields):
        if not fields[at][-1].value:
            _add_value_below(text, blocks, at, fields, occupied)
    found = [field for at in sorted(fields) for field in fields[at]]
    return DocumentHeader(tuple(found), frozenset(occupied))


def _top_fields(text: str, blocks: Sequence[TextBlock], order: Sequence[int]) -> dict[int, MetadataField]:
    """The run of field-like lines at the top, whatever their names. A single such line is prose."""
    matches = ((at, _FIELD.fullmatch(text, blocks[at].start, blocks[at].end)) for at in order)
    head = list(takewhile(lambda pair: pair[1] is not None and not pair[1]["name"].startswith(_SALUTATIONS), matches))
    found = {at: MetadataField(m["name"], m["value"].strip(), m.start(), m.end()) for at, m in head if m is not None}
    return found if len(found) > 1 else {}


def _line_fields(text: str, block: TextBlock) -> list[MetadataField]:
    """The fields of a line that consists of fields with known names; none for any other line."""
    at, line = block.start, text[block.start : block.end]
    names = list(_known_field().finditer(line)) if len(line) <= 400 else []
    if not names or names[0].start() > 0 or (len(names) == 1 and len(line) > _LONGEST_VALUE):
        return []
    ends = [m.start() for m in names[1:]] + [len(line)]
    values = [strip_span(line, m.end(), end) for m, end in zip(names, ends, strict=True)]
    if any("。" in line[a:b] for a, b in values):
        return []
    return [
        MetadataField(without_space(m["name"]), line[a:b].rstrip("|；;[【 "), at + m.start(), at + max(b, m.end()))
        for m, (a, b) in zip(names, values, strict=True)
    ]


def _row_fields(text: str, block: TextBlock) -> list[MetadataField]:
    """The fields of a table row whose cells alternate between names and values; a value may be empty."""
    bars = [at for at in range(block.start, block.end) if text[at] == "|"]
    cells = list(zip([block.start, *(at + 1 for at in bars)], [*bars, block.end], strict=True))
    if not text[slice(*cells[0])].strip():
        del cells[0]
    words = [text[slice(*cell)].strip() for cell in cells]
    # A merged cell stands once in each of its columns.
    cells = [cell for at, cell in enumerate(cells) if at == 0 or not words[at] or words[at] != words[at - 1]]
    fields = []
    for name, value in zip(cells[::2], cells[1::2], strict=False):
        if not _cell().fullmatch(text, *name):
            return []
        (start, end), (first, last) = strip_span(text, *name), strip_span(text, *value)
        label = _NO_NAME.sub("", text[start:end])
        fields.append(MetadataField(label, text[first:last], start, max(last, end)))
    return fields


def _add_value_below(
    text: str, blocks: Sequence[TextBlock], at: int, fields: dict[int, list[MetadataField]], occupied: set[int]
) -> None:
    """Take the short line below an empty field as its value."""
    if at + 1 >= len(blocks) or at + 1 in occupied:
        return
    field, below = fields[at][-1], blocks[at + 1]
    value = text[below.start : below.end]
    near = text.count("\n", blocks[at].end, below.start) == 1
    plain = len(value) <= _LONGEST_VALUE and not value.endswith(("：", ":", "。")) and field.name in _NAMES
    if near and plain and _fits(field.name, value) and not _begins_title(text, blocks, at + 1, field.name, fields):
        fields[at][-1] = MetadataField(field.name, value, field.start, below.end)
        occupied.add(at + 1)


def _fits(name: str, value: str) -> bool:
    """Whether a value is of the sort that the name asks for: days and numbers have figures, states are short."""
    if _FIGURED.search(name):
        return any(char.isnumeric() or char in _NUMERALS for char in value)
    return not _STATE.search(name) or len(value) <= _LONGEST_STATE


def _begins_title(
    text: str, blocks: Sequence[TextBlock], at: int, name: str, fields: Mapping[int, Sequence[MetadataField]]
) -> bool:
    """Whether the title begins at a block, below a field that stays empty: 主题词： above the title's first line."""
    value = without_space(text[blocks[at].start : blocks[at].end])
    if name in _TITLE_NAMES or is_issuer(value):
        return False
    titles = (without_space(f.value) for found in fields.values() for f in found if f.name in _TITLE_NAMES)
    if len(value) > 3 and any(title.startswith(value) for title in titles):
        return True
    below = (text[block.start : block.end] for block in blocks[at : at + _TITLE_LINES] if not block.row)
    lines = list(takewhile(lambda line: not line.endswith(("：", ":")), below))
    wholes = ("".join(map(clean_line, lines[:count])) for count in range(1, len(lines) + 1))
    # A name that ends like a title is a value all the same: 主题词：就业补助办法.
    return any(is_title(whole) and ABOUT.search(whole) for whole in wholes)


def _guide_header(text: str, blocks: Sequence[TextBlock], boilerplate: set[int]) -> DocumentHeader | None:
    """The fields of a service guide. A line without a key belongs to the key above it."""
    order = [at for at in range(len(blocks)) if at not in boilerplate]
    keys = {at: m for at in order if not blocks[at].row and (m := _KEY.match(text, blocks[at].start, blocks[at].end))}
    guide_keys = sum(bool(_GUIDE_KEY.search(m["name"])) for m in keys.values())
    top = min(keys, default=0)
    if guide_keys < 4 or len(keys) * 10 < len(order) * 6 or order.index(top) > 3:
        return None
    fields = []
    for at, until in zip(keys, [*list(keys)[1:], len(blocks)], strict=True):
        own = [n for n in range(at, until) if n not in boilerplate]
        start, end = strip_span(text, keys[at].end(), blocks[own[-1]].end)
        fields.append(MetadataField(keys[at]["name"], text[start:end], blocks[at].start, max(end, keys[at].end())))
    return DocumentHeader(tuple(fields), frozenset(at for at in order if at >= top), guide=True)
