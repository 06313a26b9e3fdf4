"""The messages that we ship, and how mistakes in them are named."""

from pathlib import Path

import pytest

from messages.compose import PLACEHOLDERS, load
from messages.templates import PACKAGED
from rules.customer_messages import segments
from rules.errors import BadInput
from store.messages.pending_updates import CustomerUpdate

ROOT = Path(__file__).parent.parent.parent
TYPICAL = {
    "number": "104217",
    "when": "entro mercoledì 30/11 alle 10:50",
    "line": "045 511 7067",
    "fault": "fatture elettroniche, l'invio allo SDI si ferma dopo un'ora",
    "net": "1.280,00 euro",
    "total": "1.561,60 euro",
    "minimum": "60",
    "link": "https://www.paypal.com/paypalme/leotronassistenza/1561.60EUR",
}


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("key", sorted(PLACEHOLDERS))
def test_typical_sms_takes_two_parts_at_most(key, language):
    words = load().of(key, language, TYPICAL)
    assert segments(words.sms) <= 2
    assert "104217" in words.subject
    assert "{" not in words.sms + words.subject + words.body


def test_every_message_is_told_of_in_the_operators_manual():
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    told = manual.partition("## Words to customers")[2].partition("\n## ")[0]
    keys = {*PLACEHOLDERS, *(str(about) for about in CustomerUpdate)}
    assert sorted(key for key in keys if f"`{key}`" not in told) == []


def test_unknown_language_is_told_in_italian():
    messages = load()
    assert messages.of("cancelled", "de", TYPICAL) == messages.of("cancelled", "it", TYPICAL)
    assert messages.of("cancelled", None, TYPICAL) == messages.of("cancelled", "it", TYPICAL)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  cancelled:", "  canceled:", "cancelled is missing"),
        ("  cancelled:", "  canceled:", "canceled: nobody sends this message"),
        ("richiesta {number} è annullata e", "{name}", "cancelled.it.sms: expected {number}"),
        ("{number} è annullata e", "{number È", "cancelled.it.sms: expected braces only around"),
        ("richiesta {number} è annullata e", "È {number}", "expected signs of the GSM alphabet"),
        ("richiesta {number} è annullata e", "{number}" + "a" * 310, "at most 2 parts, found 3"),
        ("richiesta {number} annullata", "annullata", "cancelled.it.subject: expected {number}"),
        ("    en:", "    de:", "expected it and en, and no other"),
        ("      subject:", "      title:", "expected sms, subject, body, and no other"),
        ("messages:", "words:", "expected the key messages, and no other"),
        ("messages:", "messages: {", "expected messages in YAML and UTF-8"),
    ],
)
def test_mistake_in_a_message_is_named(tmp_path, old, new, expected):
    path = tmp_path / "messages.yaml"
    text = PACKAGED.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load(path)
    assert expected in str(caught.value)
