"""Four forms of notes are read, and every quotation stands at its offsets in the original."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.errors import InputError
from copilot.policy import CoachingPolicy
from copilot.tools.notes import check_notes, read_notes

MET = date(2026, 11, 18)
TALK = [
    ("Manager", "What do you want from this quarter?"),
    ("Rep", 'I\'ll call "Acme" tomorrow \u2013 no excuses \U0001f600 ok.'),
    ("Manager", "You rank 7th of 30 on calls."),
    ("Rep", "Fine.\nI will send the plan by Friday."),
]


def read_text(text: str) -> list[str]:
    return [text[u.start : u.end] for u in read_notes(text).utterances]


def test_a_transcript_gives_each_turn_to_its_speaker() -> None:
    text = "Dana (Manager): How was it?\nMoses: Good.\nI called them.\nDana (Manager): What next?\nMoses: I'll ask for a date."
    notes = read_notes(text)
    assert [(u.speaker, u.who, u.text) for u in notes.utterances] == [
        ("Dana (Manager)", "manager", "How was it?"),
        ("Moses", "rep", "Good.\nI called them."),
        ("Dana (Manager)", "manager", "What next?"),
        ("Moses", "rep", "I'll ask for a date."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[00:01] Dana: How are you?\n[00:04] Moses: Fine.\n[00:09] Dana: Good.\n[00:12] Moses: Yes.",
        "**Dana:** How are you?\n**Moses:** Fine.\n**Dana:** Good.\n**Moses:** Yes.",
        "Dana Reed 0:01\nHow are you?\n\nMoses Frase 0:04\nFine.\n\nDana Reed 0:09\nGood.\n\nMoses Frase 0:12\nYes.",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dana>How are you?\n\n00:03.000 --> 00:04.000\n<v Moses>Fine.\n\n00:05.000 --> 00:06.000\n<v Dana>Good.\n",
    ],
)
def test_common_shapes_of_transcripts(text: str) -> None:
    notes = read_notes(text)
    assert notes.kind == "transcript"
    assert [u.text.split("\n")[0] for u in notes.utterances][:3] == ["How are you?", "Fine.", "Good."]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Helen: How is the year looking?\nPriya: I'll record two discovery calls by Friday.", "rep"),
        ("Priya: I'll record two discovery calls by Friday.\nHelen: What else?", "rep"),
        ("Me: How is the year looking?\nYou: I'll record two discovery calls by Friday.", "rep"),
        ("You: Two calls went well.\nMe: I'll send you the page by Friday.", "manager"),
        ("You: How is the year looking?\nMe: I'll record two discovery calls by Friday.", "unclear"),
        ("Helen: I'll send the page by Friday. Fine?\nPriya: I'll record two discovery calls by Friday.", "unclear"),
        ("Helen: Well done.\nPriya: I'll record two discovery calls by Friday.", "unclear"),
    ],
)
def test_of_two_speakers_who_asks_leads_and_who_promises_is_led(text: str, who: str) -> None:
    promised = check_notes(text, CoachingPolicy(), MET).commitments[-1 if "Priya: I'll" not in text.split("\n")[0] else 0]
    assert promised.who == who
    assert promised.speaker == ("Priya" if "Priya" in text else "Me" if "Me: I'll" in text else "You")
    assert text[promised.start : promised.end] == promised.quote


def test_labels_of_plain_notes_are_no_speakers() -> None:
    notes = read_notes("Date: 18 November\nTopics: Acme, pricing\nNext steps: Moses will call Acme\nGoal: call five customers by Friday")
    assert notes.kind == "notes"


def test_markdown_headings_and_bullets_are_not_said() -> None:
    assert read_text("# 1:1\n\n- Talked about Acme.\n* [ ] Call them\n1. Send it\n") == ["Talked about Acme.", "Call them", "Send it"]


@pytest.mark.parametrize("shape", ["list", "utterances", "segments", "keys"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json_is_quoted_as_it_stands_in_the_file(shape: str, ascii_only: bool) -> None:
    rows: object = [{"speaker": s, "text": t} for s, t in TALK]
    if shape == "keys":
        rows = {"meeting": {"title": "1:1"}, "messages": [{"id": i, "role": s, "content": t} for i, (s, t) in enumerate(TALK)]}
    elif shape != "list":
        rows = {"id": 3, shape: [{"start": 1.5, "speaker": s, "text": t, "words": [{"word": "x", "text": "x"}]} for s, t in TALK]}
    text = json.dumps(rows, ensure_ascii=ascii_only, indent=1)
    notes = read_notes(text)
    assert [(u.speaker, u.text) for u in notes.utterances] == TALK
    report = check_notes(text, CoachingPolicy(), MET)
    assert [text[c.start : c.end] for c in report.commitments] == [c.quote for c in report.commitments]
    assert [c.by for c in report.commitments] == [date(2026, 11, 19), date(2026, 11, 20)]
    (ranking,) = [f for f in report.findings if f.sin == "stack_ranking"]
    assert text[ranking.start : ranking.end] == ranking.quote


@pytest.mark.parametrize("text", ['[{"speaker": "A", "text": "x"', '{"a": 1}', '[{"speaker": "A"}]', "[]", "{}"])
def test_json_without_utterances_is_an_error_that_says_what_to_give(text: str) -> None:
    with pytest.raises(InputError, match="speaker"):
        read_notes(text)


lines = st.sampled_from(
    [
        "Manager: You made 40 calls, 31 emails, 12 demos.",
        "Rep: I'll call Acme by Friday.",
        "Rep: Where do those numbers come from?",
        "# Next steps",
        "- Ask Acme for a date",
        "You are below the team average.",
        "She wants to lead a team.",
        "",
        "Dana: ok",
        "[00:10] Dana: why?",
        "\tNo goals were set.",
        "Moses will send it tomorrow \U0001f600.",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(lines, max_size=14).map("\n".join), st.text(max_size=120)))
def test_every_quotation_stands_at_its_offsets(text: str) -> None:
    try:
        report = check_notes(text, CoachingPolicy(), MET)
    except InputError:
        return
    for f in report.findings:
        assert (f.start is None) == (f.quote == "absent from the notes")
        if f.start is not None:
            assert text[f.start : f.end] == f.quote
    for c in report.commitments:
        assert text[c.start : c.end] == c.quote
    assert 0 <= report.risk <= 1


def test_names_that_the_caller_knows_give_speakers_their_side() -> None:
    text = "Helen: What next?\nPriya: Why?\nHelen: Yes.\nPriya: What for? And who? I'll ask."
    known = read_notes(text, {"Priya Nair": "rep", "Helen Brooks": "manager"})
    assert [u.who for u in known.utterances] == ["manager", "rep", "manager", "rep"]
    assert [u.who for u in read_notes(text, {"Priya Nair": "rep"}).utterances] == ["manager", "rep", "manager", "rep"]


def test_a_first_name_that_two_speakers_share_gives_neither_a_side() -> None:
    text = "Maria Jensen: What next?\nMaria Delgado: I'll ask.\nMaria Jensen: Good.\nMaria Delgado: Yes."
    assert {u.who for u in read_notes(text, {"Maria": "rep"}).utterances} == {"unclear"}
    known = read_notes(text, {"Maria Delgado": "rep"})
    assert {u.speaker: u.who for u in known.utterances} == {"Maria Jensen": "manager", "Maria Delgado": "rep"}


def test_another_of_the_same_first_name_is_not_taken_for_the_one_known() -> None:
    text = "Maria Jensen: What next?\nTom: I'll ask.\nMaria Jensen: Good.\nTom: Yes."
    assert {u.who for u in read_notes(text, {"Maria Delgado": "rep"}).utterances} == {"unclear"}
