"""What the person who runs the bot reads: settings that are wrong, a start that fails."""

from __future__ import annotations

SETTING_WRONG = "设置 {name} 有误：应为 {wanted}，现为{found}。请改正环境变量或 .env 中的这一项。"
SETTING_HIDDEN = "（内容不显示）"
SETTINGS_UNREADABLE = "读不出设置文件 .env：{error}。请检查它是不是 UTF-8 文本。"
UNGUARDED_WEBHOOK = (
    "设置了 TELEGRAM_WEBHOOK_URL，还须设置 TELEGRAM_WEBHOOK_SECRET"
    "（1 至 256 个字母、数字、下划线或连字符），否则谁都能冒充 Telegram 发消息。"
)
KEY_UNUSABLE = "读写不了 {path}：{error}。请检查文件夹权限，或设置 WENDA_SECRET。"
WANTED = {
    "TELEGRAM_BOT_TOKEN": "@BotFather 给的机器人令牌，不含空格和斜杠",
    "TELEGRAM_API_BASE": "http://主机:端口 或 https://主机:端口 形式的网址",
    "TELEGRAM_WEBHOOK_URL": "带路径的网址，如 https://bot.example.gov.cn/wenda",
    "TELEGRAM_WEBHOOK_SECRET": "1 至 256 个字母、数字、下划线或连字符",
    "WENDA_STAFF": "用逗号隔开的 Telegram 数字编号",
    "WENDA_RETENTION_DAYS": "1 至 3650 之间的整数（天）",
}
WANTED_OTHERWISE = "一段文字"

BOT_REFUSED = "Telegram 不认 TELEGRAM_BOT_TOKEN 这个令牌。请向 @BotFather 核对后改正，再启动。"
CANNOT_LISTEN = "无法监听 {address}：{error}。请换一个空闲的端口（wenda run --listen 主机:端口）。"
CANNOT_SET_WEBHOOK = "Telegram 不接受 TELEGRAM_WEBHOOK_URL：{error}。请改正后再启动。"
