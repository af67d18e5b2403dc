"""Callback data: the wire form of every button, which stays in the messages of chats for years."""

from __future__ import annotations

import pytest

from bot.telegram.outgoing import callback_data
from bot.telegram.outgoing.callback_data import (
    ActOnAnswerPress,
    ActOnRecordPress,
    ActOnTopicPress,
    AddPhrasingsPress,
    AskQuestionPress,
    ConfirmClausePress,
    DecideDraftPress,
    DecideEntriesPress,
    MarkAnswerPress,
    MarkTopicPress,
    Origin,
    Press,
    RateAnswerPress,
    ShowAnswerPress,
    ShowClausePress,
    ShowContentsPress,
    ShowDraftPress,
    ShowHitsPress,
    ShowMyDataPress,
    ShowPassagePress,
    ShowQueuePress,
    ShowQuotePress,
    ShowRecordPress,
    ShowRecordsPress,
    ShowTopicPress,
    TopicsPage,
    UndoDecisionPress,
    decode,
)
from bot.telegram.outgoing.keyboards import button, question_rows

KEY = "AbC-_z019xyQ"
PRESSES = {
    "q:0": AskQuestionPress(0),
    f"s:a:{KEY}:0": ShowPassagePress(Origin.ANSWER, KEY),
    f"s:o:{KEY}:2": ShowPassagePress(Origin.CONTENTS, KEY, 2),
    f"s:l:{KEY}:999999": ShowPassagePress(Origin.LINK, KEY, 999_999),
    f"s:f:{KEY}:1": ShowPassagePress(Origin.FOUND, KEY, 1),
    "a": ShowAnswerPress(),
    "m:3": ShowQuotePress(3),
    "r:good": RateAnswerPress("good"),
    "r:bad": RateAnswerPress("bad"),
    "r:never": RateAnswerPress("never"),
    "r:off": RateAnswerPress("off"),
    "r:misquoted": RateAnswerPress("misquoted"),
    "r:outdated": RateAnswerPress("outdated"),
    f"o:{KEY}:2:1": ShowContentsPress(KEY, 2, 1),
    "o::0:0": ShowContentsPress("", 0),
    "d:4": ShowMyDataPress(4),
    "f:5:": ShowHitsPress(5),
    f"f:0:{KEY}": ShowHitsPress(0, KEY),
    "u:0": ShowQueuePress(0),
    "t:12:3": ShowTopicPress(12, TopicsPage(3)),
    "t:12:t0": ShowTopicPress(12, TopicsPage(0, is_frequent=True)),
    "w:write:12:3": ActOnTopicPress("write", 12, TopicsPage(3)),
    "w:words:12:3": ActOnTopicPress("words", 12, TopicsPage(3)),
    "w:point:12:3": ActOnTopicPress("point", 12, TopicsPage(3)),
    "w:beyond:12:3": ActOnTopicPress("beyond", 12, TopicsPage(3)),
    "w:ignore:12:3": ActOnTopicPress("ignore", 12, TopicsPage(3)),
    "w:note:12:3": ActOnTopicPress("note", 12, TopicsPage(3)),
    "y:7:12:3": UndoDecisionPress(7, 12, TopicsPage(3)),
    f"c:12:3:{KEY}": ShowClausePress(12, TopicsPage(3), KEY),
    f"p:12:3:{KEY}": ConfirmClausePress(12, TopicsPage(3), KEY),
    "k:keep:12:0": DecideEntriesPress("keep", 12),
    "k:force:12:0": DecideEntriesPress("force", 12),
    "k:drop:12:0": DecideEntriesPress("drop", 12),
    "k:undo:12:7": DecideEntriesPress("undo", 12, 7),
    "j:5": ShowDraftPress(5),
    "v:approve:5:0a1b2c3d": DecideDraftPress("approve", 5, "0a1b2c3d"),
    "v:force:5:0a1b2c3d": DecideDraftPress("force", 5, "0a1b2c3d"),
    "v:refuse:5:0a1b2c3d": DecideDraftPress("refuse", 5, "0a1b2c3d"),
    "v:withdraw:5:0a1b2c3d": DecideDraftPress("withdraw", 5, "0a1b2c3d"),
    "g:add": MarkAnswerPress("add"),
    "g:undo": MarkAnswerPress("undo"),
    "h:add:1234567:12:3": MarkTopicPress("add", 1_234_567, 12, TopicsPage(3)),
    "h:undo:1234567:12:3": MarkTopicPress("undo", 1_234_567, 12, TopicsPage(3)),
    "L:words:2": ShowRecordsPress("words", 2),
    "E:gold:s12:2": ShowRecordPress("gold", "s12", 2),
    "E:lessons:t12-0a1b2c3d:0": ShowRecordPress("lessons", "t12-0a1b2c3d", 0),
    "X:remove:words:5:0": ActOnRecordPress("remove", "words", "5", 0),
    "X:restore:lessons:a3:1": ActOnRecordPress("restore", "lessons", "a3", 1),
    "A:propose:5": ActOnAnswerPress("propose", 5),
    "A:edit:5": ActOnAnswerPress("edit", 5),
    "A:retire:5": ActOnAnswerPress("retire", 5),
    "A:retired:5": ActOnAnswerPress("retired", 5),
    "P:add:5:all": AddPhrasingsPress("add", 5, "all"),
    "P:force:5:0a1b2c3d": AddPhrasingsPress("force", 5, "0a1b2c3d"),
}

FOREIGN = (
    ": x x:1 S:a:k:0 a: q q: q:x m m: m:1:2 m:-1 m:+1 m:1_0 m:０ m:٣ m:1e3 m:1234567 s:a:k s:x:k:0 s:a:k:x r: r:great"
    " o:k:1 o:k:1:x d: f:1 f::k u u: u:1:2 u:-1 u:1e3 t:12 t:x:0 t:+1:0 t:1_0:0 t:٣:0 t:1:1234567 w:fly:1:0"
    " k:approve:1:0 k:keep|force:1:0 v:keep:1:x v:approve:1 g: g:drop h:force:1:1:0"
    " L:x:0 L:words: E:gold:S1:0 E:gold:s1 X:fly:words:1:0 X:remove:words::0 A:propose: A:fly:1 P:add:1:"
    " P:add:1:0A1B2C3D"
)


@pytest.mark.parametrize(("data", "press"), PRESSES.items())
def test_the_wire_form_of_buttons_stays(data: str, press: Press) -> None:
    """A button of a message sent years ago still means what it meant."""
    assert button("名", press).callback_data == data
    assert decode(data) == press


def test_every_press_is_in_the_table() -> None:
    """No code is left out."""
    assert {data.partition(":")[0] for data in PRESSES} == set(callback_data._BY_CODE)


def test_the_wire_form_of_questions_stays() -> None:
    """A question is the label of its button, which is numbered; a blank one has no button and keeps its number."""
    rows = question_rows(["几点开门", " ", "在哪里"])
    assert [(each.text, each.callback_data) for (each,) in rows] == [("几点开门", "q:0"), ("在哪里", "q:2")]


NUMBERS = [f"m:{'9' * 5000}", "m: 1", "t: 1:0", f"t:{2**63}:0", f"t:{'9' * 5000}:0"]


@pytest.mark.parametrize("data", [None, "", *NUMBERS, *FOREIGN.split()])
def test_data_that_we_did_not_make_means_nothing(data: str | None) -> None:
    """Unknown codes, missing and surplus fields, no choice, and what is no short number or does not fit 64 bits."""
    assert decode(data) is None
