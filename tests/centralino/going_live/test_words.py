"""Each finding has its words in both languages, and no words are without a finding."""

import re
import string
from pathlib import Path

import pytest

import centralino.doctor
from centralino.doctor.words import table
from store.views.unfinished import Work

FOLDER = Path(centralino.doctor.__file__).parent
CODE = re.compile(r"""\b(?:ok|doubt|fault|skipped)\(\s*f?"([a-z_]+\.[a-z_{}.]+)""")
# What is put together from parts.
MADE = {
    *(f"work.{kind.value}" for kind in Work),
    *("worker.silent", "worker.never", "database.newer", "database.behind"),
    *("door.here", "door.right", "model.right", "model.unchecked"),
    *("reconciliation.late", "reconciliation.never"),
    *(
        f"{what}.{how}"
        for what in ("balance", "numbers", "permission")
        for how in ("unknown", "unanswered")
    ),
    "configuration.unreadable",
}


def codes() -> set[str]:
    found = {
        code
        for file in FOLDER.rglob("*.py")
        for code in CODE.findall(file.read_text(encoding="utf-8"))
    }
    return {code for code in found if "{" not in code} | MADE


def test_each_finding_has_words_and_all_words_a_finding():
    assert set(table()["findings"]) == codes()
    assert {code.partition(".")[0] for code in codes()} == set(table()["checks"])


@pytest.mark.parametrize("code", sorted(table()["findings"]))
def test_both_languages_tell_the_same_facts(code):
    words = table()["findings"][code]
    english, italian = (fields(words[language]) for language in ("en", "it"))
    assert english == italian
    for name in ("mend", "mend_it"):
        assert fields(words.get(name, "")) <= english


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
