"""Learning: what approved answers and thumbs teach about the sentence that answers a question.

In: approved answers and rated exchanges of the log, a library. Out: lessons for the engine, and what staff see of them.
May import: `texts`, `strings`, `clock`, `privacy`, `storage`, `config`, `topics`, `dialogue`, `curation`.
"""
