"""Whatever is given is read or refused in one line, and what is quoted stands where it says."""

from __future__ import annotations

import json
import random
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.errors import InputError
from copilot.policy import CoachingPolicy
from copilot.tools.notes import check_notes, read_notes
from copilot.tools.notes.reading import Utterance
from copilot.tools.notes.reading.said import LONGEST_RUN

WORDS = ["I'll call Acme", "by Friday.", "שלום עולם", "\U0001f600 ok?", "&amp; so", "a < b", "<i>well</i>", 'say "no"', "back\\slash", "Ünïcode…", "One thing: yes.", "- no", "\t", "e\u0301"]
NAMES = ["Dana Reed", "Moses", "דנה", "M. Frase (Rep)", "dana@acme.com", "Speaker 1"]
turns = st.lists(st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)), min_size=1, max_size=8)


def written(said: list[tuple[str, str]], form: str) -> str:
    if form == "json":
        return json.dumps([{"speaker": who, "text": words} for who, words in said])
    if form == "gong":
        return json.dumps({"t": [{"speakerId": who, "sentences": [{"text": words}, {"text": words}]} for who, words in said]}, ensure_ascii=False, indent=1)
    if form == "html":
        return "".join(f"<p><b>{who}:</b> {words}</p>" for who, words in said)
    cue = {"vtt": "<v {0}>{1}</v>", "srt": "{0}: {1}", "bare": "{0}\n{1}"}.get(form, "")
    if cue:
        return ("WEBVTT\n\n" if form == "vtt" else "") + "\n\n".join(f"{i}\n00:00:{i:02}.000 --> 00:00:{i:02}.900\n" + cue.format(*turn) for i, turn in enumerate(said))
    return "\n".join(f"{who}: {words}" for who, words in said)


def read_or_refused(text: str) -> tuple[Utterance, ...]:
    try:
        return read_notes(text).utterances
    except InputError as e:
        refused = str(e)
    assert "\n" not in refused
    return ()


def places_are_true(text: str, utterance: Utterance) -> None:
    """Every part of an utterance has its place in the original, in order; what is copied is the same there."""
    assert 0 <= utterance.start < utterance.end <= len(text)
    assert utterance.span(0, len(utterance.text)) == (utterance.start, utterance.end)
    before = utterance.start
    for i, char in enumerate(utterance.text):
        start, end = utterance.span(i, i + 1)
        assert before <= start
        assert start < end or not char.strip()
        if end - start == 1 and char.strip():
            assert text[start] == char
        before = start


@settings(max_examples=200, deadline=None)
@given(turns, st.sampled_from(["text", "json", "gong", "html", "vtt", "srt", "bare"]), st.sampled_from(["\n", "\r\n"]), st.integers(0, 10**6))
def test_every_character_has_its_place_in_every_form(said: list[tuple[str, str]], form: str, newline: str, cut: int) -> None:
    text = written(said, form).replace("\n", newline)
    for given_text in (text, "\ufeff" + text, text[: cut % (len(text) + 1)]):
        for utterance in read_or_refused(given_text):
            places_are_true(given_text, utterance)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from('{}[]":,\\<>v/&;-\n\r 0:.1Aaא\U0001f600'), max_size=80) | st.text(max_size=80))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    for utterance in read_or_refused(text):
        places_are_true(text, utterance)


@pytest.mark.parametrize("form", ["text", "json", "gong", "html", "vtt", "srt"])
def test_an_hour_of_talk_is_read_in_a_third_of_a_second(form: str) -> None:
    rng = random.Random(3)
    said = [(rng.choice(["Dana Reed", "Moses Frase"]), " ".join(rng.choice(["plan", "call", "then we", "what", "Acme"]) for _ in range(20)) + ".") for _ in range(450)]
    text = written(said, form)
    assert len(text.split()) > 10_000
    best = 9.0
    for _ in range(3):
        began = time.perf_counter()
        assert read_notes(text).speakers
        best = min(best, time.perf_counter() - began)
    assert best < 0.3


@pytest.mark.parametrize(
    "text", ["I will call Acme " * 30_000, "x" * 500_000, "Dana" + " " * 500_000 + ":x", "*" * 500_000, "<" * 500_000, "<p " * 160_000, "&a" * 250_000, "00:01 --> " * 50_000, "# " + " " * 500_000]
)
def test_half_a_megabyte_in_one_line_takes_no_longer_than_it_should(text: str) -> None:
    """Linear work takes well under a second; a pattern that tries every pair of places would take hours."""
    began = time.perf_counter()
    read_or_refused(text)
    assert time.perf_counter() - began < 5


def test_a_line_without_an_end_is_cut_between_words_and_nothing_is_lost() -> None:
    text = json.dumps([{"speaker": "Dana", "text": 'Short. It is "so" and then \u00e9 ' * 400}, {"speaker": "Moses", "text": "x" * 2500}])
    utterances = read_notes(text).utterances
    assert max(len(u.text) for u in utterances if u.speaker == "Moses") == LONGEST_RUN
    assert "".join(u.text for u in utterances if u.speaker == "Moses") == "x" * 2500
    for utterance in utterances:
        places_are_true(text, utterance)
    endless = "I will call Acme tomorrow " * 2000
    parts = [u.text for u in read_notes(endless).utterances]
    assert " ".join(parts) == endless.strip()
    assert max(map(len, parts)) <= LONGEST_RUN


def test_an_endless_line_of_promises_is_checked_in_time() -> None:
    began = time.perf_counter()
    check_notes("I will call Acme tomorrow " * 500, CoachingPolicy(), date(2026, 11, 18))
    assert time.perf_counter() - began < 20
