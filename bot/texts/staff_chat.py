"""Texts of the staff's chat: the unanswered queue, drafts, lexicon entries, gold questions."""

from __future__ import annotations

# --- lexicon entries --------------------------------------------------------------------------------------------

WORDS_COUNT = "请写 1 至 {most} 行，每行一条；现在是 {found} 行。"
WORD_SHAPE = "这一行没有看懂：{found}。请写成 口语, 口语 => 官方词, 官方词*0.7，一行不超过 200 字。"
WORD_WEIGHT = "官方词的写法不对：{found}。权重写在 * 之后，大于 0、不超过 1，例如 应诉*0.7。"
WORD_NEVER_MET = "口语词“{found}”在提问里对不上：它至少要有两个字，不能含标点、空格和客套话。"
WORD_LONG = "口语词“{found}”太长：最多 {most} 个字。词条只记词，不记整句的问话。"

# --- wenda eval -------------------------------------------------------------------------------------------------

CLI_EVAL_NO_STAFF = "不算工作人员收的标准题，也不用他们加的同义词。"
EVAL_NEEDS_QUESTIONS = "请给出标准问题集（JSONL）；工作人员还没有收过标准题。"
EVAL_NOTHING_TO_ACCEPT = "--accept 要有标准问题集的文件，工作人员收的标准题不写入 accepted.json。"

# --- approval ---------------------------------------------------------------------------------------------------

POINTED_TEXT = "见下列原文。"
CONTRADICTED = (
    "草稿 #{number} 与标准题 {id} 不符：“{question}”应答“{quote}”，草稿没有引这一句{more}。请改引这一句，或退回。"
)
CONTRADICTED_MORE = "（另有 {count} 道不符）"

CLI_FAQ_FORCE = "与标准题不符也批准。"

# --- further phrasings of an answer in use ----------------------------------------------------------------------

PROPOSED_LEAD = "大家还这样问过，整理答案 #{number} 现在对不上。加入问法后，这样问的人就会得到这个答案："
PROPOSED_ITEM = "{rank}. {question}（{people} 人，{count} 次）"
PROPOSED_NONE = "没有可以加入整理答案 #{number} 的问法：它所在的问题里，别的问法都已经能得到它，或者还没有人问过。"
PROPOSED_NOT_IN_USE = "第 {number} 号整理答案不在使用中，批准以后才能加入问法。"
PROPOSED_GONE = "这种问法已经不在了（提问人删除了记录），或者已经加入过，请重新打开。"
PROPOSED_CONTRADICTED = (
    "没有加入：标准题 {id}“{question}”应答“{quote}”，整理答案 #{number} 没有引这一句{more}，加入后会答错它。"
)
PROPOSED_ADDED = "整理答案 #{number} 加入了 {count} 种问法，下一位这样问的人就会得到它。"
PROPOSE_BUTTON = "➕ 大家的其他问法（{count}）"
PROPOSE_ADD = "➕ {rank}"
PROPOSE_ADD_ALL = "➕ 全部加入"
PROPOSE_FORCE = "⚠ 仍要加入"

# --- notices ----------------------------------------------------------------------------------------------------

SEARCH_OUTAGE_NOTICE = (
    "⚠ 查找服务用不了了，请让维护人员检查。大家的提问都留着，恢复后会自动答复；/find 等查找要等恢复后再用。"
)

# --- the unanswered queue ---------------------------------------------------------------------------------------

QUEUE_EMPTY = "没有等待处理的问题。"
QUEUE_LEAD = "没有答上的问题 {count} 个，问的人多、问得近的在前："
QUEUE_ITEM = "{rank}. {wording}\n　{figures}"
QUEUE_FIGURES = "{people} 人问过 {count} 次，最近 {last}{bad}"
QUEUE_BAD = "，👎 {bad}"
TOPIC_LEAD = "问题 #{number}：{wording}"
TOPIC_FIGURES = "{people} 人问过 {count} 次，第一次 {first}，最近 {last}{bad}"
TOPIC_WORDINGS = "问法："
TOPIC_WORDING = "· {question}"
TOPIC_WORDING_OFTEN = "· {question}（{count} 次）"
TOPIC_UNANSWERED = "最近一次没有答上：{reason}。"
TOPIC_ANSWERED = "最近一次已经答上：{short}"
TOPIC_OLD_REPLY = "最近一次答复之后，资料已经更新。"
TOPIC_DRAFTS = "已有草稿等待批准，见下面的按钮。"
TOPIC_ANSWERS = "已有整理答案在使用；若问的是同一件事，点开它，把新的问法加进去。"
TOPIC_NEAREST = "相近的条款，点开看全文，也可以指到那里："
TOPIC_CHANGED = "刚才又有人问了，下面是现在的情况。"
TOPIC_GONE = "这个问题已经不在了（提问人删除了记录，或它并入了别的问题）。"
WRITE_BUTTON = "✍ 写答案"
WORDS_BUTTON = "🔤 加同义词"
POINT_BUTTON = "👉 指到条款"
BEYOND_BUTTON = "🚫 超出范围"
IGNORE_BUTTON = "忽略"
BACK_TO_QUEUE = "‹ 返回列表"
BACK_TO_TOPIC = "‹ 返回"
UNDO_BUTTON = "↩ 撤销"
DRAFT_BUTTON = "📝 草稿 #{number}"
ANSWER_BUTTON = "📗 整理答案 #{number}"
TOPIC_BUTTON = "‹ 问题 #{number}"
DECIDED = {
    "beyond": "#{number}“{wording}”已标为超出范围，不再列出；同样多的人再问起时会重新出现。",
    "ignored": "#{number}“{wording}”已忽略，不再列出；同样多的人再问起时会重新出现。",
}
NOTE_BUTTON = "📝 写明理由"
NOTE_PROMPT = "写理由 #{number}：{wording}\n请回复这条消息，写一两句为什么这样处理；同事在 wenda faq show 里看得到。"
NOTE_PLACEHOLDER = "为什么这样处理"
NOTE_KEPT = "已记下理由。"
NOTE_NO_DECISION = "这个问题的处理已经撤销，没有可以写明理由的。"
UNDONE = "已撤销。"
UNDO_TOO_LATE = "这个决定之后又有新的处理，撤销不了。"

# --- pointing at a clause ---------------------------------------------------------------------------------------

POINT_PROMPT = """指到条款 #{number}：{wording}
点一条看全文再确定；或者回复这条消息，写明条款，例如 {example}。"""
POINT_NONE = "没有找到相近的条款。"
POINT_CLAUSE = "#{number} {wording}"
POINT_CONFIRM = "✔ 这一条能回答"

# --- writing an answer ------------------------------------------------------------------------------------------

WRITE_PROMPT = """写答案 #{number}：{wording}
请回复这条消息：先写答案；再另起一行写“出处：”和条款编号，可以写几行；别的问法写“问法：”，也是一行一种。例如：

{answer}
出处：{example}
问法：{phrasing}
"""
WRITE_ANSWER = "（这里写答案）"
WRITE_NEAREST = "相近的条款："
WRITE_CLAUSE = "{id} {label} {words}"
WRITE_PLACEHOLDER = "答案，换行，出处：p17"
WRITE_NO_SOURCE = "没有写出处。请在答案后另起一行，写“出处：”和条款编号，例如 出处：p17。"
PROMPT_AGAIN = "{wrong}\n请再次回复那条提示。"
PROMPT_EDITED = "改过的回复没有收下。请再次回复那条提示。"
MASKED = "注意：答案里的电话、邮箱等已被遮去，市民看不到；请改写成“可拨打 12345”之类。"

# --- drafts -----------------------------------------------------------------------------------------------------

DRAFT_LEAD = "草稿 #{number}（{state}）{topic}"
ANSWER_LEAD = "整理答案 #{number}（{state}）{topic}"
DRAFT_TOPIC = "，回答问题 #{number}"
DRAFT_PHRASINGS = "适用的问法：{phrasings}"
DRAFT_ANSWER = "答案："
DRAFT_CITED = "所引的原文："
DRAFT_KEPT = "已存为草稿，要等另一位工作人员批准后才会使用。"
DRAFT_NOBODY = "只设了一位工作人员，没有人能批准；请在 WENDA_STAFF 里再加一位。"
DRAFT_TO_APPROVE = "同事写了一份答案，请您批准或退回。"
DRAFT_GONE = "这份草稿已经处理过了，或者内容已改，请重新打开。"
APPROVE_BUTTON = "✅ 批准"
FORCE_BUTTON = "⚠ 仍要批准"
REFUSE_BUTTON = "✖ 退回"
WITHDRAW_BUTTON = "↩ 撤回"
APPROVED = "草稿 #{number} 已批准，下一位这样问的人就会看到。"
DRAFT_ABOUT = "{said}\n它答的是：{question}"
DRAFT_ABOUT_SEVERAL = "{said}\n它答的是：{question}（等 {count} 种问法）"
REFUSED = "草稿 #{number} 已退回，不再使用。"
WITHDRAWN = "草稿 #{number} 已撤回。"
NOT_YOURS = "这份草稿不是您写的，请用“退回”。"
OWN_REFUSED = "自己写的草稿不用退回，请用“撤回”。"

# --- adding lexicon entries -------------------------------------------------------------------------------------

WORDS_PROMPT = """加同义词 #{number}：{wording}
请回复这条消息，一行一条：口语, 口语 => 官方词, 官方词*0.7
先用标准题试一遍，看过效果再决定采用不采用。"""
WORDS_PLACEHOLDER = "口语 => 官方词"
WORDS_TRYING = "正在用标准题试，请稍等几秒……"
WORDS_LEAD = "加同义词 #{number}"
WORDS_FIGURES = "标准题 {questions} 道：准确率 {accuracy}，误答率 {false_answers}，短答案正确率 {shorts}"
WORDS_NO_GOLD = "没有标准题可以对照：资料不是自带的报告，工作人员也还没有收过标准题。"
CHANGE = "{before:.1f}% → {after:.1f}%"
WORDS_WORSE = "变差的题：{questions}"
WORDS_ASKED = "这个问题：{before} → {after}"
OUTCOME_ANSWERED = "答上了"
OUTCOME_UNANSWERED = "没有答上"
WORDS_SENTENCE = "答的是：“{text}”（{place}）"
WORDS_NEAREST = "最接近的是：“{text}”（{place}）"
WORDS_LOWERS = "会让分数下降，没有采用。"
WORDS_KEPT = "已采用，马上生效。"
WORDS_KEPT_FORCED = "已采用（分数会下降，仍要采用），马上生效。"
WORDS_DROPPED = "没有采用。"
WORDS_REMOVED = "已撤销，同义词不再使用。"
KEEP_BUTTON = "采用"
KEEP_FORCED_BUTTON = "⚠ 仍要采用"
DROP_BUTTON = "放弃"

# --- gold questions ---------------------------------------------------------------------------------------------

STAR_RIGHT = "⭐ 回答正确，收为标准题"
STAR_ABSENT = "⭐ 确实没有写到，收为标准题"
UNSTAR = "↩ 撤销收题"
STARRED = "已收为标准题。"
STARRED_BEFORE = "这个问题已经收为标准题了。"
UNSTARRED = "已撤销，不再是标准题。"
STAR_OLD = "答复之后资料已经更新，请把问题再问一遍，再收为标准题。"

# --- lists of what staff keep -----------------------------------------------------------------------------------

RECORDS_LEAD = {
    "answers": "人工整理的答案 {count} 条，新的在前：",
    "words": "工作人员补充的同义词 {count} 条，新的在前：",
    "gold": "工作人员收的标准题 {count} 道，新的在前：",
    "lessons": "学到的问法 {count} 条：",
    "topics": "问得最多的问题 {count} 个：",
}
RECORDS_NONE = {
    "answers": "还没有人工整理的答案。/unanswered 里可以写。",
    "words": "还没有补充同义词。/unanswered 里可以加。",
    "gold": "还没有收过标准题。答复下面的 ⭐ 可以收。",
    "lessons": "还没有学到的问法。答案审核通过以后，或有三个人（工作人员一个人就够）认可同一句答复以后才会有。",
    "topics": "还没有人提问。",
}
RECORD_ITEM = "{rank}. {text}\n　{about}"
RECORD_GONE = "这一条已经不在了，请重新打开列表。"
ANSWER_ABOUT = "#{number} · {state} · {phrasings} 种问法"
WORDS_ABOUT = "{day}{effect}"
WORDS_ABOUT_EFFECT = "，准确率 {effect}"
GOLD_ABOUT = "{id} · 应答“{answer}”"
GOLD_ABOUT_ABSENT = "{id} · 报告没有写到"
LESSON_ABOUT = "{key} · {state}"
WORDS_DETAIL = "同义词 #{number}：{line}\n{about}"
GOLD_DETAIL = "标准题 {id}：{question}"
GOLD_DETAIL_QUOTE = "应引：“{quote}”（{clause}）"
GOLD_DETAIL_SHORT = "短答案：{answer}"
GOLD_DETAIL_ABSENT = "报告没有写到，应当不作回答。"
LESSON_DETAIL = "学到的问法 {key}\n{state}\n依据：{basis}\n问法：{asked}\n原文所在：{places}"
REMOVE_BUTTON = {"words": "↩ 撤销这条同义词", "gold": "↩ 去掉这道标准题", "lessons": "↩ 撤下"}
RESTORE_BUTTON = "↪ 恢复使用"
REMOVED = {
    "words": "已撤销，不再使用。",
    "gold": "已去掉，不再是标准题。",
    "lessons": "已撤下，从下一次提问起不再使用。",
}
RESTORED = "已恢复，从下一次提问起使用。"
BACK_TO_RECORDS = "‹ 返回列表"
EDIT_BUTTON = "✏ 修改"
RETIRE_BUTTON = "🗑 停用"
RETIRE_SURE_BUTTON = "🗑 确定停用"
RETIRE_SURE = "停用之后不再给出，也不能恢复，只能重写。确定要停用吗？"
RETIRED = "整理答案 #{number} 已停用。"
EDIT_PROMPT = """改答案 #{number}：
请回复这条消息，只写要改的：新的答案；“出处：”和条款编号；“问法：”（写了就换掉全部旧的问法，一行一种）。
改过之后要等另一位工作人员批准，在那以前不再给出。现在的问法：
{phrasings}"""
EDIT_PLACEHOLDER = "新的答案，换行，出处：p17"
EDIT_NOTHING = "没有看到要改的内容：请写新的答案、出处或问法。"
