"""From bytes to the cells of a delimited text table: encoding, delimiter, quoting."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from copilot.errors import UnreadableFile
from store.crm.names import known_header, unspaced

DELIMITERS = (",", ";", "\t", "|")
_WESTERN = set("àâäáãåçéèêëíìîïñóòôöõúùûüßøæœýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜØÆŒ€£’‘“”–—…\u00a0°ºª")
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
_EASTERN = ("cp932", "gb18030", "big5", "euc_kr", "euc_jp")
_HEADER_LINES = 12
_SNIFF_LINES = 200


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as text; `numbers` are the 1-based lines (csv) or rows (xlsx) that `rows` stand in."""

    rows: list[list[str]]
    numbers: list[int]
    how: str
    decimal_hint: str | None = None
    """`,` where a semicolon parts the cells: such exports come from places that write 1.234,56."""
    sheet: str | None = None


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and the encoding it was in.

    Raises:
        UnreadableFile: the bytes are no text (an image, an archive).
    """
    for bom, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            return data.decode(encoding, errors="replace"), encoding
    head = data[:4000]
    if len(head) >= 4 and head.count(0) > len(head) // 5:
        # ASCII letters in UTF-16 have their zero byte second (little-endian) or first (big-endian)
        odd, even = head[1::2].count(0), head[::2].count(0)
        if max(odd, even) > 0.6 * (len(head) // 2):
            encoding = "utf-16-le" if odd > even else "utf-16-be"
            return data.decode(encoding, errors="replace"), encoding
    controls = sum(b < 32 and b not in (9, 10, 11, 12, 13) for b in head)
    if head and controls > max(3, len(head) // 50):
        raise UnreadableFile(f"{name!r} is not a table: it holds binary data; export it as CSV or XLSX")
    data = data.replace(b"\x00", b"")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    return _decode_without_unicode(data)


def _decode_without_unicode(data: bytes) -> tuple[str, str]:
    eastern = _decode_eastern(data)
    if eastern is not None:
        return eastern
    sample = b"\n".join(line for line in data.splitlines() if any(b > 127 for b in line))[:200_000]
    if _foreign_words(sample.decode("cp1252", errors="replace")):
        from charset_normalizer import from_bytes  # only here: it is slow

        guess = from_bytes(sample, cp_exclusion=[*_SINGLE_BYTE, "latin_1", "cp437", "cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_15"]).best()
        if guess is not None and guess.encoding:
            return data.decode(guess.encoding, errors="replace"), guess.encoding
    scores = {encoding: _western_share(sample.decode(encoding, errors="replace")) for encoding in _SINGLE_BYTE}
    best = max(_SINGLE_BYTE, key=lambda e: scores[e])  # the first of equals: cp1252
    if scores[best] < 0.7:
        from charset_normalizer import from_bytes  # only here: it is slow, and wrong on short western texts

        guess = from_bytes(sample).best()
        if guess is not None and guess.encoding:
            return data.decode(guess.encoding, errors="replace"), guess.encoding
    try:
        return data.decode(best), best
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _decode_eastern(data: bytes) -> tuple[str, str] | None:
    """Japanese, Chinese or Korean, where one of their encodings makes headers of the first lines that we know."""
    best, most = None, 1
    for encoding in _EASTERN:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        known = {c for line in text.splitlines()[:_HEADER_LINES] for c in re.split(r"[,;|\t\"]", line) if unspaced(c) and known_header(c)}
        if len(known) > most:
            best, most = (text, encoding), len(known)
    return best


def _foreign_words(text: str) -> bool:
    """Whether words are made of accented letters throughout, as Cyrillic or Greek look in a western encoding."""
    words = [w for w in re.findall(r"[^\W\d_]{4,}", text) if any(ord(c) > 127 for c in w)]
    return len(words) >= 3 and sum(all(ord(c) > 127 for c in w) for w in words) > 0.5 * len(words)


def _western_share(text: str) -> float:
    """How many of the non-ASCII characters are what western names are written with, lower case inside words."""
    strange = [(text[i - 1] if i else " ", c) for i, c in enumerate(text) if ord(c) > 127]
    good = sum(c in _WESTERN and not (before.islower() and c.isupper()) for before, c in strange)
    return good / len(strange) if strange else 1.0


def read_text(data: bytes, name: str) -> Grid:
    """The grid of a csv, tsv or txt file.

    Raises:
        UnreadableFile: empty, binary, or text that is no table.
    """
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(f"{name!r} is empty: export it again")
    text, encoding = decode(data, name)
    text = text.replace("\x00", "")
    lead = text.lstrip()[:300].lower()
    if lead.startswith(("{", "[{", "<?xml", "%pdf")):
        raise UnreadableFile(f"{name!r} is not a table of rows and columns: export it as CSV or XLSX")
    skipped = 0
    declared = re.match(r"\s*\"?sep=(.)\"?[ \t,;]*\r?\n", text, re.IGNORECASE)
    if declared:
        text, skipped = text[declared.end() :], 1
    delimiter = declared.group(1) if declared else _sniff(text)
    if delimiter is None:
        raise UnreadableFile(f"{name!r} is not a table: no delimiter (comma, semicolon, tab, bar) parts its lines alike")
    rows, numbers = _records(text, delimiter, skipped)
    shown = {"\t": "tab"}.get(delimiter, delimiter)
    return Grid(rows, numbers, f"{encoding}, delimiter {shown!r}", "," if delimiter == ";" else None)


def _sniff(text: str) -> str | None:
    """The delimiter whose reading gives most lines the same number of cells, more cells first."""
    lines: list[str] = text.splitlines()[:_SNIFF_LINES]
    best, best_score = None, 0.0
    for delimiter in DELIMITERS:
        try:
            counts = [len(r) for r in csv.reader(lines, delimiter=delimiter) if any(c.strip() for c in r)]
        except csv.Error:
            continue
        wide = Counter(c for c in counts if c > 1)
        if not wide:
            continue
        width, votes = max(wide.items(), key=lambda kv: (kv[1] * kv[0] ** 0.5, kv[0]))
        score = votes / len(counts) * width**0.35
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str, skipped: int) -> tuple[list[list[str]], list[int]]:
    """Rows with the line each begins on; a quote that never closes is taken as a plain character."""
    escaped = text.count('\\"') > text.count('""')
    options = {"delimiter": delimiter, "escapechar": "\\", "doublequote": False} if escaped else {"delimiter": delimiter}
    rows: list[list[str]] = []
    numbers: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), **options)
    begin = 1
    try:
        for row in reader:
            rows.append(row)
            numbers.append(begin + skipped)
            lines, begin = reader.line_num + 1 - begin, reader.line_num + 1
            if lines > 60 and any(cell.count("\n") > 60 for cell in row):
                raise csv.Error("a quote that does not close")
    except csv.Error:
        return _records_without_quotes(text, delimiter, skipped)
    if rows and any(cell.count("\n") > 4 and cell.count(delimiter) > 4 * len(rows[0]) for cell in rows[-1]):
        return _records_without_quotes(text, delimiter, skipped)
    return rows, numbers


def _records_without_quotes(text: str, delimiter: str, skipped: int) -> tuple[list[list[str]], list[int]]:
    """Line by line: quotes are honoured where they balance inside the line, else kept as characters."""
    rows, numbers = [], []
    for number, line in enumerate(text.splitlines(), start=1 + skipped):
        balanced = line.count('"') % 2 == 0
        row = next(csv.reader([line], delimiter=delimiter) if balanced else csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
        rows.append(row)
        numbers.append(number)
    return rows, numbers
