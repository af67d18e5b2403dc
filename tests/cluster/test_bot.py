"""The whole bot over a cluster whose nodes are killed: nobody gets a wrong answer, none, or one twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster.conftest import connected
from tests.cluster.opensearch import Cluster
from tests.faults.harness import Ground
from tests.faults.searching import PREFIX, lost_on

pytestmark = pytest.mark.slow


async def test_every_question_gets_its_answer_whatever_node_dies(nodes: Cluster, tmp_path: Path) -> None:
    """One node under load, then all of them and the bot: people are told to wait once, and answered to the letter."""
    for _ in connected(nodes, PREFIX):
        finding = await lost_on(nodes, Ground(tmp_path))
    assert finding.wrong == ()
