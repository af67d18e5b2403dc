"""Texts of ``wenda lessons`` and ``wenda suggest``: what use has taught, and drafts for a new report."""

from __future__ import annotations

CLI_LESSONS = "学到的问法：审核通过的整理答案、指到的条款和大家的 👍👎，让意思相近的提问也找到同一句原文。"
CLI_LESSONS_LIST = "列出学到的问法：依据、原文所在、谁在什么时候定的、现在是否使用。"
CLI_LESSONS_REMOVE = "撤下一条学到的问法，从下一次提问起不再使用；整理答案本身不受影响。"
CLI_LESSONS_RESTORE = "恢复一条撤下的问法。"

LESSONS_HEAD = ("编号", "状态", "依据", "问法", "原文所在", "日期")
LESSON_ANSWER = "整理答案（{author} 写，{approver} 审核）"
LESSON_THUMBS = {"answers": "👍 {agree} 人，👎 {disagree} 人", "wrong": "👎 {agree} 人，👍 {disagree} 人"}
LESSON_USED = {
    "answers": "使用中：这一句能回答",
    "based": "使用中：答案以这一句为依据",
    "wrong": "使用中：这一句不能回答",
}
LESSON_REMOVED = "已撤下（{who}，{time}）"
LESSON_GONE = "停用：原文有变动"
NO_LESSONS = "还没有学到的问法。整理答案审核通过以后，或有三个人（工作人员一个人就够）认可同一句答复以后，这里才会有。"
NO_LESSON = "没有编号为“{key}”的问法。wenda lessons list 可以看到全部编号。"
LESSON_REMOVED_BEFORE = "“{key}”先前已经撤下。"
LESSON_NOT_REMOVED = "“{key}”没有撤下过，不需要恢复。"
LESSON_IS_OUT = "已撤下“{key}”，从下一次提问起不再使用。要恢复：wenda lessons restore {key} --as 编号"
LESSON_IS_BACK = "已恢复“{key}”，从下一次提问起使用。"

# --- words of staff ----------------------------------------------------------------------------------------------

CLI_WORDS = "工作人员补充的同义词：试用、采用、查看、撤销。"
CLI_WORDS_LIST = "列出工作人员补充的同义词，新的在前。"
CLI_WORDS_TRY = "用标准题试一试这些词条（口语, 口语 => 官方词, 官方词*0.7），只看效果，不采用。"
CLI_WORDS_ADD = "先用标准题试，没有让分数下降就采用，从下一次提问起使用。"
CLI_WORDS_REMOVE = "撤销同义词（wenda words list 里的编号），从下一次提问起不再使用。"
CLI_WORDS_TOPIC = "为哪个问题加（wenda faq unanswered 里的编号）；采用后它不再待处理。"
CLI_WORDS_ASK = "试的时候看哪一句提问的前后变化。"
CLI_WORDS_FORCE = "会让分数下降也采用。"
WORDS_HEAD = ("编号", "口语", "官方词", "准确率", "日期", "谁")
WORDS_FORCED = "{effect}（仍要采用）"
NO_WORDS = "工作人员还没有补充同义词。wenda words add 可以补充，/unanswered 里也可以。"
NO_WORD = "没有第 {number} 号同义词。wenda words list 可以看到全部编号。"
WORD_IN_USE = "已采用：{line}"
WORD_OUT = "已撤销：{line}"
WORDS_ARE_WORSE = "会让分数下降，没有采用。要采用请加 --force。"

# --- gold questions ----------------------------------------------------------------------------------------------

CLI_GOLD = "工作人员收的标准题：答对了的、确实没有写到的提问，供 wenda eval 和试同义词、审答案时对照。"
CLI_GOLD_LIST = "列出工作人员收的标准题，新的在前。"
CLI_GOLD_ADD = "把答对了的（或确实没有写到的）提问收为标准题；RECORD 是记录的编号，wenda faq show 里有。"
CLI_GOLD_TOPIC = "收这个问题最近的一次提问（wenda faq topics 里的编号）。"
CLI_GOLD_REMOVE = "去掉标准题（wenda gold list 里的编号，如 s3）。"
GOLD_HEAD = ("编号", "问题", "短答案", "应引的原文", "条款")
GOLD_ABSENT = "（报告没有写到）"
NO_GOLD = "工作人员还没有收过标准题。wenda gold add 可以收，答复下面的 ⭐ 也可以。"
NO_GOLD_CASE = "没有编号为“{number}”的标准题。wenda gold list 可以看到全部编号。"
GOLD_NEEDS = "请给出记录的编号，或用 --topic 指明问题。"
GOLD_NO_RECORD = "没有编号为 {number} 的提问记录。"
GOLD_CANNOT = "记录 {number} 收不了：它不是答复（寒暄、请对方选报告），是人工整理的答案，或者答复之后资料已经更新。"
GOLD_BEFORE = "记录 {number} 的问题已经收过了。"
GOLD_ADDED = "已收为标准题 {id}：{question}"
GOLD_OUT = "标准题 s{number} 已去掉。"

# --- drafts ------------------------------------------------------------------------------------------------------

CLI_SUGGEST = """为一份报告起草问法（.phrasings）和未载事项（.gaps），写在报告旁边，供工作人员逐条看过。

每一条草稿以“? ”开头，审核前不起作用。在编辑器里删去“? ”就是采用，
在行首加上“# ”就是不要（以后也不再起草）；也可以用 --approve 全部采用。
"""
CLI_SUGGEST_SHORT = "为一份报告起草问法和未载事项，供工作人员审核。"
CLI_SUGGEST_APPROVE = "采用两个文件里的全部草稿，不再起草新的。请先逐条看过。"
CLI_SUGGEST_PRINT = "只把草稿输出到屏幕，不写文件。"

SUGGEST_TURN_TO = "请向{agency}咨询"
SUGGEST_HOTLINE = "请拨打政务服务便民热线{hotline}"
SUGGEST_SEVERAL = "{path} 里有 {count} 份报告。请把它解开，再为其中一份起草。"
SUGGEST_BROKEN = "{path} 有一处不对，没有动它：{error}"
SUGGEST_UNWRITABLE = "写不了 {path}：{error}。请检查文件夹的权限和磁盘空间。"
SUGGESTED = "{path}：新起草 {new} 条，待审核的共 {waiting} 条。"
SUGGEST_NEXT = "请逐条看过：删去“? ”即采用，行首加“# ”即不要。全部采用：wenda suggest {path} --approve"
SUGGEST_NOTHING = "没有可以起草的：这份报告里没有能起草的句子，或都已经起草过了。"
SUGGEST_APPROVED = "{path}：采用了 {count} 条草稿，下次打开资料时生效。"
SUGGEST_NONE_WAIT = "{path} 旁边没有待审核的草稿。"
