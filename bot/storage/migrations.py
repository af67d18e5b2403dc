"""Migrations of the interaction log's database: a list that only grows at its end."""

from __future__ import annotations

from bot.storage.database import Connection, Migration, columns


def create_interactions(db: Connection) -> None:
    """The first schema."""
    db.table("interactions").create(
        columns(
            "id:int time channel user chat question understood outcome passages short reason engine_version"
            " index_version milliseconds:float update_id:int question_message:int reply_message:int"
        ),
        pk="id",
        not_null={"time", "channel", "question", "outcome"},
    )
    db.table("interactions").create_index(["time"])


def add_thread(db: Connection) -> None:
    """Threads: the questions that a question follows up, the suggestions of its reply, and look-up by a chat's
    message.
    """
    table = db.table("interactions")
    table.add_column("history", str)
    table.add_column("suggestions", str)
    table.create_index(["chat", "reply_message"])
    table.create_index(["chat", "question_message"])
    table.create_index(["user"])


def create_ratings(db: Connection) -> None:
    """Ratings of replies: one row for each person and exchange; the last rating counts."""
    db.table("ratings").create(
        {"interaction": int, "user": str, "verdict": str, "complaint": str, "time": str},
        pk=("interaction", "user"),
        not_null={"verdict", "time"},
        foreign_keys=[("interaction", "interactions", "id")],
    )
    db.table("ratings").create_index(["user"])


def find_by_update(db: Connection) -> None:
    """Look-up of the exchange of an update that is handled a second time."""
    db.table("interactions").create_index(["chat", "update_id"])


def create_topics(db: Connection) -> None:
    """Topics (questions that ask the same thing), their members, and the decisions of staff about them.

    A topic's row is a `bot.topics.clustering.Cluster` with the wording that is shown; its figures are counted from
    the exchanges. ``who`` is the pseudonym of a staff member.
    """
    db.table("topics").create(
        {"id": int, "key": str, "kind": str, "anchor": str, "before": str, "wording": str},
        pk="id",
        not_null={"key", "kind", "anchor", "before", "wording"},
    )
    db.table("members").create(
        {"interaction": int, "topic": int},
        pk="interaction",
        not_null={"topic"},
        foreign_keys=[("interaction", "interactions", "id"), ("topic", "topics", "id")],
    )
    db.table("members").create_index(["topic"])
    db.table("decisions").create(
        columns("id:int topic:int action who time note interaction:int people:int"),
        pk="id",
        not_null={"topic", "action", "who", "time"},
    )
    db.table("decisions").create_index(["topic"])
    # Counters, among them how far clustering has come: exchanges up to that id are members, or are no questions.
    db.table("progress").create({"name": str, "value": int}, pk="name", not_null={"value"})


def create_curated(db: Connection) -> None:
    """Answers that staff wrote: their text, the passages that they cite, and the questions that ask for them.

    ``citations`` is a list of ``{"file", "clause", "start", "end", "digest", "text"}`` as JSON; ``state`` is draft,
    approved, suspended or retired. An exchange that was answered with one has its number and text.
    """
    db.table("curated").create(
        columns("id:int text citations state topic:int author created approver approved changed why"),
        pk="id",
        not_null={"text", "citations", "state", "author", "created"},
    )
    db.table("curated_phrasings").create(
        {"curated": int, "question": str},
        pk=("curated", "question"),
        foreign_keys=[("curated", "curated", "id")],
    )
    db.table("interactions").add_column("curated", int)
    db.table("interactions").add_column("written", str)


def create_lessons(db: Connection) -> None:
    """Gold questions made of reviewed exchanges, lexicon entries of staff, and notices to staff.

    ``quotes`` is a list of texts as JSON, empty where the reports do not state the answer; ``effect`` holds the
    figures before and after; a notice without ``sent`` has not reached the staff.
    """
    db.table("gold").create(
        columns("id:int question history quotes answer clause interaction:int who time"),
        pk="id",
        not_null={"question", "quotes", "who", "time"},
    )
    db.table("lexicon").create(
        columns("id:int lay official who time effect forced:int"),
        pk="id",
        not_null={"lay", "official", "who", "time"},
    )
    db.table("notices").create({"id": int, "text": str, "time": str, "sent": str}, pk="id", not_null={"text", "time"})


def count_by_time(db: Connection) -> None:
    """Covering index for the figures of a period and of unanswered questions."""
    db.table("interactions").create_index(["time", "outcome", "channel", "user", "milliseconds"])


def add_disclaims(db: Connection) -> None:
    """Whether the disclaimer stands below a reply, so that it is shown again as it was."""
    db.table("interactions").add_column("disclaims", int)


def add_parts(db: Connection) -> None:
    """The questions of a message that asks several things, each with its answer, as JSON."""
    db.table("interactions").add_column("parts", str)


def create_removed_lessons(db: Connection) -> None:
    """The lessons that staff took back, by key; what else is taught is read from answers, exchanges and ratings."""
    db.table("removed_lessons").create(columns("key who time"), pk="key", not_null={"who", "time"})


def mark_asked_phrasings(db: Connection) -> None:
    """Which phrasings of staff answers are words of people who asked, and go with their exchanges."""
    db.table("curated_phrasings").add_column("asked", int)
    db.execute("update curated_phrasings set asked = question in (select question from interactions)")


def drop_copied_questions(db: Connection) -> None:
    """Copies of questions that nothing reads: those that a trial named, and those in notices that were sent."""
    db.execute("update lexicon set effect = json_set(effect, '$.worse', json('[]')) where json_valid(effect)")
    db.execute("update notices set text = '' where sent is not null")


def add_author(db: Connection) -> None:
    """Whose words a question holds, where somebody else has put them to the bot: they may have it erased as well."""
    db.table("interactions").add_column("author", str)
    db.table("interactions").create_index(["author"])


# Append only: existing databases have run these.
MIGRATIONS: tuple[Migration, ...] = (
    create_interactions,
    add_thread,
    create_ratings,
    find_by_update,
    create_topics,
    create_curated,
    create_lessons,
    count_by_time,
    add_disclaims,
    add_parts,
    create_removed_lessons,
    mark_asked_phrasings,
    drop_copied_questions,
    add_author,
)
