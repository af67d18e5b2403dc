"""What the staff desk says in the chat: the queue of unanswered questions, and what staff teach the bot."""

from __future__ import annotations

# --- words for the lexicon --------------------------------------------------------------------------------------

WORDS_COUNT = "请写 1 至 {most} 行，每行一条；现在是 {found} 行。"
WORD_SHAPE = "这一行没有看懂：{found}。请写成 口语, 口语 => 官方词, 官方词*0.7，一行不超过 200 字。"
WORD_WEIGHT = "官方词的写法不对：{found}。权重写在 * 之后，大于 0、不超过 1，例如 应诉*0.7。"
WORD_NEVER_MET = "口语词“{found}”在提问里对不上：它至少要有两个字，不能含标点、空格和客套话。"

# --- wenda eval -------------------------------------------------------------------------------------------------

CLI_EVAL_NO_STAFF = "不算工作人员收的标准题，也不用他们加的同义词。"
EVAL_NEEDS_QUESTIONS = "请给出标准问题集（JSONL）；工作人员还没有收过标准题。"
EVAL_NOTHING_TO_ACCEPT = "--accept 要有标准问题集的文件，工作人员收的标准题不写入 accepted.json。"
