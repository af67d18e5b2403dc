"""BM25 postings: rank-bm25's term counts, kept as arrays of segments and scored through an inverted index.

Differences from rank-bm25: the idf is smoothed (there it is 0 for a term in half of the texts, and negative in tiny
corpora); a text with score zero is no hit; a string in place of a list of tokens raises TypeError and an empty corpus
ValueError. Apart from these, the scores equal those of rank-bm25 to the last bit, however many segments the texts are
spread over: document frequencies and lengths are summed when postings are opened and terms are looked up.

Arrays of a segment, under a name for each kind of token:

- ``terms``: sorted fingerprints of its terms (uint64), which several fields of the same texts may share
- ``bounds``: where the slots of each term begin, and the end of the last (uint32, or uint64)
- ``slots`` of a term: how many texts hold it several times, the texts that hold it once, those that hold it several
  times, and how often each of these does (uint16, or uint32); texts count from the segment's first
- ``lengths``: number of tokens of each text (uint16, or uint32)

In: lists of tokens. Out: arrays of segments, and from these the scores of texts for a query.
May import: all that `retrieval.index` may, and its `fingerprints`.
"""

from retrieval.index.postings.kernels import Kernel, kernel_for
from retrieval.index.postings.reader import (
    BestScores,
    Ids,
    Mask,
    Postings,
    QueryTerms,
    Scores,
    SegmentPostings,
    TermRows,
    top_positions,
)
from retrieval.index.postings.writer import Members, PostingsArrays, PostingsWriter, smallest_unsigned

__all__ = [
    "BestScores",
    "Ids",
    "Kernel",
    "Mask",
    "Members",
    "Postings",
    "PostingsArrays",
    "PostingsWriter",
    "QueryTerms",
    "Scores",
    "SegmentPostings",
    "TermRows",
    "kernel_for",
    "smallest_unsigned",
    "top_positions",
]
