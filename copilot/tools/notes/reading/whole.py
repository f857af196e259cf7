"""A text of any form, read: which form it is, and one way through for all."""

from __future__ import annotations

from collections.abc import Mapping

from copilot.errors import InputError
from copilot.tools.notes.reading.cues import from_cues, is_cues
from copilot.tools.notes.reading.json_talk import from_json, is_json
from copilot.tools.notes.reading.labels import from_labels
from copilot.tools.notes.reading.pages import is_page, page_view
from copilot.tools.notes.reading.plain import from_plain, names_in_notes
from copilot.tools.notes.reading.said import Notes, Utterance, Who, Woven, cut, through
from copilot.tools.notes.reading.sides import everybody, with_sides


def read_notes(text: str, known: Mapping[str, Who] | None = None) -> Notes:
    """Who said what in a text of any form; see the package for which.

    Args:
        text: as it came.
        known: names (or e-mail addresses) of people and which side each is on, where the caller knows; they stand above what the text says.

    Raises:
        InputError: JSON that cannot be read or holds no utterances, or captions without a word.
    """
    known = known or {}
    titles: dict[str, str] = {}
    if is_json(text):
        utterances, titles, whole = from_json(text)
        for view in whole:
            utterances += [through(u, view) for u in _from_text(view.text, known)]
        if not utterances:
            raise InputError("the JSON holds no utterances; give a list of objects with the fields speaker and text")
    else:
        utterances = _from_text(text, known)
    utterances = [part for u in utterances for part in cut(u)]
    if any(u.speaker for u in utterances):
        said, names = with_sides(utterances, known, titles)
        return Notes(tuple(said), "transcript", names, everybody(said, names))
    names = names_in_notes(text)
    for name, side in known.items():
        names |= dict.fromkeys(filter(None, (name.lower(), name.lower().partition(" ")[0])), side)
    return Notes(tuple(utterances), "notes", names)


def _from_text(text: str, known: Mapping[str, Who]) -> list[Utterance]:
    if is_cues(text):
        return from_cues(text, known)
    if is_page(text):
        view: Woven = page_view(text)
        return [through(u, view) for u in _from_lines(view.text, known)]
    return _from_lines(text, known)


def _from_lines(text: str, known: Mapping[str, Who]) -> list[Utterance]:
    return from_labels(text, known) or list(from_plain(text))
