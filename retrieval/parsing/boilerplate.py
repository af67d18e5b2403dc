"""Boilerplate of web pages around a document: menus, breadcrumbs, print buttons, licences.

A block is boilerplate only where its words show it. Boilerplate stays in the report, as a region of its own. A page
that is boilerplate from top to bottom keeps its lines as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.text.segmentation import TextBlock

_LONGEST = 160
# A path through a site stands at the top of a page; its signs, and the characters of a step.
_STEP = re.compile(r"[>＞»›]{1,2}|-?&gt;")
_TOP, _LONGEST_STEP = 60, 16
# A whole line, the start of a line, and words anywhere in a line.
_WHOLE_LINE = re.compile(
    r"(?:下载|打印|全屏|收藏|加大|还原|减小|分享|纠错|关闭|大|中|小|默认|A[+-]|X|×|\]|】|\||false|true|微信|微博|QQ空间"
    r"|打印本页|关闭窗口|返回顶部|联系我们|网站地图|网站声明|关于我们|无障碍浏览|长者模式|English|简体版?|繁体版?"
    r"|登录|注册|[-—－–]\s?\d{1,4}\s?[-—－–]"
    r"|相关附件|[【\[]?\s*(?:打印|关闭|收藏|字号|返回)\s*[】\]]?|公有领域\W*|Public domain.{0,40})"
)
_LINE_START = re.compile(
    r"(?:[【\[]?字[号体][:：]|(?:您?(?:现在|当前)?(?:所在)?的?位置)[:：]|首页\s*[>＞»/]|扫一扫|手机扫|用微信扫"
    r"|分享到|分享至|访问量[:：]|浏览(?:次数|量)[:：]|点击(?:次数|量|数)[:：]|阅读(?:次数|量)?[:：]\s*\d|关联稿件"
    r"|相关(?:报道|解读|链接|稿件|新闻|阅读|文章|政策)[:：]|上一[篇条][:：]|下一[篇条][:：]|责任编辑[:：]"
    r"|【?(?:打印|返回顶部|关闭)|版权所有|主办(?:单位)?[:：]|承办(?:单位)?[:：]|技术支持[:：]|您访问的链接|继续访问"
    r"|网站无障碍|网站地图|网站支持IPv6|本作品是中华人民共和国的|本作品在|中国大陆\s*，也可能|注：中文维基)"
)
_ANYWHERE = re.compile(
    r"ICP备\s*\d|公网安备|网站标识码|版权所有[:：]|无障碍.{0,3}关怀|知识共享|Creative Commons|CC BY-SA"
)
_LICENCE = re.compile(r"本作品是中华人民共和国的|本作品在.{0,20}公有领域|(?:Public domain\s*){1,3}$")


def find_boilerplate(text: str, blocks: Sequence[TextBlock]) -> set[int]:
    """The positions of the blocks that belong to the web page and not to the document.

    >>> text = "某市政府\\n网站无障碍关怀版\\n某市公报\\n粮食增产。\\n打印"
    >>> from retrieval.text.segmentation import split_blocks
    >>> sorted(find_boilerplate(text, split_blocks(text)))
    [0, 1, 4]
    """
    found = {at for at, block in enumerate(blocks) if not block.row and _is_boilerplate(text[block.start : block.end])}
    found |= _breadcrumbs(text, blocks)
    # The links of a licence break it into several lines. Nothing of the document follows a licence.
    lower = sorted(at for at in found if at > len(blocks) // 2)
    licence = next((at for at in lower if _LICENCE.match(text, blocks[at].start, blocks[at].end)), len(blocks))
    found.update(range(licence, len(blocks)))
    if len(blocks) > 2 and 1 in found and blocks[0].end - blocks[0].start <= 16 and not _is_title(text, blocks[0]):
        found.add(0)
    last = len(blocks) - 1
    # The word 附件 alone, above boilerplate, has no annex below it.
    while last > 0 and (
        last in found or (last + 1 in found and text[blocks[last].start : blocks[last].end].rstrip(":：") == "附件")
    ):
        found.add(last)
        last -= 1
    return found if len(found) < len(blocks) else set()


def _breadcrumbs(text: str, blocks: Sequence[TextBlock]) -> set[int]:
    """The positions of a path through a site whose steps stand on lines of their own: 首页, >, 政务公开, >, 要闻."""
    found: set[int] = set()
    for at, block in enumerate(blocks[:_TOP]):
        if _STEP.fullmatch(text, block.start, block.end):
            near = [n for n in (at - 1, at + 1) if 0 <= n < len(blocks) and not _is_title(text, blocks[n])]
            found |= {at, *(n for n in near if blocks[n].end - blocks[n].start <= _LONGEST_STEP)}
    return found


def _is_boilerplate(line: str) -> bool:
    return len(line) <= _LONGEST and bool(
        _WHOLE_LINE.fullmatch(line) or _LINE_START.match(line) or _ANYWHERE.search(line)
    )


def _is_title(text: str, block: TextBlock) -> bool:
    return text[block.end - 2 : block.end] in ("报告", "公报", "条例", "通知", "意见", "办法", "方案", "规定", "指南")
