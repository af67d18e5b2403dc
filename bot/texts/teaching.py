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
