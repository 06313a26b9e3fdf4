"""What a caller hears: sentences, files and pauses, each with the time that it takes."""

from collections.abc import Iterator

from simulator.call import media
from simulator.call.acts import Act, Gone, Heard, HungUp, Keys, Steps, Voice, Wait, Words
from simulator.call.leg import Leg
from simulator.call.twiml_fetch import Page, resolve
from simulator.state.exchange import TwimlRefused
from simulator.state.journal import HeardEntry
from simulator.twiml import voices
from simulator.twiml.verbs import Pause, Play, Say

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
ENDLESS = 1000  # loop="0" stops there; Twilio docs: TwiML Voice: <Say>

Input = Keys | Words | None


def perform(
    leg: Leg, page: Page, verb: Say | Play | Pause, *, keys: bool = False, speech: bool = False
) -> Steps[Input]:
    """Says, plays or pauses; ends early with the key, or the words, that interrupt it."""
    for entry in _parts(leg, page, verb):
        if entry.kind != "pause":
            leg.entry.heard.append(entry)
            leg.note("hears" if entry.kind == "say" else entry.kind, entry.text)
        heard = Heard(entry.text, entry.seconds, keys, speech)
        given = yield from sit_through(leg, heard)
        if given is not None:
            return given
    return None


def apologise(leg: Leg) -> Steps[None]:
    """What Twilio says itself when it has nothing to go on with."""
    seconds = voices.seconds(APOLOGY)
    leg.entry.heard.append(HeardEntry(APOLOGY, "en-US", "man", leg.at, "error", "", seconds))
    leg.note("hears", APOLOGY)
    yield from sit_through(leg, Heard(APOLOGY, seconds))


def sit_through(leg: Leg, heard: Heard) -> Steps[Input]:
    """Lets a sentence pass, or what is left of it after keys that nobody listens to."""
    place = 0.0
    while place < heard.seconds:
        act = yield heard
        until = min(heard.seconds, _until(act, place, heard.seconds))
        leg.pass_time(until - place)
        place = until
        if isinstance(act, Gone):
            leg.note("hangs up")
            raise HungUp
        if (isinstance(act, Keys) and heard.keys) or (isinstance(act, Words) and heard.speech):
            return act
        if isinstance(act, Keys):
            lose(leg, act.keys)
    return None


def _until(act: Act, place: float, end: float) -> float:
    """The second of the sentence up to which an act lets it go on."""
    match act:
        case Keys(after=after) | Words(after=after) | Gone(after=after):
            return max(place, after)
        case Wait(seconds):
            return place + seconds
        case Voice(sound):
            return place + sound.seconds
    return end


def lose(leg: Leg, keys: str) -> None:
    """Keys pressed while nothing listens do nothing."""
    if keys:
        leg.entry.lost_keys.append(keys)
        leg.note("presses in vain", keys)


def _parts(leg: Leg, page: Page, verb: Say | Play | Pause) -> Iterator[HeardEntry]:
    """Each thing to hear, written when its turn comes."""
    if isinstance(verb, Pause):
        yield HeardEntry("", "", "", leg.at, "pause", "", float(verb.length))
        return
    for _ in range(verb.loop or ENDLESS):
        entry = _sentence(leg, verb) if isinstance(verb, Say) else _file(leg, page, verb)
        if entry is None:
            return
        yield entry


def _sentence(leg: Leg, say: Say) -> HeardEntry:
    seconds = voices.seconds(say.text)
    return HeardEntry(say.text, say.language, say.voice, leg.at, "say", "", seconds)


def _file(leg: Leg, page: Page, play: Play) -> HeardEntry | None:
    if not play.url:
        tones = sum({"w": 0.5, "W": 1.0}.get(key, 0.2) for key in play.digits)
        return HeardEntry(f"[tones {play.digits}]", "", "", leg.at, "play", "", tones)
    url = resolve(leg, page, play.url)
    found = media.fetch(leg, url)
    if found.code:
        leg.alert(found.code, found.text, url)
        if leg.exchange.strict and found.code == 13420:
            raise TwimlRefused(f"<Play> {url}: {found.text}")
        return None
    return HeardEntry(media.name(url), "", "", leg.at, "play", url, round(found.seconds, 2))
