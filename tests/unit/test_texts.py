"""Files of notes in whatever encoding, and Word documents, as text; anything else is refused in one line."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import docx
import pytest

from copilot.bootstrap import notes_text
from copilot.errors import UnreadableFile
from copilot.texts import read_bytes
from copilot.tools.notes import read_notes

TALK = "Zoë: Ça va – où est-ce? “Well”, 5 €.\nMoses: I'll call.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_usual_encoding_gives_the_same_text(encoding: str) -> None:
    assert notes_text(TALK.encode(encoding), "notes.txt") == TALK


def test_latin_letters_and_other_alphabets_without_a_mark() -> None:
    assert notes_text("Zoë: Wie geht’s? Über Ärger größer.\r\n".replace("’", "'").encode("latin-1"), "x") == "Zoë: Wie geht's? Über Ärger größer.\r\n"
    russian = "Дана: Как дела на этой неделе?\nМоисей: Хорошо, я позвоню им завтра и пришлю предложение.\n" * 4
    assert notes_text(russian.encode("cp1251"), "x") == russian
    assert notes_text("emoji \U0001f600 and שלום".encode(), "x") == "emoji \U0001f600 and שלום"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "is not text"),
        (gzip.compress(b"hello" * 50), "is not text"),
        (b"%PDF-1.7\nstuff", "is a PDF"),
        (rb"{\rtf1\ansi Hello}", "rich text"),
        (b"PK\x03\x04 not a zip", "no Word document"),
        (b"\xd0\xcf\x11\xe0 old", "old .doc"),
        (bytes(range(1, 32)) * 20, "is not text"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why) as error:
        notes_text(data, "notes.bin")
    assert "notes.bin" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_past_five_megabytes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_bytes(b"x" * 5_000_001)
    with pytest.raises(UnreadableFile, match="5 MB"):
        read_bytes(str(file))


def test_a_word_transcript_of_teams_is_read_as_its_text() -> None:
    document = docx.Document()
    document.add_heading("1:1 with Moses")
    for who, when, words in [("Dana Reed", "0:03", "How are you?"), ("Moses Frase", "0:08", "I'll call Acme by Friday."), ("Dana Reed", "1:12", "Good.")]:
        paragraph = document.add_paragraph()
        paragraph.add_run(who).bold = True
        paragraph.add_run(f"   {when}").add_break()
        paragraph.add_run(words)
    file = io.BytesIO()
    document.save(file)
    text = notes_text(file.getvalue(), "1-1.docx")
    notes = read_notes(text)
    assert [(u.speaker, text[u.start : u.end]) for u in notes.utterances] == [("Dana Reed", "How are you?"), ("Moses Frase", "I'll call Acme by Friday."), ("Dana Reed", "Good.")]
