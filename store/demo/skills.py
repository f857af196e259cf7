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
    SkillGoal("discovery-questions", "Prepare five questions from the discovery page for the next first call by {day}", "Five written questions shown to the manager by {day}", "The written list"),
    SkillGoal("multi-threading", "Draw the map of people for the largest open deal with the multi-threading page by {day}", "A map with at least three roles shown by {day}", "The drawn map"),
    SkillGoal("proposal-review", "Check one open proposal against the list on the proposal page by {day}", "The filled-in list shown by {day}", "The filled-in list"),
    SkillGoal("mutual-plan", "Write a mutual plan for one open deal from the template by {day}", "The written plan shown by {day}", "The written plan"),
    SkillGoal("objection-price", "Practise the answer to the price question from the page twice with a colleague by {day}", "Two practice rounds noted by {day}", "The rep's note", "If a clinic asks for a discount, then I ask what it would have to bring first."),
    SkillGoal("referrals", "Write down three customers to ask for a referral with the words of the page by {day}", "Three names with a sentence each, shown by {day}", "The written list"),
)  # fmt: skip
