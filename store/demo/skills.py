"""Skill goals people of the demo company agreed on; each names a page of the starter playbook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SkillGoal:
    """A skill goal's words; `{day}` is its completion date."""

    resource: str
    """Document id of a page in the starter playbook."""
    description: str
    success_criteria: str
    measure: str
    plan: str = ""


SKILL_GOALS = (
    SkillGoal("first-discovery-call", "Write five questions for the next first call with the page “A discovery call that gets below the surface” by {day}", "Five written questions shown at the 1:1 by {day}", "The written list"),
    SkillGoal("meet-the-other-deciders", "Draft the map of people for the largest open deal as the page describes by {day}", "A map with five roles shown by {day}", "The drawn map"),
    SkillGoal("one-page-proposal", "Write one open proposal anew on a single page as the template shows by {day}", "The page shown by {day}", "The written page"),
    SkillGoal("mutual-plan", "Write a mutual plan for one open deal from the template by {day}", "The written plan shown by {day}", "The written plan"),
    SkillGoal("hold-the-price", "Practise the answer to the discount question twice with a colleague by {day}", "Two practice rounds noted by {day}", "The rep's note", "If a clinic asks for a discount, then I ask what it would bring in return."),
    SkillGoal("ask-for-a-referral", "Ask three customers for a referral with the words of the page by {day}", "Three requests noted in the CRM by {day}", "The notes in the CRM"),
)  # fmt: skip
