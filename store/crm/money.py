"""Reading money: which sign parts thousands and which decimals is decided for a whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from store.crm.dates import MISSING

CODES = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "CHF",
        "JPY",
        "CNY",
        "INR",
        "BRL",
        "MXN",
        "CAD",
        "AUD",
        "NZD",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "TRY",
        "RUB",
        "UAH",
        "ZAR",
        "SGD",
        "HKD",
        "TWD",
        "KRW",
        "THB",
        "MYR",
        "IDR",
        "PHP",
        "VND",
        "AED",
        "SAR",
        "ILS",
        "EGP",
        "NGN",
        "KES",
        "ARS",
        "CLP",
        "COP",
        "PEN",
        "UYU",
        "ISK",
        "HRK",
        "PKR",
        "BDT",
        "LKR",
        "KWD",
        "QAR",
    ]
)
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "R$": "BRL", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "$": "USD", "zł": "PLN", "Kč": "CZK", "₺": "TRY", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₱": "PHP", "₫": "VND", "฿": "THB", "Rs.": "INR", "Rs": "INR", "Fr.": "CHF", "SFr.": "CHF", "Ft": "HUF", "¥": "JPY", "kr.": "", "kr": "", "EURO": "EUR", "Euro": "EUR", "euro": "EUR", "R": "ZAR", "TL": "TRY", "￥": "JPY", "円": "JPY", "元": "CNY", "원": "KRW", "руб.": "RUB", "руб": "RUB", "₴": "UAH", "грн": "UAH", "lei": "RON", "lv": "BGN", "Rp": "IDR", "RM": "MYR", "NT$": "TWD", "CN¥": "CNY", "RMB": "CNY", "S/": "PEN"}  # fmt: skip
_BY_LENGTH = sorted(_SYMBOLS, key=len, reverse=True)
_SCALES = {"k": 1e3, "tsd": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "mil": 1e6, "million": 1e6, "millions": 1e6, "b": 1e9, "bn": 1e9, "mrd": 1e9, "billion": 1e9, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "cr": 1e7, "crore": 1e7, "crores": 1e7, "万": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8, "тыс": 1e3, "млн": 1e6, "tis": 1e3, "tys": 1e3, "mln": 1e6, "milj": 1e6, "bin": 1e3, "milyon": 1e6}  # fmt: skip
_BODY = re.compile(r"^([+-]?)\s*(\d[\d.,'’ _]*|[.,]\d+)(?:[eE]([+-]?\d+))?\s*([^\W\d_]*)\.?$")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-", "–": "-", "’": "'"})
_GROUPED = re.compile(r"^\d{1,3}(?:[.,' _]\d{3})+$|^\d{1,3}(?:[.,' _]\d{2})+[.,' _]\d{3}$")


_CONVERTED = re.compile(r"^(?=.*?\b([A-Z]{3})\b)[^()]*\d[^()]*\((?=.*?\b([A-Z]{3})\b)\s*([^()]*\d[^()]*?)\s*\)$")
"""`EUR 1,200.00 (USD 1,296.00)`: an amount with what it is in the company's own currency."""


@dataclass(frozen=True, slots=True)
class _Amount:
    digits: str
    """The number as written, without sign, currency and scale."""
    sign: int
    scale: float
    currency: str | None
    exponent: int


@dataclass
class MoneyColumn:
    """What a column of money turned out to be."""

    values: dict[str, float | None] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    """Cell -> currency, where the cell itself says it."""
    decimal: str | None = None
    """The decimal sign; None where no value needed one."""
    ambiguous: bool = False
    how: str = ""


@lru_cache(maxsize=100_000)
def _take_apart(text: str) -> _Amount | None:
    s = text.translate(_SPACES).strip().strip('"').strip()
    if s.isdecimal() and s.isascii():
        return _Amount(s, 1, 1.0, None, 0)  # most cells are bare digits
    if (m := _CONVERTED.match(s)) and m[1] in CODES and m[2] in CODES:
        s = m[3]
    sign = 1
    if s.startswith("(") and s.endswith(")"):
        s, sign = s[1:-1].strip(), -1
    currency: str | None = None
    for code in re.findall(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", s):
        if code in CODES:
            currency, s = code, s.replace(code, " ").strip()
            break
    for symbol in _BY_LENGTH:
        if s.startswith((symbol, "-" + symbol, "+" + symbol)) or s.endswith(symbol):
            if symbol.isalpha() and len(symbol) == 1 and not re.match(rf"^[+-]?{symbol}\s?\d", s):
                continue
            currency, s = currency or _SYMBOLS[symbol] or None, s.replace(symbol, " ", 1).strip()
            break
    if s.startswith("(") and s.endswith(")"):
        s, sign = s[1:-1].strip(), -sign
    s = re.sub(r"[.,]-+$", "", s)  # `1.200,-` and `1.200,--`
    if s.endswith("-") and s[:-1].strip():
        s, sign = s[:-1].strip(), -sign
    m = _BODY.match(s)
    if m is None:
        return None
    word = m[4].lower()
    if word and word not in _SCALES:
        return None
    if m[1] == "-":
        sign = -sign
    return _Amount(m[2].strip(), sign, _SCALES.get(word, 1.0), currency, int(m[3] or 0))


def is_money(text: str) -> bool:
    """Whether one cell reads as an amount."""
    return _take_apart(text) is not None


def read_money(texts: Iterable[str], decimal: str | None = None, hint: str | None = None) -> MoneyColumn:
    """The amounts of a column.

    Args:
        texts: the distinct cells.
        decimal: the decimal sign where a mapping says it.
        hint: the decimal sign that the rest of the file suggests; used only where the column proves nothing.
    """
    out = MoneyColumn()
    amounts: dict[str, _Amount] = {}
    for text in texts:
        if text.strip().lower() in MISSING:
            out.values[text] = None
            continue
        amount = _take_apart(text)
        if amount is None:
            out.values[text], out.bad[text] = None, "is not an amount"
            continue
        amounts[text] = amount
        if amount.currency:
            out.currencies[text] = amount.currency
    out.decimal, out.how = (decimal, f"decimal sign {decimal!r} as the mapping says") if decimal else _decimal_sign(list(amounts.values()), out, hint)
    for text, amount in amounts.items():
        value = _number(amount, out.decimal)
        out.values[text] = value
        if value is None:
            out.bad[text] = f"is not an amount when {out.decimal!r} is the decimal sign, as in the rest of its column"
    return out


def _decimal_sign(amounts: list[_Amount], out: MoneyColumn, hint: str | None) -> tuple[str | None, str]:
    proof = {".": 0, ",": 0}
    groups = {".": 0, ",": 0}
    unsure = {".": 0, ",": 0}
    plain_thousands = 0
    for amount in amounts:
        d = amount.digits
        dot, comma = d.rfind("."), d.rfind(",")
        if dot >= 0 and comma >= 0:
            last, parted = (".", ",") if dot > comma else (",", ".")
            proof[last] += 1
            groups[parted] += 1
            continue
        if dot < 0 and comma < 0:
            plain_thousands += d.isdigit() and len(d) > 3
            if re.search(r"\d[' ]\d{3}", d):
                groups["'"] = groups.get("'", 0) + 1
            continue
        sign = "." if dot >= 0 else ","
        whole, *tail = d.split(sign)
        if len(tail) > 1:
            groups[sign] += 1
        elif len(tail[0]) != 3 or len(whole) > 3 or whole in ("", "0") or amount.scale > 1 or amount.exponent or re.search(r"[' ]", whole):
            proof[sign] += 1
        else:
            unsure[sign] += 1
    other = {".": ",", ",": "."}
    for sign in (".", ","):
        if proof[sign] > 0 and proof[sign] >= proof[other[sign]] * 20 and proof[sign] >= groups[sign]:
            return sign, f"decimal sign {sign!r}: {proof[sign]} values show it"
    for sign in (".", ","):
        if groups[sign] > 0 and not groups[other[sign]] and proof[sign] == 0:
            return other[sign], f"{sign!r} parts thousands: {groups[sign]} values show it"
    if proof["."] or proof[","]:
        best = "." if proof["."] >= proof[","] else ","
        out.ambiguous = True
        return best, f"decimal sign {best!r} in {proof[best]} values, though {proof[other[best]]} use the other"
    for sign in (",", "."):
        if not unsure[sign]:
            continue
        if plain_thousands:
            return sign, f"decimal sign {sign!r}: thousands stand without one"
        if hint is not None:
            return hint, f"decimal sign {hint!r}, as elsewhere in this export"
        if sign == "," or unsure[sign] >= 1:
            # `1,234` or `1.234` and nothing above 999 without a sign: three digits after it in every value are thousands
            out.ambiguous = sign == "." and unsure[sign] < 3
            return other[sign], f"{sign!r} parts thousands: three digits follow it in every value"
    return None, "plain numbers"


def _number(amount: _Amount, decimal: str | None) -> float | None:
    d = amount.digits.replace("'", "").replace(" ", "").replace("_", "")
    decimal = decimal or "."
    thousands = "," if decimal == "." else "."
    if thousands in d:
        whole = d.split(decimal)[0]
        if not _GROUPED.match(whole):
            return None
        d = d.replace(thousands, "")
    d = d.replace(decimal, ".")
    if d.count(".") > 1:
        return None
    try:
        return round(amount.sign * float(d) * amount.scale * 10.0**amount.exponent, 6)
    except ValueError:
        return None


_UNIT = r"(?:[$€£¥₹]|" + "|".join(sorted(c.lower() for c in CODES)) + ")"
_SCALED = (
    (0.01, re.compile(r"\b(?:cents|pence|centimes|minor units?)\b")),
    (1e3, re.compile(rf"[(\[{{](?:in )?(?:{_UNIT}\s?)?(?:k|thousands?|thous|tsd\.?|'?000s?|t(?=\s?€))(?:\s?{_UNIT})?[)\]}}]$|\bin (?:thousands|tsd|k)\b|\b[tk]eur\b|\bin 1[.,]?000\b")),
    (1e3, re.compile(rf"^{_UNIT}\s?k$|^k\s?{_UNIT}$|\b{_UNIT}\s?k$|\bk\s?{_UNIT}$|\s[tk]\s?[€$£]$")),
    (1e6, re.compile(rf"[(\[{{](?:in )?(?:{_UNIT}\s?)?(?:mm?|mn|millions?|mio\.?)(?:\s?{_UNIT})?[)\]}}]$|\bin (?:millions?|mio)\b")),
    (1e5, re.compile(r"\b(?:lakhs?|lacs?)\b")),
    (1e7, re.compile(r"\bcrores?\b")),
)


def scale_in(header: str) -> float:
    """By what the amounts below a header are to be multiplied: `Value ($K)`, `amount_cents`, `Umsatz in TEUR`."""
    said = re.sub(r"\s+", " ", header.replace("_", " ").lower()).strip()
    return next((scale for scale, pattern in _SCALED if pattern.search(said)), 1.0)


_NAMES = {
    "us dollar": "USD",
    "u s dollar": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pound sterling": "GBP",
    "british pound": "GBP",
    "pound": "GBP",
    "swiss franc": "CHF",
    "indian rupee": "INR",
    "brazilian real": "BRL",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "yen": "JPY",
    "japanese yen": "JPY",
}


def currency_in(text: str) -> str | None:
    """The currency a header or a cell names (`Amount (EUR)`, `Value $`), or None."""
    for code in re.findall(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", text.replace("_", " ")):
        if code.upper() in CODES and (code.isupper() or code.lower() in ("usd", "eur", "gbp", "inr", "brl", "chf", "cad", "aud", "jpy")):
            return str(code).upper()
    if text.strip().lower().replace(".", " ").strip() in _NAMES:
        return _NAMES[text.strip().lower().replace(".", " ").strip()]
    for symbol in _BY_LENGTH:
        if not symbol.isalpha() and symbol in text and _SYMBOLS[symbol]:
            return _SYMBOLS[symbol]
    return None
