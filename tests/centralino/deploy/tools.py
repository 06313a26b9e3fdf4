"""Programs of Debian's that read what we hand out, as they would on the machine that runs it."""

import os
import shutil

import pytest


def need(program: str) -> str:
    """Where it is; without it the test is skipped, and where CI is set it fails."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is None:
        told = f"{program} is not installed (scripts/prepare tests)"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return found
