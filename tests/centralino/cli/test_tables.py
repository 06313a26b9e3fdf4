"""Tables read the same whether few or many rows stand in them."""

import pytest

from centralino.cli.shared import output

ROWS = [
    ("2", "L1042", "Caffè Rossi"),
    ("10", None, "東京 S.r.l."),  # each of these signs is two columns wide
    ("11", "L7", "due\nrighe"),
    ("12", "M7", "suona\x07 \x1b"),
]


def printed(capsys, monkeypatch, many, title=""):
    monkeypatch.setattr(output, "_MANY", many)
    output.table(("row", "customer", "what"), iter(ROWS), title=title)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("title", ["", "Clienti"])
def test_many_rows_are_printed_as_few_are(capsys, monkeypatch, title):
    few = printed(capsys, monkeypatch, 100, title)
    assert printed(capsys, monkeypatch, 1, title) == few
    assert "L1042     Caffè Rossi" in few[-5]
    assert few[-2].endswith("righe")


def test_a_table_without_rows_has_its_names(capsys, monkeypatch):
    monkeypatch.setattr(output, "_MANY", -1)
    output.table(("row", "what"), [])
    assert capsys.readouterr().out == "row  what\n"
