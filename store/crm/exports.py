"""Which files an import reads, and the tables in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from copilot.errors import UnreadableFile
from store.crm.crosstabs import turned
from store.crm.headers import Table, to_table
from store.crm.mapping import Mapping
from store.crm.markup import is_markup, read_markup
from store.crm.mixed import parts_of
from store.crm.report import Findings
from store.crm.sheets import is_workbook, read_workbook
from store.crm.tallies import spread
from store.crm.text import read_text

_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls")
_NO_EXPORTS = ("readme", "license", "licence", "changelog", "notice", "copying", "contributing")


@dataclass(frozen=True, slots=True)
class Export:
    """One table of one file."""

    path: Path
    table: Table


def load_exports(paths: Sequence[Path], mapping: Mapping, found: Findings) -> list[Export]:
    """All tables of the files and folders given; in a folder what is no table is reported and left.

    Raises:
        UnreadableFile: a path that is not there, a file given by name that is no table, or nothing usable at all.
    """
    out: list[Export] = []
    seen: set[str] = set()
    for path, name, wanted in _files(paths):
        try:
            data = path.read_bytes()
        except OSError as e:
            if wanted:
                raise UnreadableFile(f"{str(path)!r} cannot be read: {e.strerror or e}") from e
            found.warn("unreadable_file", f"{name} cannot be read: {e.strerror or e}", [(name, 0)])
            continue
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            found.warn("same_file", f"{name} holds the same bytes as another file of this import; read once", [(name, 0)])
            continue
        seen.add(digest)
        try:
            for table in _tables(data, name, digest, mapping, found):
                parts = [table] if mapping.rules(table.name).kind is not None else [turned(spread(part, found)) for part in parts_of(table)]
                out += [Export(path, part) for part in parts]
        except UnreadableFile as e:
            if wanted:
                raise
            found.warn("unreadable_file", str(e), [(name, 0)])
    if not out:
        raise UnreadableFile(f"nothing in {', '.join(repr(str(p)) for p in paths)} is a table: give CSV or XLSX exports of your CRM")
    return out


def _tables(data: bytes, name: str, digest: str, mapping: Mapping, found: Findings) -> list[Table]:
    if not data.strip():
        raise UnreadableFile(f"{name!r} is empty: export it again")
    header_row = mapping.rules(name).header_row
    if not is_workbook(data) and not is_markup(data):
        return [to_table(read_text(data, name), name, digest, found, header_row)]
    grids = read_workbook(data, name) if is_workbook(data) else read_markup(data, name)
    if not grids:
        raise UnreadableFile(f"{name!r} has no cells in any sheet: export it again")
    out, problems = [], []
    for grid in grids:
        label = name if len(grids) == 1 else f"{name}#{grid.sheet}"
        try:
            out.append(to_table(grid, label, digest, found, mapping.rules(label).header_row))
        except UnreadableFile as e:
            problems.append(str(e))
    if not out:
        raise UnreadableFile(problems[0])
    for problem in problems:
        found.warn("unreadable_file", problem, [(name, 0)])
    return out


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str, bool]]:
    """Files with the name the report calls them by, and whether they were asked for by name."""
    for path in paths:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.is_file()):
                inside = file.relative_to(path)
                if any(part.startswith((".", "~$", "__MACOSX")) for part in inside.parts) or file.suffix.lower() not in _SUFFIXES:
                    continue
                if file.suffix.lower() == ".txt" and (file.stem.lower().startswith(_NO_EXPORTS)):
                    continue
                yield file, inside.as_posix(), False
        elif path.exists():
            yield path, path.name, True
        else:
            raise UnreadableFile(f"{str(path)!r} is not there: check the path")
