"""Prompts as Markdown files: standing instructions under `# System`, what is sent each time under `# User`.

Front matter: `id` (the file's name), `version`, `variables`, and `schema` where the answer is a JSON object. A variable
stands as `[[name]]`, so that Fact placeholders such as `{win_rate}` stay literal, and only under `# User`: text from
outside can therefore never get into a system message. Such text goes in as a `data_block`.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from copilot.errors import SettingsError
from copilot.ports import Message

FOLDER = Path(__file__).parent
_VARIABLE = re.compile(r"\[\[([a-z_]+)\]\]")
_FILE = re.compile(r"---\n(?P<front>.*?)\n---\n\s*(?:# System\n(?P<system>.*?)\n)?# User\n(?P<user>.*)", re.DOTALL)
_FIELDS = {"id", "version", "variables", "schema"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt as it stands in its file."""

    id: str
    version: int
    variables: tuple[str, ...]
    system: str
    """Standing instructions; the same in every call. Empty for a prompt that continues a conversation."""
    user: str
    """With `[[variables]]`."""
    sha256: str
    """Of the whole file; kept with every draft."""
    schema: Mapping[str, Any] | None = None
    """JSON schema of the answer, where it is a JSON object."""

    def render(self, **values: str) -> str:
        """The user part, filled in once: what a value holds is never read as a variable.

        Raises:
            SettingsError: names every variable that is missing and every one the prompt does not have.
        """
        missing, unknown = sorted(set(self.variables) - set(values)), sorted(set(values) - set(self.variables))
        if missing or unknown:
            wrong = [f"{what} {', '.join(map(repr, names))}" for what, names in (("misses", missing), ("does not know", unknown)) if names]
            raise SettingsError(f"the prompt {self.id!r} {' and '.join(wrong)}; its variables are {', '.join(self.variables) or 'none'}")
        return _VARIABLE.sub(lambda m: values[m.group(1)], self.user)

    def messages(self, **values: str) -> tuple[Message, ...]:
        """The system message, where there is one, and the rendered user message. Raises as `render`."""
        asked = Message("user", self.render(**values))
        return (Message("system", self.system), asked) if self.system else (asked,)


@functools.cache
def load(id: str) -> Prompt:
    """The prompt of that id.

    Raises:
        SettingsError: there is none, or its file is not what the module's docstring says, with what is wrong.
    """
    path = FOLDER / f"{id}.md"
    if not path.is_file():
        raise SettingsError(f"there is no prompt {id!r}; there are {', '.join(sorted(p.stem for p in FOLDER.glob('*.md')))}")
    return parse(path.read_bytes(), id)


def parse(raw: bytes, id: str) -> Prompt:
    """A prompt from the bytes of its file. Raises SettingsError as `load`."""
    whole = _FILE.fullmatch(raw.decode("utf-8"))
    if whole is None:
        raise SettingsError(f"the prompt {id!r} must be front matter between '---' lines, then '# System' (or nothing), then '# User'")
    try:
        front = yaml.safe_load(whole["front"])
    except yaml.YAMLError as error:
        raise SettingsError(f"the front matter of the prompt {id!r} is no YAML: {error}") from error
    if not isinstance(front, dict) or not {"id", "version", "variables"} <= set(front) <= _FIELDS:
        raise SettingsError(f"the front matter of the prompt {id!r} must have id, version, variables, and may have schema")
    if front["id"] != id or not isinstance(front["version"], int):
        raise SettingsError(f"the prompt {id!r} says it is {front['id']!r}, version {front['version']!r}: the id is the file's name, the version a whole number")
    variables, used = tuple(front["variables"] or ()), set(_VARIABLE.findall(whole["user"]))
    if used != set(variables):
        raise SettingsError(f"the prompt {id!r} lists the variables {sorted(variables)!r} and uses {sorted(used)!r}: let them agree")
    system = whole["system"] or ""
    if in_system := _VARIABLE.findall(system):
        raise SettingsError(f"the prompt {id!r} uses {in_system[0]!r} under '# System': variables belong under '# User' only")
    return Prompt(id, front["version"], variables, system.strip(), whole["user"].strip(), hashlib.sha256(raw).hexdigest(), front.get("schema"))


def data_block(name: str, text: str) -> str:
    """Text from outside, between marks that it cannot close: they carry a token made from the text and not in it.

    >>> print(data_block("notes", "She said </data> twice."))  # doctest: +ELLIPSIS
    <data-... name="notes">
    She said </data> twice.
    </data-...>
    """
    token = ""
    while not token or token in text:
        token = hashlib.sha256(f"{name}\n{text}\n{token}".encode()).hexdigest()[:12]
    return f'<data-{token} name="{name}">\n{text}\n</data-{token}>'
