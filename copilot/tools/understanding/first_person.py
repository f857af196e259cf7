"""What a rep says of themselves, as somebody else would say it: the readers of messages know `how is Ana doing?`, not `how am I doing?`."""

from __future__ import annotations

import re

_OWN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"\bam i\b", "is {rep}"),
        (r"\bi['’]?m\b|\bi am\b", "{rep} is"),
        (r"\bdo i\b", "does {rep}"),
        (r"\bhave i\b", "has {rep}"),
        (r"\bi['’]ve\b|\bi have\b", "{rep} has"),
        (r"\bi['’]d\b", "{rep} would"),
        (r"\bi['’]ll\b", "{rep} will"),
        (r"\bi\b(?!['’.])", "{rep}"),
        (r"\b(?:my|mine)\b", "{rep}'s"),
        (r"\b(?:me|myself)\b", "{rep}"),
    )
)


_MANAGER = re.compile(r"\bmy (?:manager|boss|lead|team lead)\b", re.IGNORECASE)
_SPEAKER = "\0"


def in_third_person(message: str, name: str) -> str:
    """The message as the manager would say it: "how am I doing?" is "how is Ana Silva doing?", and "my manager" is "I"."""
    message = _MANAGER.sub(_SPEAKER, message)
    for own, said in _OWN:
        message = own.sub(said.replace("{rep}", name.replace("\\", "")), message)
    return message.replace(_SPEAKER, "I")
