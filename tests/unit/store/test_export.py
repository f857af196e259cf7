"""A rep's record handed out whole, and erased wherever it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from copilot.domain import Aspiration, OneOnOne, Role, Topic, Viewer
from copilot.errors import Forbidden, UnknownRep
from store.audit import SqlAudit
from store.export import RepRecord
from store.records import SqlRecords
from store.tables import Base
from tests.unit.store.readings import OPERATOR, TODAY, Landing, activity, opportunity, person, quota, reading
from tests.unit.store.test_records_contract import AGENDA, DRAFT, FACT

SECRET = "Zebedee Quillfeather"
MAIL = "zebedee@example.com"


@pytest.fixture
def house(tmp_path: Path, new_url: Callable[[Path], str]) -> Iterator[Landing]:
    made = Landing.at(tmp_path / "data", new_url(tmp_path / "data"))
    people = [person("zeb", SECRET, email=MAIL, manager_key="mia"), person("bob"), person("mia", is_rep=False)]
    deals = [opportunity("o1", "zeb", modified_on="2026-04-01"), opportunity("o2", "bob"), opportunity("o3", "zeb", created="2025-07-01")]
    made.land(reading(deals, [activity("a1", "zeb"), activity("a2", "bob")], people=people, quotas=[quota("zeb", "10")]))
    made.land(reading([opportunity("o1", "zeb", value=7.0, stage="Later", modified_on="2026-05-01")], people=[people[0], people[2]], quotas=[quota("zeb", "12")]))
    yield made
    made.database.close()


@pytest.fixture
def rep(house: Landing) -> Viewer:
    """The rep, with something of every kind in their record."""
    records = SqlRecords(house.database, house.clock)
    viewer = records.viewer_named(SECRET)
    mia = records.viewer_named("Mia")
    records.add_aspiration(viewer, Aspiration(viewer.id, "career", f"{SECRET} wants a boat", TODAY))
    records.save_one_on_one(mia, OneOnOne("m1", viewer.id, mia.id, date(2026, 11, 1), 30, "held", notes=f"Spoke to {SECRET}"))
    records.add_topic(viewer, Topic("t-private", viewer.id, "rep", "Mine alone", shared=False))
    records.add_topic(viewer, Topic("t-shared", viewer.id, "rep", "For both"))
    goal = records.suggest_goal(mia, viewer.id, DRAFT)
    records.decide_goal(viewer, goal.id, "agreed")
    records.share_agenda(mia, records.save_agenda(mia, replace(AGENDA, rep_id=viewer.id, facts=(replace(FACT, rep_id=viewer.id),))).id)
    records.save_agenda(viewer, replace(AGENDA, rep_id=viewer.id, facts=()))
    records.open_thread(viewer, "thread-1")
    records.claim(viewer, "thread-1", "i1")
    for thread, title in (("thread-2", f"{SECRET} on Thursday"), ("thread-3", f"Bob, and {SECRET}")):
        records.open_thread(mia, thread)
        records.name_thread(mia, thread, title)
    records.note_turn(mia, "thread-2", viewer.id)
    return viewer


def record(house: Landing) -> RepRecord:
    return RepRecord(house.database, house.folder, house.clock, 1.0)


def test_a_rep_gets_everything_kept_about_them_as_json(house: Landing, rep: Viewer) -> None:
    said = json.loads(json.dumps(record(house).export(rep, rep.id)))
    assert said["person"]["name"] == SECRET
    assert {name: len(rows) for name, rows in said.items() if name not in ("person", "audit", "known_as")} == {
        "settings": 0, "managers": 1, "quotas": 1, "quota_changes": 1, "aspirations": 1, "one_on_ones": 1, "topics": 2, "goals": 1, "goal_events": 2,
        "agendas": 2, "agenda_versions": 2, "facts": 1, "opportunity_changes": 2, "stage_history": 3, "conversations": 1, "opportunities": 2, "activities": 1,
    }  # fmt: skip
    assert {o["opportunity_id"]: o["value"] for o in said["opportunities"]} == {"o1": 7.0, "o3": 100.0}
    assert "o2" not in json.dumps(said)


def test_what_is_the_reps_alone_stays_out_of_anybody_elses_export(house: Landing, rep: Viewer) -> None:
    said = record(house).export(OPERATOR, rep.id)
    assert [t["id"] for t in said["topics"]] == ["t-shared"]
    assert [a["by_rep"] for a in said["agendas"]] == [False]
    assert len(said["agenda_versions"]) == 1
    assert any(e.action == "export" for e in SqlAudit(house.database, house.clock).entries(rep, rep.id))


def test_a_record_is_handed_out_and_erased_by_those_who_may(house: Landing, rep: Viewer) -> None:
    records = SqlRecords(house.database, house.clock)
    for viewer in (records.viewer_named("Mia"), records.viewer_named("Bob")):
        with pytest.raises(Forbidden):
            record(house).export(viewer, rep.id)
    for viewer in (records.viewer_named("Mia"), rep):
        with pytest.raises(Forbidden):
            record(house).erase(viewer, rep.id, lambda *_: None)
    with pytest.raises(UnknownRep):
        record(house).erase(OPERATOR, "p-none", lambda *_: None)


def everything(house: Landing) -> bytes:
    """All bytes of the folder; of a database at a server all rows, since its files are its host's."""
    kept = b"".join(f.read_bytes() for f in sorted(house.folder.path.rglob("*")) if f.is_file())
    if house.database.file is None:
        with house.database.read() as session:
            rows = [session.execute(select(table)).all() for table in Base.metadata.sorted_tables]
        kept += repr(rows).encode()
    return kept


def test_an_erased_rep_is_nowhere_in_the_folder(house: Landing, rep: Viewer) -> None:
    assert SECRET.encode() in everything(house)
    told: list[Any] = []
    counts = record(house).erase(Viewer("x", "Ada", Role.ADMIN), rep.id, lambda *said: told.append(said))
    assert told == [(rep.id, ["thread-1"])]
    assert (counts["opportunities"], counts["activities"], counts["goals"], counts["topics"]) == (2, 1, 1, 2)
    left = everything(house).lower()
    for word in (SECRET, MAIL, "Mine alone", "thread-1", "thread-2", DRAFT.description):
        assert word.lower().encode() not in left, word
    records = SqlRecords(house.database, house.clock)
    assert [(t.id, t.title) for t in records.threads(records.viewer_named("Mia"))] == [("thread-3", None)]
    c = house.company()
    assert [r.name for r in c.reps] == ["Bob"]
    assert c.opportunities["opportunity_id"].tolist() == ["o2"]
    assert c.activities["activity_id"].tolist() == ["a2"]
    assert c.quotas == ()
    assert SqlAudit(house.database, house.clock).entries(OPERATOR, rep.id)[0].action == "erase"


def test_others_keep_their_records_and_the_same_files_do_not_bring_the_rep_back(house: Landing, rep: Viewer) -> None:
    read = reading([opportunity("o2", "bob", value=3.0), opportunity("o9", "zeb")], people=[person("zeb", SECRET, email=MAIL), person("bob")])
    house.land(read)
    record(house).erase(OPERATOR, rep.id, lambda *_: None)
    assert house.land(read).unchanged_files == ("deals.csv",)
    assert [r.name for r in house.company().reps] == ["Bob"]


def test_where_forgetting_elsewhere_fails_the_record_is_still_there(house: Landing, rep: Viewer) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the checkpoints are locked")

    state = house.state()
    with pytest.raises(RuntimeError):
        record(house).erase(OPERATOR, rep.id, fail)
    assert house.state() == state
