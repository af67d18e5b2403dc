"""Texts of the dashboard: pages, panels, queries, and the command that serves it."""

from __future__ import annotations

CLI_DESK = "在本机打开工作看板（须用密码登录）：提问量、答复类型、用时、常见问题、待处理的问题、人工答复。"
CLI_DESK_PORT = "本机的端口，只监听 127.0.0.1；从别处看请用 ssh -L。"
CLI_DESK_REFRESH = "每隔多少秒看一次有没有新记录。"
CLI_DESK_SET_PASSWORD = "设置登录密码后退出：在终端里输入两次，或从标准输入读取一行。"

DESK_ASK_PASSWORD = "请设置看板的登录密码（至少 {least} 个字符）"
DESK_ASK_AGAIN = "请再输入一次"
DESK_PASSWORD_SHORT = "密码至少要有 {least} 个字符。"
DESK_PASSWORD_KEPT = "密码已设置，只保存了它的校验值：{path}。新的登录即用新密码；要让已登录的人退出，请重新启动看板。"
DESK_NO_PASSWORD = "看板还没有密码，请先执行：wenda desk --set-password"
DESK_PASSWORD_OPEN = "{path} 可被他人读取；请执行 chmod 600 {path}"
DESK_PASSWORD_UNUSABLE = "看板的密码文件 {path} 不能用：{error}。请执行 wenda desk --set-password 重新设置。"
DESK_PORT_TAKEN = "无法在 {address} 打开看板：{error}。请用 --port 换一个空闲的端口。"
DESK_NO_SNAPSHOT = "无法读取提问记录 {path}：{error}。"
DESK_OPEN = "工作看板：{address}（按 Ctrl-C 结束）"

DESK_TITLE = "问答工作看板"
DESK_ABOUT = "只读快照，不含提问人、会话与消息编号；问题中的个人信息在记录时已经隐去。"
DESK_SIGN_IN_FIRST = "请先登录"
DESK_SIGN_IN = "登录"
DESK_SIGN_OUT = "退出登录"
DESK_SIGN_OUT_SURE = "确定要退出登录吗？"
DESK_PASSWORD = "密码"
DESK_WRONG = "密码不对，请重新输入。"
DESK_TOO_MANY = "密码错误次数过多，请 {seconds} 秒后再试。"
DESK_FORBIDDEN = "看板不提供这个页面。"
DESK_WRONG_HOST = "看板只在本机提供：请用 http://127.0.0.1:端口 或 http://localhost:端口 打开。"
DESK_FAILED = "看板出错了，请刷新页面；再三出错时，请看运行看板的终端或日志。"
DESK_ERRORS = {
    400: "看板看不懂这个请求，请返回上一页重试。",
    403: "请求被拒绝：没有权限，或者页面已经失效。请重新打开登录页或看板。",
    404: "没有这个页面。",
    405: "这个页面不接受这种请求。",
    408: "请求没有在限定的时间内发完，请重试。",
    413: "请求的内容过长。",
    415: "看板只接受自己的表单。",
}
DESK_NO_CSV = "看板不提供 CSV：其中以 = + - @ 开头的内容会被表格软件当作公式执行。请用 wenda log export 导出。"
# What Datasette says after signing out, by its own words.
DESK_MESSAGES = {"You are now logged out": "已退出登录。"}
DESK_CONDITION = " · {column}{lookup}{value}"
DESK_SORTED_UP = " · 按{column}从小到大"
DESK_SORTED_DOWN = " · 按{column}从大到小"
DESK_LOOKUPS = {
    "exact": "等于",
    "not": "不等于",
    "contains": "含有",
    "notcontains": "不含",
    "startswith": "开头是",
    "endswith": "结尾是",
    "gt": "大于",
    "gte": "不小于",
    "lt": "小于",
    "lte": "不大于",
    "in": "是其中之一（逗号隔开）",
    "notin": "不是其中之一",
    "date": "日期是",
    "isblank": "为空",
    "notblank": "不为空",
}
DESK_LOOKUPS_ALONE = ("isblank", "notblank")
DESK_CHOOSE_COLUMN = "- 选一列 -"
DESK_REMOVE_FILTER = "- 去掉这个条件 -"
DESK_SORT = "排序……"
DESK_DESCENDING = "从大到小"
DESK_APPLY = "筛选"
DESK_FACETS = "按各项归类计数："
DESK_FACET_KINDS = {"date": "（按日期）", "array": "（按其中各项）"}
DESK_FACET_HIDE = "收起"
DESK_FACET_EMPTY = "（空）"
DESK_FACETS_LATE = "归类计数没有及时算完。"
DESK_NEXT_PAGE = "下一页"
DESK_COLUMN_MENU: dict[str, dict[str, str]] = {
    "menu": {
        ".dropdown-sort-asc": "从小到大",
        ".dropdown-sort-desc": "从大到小",
        ".dropdown-facet": "按这一列归类计数",
        ".dropdown-hide-column": "不显示这一列",
        ".dropdown-show-all-columns": "显示全部列",
        ".dropdown-not-blank": "只看不为空的",
    },
    "filters": {"remove": "去掉这个条件"},
}
DESK_FOOTER = "由 Datasette 提供，只在本机打开"
DESK_BOARD = "看板"
DESK_EVERYTHING = "查询与数据表"
DESK_QUERIES = "查询"
DESK_TABLES = "数据表"
DESK_ROWS = "{count} 行"
DESK_NO_ROWS = "（还没有数据）"
DESK_PANEL_FAILED = "（没能读出数据，请刷新页面）"
DESK_TRUNCATED = "只显示前面的部分"

DESK_OUTCOMES = {
    "answer": "答出",
    "curated": "人工整理",
    "related": "只有相近",
    "clarify": "请问者选定",
    "scope": "不在范围",
    "none": "没有找到",
    "smalltalk": "寒暄",
}
DESK_VERDICTS = {"good": "有用", "bad": "没用"}
DESK_STATES = {"draft": "待批准", "approved": "已生效", "suspended": "已暂停", "retired": "已停用"}
DESK_DECISIONS = {
    "curated": "已写答案",
    "lexicon": "已加同义词",
    "pointed": "已指到条款",
    "beyond": "超出范围",
    "ignored": "忽略",
}
DESK_LESSON_WORD = "同义词"
DESK_LESSON_GOLD = "标准题"
DESK_WORD = "{lay} → {official}"
DESK_CITED = "{file} {clause}：{text}"

# Names of columns in panels, queries and tables.
DESK_HEADS = {
    "Link": "序号",
    "rowid": "序号",
    "id": "编号",
    "day": "日期",
    "week": "周（周一）",
    "time": "时刻",
    "channel": "渠道",
    "outcome": "答复类型",
    "topic": "主题编号",
    "question": "问题",
    "short": "简答",
    "file": "文件",
    "clause": "条款",
    "milliseconds": "用时（毫秒）",
    "rating": "评价",
    "complaint": "不满之处",
    "wording": "问题",
    "count": "次数",
    "people": "人数",
    "share": "答出率",
    "good": "有用",
    "bad": "没用",
    "first": "最早",
    "last": "最近",
    "decision": "处理结果",
    "place": "次序",
    "weight": "分量",
    "text": "内容",
    "state": "状态",
    "citations": "依据",
    "phrasings": "问法",
    "created": "起草",
    "approved": "批准",
    "changed": "更改",
    "why": "原因",
    "answered": "答出",
    "near": "未直接答出",
    "liked": "好评率",
    "median": "中位数",
    "p99": "99% 以内",
    "judged": "评过的短答案",
    "right": "判为正确",
    "precision": "短答案正确率（%）",
    "kind": "种类",
    "effect": "效果",
    "made": "数据截至",
    "percent": "占比",
    "measure": "指标",
    "value": "数值",
}
DESK_MEASURES = {"share": "答出率", "near": "未直接答出", "liked": "好评率"}
DESK_LATENCIES = {"median": "中位数", "p99": "99% 以内"}
DESK_TABLE_TITLES = {
    "exchanges": "提问与答复",
    "topics": "主题",
    "unanswered": "待处理的问题",
    "curated": "人工整理的答复",
    "days": "每日数字",
    "quality": "每周质量",
    "lessons": "补充的同义词与标准题",
    "summary": "快照",
}
DESK_NOTES = {
    "exchanges": "每行一次提问；日期与时刻为北京时间。",
    "topics": "问同一件事的提问归为一个主题；人数只是数字，不指向任何人。",
    "unanswered": "按“没得到答复的人数 × 新近程度”排列：每人计 1，每过两周减半。",
    "quality": "答出率、未直接答出（只有相近与没有找到）不计寒暄；好评率为“有用”占全部评价的百分比；短答案正确率只看"
    "用粗体给出、又有人评过（收为标准题，或 👍 与 👎 不相等）的短答案，按提问的那一周算。",
}
DESK_QUERY_TITLES = {
    "volume": "每日提问量",
    "outcomes": "答复类型（近 30 天）",
    "latency": "用时（毫秒）",
    "frequent": "最常问的问题",
    "unanswered_queue": "没能答上来的问题",
    "curated_answers": "人工整理的答复",
    "weekly": "每周质量（%）",
    "short_answers": "短答案正确率（%，按周）",
    "disliked": "差评最多的问题",
    "complaints": "最近的差评",
    "learned": "补充的同义词与标准题",
    "figures": "概览",
}
# Names of the numbers in the top row.
DESK_FIGURES = {
    "asked": "近 7 天提问",
    "answered": "近 7 天答出率",
    "liked": "近 30 天好评率",
    "waiting": "待处理的问题",
    "curated": "已生效的人工答复",
    "made": "数据截至",
}
DESK_UNKNOWN = "—"
