"""Views: texts and keyboards of messages, made of replies, passages and topics, without the network.

In: replies, passages, topics, drafts. Out: message views. May import: `updates`, `outgoing`.
"""
