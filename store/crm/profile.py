"""What the cells of one column look like, from its distinct values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from store.crm.dates import MISSING, is_date
from store.crm.money import is_money
from store.crm.statuses import column_outcomes, flag

_SAMPLE = 400
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_CODE = re.compile(r"^(?=.*\d)[A-Za-z0-9_\-{}:/.#]{4,}$")
_GUID = re.compile(r"^\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?$")
_SEPARATED = re.compile(r"\d[-/.:]\d+[-/.: ]\d|[A-Za-z]{3}|年")
_UNSPACED_NAME = re.compile(r"^[\u3400-\u9fff]{2,4}$|^[\uac00-\ud7af]{2,4}$")
_FIRM = re.compile(r"\b(ltd|llc|inc|gmbh|plc|llp|corp|co kg|b\.?v|oy|oyj|a/s|aps|s\.?r\.?l|sp\.? z o\.?o|pty|s\.?a\.?s)\b\.?\s*$|& (sons|co)\b", re.IGNORECASE)
_PERSON = re.compile(r"^[^\W\d_][\w'’.\-]*(?:,?\s+[^\W\d_][\w'’.\-]*){1,4}$")


@dataclass
class Profile:
    """Shares are of the distinct values that are not missing, looked at on a sample."""

    cells: list[str]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.cells)

    @cached_property
    def filled(self) -> list[str]:
        """Distinct values that say something."""
        return [v for v in self.counts if v.strip().lower() not in MISSING]

    @cached_property
    def n(self) -> int:
        """Rows with a value."""
        return sum(self.counts[v] for v in self.filled)

    @cached_property
    def sample(self) -> list[str]:
        step = max(1, len(self.filled) // _SAMPLE)
        return self.filled[::step][:_SAMPLE]

    def _share(self, test: object) -> float:
        assert callable(test)
        return sum(bool(test(v)) for v in self.sample) / len(self.sample) if self.sample else 0.0

    @property
    def empty(self) -> bool:
        return not self.filled

    @cached_property
    def dates(self) -> float:
        return self._share(lambda v: is_date(v) and bool(_SEPARATED.search(v) or len(v) in (8, 10, 13, 14)))

    @cached_property
    def serials(self) -> float:
        return self._share(lambda v: is_date(v, serials=True))

    @cached_property
    def amounts(self) -> float:
        return self._share(is_money)

    @cached_property
    def flags(self) -> float:
        return self._share(lambda v: flag(v) is not None) if len(self.filled) <= 4 else 0.0

    @cached_property
    def emails(self) -> float:
        return self._share(lambda v: _EMAIL.search(v))

    @cached_property
    def codes(self) -> float:
        """Ids: letters and digits without spaces, at least one digit."""
        return self._share(lambda v: _CODE.match(v.strip()) or v.strip().isdigit())

    @cached_property
    def guids(self) -> float:
        """Ids as machines give them: 32 hexadecimal digits in five groups, in braces or not."""
        return self._share(lambda v: _GUID.match(v.strip()))

    @cached_property
    def people(self) -> float:
        """Two to five words of letters; two to four signs where names are written without a space."""
        return self._share(lambda v: _PERSON.match(v.strip()) or _UNSPACED_NAME.match(v.strip()))

    @cached_property
    def firms(self) -> float:
        """Names that end on a form of company: `Ltd`, `GmbH`."""
        return self._share(lambda v: _FIRM.search(v.strip()))

    @cached_property
    def unique(self) -> float:
        """Distinct values over rows with a value."""
        return len(self.filled) / self.n if self.n else 0.0

    @cached_property
    def length(self) -> float:
        return sum(len(v) for v in self.sample) / len(self.sample) if self.sample else 0.0

    @cached_property
    def outcomes(self) -> Counter[str]:
        """Outcome -> rows, of the words of its cells."""
        out: Counter[str] = Counter()
        if len(self.filled) > 80:
            return out
        for v, said in column_outcomes(self.filled).items():
            if said is not None:
                out[said] += self.counts[v]
        return out

    @cached_property
    def known_outcomes(self) -> float:
        """Rows whose word we know, over rows with a value."""
        return sum(self.outcomes.values()) / self.n if self.n else 0.0

    @property
    def ends(self) -> bool:
        """Whether it says of some rows that they were won or lost."""
        return bool(self.outcomes["won"] or self.outcomes["lost"] or self.outcomes["cancelled"])
