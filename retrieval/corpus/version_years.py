"""Version years: in which years each version of a law was in use, as far as others of them are held."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.filters import NOW

Years = NDArray[np.int16]


def years_in_use(works: NDArray[np.uint64], versions: NDArray[np.int32]) -> tuple[Years, Years]:
    """The first and the last year in which each report is in use, by its work (0: none) and the day of its version.

    The oldest version that is held is in use from the year 0 on, the newest up to `NOW`; a version of a year in which
    a newer one came is not in use in that year.

    >>> first, last = years_in_use(np.array([7, 0, 7], np.uint64), np.array([20230901, 0, 20170901], np.int32))
    >>> first.tolist(), last.tolist()
    ([2023, 0, 0], [9999, 9999, 2022])
    """
    first, last = np.zeros(len(works), np.int16), np.full(len(works), NOW, np.int16)
    held = np.flatnonzero(works)
    order = held[np.lexsort((versions[held], works[held]))]
    work, version = works[order], versions[order]
    # Copies of one version have the same years.
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (work[1:] != work[:-1]) | (version[1:] != version[:-1])
    which = np.cumsum(begins) - 1
    of_work, year = work[begins], (version[begins] // 10_000).astype(np.int16)
    older, newer = np.zeros(len(year), np.int16), np.full(len(year), NOW, np.int16)
    follows = of_work[1:] == of_work[:-1]
    older[1:][follows], newer[:-1][follows] = year[1:][follows], year[1:][follows] - 1
    first[order], last[order] = older[which], newer[which]
    return first, last
