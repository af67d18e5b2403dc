"""Dialogue acts: what a message does that asks the library nothing: it greets, thanks, complains, wants a favour.

In: a message as it was typed. Out: its `retrieval.models.DialogueAct`, None for a question.
May import: `retrieval.text` and `retrieval.models`.
"""
