"""What the people of Harbour & Pine want, in their own words, and what they bring to the next 1:1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Wish:
    """One aspiration; `months` is how long ago it was said. An amount or a segment only where the words name one."""

    rep: str
    kind: Literal["performance", "career", "purpose"]
    words: str
    months: int
    times_quota: float | None = None
    """Of the running quarter's quota."""
    amount: int | None = None
    """A quarter, in EUR."""
    segment: str | None = None


WISHES = (
    Wish("Priya Nair", "performance", "I want two quarters in a row at quota. I have had one at a time, never two.", 4, 1.0),
    Wish("Priya Nair", "career", "In three years I would like to lead a small team for hospitals.", 9),
    Wish("Priya Nair", "purpose", "My mother waited eleven weeks for an appointment that a better calendar would have found her.", 9),
    Wish("Tom Brandt", "performance", "Stop losing the ones that say they love it. I want to be in the top band by summer.", 3, segment="Star"),
    Wish("Tom Brandt", "career", "Become the person others ask to sit in on their proposals.", 3),
    Wish("Ana Souza", "performance", "Make the number for a whole year, once.", 2, 1.0),
    Wish("Ana Souza", "career", "Move to partnerships and open Portugal for us.", 8),
    Wish("Ana Souza", "purpose", "I send my sister through university in Recife. Two more years.", 8),
    Wish("Grant Hollis", "performance", "Keep my own way of working and land at 120 % of quota.", 6, 1.2),
    Wish("Grant Hollis", "career", "A territory of my own where I decide how it is worked.", 6),
    Wish("Mei Tanaka", "performance", "The club at 120 % of quota. I missed it by one deal last time.", 7, 1.2),
    Wish("Mei Tanaka", "career", "Specialise in group practices and speak about them at the winter fair.", 7),
    Wish("Mei Tanaka", "purpose", "Take my parents to see Hokkaido again, with the club trip or without it.", 5),
    Wish("Maria Jensen", "performance", "A steady year: every month above 25,000, no heroics in the last week.", 5, amount=75_000),
    Wish("Maria Jensen", "purpose", "Be home at five on the days that are mine with the children.", 5),
    Wish("Samuel Adeyemi", "performance", "Reach 115 % and know why.", 4, 1.15),
    Wish("Samuel Adeyemi", "career", "Team lead within two years.", 4),
    Wish("Chidi Okafor", "performance", "Clean up what I have and get back over quota in the spring.", 2, 1.0),
    Wish("Chidi Okafor", "career", "Key accounts. I like the long ones.", 10),
    Wish("Łukasz Zieliński", "career", "I have not thought about it. Nobody has asked in a while.", 16),
    Wish("Viktor Petrov", "performance", "Get back to where I was two years ago.", 11),
    Wish("Maria Delgado", "performance", "Quota, and one group practice a quarter.", 6, 1.0),
    Wish("Maria Delgado", "career", "Learn to train others; maybe enablement one day.", 6),
    Wish("Fatima Haddad", "performance", "Finish the year in the star band.", 3, segment="Star"),
    Wish("Fatima Haddad", "career", "Regional lead for clinics that run in two languages.", 3),
    Wish("Fatima Haddad", "purpose", "Show my daughters that one can be good at this and be kind.", 3),
    Wish("Owen Gallagher", "performance", "Never below quota again.", 5, 1.0),
    Wish("Aisha Rahman", "performance", "Best year anybody has had here. I want to see what the limit is.", 4, segment="Star"),
    Wish("Aisha Rahman", "career", "Sales lead for a new country.", 4),
    Wish("Aisha Rahman", "purpose", "Buy the flat my brother and I grew up in.", 4),
    Wish("José Álvarez", "performance", "120 % by being early with the big ones, not late with many small ones.", 6, 1.2),
    Wish("José Álvarez", "career", "Product. I want to build what I keep asking them to build.", 6),
    Wish("Noor van Dijk", "performance", "Ten percent above quota for the year.", 8, 1.1),
    Wish("Noor van Dijk", "career", "Manage people. I have asked for a first small step twice.", 8),
    Wish("Kwame Mensah", "performance", "Stay in the star band while I coach two new people.", 5, segment="Star"),
    Wish("Kwame Mensah", "career", "Manager of the West team one day.", 5),
    Wish("Linh Tran", "performance", "Reach the star band before my second year is over.", 2, segment="Star"),
    Wish("Linh Tran", "purpose", "Clinics like the one my grandfather ran alone deserve help with their evenings.", 7),
    Wish("Emily Carter", "performance", "Cross 100 % without working weekends.", 4, 1.0),
    Wish("Emily Carter", "career", "Customer success is what I might like better; I want to find out.", 4),
    Wish("Ravi Deshpande", "performance", "Halve the time my deals take.", 3),
    Wish("Ravi Deshpande", "purpose", "Enough put aside to take the winter off with my son.", 10),
    Wish("Björn Eriksson", "performance", "Make the number and leave room for the band.", 9, 1.0),
    Wish("Camille Dubois", "performance", "A quarter at 150 %.", 6, 1.5),
    Wish("Camille Dubois", "career", "Enterprise sales in two years, in French and in English.", 6),
)
"""Zoë Lindqvist and Daniel Cohen have not been asked yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A topic a rep added for the next 1:1; private until shared."""

    rep: str
    words: str
    bring: bool = False
    shared: bool = True


TOPICS = (
    Wanted("Priya Nair", "How do the others find practice managers before they go looking for software?"),
    Wanted("Priya Nair", "Who decides about the discount for three sites?", bring=True),
    Wanted("Tom Brandt", "Could you listen to my last proposal meeting with me?", bring=True),
    Wanted("Tom Brandt", "I think I send the proposal too early", shared=False),
    Wanted("Ana Souza", "Group practices: where do I start?"),
    Wanted("Mei Tanaka", "Which two deals decide about the club?"),
    Wanted("Zoë Lindqvist", "What does a good first quarter look like here?"),
    Wanted("Chidi Okafor", "Which of my old deals may I close without you being cross?"),
    Wanted("Fatima Haddad", "Arabic version of the booking page: what do we promise?", bring=True),
    Wanted("Linh Tran", "A day a month with the product people"),
    Wanted("Grant Hollis", "The approval for special terms takes nine days", bring=True),
    Wanted("Noor van Dijk", "A first step towards leading people", shared=False),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """A company initiative; days are counted from the day the demo is made."""

    title: str
    body: str
    start: int
    end: int | None


INITIATIVES = (
    Cause("Live in ten days", "Clinics that sign this season get their calendar live within ten working days. Ask for the migration contact before the proposal goes out.", -45, 60),
    Cause("Group practice price list", "Three sites or more have a price list of their own. The page in the playbook says when to bring it up.", -20, None),
    Cause("Summer fair", "Each of us invites five clinics to the fair.", -190, -120),
)
