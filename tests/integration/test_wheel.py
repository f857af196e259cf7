"""The wheel carries everything the product reads at run time, and works from where it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

READ_AT_RUN_TIME = (".md", ".toml", ".yaml", ".yml", ".npz", ".txt", ".html", ".css", ".js", ".svg", ".json", ".mako")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)], cwd=ROOT, check=True, capture_output=True, text=True)
    return next(out.glob("*.whl"))


def test_it_carries_prompts_pages_templates_cases_and_migrations(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(["git", "ls-files", "copilot", "prompts", "knowledge", "store", "web", "evals"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout: nothing says which files belong to the packages")
    wanted = {f for f in tracked if f.endswith((".py", *READ_AT_RUN_TIME))}
    assert len(wanted) > 100
    assert sorted(wanted - inside) == []
    assert not [name for name in inside if name.startswith(("tests/", "benchmarks/"))]


def test_an_install_of_it_prepares_a_1_1(wheel: Path, tmp_path: Path) -> None:
    site, data = tmp_path / "site", tmp_path / "data"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile", "--target", str(site), str(wheel)], check=True, capture_output=True)
    export = tmp_path / "deals.csv"
    rows = "".join(f"{i},Ana Silva,Account {i % 7},{'Won' if i % 3 else 'Lost'},2026-0{1 + i % 6}-05,2026-0{2 + i % 6}-20,{100 + i}\n" for i in range(40))
    export.write_text("Deal ID,Owner,Account,Stage,Created,Closed,Amount\n" + rows, "utf-8")
    env = {**os.environ, "PYTHONPATH": str(site)}

    def run(*words: str) -> str:
        code = "import sys, copilot; assert copilot.__file__.startswith(sys.argv.pop(1)); from copilot.cli import main; main()"
        done = subprocess.run([sys.executable, "-P", "-c", code, str(site), "--data", str(data), *words], capture_output=True, text=True, env=env, cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "40" in run("import", str(export))
    assert "What will you do" in run("prepare", "Ana Silva")
