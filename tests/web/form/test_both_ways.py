"""What can be asked by voice and in writing: docs/accessibility.md names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROWS = [
    line
    for line in (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "tests/" in line
]


def test_each_row_names_tests_that_are_there():
    assert len(ROWS) > 8
    for row in ROWS:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named, row
        for file, test in named:
            text = (ROOT / file).read_text(encoding="utf-8")
            assert f"def {test}(" in text if test else text, (file, test)
