"""Transcripts as JSON: Zoom, Microsoft Teams, Gong, and whatever lists who said what.

The shapes read, from what the vendors' interfaces return:
- Zoom: `timeline: [{ts, text, users: [{username}]}]`, or `{speaker_name, text}`;
- Teams: `entries: [{speakerDisplayName, text}]`, `{speakerName, spokenText}`, chat messages `{from: {user: {displayName}}, body: {content}}`;
- Gong: `callTranscripts: [{transcript: [{speakerId, topic, sentences: [{start, end, text}]}]}]`, with `parties: [{speakerId, name, title}]`
  anywhere beside them;
- others: objects with some field for the speaker and one for the words, at any depth, and JSON lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copilot.errors import InputError
from copilot.tools.notes.reading.pages import is_page, page_view
from copilot.tools.notes.reading.said import Utterance, Woven, through, turns

_SPEAKERS = (
    *("speakername", "speakerdisplayname", "speaker", "speakerlabel", "displayname", "username", "users", "name", "role", "from", "author", "participant", "who", "user"),
    *("interlocutor", "channel", "label", "sender", "speakeremail", "speakerid", "participantid", "userid"),
)
_HANDED_DOWN = frozenset(s for s in _SPEAKERS if s.startswith("speaker")) | {"participantid", "users"}
"""What an object says of all the sentences in it; a `name` or `user` there may be that of the meeting."""
_TEXTS = ("text", "content", "spokentext", "utterance", "message", "transcript", "words", "body", "line", "sentence", "said", "value", "utterancetext", "displaytext", "rawtext")
_IDS = ("speakerid", "id", "userid", "participantid", "speaker")
_NAMES = ("name", "displayname", "fullname", "username", "speakername", "speakerdisplayname", "firstname", "emailaddress", "email", "mail")
_TITLES = ("title", "role", "jobtitle", "job")
_INSIDE = ("user", "profile", "person", "application")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[\ud800-\udfff]")
_BEGINS = re.compile(r'\s*(?:\{\s*"|\[\s*\{\s*")')


@dataclass(slots=True)
class _Leaf:
    start: int
    end: int


@dataclass(slots=True)
class _List:
    items: list[_Node] = field(default_factory=list)


@dataclass(slots=True)
class _Object:
    fields: dict[str, _Node] = field(default_factory=dict)
    """By name in lower case, without `_` and `-`."""
    names: dict[str, str] = field(default_factory=dict)
    """The same names as they are written."""


_Node = _Leaf | _List | _Object


@dataclass(slots=True)
class _Row:
    """An object that says something."""

    speaker: str | None
    words: _Leaf
    within: int
    """Which list or object it stands in."""
    parent: int | None
    """The row around it."""


def is_json(text: str) -> bool:
    """Whether a text is JSON, or lines of it.

    Raises:
        InputError: it begins like objects, and cannot be read.
    """
    body = text.lstrip("\ufeff \t\r\n")
    if body[:1] not in ("{", "["):
        return False
    try:
        json.loads(body)
    except ValueError as e:
        if not _BEGINS.match(body):
            return False
        if _is_lines(body):
            return True
        raise InputError(f"the transcript looks like JSON but cannot be read: {e}; give a list of {{speaker, text}}") from e
    except RecursionError as e:
        raise InputError("the transcript is JSON nested too deep to be one; give a list of {speaker, text}") from e
    return True


def _is_lines(body: str) -> bool:
    lines = [line for line in body.splitlines() if line.strip()]
    try:
        return len(lines) > 1 and all(isinstance(json.loads(line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False


def from_json(text: str) -> tuple[list[Utterance], dict[str, str], list[Woven]]:
    """What is said in JSON.

    Returns:
        (turns, titles of speakers by name in lower case, texts without speakers that are each to be read as a whole).
    """
    root = _parsed(text, 0, len(text))
    people, titles = _directory(text, root)
    rows = _chosen(_rows(text, root, people))
    said = [(row.speaker, _words(text, row.words)) for row in rows]
    if not any(speaker for speaker, _ in said):
        whole = [words for _, words in said if "\n" in words.text.strip()]
        if whole:
            return [], titles, whole
    return turns(said), titles, []


def pieces_at(text: str, start: int, end: int) -> list[tuple[str | None, Woven]]:
    """What an object in the midst of a text says; nothing where it is none."""
    try:
        json.loads(text[start:end])
    except (ValueError, RecursionError):
        return []
    return [(row.speaker, _words(text, row.words)) for row in _chosen(_rows(text, _parsed(text, start, end), {}))]


# ---------------------------------------------------------------- the file as a tree with places


def _parsed(text: str, start: int, end: int) -> _Node:
    """The values of JSON known to be well formed, one after another; without recursion, for a file may be deep."""
    root = _List()
    open_: list[_List | _Object] = [root]
    key: str | None = None
    tokens = _TOKEN.finditer(text, start + (text[start : start + 1] == "\ufeff"), end)
    token = next(tokens, None)
    while token is not None:
        following = next(tokens, None)
        mark, top = token.group(), open_[-1]
        if mark in "}]":
            open_.pop()
        elif mark not in ":,":
            if isinstance(top, _Object) and key is None:
                key = str(json.loads(mark))
            else:
                node: _Node = _Object() if mark == "{" else _List() if mark == "[" else _Leaf(token.start(), token.end())
                if isinstance(top, _Object):
                    plain = key.lower().replace("_", "").replace("-", "").replace(" ", "") if key is not None else ""
                    top.fields[plain], top.names[plain] = node, key or ""
                else:
                    top.items.append(node)
                if not isinstance(node, _Leaf):
                    open_.append(node)
                key = None
        token = following
    return root


def _walk(root: _Node) -> Iterator[_Object]:
    waiting: list[_Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _Object):
            yield node
            waiting.extend(node.fields.values())
        elif isinstance(node, _List):
            waiting.extend(node.items)


def _string(text: str, node: _Node | None) -> str | None:
    """A string or a number as text; None for anything else, and for nothing."""
    if not isinstance(node, _Leaf) or text[node.start : node.end] in ("null", "true", "false"):
        return None
    mark = text[node.start : node.end]
    value = str(json.loads(mark)) if mark.startswith('"') else mark
    return value.encode("utf-8", "replace").decode().strip() or None


# ---------------------------------------------------------------- who


def _directory(text: str, root: _Node) -> tuple[dict[str, str], dict[str, str]]:
    """Names by id from lists of people (`parties`, `participants`, ...), and what those people are, by name in lower case."""
    people: dict[str, str] = {}
    titles: dict[str, str] = {}
    for node in _walk(root):
        if isinstance(table := node.fields.get("speakers"), _Object):
            # `speakers: {"0": "Dana"}`
            people |= {table.names[k]: name for k, leaf in table.fields.items() if (name := _string(text, leaf))}
        name = _person(text, node)
        if name is None:
            continue
        if title := next((t for k in _TITLES if (t := _string(text, node.fields.get(k)))), None):
            titles.setdefault(name.lower(), title)
        if not any(k in node.fields for k in _TEXTS):
            for k in _IDS:
                if (known := _string(text, node.fields.get(k))) and known != name:
                    people.setdefault(known, name)
    return people, titles


def _person(text: str, node: _Object) -> str | None:
    """What somebody is called in an object about them."""
    name = next((n for k in _NAMES if (n := _string(text, node.fields.get(k)))), None)
    if name and "lastname" in node.fields and name == _string(text, node.fields.get("firstname")):
        name = f"{name} {_string(text, node.fields['lastname']) or ''}".strip()
    return name


def _speaker(text: str, node: _Object, keys: Sequence[str], people: dict[str, str]) -> str | None:
    for key in keys:
        value = node.fields.get(key)
        if value is None:
            continue
        names = value.items if isinstance(value, _List) else [value]
        found = list(dict.fromkeys(n for item in names if (n := _one(text, item, people))))
        if found:
            return " & ".join(found)
    return None


def _one(text: str, node: _Node, people: dict[str, str]) -> str | None:
    for _ in range(4):
        if not isinstance(node, _Object):
            break
        if name := _person(text, node):
            return name
        inside = next((f for k in _INSIDE if isinstance(f := node.fields.get(k), _Object)), None)
        if inside is None:
            known = next((n for k in _IDS if (n := _string(text, node.fields.get(k)))), None)
            return people.get(known, known) if known else None
        node = inside
    name = _string(text, node)
    return people.get(name, name) if name else None


# ---------------------------------------------------------------- what


def _rows(text: str, root: _Node, people: dict[str, str]) -> list[_Row]:
    """Every object that says something, in the order of the file."""
    rows: list[_Row] = []
    waiting: list[tuple[_Node, str | None, int, int | None]] = [(root, None, 0, None)]
    while waiting:
        node, handed, within, parent = waiting.pop()
        if isinstance(node, _Leaf):
            continue
        if isinstance(node, _List):
            waiting.extend((item, handed, id(node), parent) for item in reversed(node.items))
            continue
        words = _said(text, node)
        if words is not None:
            speaker = _speaker(text, node, _SPEAKERS, people) or handed
            rows.append(_Row(speaker, words, within, parent))
            if speaker is not None:
                continue
            parent = len(rows) - 1
        else:
            handed = _speaker(text, node, [k for k in _SPEAKERS if k in _HANDED_DOWN], people) or handed
        waiting.extend((child, handed, id(node), parent) for child in reversed(node.fields.values()))
    return rows


def _said(text: str, node: _Object) -> _Leaf | None:
    """The words of an object, which may stand one level down (`body: {content}`)."""
    for key in _TEXTS:
        value = node.fields.get(key)
        if isinstance(value, _Object):
            value = next((f for k in _TEXTS if isinstance(f := value.fields.get(k), _Leaf)), None)
        if isinstance(value, _Leaf) and text[value.start] == '"' and text[value.start + 1 : value.end - 1].strip():
            return value
    return None


def _chosen(rows: Sequence[_Row]) -> list[_Row]:
    """Of rows within rows the ones that say who speaks, else the outer; and beside a talk nothing that nobody says."""
    around = {row.parent for row in rows if row.speaker is not None}
    for i, row in reversed(list(enumerate(rows))):
        if row.parent is not None and i in around:
            around.add(row.parent)
    kept = [row for i, row in enumerate(rows) if row.speaker is not None or (i not in around and (row.parent is None or row.parent in around))]
    talks = {row.within for row in kept if row.speaker is not None}
    return [row for row in kept if not talks or row.within in talks]


def _words(text: str, leaf: _Leaf) -> Woven:
    """The words of a JSON string, escapes resolved, and of HTML in it without the tags."""
    said = Woven()
    at, end = leaf.start + 1, leaf.end - 1
    for m in _ESCAPE.finditer(text, at, end):
        said.copy(text, at, m.start())
        # half of a pair of surrogates is no character, and cannot be printed
        said.put(str(json.loads(f'"{m.group()}"')).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), m.start(), m.end())
        at = m.end()
    said.copy(text, at, end)
    if not is_page(said.text):
        return said
    page = page_view(said.text)
    plain = Woven()
    if page:
        u = through(page.utterance(None), said)
        for i, char in enumerate(u.text):
            a, b = u.span(i, i + 1)
            plain.put(char, a, b)
    return plain
