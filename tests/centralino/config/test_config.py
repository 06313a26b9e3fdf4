"""config.yaml: every key is explained, every mistake is named with its place, secrets stay out."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from centralino.config.errors import ConfigError, Key, dotted
from centralino.config.settings import Settings, load
from centralino.config.yaml_document import read_document
from rules.promise import Policy as Promised
from tests.centralino.config.shipped import SHIPPED, TEXT, Mistakes, Write

DOCUMENT = read_document(SHIPPED)

# The shipped file


def comment_above(line_number: int) -> str:
    """What stands right above a line of the shipped file, if it is a comment."""
    above = TEXT.splitlines()[line_number - 2].strip()
    return above.removeprefix("#").strip() if above.startswith("#") else ""


@pytest.mark.parametrize(
    "key", [key for key in DOCUMENT.keys if isinstance(key[-1], str)], ids=dotted
)
def test_each_key_of_the_shipped_file_has_its_comment(key: Key) -> None:
    assert len(comment_above(DOCUMENT.keys[key].line)) > 10


def keys_of(section: type[BaseModel], around: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name, declared in section.model_fields.items():
        inner = declared.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys_of(inner, (*around, name))
        else:
            yield (*around, name), declared


def test_the_shipped_file_names_every_key() -> None:
    assert {key for key, _ in keys_of(Settings)} <= set(DOCUMENT.keys)


def test_a_key_that_has_a_default_is_shipped_with_it(write: Write) -> None:
    shipped = load(write(TEXT), {})
    lines = TEXT.splitlines()
    optional = [key for key, declared in keys_of(Settings) if not declared.is_required()]
    for key in optional:
        place = DOCUMENT.keys[key]
        until = place.line
        while until < len(lines) and re.match(rf" {{{place.column},}}[^ #]", lines[until]):
            until += 1  # a value over several lines
        without = lines[: place.line - 1] + lines[until:]
        if key != ("transcription", "prompt"):
            assert load(write("\n".join(without)), {}) == shipped, dotted(key)


def test_the_shipped_file_says_what_leotron_publishes() -> None:
    settings = load(SHIPPED, {})
    assert settings.lines.weekday.number == "+390455117067"
    assert settings.lines.weekend.number == "+390452525658"
    assert settings.lines.weekday.hours == "Mo-Fr 09:15-12:45,14:45-18:15"
    assert settings.lines.weekend.hours == "Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45"
    assert settings.j_system.minutes_per_month == 120
    assert settings.costs.hourly * (100 + settings.costs.vat_percent) / 100 == Decimal("97.6")
    assert settings.costs.minimum_minutes == 60
    assert settings.costs.payment_link is None


def test_packages_get_the_settings_that_they_declare(write: Write) -> None:
    settings = load(write(TEXT.replace("model: base", "model: models/ours.pt")), {})
    assert settings.hours().province == "VR"
    assert settings.speech().model == f"{Path.cwd()}/models/ours.pt"
    assert settings.callback_policy().waits[-1].total_seconds() == 2 * 3600
    assert settings.promise_policy() == Promised(0.90, 2, timedelta(minutes=15))


def test_nothing_of_it_can_be_changed() -> None:
    settings = load(SHIPPED, {})
    with pytest.raises(ValueError, match="frozen"):
        settings.web.port = 1  # type: ignore[misc]


# Mistakes

EXPECTED = {
    "service.timezone": "a time zone such as Europe/Rome",
    "service.public_url": "an address without a path such as https://assistenza.example.it "
    "(http for this machine alone) or null",
    "lines.weekday.number": "a telephone number in E.164 and quotation marks, "
    'such as "+390455117067"',
    "lines.weekday.hours": "hours such as Mo-Fr 09:15-12:45,14:45-18:15",
    "holidays.country": "the code of a country that is known, such as IT",
    "holidays.province": "a province of IT such as VR, or null",
    "holidays.extra": "a group of keys",
    "twilio.account_sid": "an account SID: AC and 32 hexadecimal digits or null",
    "twilio.api_base_url": "an address that begins with http:// or https:// or null",
    "twilio.timeout_seconds": "a number above 0, at most 600",
    "database.url": "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME",
    "recordings.keep_days": "a whole number from 1 to 3650",
    "recordings.max_seconds": "a whole number from 10 to 600",
    "transcription.engine": "whisper or faster-whisper",
    "transcription.model": "demo, an official name such as small or large-v3, "
    "or the path of a .pt file",
    "transcription.threads": "a whole number from 1 to 256 or null",
    "transcription.language": 'a language such as "it" or null',
    "callbacks.max_attempts": "a whole number from 1 to 20",
    "callbacks.wait_minutes": "a list, of a whole number from 1 to 1440 each",
    "promise.confidence": "a number from 0.5 to 0.99",
    "promise.technicians": "a whole number from 1 to 100",
    "promise.warn_minutes": "a whole number from 0 to 240",
    "j_system.minutes_per_month": "a whole number from 0 up",
    "costs.hourly": "an amount such as 80.00",
    "costs.vat_percent": "an amount from 0 to 100, such as 22",
    "costs.payment_link": "an address of at most 100 characters such as https://paypal.me/example "
    "or null",
    "messages.most_a_day": "a whole number from 1 to 100",
    "web.port": "a whole number from 1 to 65535",
}
WRONG_VALUES = [
    # the key, what is written there, what the message says was found
    ("service.timezone", "Europe/Verona", '"Europe/Verona"'),
    ("service.timezone", "Europe", '"Europe"'),  # a folder of zones
    ("service.timezone", "../../etc/passwd", '"../../etc/passwd"'),
    ("service.public_url", "http://assistenza.example.it", '"http://assistenza.example.it"'),
    ("service.public_url", "https://a.example/?b=c", '"https://a.example/?b=c"'),
    ("service.public_url", "https://a.example/voice", '"https://a.example/voice"'),
    ("service.public_url", "assistenza.example.it", '"assistenza.example.it"'),
    ("lines.weekday.number", "0455117067", "455117067"),  # no quotation marks: a number to YAML
    ("lines.weekday.number", '"045 511 7067"', '"045 511 7067"'),
    ("lines.weekday.number", '"+39045511706700000"', '"+39045511706700000"'),
    ("lines.weekday.hours", '"Lu-Ve 09:15-12:45"', '"Lu-Ve 09:15-12:45"'),
    ("lines.weekday.hours", "9", "9"),
    ("holidays.country", "XX", '"XX"'),
    ("holidays.province", "Verona", '"Verona"'),
    ("holidays.extra", "[2026-12-24]", "a list"),
    ("twilio.account_sid", "SK00000000000000000000", '"SK00000000000000000000"'),
    ("twilio.api_base_url", "localhost:8300", '"localhost:8300"'),
    ("twilio.timeout_seconds", "0", "0"),
    ("database.url", "mysql://host/name", '"mysql://host/name"'),
    ("database.url", '"sqlite:///:memory:"', '"sqlite:///:memory:"'),
    ("recordings.keep_days", "-1", "-1"),
    ("recordings.max_seconds", "5", "5"),
    ("transcription.engine", "vosk", '"vosk"'),
    ("transcription.model", "huge", '"huge"'),
    ("transcription.threads", "0", "0"),
    ("transcription.language", "Italian", '"Italian"'),
    ("callbacks.max_attempts", "three", '"three"'),
    ("callbacks.max_attempts", "[4]", "a list"),
    ("callbacks.wait_minutes", "[]", "an empty list"),
    ("callbacks.wait_minutes", "10", "10"),
    ("promise.confidence", "90", "90"),
    ("promise.confidence", "1.0", "1.0"),
    ("promise.confidence", '"0.9"', '"0.9"'),
    ("promise.technicians", "0", "0"),
    ("promise.technicians", "1.5", "1.5"),
    ("promise.warn_minutes", "-5", "-5"),
    ("j_system.minutes_per_month", "-1", "-1"),
    ("costs.hourly", '"80,00"', '"80,00"'),
    ("costs.hourly", "80.005", "80.005"),
    ("costs.vat_percent", "220", "220"),
    ("costs.vat_percent", "true", "true"),
    ("costs.payment_link", "http://paypal.me/example", '"http://paypal.me/example"'),
    ("costs.payment_link", "paypal.me/example", '"paypal.me/example"'),
    ("costs.payment_link", "https://a@paypal.me/", '"https://a@paypal.me/"'),
    ("costs.payment_link", "javascript:alert(1)", '"javascript:alert(1)"'),
    ("messages.most_a_day", "0", "0"),
    ("messages.most_a_day", "1.5", "1.5"),
    ("web.port", '"8000"', '"8000"'),
    ("web.port", "0", "0"),
    ("web.port", "65536", "65536"),
    ("web.port", "80.5", "80.5"),
    ("web.port", "true", "true"),
    ("web.port", "{}", "an empty group of keys"),
]


def line_of(key: str) -> int:
    """In which line of the shipped file the last part of a key stands, counted from 1."""
    lines, at = TEXT.splitlines(), -1
    for part in key.split("."):
        at = next(n for n in range(at + 1, len(lines)) if lines[n].strip().startswith(f"{part}:"))
    return at + 1


def with_line(key: str, becomes: str) -> str:
    """The shipped file with the line of a key written anew, from where the key begins."""
    lines, at = TEXT.splitlines(), line_of(key) - 1
    indent = len(lines[at]) - len(lines[at].lstrip())
    return "\n".join([*lines[:at], " " * indent + becomes, *lines[at + 1 :]])


@pytest.mark.parametrize(("key", "written", "found"), WRONG_VALUES)
def test_a_wrong_value_is_named_with_its_line_and_column(
    mistakes: Mistakes, key: str, written: str, found: str
) -> None:
    name = key.rpartition(".")[2]
    text = with_line(key, f"{name}: {written}")
    column = text.splitlines()[line_of(key) - 1].index(": ") + 3
    told = [mistake.partition("\n")[0] for mistake in mistakes(text)]
    assert told == [
        f"config.yaml:{line_of(key)}:{column}: {key}: expected {EXPECTED[key]}, found {found}"
    ]


@pytest.mark.parametrize(
    ("key", "becomes", "mistake"),
    [
        ("web.port", "prot: 1", ":3: web.prot: expected one of host, port, "),
        ("lines.weekday.number", "no: 1", ":5: lines.weekday.no: expected one of number, hours, v"),
        ("web.port", "port:", ":3: web.port: expected a whole number from 1 to 65535, found null"),
        ("callbacks.wait_minutes", "wait_minutes: [10, 0]", ":22: callbacks.wait_minutes[1]: exp"),
        ("holidays.extra", "extra: {24 Dec: x}", ":11: holidays.extra: expected a day such as 202"),
        ("holidays.extra", "extra: {2026-12-24: 1}", ":23: holidays.extra.2026-12-24: expected te"),
        (
            "messages.countries",
            "countries: [it]",
            ":15: messages.countries[0]: expected a country as ISO",
        ),
        ("holidays.working", "working: [20261004]", ":13: holidays.working[0]: expected a day su"),
        ("holidays.working", "working: [2026-13-04]", ":13: holidays.working[0]: expected a day"),
    ],
)
def test_a_wrong_key_or_part_is_named_with_its_line_and_column(
    mistakes: Mistakes, key: str, becomes: str, mistake: str
) -> None:
    told = mistakes(with_line(key, becomes))
    assert any(one.startswith(f"config.yaml:{line_of(key)}{mistake}") for one in told)


def test_the_model_that_ships_knows_one_language_and_others_any(mistakes: Mistakes) -> None:
    english = TEXT.replace("\n  language: it\n", "\n  language: en\n")
    assert english != TEXT
    told = mistakes(english.replace("model: base", "model: demo"))
    assert ": transcription.language: expected it, the one language that the demo" in told[0]


FAULT = "expected YAML, found a fault: "
BROKEN = [
    ("service: [1", f"config.yaml:1:12: {FAULT}while parsing a flow sequence"),
    ("\tservice: 1", f"config.yaml:1:1: {FAULT}while scanning"),
    ("service: 1\n---\nlines: 2\n", f"config.yaml:2:1: {FAULT}expected a single"),
    ("service: *other\n", f"config.yaml:1:10: {FAULT}found undefined alias"),
    ("- service\n", "config.yaml:1:1: expected keys and their values, found a list"),
    ("service\n", 'config.yaml:1:1: expected keys and their values, found "service"'),
    ("service: \x01\n", "config.yaml: expected text, found special characters are not allowed"),
]


@pytest.mark.parametrize(("text", "mistake"), BROKEN)
def test_what_is_no_yaml_is_named_with_its_place(
    mistakes: Mistakes, text: str, mistake: str
) -> None:
    [found] = mistakes(text)
    assert found.startswith(mistake)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "web:\n  port: 1\n  port: 2\n",
            "config.yaml:3:3: web.port: expected each key once, found it again (see line 2)",
        ),
        (
            "web: {}\nweb: {}\n",
            "config.yaml:2:1: web: expected each key once, found it again (see line 1)",
        ),
        (
            "web: &all\n  host: *all\n",
            "config.yaml:1:6: web.host: expected a value, found an alias (*) of a group around it",
        ),
        ("web:\n  ? [1]\n  : 2\n", "config.yaml:2:5: web: expected a key, found a list"),
        (
            "web:\n  host: !python x\n",
            "config.yaml:2:9: web.host: expected a plain value, found the tag !python",
        ),
    ],
)
def test_yaml_that_says_something_twice_or_strangely_is_refused(
    mistakes: Mistakes, text: str, mistake: str
) -> None:
    assert mistake in mistakes(text)


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_is_said_to_be_empty(mistakes: Mistakes, text: str) -> None:
    [told] = mistakes(text)
    groups, _, found = told.removeprefix("config.yaml: expected ").partition(" and their keys, ")
    assert found == "found an empty file"
    assert set(groups.split(", ")) == {
        *("costs", "database", "holidays", "j_system"),
        *("lines", "recordings", "service", "transcription"),
    }


def test_an_empty_file_beside_variables_lacks_what_they_do_not_say(mistakes: Mistakes) -> None:
    lacking = [told.split(": ")[1] for told in mistakes("", {"CENTRALINO_COSTS__HOURLY": "80"})]
    assert "costs.vat_percent" in lacking
    assert "lines" in lacking


@pytest.mark.parametrize("text", ["web: " + "[" * 3000 + "]" * 3000, "{a: " * 3000 + "}" * 3000])
def test_groups_without_end_within_one_another_are_refused(mistakes: Mistakes, text: str) -> None:
    [told] = mistakes(text)
    assert told.startswith("config.yaml: expected groups and lists a few levels deep, found hundr")


def test_a_missing_key_is_looked_for_in_its_group(mistakes: Mistakes) -> None:
    number = TEXT.splitlines().index("  minutes_per_month: 120")
    [found] = mistakes(TEXT.replace("  minutes_per_month: 120\n", "  {}\n"))
    assert found == (
        f"config.yaml:{number - 1}:1: j_system.minutes_per_month: "
        "expected a whole number from 0 up, found nothing"
    )


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(
    mistakes: Mistakes,
) -> None:
    text = TEXT.replace("port: 8000", "port: x").replace("timezone: Europe/Rome", "timezone: 1")
    found = mistakes(text + "extra: 1\n", {"CENTRALINO_WEB__THREADS": "0"})
    assert [mistake.split(": ")[1] for mistake in found] == [
        *("service.timezone", "web.port", "extra", "web.threads")
    ]


def test_the_key_that_was_meant_is_proposed(mistakes: Mistakes) -> None:
    [found] = mistakes(TEXT + "recording: 1\n")
    assert found.endswith("did you mean recordings?")


def test_wrong_hours_come_with_a_mark_under_the_place(mistakes: Mistakes) -> None:
    [found] = mistakes(TEXT.replace("Mo-Fr 09:15", "Mo-Fr 9;15"))
    assert "^---" in found


def test_both_lines_need_numbers_of_their_own(mistakes: Mistakes) -> None:
    [found] = mistakes(TEXT.replace("+390452525658", "+390455117067"))
    assert "lines.weekend.number: expected another number than that of lines.weekday" in found


@pytest.mark.parametrize(
    ("country", "province", "expected"),
    [
        ("DE", "VR", "a province of DE such as BB, BE, BW, BY or HB, or null"),
        ("VA", "VR", "null, as no province of VA is known"),
        ("IT", "BY", "a province of IT such as VR, or null"),
    ],
)
def test_a_province_of_another_country_is_told_which_there_are(
    mistakes: Mistakes, country: str, province: str, expected: str
) -> None:
    text = TEXT.replace("country: IT", f"country: {country}")
    [told] = mistakes(text.replace("province: VR", f"province: {province}"))
    line, column = line_of("holidays.province"), len("  province: ") + 1
    assert told == (
        f'config.yaml:{line}:{column}: holidays.province: expected {expected}, found "{province}"'
    )


def test_a_day_is_not_both_closed_and_working(mistakes: Mistakes) -> None:
    text = TEXT.replace("extra: {}", "extra: {2026-12-24: x}").replace(
        "working: []", "working: [2026-12-24]"
    )
    [found] = mistakes(text)
    assert "holidays.working: expected no day that holidays.extra closes (2026-12-24)" in found


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: expected a file to read"):
        load(tmp_path / "nowhere.yaml", {})
    (tmp_path / "latin.yaml").write_bytes("a: perché".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"latin\.yaml: expected UTF-8"):
        load(tmp_path / "latin.yaml", {})
