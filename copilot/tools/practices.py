"""Deeds a coaching goal can ask for, as data: what to do with a page, with a deal, for a piston (sections 4.5, 10) [B].

Each is one deed of the rep's own that is done or not done. `{page}` is a page's title, `{deal}` an open deal's name;
both are names others gave and stand between quotation marks. A deed that names a deal waits for one; one that speaks
of customers or calls of the rep's own waits until there are any.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """What to do, and how one sees that it was done."""

    do: str
    done: str
    of_record: bool = False
    """Only for somebody with customers, deals or customer calls behind them."""

    @property
    def needs_deal(self) -> bool:
        return "{deal}" in self.do


_ASKED = "The question was asked and the answer is written down"
_LISTED = "The list is on paper"
_PAPER = "It is on paper"

SKILLS: dict[tuple[str, str | None], tuple[Deed, ...]] = {
    ("discovery", None): (
        Deed("Write down three questions from {page} for {deal}", "The three questions are on paper"),
        Deed("List, with {page} beside you, each place in your last discovery call where one question was missing", _LISTED, True),
        Deed("Rehearse the questions of {page} with a colleague for {deal}", "The questions were rehearsed with a colleague"),
    ),
    ("discovery", "demo"): (
        Deed("Write in one sentence, as {page} shows, the problem that a demo for {deal} is about", "The sentence is on paper"),
        Deed("List, with {page}, the screens to leave out of your next demo", _LISTED, True),
        Deed("Run a demo of ten minutes for a colleague the way {page} shows", "The demo was run for a colleague"),
    ),
    ("value", None): (
        Deed("Write down, as {page} shows, what the problem costs the customer of {deal} in a year", "The sum is on paper, each guess in it marked"),
        Deed("Ask the customer of {deal}, as {page} shows, what the problem costs them in a year", _ASKED),
        Deed("Rehearse the questions of {page} with a colleague", "The questions were rehearsed with a colleague"),
    ),
    ("expansion", None): (
        Deed("List, as {page} shows, the teams of one customer that do not use us yet", _LISTED, True),
        Deed("Ask one customer who bought, as {page} shows, which other team has the same problem", _ASKED, True),
    ),
    ("negotiation", None): (
        Deed("Write down, with {page}, three things to ask for in return in {deal}", "The three things are on paper"),
        Deed("Use {page} once in a role-play with a colleague about a discount", "The role-play was held"),
    ),
    ("proposal", None): (
        Deed("Put the proposal for {deal} on one page, as {page} shows", "The proposal is on one page"),
        Deed("Cut one open proposal to a single page, as {page} shows", "The proposal is on one page", True),
    ),
    ("multi-threading", None): (
        Deed("Draw the people who decide on {deal}, as {page} shows", "The people are on paper, those never spoken to marked"),
        Deed("Ask the customer of {deal} for one introduction, as {page} shows", "The introduction was asked for"),
    ),
    ("mutual plan", None): (
        Deed("Write the plan for {deal} backwards from the customer's start date, as {page} shows", "The plan is on paper"),
        Deed("Send the customer of {deal} a first plan written with {page}", "The plan is sent"),
    ),
    ("next step", None): (
        Deed("Propose, as {page} shows, a next step with a date in your next three customer calls", "In each of the three calls a date was proposed", True),
        Deed("Propose a date for the next step to the customer of {deal}, as {page} shows", "A date was proposed"),
    ),
    ("next step", "email"): (
        Deed("Send the customer of {deal} the message of {page}, changed to fit", "The message is sent"),
        Deed("Rewrite the message of {page} for {deal}", "The message is written"),
    ),
    ("prospecting", None): (
        Deed("Write your own first three sentences of a cold call with {page}", "The three sentences are on paper"),
        Deed("Rehearse the opening of {page} with a colleague", "The opening was rehearsed with a colleague"),
        Deed("Use the opening of {page} in your next five first calls", "The opening was used in five first calls"),
    ),
    ("prospecting", "email"): (
        Deed("Rewrite your most used first e-mail with {page}", "The e-mail is rewritten", True),
        Deed("Send five prospects a first e-mail written with {page}", "The five e-mails are sent"),
    ),
    ("referrals", None): (
        Deed("List, with {page}, five customers who got what they hoped for", _LISTED, True),
        Deed("Ask one customer who bought for a referral, in the words of {page}", "That customer was asked", True),
    ),
    ("competition", None): (
        Deed("Ask the customer of {deal}, as {page} shows, which two things will decide between us and the other offer", _ASKED),
        Deed("Write down, with {page}, where the other offer is the better one for {deal}", _PAPER),
    ),
    ("retention", None): (
        Deed("Ask one customer, as {page} shows, what they would change if they could", _ASKED, True),
        Deed("Rehearse the call of {page} with a colleague", "The call was rehearsed with a colleague"),
    ),
    ("target list", None): (
        Deed("List, with {page}, ten companies that resemble your latest wins", _LISTED, True),
        Deed("Write one reason beside each of ten companies on your list, as {page} shows", "Each of the ten has its reason"),
    ),
    ("executive meetings", None): (
        Deed("Write down, with {page}, three sentences on what the director in {deal} must achieve this year", "The three sentences are on paper"),
        Deed("Rehearse the opening of {page} with a colleague", "The opening was rehearsed with a colleague"),
    ),
    ("trial", None): (
        Deed("Write the agreement of {page} for {deal}", "The agreement is written"),
        Deed("Ask the customer of {deal}, as {page} shows, what a trial must prove by its last day", _ASKED),
    ),
    ("event follow-up", None): (
        Deed("Send three people you met at the last event the message of {page}, changed to fit", "The three messages are sent"),
        Deed("Write your own follow-up for the next event with {page}", "The message is written"),
    ),
    ("call blocks", None): (
        Deed("Write three hours for calls into your calendar, as {page} shows", "The three hours are in the calendar"),
        Deed("Write, with {page}, the list for your next hour of calls", _LISTED),
    ),
    ("inbound leads", None): (
        Deed("Write your own first two sentences for a call to an enquiry, with {page}", "The two sentences are on paper"),
        Deed("Rehearse the call of {page} with a colleague", "The call was rehearsed with a colleague"),
    ),
    ("closing", None): (
        Deed("Write down, with {page}, the sentence with which you will ask for the decision in {deal}", "The sentence is on paper"),
        Deed("Ask the customer of {deal} for the decision, in the words of {page}", "The decision was asked for"),
        Deed("Rehearse the question of {page} with a colleague", "The question was rehearsed with a colleague"),
    ),
    ("loss review", None): (
        Deed("Ask one buyer who decided against you what decided it, in the words of {page}", _ASKED, True),
        Deed("Write down, with {page}, three questions to the buyer of your last lost deal", "The three questions are on paper", True),
    ),
    ("renewal", None): (
        Deed("List, as {page} shows, your contracts that end within four months", _LISTED, True),
        Deed("Ask one customer whose contract ends soon what has changed since it began, as {page} shows", _ASKED, True),
    ),
    ("group demos", None): (
        Deed("Ask one person invited to your next group demo what they want to see, as {page} shows", _ASKED),
        Deed("Write the order of your next group demo with {page}", "The order is on paper"),
    ),
    ("win-back", None): (
        Deed("List, with {page}, five deals lost a year ago", _LISTED, True),
        Deed("Send one contact of a deal lost a year ago the message of {page}, changed to fit", "The message is sent", True),
    ),
    ("champion", None): (
        Deed("Ask your contact in {deal}, as {page} shows, what their boss will object to", _ASKED),
        Deed("Write a half page that your contact in {deal} can forward, as {page} shows", "The half page is written"),
    ),
    ("proposal talk", None): (
        Deed("Read the example of {page} aloud with a colleague", "The example was read aloud with a colleague"),
        Deed("Rehearse the proposal for {deal} with a colleague, as {page} shows", "The proposal was rehearsed with a colleague"),
    ),
    ("decision process", None): (
        Deed("Ask the customer of {deal}, as {page} shows, how their last purchase of this kind was decided", _ASKED),
        Deed("Write down the steps to a decision in {deal}, as {page} shows", "The steps are on paper, each guess marked"),
    ),
    ("social outreach", None): (
        Deed("Send five connection requests, each with a line of your own, as {page} shows", "The five requests are sent"),
        Deed("Rewrite your usual connection request with {page}", "The request is rewritten"),
    ),
    ("brush-offs", None): (
        Deed("Rehearse one calm answer to each brush-off of {page} with a colleague", "Each answer was rehearsed with a colleague"),
        Deed("Write down, with {page}, your own answer to the brush-off you hear most", "The answer is on paper"),
    ),
    ("paperwork", None): (
        Deed("Ask the customer of {deal}, as {page} shows, who reads contracts there", _ASKED),
        Deed("List, with {page}, the papers that {deal} will need", _LISTED),
    ),
    ("qualification", None): (
        Deed("Write down which questions of {page} the buyer of {deal} has answered", _PAPER),
        Deed("Ask the customer of {deal} one question of {page} that is still open", _ASKED),
    ),
    ("pricing talk", None): (
        Deed("Say your three usual prices aloud ten times, as {page} shows", "The prices were said aloud ten times"),
        Deed("Rehearse the price of {deal} with a colleague, as {page} shows", "The price was rehearsed with a colleague"),
    ),
    ("recap", None): (
        Deed("Send the customer of {deal} a recap in the form of {page}", "The recap is sent"),
        Deed("Write the recap of your last customer meeting in the form of {page}", "The recap is written", True),
    ),
    ("group decisions", None): (
        Deed("List, with {page}, what each partner in {deal} wants", "The list is on paper, each guess marked"),
        Deed("Ask one partner in {deal} alone what they need from it, as {page} shows", _ASKED),
    ),
    ("no-shows", None): (
        Deed("Send the confirmation of {page} to the next buyer you meet", "The confirmation is sent"),
        Deed("Rewrite your usual invitation with {page}", "The invitation is rewritten"),
    ),
    ("gatekeepers", None): (
        Deed("Ask for advice at reception, in the words of {page}, in your next three first calls", "In each of the three calls advice was asked for"),
        Deed("Rehearse the words of {page} with a colleague", "The words were rehearsed with a colleague"),
    ),
    ("packaging", None): (
        Deed("Rewrite the offer for {deal} in three sizes, as {page} shows", "The offer has three sizes"),
        Deed("Write down a name for each of three sizes, as {page} shows", "The three names are on paper"),
    ),
    ("pipeline hygiene", None): (
        Deed("Write down which pile of {page} each of your open deals is in", "Each open deal is in a pile", True),
        Deed("List, with {page}, the open deals without a next step", _LISTED, True),
    ),
    ("procurement", None): (
        Deed("Write down, with {page}, what you will ask for in return for each concession in {deal}", _PAPER),
        Deed("Rehearse a talk with a purchasing department with a colleague, as {page} shows", "The talk was rehearsed with a colleague"),
    ),
    ("objections", None): (
        Deed("Rehearse the objection you meet most with a colleague, in the steps of {page}", "The objection was rehearsed with a colleague"),
        Deed("Write down, with {page}, the question behind the last objection in {deal}", "The question is on paper"),
    ),
    ("status quo", None): (
        Deed("Ask the customer of {deal}, as {page} shows, what happens if everything stays as it is", _ASKED),
        Deed("Write down, with {page}, what waiting costs the customer of {deal}", "It is on paper, each guess marked"),
    ),
}
"""By skill of a page, and by its activity where that makes a difference. Of pages with another skill: `ANY_PAGE`."""

ANY_PAGE = (
    Deed("Use the page {page} once for {deal}", "The page was used once"),
    Deed("Use the page {page} once to prepare a customer conversation", "The page was used once"),
)
NOTHING_YET = (
    Deed("List ten companies you would like to sell to", "The ten companies are on paper"),
    Deed("Listen in on one customer call of a colleague", "You listened in on one call"),
    Deed("Write down three questions for your first customer conversation", "The three questions are on paper"),
)
"""For somebody without any deal on record."""
WITHOUT_CUSTOMER = (Deed("Write into the CRM which customer {deal} is for", "The customer is in the CRM"),)
"""Of a deal whose customer the CRM does not name, before anything is asked of a customer nobody can find."""

DEALS: dict[str, tuple[Deed, ...]] = {
    "stalled": (
        Deed("Send the customer of {deal} a follow-up that asks one question", "The follow-up is sent"),
        Deed("Ask the customer of {deal} what has changed on their side since you last spoke", _ASKED),
        Deed("Write to a second person at the customer of {deal}", "The message is sent"),
        Deed("Ask the customer of {deal} whether they still see a date for it", _ASKED),
    ),
    "misaligned": (
        Deed("Ask the customer of {deal} by when they need it running", _ASKED),
        Deed("Ask the customer of {deal} which steps are left before they can decide", _ASKED),
        Deed("Set the expected date of {deal} in the CRM to what the customer last said", "The date in the CRM is what the customer last said"),
    ),
    "must_win": (
        Deed("Draw the people who have a say in {deal} on one page", "The page is drawn"),
        Deed("Ask the customer of {deal} who else has a say in the decision", _ASKED),
        Deed("Send the customer of {deal} a plan with a date for each step", "The plan is sent"),
        Deed("Write down what a year of waiting costs the customer of {deal}", "It is on paper"),
    ),
    "open": (Deed("Write the next step of {deal} into the CRM", "The next step is in the CRM with a date"),),
}
"""By why a deal came up; the CRM names their customers."""

PISTONS: dict[str, tuple[Deed, ...]] = {
    "starts": (
        Deed("Ask one customer who bought for a referral", "That customer was asked", True),
        Deed("List ten companies that look like your last win", "The ten companies are on paper", True),
        Deed("Ask one customer who said no last year what has changed since", _ASKED, True),
    ),
    "win_rate": (
        Deed("Ask the customer of {deal} who else has a say in the decision", _ASKED),
        Deed("Ask the customer of {deal} what they compare us with", _ASKED),
        Deed("Ask the customer of your last lost deal what decided it", _ASKED, True),
    ),
    "revenue_per_customer": (
        Deed("Ask the customer of {deal} what the problem costs them in a year", _ASKED),
        Deed("Ask the customer of {deal} which other team has the same problem", _ASKED),
        Deed("Ask one customer who bought which other team has the same problem", _ASKED, True),
    ),
    "speed": (
        Deed("Propose a date for the next step to the customer of {deal}", "A date was proposed"),
        Deed("Ask the customer of {deal} which steps are left on their side", _ASKED),
        Deed("Write the next step of each open deal into the CRM", "Each open deal has a next step with a date", True),
    ),
}
"""What moves a piston and needs only the rep."""


def of_page(skill: str | None, activity: str | None, turn: int) -> tuple[Deed, ...]:
    """What can be done with a page; every page can at least be used once."""
    own = SKILLS.get((skill or "", activity)) or SKILLS.get((skill or "", None)) or ()
    return (*rotated(own, turn), *ANY_PAGE)


def rotated(deeds: tuple[Deed, ...], turn: int) -> tuple[Deed, ...]:
    """The same deeds begun elsewhere, so that the next goal is not the last one again."""
    at = turn % len(deeds) if deeds else 0
    return deeds[at:] + deeds[:at]
