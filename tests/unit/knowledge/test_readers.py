"""Each kind of file as pages: what a person would read in it, where it stands, and why one is refused."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from copilot.errors import UnreadableFile
from knowledge.index import title_text
from knowledge.ingest import Page, find_files, read_file, read_page

LINE = "Ask one question about the {n} thing they measure, and be quiet until they have answered it."


def pdf(path: Path, pages: int, bookmarks: dict[int, str] | None = None, title: str = "") -> Path:
    canvas = Canvas(str(path))
    canvas.setTitle(title)
    for n in range(1, pages + 1):
        if bookmarks and n in bookmarks:
            canvas.bookmarkPage(f"b{n}")
            canvas.addOutlineEntry(bookmarks[n], f"b{n}", 0)
        for i in range(12):
            canvas.drawString(72, 760 - 16 * i, LINE.format(n=f"{n}-{i}"))
        canvas.showPage()
    canvas.save()
    return path


def encrypted(path: Path, user: str, owner: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(pdf(path, 1)))
    writer.encrypt(user, owner, algorithm="AES-256")
    writer.write(path)
    return path


def whole(page: Page) -> str:
    return "\n".join(p.text for p in page.passages)


def assert_in_order(page: Page) -> None:
    for before, after in zip(page.passages, page.passages[1:], strict=False):
        assert before.end <= after.start
    assert all(p.end - p.start == len(p.text) for p in page.passages)
    assert all(p.quote in p.text for p in page.passages)


# ---------------------------------------------------------------- PDF


def test_a_pdf_of_300_pages_is_cut_along_its_pages_and_bookmarks(tmp_path: Path) -> None:
    page = read_page(pdf(tmp_path / "handbook.pdf", 300, {1: "Opening", 120: "Closing"}, title="The sales handbook"))
    assert len(page.passages) >= 150
    assert page.passages[0].title == "The sales handbook"
    assert page.passages[0].heading == "Opening > page 1"
    at = next(p for p in page.passages if "200-3 thing" in p.text)
    assert at.heading == "Closing > page 200"
    assert title_text(at) == "The sales handbook: Closing", "a page number says nothing of what a passage is about"
    assert LINE.format(n="300-11") in whole(page)
    assert_in_order(page)


def test_a_pdf_without_bookmarks_or_title_goes_by_its_name_and_pages(tmp_path: Path) -> None:
    page = read_page(pdf(tmp_path / "call-guide.pdf", 2))
    assert {p.title for p in page.passages} == {"Call guide"}
    assert page.passages[-1].heading == "page 2"


def test_lines_that_fill_the_page_are_one_sentence_again(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for i, line in enumerate(["Whoever calls without a question in mind will be asked to", "send an e-mail, and that is where most conver-", "sations end. Prepare one.", "Short point", "Another"]):
        canvas.drawString(72, 760 - 16 * i, line)
    canvas.save()
    assert whole(read_page(tmp_path / "a.pdf")).startswith(
        "Whoever calls without a question in mind will be asked to send an e-mail, and that is where most conversations end. Prepare one.\nShort point\nAnother"
    )


def test_a_pdf_behind_a_password_is_refused_and_one_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="protected by a password"):
        read_file(encrypted(tmp_path / "locked.pdf", "secret", "owner"))
    assert "be quiet" in whole(read_page(encrypted(tmp_path / "open.pdf", "", "owner")))


def test_scanned_and_broken_pdfs_say_why(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "scan.pdf")
    with pytest.raises(UnreadableFile, match=r"1 page and no text.*OCR"):
        read_file(tmp_path / "scan.pdf")
    sound = pdf(tmp_path / "sound.pdf", 3).read_bytes()
    for n, content in enumerate([b"%PDF-1.7\ngarbage", sound[: len(sound) // 3], b"not a pdf at all", b"%PDF-1.4\n" + b"\xff" * 5000]):
        (tmp_path / f"{n}.pdf").write_bytes(content)
        with pytest.raises(UnreadableFile, match="damaged or no PDF"):
            read_file(tmp_path / f"{n}.pdf")
    assert capfd.readouterr() == ("", "")


def test_a_file_of_50_mb_is_read_where_pictures_make_it_large_and_refused_where_it_is_text(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(pdf(tmp_path / "small.pdf", 2)))
    picture = DecodedStreamObject()
    picture.set_data(b"\x55" * 50_000_000)
    picture[NameObject("/Type")] = NameObject("/XObject")
    writer._add_object(picture)
    writer.write(tmp_path / "pictures.pdf")
    assert (tmp_path / "pictures.pdf").stat().st_size > 50_000_000
    assert "be quiet" in whole(read_page(tmp_path / "pictures.pdf"))
    for name in ("long.txt", "long.md", "long.html", "long.csv"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(50_000_000)
        with pytest.raises(UnreadableFile, match=r"50,000,000 bytes is more than the 5,000,000.*split it"):
            read_file(tmp_path / name)


# ---------------------------------------------------------------- HTML

HTML = """<!doctype html><html><head><title>Wiki</title><style>p { color: red }</style><script>var secret = 1;</script></head>
<body><nav><a>Home</a></nav><div hidden>unseen</div><!-- a remark --><h1>Open a call</h1><script>alert("x")</script>
<p>Say who you are and <b>why you call</b>,
in one breath.<br>Then ask.</p><h2>After &amp; before</h2><ul><li>Write it down.</li><li><p>Send it.</p></li></ul>
<blockquote>Nobody ever lost a customer by asking twice.</blockquote><table><tr><th>Day</th><th>Best hour</th></tr><tr><td>Monday</td><td>nine</td></tr></table>
<pre>  keep   this
as it is</pre><footer>Imprint</footer><noscript>Enable scripts</noscript></body></html>"""


def test_html_keeps_what_a_person_reads_and_leaves_out_scripts_styles_and_navigation(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text(HTML)
    page = read_page(tmp_path / "x.html")
    assert whole(page) == (
        "# Open a call\n\nSay who you are and why you call, in one breath.\nThen ask.\n\n## After & before\n\n- Write it down.\n\nSend it.\n\n"
        "> Nobody ever lost a customer by asking twice.\n\nDay | Best hour\n\nMonday | nine\n\nkeep   this\nas it is"
    )
    assert page.passages[0].title == "Open a call"
    assert page.passages[0].quote == "Nobody ever lost a customer by asking twice."
    assert_in_order(page)


def test_html_without_a_heading_takes_its_title_and_one_of_scripts_alone_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<title>The  guide</title><p>Call people in the morning.")
    assert read_page(tmp_path / "a.html").passages[0].title == "The guide"
    (tmp_path / "b.html").write_text("<script>document.write('hello')</script><style>a{}</style>")
    with pytest.raises(UnreadableFile, match="empty"):
        read_file(tmp_path / "b.html")


def test_html_in_another_language_and_encoding_keeps_its_letters(tmp_path: Path) -> None:
    (tmp_path / "de.html").write_bytes('<meta charset="iso-8859-1"><h1>Erstgespräch</h1><p>Fragen Sie zuerst, was die Verzögerung kostet.'.encode("latin-1"))
    assert "Verzögerung" in whole(read_page(tmp_path / "de.html"))


@pytest.mark.parametrize("head", ['<meta charset="utf-8">', '<meta charset="UTF-8">', '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">', ""])
def test_one_odd_byte_costs_one_letter_of_an_html_page(tmp_path: Path, head: str) -> None:
    (tmp_path / "de.html").write_bytes((head + "<h1>Erstgespräch</h1><p>Fragen Sie „zuerst“, was").encode() + b"\xe4" + " die Verzögerung kostet.".encode())
    found = read_file(tmp_path / "de.html")
    assert whole(found.pages[0]) == "# Erstgespräch\n\nFragen Sie „zuerst“, was\ufffd die Verzögerung kostet."
    assert ["1 byte is not UTF-8" in w for w in found.warnings] == [True]


def test_a_page_that_says_utf_8_and_is_not_keeps_its_letters(tmp_path: Path) -> None:
    (tmp_path / "de.html").write_bytes('<meta charset="utf-8"><h1>Erstgespräch</h1><p>Fragen Sie zuerst, was die Verzögerung kostet.'.encode("cp1252"))
    found = read_file(tmp_path / "de.html")
    assert whole(found.pages[0]) == "# Erstgespräch\n\nFragen Sie zuerst, was die Verzögerung kostet."
    (tmp_path / "fr.html").write_bytes('<meta charset="utf-8"><p>Demandez d’abord ce que coûte le retard.'.encode())
    assert (whole(read_page(tmp_path / "fr.html")), read_file(tmp_path / "fr.html").warnings) == ("Demandez d’abord ce que coûte le retard.", ())


def test_html_leaves_out_what_its_own_style_hides_and_keeps_what_only_looks_like_it(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text('<p>Ask first.<p style="color: red; DISPLAY:none">Hidden.</p><p style="visibility: hidden !important">Unseen.</p><p style="--x-display: none-such">Shown.')
    assert whole(read_page(tmp_path / "x.html")) == "Ask first.\n\nShown."


def test_binary_data_called_html_is_refused_and_a_page_with_a_few_odd_bytes_is_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.html").write_bytes(bytes(range(256)) * 12)
    with pytest.raises(UnreadableFile, match="binary data"):
        read_file(tmp_path / "x.html")
    (tmp_path / "y.html").write_bytes('<meta charset="utf-8"><p>Fragen Sie zuerst, was die Verzögerung kostet\ufffd und dann\x0b warten Sie.'.encode())
    assert "Verzögerung" in whole(read_page(tmp_path / "y.html"))
    assert capfd.readouterr().err == ""


def test_html_nested_without_end_is_read(tmp_path: Path) -> None:
    (tmp_path / "deep.html").write_text("<div>" * 20_000 + "<p>At the bottom of it all there is a word.</p>")
    assert "bottom" in whole(read_page(tmp_path / "deep.html"))


# ---------------------------------------------------------------- Word


def word(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Hold the price", 0)
    document.add_paragraph("Never lower a price alone, " * 25)
    document.add_heading("Trade", 1)
    document.add_paragraph("Ask what they could give in return for it, " * 20)
    document.add_paragraph("a longer term", style="List Bullet")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "term", "two years"
    document.save(str(path))
    return path


def test_word_keeps_headings_lists_and_tables_in_their_order(tmp_path: Path) -> None:
    page = read_page(word(tmp_path / "x.docx"))
    assert [(p.title, p.heading) for p in page.passages] == [("Hold the price", ""), ("Hold the price", "Trade")]
    assert page.passages[1].text.startswith("## Trade\n\nAsk what") or page.passages[1].text.startswith("# Trade\n\nAsk what")
    assert page.passages[1].text.endswith("- a longer term\n\nterm | two years")
    assert_in_order(page)


def test_corrupt_and_protected_word_files_say_why(tmp_path: Path) -> None:
    sound = word(tmp_path / "sound.docx").read_bytes()
    broken = bytearray(sound)
    broken[len(sound) // 4 : len(sound) // 2] = b"\0" * (len(sound) // 2 - len(sound) // 4)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("hello.txt", "no document")
    for n, content in enumerate([b"PK", sound[:2000], bytes(broken), other.getvalue()]):
        (tmp_path / f"{n}.docx").write_bytes(content)
        with pytest.raises(UnreadableFile, match="damaged or no Word document"):
            read_file(tmp_path / f"{n}.docx")
    (tmp_path / "locked.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(UnreadableFile, match="protected by a password"):
        read_file(tmp_path / "locked.docx")


def test_a_word_file_that_unpacks_to_gigabytes_is_refused_before_it_does(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 120_000_000)
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read_file(tmp_path / "bomb.docx")


# ---------------------------------------------------------------- links


def test_each_row_of_a_table_of_links_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "videos.csv").write_text(
        "Title;URL;Description;Skill;Valid-until\n"
        "Listening;https://example.com/listen;How to let a buyer finish, shown in ten minutes;discovery;2027-01-31\n"
        ";https://example.com/x;no title;;\n"
        'Listening;https://example.com/again;"The same, ""longer""";;\n'
        "Bad;javascript:alert(1);a trick;;\n"
        "Late;https://example.com;a day that is none;;soon\n"
    )
    found = read_file(tmp_path / "videos.csv")
    assert [p.document_id for p in found.pages] == ["videos-listening", "videos-listening-2"]
    first = found.pages[0]
    assert (first.passages[0].title, first.passages[0].skill, first.valid_until) == ("Listening", "discovery", date(2027, 1, 31))
    assert "shown in ten minutes" in first.passages[0].text
    assert "<https://example.com/listen>" in first.passages[0].text
    assert 'The same, "longer"' in whole(found.pages[1])
    assert [why.split(" ")[1] for why in found.rejected] == ["3", "5", "6"]
    assert "no title" in found.rejected[0]
    assert "'javascript:alert(1)'" in found.rejected[1]
    assert "'valid_until'" in found.rejected[2]


def test_a_changed_row_changes_one_page(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("title,link,description\na,https://a.example,one\nb,https://b.example,two\n")
    before = {p.document_id: p.sha256 for p in read_file(path).pages}
    path.write_text("title,link,description\na,https://a.example,one\nb,https://b.example,three\n")
    after = {p.document_id: p.sha256 for p in read_file(path).pages}
    assert before["l-a"] == after["l-a"]
    assert before["l-b"] != after["l-b"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("title,link\na,https://a.example\n", r"no column 'description'.*'title', 'link'"),
        ("a;b\n1;2\n", "no column 'title' and no column 'link'"),
        ("title,link,description\n", "no row"),
        ("\n", "empty"),
    ],
)
def test_a_table_without_what_it_needs_says_what(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "l.csv").write_text(content)
    with pytest.raises(UnreadableFile, match=says):
        read_file(tmp_path / "l.csv")


# ---------------------------------------------------------------- text, Markdown, descriptions beside a file


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html", "a.pdf", "a.docx", "a.csv"])
def test_an_empty_file_of_any_kind_is_said_to_be_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(UnreadableFile, match="empty"):
        read_file(tmp_path / name)


def test_headings_are_those_of_commonmark(tmp_path: Path) -> None:
    long = "word " * 90
    (tmp_path / "a.md").write_text(f"Title\n=====\n{long}\n\n    # code\n\nBelow\n-----\n{long}\n> # quoted\n")
    page = read_page(tmp_path / "a.md")
    assert [(p.title, p.heading) for p in page.passages] == [("Title", ""), ("Title", "Below")]


def test_text_in_other_scripts_and_utf_16_is_read_whole(tmp_path: Path) -> None:
    words = "# Первый звонок\n\nСпросите сначала, что стоит задержка, и молчите до ответа.\n\n# 最初の電話\n\n最初に質問をして、答えを待ちます。"
    (tmp_path / "a.md").write_text(words, "utf-8")
    (tmp_path / "b.txt").write_text(words, "utf-16")
    assert whole(read_page(tmp_path / "a.md")) == whole(read_page(tmp_path / "b.txt"))
    assert read_page(tmp_path / "a.md").passages[0].quote.startswith("Спросите сначала")


@pytest.mark.parametrize("sidecar", ["page.pdf.yaml", "page.yaml", "page.pdf.yml"])
def test_a_file_beside_it_gives_what_a_pdf_cannot_say(tmp_path: Path, sidecar: str) -> None:
    pdf(tmp_path / "page.pdf", 1, title="Inside")
    before = read_page(tmp_path / "page.pdf").sha256
    (tmp_path / sidecar).write_text("title: Beside\nkind: Training\npiston: speed\nsegment: SMB\naudience: managers\nowner: Sales\nUpdated: 2026-11-01\nvalid-until: '2027-03-31'\n")
    page = read_page(tmp_path / "page.pdf")
    assert (page.passages[0].title, page.passages[0].kind, page.passages[0].piston) == ("Beside", "training", "speed")
    assert (page.segment, page.audience, page.owner, page.updated, page.valid_until) == ("SMB", "managers", "Sales", date(2026, 11, 1), date(2027, 3, 31))
    assert page.sha256 != before, "a changed description is a changed page"
    assert list(find_files([tmp_path])) == [tmp_path / "page.pdf"]


def test_a_broken_or_lonely_description_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nSome words.")
    (tmp_path / "a.yaml").write_text("piston: horsepower")
    with pytest.raises(UnreadableFile, match=r"'horsepower' in its description 'a\.yaml'"):
        read_file(tmp_path / "a.md")
    (tmp_path / "b.yaml").write_text("title: x")
    assert [p.name for p in find_files([tmp_path])] == ["a.md", "b.yaml"]
    with pytest.raises(UnreadableFile, match="describes no page"):
        read_file(tmp_path / "b.yaml")


def test_a_piston_and_a_kind_may_be_written_as_people_write_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nkind: Call-example\npiston: Win rate\n---\nAsk who decides and write it down.")
    page = read_page(tmp_path / "a.md")
    assert (page.passages[0].kind, page.passages[0].piston) == ("call example", "win_rate")


def test_what_a_file_beside_it_says_wins_over_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Inside\nskill: value\n---\nSome words.")
    (tmp_path / "a.md.yaml").write_text("title: Beside")
    first = read_page(tmp_path / "a.md").passages[0]
    assert (first.title, first.skill) == ("Beside", "value")


def test_reading_markdown_loads_no_parser_of_other_kinds() -> None:
    import subprocess

    code = "import sys, knowledge.ingest as i; from pathlib import Path; i.parse_page('a', '# A\\n\\nwords', ''); print(sorted({'pypdf', 'docx', 'bs4', 'lxml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
