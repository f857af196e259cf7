"""Words a sentence may begin with, and capitalised words that name nobody.

A draft may not name people or accounts outside placeholders, and no list knows all names; so a capital letter is
trusted only on these words.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    """A list of words written as a paragraph."""
    return frozenset(text.split())


CAPITALISED = _words(
    """
    I I'd I'll I'm I've CRM B2B OK FAQ ROI KPI Poor Core Star High Low President's Club Now What English Playbook Salesforce HubSpot Excel LinkedIn
    """
)
"""Capitalised wherever they stand."""

OPENERS = _words(
    """
    a about across after again ahead all along already also although always among an and another any anything are around as ask asked asking at away back
    be because become been before begin being below between beyond block both bring build but by call calls can card check choose clear close closing come
    commit commitments compare compared connect consider could count curious deals decide did do does doing don't done draft draw drop during each earlier
    early easy either else enough even every everything everybody exactly explain explore far few figures find finish first focus follow for forget
    forward from full get getting give given glad go goal goals going good great had half hand has have having he hear hello help her here hers hi high
    him his hold hope how however i if imagine important in including inside instead into is isn't it its it's join just keep keeping kept key know last
    later lay learn leave let let's like likewise list listen little long look looking made make makes making many may maybe me mean meanwhile meeting
    might mine minutes more most move much must my name naming near need needs neither never next no nobody none nor not note notes nothing now of off
    offer often on once one only open opportunities or other others our out over own page part pause people perhaps pick picture piece pipeline place plan
    plans play please plus point practise practice prepare pressing prospect put question questions quiet quick quite raise rather read ready really
    recent recently record remember remind repeat reps rest review right roleplay run running same save say saying see seen select set share she should
    show shown side similarly simply since sit skill skip small so some somebody someone something sometimes soon spend speak speed stages start starts
    stay step still stop such sum suppose sure take taking talk talking tell than thank thanks that that's the their them then there there's these they
    thing things think this those though thought through throughout thus time to today together too topics toward towards true try tune turn two under
    understand unless until up upon us use used using usually value verify very visit wait walk want wanting wants was watch way we week weeks well were
    we're we've what what's whatever when whenever where wherever whether which while who whoever whom whose why will win wins wish with within without
    wonderful work working worth would write can't couldn't doesn't didn't hasn't haven't shouldn't wasn't weren't won't wouldn't aren't here's where's
    who's how's yes yet you you'd you'll you're your yours yourself you've
    """
)
"""Lower case; what a sentence may begin with."""
