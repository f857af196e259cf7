"""Captions, the JSON of meeting tools, pages and chats: who said what, and where it stands in the original."""

from __future__ import annotations

import json
from datetime import date

import pytest

from copilot.errors import InputError
from copilot.policy import CoachingPolicy
from copilot.tools.notes import check_notes, read_notes
from copilot.tools.notes.reading import Notes

MET = date(2026, 11, 18)
VTT = """WEBVTT - a 1:1

STYLE
::cue { color: red }

NOTE
written by hand: not said
and this neither

c1
00:00:01.000 --> 00:00:04.000 align:start position:10%
<v Dana Reed>How are you &amp; what is

0f3a-9c/12-0
00:00:04.000 --> 00:00:06.000
<v Dana Reed>new?</v> <i>Really</i>

NOTE left out

00:06.000 --> 00:07.000
<v.loud Moses Frase>I'll send Acme the proposal</v>

00:07.000 --> 00:08.000
<v.loud Moses Frase>by Friday.</v>
"""
SRT = """1
00:00:01,000 --> 00:00:02,000
Dana: How are
you?

2
00:00:02,000 --> 00:00:03,000
Moses: I'll call Acme

3
00:00:03,000 --> 00:00:04,000
by Friday. One thing: not today.

4
00:00:05,000 --> 00:00:06,000
Dana: Good. And?
Moses: That's all.
"""
SAID = [("Dana Reed", "How are you?"), ("Moses Frase", "I'll call Acme by Friday."), ("Dana Reed", "Good.")]


def said(notes: Notes) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in notes.utterances]


def promise(text: str) -> tuple[str, date | None]:
    """The only promise in a text, which stands at its offsets."""
    (found,) = check_notes(text, CoachingPolicy(), MET).commitments
    assert text[found.start : found.end] == found.quote
    return found.what, found.by


# ---------------------------------------------------------------- captions


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_cues_of_one_speaker_are_one_turn_without_ids_notes_styles_and_tags(newline: str) -> None:
    text = VTT.replace("\n", newline)
    notes = read_notes(text)
    assert said(notes) == [("Dana Reed", "How are you & what is new? Really"), ("Moses Frase", "I'll send Acme the proposal by Friday.")]
    assert promise(text) == ("send Acme the proposal by Friday", date(2026, 11, 20))
    first, second = notes.utterances
    at = first.text.index("&")
    assert text[slice(*first.span(at, at + 1))] == "&amp;"
    assert text[slice(*second.span(0, 4))] == "I'll"


def test_numbered_captions_with_names_before_the_words() -> None:
    notes = read_notes(SRT)
    assert said(notes) == [("Dana", "How are you?"), ("Moses", "I'll call Acme by Friday. One thing: not today."), ("Dana", "Good. And?"), ("Moses", "That's all.")]
    assert [u.who for u in notes.utterances] == ["manager", "rep", "manager", "rep"]


def test_captions_that_name_nobody_are_notes_in_sentences() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nMoses will call\n\n2\n00:00:02,000 --> 00:00:03,000\nAcme by Friday.\n\n3\n00:00:03,000 --> 00:00:04,000\nThen we meet.\n"
    notes = read_notes(text)
    assert (notes.kind, said(notes)) == ("notes", [(None, "Moses will call Acme by Friday."), (None, "Then we meet.")])


def test_captions_without_full_stops_are_cut_where_their_cues_are() -> None:
    cue = "and then i will call them and see what they want from us this week"
    text = "WEBVTT\n\n" + "\n\n".join(f"00:0{i}.000 --> 00:0{i + 1}.000\n<v Moses>{cue}" for i in range(5))
    assert said(read_notes(text)) == [("Moses", "\n".join([cue] * 5))]


@pytest.mark.parametrize("line", ["{0}\n\n{1}", "({0})\n{1}"])
def test_names_on_a_line_of_their_own_under_the_times(line: str) -> None:
    cues = [*SAID[:1], ("Moses Frase", "I'll call Acme"), ("Moses Frase", "by Friday."), SAID[2]]
    text = "\n\n".join(f"0:0:{i}.0 --> 0:0:{i}.960\n" + line.format(*cue) for i, cue in enumerate(cues))
    assert said(read_notes(text)) == SAID


def test_cues_that_hold_json_as_in_the_metadata_of_teams() -> None:
    rows = [json.dumps({"startDateTime": "x", "speakerName": who, "spokenText": words, "spokenLanguage": "en-us"}) for who, words in SAID]
    text = "WEBVTT\n\n" + "\n\n".join(f"00:0{i}.000 --> 00:0{i + 1}.000\n{row}" for i, row in enumerate(rows))
    assert said(read_notes(text)) == SAID


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "1\n00:00:01,000 --> 00:00:02,000\n"])
def test_captions_without_a_word_are_an_error(text: str) -> None:
    with pytest.raises(InputError, match="hold no words"):
        read_notes(text)


# ---------------------------------------------------------------- JSON


def _gong() -> object:
    return {
        "requestId": "4al018gzaztcr8nbukw",
        "callTranscripts": [
            {
                "callId": "7782342274025937895",
                "transcript": [
                    {"speakerId": "11", "topic": "Intro", "sentences": [{"start": 1, "end": 2, "text": "How are you?"}]},
                    {"speakerId": "12", "topic": None, "sentences": [{"start": 3, "end": 4, "text": "I'll call Acme by Friday."}]},
                    {"speakerId": "11", "topic": "Wrap-up", "sentences": [{"start": 5, "end": 6, "text": "Good."}]},
                ],
            }
        ],
        "calls": [{"parties": [{"id": "9", "speakerId": "11", "name": "Dana Reed", "title": "Sales Manager"}, {"id": "8", "speakerId": "12", "name": "Moses Frase", "title": "Account Executive"}]}],
    }


def _shapes() -> dict[str, object]:
    (d, how), (m, _), (_, good) = SAID
    return {
        "zoom": {
            "type": "zoom_transcript",
            "host_id": "h",
            "timeline": [
                {"ts": "1", "text": how, "users": [{"username": d, "user_id": "1"}]},
                {"ts": "2", "text": "I'll call Acme", "users": [{"username": m}]},
                {"ts": "3", "text": "by Friday.", "username": m},
                {"ts": "4", "text": good, "users": [d]},
            ],
        },
        "zoom names": {"transcript": [{"speaker_name": w, "text": t} for w, t in SAID]},
        "teams": {
            "entries": [{"id": "1", "text": t, "rawText": None, "speakerId": "x@y", "speakerDisplayName": w} for w, t in SAID],
            "events": [{"eventType": "CallStarted", "userDisplayName": "Kim"}],
        },
        "teams chat": {"value": [{"from": {"user": {"displayName": w, "id": "1"}}, "body": {"contentType": "html", "content": f"<p>{t}</p><p></p>"}} for w, t in SAID]},
        "gong": _gong(),
        "whisper": {"text": "All of it.", "segments": [{"start": 1, "text": t, "speaker": w, "words": [{"word": "x", "text": "x"}]} for w, t in SAID]},
        "names by number": {"speakers": {"0": d, "1": m}, "utterances": [{"speaker": 0 if w == d else 1, "text": t} for w, t in SAID]},
        "a summary beside": {"summary": {"text": "They talked."}, "name": "1:1", "segments": [{"speaker": w, "text": t} for w, t in SAID]},
    }


@pytest.mark.parametrize("shape", list(_shapes()))
@pytest.mark.parametrize("indent", [None, 2])
def test_the_json_of_meeting_tools(shape: str, indent: int | None) -> None:
    text = json.dumps(_shapes()[shape], indent=indent)
    assert said(read_notes(text, {"Dana Reed": "manager"})) == SAID
    assert promise(text) == ("call Acme by Friday", date(2026, 11, 20))


def test_what_a_file_says_people_are_tells_their_side() -> None:
    assert {s.name: s.who for s in read_notes(json.dumps(_gong())).speakers} == {"Dana Reed": "manager", "Moses Frase": "rep"}


def test_lines_of_json_and_a_whole_talk_in_one_string() -> None:
    rows = [{"speaker": who, "text": words} for who, words in SAID]
    assert said(read_notes("\n".join(map(json.dumps, rows)))) == SAID
    text = json.dumps({"title": "1:1", "transcript": "\n".join(f"{who}: {words}" for who, words in SAID)})
    assert said(read_notes(text)) == SAID
    assert promise(text)[1] == date(2026, 11, 20)


def test_half_a_character_in_json_can_still_be_printed() -> None:
    notes = read_notes('[{"speaker": "A", "text": "Fine \\ud83d then"}, {"speaker": "B", "text": "\\ud83d\\ude00"}]')
    assert [t.encode("utf-8") for _, t in said(notes)] == ["Fine \ufffd then".encode(), "\U0001f600".encode()]


@pytest.mark.parametrize("text", ["[" * 200_000, '[{"a":' * 50_000, '{"a": 1}\n{"b": 2}', '{"speaker": "A", "text": "x"'])
def test_json_that_is_no_talk_is_one_clear_line(text: str) -> None:
    with pytest.raises(InputError, match="speaker") as error:
        read_notes(text)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200


# ---------------------------------------------------------------- text


def test_pages_are_read_without_their_tags() -> None:
    text = "<html><head><style>p {}</style></head><body><h2>Next steps</h2><ul><li>Moses will <b>call</b> Acme &amp; Co by Friday</li></ul></body></html>"
    (line,) = read_notes(text).utterances
    assert (line.text, line.heading) == ("Moses will call Acme & Co by Friday", "next steps")
    assert text[line.start : line.end] == "Moses will <b>call</b> Acme &amp; Co by Friday"
    talk = "".join(f"<p><b>{who}:</b> {words}</p>" for who, words in SAID)
    assert said(read_notes(talk)) == SAID


@pytest.mark.parametrize(
    "form",
    [
        "[18/11/2026, 10:02:33] {0}: {1}\n",
        "{0} (10:02 AM): {1}\n",
        "{0}   0:03\n{1}\n\n",
        "**{0}**\n{1}\n\n",
        "### {0}:\n{1}\n\n",
        "\u200f{0}: {1}\n",
        "{0}：{1}\n",
    ],
)
def test_more_ways_to_write_a_talk(form: str) -> None:
    text = "".join(form.format(*turn) for turn in [*SAID, ("Moses Frase", "Yes.")])
    assert said(read_notes(text)) == [*SAID, ("Moses Frase", "Yes.")]


def test_names_in_any_script_and_chats_without_capitals() -> None:
    assert said(read_notes("דנה: מה שלומך?\nמשה: טוב.\nדנה: מתי?")) == [("דנה", "מה שלומך?"), ("משה", "טוב."), ("דנה", "מתי?")]
    assert [u.speaker for u in read_notes("Élodie: a\nØystein: b\nÉlodie: c").utterances] == ["Élodie", "Øystein", "Élodie"]
    assert [u.speaker for u in read_notes("dana: hi\nmoses: ok\ndana: when?\nmoses: now").utterances] == ["dana", "moses", "dana", "moses"]
    assert read_notes("deal: Acme\nstage: demo\nvalue: 100").kind == "notes"


def test_what_teams_writes_at_the_end_is_not_said() -> None:
    text = "".join(f"{who}   0:03\n{words}\n\n" for who, words in SAID) + "Dana Reed stopped transcription"
    assert said(read_notes(text)) == SAID


def test_twelve_speakers_are_all_read() -> None:
    text = "\n".join(f"Person{chr(65 + i % 12)}: words {i}." for i in range(40))
    notes = read_notes(text)
    assert (len(notes.utterances), len(notes.speakers), {s.who for s in notes.speakers}) == (40, 12, {"unclear"})
