"""Whose words an agenda is in: the manager's, who speaks to the rep, or nobody's, where the rep prepares and is spoken to about both."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Voice:
    """The phrases of the plain wording that tell who is speaking; braces are filled with names of Facts."""

    no_wish: str
    """Nothing is known yet of what the rep wants."""
    performance: str
    career: str
    purpose: str
    settled: str
    """Above goals the CRM has judged."""
    contested: str
    first: str
    """A first conversation, without any data."""
    deals: str
    """Above deals that need tuning."""
    early: str
    """Too little is on record to compare."""
    bring: str
    """Above what the rep asked the manager to bring."""
    prepared: str
    """The question after it where nothing was asked for."""
    manager_topics: str
    seen_work: str
    """After a quotation; the title of its page goes into the braces."""
    next_time: str
    """The last question."""
    titles: dict[str, str] = field(default_factory=dict)
    """By section: those that tell who speaks."""


MANAGER = Voice(
    no_wish="I don't know yet what you want from this year, or where you want your work to take you. What do you hope for, and what is it for? I'll write it down in your words.",
    performance="You told me what you want: {{{0}}}. How is it looking to you, and what would help?",
    career="You told me where you see yourself going: {{{0}}}. What would be a step towards that, and what do you want from this year?",
    purpose="You told me what it is for: {{{0}}}. What would you like this year to bring towards that?",
    settled="Counted in the CRM; tell me where it has that wrong:",
    contested="One of us sees this differently, so let us settle it together:",
    first=(
        "There is nothing of yours in the data to look at yet, so this is about getting to know how you work. Which customers do you want to be talking to? "
        "What has worked for you before? What do you need from me to get going?"
    ),
    deals="Deals where we could think together:",
    early="It is early to compare figures, so let us look at how you work. What goes well in a normal week, and where would you like a hand?",
    bring="You asked me to bring:",
    prepared="What should I come prepared for?",
    manager_topics="What I would like to bring up:",
    seen_work="That is from {{{0}}} in our playbook. Which part of it fits how you work?",
    next_time="What will you do or not do until we meet again?",
    titles={"my_topics": "My topics", "seen_work": "What I've seen work"},
)
"""The manager prepares."""

REP = Voice(
    no_wish="Nobody has written down yet what you want from this year, or where you want your work to take you. What do you hope for, and what is it for? Say it on your page, in your own words.",
    performance="You said what you want: {{{0}}}. How is it looking to you, and what would help?",
    career="You said where you see yourself going: {{{0}}}. What would be a step towards that, and what do you want from this year?",
    purpose="You said what it is for: {{{0}}}. What would you like this year to bring towards that?",
    settled="Counted in the CRM; say where it has that wrong:",
    contested="You and your manager see this differently, so settle it together:",
    first=(
        "There is nothing of yours in the data to look at yet, so this is about how you work. Which customers do you want to be talking to? "
        "What has worked for you before? What do you need from your manager to get going?"
    ),
    deals="Deals you could think through together:",
    early="It is early to compare figures, so this is about how you work. What goes well in a normal week, and where would you like a hand?",
    bring="You asked your manager to bring:",
    prepared="What should your manager come prepared for?",
    manager_topics="What your manager would like to bring up:",
    seen_work="That is from {{{0}}} in the playbook. Which part of it fits how you work?",
    next_time="What will you do or not do until the next 1:1?",
    titles={"my_topics": "From your manager", "seen_work": "What has worked here"},
)
"""The rep prepares, and is the one who reads it."""
