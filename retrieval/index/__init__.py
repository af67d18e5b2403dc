"""Index: arrays of segments, what is counted and looked up in them, and which arrays a report contributes.

Postings of BM25 with rank-bm25's statistics, term statistics of sentences, vocabulary by sound, keys of passages.
In: folded texts of reports, a segment at a time. Out: arrays; from those of all segments the scores of texts for a
query, how rare a term is, which words sound alike, where a passage stands.
May import: `models`, `file_cache`, `text`.
"""
