"""The case files: usable, twenty of them, and about people there are."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from copilot.errors import InputError
from evals import dataset
from evals.dataset import load_cases, to_dataset
from evals.run import DAY
from evals.tasks import chosen_tasks
from tests.unit.demo.made import made


def test_twenty_cases_of_the_demo_companys_own_people_asked_for_by_their_managers() -> None:
    cases = load_cases("agenda")
    company = made(DAY)
    managers = {r.name: r.manager_name for r in company.reps}
    assert len(cases) == 20
    assert len({c.id for c in cases}) == 20
    for case in cases:
        assert managers[case.rep] == case.viewer
    assert Counter(c.days_before > 0 for c in cases) == {False: 13, True: 7}


def test_what_a_case_says_of_wishes_agrees_with_when_they_were_said() -> None:
    company = made(DAY)
    for case in load_cases("agenda"):
        rep = company.person(case.rep)
        known = [a for a in company.aspirations if a.rep_id == rep.id and a.said_on <= DAY - timedelta(days=case.days_before)]
        assert (case.aspiration == "taken_up") == bool(known), case.id


def test_cases_become_samples_with_all_they_say() -> None:
    cases = load_cases("agenda")
    samples = list(to_dataset("agenda", cases))
    assert [s.id for s in samples] == [c.id for c in cases]
    assert samples[0].metadata == cases[0].model_dump(mode="json")


def test_no_names_means_every_task_and_an_unknown_one_is_refused() -> None:
    assert chosen_tasks([]) == ["agenda"]
    assert chosen_tasks(["agenda", "agenda"]) == ["agenda"]
    with pytest.raises(InputError, match="'chess'"):
        chosen_tasks(["chess"])


GOOD = "rep: A\nviewer: B\nwhy: c\naspiration: asked\n"


@pytest.mark.parametrize(("text", "said"), [(GOOD + "aspiraton: asked\n", "aspiraton"), (GOOD + "days_before: -1\n", "days_before"), ("rep: [", "no YAML"), (GOOD + "sections: [conect]\n", "conect")])
def test_a_case_that_cannot_be_used_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    (tmp_path / "agenda").mkdir()
    (tmp_path / "agenda" / "x.yaml").write_text(text)
    monkeypatch.setattr(dataset, "CASES", tmp_path)
    with pytest.raises(InputError, match=said):
        load_cases("agenda")
