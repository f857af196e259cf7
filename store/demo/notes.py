"""1:1 notes as the three managers of Harbour & Pine write them: some worth reading, some with a sin in them.

`{first}` is the rep, `{clinic}` and `{other}` two of the rep's accounts, `{day}` a date after the meeting, `{n}` a
small number. Which sins each holds (ids of coaching-model.md, section 11) is beside it: a detector can be held
against them, and the demo shows what to say instead.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteText:
    """A text and the sins that are in it."""

    text: str
    sins: tuple[str, ...] = ()


NOTES: dict[str, tuple[NoteText, ...]] = {
    "asks": (
        NoteText(
            "Asked {first} what a good fortnight would look like before we opened anything. Answer: two first meetings that are not with the receptionist.\n"
            "Looked at {clinic} together: the practice manager has not seen the calendar view. What would have to be true for her to say yes?\n"
            "{first}: \"I will call the practice manager at {clinic} by {day} and ask who else uses the calendar.\"\n"
            "I will send the migration sheet by {day}. {first} wants to talk about the career step next time."
        ),
        NoteText(
            "Topics from {first} first: the price for several sites, and {other}.\n"
            "Where are you against what you want from this quarter? {first} sees it as close, with {clinic} deciding.\n"
            "What could you do that needs nobody's yes but yours? {first}: \"I'll prepare three questions for the owner of {clinic} and go through them with Samuel by {day}.\" Agreed.\n"
            "My part: ask legal about {other}."
        ),
        NoteText(
            "Short one, {first} came from a demo. What went well: the reception desk tried it themselves. What would you do differently? Ask for the second decision maker earlier.\n"
            "Agreed: {first} asks at each of the next {n} demos who else has to be there, from today until {day}."
        ),
        NoteText(
            "We talked about why {first} does this job at all, and what the next year should bring. Good conversation, I mostly listened.\n"
            "Went a bit long on last quarter, my fault. Nothing agreed this time, we picked a date for it.",
            ("no_commitment",),
        ),
    ),
    "reports": (
        NoteText(
            "Went through the dashboard with {first}. Calls {n}7 against 50, demos {n}, two stages not updated. Told {first} that the activity is too low and that I look at it every morning.\n"
            "{clinic} slipped again. Needs to pick up.",
            ("data_ambush", "no_commitment", "my_time"),
        ),
        NoteText(
            "Last month: four lost, reviewed each of them. Before that the quarter: why did {clinic} go, why did {other} go. Spent most of the time on what happened in spring.\n"
            "{first} is {n}th of 8 on the board and knows it. The others manage it as well.\n"
            "Will see how next week goes.",
            ("rear_view", "stack_ranking", "no_commitment"),
        ),
        NoteText(
            "Pipeline review, deal by deal, 25 minutes. {clinic}: no next step. {other}: no next step. Told {first} to clean up the close dates.\n"
            "{first} will update the close dates of all open deals by {day}.",
            ("my_time",),
        ),
        NoteText(
            "{first} asked how the ones who do well with group practices start. Good question; I told the story of {other}.\n"
            "{first} will write the first e-mail to the owner of {clinic} by {day} and show it to me before it goes."
        ),
        NoteText("All fine. Keep going.", ()),
    ),
    "tells": (
        NoteText(
            "I explained how I would work {clinic}: go to the owner, leave reception out of it, offer the yearly price. Then I explained the new price list and the fair. You should call earlier in the day, and you need to log it.\n"
            "{first} had no questions.",
            ("my_time", "no_commitment"),
        ),
        NoteText(
            "Number for the quarter: what is missing and how to get it. More calls, more demos, better follow-up. {first} should try harder at the end of the month.\n"
            "We did not get to {first}'s topic about {other}.",
            ("my_time", "no_aspiration", "no_commitment"),
        ),
        NoteText(
            "{first} brought a topic: a day with the product people. I said I will ask by {day}.\n"
            "{first} will list the five questions that clinics ask most by {day}."
        ),
        NoteText(
            "Started with what {first} wants from this year, then {clinic}. What would make it easy for them to start in January?\n"
            "{first} writes down the plan for the first ten days and takes it to {clinic} on {day}. I come along if {first} asks."
        ),
    ),
}  # fmt: skip
STAR_NOTES = (NoteText("Nothing to fix. {first} is fine without me. 10 minutes, talked about the fair.", ("no_commitment",)), NoteText("All green. Keep going.", ()))
"""For the star whom nobody stretches."""
