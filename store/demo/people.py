"""Who works at Harbour & Pine, and how each of them sells: the demo company's cast.

Harbour & Pine sells scheduling software to clinics. Nobody here exists. Multipliers are against an ordinary
rep of the company (1.0); what they lead to is generated in `store.demo.pipeline` and `store.demo.effort`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

COMPANY = "Harbour & Pine"
CURRENCY = "EUR"
DOMAIN = "harbourpine.example"
JOB = "Account Executive"


@dataclass(frozen=True, slots=True)
class Manager:
    """Somebody who leads a team and owns no deals."""

    name: str
    team: str
    region: str
    style: str
    """Which notes they write: `asks`, `reports` or `tells` (see `store.demo.words`)."""


MANAGERS = (
    Manager("Helen Brooks", "Clinics North", "North", "asks"),
    Manager("Rafael Moreno", "Clinics South", "South", "reports"),
    Manager("Ingrid Solheim", "Clinics West", "West", "tells"),
)


@dataclass(frozen=True, slots=True)
class Persona:
    """One rep: what the generator aims at."""

    name: str
    team: str
    attainment: float
    """Won value over quota in the 12 months before the demo is made; values are scaled to meet it."""
    starts: float = 1.0
    win: float = 1.0
    """Multiplier of the ordinary win rate."""
    cycle: float = 1.0
    effort: dict[str, float] = field(default_factory=dict)
    """Multiplier of the ordinary weekly rate by activity type; `all` for the types not named."""
    lost_at: tuple[float, float, float, float] = (0.30, 0.30, 0.25, 0.15)
    """Where lost deals are lost: Discovery, Demo, Proposal, Negotiation."""
    stall: float = 0.03
    """Share of the last seven months' starts that nobody moves any more."""
    hired_days: int | None = None
    """Days before the demo is made; None for somebody who has been here for years."""
    verdicts: str = ""
    """What became of the coaching goals, oldest first: k kept, m missed, d declined, w withdrawn; past their date and left to
    the CRM to judge: a kept by its count, b missed by it, x missed by it and contested by the rep."""
    waiting: str = ""
    """Goals still standing: o open, s suggested and waiting for the rep, u past its date without a verdict, which the CRM cannot give."""
    minutes: int = 30
    skipped: bool = False
    """Had no 1:1 in the last 13 weeks."""


REPS = (
    # Clinics North
    Persona("Priya Nair", "Clinics North", 0.74, starts=0.55, win=1.12, effort={"call": 0.52, "demo": 0.5, "meeting": 0.7, "email": 1.05}, verdicts="kmkkk", waiting="o"),
    Persona("Tom Brandt", "Clinics North", 0.72, starts=1.08, win=0.64, effort={"all": 1.05}, lost_at=(0.12, 0.16, 0.62, 0.10), verdicts="kkmkwk", waiting="os"),
    Persona("Ana Souza", "Clinics North", 0.80, starts=1.0, win=1.0, effort={"all": 1.02}, verdicts="kkkkkkkkk", waiting="o"),
    Persona("Grant Hollis", "Clinics North", 1.22, starts=1.0, win=1.2, effort={"all": 1.05}, verdicts="mdmkmdmmd", waiting="s"),
    Persona("Zoë Lindqvist", "Clinics North", 0.0, starts=1.0, win=1.0, effort={"all": 1.1}, hired_days=55, verdicts="kk", waiting="o"),
    Persona("Mei Tanaka", "Clinics North", 1.16, starts=1.08, win=1.05, effort={"all": 1.1}, verdicts="kkmkkk", waiting="o"),
    Persona("Maria Jensen", "Clinics North", 0.97, verdicts="kmkkd", waiting="s"),
    Persona("Samuel Adeyemi", "Clinics North", 1.09, starts=1.05, win=1.02, effort={"all": 1.08}, verdicts="kkkmk", waiting="o"),
    # Clinics South
    Persona("Chidi Okafor", "Clinics South", 0.82, starts=1.05, win=1.0, effort={"all": 0.98}, stall=0.36, verdicts="kmkmk", waiting="o"),
    Persona("Łukasz Zieliński", "Clinics South", 1.48, starts=1.15, win=1.2, effort={"all": 1.18}, minutes=15),
    Persona("Viktor Petrov", "Clinics South", 0.52, starts=0.72, win=0.85, effort={"all": 0.72}, verdicts="mmkmmdmb"),
    Persona("Maria Delgado", "Clinics South", 0.93, starts=0.97, win=0.98, verdicts="kkxm", waiting="o"),
    Persona("Fatima Haddad", "Clinics South", 1.18, starts=1.02, win=1.12, effort={"all": 1.1}, verdicts="kkkk", waiting="s"),
    Persona("Owen Gallagher", "Clinics South", 1.00, starts=1.0, win=1.03, verdicts="km", waiting="o"),
    Persona("Aisha Rahman", "Clinics South", 1.42, starts=1.25, win=1.08, effort={"all": 1.22}, verdicts="kkkkkmk", waiting="o"),
    Persona("José Álvarez", "Clinics South", 1.10, starts=0.98, win=1.1, effort={"all": 1.08}, verdicts="kwkka", waiting="o"),
    # Clinics West
    Persona("Noor van Dijk", "Clinics West", 0.99, starts=1.02, verdicts="k", skipped=True),
    Persona("Daniel Cohen", "Clinics West", 0.81, starts=0.9, win=0.95, effort={"all": 0.95}, skipped=True),
    Persona("Kwame Mensah", "Clinics West", 1.36, starts=1.05, win=1.15, effort={"all": 1.18}, verdicts="kkk", waiting="o"),
    Persona("Linh Tran", "Clinics West", 1.13, starts=1.03, win=1.08, effort={"all": 1.08}, hired_days=470, verdicts="kkmk", waiting="o"),
    Persona("Emily Carter", "Clinics West", 0.95, effort={"call": 0.62, "email": 1.6}, verdicts="mk", waiting="s"),
    Persona("Ravi Deshpande", "Clinics West", 0.56, starts=0.85, win=0.8, cycle=1.45, effort={"all": 0.9}, verdicts="kmk", waiting="o"),
    Persona("Björn Eriksson", "Clinics West", 0.90, starts=0.95, verdicts="km", waiting="u"),
    Persona("Camille Dubois", "Clinics West", 1.38, starts=1.2, win=1.05, effort={"all": 1.2}, verdicts="kkkmk", waiting="o"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """Something one can find in the demo company, and what its figures must show."""

    id: str
    reps: tuple[str, ...]
    title: str
    shows: str


STORIES = (
    Story("star_without_stretch", ("Łukasz Zieliński",), "A star without stretch", "Trailing attainment of at least 1.30, no coaching goal at all, the shortest 1:1s of the team."),
    Story("volume_gap", ("Priya Nair",), "A volume gap", "Calls and demos at 0.70 of the company's or less, starts at 0.70 or less, a win rate at least as high as the company's."),
    Story(
        "proposal_gap",
        ("Tom Brandt",),
        "A win-rate gap at the proposal stage",
        "Of deals that reach a proposal a third or fewer are won, against half for the others; as many deals reach it as elsewhere.",
    ),
    Story("stalled_pipeline", ("Chidi Okafor",), "A pipeline of stalled deals", "At least ten open deals that are older than three quarters of won ones took and have been quiet for 14 days."),
    Story("new_hire", ("Zoë Lindqvist",), "A new hire who is ramping", "Hired less than 90 days ago, deals and activities only since then, no quota yet."),
    Story("skipped", ("Noor van Dijk", "Daniel Cohen"), "A manager who skips two people", "No 1:1 held in 13 weeks, while everybody else of Ingrid Solheim's team had at least four."),
    Story("future", ("Ana Souza",), "Keeps every commitment, misses the quota", "At least five goals kept, none missed, trailing attainment between 0.60 and 0.85."),
    Story("independent", ("Grant Hollis",), "Beats the quota, declines or misses goals", "Trailing attainment of at least 1.05, at most a third of the verdicts kept, at least two goals declined."),
    Story("commitments_first", ("Viktor Petrov",), "Commitments first", "Trailing attainment below 0.60, at most a third of at least five verdicts kept."),
    Story(
        "judged_by_the_crm",
        ("José Álvarez", "Viktor Petrov"),
        "Goals judged from the CRM",
        "An activity goal past its date that no person judged, with the activities on record: enough of them, and too few.",
    ),
    Story("contested", ("Maria Delgado",), "A verdict that is contested", "Too few activities on record for a goal past its date, and the rep's own words against it, not answered yet."),
    Story("uneven", ("Ingrid Solheim",), "A team that is met unevenly", "Of the people who were there all the time, whoever got the least time got less than half of what the one with the most got."),
    Story("near_the_club", ("Mei Tanaka",), "Close to a personal goal", "Trailing attainment between 1.10 and 1.20, and the rep named the club at 120 % as what they want."),
    Story("mix", ("Emily Carter",), "The right amount of work, the wrong mix", "As many activities as the company's ordinary rep, with e-mail at a share at least 0.10 above."),
    Story("coaching_gap", ("Rafael Moreno",), "A manager who thinks the 1:1s help more than they do", "His own ratings are at least one point above his team's."),
)
"""Where to find what; `tests/unit/demo/test_stories.py` holds each against the generated data."""
