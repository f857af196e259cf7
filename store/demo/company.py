"""The demo company, generated: the same seed and day give the same company, on every machine.

Pure: nothing is read or written here. `store.demo.files` writes it as a CRM export, with the mess of real ones,
and `store.demo.seed` brings it into a data folder by the ordinary ways.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from copilot.domain import Aspiration, Initiative, OneOnOne, Quota, Rep, Topic
from store.demo.aspirations import INITIATIVES, TOPICS, WISHES, Wish
from store.demo.coaching import DemoGoal, goals_of, one_on_ones_of
from store.demo.effort import Deed, deeds_of
from store.demo.people import COMPANY, CURRENCY, DOMAIN, JOB, MANAGERS, REPS, Manager, Persona
from store.demo.pipeline import Deal, account_names, deals_of, level, quotas_of

if TYPE_CHECKING:
    import pandas as pd

PROSPECTS_EACH = 25
CLINICS_EACH = 215


@dataclass(frozen=True)
class DemoCompany:
    """Harbour & Pine as it stands on the eve of `until`."""

    seed: int
    until: date
    """The day the demo is made; the CRM's newest record is of the day before."""
    name: str
    currency: str
    managers: tuple[Rep, ...]
    """As people; `Rep.team` is the team they lead."""
    reps: tuple[Rep, ...]
    deals: tuple[Deal, ...]
    deeds: tuple[Deed, ...]
    quotas: tuple[Quota, ...]
    aspirations: tuple[Aspiration, ...]
    one_on_ones: tuple[OneOnOne, ...]
    goals: tuple[DemoGoal, ...]
    topics: tuple[Topic, ...]
    initiatives: tuple[Initiative, ...]

    def person(self, name: str) -> Rep:
        """The rep or manager of that full name; KeyError where there is none."""
        for who in (*self.reps, *self.managers):
            if who.name == name:
                return who
        raise KeyError(name)

    def opportunities(self) -> pd.DataFrame:
        """One row a deal: id, rep_id, rep, account, created, closed, expected, stage, status, value, quiet_from."""
        import pandas as pd

        names = {r.id: r.name for r in self.reps}
        frame = pd.DataFrame(
            [(d.id, d.rep_id, names[d.rep_id], d.account, d.created, d.closed, d.expected, d.stage, d.status, d.value, d.quiet_from) for d in self.deals],
            columns=["id", "rep_id", "rep", "account", "created", "closed", "expected", "stage", "status", "value", "quiet_from"],
        )
        for column in ("created", "closed", "expected", "quiet_from"):
            frame[column] = pd.to_datetime(frame[column])
        return frame

    def activities(self) -> pd.DataFrame:
        """One row an activity: rep_id, rep, type, on, account, opportunity_id, planned."""
        import pandas as pd

        names = {r.id: r.name for r in self.reps}
        frame = pd.DataFrame(
            [(d.rep_id, names[d.rep_id], d.type, d.on, d.account, d.opportunity_id, d.planned) for d in self.deeds], columns=["rep_id", "rep", "type", "on", "account", "opportunity_id", "planned"]
        )
        frame["on"] = pd.to_datetime(frame["on"])
        return frame


def email_of(name: str) -> str:
    """`zoe.lindqvist@harbourpine.example`: plain letters, as mail systems make them."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", name.replace("Ł", "L").replace("ł", "l")).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@{DOMAIN}"


def demo_company(until: date, seed: int = 7) -> DemoCompany:
    """Generate Harbour & Pine.

    Args:
        until: the day the demo is made (a command passes today); the history ends on its eve.
        seed: another seed gives another company with the same stories.
    """
    managers = tuple(_manager(m, k, until) for k, m in enumerate(MANAGERS))
    leads = {m.team: m for m in managers}
    clinics = account_names(len(REPS) * (CLINICS_EACH + PROSPECTS_EACH), np.random.default_rng([seed, 1000]))
    styles = {m.team: m for m in MANAGERS}
    reps, deals, deeds, quotas, meetings, goals = [], [], [], [], [], []
    share = CLINICS_EACH + PROSPECTS_EACH
    for k, persona in enumerate(REPS):
        rng = np.random.default_rng([seed, k])
        rep = _rep(persona, k, leads[persona.team], until, rng)
        own, prospects = clinics[k * share : (k + 1) * share - PROSPECTS_EACH], clinics[(k + 1) * share - PROSPECTS_EACH : (k + 1) * share]
        raw = deals_of(rep, persona, own, until, rng)
        own_quotas = quotas_of(rep, persona, until, rng)
        factor = level(persona, raw, own_quotas, until)
        settled = [replace(d, value=round(d.value * factor / 50) * 50.0) for d in raw]
        reps.append(rep)
        deals += settled
        quotas += own_quotas
        own_deeds = deeds_of(rep, persona, settled, prospects, until, rng)
        deeds += own_deeds
        own_meetings = one_on_ones_of(rep, persona, styles[persona.team], settled, until, rng)
        meetings += own_meetings
        goals += goals_of(rep, persona, own_meetings, own_deeds, until, rng)
    ids = {r.name: r.id for r in reps}
    return DemoCompany(
        seed,
        until,
        COMPANY,
        CURRENCY,
        managers,
        tuple(reps),
        tuple(deals),
        tuple(deeds),
        tuple(quotas),
        _aspirations(ids, quotas, until),
        tuple(meetings),
        tuple(goals),
        tuple(Topic("", ids[t.rep], "rep", t.words, t.bring, t.shared) for t in TOPICS),
        tuple(Initiative("", c.title, c.body, until + timedelta(days=c.start), until + timedelta(days=c.end) if c.end is not None else None) for c in INITIATIVES),
    )


def _aspirations(ids: dict[str, str], quotas: list[Quota], until: date) -> tuple[Aspiration, ...]:
    """What each rep wants; a multiple of quota becomes an amount of the running quarter."""
    running = {q.rep_id: q.value for q in quotas if q.start <= until <= q.end}

    def amount(wish: Wish) -> Decimal | None:
        if wish.times_quota is None:
            return None if wish.amount is None else Decimal(wish.amount)
        return (running[ids[wish.rep]] * Decimal(str(wish.times_quota))).quantize(Decimal(1))

    return tuple(Aspiration(ids[w.rep], w.kind, w.words, until - timedelta(days=30 * w.months + 4), amount(w), w.segment) for w in WISHES)


def _manager(manager: Manager, k: int, until: date) -> Rep:
    return Rep(id=f"HP-0{k + 1}", name=manager.name, email=email_of(manager.name), job="Sales Manager", region=manager.region, team=manager.team, hired_on=until - timedelta(days=1700 + 211 * k))


def _rep(persona: Persona, k: int, lead: Rep, until: date, rng: np.random.Generator) -> Rep:
    tenure = persona.hired_days if persona.hired_days is not None else int(rng.integers(750, 2400))
    return Rep(f"HP-1{k + 1:02d}", persona.name, email_of(persona.name), JOB, lead.region, persona.team, until - timedelta(days=tenure), lead.id, lead.name)
