"""What a web page says around a document: menus, breadcrumbs, print buttons, licences.

Only what can be told apart by its words is noise; the lines stay in the report, in a place of their own. A page that
is all menu keeps its lines as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.text.segmentation import TextBlock

_LONGEST = 160
_WHOLE = re.compile(
    r"(?:下载|打印|全屏|收藏|加大|还原|减小|分享|纠错|关闭|大|中|小|默认|A[+-]|X|×|\]|】|\||false|true|微信|微博|QQ空间"
    r"|打印本页|关闭窗口|返回顶部|联系我们|网站地图|网站声明|关于我们|无障碍浏览|长者模式|English|简体版?|繁体版?|登录|注册"
    r"|相关附件|[【\[]?\s*(?:打印|关闭|收藏|字号|返回)\s*[】\]]?|公有领域\W*|Public domain.{0,40})"
)
_BEGINS = re.compile(
    r"(?:[【\[]?字[号体][:：]|(?:您?(?:现在|当前)?(?:所在)?的?位置)[:：]|首页\s*[>＞»/]|扫一扫|手机扫|用微信扫|分享到|分享至|访问量[:：]"
    r"|浏览(?:次数|量)[:：]|点击(?:次数|量|数)[:：]|阅读(?:次数|量)?[:：]\s*\d|关联稿件|相关(?:报道|解读|链接|稿件|新闻|阅读|文章|政策)[:：]"
    r"|上一[篇条][:：]|下一[篇条][:：]|责任编辑[:：]|【?(?:打印|返回顶部|关闭)|版权所有|主办(?:单位)?[:：]|承办(?:单位)?[:：]|技术支持[:：]"
    r"|您访问的链接|继续访问|网站无障碍|网站地图|网站支持IPv6|本作品是中华人民共和国的|本作品在|中国大陆\s*，也可能|注：中文维基)"
)
_HOLDS = re.compile(r"ICP备\s*\d|公网安备|网站标识码|版权所有[:：]|无障碍.{0,3}关怀|知识共享|Creative Commons|CC BY-SA")
_LICENCE = re.compile(r"本作品是中华人民共和国的|本作品在.{0,20}公有领域|(?:Public domain\s*){1,3}$")


def noise(text: str, blocks: Sequence[TextBlock]) -> set[int]:
    """The positions of the blocks that belong to the page and not to the document.

    >>> text = "某市政府\\n网站无障碍关怀版\\n某市公报\\n粮食增产。\\n打印"
    >>> from retrieval.text.segmentation import split_blocks
    >>> sorted(noise(text, split_blocks(text)))
    [0, 1, 4]
    """
    found = {at for at, block in enumerate(blocks) if not block.row and _is_noise(text[block.start : block.end])}
    for at in sorted(found):
        # A licence is torn into lines by its links; nothing of the document follows it.
        if at > len(blocks) // 2 and _LICENCE.match(text, blocks[at].start, blocks[at].end):
            found.update(range(at, len(blocks)))
            break
    if len(blocks) > 2 and 1 in found and blocks[0].end - blocks[0].start <= 16 and not _is_title(text, blocks[0]):
        found.add(0)
    last = len(blocks) - 1
    while last > 0 and (last in found or _is_empty_annex(text, blocks[last], last + 1 in found)):
        found.add(last)
        last -= 1
    return found if len(found) < len(blocks) else set()


def _is_noise(line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    return bool(_WHOLE.fullmatch(line) or _BEGINS.match(line) or _HOLDS.search(line))


def _is_title(text: str, block: TextBlock) -> bool:
    return text[block.end - 2 : block.end] in ("报告", "公报", "条例", "通知", "意见", "办法", "方案", "规定", "指南")


def _is_empty_annex(text: str, block: TextBlock, before_noise: bool) -> bool:
    return before_noise and text[block.start : block.end].rstrip(":：") == "附件"
