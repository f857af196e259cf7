"""Which speaker leads and which is led: by names that are known, by what they are called, else by who asks clearly more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from copilot.domain import Speaker
from copilot.names import fold
from copilot.tools.notes.reading.labels import MANAGER, PLAIN_PAIR, REP, asker
from copilot.tools.notes.reading.said import Utterance, Who

_BRACKETS = re.compile(r"[ \t]*[(\[][^()\[\]]*[)\]]")
_CUSTOMER = re.compile(r"\b(?:client|customer|prospect|buyer|guest)\b", re.IGNORECASE)


def with_sides(utterances: Sequence[Utterance], known: Mapping[str, Who], titles: Mapping[str, str]) -> tuple[list[Utterance], dict[str, Who]]:
    """Each utterance with its side, and the side of every speaker that has one, by name in lower case.

    Args:
        utterances: in order, with their speakers.
        known: names of people and their sides; they stand above what the text says.
        titles: what a file says speakers are (`Sales Manager`), by name in lower case.
    """
    names: dict[str, Who] = {}
    speakers = list(dict.fromkeys(u.speaker.lower() for u in utterances if u.speaker))
    lettered = set(speakers) <= {"m", "r", "sm"}
    for name, side in ({} if lettered else _known_sides(speakers, known)).items():
        names[name] = side
    for name in speakers:
        if name not in names and (called := _called(name, titles.get(name, ""), len(speakers))) is not None:
            names[name] = called
    rest = [s for s in speakers if s not in names]
    if len(rest) == 1 and len(speakers) > 1 and len(set(names.values()) & {"rep", "manager"}) == 1 and not _CUSTOMER.search(rest[0]):
        names[rest[0]] = "rep" if "manager" in names.values() else "manager"
    if len(speakers) == 2 and not names:
        names = _by_what_they_say(speakers, utterances, "rep" in known.values())
    return [replace(u, who=names.get((u.speaker or "").lower(), "unclear")) for u in utterances], names


def everybody(utterances: Sequence[Utterance], names: Mapping[str, Who]) -> tuple[Speaker, ...]:
    """Who speaks and which side each is on; whoever is neither of a known pair is a guest."""
    paired = {"rep", "manager"} <= set(names.values())
    out: dict[str, Speaker] = {}
    for u in utterances:
        if u.speaker and u.speaker.lower() not in out:
            side: Literal["rep", "manager", "guest", "unclear"] = names.get(u.speaker.lower(), "unclear")
            out[u.speaker.lower()] = Speaker(u.speaker, "guest" if side == "unclear" and paired else side)
    return tuple(out.values())


def _called(name: str, title: str, speakers: int) -> Who | None:
    """The side that a label or a title says, as `Dana (Manager)`."""
    if speakers > 2 and _CUSTOMER.search(name):
        return None
    if MANAGER.search(name) or name in ("m", "sm"):
        return "manager"
    if REP.search(name) or name == "r":
        return "rep"
    return "manager" if MANAGER.search(title) else "rep" if REP.search(title) else None


def _by_what_they_say(speakers: Sequence[str], utterances: Sequence[Utterance], rep_known: bool) -> dict[str, Who]:
    names: dict[str, Who] = {}
    asked = {s: sum(u.text.count("?") for u in utterances if u.speaker and u.speaker.lower() == s) for s in speakers}
    more, fewer = sorted(speakers, key=lambda s: -asked[s])
    if asked[more] >= 3 and asked[more] >= 2 * asked[fewer]:
        names = {more: "manager", fewer: "rep"}
    one = asker(utterances)
    if not names and not rep_known and one is not None:  # whoever names the rep is not overruled by what is said
        names = {s: "manager" if s == one else "rep" for s in speakers}
    if set(speakers) == PLAIN_PAIR:
        # `Me` is whoever took the notes of a 1:1 they led, unless what is said speaks against it
        names = {"me": "manager", "you": "rep"} if names.get("me", "manager") == "manager" else {}
    return names


# ---------------------------------------------------------------- names that are known


def _known_sides(speakers: Sequence[str], known: Mapping[str, Who]) -> dict[str, Who]:
    """Speakers who are somebody known: the closest likeness decides, and one that two speakers share decides nothing."""
    best: dict[str, tuple[int, set[Who]]] = {}
    for name, side in known.items():
        likeness = {s: _likeness(s, name) for s in speakers}
        most = max(likeness.values(), default=0)
        alike = [s for s, n in likeness.items() if n == most]
        if most == 0 or len(alike) > 1:
            continue
        had, sides = best.get(alike[0], (0, set()))
        best[alike[0]] = (most, {side} if most > had else sides | {side} if most == had else sides)
    return {s: next(iter(sides)) for s, (_, sides) in best.items() if len(sides) == 1}


def _likeness(label: str, name: str) -> int:
    """How surely a label is that person: 3 by the whole name or address, 2 by one name and an initial, 1 by a first name or initials alone, 0 not."""
    if "@" in name:
        return 3 if label.strip() == name.strip().lower() or f"{name.strip().lower()}" in label else 0
    whole = fold(name).split()
    if not whole:
        return 0
    if "@" in label:
        return _by_address(label, whole)
    words = fold(label).split()
    bare = fold(_BRACKETS.sub("", label)).split()
    if words == whole or bare == whole:
        return 3
    first, last = whole[0], whole[-1]
    if len(whole) == 1:
        return 1 if bare[:1] == whole else 0
    if bare in ([first, last[0]], [first[0], last], [last], [last, first]):
        return 3 if bare == [last, first] else 2
    if bare == [first] or "".join(bare) == "".join(w[0] for w in whole) or bare == [first[0]]:
        return 1
    # a middle name, or one left out
    return 2 if len(bare) > 1 and bare[0] == first and bare[-1] == last else 0


def _by_address(label: str, whole: Sequence[str]) -> int:
    """`dana.reed@acme.com`, `dreed@`, `dana@`."""
    mail = re.search(r"[\w.+-]+(?=@)", label)
    local = fold(mail.group().partition("+")[0]) if mail else ""
    words, run = local.split(), local.replace(" ", "")
    first, last = whole[0], whole[-1]
    if words == list(whole) or run in ("".join(whole), first + last, last + first):
        return 3
    if len(whole) > 1 and run in (first[0] + last, first + last[0], last + first[0]):
        return 2
    return 1 if run == first else 0
