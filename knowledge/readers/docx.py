"""Word documents (.docx): paragraphs, lists and tables in their order, headings by their style."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from copilot.errors import UnreadableFile
from knowledge.readers.decoded import Decoded, Writer

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MAX_UNPACKED = 100_000_000
"""Bytes of XML: a small file can unpack to gigabytes."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How a .doc begins, and a .docx behind a password."""


def read(content: bytes) -> Decoded:
    """Raises: UnreadableFile: behind a password, damaged, or too large when unpacked."""
    if content.startswith(_OLD_OFFICE):
        raise UnreadableFile("is protected by a password, or an old .doc; save it as .docx without a password")
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist() if part.filename.endswith((".xml", ".rels"))) > MAX_UNPACKED:
                raise UnreadableFile(f"unpacks to more than {MAX_UNPACKED:,} bytes; split it")
        document = docx.Document(io.BytesIO(content))
        writer = Writer()
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                _write_table(writer, block)
            else:
                _write_paragraph(writer, block)
        return writer.decoded(writer.first_heading or " ".join(document.core_properties.title.split()) or None)
    except (zipfile.BadZipFile, OpcError, PythonDocxError, LxmlError, KeyError, ValueError, AttributeError, EOFError, NotImplementedError, zipfile.LargeZipFile) as e:
        if "encrypted" in str(e):
            raise UnreadableFile("is protected by a password; save it without one") from e
        raise UnreadableFile(f"is damaged or no Word document ({_short(e)}); open it in Word and save it again") from e


def _write_paragraph(writer: Writer, paragraph: Paragraph) -> None:
    style = (paragraph.style.name if paragraph.style else None) or ""
    if style == "Title":
        writer.heading(1, paragraph.text)
    elif style.startswith("Heading ") and style[8:].isdigit():
        writer.heading(int(style[8:]), paragraph.text)
    elif paragraph.text.strip():
        properties = paragraph._p.pPr
        listed = style.startswith("List") or (properties is not None and properties.numPr is not None)
        writer.block({True: "- "}.get(listed, "> " if style.endswith("Quote") else "") + paragraph.text.strip())


def _write_table(writer: Writer, table: Table) -> None:
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = " ".join(cell.text.split())
            # A cell that spans columns is given once a column.
            if text and (not cells or cells[-1] != text):
                cells.append(text)
        writer.block(" | ".join(cells))


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
