import ast
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from ivr.flows import reply
from ivr.flows.prompt_keys import PLACEHOLDERS
from ivr.flows.reply import Say
from ivr.prompts import PACKAGED, SoundFile, Voice, Voices, load
from ivr.prompts import load as shipped_prompts
from rules.callbacks.outcomes import BY_KEY
from rules.errors import BadInput
from rules.hours.schedule import holiday_on
from rules.language.spoken import LANGUAGES
from tests.leotron import HOURS

Change = Callable[[str], str]
PROMPTS = shipped_prompts()
FLOWS = Path(reply.__file__).parent


def written(folder: Path, change: Change = lambda text: text) -> Path:
    path = folder / "prompts.yaml"
    path.write_text(change(PACKAGED.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def keys_in_the_flows() -> set[str]:
    """Every text in the steps' source that names a sentence, but for the table of them all."""
    return {
        node.value
        for path in FLOWS.glob("*.py")
        if path.name != "prompt_keys.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in PLACEHOLDERS
    }


def test_no_sentence_is_unused() -> None:
    assert keys_in_the_flows() == set(PLACEHOLDERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_technician_on_the_telephone_hears_every_key_of_an_outcome(language: str) -> None:
    text = PROMPTS.of(Say("dial_in_outcomes"), language)
    assert isinstance(text, str)
    assert [key for key in BY_KEY if f" {key} " not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(PLACEHOLDERS))
def test_every_sentence_is_there_in_every_language(key: str, language: str) -> None:
    values = {name: f"<{name}>" for name in PLACEHOLDERS[key]}
    text = PROMPTS.of(Say(key, values), language)
    assert isinstance(text, str)
    assert all(value in text for value in values.values())
    assert "{" not in text


def test_sentence_may_be_spoken_in_the_other_language() -> None:
    say = Say("menu_language", language="en")
    assert PROMPTS.of(say, "it") == PROMPTS.of(Say("menu_language"), "en")


def test_holidays_have_english_names_and_others_keep_their_own() -> None:
    prompts = PROMPTS
    assert "Christmas" in prompts.of(Say("closed_for", {"holiday": "Natale"}), "en")
    assert "Natale" in prompts.of(Say("closed_for", {"holiday": "Natale"}), "it")
    assert "inventario" in prompts.of(Say("closed_for", {"holiday": "inventario"}), "en")


def test_every_holiday_of_the_desk_has_its_english_name() -> None:
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(4 * 365))
    names = {name for day in days if (name := holiday_on(day, HOURS))}
    assert names - PROMPTS.english_names.keys() == set()


def test_values_are_never_read_as_sentences() -> None:
    say = Say("closed_for", {"holiday": "{when} {0} {holiday.__class__}"})
    assert "{when} {0} {holiday.__class__}" in PROMPTS.of(say, "it")


def test_sound_file_takes_the_place_of_a_text(tmp_path: Path) -> None:
    changed = written(
        tmp_path, lambda text: text.replace("Messaggio ricevuto.", "{play: ricevuto-2.wav}")
    )
    prompts = load(changed)
    assert prompts.of(Say("sent"), "it") == SoundFile("ricevuto-2.wav")
    assert prompts.files == {"ricevuto-2.wav"}
    assert PROMPTS.files == frozenset()


def replacing(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


TEXT = "it: Messaggio ricevuto."


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (replacing("  sent:\n", "  dispatched:\n"), r"sentences: sent is missing"),
        (replacing("  sent:\n", "  dispatched:\n"), r"\d+:3: dispatched: no step says"),
        (replacing(TEXT, ""), r"\d+:3: sent: expected it and en"),
        (replacing(TEXT, TEXT + "\n    de: Danke."), r"sent: expected it and en"),
        (replacing(TEXT, "it: ''"), r"\d+:5: sent.it: expected words"),
        (replacing(TEXT, "it: 5"), r"sent.it: expected a text"),
        (replacing(TEXT, "it: {say: grazie}"), r"sent.it: expected a text, or {play"),
        (replacing(TEXT, "it: {play: ../../x.wav}"), r"sent.it: expected the bare name"),
        (replacing(TEXT, "it: {play: x.ogg}"), r"sent.it: expected the bare name"),
        (replacing(TEXT, "it: '{when}'"), r"sent.it: expected nothing between braces"),
        (replacing(TEXT, "it: 'A {'"), r"sent.it: expected braces only around nothing"),
        (replacing("carico {when}", "carico"), r"in_charge.it: expected {when} between"),
        (replacing("carico {when}", "carico {when!r}"), r"in_charge.it: expected {when}"),
        (replacing("carico {when}", "carico {when.year}"), r"found {when.year}"),
        (
            replacing("it: Il suo messaggio sarà preso in carico {when}.", "it: {play: x.wav}"),
            r"in_charge.it: expected a text, since a sound file cannot say {when}",
        ),
        (replacing(TEXT, "it: " + "la " * 300), r"sent.it: expected at most 600"),
        (replacing("Natale: Christmas Day", "Natale: ''"), r"Natale: expected the English name"),
        (replacing("sentences:", "phrases:"), r"expected the keys sentences and english_names"),
        (replacing(TEXT, TEXT + "\n    it: Di nuovo."), r"prompts.yaml:\d+: found duplicate key"),
        (lambda _: "sentences: [", r"prompts.yaml:\d+"),
        (lambda _: "sentences: []\nenglish_names: {}\n", r"sentences: expected keys"),
        (lambda _: "", r"expected the keys"),
    ],
)
def test_mistake_is_refused_with_its_place(tmp_path: Path, change: Change, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        load(written(tmp_path, change))


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return text.replace(TEXT, "it: 5").replace("it: Grazie, arrivederci.", "it: 6")

    with pytest.raises(BadInput, match=r"sent.it.*\n.*goodbye.it"):
        load(written(tmp_path, change))


def test_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"missing\.yaml"):
        load(tmp_path / "missing.yaml")
    (tmp_path / "latin.yaml").write_bytes("sentences: perché".encode("latin-1"))
    with pytest.raises(BadInput, match=r"latin\.yaml"):
        load(tmp_path / "latin.yaml")


def test_voices_differ_by_line_and_language() -> None:
    carla = Voice("Polly.Carla", "it-IT")
    voices = Voices(weekend={"it": carla, "en": Voice("Polly.Brian", "en-GB")})
    assert voices.of("weekend", "it") == carla
    assert voices.of("weekday", "it") == Voice("Polly.Bianca-Neural", "it-IT")
    assert voices.of(None, "en") == Voice("Polly.Amy-Neural", "en-GB")


def test_packaged_sentences_were_made_for_the_telephone() -> None:
    longest = max(len(text) for texts in PROMPTS.sentences.values() for text in texts.values())
    assert longest < 250
