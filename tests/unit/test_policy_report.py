"""The policy in words: every rule is explained, what a file changes is said, and all that is wrong with one at once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from copilot.errors import InputError, SettingsError
from copilot.policy import CoachingPolicy, load_policy
from copilot.policy_report import SECTIONS, check_policy, rules_in_words

DEMO = Path(__file__).parents[2] / "store" / "demo" / "policy.toml"


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_rule_stands_in_one_section_and_is_explained() -> None:
    names = [name for each in SECTIONS.values() for name in each]
    assert sorted(names) == sorted(CoachingPolicy.model_fields)
    for rule in rules_in_words(CoachingPolicy()):
        assert rule.meaning.endswith((".", "...")), rule.name
        assert rule.meaning[0].isupper() or rule.meaning.startswith("..."), rule.name
        assert rule.default is None
        assert "Mover(" not in rule.value


def test_what_a_company_changed_is_said_with_what_it_was() -> None:
    rules = {r.name: r for r in rules_in_words(CoachingPolicy(meeting_minutes=45))}
    assert (rules["meeting_minutes"].value, rules["meeting_minutes"].default) == ("45", "30")
    assert [r.name for r in rules.values() if r.default is not None] == ["meeting_minutes"]


def test_a_piston_that_is_left_out_keeps_what_moves_it(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, '[movers.speed]\nactivities = ["demo"]\nskills = ["next step"]\n'))
    assert policy.movers["speed"].activities == ("demo",)
    assert policy.movers["starts"] == CoachingPolicy().movers["starts"]


def test_all_that_is_wrong_is_said_at_once_with_what_was_probably_meant(tmp_path: Path) -> None:
    path = written(tmp_path, 'min_pol = 2\nquiet_days = "x"\n[movers.sped]\n')
    assert sorted(check_policy(path).wrong) == [
        "movers is {'sped': {}}: knows no 'sped'; there are starts, win_rate, revenue_per_customer, speed",
        "quiet_days is 'x': Input should be a valid integer, unable to parse string as an integer",
        "there is no rule 'min_pol'; did you mean 'min_pool'?",
    ]
    with pytest.raises(SettingsError, match="and 2 more: `nextplay policy check"):
        load_policy(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[movers.speed]\nactivities = ["fax"]\n', "movers.speed names the activity 'fax'"),
        ('[verifiers.Proposal]\naction = "seen it"\nactivity = "fax"\n', "waits for the activity 'fax'"),
        ('[[milestones]]\nname = "the club"\nof_goal = 0.9\n', "a milestone lies beyond it"),
        ("holidays = [2026-11-22]\n", "on a Saturday or Sunday"),
        ("holidays = [2026-12-25, 2026-12-25]\n", "a day twice"),
    ],
)
def test_what_is_perhaps_not_meant_is_said(tmp_path: Path, text: str, said: str) -> None:
    found = check_policy(written(tmp_path, text))
    assert found.wrong == ()
    assert any(said in line for line in found.odd)


def test_the_demo_shows_each_thing_a_company_may_state_and_nothing_odd() -> None:
    found = check_policy(DEMO)
    assert (found.wrong, found.odd) == ((), ())
    assert {"holidays", "key_activities", "movers", "milestones", "verifiers"} <= set(tomllib.loads(DEMO.read_text("utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        *("holm_alpha = 5", "gap_ratio = -3", "strong_coachability = 7", "min_verdicts = -2", "quiet_days = -5", "goal_max_days = -4", "adherence_weeks = 0", "mix_share = 7"),
        *("oversize_factor = 0", "stalled_quantile = 4", "segment_quantiles = [0.1, 0.4, 0.7, 1.9]", "segment_bounds = [-1.0, 0.5, 1.0, 2.0]", "weekly_cycle_days = 90", "engine_months = 900"),
    ],
)
def test_a_value_no_formula_can_use_is_refused(tmp_path: Path, text: str) -> None:
    assert check_policy(written(tmp_path, text)).wrong, text


def test_every_number_has_bounds() -> None:
    for name, field in CoachingPolicy.model_fields.items():
        if field.annotation in (int, float):
            assert field.metadata, name


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no policy file"):
        check_policy(tmp_path / "no.toml")
    with pytest.raises(InputError, match="cannot be read"):
        check_policy(written(tmp_path, "= 3"))
