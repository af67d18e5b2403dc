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

# --- one program at a time ---------------------------------------------------------------------------------------

FOLDER_TAKEN = "文件夹 {folder} 正由另一个 wenda 使用（进程 {process}）。请先停掉它，或用 WENDA_STATE 另指一个文件夹。"
BOT_TAKEN = "这台机器上已有另一个 wenda 在用同一个 TELEGRAM_BOT_TOKEN 服务。请先停掉它，再启动。"
ANOTHER_POLLS = "另一个程序正在用同一个 TELEGRAM_BOT_TOKEN 收取消息（也许在别的机器上）。请先停掉它，再启动。"

# --- the databases as files --------------------------------------------------------------------------------------

DAMAGED = "{path} 已损坏或不是本程序的数据库（{found}）。{remedy}"
REMEDY_RESTORE = "请用备份恢复：wenda restore 备份文件；没有备份时，把它移到别处再启动（提问记录将从头开始）。"
REMEDY_REMOVE = "它只存放尚未答复的消息：请把 {path} 连同同名的 -wal、-shm 文件移到别处，再启动。"
REMEDY_OTHER_BACKUP = "请换一个备份文件。"
NOT_OURS = "里面没有提问记录"
NOTHING_TO_BACK_UP = "没有 {path}，还没有可备份的提问记录。"
BACKUP_EXISTS = "{path} 已经存在，没有动它。请换一个文件名。"
BACKUP_FAILED = "没能备份到 {path}：{error}。请检查磁盘空间和权限。"
NO_BACKUP = "没有 {path} 这个文件。"
RESTORE_FAILED = "没能恢复到 {path}：{error}。请检查磁盘空间和权限。"
