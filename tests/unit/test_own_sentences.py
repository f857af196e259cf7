"""What the copilot says in its own words passes the check that every text must pass, so no answer is ever refused for them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot.grounding import check_template

GRAPH = Path(__file__).resolve().parents[2] / "copilot" / "graph"
OF_OTHERS = {"name", "placeholder", "empty", "cause"}
"""Kinds of refusal that hang on what a sentence is filled with, not on its words."""


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Every text handed to `ask.say(...)`, what is filled in replaced by a placeholder."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "say"):
            continue
        for node in ast.walk(call):
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(v.value) if isinstance(v, ast.Constant) else "{rep}" for v in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
            else:
                continue
            if len(text.split()) >= 3:
                yield node.lineno, re.sub(r"\{[^}]*\}", "{rep}", text).replace("{{", "").replace("}}", "")


@pytest.mark.parametrize("path", sorted(GRAPH.glob("gather*.py")), ids=lambda p: p.stem)
def test_no_sentence_of_ours_is_one_that_would_be_refused(path: Path) -> None:
    refused = [(line, text, str(r)) for line, text in sentences(path) for r in check_template(text, {}, {}) if r.kind not in OF_OTHERS]
    assert refused == []


def test_the_scan_finds_the_sentences() -> None:
    assert sum(1 for path in GRAPH.glob("gather*.py") for _ in sentences(path)) > 100
