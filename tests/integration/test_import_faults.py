"""An import killed by the system at any moment, and two at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ANY_MOMENT = 6 if os.environ.get("NEXTPLAY_HEAVY") else 3


def test_an_import_killed_anywhere_leaves_the_old_state_or_the_new_one_and_a_rerun_finishes(tmp_path: Path) -> None:
    """At each of seven steps, and at three moments drawn with a seed; at six in `make test-all`."""
    run = subprocess.run([sys.executable, str(HERE / "importing.py"), str(tmp_path), "7", str(ANY_MOMENT)], capture_output=True, text=True, check=False, timeout=240)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("a rerun finished: True") == 7 + ANY_MOMENT


TWO_AT_ONCE = """
import sys
sys.path[:0] = [{root!r}]
from tests.integration.importing import early, late
from tests.unit.store.readings import Landing
from pathlib import Path
house = Landing.at(Path({folder!r}))
house.lock_wait_s = 60
house.land({which}())
"""


def test_two_imports_at_once_wait_for_each_other_and_both_land(tmp_path: Path) -> None:
    root, folder = str(HERE.parents[1]), str(tmp_path / "data")
    both = [subprocess.Popen([sys.executable, "-c", TWO_AT_ONCE.format(root=root, folder=folder, which=which)], stderr=subprocess.PIPE, text=True) for which in ("early", "late")]
    said = [child.communicate(timeout=240)[1] for child in both]
    assert [child.returncode for child in both] == [0, 0], said
    from tests.unit.store.readings import Landing

    company = Landing.at(tmp_path / "data").company()
    assert len(company.opportunities) == 260
    assert len(company.activities) == 400
    assert {r.name for r in company.reps} == {"Ann", "Bob"}
