"""Callback data: the wire form of every button, which stays in the messages of chats for years."""

from __future__ import annotations

import pytest

from bot.telegram import desk_buttons, keyboards
from bot.telegram.desk_buttons import (
    Act,
    Clause,
    DeskPress,
    Draft,
    Open,
    Point,
    Queue,
    Star,
    StarTopic,
    Undo,
    Verdict,
    Words,
)
from bot.telegram.keyboards import Answer, Find, Further, Mine, Origin, Rate, Show, Turn

KEY = "AbC-_z019xyQ"
PUBLIC = {
    f"s:a:{KEY}:0": Show(Origin.ANSWER, KEY),
    f"s:o:{KEY}:2": Show(Origin.CONTENTS, KEY, 2),
    f"s:l:{KEY}:999999": Show(Origin.LINK, KEY, 999_999),
    f"s:f:{KEY}:1": Show(Origin.FOUND, KEY, 1),
    "a": Answer(),
    "m:3": Further(3),
    "r:good": Rate("good"),
    "r:bad": Rate("bad"),
    "r:never": Rate("never"),
    "r:off": Rate("off"),
    "r:misquoted": Rate("misquoted"),
    "r:outdated": Rate("outdated"),
    f"o:{KEY}:2:1": Turn(KEY, 2, 1),
    "o::0:0": Turn("", 0),
    "d:4": Mine(4),
    "f:5:": Find(5),
    f"f:0:{KEY}": Find(0, KEY),
}
STAFF = {
    "u:0": Queue(0),
    "t:12:3": Open(12, 3),
    "w:write:12:3": Act("write", 12, 3),
    "w:words:12:3": Act("words", 12, 3),
    "w:point:12:3": Act("point", 12, 3),
    "w:beyond:12:3": Act("beyond", 12, 3),
    "w:ignore:12:3": Act("ignore", 12, 3),
    "y:7:12:3": Undo(7, 12, 3),
    f"c:12:3:{KEY}": Clause(12, 3, KEY),
    f"p:12:3:{KEY}": Point(12, 3, KEY),
    "k:keep:12:0": Words("keep", 12),
    "k:force:12:0": Words("force", 12),
    "k:drop:12:0": Words("drop", 12),
    "k:undo:12:7": Words("undo", 12, 7),
    "j:5": Draft(5),
    "v:approve:5:0a1b2c3d": Verdict("approve", 5, "0a1b2c3d"),
    "v:force:5:0a1b2c3d": Verdict("force", 5, "0a1b2c3d"),
    "v:refuse:5:0a1b2c3d": Verdict("refuse", 5, "0a1b2c3d"),
    "v:withdraw:5:0a1b2c3d": Verdict("withdraw", 5, "0a1b2c3d"),
    "g:add": Star("add"),
    "g:undo": Star("undo"),
    "h:add:1234567:12:3": StarTopic("add", 1_234_567, 12, 3),
    "h:undo:1234567:12:3": StarTopic("undo", 1_234_567, 12, 3),
}

NOT_PUBLIC = (
    ": x x:1 S:a:k:0 a: m m: m:1:2 m:-1 m:+1 m:1_0 m:０ m:٣ m:1e3 m:1234567 s:a:k s:x:k:0 s:a:k:x r: r:great"
    " o:k:1 o:k:1:x d: f:1 f::k"
)
NOT_STAFF = (
    ": x x:1 u u: u:1:2 u:-1 u:1e3 t:12 t:x:0 w:fly:1:0 k:approve:1:0 v:keep:1:x v:approve:1 g: g:drop h:force:1:1:0"
)


@pytest.mark.parametrize(("data", "press"), PUBLIC.items())
def test_the_wire_form_of_public_buttons_stays(data: str, press: Show) -> None:
    """A button of a message sent years ago still means what it meant."""
    assert keyboards.button("名", press).callback_data == data
    assert keyboards.parse(data, None) == press


@pytest.mark.parametrize(("data", "press"), STAFF.items())
def test_the_wire_form_of_staff_buttons_stays(data: str, press: DeskPress) -> None:
    """The same for the staff's."""
    assert desk_buttons.desk_button("名", press).callback_data == data
    assert desk_buttons.parse(data) == press


def test_the_wire_form_of_questions_stays() -> None:
    """A question is the label of its button, which is numbered; a blank one has no button and keeps its number."""
    rows = keyboards.questions(["几点开门", " ", "在哪里"])
    assert [(button.text, button.callback_data) for (button,) in rows] == [("几点开门", "q:0"), ("在哪里", "q:2")]


@pytest.mark.parametrize("data", [None, "", "m: 1", "m:" + "9" * 5000, *NOT_PUBLIC.split()])
def test_public_data_that_we_did_not_make_means_nothing(data: str | None) -> None:
    """Unknown codes, missing and surplus fields, what is no short number, no choice."""
    assert keyboards.parse(data, None) is None


@pytest.mark.parametrize("data", [None, "", f"t:{2**63}:0", f"t:{'9' * 5000}:0", *NOT_STAFF.split()])
def test_staff_data_that_we_did_not_make_means_nothing(data: str | None) -> None:
    """The same for the staff's; a number must fit SQLite's 64 bits."""
    assert desk_buttons.parse(data) is None
