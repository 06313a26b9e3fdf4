"""CSV as offices write it, and cells that a spreadsheet would run."""

import random

import pytest

from centralino.files import csv_text
from centralino.files.csv_text import bytes_of, rows_of, text_of
from rules.errors import BadInput


def read(data: bytes) -> list[list[str]]:
    return list(rows_of(text_of(data)))


@pytest.mark.parametrize(
    "data",
    [
        "code;name\r\nL1;Cafè\r\n".encode(),
        "code,name\nL1,Cafè\n".encode(),
        "code;name\r\nL1;Cafè".encode("utf-8-sig"),  # what "CSV UTF-8" of Excel begins with
        "code;name\r\nL1;Cafè\r\n".encode("cp1252"),  # what "CSV" of an Italian Excel is
        'code;name\r\n"L1";"Cafè"\r\n'.encode(),
        "code;name\rL1;Cafè\r".encode(),  # of an old Macintosh
        "code;name\rL1;Cafè\r".encode("mac_roman"),  # the same, as it wrote it
        "code;name\r\nL1;Cafè\r\n".encode("cp850"),  # "CSV (MS-DOS)"
        "code\tname\r\nL1\tCafè\r\n".encode("utf-16"),  # "Testo Unicode"
        "code;name\r\nL1;Cafè\r\n".encode("utf-16-le"),
        "code;name\r\nL1;Cafè\r\n".encode("utf-16-be"),
        "code\tname\nL1\tCafè\n".encode(),
    ],
)
def test_files_of_every_office_say_the_same(data):
    assert read(data) == [["code", "name"], ["L1", "Cafè"]]


def test_line_breaks_quotes_and_separators_may_stand_in_quotes():
    assert read(b'a;b\n"x\ny";"1;2 ""q"""\n') == [["a", "b"], ["x\ny", '1;2 "q"']]


def test_empty_lines_are_rows_so_that_errors_name_the_right_one():
    assert read(b"a;b\n\n1;2\n") == [["a", "b"], [], ["1", "2"]]


def test_separator_that_a_first_line_tells_counts():
    assert read(b"sep=,\r\na;x,b\r\n1,2\r\n") == [[], ["a;x", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04\x00\x00", "found an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "found an Excel workbook"),  # an .xls
        (b"%PDF-1.7\n", "found a PDF"),
        (b"\x00\x01\x02\x03\x00\x00", "found no text"),
        (b"L1;Gi\x85\r\n", 'found "Già" or "Gi…"'),
        ("L1;Caff\ufffd".encode(), "letters that are lost"),
        ("L1;CaffÃ¨".encode(), "encoded twice"),
        ("L1;Caffè\nL2;Caffè".encode()[:-1], "middle of a letter"),
        ("L1;Caffè\n".encode() + b"L2;Per\xf2\n", "a row in UTF-8 among others in Windows-1252"),
        (b'a;b\n1;2\n"never closed;3\n', "row 3"),
        (b'a;b\n"x"y;2\n', "row 2"),
        (b"a\n" + b"x" * 200_000, "row 2"),  # longer than any cell
        (b"x" * 101, "at most 50 MB"),
    ],
)
def test_what_is_no_csv_is_refused_with_its_reason(data, reason, monkeypatch):
    if "MB" in reason:
        monkeypatch.setattr(csv_text, "LARGEST", 100)
    with pytest.raises(BadInput, match=reason):
        read(data)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+2", "'=1+2"),
        ("+390458001234", "'+390458001234"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("'=1", "''=1"),  # or the import would take away what was there before
        ("'ndrangheta", "'ndrangheta"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_cells_that_a_spreadsheet_would_run_are_written_behind_an_apostrophe(cell, written):
    data = bytes_of([[cell, "."]])
    assert data.decode("utf-8-sig") == f"{written};.\r\n"
    assert read(data) == [[cell, "."]]


@pytest.mark.parametrize("written", ["+390458001234", "-", "'+39045", "'x"])
def test_cells_that_others_wrote_lose_no_more_than_the_apostrophe(written):
    assert read(f"{written};.\n".encode())[0][0] == written.replace("'+", "+")


def test_whatever_is_written_is_read_again():
    draw = random.Random(7)
    letters = "='+-@\t;,\"\r\n abàè€𝄞"
    for _ in range(500):
        rows = [["first", "a", "b", "c"]] + [
            [".", *("".join(draw.choices(letters, k=draw.randrange(6))) for _ in range(3))]
            for _ in range(4)
        ]
        assert read(bytes_of(rows)) == rows
