"""Asked acts: what was done, of which a question asks when or who, and whether a clause tells of just that.

A clause tells of an act by the same word, or by one that says the same: 建, 成立; 办, 召开. Names of documents tell
of none: a lecture on the 修订 of a law revises nothing.
"""

from __future__ import annotations

import re

from retrieval.text.tokenization import dictionary_words

_ALIKE = tuple(
    frozenset(words.split())
    for words in (
        "成立 建立 组建 设立 创建 新建 搭建 建 设 立 建起 建起来 成立起来 挂牌 组成",
        "建成 完成 完工 竣工 建好 结束 办完 做完 落成",
        "动工 开工 开建 启动 开始",
        "举办 举行 召开 开展 组织 开设 开会 开 办 搞 做 举 讲 上课 上 授课 讲课 讲授 宣讲 开讲 邀请 主办 承办",
        "发布 印发 公布 下发 出台 颁布 公开 制定 制订 发 发文 发出 发出来 公示 通报 出 签发 写 成文 发来",
        "施行 实施 生效 执行 起效 落地 推行 实行",
        "启用 上线 开通 投用 投入使用 投入运行 投运 运行 使用 开放",
        "修 修建 建 新建 改建 新改建 修缮 整修 铺 铺设 架设",
        "发 发放 下发 拨付 支付 兑付 发给",
        "查 查处 立案 查办 查获",
        "抓 抓获 逮捕 拘留 刑拘",
        "种 种植 栽植 栽种 造林 植树",
        "招 招聘 招录 录用 招收 录取",
        "关 关闭 取缔 关停",
        "拆 拆除 清拆 拆迁",
        "退 退还 清退 返还 退回",
        "搬 搬迁 迁移 迁",
        "卖 销售 出售",
        "培训 训练 轮训",
        "修订 修改 修正 改 更新 调整",
        "通过 审议 批准 批 审批 批复 表决 同意",
        "废止 失效 取消 撤销 终止 停止 停",
        "签 签订 签署 签约 签字",
        "上榜 入选 获评 评上 获奖 表扬 表彰 激励 推广 推开",
        "换届 选举 改选 当选",
        "采购 购买 买 购置 购入 配 配备 配齐 配置",
        "拍 拍摄 制作 录制 演 表演 出演 演出 自导自演",
        "写 编写 撰写 起草 编制",
        "检查 督查 督导 抽查 巡查 审计 查 核查",
        "受理 接收 收 接",
        "死 死亡 遇难 身亡 丧生 罹难 去世",
        "伤 受伤 负伤 致伤",
        "丢 丢失 遗失 被盗 灭失",
        "坏 损坏 毁坏 故障 受损",
    )
)
_WHEN_OR_WHO = r"(?:哪一?天|哪两?[天年月日]|几月几[号日]|几[号月]|什么时候|啥时候|何时|什么时间|哪个月|谁)"
_BEHIND = re.compile(rf"{_WHEN_OR_WHO}(?P<act>[\u4e00-\u9fff]{{1,4}}?)(?:起来|出来)?(?:的|了|过|呢|$)")
_BEFORE = re.compile(rf"(?P<act>[\u4e00-\u9fff]{{2,6}}?)(?:是|在|于|从|到|由|要|会){{0,3}}{_WHEN_OR_WHO}(?:[的了呢]|$)")
_TITLE = re.compile(r"《[^《》]*》")
_KNOWN = frozenset().union(*_ALIKE)


def asked_act(folded: str) -> str:
    """The act of which a folded question asks when or who; empty where its words name none that is known.

    >>> asked_act("民法典是哪天实施的"), asked_act("委员会换届是哪天"), asked_act("讲座是哪天")
    ('实施', '换届', '')
    """
    if match := _BEHIND.search(folded):
        return match["act"] if match["act"] in _KNOWN else ""
    match = _BEFORE.search(folded)
    last = dictionary_words(match["act"])[-1] if match else ""
    return last if last in _KNOWN and len(last) > 1 else ""


def tells_of(act: str, folded: str) -> bool:
    """Whether a folded clause tells of an act, in one of its words.

    >>> tells_of("建", "率先成立委员会"), tells_of("修订", "就《某法的修订》开展讲座"), tells_of("", "率先成立")
    (True, False, True)
    """
    clause = _TITLE.sub(" ", folded)
    alike = (word for words in _ALIKE if act in words for word in words if len(word) > 1)
    return act in clause or any(word in clause for word in alike)
