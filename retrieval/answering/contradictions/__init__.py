"""Contradictions: what a quote says itself against words of it as the short answer, however well those score.

In: a quote that was read, and a span of it. Out: whether anything speaks against the span.
May import: `retrieval.statements` and all rooms below it, and the reading of a quote.
"""
