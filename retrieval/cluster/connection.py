"""Connection: requests to the nodes of a cluster, each tried again on another node where that helps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    NotFoundError,
    OpenSearchException,
    RequestError,
    SSLError,
    TransportError,
)

from retrieval.cluster.cluster_settings import ClusterSettings
from retrieval.models import SearchRefusedError, SearchUnavailableError

Json = dict[str, Any]
_T = TypeVar("_T")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A node that is starting or overloaded says so; another may be neither. 500 is the answer of one that was collecting
# what others had found when one of these died.
_RETRIED = (429, 500, 502, 503, 504)
# How many passages are read with one request.
PAGE = 1_000


class ClusterConnection:
    """Client of one cluster. Thread-safe.

    Every method raises `SearchUnavailableError` where no node gives a whole answer: none can be reached, the password
    is refused, an index is gone, or a part of it has no node.
    """

    def __init__(self, settings: ClusterSettings) -> None:
        """Nothing is sent before the first request."""
        self.settings = settings
        secure = any(urlsplit(host).scheme == "https" for host in settings.hosts)
        checked: Json = {"verify_certs": True, "ca_certs": settings.authority or None} if secure else {}
        self._client = OpenSearch(
            hosts=list(settings.hosts),
            http_auth=(settings.user, settings.password) if settings.user else None,
            timeout=settings.timeout,
            # Once around all nodes, and once more to the first.
            max_retries=len(settings.hosts),
            retry_on_timeout=True,
            retry_on_status=_RETRIED,
            http_compress=False,
            pool_maxsize=16,
            **checked,
        )

    def call(self, request: Callable[[OpenSearch], _T]) -> _T:
        """The answer to one request; a request that is wrong raises opensearchpy's `RequestError`."""
        try:
            return request(self._client)
        except RequestError:
            raise
        except OpenSearchException as error:
            refused = isinstance(error, AuthenticationException | SSLError)
            kind = SearchRefusedError if refused else SearchUnavailableError
            raise kind(f"{', '.join(self.settings.hosts)}: {_told(error)}") from error

    def find(self, request: Callable[[OpenSearch], _T]) -> _T | None:
        """The answer to one request, None where what it names is not there."""
        try:
            return self.call(request)
        except SearchUnavailableError as error:
            if isinstance(error.__cause__, NotFoundError):
                return None
            raise

    def search(self, index: str, body: Mapping[str, Any]) -> list[Json]:
        """The hits of a search over all parts of an index; ranks are those of one index, however it is divided."""
        found = self.call(
            lambda client: client.search(
                index=index,
                body=to_json(dict(body) | {"track_total_hits": False}),
                params={"search_type": "dfs_query_then_fetch", "allow_partial_search_results": "false"},
            )
        )
        if found["timed_out"] or found["_shards"]["failed"]:
            raise SearchUnavailableError(f"{index}: wanted an answer of every shard, found {found['_shards']}")
        hits: list[Json] = found["hits"]["hits"]
        return hits

    def pages(self, index: str, body: Mapping[str, Any], limit: int | None = None, page: int = PAGE) -> Iterator[Json]:
        """At most ``limit`` hits of a search, in its order, read page by page; the search must be sorted."""
        after: Sequence[Any] | None = None
        left = limit
        while left is None or left > 0:
            size = page if left is None else min(left, page)
            hits = self.search(index, dict(body) | {"size": size} | ({"search_after": after} if after else {}))
            yield from hits
            if len(hits) < size:
                return
            after = hits[-1]["sort"]
            left = None if left is None else left - len(hits)

    def count(self, index: str, query: Mapping[str, Any]) -> int:
        """How many documents a query finds."""
        found = self.call(lambda client: client.count(index=index, body=to_json({"query": query})))
        if found["_shards"]["failed"]:
            raise SearchUnavailableError(f"{index}: wanted an answer of every shard, found {found['_shards']}")
        number: int = found["count"]
        return number

    def counts(self, index: str, queries: Sequence[Mapping[str, Any]]) -> list[int]:
        """How many documents each of some queries finds, with one request."""
        if not queries:
            return []
        lines = [to_json({"size": 0, "track_total_hits": True, "query": query}) for query in queries]
        body = "".join(f"{{}}\n{line}\n" for line in lines)
        found = self.call(lambda client: client.msearch(index=index, body=body))
        numbers = []
        for answer in found["responses"]:
            if "error" in answer or answer["timed_out"] or answer["_shards"]["failed"]:
                raise SearchUnavailableError(f"{index}: wanted an answer of every shard, found {answer}"[:500])
            numbers.append(int(answer["hits"]["total"]["value"]))
        return numbers

    def get_many(self, index: str, ids: Sequence[str], fields: Sequence[str]) -> list[Json | None]:
        """The stored fields of some documents, in their order; None for those that are not there."""
        batches = (list(ids[first : first + PAGE]) for first in range(0, len(ids), PAGE))
        return [each for batch in batches for each in self._get(index, batch, fields)]

    def _get(self, index: str, ids: list[str], fields: Sequence[str]) -> Iterator[Json | None]:
        params = {"_source_includes": ",".join(fields), "realtime": "false"}
        answer = self.call(lambda client: client.mget(index=index, body=to_json({"ids": ids}), params=params))
        for each in answer["docs"]:
            if "error" in each:
                raise SearchUnavailableError(f"{index}: {each['error'].get('reason', each['error'])}")
            yield each["_source"] if each["found"] else None

    def bulk(self, lines: Sequence[str]) -> list[Json]:
        """The result of each action of a batch; ``lines`` hold an action and its document by turns."""
        answer = self.call(lambda client: client.bulk(body="\n".join(lines) + "\n"))
        return [result for each in answer["items"] for result in each.values()]

    def has_index(self, index: str) -> bool:
        """Whether there is an index of this name."""
        return bool(self.call(lambda client: client.indices.exists(index=index)))

    def create_index(self, index: str, body: Json) -> None:
        """Make an index."""
        self.call(lambda client: client.indices.create(index=index, body=body))

    def delete_index(self, index: str) -> None:
        """Delete an index, if it is there."""
        self.find(lambda client: client.indices.delete(index=index))

    def close(self) -> None:
        """Close the connections to all nodes."""
        self._client.close()


def to_json(body: Mapping[str, Any]) -> str:
    """A body as JSON without lone surrogates, which no reader takes: each becomes one replacement character.

    >>> to_json({"a": "字\\ud800"})
    '{"a":"字\ufffd"}'
    """
    return _SURROGATE.sub("\ufffd", json.dumps(body, ensure_ascii=False, separators=(",", ":")))


def _told(error: OpenSearchException) -> str:
    """What went wrong in one line, without the request."""
    if isinstance(error, TransportError):
        return f"{error.status_code} {error.error}".splitlines()[0][:200]
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
