"""From an xlsx workbook to grids of text, one a visible sheet."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

from copilot.errors import UnreadableFile
from store.crm.text import Grid

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_EMPTY_ROWS_AT_END = 500


def is_workbook(data: bytes) -> bool:
    return data.startswith((_ZIP, _OLE))


def read_workbook(data: bytes, name: str) -> list[Grid]:
    """Grids of all visible sheets that hold anything.

    Raises:
        UnreadableFile: locked by a password, the old binary format, or broken.
    """
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        why = "is locked with a password: save a copy without one" if locked else "is in the old binary .xls format: save it as XLSX or CSV"
        raise UnreadableFile(f"{name!r} {why}")
    import openpyxl  # here: only exports that are workbooks pay for it

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError) as e:
        raise UnreadableFile(f"{name!r} is not a workbook that can be opened ({type(e).__name__}): save it again as XLSX or CSV") from e
    grids = []
    try:
        for sheet in book.worksheets:
            if getattr(sheet, "sheet_state", "visible") != "visible":
                continue
            # a wrong dimension record makes read-only mode stop early: let it look for itself
            sheet.reset_dimensions()
            rows, numbers, blank = [], [], 0
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                row = [_text(c) for c in cells]
                if not any(row):
                    blank += 1
                    if blank > _EMPTY_ROWS_AT_END:
                        break
                    continue
                blank = 0
                rows.append(row)
                numbers.append(number)
            if rows:
                grids.append(Grid(rows, numbers, f"sheet {sheet.title!r}", sheet=sheet.title))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, SyntaxError) as e:
        raise UnreadableFile(f"{name!r} breaks off while its sheets are read ({type(e).__name__}): save it again as XLSX or CSV") from e
    finally:
        book.close()
    return grids


def _text(cell: object) -> str:
    """A typed cell as text that says the same; dates as ISO, so no order has to be inferred."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case datetime():
            return cell.date().isoformat() if cell.time() == time(0) else cell.replace(microsecond=0).isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case time() | timedelta():
            return str(cell)
        case _:
            return str(cell).replace("_x000D_", "").strip()
