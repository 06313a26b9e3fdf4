""" "Frasi del telefono": what callers hear, altered by a supervisor, heard and measured before it counts."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rules.calls.before_the_beep import MOST_S, MOST_WITH_HASH_S, Spoken
from rules.errors import NotFound
from store import reading
from store.models import Alteration
from store.staff import alterations
from web.console.desk.writing import Change, altering_of, to_undo, write
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services, TriedSentence

PAGE = f"{PREFIX}/frasi"
KEYS = "prompts"  # the first part of an alteration's key
LONGEST_NOTE = 60  # characters of a sentence, in the audit log
# The first sentence of each part of a call, in the order in which a call comes by them.
PARTS = {
    "greeting": "All'inizio della chiamata",
    "menu_code_hidden": "I tasti dopo il saluto",
    "code": "Il codice cliente",
    "j_system_now": "Il fine settimana",
    "standing": "Una richiesta già aperta",
    "price": "Il prezzo",
    "speak_more": "L'invito a parlare, fino al segnale",
    "nothing_heard": "Appena dopo il messaggio",
    "received": "Il numero riletto",
    "review": "Il messaggio riascoltato",
    "sent": "Alla fine",
    "fallback": "Quando qualcosa non va",
    "technician_greeting": "Ai tecnici, quando squilla il loro telefono",
    "dial_in_pin": "Ai tecnici che chiamano la linea",
    "alert_greeting": "Ai reperibili",
}
LANGUAGES = {"it": "italiano", "en": "inglese"}
# What stands for what is filled in, where a sentence is listened to.
SAMPLES = {
    "it": {
        "number": "uno, zero, zero, uno",
        "when": "le quindici e trenta",
        "holiday": "Natale",
        "hourly": "ottanta euro",
        "minimum": "un'ora",
        "first": "novantasette euro e sessanta",
        "days": "novanta giorni",
        "matter": "per la stampante",
        "case": "Ferramenta Rossi, la cassa non parte",
        "count": "due",
        "who": "Anna",
    },
    "en": {
        "number": "one, zero, zero, one",
        "when": "half past three",
        "holiday": "Christmas",
        "hourly": "eighty euro",
        "minimum": "an hour",
        "first": "ninety-seven euro sixty",
        "days": "ninety days",
        "matter": "about the printer",
        "case": "Ferramenta Rossi, the till does not start",
        "count": "two",
        "who": "Anna",
    },
}


def pages(services: Services) -> Pages:
    """/console/frasi?lingua=en and /console/frasi/greeting/it"""
    part = Pages("sentences")

    @part.page(PAGE, Who.SUPERVISOR)
    def list_() -> ResponseReturnValue:
        return render_template("console/desk/sentences.html", **_shown(services))

    @part.page(f"{PAGE}/<key>/<language>", Who.SUPERVISOR)
    def sentence(key: str, language: str) -> ResponseReturnValue:
        return _page(services, key, language)

    @part.page(f"{PAGE}/<key>/<language>", Who.SUPERVISOR, ("POST",))
    def alter(key: str, language: str) -> ResponseReturnValue:
        return _altered(services, key, language)

    @part.page(f"{PAGE}/storia/<id:alteration_id>/annulla", Who.SUPERVISOR, ("POST",))
    def undo(alteration_id: int) -> ResponseReturnValue:
        return _undo(services, alteration_id)

    return part


def _shown(services: Services) -> dict[str, Any]:
    altering = altering_of(services)
    altering.look()
    language = "en" if request.args.get("lingua") == "en" else "it"
    found = [one for one in altering.sentences() if one.language == language]
    with reading(services.sessions) as session:
        current = alterations.current(session)
        history = alterations.newest(session, [f"{KEYS}."])
    altered = {key for key, row in current.items() if row.after is not None}
    return {
        "now": services.now(),
        "language": language,
        "languages": LANGUAGES,
        "parts": list(_parts(found)),
        "heard": _heard,
        "altered": {one.key for one in found if key_of(one.key, language) in altered},
        "history": [(row, current[row.key].id == row.id, _told(row)) for row in history],
    }


def _parts(found: Sequence[Spoken]) -> Iterator[tuple[str, list[Spoken]]]:
    """The sentences by the part of a call to which they belong."""
    heading, within = "", list[Spoken]()
    for one in found:
        if one.key in PARTS:
            if within:
                yield heading, within
            heading, within = PARTS[one.key], []
        within.append(one)
    yield heading, within


def _heard(spoken: Spoken) -> str:
    """The words with something in the place of what is filled in."""
    return spoken.words.format_map(
        {**dict.fromkeys(spoken.placeholders, ""), **SAMPLES[spoken.language]}
    )


def key_of(key: str, language: str) -> str:
    """By what key the ledger keeps that a sentence was altered."""
    return f"{KEYS}.{key}.{language}"


def _found(sentences: Sequence[Spoken], key: str, language: str) -> Spoken:
    for one in sentences:
        if (one.key, one.language) == (key, language):
            return one
    raise NotFound(f"no sentence {key} in {language}")


def _page(
    services: Services,
    key: str,
    language: str,
    tried: TriedSentence | None = None,
    by_file: bool = False,
) -> ResponseReturnValue:
    altering = altering_of(services)
    altering.look()
    kept = _found(altering.sentences(), key, language)
    with reading(services.sessions) as session:
        row = alterations.current(session).get(key_of(key, language))
    shown = {
        "now": services.now(),
        "kept": kept,
        "file": _found(altering.sentences_by_file(), key, language),
        "is_altered": row is not None and row.after is not None,
        "seen": row.id if row else alterations.NONE,
        "languages": LANGUAGES,
        "tried": tried,
        "by_file": by_file,
        "heard": _heard,
        "most": MOST_S,
        "most_with_hash": MOST_WITH_HASH_S,
    }
    return render_template("console/desk/sentence.html", **shown)


def _altered(services: Services, key: str, language: str) -> ResponseReturnValue:
    altering = altering_of(services)
    altering.look()
    kept = _found(altering.sentences(), key, language)
    by_file = bool(request.form.get("predefinita"))
    text = None if by_file else request.form.get("frase", "")
    seen = request.form.get("visto", 0, int)
    with reading(services.sessions) as session:
        alterations.to_alter(session, key_of(key, language), seen)
    tried = altering.try_sentence(key, language, text)
    if tried.spoken.words == kept.words and not by_file:
        raise Refused("La frase è già questa.", "frase")
    if tried.after.is_worse_than(tried.before):
        raise Refused(_too_long(tried), "frase")
    if not request.form.get("salva"):
        return _page(services, key, language, tried, by_file)
    value = None if by_file else tried.spoken.words
    note = _note(key, language, kept.words, value)
    write(services, Change(key_of(key, language), value, seen, "sentence_altered", note))
    return redirect(url_for("sentences.list_", lingua=language), 303)


def _too_long(tried: TriedSentence) -> str:
    after = tried.after
    return (
        f"Così qualcuno aspetterebbe il segnale {_seconds(after.to_the_beep)} secondi, o con cancelletto "
        f"{_seconds(after.with_hash)}: al massimo {MOST_S:.0f}, e {MOST_WITH_HASH_S:.0f} con cancelletto. "
        f"Adesso sono {_seconds(tried.before.to_the_beep)} e {_seconds(tried.before.with_hash)}."
    )


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")


def _note(key: str, language: str, before: object, after: object) -> str:
    old, new = (_short(one) for one in (before, after))
    return f"{key} ({language}), da {old} a {new}"


def _short(words: object) -> str:
    if words is None:
        return "quella di prompts.yaml"
    text = str(words)
    return f"«{text[:LONGEST_NOTE]}{'…' if len(text) > LONGEST_NOTE else ''}»"


def _told(row: Alteration) -> str:
    _, key, language = row.key.split(".")
    return _note(key, language, row.before, row.after)


def _undo(services: Services, alteration_id: int) -> ResponseReturnValue:
    row = to_undo(services, alteration_id)
    if row is None:
        return redirect(url_for("sentences.list_"), 303)
    first, _, rest = row.key.partition(".")
    key, _, language = rest.partition(".")
    if first != KEYS:
        abort(404)
    before = row.before if isinstance(row.before, str) else None
    tried = altering_of(services).try_sentence(key, language, before)
    if tried.after.is_worse_than(tried.before):
        raise Refused(_too_long(tried))
    note = _note(key, language, row.after, before)
    write(services, Change(row.key, before, row.id, "sentence_undone", note, undoes=row.id))
    return redirect(url_for("sentences.list_", lingua=language), 303)
