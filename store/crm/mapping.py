"""What a person says about their files, in TOML: it overrules everything that is inferred. See docs/import.md."""

from __future__ import annotations

import fnmatch
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from copilot.errors import BadMapping
from store.crm.dates import Order
from store.crm.kinds import PLURAL
from store.crm.money import CODES
from store.crm.names import matches, words
from store.crm.statuses import Outcome

SINGULAR = {v: k for k, v in PLURAL.items()}
_KINDS = (*SINGULAR, "ignore")
_FILE_KEYS = ("name", "kind", "columns", "date_order", "decimal", "currency", "status", "header_row", "join", "won_only", "period", "quota_parts")
_TOP_KEYS = ("date_order", "decimal", "currency", "status", "file")
_OUTCOMES = ("won", "lost", "open", "cancelled", "deleted", "done")


@dataclass(frozen=True)
class Join:
    """Take a column of another file for the rows whose keys match."""

    key: str
    file: str
    their_key: str
    take: dict[str, str]
    """Their column -> meaning."""


@dataclass(frozen=True)
class FileRules:
    """What a mapping says about one file; empty where it says nothing."""

    kind: str | None = None
    """`opportunities`, ..., or `ignore`."""
    columns: dict[str, str] = field(default_factory=dict)
    """Column -> meaning, without the kind before it (`closed_on`), or `ignored`."""
    order: Order | None = None
    decimal: str | None = None
    currency: str | None = None
    status: dict[str, Outcome] = field(default_factory=dict)
    header_row: int | None = None
    joins: tuple[Join, ...] = ()
    won_only: bool = False
    period: str | None = None
    """For quotas without a period of their own: `2025`, `2025-Q1`, `2025-03`, `FY2020` given as `2019-04..2020-03`."""


@dataclass(frozen=True)
class Mapping:
    """A mapping file, read and checked as far as one can without the exports."""

    path: str
    defaults: FileRules
    files: tuple[tuple[str, FileRules], ...] = ()

    def rules(self, name: str) -> FileRules:
        """The rules for the file the report calls `name`; its own over the defaults."""
        for pattern, rules in self.files:
            if _fits(name, pattern):
                d = self.defaults
                return FileRules(
                    rules.kind,
                    rules.columns,
                    rules.order or d.order,
                    rules.decimal or d.decimal,
                    rules.currency or d.currency,
                    {**d.status, **rules.status},
                    rules.header_row,
                    rules.joins,
                    rules.won_only,
                    rules.period,
                )
        return self.defaults

    def check_names(self, names: list[str]) -> None:
        """Raises BadMapping where a pattern fits no file."""
        for pattern, rules in self.files:
            if not any(_fits(n, pattern) for n in names):
                raise BadMapping(f"{self.path}: no file here is called {pattern!r}{_near(pattern, names)}")
            for join in rules.joins:
                if not any(_fits(n, join.file) for n in names):
                    raise BadMapping(f"{self.path}: the join of {pattern!r} names a file {join.file!r} that is not here{_near(join.file, names)}")

    def check_columns(self, name: str, header: list[str]) -> None:
        """Raises BadMapping where the rules for a file name a column it does not have."""
        rules = self.rules(name)
        for column in [*rules.columns, *(j.key for j in rules.joins)]:
            if column not in header:
                raise BadMapping(f"{self.path}: {name} has no column {column!r}{_near(column, header)}")


def _fits(name: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(name, pattern) or name.rsplit("/", 1)[-1] == pattern or fnmatch.fnmatchcase(name.rsplit("/", 1)[-1], pattern)


def _near(word: str, among: list[str] | tuple[str, ...]) -> str:
    close = get_close_matches(word, among, n=1, cutoff=0.5) or get_close_matches(word.lower(), [a.lower() for a in among], n=1, cutoff=0.5)
    if close:
        return f"; did you mean {next((a for a in among if a.lower() == close[0].lower()), close[0])!r}?"
    return f"; there is {', '.join(repr(a) for a in among[:8])}" if among else ""


def meanings(kind: str) -> tuple[str, ...]:
    """All meanings a column of this kind of table can be given."""
    return tuple(sorted({m for entries in words().phrases[kind].values() for m, _, _ in entries}))


def load_mapping(path: Path | None) -> Mapping:
    """Read a mapping file.

    Raises:
        BadMapping: not there, no TOML, or a key, kind, meaning, order or status it does not know, with the nearest that it does.
    """
    if path is None:
        return Mapping("", FileRules())
    shown = path.name
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as e:
        raise BadMapping(f"the mapping file {str(path)!r} cannot be read: {e.strerror or e}") from e
    except UnicodeDecodeError as e:
        raise BadMapping(f"the mapping file {str(path)!r} is not UTF-8 text: save it as UTF-8") from e
    except tomllib.TOMLDecodeError as e:
        raise BadMapping(f"the mapping file {str(path)!r} is not TOML: {e}") from e
    for key in data:
        if key not in _TOP_KEYS:
            raise BadMapping(f"{shown}: {key!r} is no key of a mapping file{_near(key, _TOP_KEYS)}")
    blocks = data.get("file", [])
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise BadMapping(f"{shown}: write each file as a block headed [[file]]")
    files = []
    for block in blocks:
        name = block.get("name")
        if not isinstance(name, str) or not name:
            raise BadMapping(f'{shown}: a [[file]] block lacks `name`, the file\'s name or a pattern such as "deals*.csv"')
        for key in block:
            if key not in _FILE_KEYS:
                raise BadMapping(f"{shown}: {key!r} in the block of {name!r} is no key of a file{_near(key, _FILE_KEYS)}")
        files.append((name, _rules(block, shown)))
    return Mapping(shown, _rules({k: v for k, v in data.items() if k != "file"}, shown), tuple(files))


def _rules(block: dict[str, Any], shown: str) -> FileRules:
    kind = block.get("kind")
    if kind is not None and kind not in _KINDS:
        raise BadMapping(f"{shown}: kind {kind!r} is unknown{_near(str(kind), _KINDS)}")
    order = block.get("date_order")
    if order is not None and order not in ("dmy", "mdy", "ymd"):
        raise BadMapping(f'{shown}: date_order {order!r} is unknown; use "dmy", "mdy" or "ymd"')
    decimal = block.get("decimal")
    if decimal is not None and decimal not in (".", ","):
        raise BadMapping(f'{shown}: decimal {decimal!r} is unknown; use "." or ","')
    currency = block.get("currency")
    if currency is not None and currency not in CODES:
        raise BadMapping(f"{shown}: currency {currency!r} is no currency code{_near(str(currency), sorted(CODES))}")
    status = _table(block, "status", shown)
    for word, means in status.items():
        if means not in _OUTCOMES:
            raise BadMapping(f"{shown}: status {word!r} cannot mean {means!r}{_near(str(means), _OUTCOMES)}")
    header_row = block.get("header_row")
    if header_row is not None and (not isinstance(header_row, int) or header_row < 1):
        raise BadMapping(f"{shown}: header_row {header_row!r} is no line number; the first line is 1")
    columns = {c: _meaning(m, kind, shown) for c, m in _table(block, "columns", shown).items()}
    return FileRules(
        kind,
        columns,
        cast("Order | None", order),
        decimal,
        currency,
        {w.strip().lower(): cast("Outcome", "ended" if m == "done" else m) for w, m in status.items()},
        header_row,
        tuple(_join(j, kind, shown) for j in block.get("join", [])),
        bool(block.get("won_only", False)),
        block.get("period"),
    )


def _table(block: dict[str, Any], key: str, shown: str) -> dict[str, str]:
    table = block.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise BadMapping(f'{shown}: {key!r} must be a table of names and words, such as "Close Date" = "closed_on"')
    return cast("dict[str, str]", table)


def _meaning(meaning: str, kind: str | None, shown: str) -> str:
    if meaning == "ignored":
        return meaning
    head, dot, tail = meaning.partition(".")
    singular = SINGULAR.get(kind or "")
    if dot:
        singular, meaning = SINGULAR.get(head, head), tail
        if singular not in PLURAL:
            raise BadMapping(f"{shown}: {head!r} is no kind of table{_near(head, tuple(PLURAL))}")
    known = meanings(singular) if singular else tuple(sorted({m for k in PLURAL for m in meanings(k)}))
    if meaning not in known:
        # what people call a thing is often a synonym of ours
        meant = next((m.meaning for k in ([singular] if singular else ["opportunity"]) for m in matches(meaning, k)), None)
        raise BadMapping(f"{shown}: {meaning!r} is no meaning a column can have" + (f"; did you mean {meant!r}?" if meant else _near(meaning, known)))
    return meaning


def _join(block: Any, kind: str | None, shown: str) -> Join:
    if not isinstance(block, dict) or not all(isinstance(block.get(k), str) for k in ("key", "file", "their_key")) or not isinstance(block.get("take"), dict):
        raise BadMapping(f'{shown}: a join needs `key`, `file`, `their_key` and `take`, such as take = {{ "first_contact_date" = "created_on" }}')
    return Join(block["key"], block["file"], block["their_key"], {c: _meaning(m, kind, shown) for c, m in block["take"].items()})
