"""Sins planted in drafts are found, whatever the wording; honest sentences pass in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Section
from copilot.errors import SettingsError
from copilot.tools.sins import catalogue, check_draft

COMPARED = [
    "You rank 7th on win rate.",
    "That is 7th of 30.",
    "You came seventh out of thirty.",
    "You are at the top of the leaderboard.",
    "You are below the team average.",
    "Your win rate sits in the bottom quartile.",
    "Anna does better than you at discovery.",
    "Compared with your peers, you make few calls.",
    "You're number 3 on the team.",
    "Your colleagues close more than you do.",
    "You are ahead of most of the team.",
    "Most reps make more calls than this.",
    "You finished last in the region.",
    "You are in the top 10% of sellers.",
    "Other reps close faster.",
    "The team average is 22 percent.",
    "The average rep makes 40 calls.",
    "You are one of the weakest on the team.",
    "Bob closes twice as many deals as you.",
    "Why can't you be more like Sarah?",
    "You lag behind the rest of the team.",
    "Your ranking went up.",
    "You outperform your peers.",
    "Unlike your colleagues, you rarely follow up.",
    "You're trailing the team by ten points.",
    "Your numbers are worse than the company average.",
    "You place third among the AEs.",
    "You stack up well against the others.",
    "Everyone else hits quota.",
    "You sit in the 40th percentile.",
    "You are above average.",
    "You are the best closer on the team.",
    "The average across the team is nine a month.",
    "You are second to last on calls.",
    "Your win rate is lower than that of your colleagues.",
    "5 of 12 reps are ahead of you.",
    "You're #4 in the region.",
    "The median for all reps is 12.",
    "You beat half the team.",
    "You were outsold by Maria and the others.",
    "Nobody else on the team took this long.",
    "You're middle of the pack.",
    "Versus the team you are behind.",
    "Your colleagues average nine demos.",
    "You hold second place this quarter.",
    "You do better than 80% of the reps here.",
    "Relative to the team, your pipeline is thin.",
    "You are behind Carla on revenue.",
    "Look at the leaderboard.",
    "Team-wide median: 14 calls.",
]

HONEST = [
    "People at High Core start about 9 a month; you start about 6.",
    "Somebody closing at the level you're after runs about six discovery calls a week; you run four.",
    "Your win rate is 62 %, from 21 closed deals.",
    "First of all, what do you want from this year?",
    "The first of two steps is the call.",
    "Your average deal is worth $4,200.",
    "You are above the pace your goal needs.",
    "What is the first thing you would change?",
    "This is the third of December.",
    "Five of your seven deals are open.",
    "What did other people here try? Here is what worked.",
    "You are ahead of your own pace from last quarter.",
    "A Star wins about one deal in two.",
    "Nobody is ranked here.",
    "Two of your three goals were kept.",
    "You want to reach the level above; this is what it takes.",
    "Your best 12 months had 14 wins.",
    "Better questions lead to better answers.",
    "Which deal would you put first on your list?",
    "Your goal for the quarter is $40,000.",
    "Your second call with Acme is on Thursday.",
    "The deal is 30 days older than your median.",
    "What somebody at that level does: about 12 calls a week.",
    "More than half of your open value is in three deals.",
    "Your own average cycle is 40 days.",
    "Ask the team at Acme who decides.",
    "The last of your commitments was kept.",
    "Ask 3 of 5 customers for a referral.",
    "The whole team gets the new price list in January.",
    "What would make the biggest difference for you?",
]


REPORTS = [
    "You made 40 calls and sent 30 emails. You held 5 demos last month. You logged 12 tasks.",
    "40 calls, 31 emails, 12 meetings, 5 demos.",
    "Calls: 40. Emails: 31. Meetings: 12. Demos: 5.",
    "Starts 6.2, win rate 31 %, value $4,100, cycle 44 days, coverage 2.1, landing $38,000.",
    "You had 7 calls on Monday, 9 calls on Tuesday, 3 demos on Wednesday and 11 emails on Friday.",
    "January 12, February 14, then 9 won, 12 lost, 7 open, 31 %, 28 %, $4,000, $5,000, 44 days, 51 days, 3 stalled, 2 missed, 1 moved.",
]
BACKWARDS = [
    "Last quarter you lost four deals. You missed the number. What went wrong with Acme? You should have called earlier.",
    "You closed late. You forgot the follow-ups. The results were weak. What now?",
    "Looking back, March was slow. You didn't call enough. You had a weak start last year.",
]
TELLING = [
    "You need to call more. You must log it. You have to be on time.",
    "You should open with a question. I expect you to send the plan.",
    "Make sure you update the CRM, and you are expected to report on Monday.",
]


def section(text: str, id: str = "conversation", **changes: object) -> Section:
    return replace(Section(id, "A title", 5, False, text), **changes)  # type: ignore[arg-type]


AGENDA = (
    section("You said you want to lead a team one day. Is that still what you are after?", "connect", minutes=4),
    section("One goal was due: call ten customers. You kept it.", "commitments", minutes=3, looks_back=True),
    section("People at High Core start about 9 a month; you start about 6. What would two more a month be worth to you?", "calibrate", minutes=6),
    section("Where would two more conversations a week come from? Which customers would you ask first?", "conversation", minutes=7),
    section("What do you want to talk about?", "your_topics", minutes=5),
    section("Now what? Which goal will you take until 4 December?", "now_what", minutes=5),
)


def sins(*sections: Section, whole: bool = False) -> set[str]:
    return {f.sin for f in check_draft(sections, whole=whole)}


@pytest.mark.parametrize("text", COMPARED)
def test_a_comparison_with_peers_is_found(text: str) -> None:
    assert sins(section(f"Here is where you are. {text} What next?")) == {"stack_ranking"}


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_sentence_is_no_sin(text: str) -> None:
    assert sins(section(text)) == set()


@pytest.mark.parametrize("text", REPORTS)
def test_a_pile_of_figures_is_an_ambush(text: str) -> None:
    assert "data_ambush" in sins(section(text))


@pytest.mark.parametrize("text", BACKWARDS)
def test_a_section_told_in_the_past_looks_back(text: str) -> None:
    assert "rear_view" in sins(section(text))
    assert "rear_view" not in sins(section(text, looks_back=True))


@pytest.mark.parametrize("text", TELLING)
def test_telling_without_asking_is_my_time(text: str) -> None:
    assert sins(section(text)) == {"my_time"}


def test_a_good_agenda_has_no_sin() -> None:
    assert check_draft(AGENDA) == ()


@pytest.mark.parametrize(("left_out", "sin"), [("your_topics", "my_time"), ("connect", "no_aspiration"), ("now_what", "no_commitment")])
def test_what_is_left_out_of_an_agenda_is_a_sin(left_out: str, sin: str) -> None:
    rest = [s for s in AGENDA if s.id != left_out]
    assert sin in sins(*rest, whole=True)
    assert sins(*rest, whole=False) == set()
    emptied = [replace(s, text=" ") if s.id == left_out else s for s in AGENDA]
    assert sin in sins(*emptied, whole=True)


def test_connecting_without_a_word_on_what_they_want_is_a_sin() -> None:
    assert sins(section("Good to see you. How was the weekend?", "connect"), *AGENDA[1:], whole=True) == {"no_aspiration"}


def test_more_than_a_tenth_of_the_minutes_looking_back_is_a_sin() -> None:
    longer = [replace(s, minutes=4) if s.looks_back else s for s in AGENDA]
    (finding,) = check_draft(longer)
    assert (finding.sin, finding.quote) == ("rear_view", "4 of 31 minutes look back")
    assert check_draft(longer, past_share=0.2) == ()


@given(st.lists(st.sampled_from([*COMPARED, *HONEST, *REPORTS, *TELLING]), max_size=5).map("\n".join))
def test_what_is_quoted_stands_at_its_offsets(text: str) -> None:
    for f in check_draft([section(text)], whole=False):
        assert f.start is not None
        assert text[f.start : f.end] == f.quote
        assert f.why
        assert f.instead


def test_a_reps_own_words_are_not_the_drafts() -> None:
    assert sins(section("You said: “I want to be at the top of the leaderboard”. What would that bring you?")) == set()


def test_the_catalogue_holds_all_seven_and_takes_a_companys_own(tmp_path: Path) -> None:
    assert list(catalogue()) == ["data_ambush", "no_commitment", "stack_ranking", "rear_view", "my_time", "no_aspiration", "selective"]
    own = tmp_path / "sins.toml"
    own.write_text('[phone_out]\nname="a"\nlooks_like="b"\nwhy="c"\ninstead="d"\nsource="e"\n')
    assert catalogue(own)["phone_out"].instead == "d"
    own.write_text('[phone_out]\nname="a"\n')
    with pytest.raises(SettingsError, match="phone_out"):
        catalogue(_fresh(own))


def _fresh(path: Path) -> Path:
    """Another path to the same words, since a catalogue once read is kept."""
    other = path.with_name("again.toml")
    other.write_text(path.read_text())
    return other
