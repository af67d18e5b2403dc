"""A program that starts while its search is away."""

from __future__ import annotations

import logging

import pytest

from bot.operations.search_outage import when_reachable
from retrieval.models import LibraryError, SearchRefusedError, SearchUnavailableError, WendaError


class Search:
    """Fails with some errors, one after the other, then works."""

    def __init__(self, *errors: WendaError) -> None:
        self.errors = list(errors)

    def __call__(self) -> str:
        """The result."""
        if self.errors:
            raise self.errors.pop(0)
        return "found"


def test_a_search_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    """However long it takes; the log tells each attempt."""
    search = Search(*(SearchUnavailableError("http://node:9200: refused") for _ in range(4)))
    with caplog.at_level(logging.WARNING):
        assert when_reachable(search, (0.0, 0.001)) == "found"
    said = "cannot reach the search, trying again: http://node:9200: refused"
    assert [record.getMessage() for record in caplog.records] == [said] * 4


@pytest.mark.parametrize("error", [SearchRefusedError("401"), LibraryError("no index")])
def test_what_waiting_does_not_mend_ends_the_start(error: WendaError) -> None:
    """A wrong password, and a cluster without an index."""
    with pytest.raises(type(error)):
        when_reachable(Search(SearchUnavailableError("away"), error), (0.0,))
