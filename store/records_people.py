"""People, what they want, and their 1:1s."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from copilot.domain import Aspiration, Initiative, OneOnOne, Rep, Role, Topic, Viewer
from copilot.errors import Forbidden, InputError, UnknownRep
from copilot.names import find_person
from store.access import SEES_ALL, GuardedRecords, leads, people_on, valid_on, visible_reps
from store.audit import note
from store.tables import AliasRow, AspirationRow, InitiativeRow, LineRow, OneOnOneRow, PersonRow, TopicRow


class PeopleRecords(GuardedRecords):
    """The part of Records about people and their meetings."""

    # ------------------------------------------------------------ who is who

    def reps(self, viewer: Viewer, on: date) -> list[Rep]:
        with self._database.read() as session:
            return visible_reps(session, viewer, on)

    def rep(self, viewer: Viewer, rep_id: str, on: date) -> Rep:
        with self._access.reading(viewer, rep_id, on) as session:
            return people_on(session, on, PersonRow.id == rep_id)[0]

    def find_rep(self, viewer: Viewer, query: str, on: date) -> Rep:
        with self._database.read() as session:
            visible = visible_reps(session, viewer, on)
            if not visible and viewer.role in SEES_ALL:
                raise UnknownRep(query, anybody=False)
            found = find_person(query, visible, _handles(session, {r.id for r in visible}))
        self._access.admit(viewer, found.id, on)
        return found

    def viewer_named(self, name: str) -> Viewer:
        """The person of that name or id; somebody who leads others is preferred to one who does not.

        An admin's or manager's role is theirs; everybody else is a rep.
        """
        with self._database.read() as session:
            everyone = people_on(session, self._clock.today(), only_reps=False)
            handles = _handles(session, {p.id for p in everyone})
            leading = set(session.scalars(select(LineRow.manager_id).where(LineRow.valid_to.is_(None))))
            admins = set(session.scalars(select(PersonRow.id).where(PersonRow.is_admin)))
        try:
            found = find_person(name, [p for p in everyone if p.id in leading], handles)
        except UnknownRep:
            found = find_person(name, everyone, handles)
        return Viewer(found.id, found.name, Role.ADMIN if found.id in admins else Role.MANAGER if found.id in leading else Role.REP)

    def managers(self, viewer: Viewer, on: date) -> list[Viewer]:
        query = select(PersonRow.id, PersonRow.name).join(LineRow, LineRow.manager_id == PersonRow.id).where(valid_on(on)).distinct().order_by(PersonRow.name)
        if viewer.role not in SEES_ALL:
            query = query.where(PersonRow.id == viewer.id)
        with self._database.read() as session:
            return [Viewer(id_, name, Role.MANAGER) for id_, name in session.execute(query)]

    # ------------------------------------------------------------ aspirations, initiatives

    def aspirations(self, viewer: Viewer, rep_id: str, on: date) -> list[Aspiration]:
        """What they had said by that day, oldest first."""
        query = select(AspirationRow).where(AspirationRow.rep_id == rep_id, AspirationRow.said_on <= on).order_by(AspirationRow.said_on, AspirationRow.id)
        with self._access.reading(viewer, rep_id, on) as session:
            return [Aspiration(a.rep_id, a.kind, a.words, a.said_on, a.amount, a.segment) for a in session.scalars(query)]  # type: ignore[arg-type]  # kinds are checked when written

    def add_aspiration(self, viewer: Viewer, aspiration: Aspiration) -> None:
        if viewer.id != aspiration.rep_id and viewer.role is not Role.OPERATOR:
            raise Forbidden("an aspiration is the rep's own; ask them to write it down in their words")
        a = aspiration
        with self._database.write() as session:
            self._access.check(session, viewer, a.rep_id)
            session.add(AspirationRow(rep_id=a.rep_id, kind=a.kind, words=a.words, said_on=a.said_on, amount=a.amount, segment=a.segment))
            note(session, self._clock.now(), viewer, "aspiration", a.rep_id, {"kind": a.kind}, rep_id=a.rep_id)

    def initiatives(self, viewer: Viewer, on: date) -> list[Initiative]:
        query = select(InitiativeRow).where(InitiativeRow.start <= on, or_(InitiativeRow.end.is_(None), InitiativeRow.end >= on)).order_by(InitiativeRow.start, InitiativeRow.id)
        with self._database.read() as session:
            return [Initiative(i.id, i.title, i.body, i.start, i.end) for i in session.scalars(query)]

    def add_initiative(self, viewer: Viewer, initiative: Initiative) -> None:
        """Set or replace one; for an admin or the operator."""
        if viewer.role not in SEES_ALL:
            raise Forbidden("initiatives are the company's; an admin sets them")
        with self._database.write() as session:
            session.merge(InitiativeRow(id=initiative.id, title=initiative.title, body=initiative.body, start=initiative.start, end=initiative.end))
            note(session, self._clock.now(), viewer, "initiative", initiative.id)

    # ------------------------------------------------------------ 1:1s

    def one_on_ones(self, viewer: Viewer, rep_id: str, on: date) -> list[OneOnOne]:
        """Newest first: what was by that day, and what is planned after it.

        A manager sees no single rating of the rep's. One who no longer leads them sees nothing after that day.
        """
        query = select(OneOnOneRow).where(OneOnOneRow.rep_id == rep_id).order_by(OneOnOneRow.day.desc(), OneOnOneRow.id)
        with self._access.reading(viewer, rep_id, on) as session:
            ahead = viewer.role in SEES_ALL or viewer.id == rep_id or leads(session, viewer.id, rep_id, self._clock.today())
            meetings = [meeting_of(m) for m in session.scalars(query) if m.day <= on or (ahead and m.state == "planned")]
        if viewer.role is Role.MANAGER and viewer.id != rep_id:
            meetings = [replace(m, rep_rating=None) for m in meetings]
        return meetings

    def save_one_on_one(self, viewer: Viewer, meeting: OneOnOne) -> None:
        """Each side's rating is written by that side alone; a rep may write nothing else.

        A rating left out keeps what is there. A meeting that was held closes the topics that were shared for it.

        Raises:
            Forbidden: a rep changing more than their rating, a manager giving the rep's.
            InputError: a rating outside 1 to 5.
        """
        for rating in (meeting.rep_rating, meeting.manager_rating):
            if rating is not None and rating not in range(1, 6):
                raise InputError(f"a rating is a whole number from 1 to 5, not {rating!r}")
        is_rep = viewer.id == meeting.rep_id and viewer.role not in SEES_ALL
        if meeting.rep_rating is not None and not is_rep and viewer.role is not Role.OPERATOR:
            raise Forbidden("how useful a 1:1 was to the rep is the rep's to say")
        with self._database.write() as session:
            self._access.check(session, viewer, meeting.rep_id)
            row = session.get(OneOnOneRow, meeting.id)
            if row is not None and row.rep_id != meeting.rep_id:
                raise InputError(f"the 1:1 {meeting.id!r} is another rep's; give the new one an id of its own")
            if is_rep and (row is None or replace(meeting_of(row), rep_rating=meeting.rep_rating) != replace(meeting, manager_rating=row.manager_rating)):
                raise Forbidden("a rep rates a 1:1; dates, state and notes are the manager's to change")
            if row is None:
                row = OneOnOneRow(id=meeting.id, rep_id=meeting.rep_id)
                session.add(row)
            row.manager_id, row.day, row.minutes, row.state, row.notes = meeting.manager_id, meeting.on, meeting.minutes, meeting.state, meeting.notes
            row.rep_rating = meeting.rep_rating if meeting.rep_rating is not None else row.rep_rating
            row.manager_rating = meeting.manager_rating if meeting.manager_rating is not None and not is_rep else row.manager_rating
            session.flush()
            if meeting.state == "held":
                session.execute(update(TopicRow).where(TopicRow.rep_id == meeting.rep_id, TopicRow.shared, TopicRow.meeting_id.is_(None)).values(meeting_id=meeting.id))
            note(session, self._clock.now(), viewer, "one_on_one", meeting.id, {"state": meeting.state}, rep_id=meeting.rep_id)

    # ------------------------------------------------------------ topics

    def topics(self, viewer: Viewer, rep_id: str) -> list[Topic]:
        """For the next 1:1, in the order they were added; a rep's unshared ones for that rep alone."""
        query = select(TopicRow).where(TopicRow.rep_id == rep_id, TopicRow.meeting_id.is_(None)).order_by(TopicRow.number)
        if viewer.id != rep_id:
            query = query.where(TopicRow.shared)
        with self._access.reading(viewer, rep_id) as session:
            return [Topic(t.id, t.rep_id, t.by, t.words, t.bring, t.shared) for t in session.scalars(query)]  # type: ignore[arg-type]  # sides are checked when written

    def add_topic(self, viewer: Viewer, topic: Topic) -> Topic:
        """Add one, or change one's own by its id (sharing it, say). A manager's topic is always shared.

        Raises:
            Forbidden: in the other side's name.
            InputError: no words.
        """
        if (topic.by == "rep") != (viewer.id == topic.rep_id):
            raise Forbidden("a topic is added by the side it belongs to")
        if not topic.words.strip():
            raise InputError("a topic needs a few words")
        topic = replace(topic, id=topic.id or f"t-{uuid4().hex[:12]}", shared=topic.shared or topic.by == "manager")
        with self._database.write() as session:
            self._access.check(session, viewer, topic.rep_id)
            row = session.scalar(select(TopicRow).where(TopicRow.id == topic.id))
            if row is not None and (row.rep_id, row.by) != (topic.rep_id, topic.by):
                raise Forbidden("a topic is changed by the side it belongs to")
            if row is None:
                row = TopicRow(id=topic.id, rep_id=topic.rep_id, by=topic.by, added_at=self._clock.now())
                session.add(row)
            row.words, row.bring, row.shared = topic.words, topic.bring, topic.shared
        return topic

    def remove_topic(self, viewer: Viewer, topic_id: str) -> None:
        """Take back one's own.

        Raises:
            InputError: there is none, or none that the viewer may know of.
            Forbidden: the other side's.
        """
        with self._database.write() as session:
            row = session.scalar(select(TopicRow).where(TopicRow.id == topic_id))
            if row is None or (viewer.id != row.rep_id and not row.shared):
                raise InputError(f"there is no topic {topic_id!r}")
            self._access.check(session, viewer, row.rep_id)
            if (row.by == "rep") != (viewer.id == row.rep_id):
                raise Forbidden("a topic is taken back by the side it belongs to")
            session.delete(row)


def _handles(session: Session, ids: set[str]) -> dict[str, list[str]]:
    """Ids of CRMs and e-mails people are known by."""
    handles: dict[str, list[str]] = defaultdict(list)
    for person_id, value in session.execute(select(AliasRow.person_id, AliasRow.value).where(AliasRow.kind.in_(("external_id", "email"))).order_by(AliasRow.id)):
        if person_id in ids:
            handles[person_id].append(value)
    return handles


def meeting_of(row: OneOnOneRow) -> OneOnOne:
    """A 1:1 as it is kept, both ratings in it: blank the rep's before a manager sees it."""
    return OneOnOne(row.id, row.rep_id, row.manager_id, row.day, row.minutes, row.state, row.notes, row.rep_rating, row.manager_rating)  # type: ignore[arg-type]  # states are checked when written
