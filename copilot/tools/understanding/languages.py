"""Messages in German, French and Spanish: "prepare me for my 1:1 with X" is understood, whatever else is said is answered with a plain word about English."""

from __future__ import annotations

import re

_NAME = r"(?P<name>[^\W\d_][\w'’-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’-]+){0,3})"
_TALK = r"(?:1[:-]1s?|121|one[- ](?:on|to)[- ]one|gespräch\w*|einzelgespräch\w*|vieraugengespräch\w*|mitarbeitergespräch\w*|termin|treffen|meeting|entretien|tête[- ]à[- ]tête|rendez[- ]vous|réunion|point|entrevue|reunión|reunion|charla|cita|entrevista|uno a uno|sesión)"
_PREPARE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:bereite?|vorbereit\w*|vorzubereiten|mach|hilf)\b.*\b{_TALK}\W+(?:am \w+ |morgen |heute )?mit (?:der |dem |herrn |frau )?{_NAME}",
        rf"\b{_TALK} mit (?:herrn |frau )?{_NAME}\b.*\b(?:vorbereiten|vorzubereiten|vorbereitet)\b",
        rf"\b(?:agenda|vorbereitung)\b.*\b(?:für|zum|mit)\b.*\bmit (?:herrn |frau )?{_NAME}",
        rf"\bpr[ée]p[aá]r\w*\b.*\b{_TALK}\W+(?:\w+ ){{0,2}}?(?:avec|con) {_NAME}",
        rf"\b(?:aide|ayúda|ayuda)\w*\b.*\b{_TALK}\W+(?:\w+ ){{0,2}}?(?:avec|con) {_NAME}",
    )
)
_TAIL = re.compile(r"[\s,]+(?:vor|bitte|s'il (?:te|vous) pla[iî]t|svp|por favor|am|le|el|este|ce|pour|para|für|morgen|heute|demain|aujourd'hui|mañana|hoy)\b.*$", re.IGNORECASE)
_DAYS = {
    "Monday": "montag lundi lunes",
    "Tuesday": "dienstag mardi martes",
    "Wednesday": "mittwoch mercredi miércoles miercoles",
    "Thursday": "donnerstag jeudi jueves",
    "Friday": "freitag vendredi viernes",
    "tomorrow": "morgen demain mañana",
    "today": "heute aujourd'hui hoy",
}
_WORDS = {
    "German": "ich mich mir mein meine meinen meinem meiner mit bei das ist sind wie wer nicht für und von zu bitte kannst du sein seine hat haben wann welche welcher welches warum viele wieviel läuft läufts bereite geht es gibt wird noch zum zur auf der dem den im letztes letzten letzte quartal",
    "French": "je moi mon mes avec pour est sont comment le les des une quel quelle quels quelles que pourquoi combien et dans sur ce cette va vont a-t-il a-t-elle ses dernier trimestre préparez prépare nous vous il elle au aux qu'est-ce c'est ont gagné ventes",
    "Spanish": "para mi mis con el los las una cómo como qué cuál quién quien por prepárame cuántos cuántas está están va su sus favor reunión del ganó trimestre pasado este esta dónde cuándo y le lo ventas hizo tiene hay",
}
_ENGLISH = frozenset(
    [
        "the",
        "is",
        "are",
        "was",
        "were",
        "what",
        "who",
        "how",
        "when",
        "where",
        "which",
        "why",
        "my",
        "his",
        "her",
        "their",
        "i",
        "you",
        "we",
        "he",
        "she",
        "they",
        "it",
        "of",
        "to",
        "and",
        "for",
        "with",
        "in",
        "on",
        "at",
        "does",
        "do",
        "did",
        "has",
        "have",
        "can",
        "could",
        "should",
        "would",
        "will",
        "me",
        "us",
        "this",
        "that",
        "get",
        "make",
        "tell",
        "show",
        "give",
        "about",
        "from",
        "not",
        "be",
        "by",
        "or",
        "if",
        "many",
        "much",
    ]
)


def in_english(text: str) -> str | None:
    """The English for "prepare me for my 1:1 with X", with its day where one is named; None for anything else, English included."""
    m = next((m for p in _PREPARE if (m := p.search(text))), None)
    if m is None:
        return None
    name = _TAIL.sub("", m["name"]).strip(" ,.?!")
    words = re.findall(r"[\w']+", text.lower().replace("’", "'"))
    day = next((english for english, others in _DAYS.items() if set(others.split()) & set(words)), None)
    when = "" if day is None else f" {day}" if day[:1].islower() else f" on {day}"
    return f"get me ready for my 1:1 with {name}{when}"


def language_of(text: str) -> str | None:
    """German, French or Spanish where at least two of its small words stand there and outnumber the English ones; names are to be masked."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text.lower())
    english = sum(w in _ENGLISH for w in words)
    counts = {language: len({w for w in words if w in known}) for language, known in ((name, set(own.split())) for name, own in _WORDS.items())}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= 2 and counts[best] > english else None
