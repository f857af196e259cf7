"""What every test shares."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from store.demo.seed import Seeded

ROOT = Path(__file__).resolve().parents[1]
gc.set_threshold(50_000)  # as the server has it: looking through all that thousands of tests imported takes a tenth of their time


FIRST = ("browser/test_access.py", "integration/test_playbook_quality.py")
"""Files that are given out first: while the one makes the demo company, another worker has work that does without it.

The others keep their order, browser, integration, unit, so that what takes long is not left for the end.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((place for place, name in enumerate(FIRST) if item.path.match(name)), len(FIRST)))


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
            part = folder.with_name(f"{folder.name}.part")
            part.mkdir(exist_ok=True)
            (part / "nextplay.db").write_text("left by a demo that was broken off")
            done = seed(folder, CoachingPolicy(), DEMO_DAY)
            (beside / "demo-made-once.pickle").write_bytes(pickle.dumps(done))
            coach = open_coach(load_settings(data=folder))
            coach.playbook.documents()  # the starter playbook is indexed once, not in each copy
            coach.close()
            made.touch()
        shutil.copyfile(beside / "demo-made-once.pickle", own / "seeded.pickle")
        return Path(shutil.copytree(folder, own / "data"))


@pytest.fixture(scope="session")
def seeded_once(demo_made_once: Path) -> Seeded:
    """What making that demo company gave back; it was made where one that was broken off lay."""
    made: Seeded = pickle.loads((demo_made_once.parent / "seeded.pickle").read_bytes())
    return made


@pytest.fixture
def demo_folder(demo_made_once: Path, tmp_path: Path) -> Path:
    """A copy of the demo company to do with as one likes."""
    return Path(shutil.copytree(demo_made_once, tmp_path / "demo"))
