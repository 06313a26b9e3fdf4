"""Chromium, and the screens that it shows us."""

import os
import shutil
from dataclasses import dataclass

from playwright.sync_api import Locator, ViewportSize

PATIENCE = 15_000  # milliseconds for a page to show something, on a machine that does much else
GIVEN = "CENTRALINO_TEST_CHROMIUM"
NARROW: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 900}

# What axe looks for: WCAG 2.2 A and AA and good practice; in the dark what colours alone decide. Of what is
# right, which nobody asks for, it describes no more than one element.
_WRONG = {"resultTypes": ["violations"]}
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "light": {"runOnly": {"type": "tag", "values": _TAGS}, **_WRONG},
    "dark": {
        "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
        **_WRONG,
    },
}


def chromium() -> str | None:
    """The program, if there is one."""
    names = (os.environ.get(GIVEN, ""), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, filter(None, names))), None)


@dataclass(frozen=True)
class Look:
    """How a customer sees the service."""

    size: ViewportSize
    with_script: bool

    def __str__(self) -> str:
        return f"{self.size['width']} px, {'with' if self.with_script else 'without'} JavaScript"


EVERY_LOOK = [Look(size, script) for size in (NARROW, WIDE) for script in (True, False)]


def is_at(row: Locator, top: float) -> bool:
    """Whether it comes to stand there: the page puts it right a few hundredths of a second after a change."""
    for _ in range(50):
        box = row.bounding_box()
        if box is not None and abs(box["y"] - top) < 2:
            return True
        row.page.wait_for_timeout(20)
    return False
