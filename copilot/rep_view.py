"""All that one rep's page shows: the same to the manager and to the rep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import Agenda, Aspiration, Fact, Goal, OneOnOne, Rep, Topic
from copilot.rep_facts import interval_facts, range_facts
from copilot.tools.benchmark import Benchmark, benchmark
from copilot.tools.cadence import RepCadence, rep_cadence, team_cadence, team_of
from copilot.tools.coachability import Coachability, Quadrant, coachability, quadrant_fact, quadrant_of
from copilot.tools.conversation import ConversationChoice, choose_conversation
from copilot.tools.curve import Attained, attained, new_normal
from copilot.tools.deals import DealReview, review_deals
from copilot.tools.forecast import Outlook
from copilot.tools.forecast_report import forecast_report
from copilot.tools.landing import Landing
from copilot.tools.meeting_day import day_looked_at
from copilot.tools.segments import Standings, standings
from copilot.tools.verdicts import CheckIn, Judged, check_ins
from copilot.tools.what_if import plain_what_if, small_step

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company
    from copilot.tools.attainment import Basis
    from copilot.tools.commission import CommissionPlan


@dataclass(frozen=True)
class RepFigures:
    """What the CRM says about one rep; the same until an import or another day."""

    benchmark: Benchmark
    choice: ConversationChoice
    """Of the next 1:1: by the period its day lies in, as on its agenda."""
    landing: Landing
    """Of the period that runs."""
    deals: DealReview
    what_if: Fact | None
    """What a small change of the focus is worth; None where nothing can be modelled or nothing would change."""
    trailing: float | None
    """Attainment over the engine window."""
    basis: Basis | None
    """What kind of goal that was measured by."""
    periods: tuple[Attained, ...]
    """Complete periods, oldest first, each with the baseline by then."""
    normal: Fact | None
    """`new_normal`: the median attainment of the last complete periods."""
    every: str
    """How often a 1:1 suits the team."""
    every_why: Fact
    outlook: Outlook | None
    """Where this period may land; None for a rep without any deal."""
    intervals: tuple[Fact, ...]
    """How sure each piston is."""
    ranges: tuple[Fact, ...]
    """The 10, 50 and 90 in 100 of this period and of those ahead."""
    earnings: Fact | None
    """Commission of this period; None without a plan in the deals' currency and a quota."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        some = (f for f in (self.what_if, self.normal, self.earnings) if f is not None)
        return (*self.benchmark.facts, *self.intervals, *self.landing.facts, *self.ranges, self.choice.why, *self.deals.facts, *some, self.every_why)


@dataclass(frozen=True)
class RepView:
    """One rep's page."""

    rep: Rep
    as_of: date
    note: str | None
    """What to say about the date, where the export is old."""
    figures: RepFigures
    coachability: Coachability
    quadrant: Quadrant
    quadrant_fact: Fact
    cadence: RepCadence
    check_ins: tuple[CheckIn, ...]
    """Goals half-way to their date: the manager asks how it goes, once."""
    goals: tuple[Goal, ...]
    aspirations: tuple[Aspiration, ...]
    """The newest of each kind."""
    meetings: tuple[OneOnOne, ...]
    topics: tuple[Topic, ...]
    agendas: tuple[Agenda, ...]
    time_share: Fact | None
    """Of the manager's 1:1 time; None where too few others were met for it to say nothing of them."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (
            *self.figures.facts,
            *self.coachability.facts,
            *self.coachability.evidence,
            *(j.promise for j in self.coachability.judged),
            self.quadrant_fact,
            *self.cadence.facts,
            *(c.fact for c in self.check_ins),
            *((self.time_share,) if self.time_share else ()),
        )

    @property
    def by_name(self) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        for fact in self.facts:
            found.setdefault(fact.name, fact)
        return found

    @property
    def judged(self) -> dict[str, Judged]:
        """By goal id: the verdict, what it rests on, and a contest that waits."""
        return {j.goal.id: j for j in self.coachability.judged}

    @property
    def next_meeting(self) -> OneOnOne | None:
        """The earliest one planned from `as_of` on."""
        ahead = [m for m in self.meetings if m.state == "planned" and m.on >= self.as_of]
        return min(ahead, key=lambda m: m.on, default=None)

    @property
    def next_agenda(self) -> Agenda | None:
        """The newest one that was not held yet, for a day from `as_of` on."""
        return next((a for a in self.agendas if a.state != "held" and a.meeting_on >= self.as_of), None)


def rep_figures(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration], plan: CommissionPlan | None = None, meeting_on: date | None = None) -> RepFigures:
    """Run the tools over the CRM data for one rep.

    Args:
        company: as it was at `as_of`, everybody in it.
        rep: whose page.
        as_of: the day.
        policy: all thresholds.
        aspirations: the rep's.
        plan: the commission plan, where there is one; one in another currency than the deals says nothing here.
        meeting_on: the day of the next 1:1; where it lies in a later period, that one decides which conversation it is.

    Raises:
        MixedCurrencies: two currencies in one cohort.
    """
    where = standings(company, as_of, policy, aspirations)
    compared = benchmark(company, rep, as_of, policy, aspirations, where)
    choice = choose_conversation(company, rep, as_of, policy, aspirations, where)
    heading = choice.landing
    if meeting_on is not None and (on := day_looked_at(meeting_on, as_of, policy)) > heading.period.end:
        choice = choose_conversation(company, rep, as_of, policy, aspirations, where, on)
    deals = review_deals(company, rep, as_of, policy, heading, where)
    step = small_step(compared.focus.name, compared.weekly, policy) if compared.focus.name else None
    found = plain_what_if(company, rep, step.what, step.factor, as_of, policy, where, step.words, aspirations) if step else None
    own = where.by_rep[rep.id]
    periods = attained(company, rep, where, policy, aspirations)
    rhythm = team_cadence(company, team_of(rep, company.reps), where, policy)
    normal = new_normal(company, rep, periods, where, policy)
    now, ahead = heading.forecast.outlook() if heading.expected is not None else (None, None)
    ranges = range_facts(heading, now, ahead) if now is not None and ahead is not None else []
    paid = _earnings(company, rep, as_of, policy, aspirations, plan, where) if now is not None else None
    worth = found.play if found and found.change > 0 else None
    return RepFigures(
        compared,
        choice,
        heading,
        deals,
        worth,
        own.trailing,
        own.goal_basis,
        periods,
        normal,
        rhythm.every,
        rhythm.why,
        now,
        tuple(interval_facts(compared)),
        tuple(ranges),
        paid,
    )


def _earnings(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration], plan: CommissionPlan | None, where: Standings) -> Fact | None:
    if plan is None or plan.currency != where.currency(rep.id):
        return None
    return next((f for f in forecast_report(company, rep, as_of, policy, aspirations, (), plan, where).facts if f.name == "earnings"), None)


def rep_view(
    company: Company,
    rep: Rep,
    as_of: date,
    note: str | None,
    policy: CoachingPolicy,
    figures: RepFigures,
    goals: Sequence[Goal],
    aspirations: Sequence[Aspiration],
    meetings: Sequence[OneOnOne],
    topics: Sequence[Topic],
    agendas: Sequence[Agenda],
    share: Fact | None,
) -> RepView:
    """Put the figures beside what people said and decided."""
    judged = coachability(goals, rep, as_of, policy, company)
    quadrant = quadrant_of(judged.level, figures.trailing, policy)
    rhythm = rep_cadence(rep, meetings, figures.every, as_of, policy)  # type: ignore[arg-type]  # `every` is one of its steps
    newest: dict[str, Aspiration] = {}
    for wish in sorted(aspirations, key=lambda a: a.said_on):
        newest[wish.kind] = wish
    wishes = tuple(newest[k] for k in ("performance", "career", "purpose") if k in newest)
    named = quadrant_fact(rep, quadrant, as_of, policy, judged, figures.basis)
    asking = check_ins(judged.judged, meetings, as_of, policy)
    return RepView(rep, as_of, note, figures, judged, quadrant, named, rhythm, asking, tuple(goals), wishes, tuple(meetings), tuple(topics), tuple(agendas), share)
