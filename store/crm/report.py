"""Collects what the report of an import will say while the exports are read."""

from __future__ import annotations

from collections.abc import Iterable

from copilot.domain import ColumnReading, ImportWarning, Rejected


class Findings:
    """Column readings, rejected cells and rows, warnings and questions, in the order they were found."""

    def __init__(self) -> None:
        self.columns: list[ColumnReading] = []
        self.rejected: list[Rejected] = []
        self.questions: list[str] = []
        self._warnings: dict[tuple[str, str], tuple[int, list[tuple[str, int]]]] = {}

    def column(self, file: str, column: str, meaning: str, how: str) -> None:
        self.columns.append(ColumnReading(file, column, meaning, how))

    def reject(self, file: str, row: int, column: str, value: str, why: str) -> None:
        self.rejected.append(Rejected(file, row, column, value, why))

    def warn(self, kind: str, why: str, rows: Iterable[tuple[str, int]] = (), count: int | None = None) -> None:
        """Warnings of one kind and one sentence are one warning; `count` where it is not the number of rows."""
        found = list(rows)
        before, known = self._warnings.get((kind, why), (0, []))
        self._warnings[kind, why] = (before + (len(found) if count is None else count), known + found)

    def ask(self, kind: str, question: str, rows: Iterable[tuple[str, int]] = (), count: int | None = None) -> None:
        """A warning that only a mapping file can settle."""
        self.warn(kind, question, rows, count)
        if question not in self.questions:
            self.questions.append(question)

    @property
    def warnings(self) -> tuple[ImportWarning, ...]:
        return tuple(ImportWarning(kind, count, why, tuple(rows)) for (kind, why), (count, rows) in self._warnings.items())
