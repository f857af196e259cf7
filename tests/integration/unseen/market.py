"""A second company, apart from the first in names, sizes and years, with the fields that vendors' exports carry beside the figures."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from tests.integration.unseen.company import DAY, Activity, Company, Deal, Figures

Export = Callable[[Company, Path], Figures | None]
SELLERS = ("Liam Nguyen", "María José Ortega", "Zoë van den Berg", "Sean O'Brien", "Priya Raman", "Tomasz Zieliński", "Aiko Tanaka", "Jean-Luc Moreau", "Ruth Adeyemi")
LEADERS = ("Ingrid Solheim", "Paul Castellano", "Devi Krishnan")
BUYERS = (
    "Ashford Freight", "Brightwater Clinics", "Corvina Foods", "Dunmore & Lacey LLP", "Elmhurst University", "Farrow Optics", "Greyfield Insurance", "Hanover Tooling", "Inverness Dairy",
    "Jarrow Shipyards", "Kestrel Avionics", "Lindqvist Möbel AB", "Marlowe Hotels", "Northgate Utilities", "Oakline Furniture", "Pemberton, Hale and Co.", "Quayside Logistics", "Ridgeway Schools",
    "Stonebridge Credit Union", "Thornbury Cement", "Underhill Farms", "Vantage Robotics", "Wexcombe Breweries", "Yarrow Pharma", "Zephyr Wind",
)  # fmt: skip
GOODS = ("Starter", "Team", "Business", "Platform", "Support Plus")
STEPS = ("Discovery", "Evaluation", "Proposal", "Contracting")
SOURCES = ("Web", "Referral", "Trade show", "Outbound", "Partner")
LOSSES = ("Price", "Competitor", "No budget", "No decision", "Timing")


def market(seed: int = 11, n: int = 130) -> Company:
    """Deals of nine sellers from early 2024 to autumn 2026, with activities and quarterly quotas of 2025."""
    rng = random.Random(seed)
    deals = []
    for i in range(n):
        created = dt.date(2024, 2, 5) + rng.randrange(0, 900) * DAY
        kind = rng.choices(("won", "lost", "open"), (40, 38, 22))[0]
        closed = created + rng.randrange(2, 170) * DAY
        status = kind if closed <= dt.date(2026, 10, 30) else "open"
        account = rng.choice(BUYERS)
        stage = {"won": "Closed Won", "lost": "Closed Lost"}.get(status) or rng.choice(STEPS)
        deals.append(
            Deal(
                id=f"{40217 + 7 * i}",
                rep=SELLERS[i % 9] if i < 18 else rng.choice(SELLERS),
                account=account,
                product=rng.choice(GOODS),
                created=created,
                closed=closed if status != "open" else None,
                expected=dt.date(2026, 12, 1) + rng.randrange(0, 150) * DAY if status == "open" else closed,
                status=status,
                stage=stage,
                value=float(round(rng.lognormvariate(9.4, 1.1), 2)),
                modified=closed if status != "open" else min(created + rng.randrange(1, 60) * DAY, dt.date(2026, 11, 10)),
            )
        )
    activities = []
    for i in range(110):
        deal = rng.choice(deals)
        assert deal.created is not None
        kind = rng.choice(("call", "email", "meeting"))
        activities.append(Activity(f"{7001 + i}", deal.rep, kind, min(deal.created + rng.randrange(0, 50) * DAY, dt.date(2026, 11, 10)), deal, f"{deal.product} with {deal.account}"))
    quotas = {(rep, 2025, q): float(rng.randrange(15, 90) * 1000) for rep in SELLERS for q in (1, 2, 3, 4)}
    return Company(deals, activities, quotas, {rep: LEADERS[i % 3] for i, rep in enumerate(SELLERS)}, random.Random(seed + 1))


def login(name: str) -> str:
    """`sean.obrien`."""
    plain = name.lower().translate(str.maketrans("íéëñ", "ieen")).replace("'", "").replace("ł", "l").replace("ń", "n")
    first, *rest = plain.split()
    return f"{first}.{''.join(rest)}"


def mail(name: str) -> str:
    return f"{login(name)}@meridian-systems.example"


def last_first(name: str) -> str:
    first, _, last = name.partition(" ")
    return f"{last}, {first}"


def key(name: str, prefix: str = "0055g00000") -> str:
    return f"{prefix}{(*SELLERS, *LEADERS).index(name):05d}AAQ"


def said(won: str, lost: str, *going: str) -> Callable[[Deal], str]:
    """The word for how a deal stands: open ones go through `going` by their step."""
    return lambda d: {"won": won, "lost": lost}.get(d.status) or going[STEPS.index(d.stage) % len(going)]


def pick(words: Iterable[str]) -> Callable[[Deal], str]:
    chosen = tuple(words)
    return lambda d: chosen[int(d.id) % len(chosen)]


def loss(d: Deal) -> str:
    return pick(LOSSES)(d) if d.status == "lost" else ""


def ended(d: Deal, status: str) -> dt.date | None:
    return d.closed if d.status == status else None


def without(deals: Iterable[Deal], **fields: object) -> list[Deal]:
    """The same deals where an export does not carry a field."""
    return [replace(d, **fields) for d in deals]  # type: ignore[arg-type]


def odds(d: Deal) -> int:
    return {"won": 100, "lost": 0}.get(d.status, 20 * (1 + STEPS.index(d.stage) if d.status == "open" else 0))
