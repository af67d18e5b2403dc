"""Texts for operators: wrong settings, failed starts, monitoring, databases, self-checks."""

from __future__ import annotations

SETTING_WRONG = "设置 {name} 有误：应为 {wanted}，现为{found}。请改正环境变量或 .env 中的这一项。"
SETTING_HIDDEN = "（内容不显示）"
SETTINGS_UNREADABLE = "读不出设置文件 .env：{error}。请检查它是不是 UTF-8 文本。"
UNGUARDED_WEBHOOK = (
    "设置了 TELEGRAM_WEBHOOK_URL，还须设置 TELEGRAM_WEBHOOK_SECRET"
    "（1 至 256 个字母、数字、下划线或连字符），否则谁都能冒充 Telegram 发消息。"
)
KEY_UNUSABLE = "读写不了 {path}：{error}。请检查文件夹权限，或设置 WENDA_SECRET。"
KEY_SHORT = """{path} 只有 {found} 个字节，不是完整的代号密钥（至少 {wanted} 个）。请从保存处把原来的密钥放回来；\
找不回来的，移走这个文件再启动：会另做一个，但 /mydata 和 /forget 就找不到此前的提问了。"""
WANTED = {
    "TELEGRAM_BOT_TOKEN": "@BotFather 给的机器人令牌，形如 123456789:字母、数字、下划线或连字符",
    "TELEGRAM_API_BASE": "http://主机:端口 或 https://主机:端口 形式的网址，不带用户名和密码",
    "TELEGRAM_WEBHOOK_URL": "带路径的网址，如 https://bot.example.gov.cn/wenda，不带用户名和密码",
    "TELEGRAM_WEBHOOK_SECRET": "1 至 256 个字母、数字、下划线或连字符",
    "WENDA_SECRET": "至少 16 个字符的随机文字",
    "WENDA_STAFF": "用逗号隔开的 Telegram 数字编号（个人的编号，是不带符号的正整数）",
    "WENDA_HOTLINE": "电话号码，可附文字，至多 40 个字符，不含 < > & _ * 等标记符号",
    "WENDA_RETENTION_DAYS": "1 至 3650 之间的整数（天）",
    "OPENSEARCH_URL": "http(s)://主机:端口，几个用逗号隔开；不混用 http 和 https，用户名和密码只写一种",
    "OPENSEARCH_CA": "证书文件（PEM）的路径，文件须存在",
    "OPENSEARCH_TIMEOUT": "大于 0、不超过 300 的秒数",
    "OPENSEARCH_SHARDS": "1 至 100 之间的整数",
    "OPENSEARCH_REPLICAS": "0 至 10 之间的整数",
    "OPENSEARCH_PREFIX": "小写字母开头，由小写字母、数字、下划线组成，至多 41 个字符",
}
WANTED_OTHERWISE = "一段文字"

BOT_REFUSED = "Telegram 不认 TELEGRAM_BOT_TOKEN 这个令牌。请向 @BotFather 核对后改正，再启动。"
CANNOT_LISTEN = "无法监听 {address}：{error}。请换一个空闲的端口（wenda run --listen 主机:端口）。"
CANNOT_SET_WEBHOOK = "Telegram 不接受 TELEGRAM_WEBHOOK_URL：{error}。请改正后再启动。"

# --- extras ------------------------------------------------------------------------------------------------------

MISSING_EXTRA = "{part}还没有装上。{how}"
ADD_EXTRA = "请在项目文件夹里运行：make {extra}（不是用 make 装的：pip install 'wenda-bot[{extra}]'）"
PARTS_OF_EXTRAS = {
    "dashboard": "看板要用的软件包",
    "charts": "画图要用的软件包",
    "cluster": "设置了 OPENSEARCH_URL，检索集群要用的软件包",
}

# --- single instance ---------------------------------------------------------------------------------------------

FOLDER_TAKEN = "文件夹 {folder} 正由另一个 wenda 使用（进程 {process}）。请先停掉它，或用 WENDA_STATE 另指一个文件夹。"
BOT_TAKEN = "这台机器上已有另一个 wenda 在用同一个 TELEGRAM_BOT_TOKEN 服务。请先停掉它，再启动。"
ANOTHER_POLLS = "另一个程序正在用同一个 TELEGRAM_BOT_TOKEN 收取消息（也许在别的机器上）。请先停掉它，再启动。"

# --- database files ----------------------------------------------------------------------------------------------

DAMAGED = "{path} 已损坏或不是本程序的数据库：{found}。{remedy}"
DATABASE_EMPTY = "文件是空的，0 字节"
DATABASE_GONE = "文件不见了，只剩同名的 -wal 文件"
DATABASE_FOREIGN = "里面没有本程序建立的表"
DATABASE_INCOMPLETE = "缺少 {names}"
REMEDY_RESTORE = (
    "请用备份恢复：wenda restore 备份文件；没有备份时，"
    "把它连同同名的 -wal、-shm 文件移到别处再启动（提问记录将从头开始）。"
)
REMEDY_REMOVE = "它只存放尚未答复的消息：请把 {path} 连同同名的 -wal、-shm 文件移到别处，再启动。"
REMEDY_OTHER_BACKUP = "请换一个备份文件。"
NOT_OURS = "里面没有提问记录"
NOTHING_TO_BACK_UP = "没有 {path}，还没有可备份的提问记录。"
BACKUP_EXISTS = "{path} 已经存在，没有动它。请换一个文件名。"
BACKUP_FAILED = "没能备份到 {path}：{error}。请检查磁盘空间和权限。"
NO_BACKUP = "没有 {path} 这个文件。"
RESTORE_FAILED = "没能恢复到 {path}：{error}。请检查磁盘空间和权限。"

# --- monitoring, proxies -----------------------------------------------------------------------------------------

CLI_RUN_METRICS = "在本机的这个地址提供监控数据（/metrics，Prometheus 格式；/healthz），如 127.0.0.1:9100；默认不提供。"
METRICS_NOT_LOOPBACK = "监控数据只在本机提供，地址应为 127.0.0.1、::1 或 localhost，现为“{found}”。"
METRICS_NO_PORT = "无法在 {address} 提供监控数据：{error}。请用 --metrics 换一个空闲的端口。"
METRICS_NEED_TELEGRAM = "--metrics 只在接入 Telegram 时有用，请先设置 TELEGRAM_BOT_TOKEN。"
PROXY_UNUSABLE = (
    "{name} 不能用：应为 http://主机:端口 或 socks5://主机:端口，需要时写成 http://用户名:密码@主机:端口"
    "（特殊字符按 URL 编码）。内容不显示。"
)

# --- commands for databases --------------------------------------------------------------------------------------

CLI_BACKUP = "把提问记录备份到 FILE：服务运行时也可以，内容前后一致，不含尚未答复的消息。"
CLI_RESTORE = "用备份 FILE 恢复提问记录：须先停掉服务；原来的数据库改名留在旁边。"
CLI_INBOX = "查看没能处理的消息。"
CLI_INBOX_LIST = "列出屡次出错、被搁置的消息和原因。"
CLI_INBOX_RETRY = "让搁置的消息（按编号）在下次启动时再处理一次。"
CLI_DOCTOR = "自检：设置、文件夹、数据库、磁盘空间、资料与索引、读文件的进程、令牌、时钟；有须处理的问题时以 1 退出。"

BACKUP_DONE = "已备份到 {path}（{size} 字节），其中不含尚未答复的消息。"
RESTORE_DONE = "已恢复 {path}。"
RESTORE_KEPT = "原来的数据库留在 {kept}；确认无误后请删除它。到期和 /forget 的删除也会作用于它。"

INBOX_COUNTS = "搁置 {aside} 条，等待处理 {waiting} 条。"
INBOX_HEAD = ("编号", "时间", "原因")
INBOX_CAUSE = "处理时出错（{found}）"
INBOX_EMPTY = "没有搁置的消息。"
INBOX_RETRIED = "{count} 条将在下次启动时再处理。"
INBOX_RETRIED_SOME = "另有 {missing} 条不在搁置之列。"
INBOX_NOTHING_TO_RETRY = "编号 {numbers} 都不在搁置之列，没有可以再处理的消息。编号见 wenda inbox list。"

DOCTOR_HEAD = ("结果", "检查项", "说明")
DOCTOR_FINE, DOCTOR_MIND, DOCTOR_FAILED = "正常", "注意", "有问题"
DOCTOR_UNWELL = "有 {count} 项须处理，见上。"
DOCTOR_FILE = "设置文件"
DOCTOR_FILE_READ = "读取了 {path}，其中没有写的用环境变量和默认值"
DOCTOR_FILE_NONE = "没有 {path}，只用环境变量和默认值"
DOCTOR_SETTING = "设置"
DOCTOR_IN_FILE, DOCTOR_IN_ENVIRONMENT = ".env", "环境变量"
DOCTOR_UNKNOWN = "不认识 {name}（{where}），没有作用"
DOCTOR_NEAREST = "；是不是 {name}？"
DOCTOR_REMOVE = "；请删去"
DOCTOR_SHORT_HOTLINE = "WENDA_HOTLINE 是“{found}”，不像电话号码；请核对"
DOCTOR_NO_EFFECT = "设置了 {name}，但没有设置 {needs}，没有作用"
DOCTOR_WEBHOOK_PLAIN = "TELEGRAM_WEBHOOK_URL 不是 https，Telegram 不会接受；请改用 https 网址"
DOCTOR_STAFF_IS_BOT = "WENDA_STAFF 里的 {number} 是机器人自己的编号；请换成工作人员个人的编号"
DOCTOR_PLAIN_SECRET = "WENDA_SECRET 太简单，容易猜到；请换成随机的文字"
DOCTOR_PROXY = "代理"
DOCTOR_PROXY_SET = "经由 {names} 连接 Telegram"
DOCTOR_STATE = "数据文件夹"
DOCTOR_STATE_SET = "{folder}（WENDA_STATE）"
DOCTOR_STATE_DEFAULT = "{folder}（默认；可用 WENDA_STATE 另指）"
DOCTOR_STATE_IS_FILE = "{folder} 不是文件夹；请移走这个文件，或用 WENDA_STATE 另指一个文件夹"
STATE_IS_FORMER = (
    "用的是当前文件夹里原有的 {folder}。今后默认的位置是 {default}，与在哪里运行无关："
    "请停掉服务，把整个文件夹移过去，或设置 WENDA_STATE={folder}。"
)
DOCTOR_FOLDER = "资料文件夹"
DOCTOR_FOLDER_SET = "{folder}，索引在 {index}"
DOCTOR_FOLDER_NEW = "{folder}，还没有索引，首次使用时建立"
DOCTOR_LOG = "提问记录"
DOCTOR_INBOX = "待办消息"
DOCTOR_NO_FILE = "{path} 尚未建立，首次使用时会自动建立"
DOCTOR_LOST_FILE = "没有 {path}，可是这个文件夹已经用过；若不是您移走的，请从备份恢复，或查明原因"
DOCTOR_DAMAGED = "{path} 已损坏：{found}；提问记录可用 wenda restore 从备份恢复，待办消息的文件移走即可"
DOCTOR_ASIDE = "搁置的消息"
DOCTOR_ASIDE_SOME = "有 {count} 条消息屡次出错；用 wenda inbox list 查看"
DOCTOR_SPACE = "磁盘"
DOCTOR_FREE = "{folder} 所在磁盘还剩 {megabytes} MB"
DOCTOR_UNWRITABLE = "不能写入 {folder}；请检查权限"
DOCTOR_PRIVATE = "权限"
DOCTOR_PRIVATE_FINE = "{folder} 和其中的文件只有属主能读写"
DOCTOR_EXPOSED = "他人也能读写 {paths}；请执行 chmod 700 {folder}，其中的文件 chmod 600"
DOCTOR_SECRET = "代号密钥"
DOCTOR_SECRET_SET = "由 WENDA_SECRET 设置"
DOCTOR_SECRET_NONE = "尚未生成，首次服务时会自动生成"
DOCTOR_SECRET_FILE = "在 {path}；请与数据库分开备份"
DOCTOR_SECRET_OPEN = "{path} 可被他人读取；请执行 chmod 600"
DOCTOR_LIBRARY = "资料"
DOCTOR_HELD = "{reports} 份报告，{passages} 条"
DOCTOR_INDEX = "索引"
DOCTOR_CLUSTER = "OpenSearch 集群"
DOCTOR_CLUSTER_HELD = "第 {generation} 版索引，{reports} 份报告，{passages} 条"
DOCTOR_FRESH = "与资料一致"
DOCTOR_STALE = "资料在建立索引之后有改动；请执行 {command}"
DOCTOR_SKIPPED = "没能读入"
DOCTOR_SAME = "重复"
DOCTOR_RECOGNISED = "图像识别"
DOCTOR_READER = "读文件的进程"
DOCTOR_CONFINED = "不能联网，也打不开别的文件"
DOCTOR_UNCONFINED = (
    "这台机器上它仍能{kept}（须 Linux 5.13 以上、内核启用 Landlock 与 seccomp，容器或服务单元也要放行）；"
    "时间、内存等限制照常"
)
DOCTOR_KEPT_FILES, DOCTOR_KEPT_NETWORK, DOCTOR_AND = "打开别的文件", "联网", "、"
DOCTOR_NO_READER = "启动不了，新的文件读不进来：{error}"
DOCTOR_TOKEN = "Telegram"
DOCTOR_NO_TOKEN = "没有设置 TELEGRAM_BOT_TOKEN，只能在终端里对话"
DOCTOR_UNREACHABLE = "连不上 {base}：{error}；请检查网络，或设置 HTTPS_PROXY"
DOCTOR_UNREACHABLE_PROXY = "没有核对：{names} 不能用，见上"
DOCTOR_BOT = "令牌有效，机器人是 @{name}"
DOCTOR_CLOCK = "时钟"
DOCTOR_APART = "与 Telegram 相差 {seconds} 秒"
DOCTOR_NO_TIME = "对方没有给出时间，无法核对"
