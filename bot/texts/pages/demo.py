"""Texts of the demo: its command, its page in the browser, and what it says in the terminal."""

from __future__ import annotations

CLI_DEMO = "试用：不用令牌，在本机浏览器里打开与 Telegram 里一样的对话；记录放在临时文件夹，停止就删除。"
CLI_DEMO_PORT = "本机端口；不写则用 8766 起第一个空着的，0 为任意空着的。"
CLI_DEMO_BROWSER = "是否自动打开浏览器；无论如何都会显示网址。"

DEMO_OPEN = "试用页：{address}（只有这台电脑能打开；按 Ctrl-C 停止）"
DEMO_STOPPED = "试用已停止，试用中的提问已经删除。"
DEMO_PORT_TAKEN = "{address} 用不了（{error}）。请用 --port 另指一个端口，或不写 --port。"
DEMO_PORTS_TAKEN = "端口 {first} 到 {last} 都用不了（{error}）。请用 --port 0 任取一个空着的。"

# --- the page ---------------------------------------------------------------------------------------------------

DEMO_TITLE = "公开报告问答"
DEMO_BOT = "机器人 · 试用"
DEMO_TYPING = "正在查找……"
DEMO_NOTE = """试用页只在这台电脑上，不经过 Telegram。提问放在临时文件夹里，程序停止就删除，不计入提问记录；\
这里也不用工作人员写的答复。"""
DEMO_LOG = "对话"
DEMO_FROM_BOT = "机器人："
DEMO_FROM_YOU = "您："
DEMO_REPLIES_TO = "答复："
DEMO_FIELD = "您的问题"
DEMO_PLACEHOLDER = "输入问题，回车发送"
DEMO_SEND = "发送"
DEMO_MENU = "命令"
DEMO_MORE = "展开全文"
DEMO_LESS = "收起"
DEMO_COPIED = "已复制"
DEMO_CANNOT_COPY = "浏览器不让复制，请手动选取："
DEMO_NO_SHARING = "转发要在 Telegram 里用；试用页不连外网。"
DEMO_GONE = "按钮已经更新，请再点一次。"
DEMO_TOO_LONG = "太长了，发不出去；请缩短到 {limit} 字以内。"
DEMO_FAILED = "没有发出去，请再试一次。"
DEMO_AWAY = "连不上试用程序：它可能已经停止。重新运行 wenda demo 后，这里会自动恢复。"
DEMO_NO_SCRIPT = "这个页面要用 JavaScript，请在浏览器里允许它。"
DEMO_REFUSED = {
    400: "请求不完整。",
    403: "只接受这台电脑上试用页自己的请求。",
    404: "没有这个页面。",
    405: "这里不接受这种请求。",
    409: DEMO_GONE,
    413: "请求太长。",
    415: "请求的格式不对。",
}
DEMO_REFUSED_OTHERWISE = "出错了。"
