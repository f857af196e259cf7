"""Whether texts are names of people, by the given names in them (`given_names.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from store.crm.names import folded

_HAN = re.compile(r"[\u3400-\u9fff]{2,4}")
_HANGUL = re.compile(r"[\uac00-\ud7af]{2,4}")


@cache
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[str], tuple[str, ...]]:
    data = tomllib.loads(files("store.crm").joinpath("given_names.toml").read_text("utf-8"))
    return frozenset(data["names"].split()), frozenset(data["chinese"]), frozenset(data["korean"]), tuple(data["japanese"].split())


def _is_person(text: str) -> bool:
    given, chinese, korean, japanese = _known()
    s = text.strip()
    if _HAN.fullmatch(s) and (s[0] in chinese or s.startswith(japanese)):
        return True
    if _HANGUL.fullmatch(s) and s[0] in korean:
        return True
    if s.startswith(japanese) and len(s.replace("\u3000", " ").split()) == 2:
        return True
    words = folded(s).split()
    return 2 <= len(words) <= 5 and (words[0] in given or words[-1] in given)


def given_names(texts: Sequence[str]) -> float:
    """Share of texts that are names of people as far as we know their given names, 0 to 1."""
    return sum(map(_is_person, texts)) / len(texts) if texts else 0.0
