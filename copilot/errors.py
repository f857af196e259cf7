"""The error tree. Each error names the value with !r and the way out; none is caught broadly.

NextplayError                 exit code 2 at the command line, problem+json in the web
  InputError                  what was given cannot be used
    UnreadableFile            empty, not a table, wrong encoding, not there
    BadMapping                a mapping file that names what is not there
    UnknownRep                nobody of that name; carries suggestions
    AmbiguousRep              several of that name; carries them
    NoDataAsOf                an as-of date before all data
    MixedCurrencies           two currencies in one cohort
    NotYet                    a command that a later version will have
  Forbidden                   the viewer may not read or do this
  Conflict                    somebody else was first (a version, a decision)
  StoreError                  the data folder
    FolderUnreadable          missing rights, not a folder, made by a newer version
    FolderBusy                another process writes; it waited
    DiskFull                  nothing was changed
  ModelError                  the language model's endpoint; always has a scripted fallback
    ModelUnavailable          refused, timed out, 5xx
    ModelRejected             4xx: key, model name, too long
    ModelMisspoke             an answer that is not what was asked for
    BudgetSpent               a cap of the day is reached; nothing was sent
  DraftRefused                a draft that failed the check after its redrafts
  SettingsError               a setting that is wrong or insecure
"""

from __future__ import annotations

from collections.abc import Sequence


class NextplayError(Exception):
    """Root of everything we raise on purpose."""


class InputError(NextplayError):
    pass


class UnreadableFile(InputError):
    pass


class BadMapping(InputError):
    pass


class UnknownRep(InputError):
    def __init__(self, query: str, suggestions: Sequence[str] = (), anybody: bool = True) -> None:
        """Args:
        query: as it was asked.
        suggestions: who may have been meant.
        anybody: whether anybody is on record at all.
        """
        self.query, self.suggestions = query, tuple(suggestions)
        hint = f"; did you mean {' or '.join(repr(s) for s in self.suggestions)}?" if suggestions else "; `nextplay team` lists everybody"
        if not anybody:
            hint = ", and nobody else is on record yet: read a CRM export with 'nextplay import PATH', or try 'nextplay demo'"
        super().__init__(f"nobody here is called {query!r}{hint}")


class AmbiguousRep(InputError):
    def __init__(self, query: str, candidates: Sequence[str]) -> None:
        self.query, self.candidates = query, tuple(candidates)
        super().__init__(f"{query!r} could be {' or '.join(repr(c) for c in self.candidates)}: give the full name or the id")


class NoDataAsOf(InputError):
    pass


class MixedCurrencies(InputError):
    pass


class NotYet(InputError):
    pass


class Forbidden(NextplayError):
    pass


class Conflict(NextplayError):
    pass


class StoreError(NextplayError):
    pass


class FolderUnreadable(StoreError):
    pass


class FolderBusy(StoreError):
    pass


class DiskFull(StoreError):
    pass


class ModelError(NextplayError):
    pass


class ModelUnavailable(ModelError):
    pass


class ModelRejected(ModelError):
    pass


class ModelMisspoke(ModelError):
    spent: tuple[int, int] | None = None
    """Tokens read and written all the same, where the endpoint says so."""


class BudgetSpent(ModelError):
    pass


class DraftRefused(NextplayError):
    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("the draft was refused: " + "; ".join(reasons))


class SettingsError(NextplayError):
    pass
