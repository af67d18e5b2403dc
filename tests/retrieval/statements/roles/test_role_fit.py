"""Fillers of roles: whether a phrase is of the kind of thing that a question names."""

from __future__ import annotations

import pytest

from retrieval.statements.roles.role_fit import fills, noun_fits
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot

WHO, WHERE = AskedRole.WHO, AskedRole.WHERE


@pytest.mark.parametrize(
    ("asked", "noun", "filler", "fit"),
    [
        (WHERE, "栏目", "政务专栏", 0.9),
        (WHERE, "平台", "政府网站", 0.9),
        (WHERE, "级", "镇街一级", 1.0),
        (WHERE, "级", "网站", 0.0),
        (WHO, "部门", "区应急管理局", 0.8),
        (WHO, "部门", "法律顾问", 0.0),
        (WHO, "专家", "法律顾问", 0.8),
        (WHO, "专家", "区应急管理局", 0.0),
        (WHO, "东西", "区应急管理局", 0.5),
    ],
)
def test_kinds_of_things(asked: AskedRole, noun: str, filler: str, fit: float) -> None:
    """What is called otherwise fits nearly as well, an agency is no person, and any other noun decides nothing."""
    assert noun_fits(RoleSlot(asked, "办", noun=noun), filler, "") == fit


@pytest.mark.parametrize(("filler", "fits"), [("重点企业", True), ("区应急管理局", False)])
def test_a_filler_of_another_kind_fills_no_role(filler: str, fits: bool) -> None:
    """Which company came first is not answered by an agency."""
    slot = RoleSlot(WHO, "得了第一", noun="企业")
    assert fills(slot, f"由{filler}得了第一", (1, 1 + len(filler))) is fits
