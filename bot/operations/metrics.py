"""Prometheus metrics: questions, outcomes, latencies, and events between the bot and Telegram.

They hold nothing of what was asked or by whom: labels are the channel, the outcome and the name of an event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Gauge, Histogram, Info, ProcessCollector
from prometheus_client import Counter as Total
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from retrieval import __version__
from retrieval.models import Outcome, Reply

# Seconds. The engine takes a few milliseconds, a reply as long as the network; both can take far longer.
ENGINE_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)
REPLY_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
# Events that are 0 from the start: an alert on a series that does not exist yet never fires.
INITIAL_EVENTS = (
    "sent",
    "edited",
    "retries",
    "flood waits",
    "failures",
    "over the limit",
    "unconfirmed",
    "blocked",
    "plain",
    "waits for the search",
)


class EventCounters(Collector):
    """The service's event counts as one metric family, read when the monitor asks."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """One sample for each event, in the order of names."""
        family = CounterMetricFamily("wenda_events", "What happened between the bot and Telegram.", labels=["event"])
        # A copy first: the service goes on counting while a monitor reads.
        counts = dict.fromkeys(INITIAL_EVENTS, 0) | dict(self._counts)
        for name in sorted(counts):
            family.add_metric([name.replace(" ", "_")], counts[name])
        yield family


class ServiceMetrics:
    """All metrics of one service, in a registry of its own.

    >>> registry = CollectorRegistry()
    >>> ServiceMetrics(registry).observe(Reply("多少", Outcome.ANSWER, elapsed_ms=3.0), "private", 0.2)
    >>> registry.get_sample_value("wenda_questions_total", {"channel": "private", "outcome": "answer"})
    1.0
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self._questions = Total("wenda_questions", "Questions replied to.", ["channel", "outcome"], registry=registry)
        self._engine = Histogram(
            "wenda_engine_seconds", "The engine's own time for a reply.", registry=registry, buckets=ENGINE_BUCKETS
        )
        span = "From the handler's start to the reply's acceptance by Telegram."
        self._reply = Histogram("wenda_reply_seconds", span, ["channel"], registry=registry, buckets=REPLY_BUCKETS)
        self._depth = Gauge("wenda_queue_depth", "Updates taken in and not yet done.", registry=registry)
        Info("wenda_build", "What runs.", registry=registry).info({"version": __version__})
        ProcessCollector(registry=registry)

    def observe(self, reply: Reply, channel: str, seconds: float) -> None:
        """Count a reply that was sent; ``seconds`` is the person's wait as far as it is known."""
        self._questions.labels(channel, reply.outcome.value).inc()
        self._reply.labels(channel).observe(seconds)
        if reply.outcome is not Outcome.SMALLTALK:
            self._engine.observe(reply.elapsed_ms / 1000)

    def watch(self, counts: Counter[str], depth: Callable[[], float]) -> None:
        """Export these counts and this queue depth; once in the life of a registry."""
        self.registry.register(EventCounters(counts))
        self._depth.set_function(depth)
