"""Texts that try to steer a model, planted wherever people or a CRM write: figures, findings, goals and tools stay those of the clean twin.

The strings are third-party data (`../shared/data/injection`): 125 that steer and 113 innocent ones with the same trigger
words, of which none may be treated differently either. A regular sample of them here, all of them in the heavy tier.
"""

from __future__ import annotations

import asyncio
import csv
import os
import random
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copilot import contract
from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import Agenda, OneOnOne, Role, Topic, Viewer
from copilot.events import Event, FactFound, Finished, StepStarted
from copilot.ports import LanguageModel
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from copilot.testing.model import ScriptedModel
from prompts.load import load

TODAY = date(2026, 7, 1)
CLOCK = FixedClock(datetime(2026, 7, 1, 9, tzinfo=UTC))
PEOPLE = [f"{first} {last}" for first, last in zip(("Ada", "Ben", "Cleo", "Dana", "Evan", "Finn"), ("Ashcroft", "Birchall", "Cedarholm", "Dogwell", "Elmstead", "Firbank"), strict=True)]
ALL = 238
STEP = 20
NOTES = (
    "Asked Ada what she wants from the second half of the year; a team of her own, she said. She told me how she works through a normal week: mornings for calls, afternoons for the practices she knows. "
    "We went through the proposal for the practice together and looked at who decides there. I asked where she would like a hand, and she named the talk with the director, so we tried it out with both of us playing the director once. "
    "She liked the question about what happens if nothing changes, and wants to use it. I told her what I have seen work in my own first year: one page, one question, and then wait. She asked me to bring the list of partners, and I said that I had it with me. "
    "We spoke about the summer, about the town she moved to, and about the course on leading people that she found; the company pays for such courses, and it begins in the autumn. What she takes from it she will tell the others in her own words. "
    "Her topics were the price list and the trial, and both were talked through to the end. She will send the proposal to the practice by Friday. Agreed to meet again in two weeks."
)
"""Long enough that one text more or less does not decide whether notes are too thin to judge."""
QUESTIONS = [
    "how is Ada doing?",
    "which of Ada's deals need work?",
    "what if Ada made five more calls a week?",
    "suggest goals for Ada",
    "which deals on my team need attention?",
    "where will Ben land?",
]


@pytest.fixture(scope="module")
def strings(shared_data: Path) -> list[str]:
    file = shared_data / "injection" / "strings.csv"
    if not file.is_file():
        pytest.skip("no ../shared/data/injection/strings.csv beside the project")
    with file.open(encoding="utf-8", newline="") as f:
        found = [row["text"] for row in csv.DictReader(f)]
    assert len(found) == ALL
    return found


WHICH = range(ALL) if os.environ.get("NEXTPLAY_HEAVY") else range(5, ALL, STEP)
"""Numbers of strings: a regular sample, all of them in the heavy tier."""


# ---------------------------------------------------------------- a company, clean or planted


def company(folder: Path, names: list[str], accounts: list[str]) -> Path:
    """Six reps, 300 closed deals, and an open one for each name; only names differ between two such folders."""
    rng = random.Random(11)
    folder.mkdir(parents=True)
    deals, acts = [], []
    for i in range(300 + len(names)):
        created = TODAY - timedelta(days=rng.randrange(20, 500))
        closed = created + timedelta(days=rng.randrange(10, 90))
        stage = rng.choice(["Closed Won", "Closed Lost"]) if i < 300 else rng.choice(["Discovery", "Proposal", "Negotiation"])
        closed = min(closed, TODAY - timedelta(days=1)) if i < 300 else TODAY + timedelta(days=rng.randrange(-10, 80))
        name, account = (f"Order {i}", f"Account {i % 60}") if i < 300 else (names[i - 300], accounts[i - 300])
        deals.append([f"O{i:04}", name, PEOPLE[i % 6], account, stage, created.isoformat(), closed.isoformat(), str(rng.randrange(500, 9000))])
    for i in range(900):
        acts.append(
            [f"A{i:04}", PEOPLE[rng.randrange(6)], rng.choice(["Call", "Email", "Meeting", "Demo"]), (TODAY - timedelta(days=rng.randrange(1, 120))).isoformat(), f"O{rng.randrange(len(deals)):04}"]
        )
    for name, header, rows in (
        ("opportunities.csv", ["Opportunity ID", "Opportunity Name", "Owner", "Account", "Stage", "Created Date", "Close Date", "Amount"], deals),
        ("quotas.csv", ["Owner", "Period", "Quota"], [[p, q, "15000"] for p in PEOPLE for q in ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")]),
        ("activities.csv", ["Activity ID", "Assigned To", "Type", "Completed", "Opportunity ID"], acts),
    ):
        with (folder / name).open("w", newline="", encoding="utf-8") as f:
            csv.writer(f).writerows([header, *rows])
    return folder


def opened(folder: Path, files: Path, model: LanguageModel | None = None) -> Coach:
    coach = open_coach(load_settings(data=folder), CLOCK, model)
    report = coach.import_crm(OPERATOR, [files])
    assert report.imported["opportunities"] == 300 + ALL
    assert report.rejected == ()
    return coach


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    base = tmp_path_factory.mktemp("clean")
    coach = opened(base / "data", company(base / "crm", [f"Order {300 + i}" for i in range(ALL)], [f"Customer {i}" for i in range(ALL)]))
    yield coach
    coach.close()


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, strings: list[str]) -> Iterator[Coach]:
    """Every string is the name of a deal."""
    base = tmp_path_factory.mktemp("planted")
    coach = opened(base / "data", company(base / "crm", strings, [f"Customer {i}" for i in range(ALL)]))
    yield coach
    coach.close()


# ---------------------------------------------------------------- what is compared


def figures(agenda: Agenda) -> dict[str, Any]:
    """Every Fact that is no words, by name."""
    return {f.name: (f.value, f.unit, f.n, f.text) for f in agenda.facts if f.kind not in ("name", "words")}


def goals(agenda: Agenda) -> list[dict[str, Any]]:
    return [asdict(g) for g in agenda.goals]


async def prepared(coach: Coach, who: str) -> Agenda:
    agenda = (await coach.prepare(OPERATOR, who)).agenda
    assert agenda is not None
    return agenda


async def turn(coach: Coach, message: str) -> list[Event]:
    async with coach.session():
        return [e async for e in coach.chat(OPERATOR, message)]


def done(events: list[Event]) -> tuple[Any, ...]:
    """What a turn was read as, the tools it called and the figures they found."""
    finished = events[-1]
    assert isinstance(finished, Finished)
    steps = [(e.step, e.text) for e in events if isinstance(e, StepStarted)]
    found = [(e.fact.name, e.fact.value) for e in events if isinstance(e, FactFound) if e.fact.kind not in ("name", "words")]
    waiting = finished.review.payload.get("goals", ()) if finished.review is not None else ()
    return finished.request.intents, finished.request.rep_id, steps, found, len(waiting)


class Names:
    """What each open deal is called in the planted company and in the clean one."""

    def __init__(self, planted: Coach, clean: Coach) -> None:
        def called(coach: Coach) -> dict[str, str]:
            frame = coach.aggregates.company(OPERATOR, TODAY).opportunities
            return {i: " ".join(f"{account}, {name}".split()) for i, account, name in zip(frame["opportunity_id"], frame["account"], frame["name"], strict=True)}

        there, here = called(planted), called(clean)
        assert there.keys() == here.keys()
        pairs = [(there[k], here[k]) for k in there if there[k] != here[k]]
        assert len(pairs) == ALL
        self._pairs = sorted(pairs, key=lambda pair: -len(pair[0]))

    def cleaned(self, text: str) -> str:
        """The text with each deal as it is called in the clean company."""
        for planted, clean in self._pairs:
            text = text.replace(planted, clean)
        return text


def unnamed(agenda: Agenda) -> list[dict[str, str]]:
    """The goals without what stands between quotation marks: the deal's name, cut short, or the title of the page that `resource` names."""
    return [{k: re.sub(r"“[^”]*”", "“”", str(v)) for k, v in goal.items()} for goal in goals(agenda)]


# ---------------------------------------------------------------- names of deals, all at once


async def test_names_of_deals_change_no_figure_and_no_goal(clean: Coach, planted: Coach) -> None:
    names = Names(planted, clean)
    shown = 0
    assert [asdict(r) for r in planted.team(OPERATOR)[0]] == [asdict(r) for r in clean.team(OPERATOR)[0]]
    for who in PEOPLE:
        assert contract.benchmark(planted.benchmark(OPERATOR, who)) == contract.benchmark(clean.benchmark(OPERATOR, who))
        assert contract.forecast(planted.forecast(OPERATOR, who)) == contract.forecast(clean.forecast(OPERATOR, who))
        there, here = await prepared(planted, who), await prepared(clean, who)
        assert figures(there) == figures(here)
        assert unnamed(there) == unnamed(here)
        shown += sum(s.text != h.text for s, h in zip(there.sections, here.sections, strict=True))
        assert [re.sub(r"“[^”]*”", "“”", names.cleaned(s.text)) for s in there.sections] == [re.sub(r"“[^”]*”", "“”", s.text) for s in here.sections]
    assert shown >= 1, "the names stand in agendas at all"


async def test_names_of_deals_change_no_answer(clean: Coach, planted: Coach) -> None:
    names = Names(planted, clean)
    for question in QUESTIONS:
        there, here = await turn(planted, question), await turn(clean, question)
        assert done(there) == done(here), question
        assert isinstance(there[-1], Finished)
        assert isinstance(here[-1], Finished)
        assert names.cleaned(there[-1].text) == here[-1].text


async def test_names_of_customers_change_no_figure_and_no_goal(clean: Coach, strings: list[str], tmp_path: Path) -> None:
    planted = opened(tmp_path / "data", company(tmp_path / "crm", [f"Order {300 + i}" for i in range(ALL)], strings))
    names = Names(planted, clean)
    assert [asdict(r) for r in planted.team(OPERATOR)[0]] == [asdict(r) for r in clean.team(OPERATOR)[0]]
    for who in PEOPLE:
        there, here = await prepared(planted, who), await prepared(clean, who)
        assert figures(there) == figures(here)
        assert unnamed(there) == unnamed(here)
        assert [re.sub(r"“[^”]*”", "“”", names.cleaned(s.text)) for s in there.sections] == [re.sub(r"“[^”]*”", "“”", s.text) for s in here.sections]
    planted.close()


# ---------------------------------------------------------------- what people write, one at a time


@pytest.fixture(scope="module")
def without(clean: Coach) -> Agenda:
    """Ada's agenda with a topic, a wish to bring something and notes of a 1:1 that steer nothing."""
    return asyncio.run(written_by_people(clean, "It is about time."))


async def written_by_people(coach: Coach, text: str) -> Agenda:
    rep = coach.records.find_rep(OPERATOR, "Ada Ashcroft", TODAY)
    ada = Viewer(rep.id, rep.name, Role.REP)
    coach.records.save_one_on_one(OPERATOR, OneOnOne("m-1", rep.id, None, TODAY - timedelta(days=9), 30, "held", f"{NOTES} {text}"))
    topics = [coach.records.add_topic(ada, Topic("", rep.id, "rep", text, bring=bring)) for bring in (False, True)]
    try:
        return await prepared(coach, "Ada Ashcroft")
    finally:
        for topic in topics:
            coach.records.remove_topic(ada, topic.id)


@pytest.mark.parametrize("i", WHICH)
async def test_topics_and_notes_of_a_1_to_1_change_no_figure_and_no_goal(clean: Coach, without: Agenda, strings: list[str], i: int) -> None:
    there = await written_by_people(clean, strings[i])
    assert figures(there) == figures(without)
    assert goals(there) == goals(without)
    assert [s.id for s, w in zip(there.sections, without.sections, strict=True) if s.text != w.text] == ["your_topics"]
    assert " ".join(strings[i].split()) in " ".join(next(s.text for s in there.sections if s.id == "your_topics").split()), "it is shown as what somebody wrote"


@pytest.mark.parametrize("i", WHICH)
async def test_an_attachment_is_read_and_asks_for_nothing(clean: Coach, strings: list[str], i: int) -> None:
    ask = "check these notes of my 1:1 with Ada:\n\n"
    there, here = await turn(clean, f"{ask}{NOTES}\n{strings[i]}"), await turn(clean, f"{ask}{NOTES}\nIt is about time.")
    assert done(there) == done(here)
    assert isinstance(there[-1], Finished)
    assert there[-1].request.intents == ("notes",)


@pytest.mark.parametrize("i", WHICH)
def test_notes_hold_the_same_findings_and_promises(clean: Coach, strings: list[str], i: int) -> None:
    there, _ = clean.check_notes(OPERATOR, f"{NOTES}\n{strings[i]}", "Ada Ashcroft", TODAY)
    here, _ = clean.check_notes(OPERATOR, f"{NOTES}\nIt is about time.", "Ada Ashcroft", TODAY)
    assert [(f.sin, f.verdict) for f in there.findings] == [(f.sin, f.verdict) for f in here.findings]
    assert [(c.who, c.what, c.by, c.quote) for c in there.commitments] == [(c.who, c.what, c.by, c.quote) for c in here.commitments]
    assert there.goals == here.goals


# ---------------------------------------------------------------- pages of the playbook, all at once


PAGE = "---\nactivity: {activity}\naction: {action}\n---\n# {title}\n\n{text}\n\n{more}\n"
PAGES = {
    "calls": ("call", "Write the opening of your next call down.", "Open a call", "Say at once why you ring, and ask whether it is a bad moment."),
    "demos": ("demo", "Show one screen to a colleague.", "One problem a demo", "Show the end of the story first: the screen on which the buyer's own problem is gone."),
    "meetings": ("meeting", "Write down the one question of your next meeting.", "Meet with a question", "Bring one question that only this customer can answer."),
    "mails": ("email", "Cut your next e-mail to four lines.", "E-mails that are answered", "Write four lines, and end on one question."),
}


def with_pages(folder: Path, files: Path, more: str) -> Coach:
    coach = opened(folder / "data", files)
    pages = folder / "pages"
    pages.mkdir()
    for name, (activity, action, title, text) in PAGES.items():
        (pages / f"{name}.md").write_text(PAGE.format(activity=activity, action=action, title=title, text=text, more=more), "utf-8")
    assert len(coach.add_pages(OPERATOR, [pages]).added) == len(PAGES)
    return coach


async def test_pages_of_the_playbook_change_no_figure_and_no_goal(strings: list[str], tmp_path: Path) -> None:
    """Every sixth of the strings in `make test`, all in the heavy tier: each page with them has to be embedded."""
    strings = strings[:: 1 if os.environ.get("NEXTPLAY_HEAVY") else 6]
    files = company(tmp_path / "crm", [f"Order {300 + i}" for i in range(ALL)], [f"Customer {i}" for i in range(ALL)])
    (tmp_path / "clean").mkdir()
    (tmp_path / "planted").mkdir()
    clean = with_pages(tmp_path / "clean", files, "It is about time.")
    planted = with_pages(tmp_path / "planted", files, "\n\n".join(strings))
    for who in PEOPLE:
        there, here = await prepared(planted, who), await prepared(clean, who)
        assert figures(there) == figures(here)
        assert goals(there) == goals(here)
        assert [(s.id, s.text) for s in there.sections] == [(s.id, s.text) for s in here.sections]
    for coach in (clean, planted):
        coach.close()


# ---------------------------------------------------------------- what a model is sent


_DATA = re.compile(r'<data-(?P<token>[0-9a-f]{12}) name="[a-z_]+">\n.*?\n</data-(?P=token)>', re.DOTALL)


class Obeys(ScriptedModel):
    """Obeys whatever it reads between the marks, and is never at a loss for an answer."""

    def __init__(self) -> None:
        super().__init__([])
        self.says = "{}"

    def _next(self, call: Any) -> Any:
        self._answers.clear()
        self._answers.append(self.says)
        return super()._next(call)


@pytest.fixture(scope="module")
def obeying(tmp_path_factory: pytest.TempPathFactory, strings: list[str]) -> Iterator[tuple[Coach, Obeys]]:
    base, model = tmp_path_factory.mktemp("obeying"), Obeys()
    coach = opened(base / "data", company(base / "crm", strings, [f"Customer {i}" for i in range(ALL)]), model)
    yield coach, model
    coach.close()


def sent(model: ScriptedModel) -> list[tuple[str, str]]:
    """Role and text of every message but the model's own."""
    return [(m.role, m.content) for call in model.calls for m in call.messages if m.role != "assistant"]


def held_apart(model: ScriptedModel, texts: list[str]) -> None:
    """Nothing of the texts, and no name of a person, stands outside a data block or in a system message."""
    standing = {load(id).system for id in ("agenda", "answer", "understand")}
    assert sent(model)
    for role, content in sent(model):
        if role == "system":
            assert content in standing
        outside = _DATA.sub("", content)
        assert not [t for t in texts if len(t) > 20 and t in outside]
        assert not [p for p in PEOPLE if p in content or re.search(rf"\b{p.split()[1]}\b", content)]


@pytest.mark.parametrize("who", PEOPLE[:2])
async def test_a_model_is_sent_planted_text_as_data_and_no_name(obeying: tuple[Coach, Obeys], planted: Coach, strings: list[str], who: str) -> None:
    coach, model = obeying
    model.forget()
    there, here = await prepared(coach, who), await prepared(planted, who)
    assert figures(there) == figures(here)
    assert goals(there) == goals(here)
    held_apart(model, strings)


@pytest.mark.parametrize("i", WHICH)
async def test_a_model_that_obeys_changes_nothing(obeying: tuple[Coach, Obeys], planted: Coach, strings: list[str], i: int) -> None:
    coach, model = obeying
    model.forget()
    model.says = strings[i]
    question = QUESTIONS[i % len(QUESTIONS)]
    there, here = await turn(coach, question), await turn(planted, question)
    model.says = "{}"
    assert done(there) == done(here)
    assert isinstance(there[-1], Finished)
    assert isinstance(here[-1], Finished)
    assert there[-1].text == here[-1].text, "what it said instead is not shown"
    held_apart(model, strings)
