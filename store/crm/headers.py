"""Where the header row of a grid is, and the plain table below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from copilot.errors import UnreadableFile
from store.crm.names import folded, known_header, matches
from store.crm.nested import unfold
from store.crm.profile import Profile
from store.crm.report import Findings
from store.crm.text import Grid

_LOOK = 40
_GROUPS = frozenset(("rep", "account", "stage", "status", "manager", "team", "region"))
_FOOTER = re.compile(
    r"^(grand |sub ?|overall |report )?totals?\b.{0,40}$|^(gesamt|summe|zwischensumme|gesamtsumme|gesamtergebnis|total general|sous total|totale|totaal|eindtotaal|somme|suma|soma)\b.{0,30}$"
    r"|^confidential information|^copyright |^©|^generated (by|on)|^report (generated|run)|^record count|^page \d+|^applied filters|^powered by|^exported (on|from|by)|^(count|sum|avg|average)$"
    r"|^\d+ (records|rows|results|items)\b",
)
_TOTAL = re.compile(
    r"^(grand |overall |report )?(sub ?)?totals?$|^(gesamt|summe|gesamtsumme|gesamtergebnis|zwischensumme|total general|total geral|totale|totaal|eindtotaal|somme|suma|soma|razem|celkem|toplam|итого|всего|合計|总计|合计|합계)$"
)
_MAYBE_TOTAL = re.compile(r"tot|sum|gesamt|som|razem|celkem|toplam|итого|всего|計|计|합계", re.IGNORECASE)
"""Quick to try before a cell is folded."""
_TITLED = re.compile(r"^\s*([^:]{2,40}?)\s*:\s*(\S.*?)\s*(?:\(\d+[^()]*\))?\s*$")
"""`Opportunity Owner: Ann Lee (13 records)`."""
_COUNTED = re.compile(r"\s*\(\d+\)$")
_NUMBERISH = re.compile(r"^[\s$€£(+-]*\d[\d\s.,:/'%T+Z-]*\)?$")


@dataclass
class Table:
    """One table as text, column by column."""

    name: str
    """As the report names it."""
    sha256: str
    header: list[str]
    columns: list[list[str]]
    rows: list[int]
    how: str
    header_row: int
    decimal_hint: str | None = None
    titles: tuple[str, ...] = ()
    """What stood above the header, and the sheet's name."""
    dropped: int = 0
    index: dict[str, int] = field(default_factory=dict)
    _profiles: dict[str, Profile] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.index = {h: i for i, h in enumerate(self.header)}

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, column: str) -> list[str]:
        return self.columns[self.index[column]]

    def profile(self, column: str) -> Profile:
        """What the cells of a column look like; worked out once, whoever asks."""
        if column not in self._profiles:
            self._profiles[column] = Profile(self.cells(column))
        return self._profiles[column]

    def cell(self, column: str | None, i: int) -> str:
        return "" if column is None else self.columns[self.index[column]][i]


def find_header(rows: list[list[str]]) -> int | None:
    """The row with the most words that headers are made of, among the first forty; None where the first row is data already.

    A row of titles above it has few cells filled; a row of data has numbers and dates.
    """
    looked = rows[:_LOOK]
    filled = [sum(bool(c.strip()) for c in r) for r in looked]
    usual = Counter(f for f in filled if f > 1).most_common()
    width = max((f for f, n in usual if n >= 2), default=max(filled, default=0))
    best, best_score = None, 0.0
    for i, row in enumerate(looked):
        cells = [c.strip() for c in row if c.strip()]
        if len(cells) < 2 or len(cells) < 0.5 * width:
            continue
        words = [c for c in cells if not _NUMBERISH.match(c) and "@" not in c]
        numbers = len(cells) - len(words)
        distinct = len({c.lower() for c in cells}) / len(cells)
        by_shape = min(len(cells) / max(width, 1), 1.0) + 0.5 * distinct - 2.5 * numbers / len(cells) - 0.012 * i
        if by_shape + 2.0 * len(words) / len(cells) <= best_score + 1e-9:
            continue  # not even if every word were known, and looking words up is what costs
        score = by_shape + 2.0 * sum(known_header(c) for c in words) / len(cells)
        if score > best_score + 1e-9:
            best, best_score = i, score
    if best is None or best_score < 0.6:
        return None
    return best


def to_table(grid: Grid, name: str, sha256: str, found: Findings, header_row: int | None = None) -> Table:
    """The table of a grid: header found, names made unique, footers, repeated headers and ragged rows set aside with a word.

    Args:
        header_row: where a mapping says the header is (1-based line); None to look for it.

    Raises:
        UnreadableFile: no two rows make a table.
    """
    at = grid.numbers.index(header_row) if header_row in grid.numbers else find_header(grid.rows)
    if at is None:
        # no names at all: number the columns and let the content speak
        width = Counter(len(r) for r in grid.rows).most_common(1)[0][0] if grid.rows else 0
        if width < 2 or len(grid.rows) < 2:
            raise UnreadableFile(f"{name!r} is not a table: no row in it looks like a header")
        header, body, numbers, titles = [""] * width, grid.rows, grid.numbers, []
        found.warn("no_header", f"{name}: no header row was found; columns are numbered and read by what they hold", count=1)
        line = 0
    else:
        header = [" ".join(c.split()) for c in grid.rows[at]]
        body, numbers, line = grid.rows[at + 1 :], grid.numbers[at + 1 :], grid.numbers[at]
        titles = [c.strip() for r in grid.rows[:at] for c in r if c.strip()]
    while at is not None and header and not header[-1]:
        header.pop()
    header = _index_column(header, body)
    width = len(header)
    if at is None or not header:
        width = max(width, 1)
    extra = _unnamed_width(width, body)
    header += [""] * extra
    width += extra
    kept, rows, dropped = _body(body, numbers, header, name, found)
    header, kept, rows = _under_titles(header, kept, rows, name, found)
    columns = [_without_module(c) for c in zip(*kept, strict=True)] if kept else [[] for _ in header]
    starts: list[int] | None = None
    for i in [k for k, h in enumerate(header) if h or any(c.strip() for c in columns[k])][:4]:
        # only what reports are grouped by: a sparse column of ids must stay sparse
        groups = any(m.meaning in _GROUPS for m in matches(header[i], "opportunity")[:1])
        if groups and starts is not None and _grouped_inside(columns[i], starts):
            columns[i] = _filled_down(columns[i])
            found.warn("filled_down", f"{name}: {header[i]!r} stands only on the first row of each group; taken for the rows below it", count=len(rows))
            continue
        if groups and _grouped(columns[i]):
            if (heads := _group_rows(kept, i)) is not None:
                # `Ann Lee (13)` on a row of its own stands over the rows of that group
                found.warn("group_header", f"{name}: rows that only name the group of the rows below them; not records", [(name, rows[k]) for k in heads])
                columns = [[c for k, c in enumerate(_filled_down(col) if j == i else col) if k not in heads] for j, col in enumerate(columns)]
                columns[i] = [_COUNTED.sub("", c) for c in columns[i]]
                rows = [n for k, n in enumerate(rows) if k not in heads]
                kept = [r for k, r in enumerate(kept) if k not in heads]
                continue
            starts = [k for k, c in enumerate(columns[i]) if c.strip()]
            columns[i] = _filled_down(columns[i])
            found.warn("filled_down", f"{name}: {header[i]!r} stands only on the first row of each group; taken for the rows below it", count=len(rows))
    header, columns = unfold(header, columns)
    names = _unique(header)
    used = [i for i, h in enumerate(header) if h or any(c.strip() for c in columns[i])]
    if grid.sheet:
        titles.append(grid.sheet)
    return Table(name, sha256, [names[i] for i in used], [columns[i] for i in used], rows, grid.how, line, grid.decimal_hint, tuple(titles), dropped)


def _index_column(header: list[str], body: list[list[str]]) -> list[str]:
    """Some tools write row numbers without a name for them: then every row is one cell longer than the header."""
    longer = [r for r in body if len(r) == len(header) + 1 and r[-1].strip()]
    if body and len(longer) > 0.9 * len(body) and all(r[0].strip().isdigit() for r in longer):
        return ["", *header]
    return header


def _unnamed_width(width: int, body: list[list[str]]) -> int:
    """Columns without a name that most rows fill."""
    wider = Counter(len(r) for r in body if len(r) > width and any(c.strip() for c in r[width:]))
    if not wider:
        return 0
    size, votes = wider.most_common(1)[0]
    return size - width if votes > 0.5 * len(body) else 0


def _body(body: list[list[str]], numbers: list[int], header: list[str], name: str, found: Findings) -> tuple[list[list[str]], list[int], int]:
    width = len(header)
    heading = [h.lower() for h in header]
    kept: list[list[str]] = []
    rows: list[int] = []
    repeated, footers, units = [], [], []
    for row, number in zip(body, numbers, strict=True):
        filled = [c for c in row if c.strip()]
        if not filled:
            continue
        if len(row) > width:
            if any(c.strip() for c in row[width:]):
                found.reject(name, number, "", " | ".join(row[width:])[:120], f"the row has {len(row)} cells where the header has {width}: a delimiter inside a cell without quotes")
                continue
            row = row[:width]
        elif len(row) < width:
            row = row + [""] * (width - len(row))
        if not kept and _only_units(filled):
            units.append((name, number))
            continue
        if any(heading) and " ".join(row[0].split()).lower() == heading[0] and [" ".join(c.split()).lower() for c in row] == heading:
            repeated.append((name, number))
            # boards print a heading and a line of sums between one group of rows and the next
            while width > 3 and kept and (_only_sums(kept[-1]) or _heads_a_group(kept)):
                footers.append((name, rows.pop()))
                kept.pop()
            continue
        if width > 2 and (_FOOTER.match(folded(filled[0])) if len(filled) <= max(1, width // 2) else _is_total(filled)):
            footers.append((name, number))
            continue
        kept.append(row)
        rows.append(number)
    while width > 3 and kept and (_alone(kept[-1]) or (repeated and _only_sums(kept[-1]))) and not all(map(_alone, kept)):
        # notes below the table stand in one cell
        footers.append((name, rows.pop()))
        kept.pop()
    if repeated:
        found.warn("repeated_header", f"{name}: the header row stands again among the rows; left out", repeated)
    if units:
        found.warn("units_row", f"{name}: the row below the header only says what its columns hold; no record", units)
    if footers:
        found.warn("footer", f"{name}: rows of totals or notes, not records; left out", footers)
    return kept, rows, len(repeated) + len(footers) + len(units)


_TYPES = frozenset(
    [
        "string",
        "text",
        "number",
        "date",
        "datetime",
        "timestamp",
        "varchar",
        "nvarchar",
        "char",
        "integer",
        "int",
        "bigint",
        "decimal",
        "float",
        "double",
        "boolean",
        "bool",
        "currency",
        "picklist",
        "lookup",
        "id",
        "email",
    ]
)


def _only_units(filled: list[str]) -> bool:
    """Whether every cell of a row is in brackets, or names a type of data."""
    return len(filled) > 2 and (all(re.fullmatch(r"\s*[(\[].*[)\]]\s*", c) for c in filled) or all(re.sub(r"[(\d), ]+", "", c.lower()) in _TYPES for c in filled))


def _under_titles(header: list[str], kept: list[list[str]], rows: list[int], name: str, found: Findings) -> tuple[list[str], list[list[str]], list[int]]:
    """Printed reports name the group of the rows below in a line of its own: `Owner: Ann Lee` becomes a column; a sum alone under a group goes."""
    if not kept or not (_alone(kept[0]) and _TITLED.match(next(c for c in kept[0] if c.strip()))):
        return header, kept, rows  # such reports begin with the name of a group
    titled = {k: m for k, r in enumerate(kept) if _alone(r) and (m := _TITLED.match(next(c for c in r if c.strip())))}
    grouping = {label for label in {m[1] for m in titled.values()} if any(x.meaning in _GROUPS and x.score > 0.9 for x in matches(label, "opportunity")[:1])}
    known = {folded(h) for h in header}
    labels = [label for label in dict.fromkeys(m[1] for m in titled.values()) if label in grouping and folded(label) not in known]
    if titled[0][1] not in labels:
        return header, kept, rows
    now = dict.fromkeys(labels, "")
    grown, lines, heads = [], [], []
    for k, (row, line) in enumerate(zip(kept, rows, strict=True)):
        if k in titled and titled[k][1] in now:
            now[titled[k][1]] = titled[k][2]
            heads.append((name, line))
        elif _alone(row) and _NUMBERISH.match(next(c for c in row if c.strip()).strip()):
            heads.append((name, line))
        else:
            grown.append([*row, *now.values()])
            lines.append(line)
    found.warn("group_header", f"{name}: rows that only name the group of the rows below them, or add them up; not records", heads)
    return [*header, *labels], grown, lines


_MODULE = re.compile(r"[A-Z][A-Za-z]*::::")
"""What Vtiger writes before the name of a record it refers to: `Accounts::::Acme`."""


def _without_module(cells: Iterable[str]) -> list[str]:
    """A column of references as the names of what they refer to."""
    cells = list(cells)
    if "::::" not in "\n".join(cells):
        return cells
    return [_MODULE.sub("", c, count=1) if _MODULE.match(c) else c for c in cells]


def _alone(row: list[str]) -> bool:
    return sum(bool(c.strip()) for c in row) == 1


def _heads_a_group(kept: list[list[str]]) -> bool:
    """Whether the last row holds only a first cell, in a column that the rows above it fill: not one that groups are named in."""
    above = [r for r in kept[-21:-1] if not _only_sums(r)]
    return _alone(kept[-1]) and bool(kept[-1][0].strip()) and sum(bool(r[0].strip()) for r in above) > 0.8 * len(above)


def _only_sums(row: list[str]) -> bool:
    """A row without a name that holds a few numbers and nothing else."""
    filled = [c.strip() for c in row if c.strip()]
    return not row[0].strip() and len(filled) <= len(row) // 2 and all(_NUMBERISH.match(c) for c in filled)


def _is_total(filled: list[str]) -> bool:
    """A row of sums: the word and nothing but numbers beside it."""
    if len(filled) < 2 or not _NUMBERISH.match(filled[1].strip()):
        return False
    return bool(_MAYBE_TOTAL.search(filled[0])) and bool(_TOTAL.match(folded(filled[0]))) and all(_NUMBERISH.match(c.strip()) for c in filled[2:])


def _grouped_inside(cells: list[str], starts: list[int]) -> bool:
    """A second column that a report is grouped by: never blank where a group of the first begins, and no value twice in one."""
    filled = [k for k, c in enumerate(cells) if c.strip()]
    if len(filled) > 0.8 * len(cells) or not set(starts) <= set(filled):
        return False
    bounds = [*starts, len(cells)]
    return all(len(inside) == len(set(inside)) for a, b in pairwise(bounds) if (inside := [cells[k] for k in filled if a <= k < b]))


def _grouped(cells: list[str]) -> bool:
    """Reports grouped by a column write its value once, on the first row of each group."""
    filled = [c.strip() for c in cells if c.strip()]
    return len(cells) >= 6 and bool(cells[0].strip()) and 1 < len(filled) <= len(cells) / 2 and len(set(filled)) == len(filled)


def _group_rows(kept: list[list[str]], column: int) -> set[int] | None:
    """The rows that hold nothing but the name of a group, where all names of groups stand so."""
    named = {k for k, r in enumerate(kept) if r[column].strip()}
    alone = {k for k in named if not any(c.strip() for j, c in enumerate(kept[k]) if j != column)}
    return alone if alone and alone == named else None


def _filled_down(cells: list[str]) -> list[str]:
    out, last = [], ""
    for c in cells:
        last = c if c.strip() else last
        out.append(last)
    return out


def _unique(header: list[str]) -> list[str]:
    names: list[str] = []
    seen: Counter[str] = Counter()
    for i, h in enumerate(header, start=1):
        base = h or f"column {i}"
        seen[base] += 1
        names.append(base if seen[base] == 1 else f"{base} ({seen[base]})")
    return names
