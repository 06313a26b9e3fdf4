"""docs/terms.md: each sentence of the published page has a rule, doors, and a test that walks it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests/rules/entitlement/assistenza-leotron.txt"
TABLE = ROOT / "docs/terms.md"


def plain(text: str) -> str:
    """Without the marks of emphasis, links and lists."""
    without = re.sub(r"\*\*|\[|\]\([^)]*\)", "", text)
    return " ".join(without.strip().removeprefix("- ").split()).rstrip(";:.")


def sentences() -> list[str]:
    """The page's, but for its headings, which are in capitals, and its button."""
    lines = (line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.strip())
    parts = (part for line in lines for part in re.split(r"(?<=[.)]) (?=[A-ZÈ])", line.strip()))
    return [plain(part) for part in parts if not part.isupper() and plain(part) != "Paga adesso"]


def rows() -> list[list[str]]:
    """The table's, each with its four cells."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("| ") and not line.startswith(("| sentence", "| ---"))
    ]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_sentence_of_the_page_stands_in_the_table_once_and_no_other():
    told = [plain(row[0]) for row in rows()]
    assert sorted(told) == sorted(sentences())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_every_row_has_its_rule_its_doors_and_a_story_that_is_there(row):
    sentence, rule, doors, tests = row
    assert sentence
    assert doors
    files, walked = named(rule), named(tests)
    assert files
    assert walked
    assert [one for one in files if not (ROOT / one).exists()] == []
    assert any(one.startswith("tests/stories/") for one in walked)  # from a door to an eye or ear
    for one in walked:
        path, _, name = one.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {name}(" in text, one
