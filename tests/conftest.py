"""What every test shares."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Third-party data to test against; it is not part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no third-party data in ../shared/data beside the project")
    return folder


DEMO_DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def demo_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo company; nobody writes into it."""
    from copilot.bootstrap import open_coach
    from copilot.policy import CoachingPolicy
    from copilot.settings import load_settings
    from store.demo.seed import seed

    own = tmp_path_factory.mktemp("demo")
    # The workers of one run make it once between them, which takes many seconds, and open a copy each.
    beside = tmp_path_factory.getbasetemp().parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    folder, made = beside / "demo-made-once", beside / "demo-made-once.whole"
    with FileLock(beside / "demo-made-once.lock"):
        if not made.exists():
            seed(folder, CoachingPolicy(), DEMO_DAY)
            coach = open_coach(load_settings(data=folder))
            coach.playbook.documents()  # the starter playbook is indexed once, not in each copy
            coach.close()
            made.touch()
        return Path(shutil.copytree(folder, own / "data"))


@pytest.fixture
def demo_folder(demo_made_once: Path, tmp_path: Path) -> Path:
    """A copy of the demo company to do with as one likes."""
    return Path(shutil.copytree(demo_made_once, tmp_path / "demo"))
