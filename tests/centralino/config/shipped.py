"""The shipped config.yaml, and what stands for an account."""

from collections.abc import Callable
from pathlib import Path

SHIPPED = Path(__file__).parents[3] / "config.yaml"
TEXT = SHIPPED.read_text(encoding="utf-8")
ACCOUNT = {"CENTRALINO_TWILIO__ACCOUNT_SID": "AC" + "0" * 32}
TOKEN = {"CENTRALINO_TWILIO__AUTH_TOKEN": "0123456789abcdef0123456789abcdef"}

Write = Callable[[str], Path]
Mistakes = Callable[..., list[str]]

ENVIRON = {
    "CENTRALINO_TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
    "CENTRALINO_TWILIO__AUTH_TOKEN": "the auth token",
}
