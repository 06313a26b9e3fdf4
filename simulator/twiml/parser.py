"""Reads TwiML strictly: an unknown verb, attribute, nesting or value is a problem with its code.

Nothing is passed over in silence. What Twilio merely warns of is a problem all the same, because
Twilio then leaves the element out or falls back to a default, and the caller hears something that
nobody meant.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import quote

from simulator.twiml import schema, voices
from simulator.twiml.element_reader import Document, Problem, Reader
from simulator.twiml.verbs import (
    Callee,
    Dial,
    Gather,
    Hangup,
    Pause,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)

LONGEST_ENCODED = 4500  # of a <Say>, as it is sent on; Twilio docs: error 13521
_XML_VERSION = re.compile(rb"<\?xml\s+version\s*=\s*[\"']([^\"']*)")

VERBS = ("Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Hangup", "Reject")


def read(body: bytes, *, whisper: bool = False, whisper_extras: bool = True) -> Document:
    """The verbs of a document and all that is wrong with it.

    `whisper` reads a document for the leg that a Dial rings, where fewer verbs are allowed.
    """
    reader = Reader(whisper)
    if (found := _XML_VERSION.match(body.lstrip())) and found[1] != b"1.0":
        text = f"XML {found[1].decode(errors='replace')}, expected 1.0"
        return Document((), (Problem(12101, text, fatal=True),), ())
    try:
        root = ET.fromstring(body)  # noqa: S314 (the desk under rehearsal is our own)
    except ET.ParseError as error:
        return Document((), (Problem(12100, f"not XML: {error}", fatal=True),), ())
    if root.tag != "Response":
        return Document(
            (), (Problem(12102, f"expected <Response>, found <{root.tag}>", fatal=True),), ()
        )
    if root.attrib:
        reader.wrong(12200, f"<Response> takes no attributes, found {', '.join(root.attrib)}")
    reader.no_text(root)
    allowed = _allowed(whisper=whisper, extras=whisper_extras)
    verbs = tuple(verb for child in root if (verb := _verb(reader, child, allowed)))
    return Document(verbs, tuple(reader.problems), tuple(reader.advice))


def _allowed(*, whisper: bool, extras: bool) -> frozenset[str]:
    if not whisper:
        return frozenset(VERBS)
    return schema.WHISPER | ({"Pause", "Redirect"} if extras else set())


def _verb(reader: Reader, element: ET.Element, allowed: frozenset[str]) -> Verb | None:
    name = element.tag
    if name in schema.NOT_PERFORMED:
        reader.wrong(0, f"<{name}> is Twilio's, but this carrier does not perform it")
        return None
    if name not in allowed:
        code = 13201 if name == "Dial" and reader.whisper else 12200
        reader.wrong(code, f"unknown verb <{name}>", fatal=code == 13201)
        return None
    return _BUILDERS[name](reader, element, reader.attributes(element))


def _say(reader: Reader, element: ET.Element, given: dict[str, str]) -> Say | None:
    text = " ".join("".join(_spoken(reader, element)).split())
    voice = given.get("voice", "man")
    language = given.get("language", voices.language_of(voice))
    if not text:
        reader.wrong(13520, "<Say> without a text")
        return None
    if len(text) > voices.longest(voice):
        reader.wrong(
            13521, f"<Say> of {len(text)} characters, {voice} takes {voices.longest(voice)}"
        )
        return None
    if len(quote(text)) > LONGEST_ENCODED:
        reader.wrong(13521, f"<Say> of {len(quote(text))} characters encoded, at most 4500")
        return None
    if len(element) and not voices.takes_ssml(voice):
        reader.wrong(13520, f"<Say> with SSML, which {voice} does not understand")
        return None
    if not voices.fits(voice, language):
        reader.wrong(13512, f"{voice} does not speak {language}")
    if "language" not in given and "voice" not in given:
        reader.advice.append(f"<Say> without a language is spoken in en-US: {text[:40]!r}")
    return Say(text, voice, language, int(given.get("loop", "1")))


def _spoken(reader: Reader, element: ET.Element) -> Iterator[str]:
    """The text of <Say>, its SSML looked through; a <sub> is spoken as its alias."""
    yield element.get("alias") or element.text or ""
    for child in element:
        if child.tag not in schema.SSML:
            reader.wrong(12200, f"<{child.tag}> cannot stand in <Say>")
        else:
            for name in set(child.attrib) - schema.SSML[child.tag]:
                reader.wrong(12200, f"<{child.tag} {name}>: unknown attribute")
            yield from _spoken(reader, child)
        yield child.tail or ""


def _play(reader: Reader, element: ET.Element, given: dict[str, str]) -> Play | None:
    url = (element.text or "").strip()
    list(reader.children(element))
    if not url and "digits" not in given:
        reader.wrong(11100, "<Play> without a URL")
        return None
    if url and not schema.is_url(url):
        reader.wrong(11100, f"<Play>: not a URL: {url!r}")
        return None
    return Play(url, int(given.get("loop", "1")), given.get("digits", ""))


def _pause(reader: Reader, element: ET.Element, given: dict[str, str]) -> Pause:
    reader.bare(element)
    return Pause(int(given.get("length", "1")))


def _redirect(reader: Reader, element: ET.Element, given: dict[str, str]) -> Redirect | None:
    url = (element.text or "").strip()
    list(reader.children(element))
    if url and not schema.is_url(url):
        reader.wrong(11100, f"<Redirect>: not a URL: {url!r}", fatal=True)
        return None
    return Redirect(url, given.get("method", "POST"))


def _hangup(reader: Reader, element: ET.Element, _given: dict[str, str]) -> Hangup:
    reader.bare(element)
    return Hangup()


def _reject(reader: Reader, element: ET.Element, given: dict[str, str]) -> Reject:
    reader.bare(element)
    return Reject(given.get("reason", "rejected"))


def _gather(reader: Reader, element: ET.Element, given: dict[str, str]) -> Gather:
    reader.no_text(element)
    reader.unperformed(element, given, "partialResultCallback")
    kinds = given.get("input", "dtmf").split()
    speech = "speech" in kinds
    if (
        speech
        and given.get("speechTimeout") == "auto"
        and given.get("speechModel", "default") == "default"
    ):
        reader.wrong(13335, 'speechTimeout="auto" cannot go with the default model')
    if speech and "language" not in given:
        reader.advice.append("<Gather> listens to speech in en-US: no language is given")
    timeout = given.get("timeout", "5").replace("auto", "5")
    pause = given.get("speechTimeout", timeout).replace("auto", "2")
    return Gather(
        prompts=tuple(_prompts(reader, element)),
        keys="dtmf" in kinds,
        speech=speech,
        action=given.get("action"),
        method=given.get("method", "POST"),
        timeout=int(timeout),
        finish_on_key=given.get("finishOnKey", "#"),
        num_digits=int(given["numDigits"]) if "numDigits" in given else None,
        speech_timeout=float(pause),
        action_on_empty=given.get("actionOnEmptyResult") == "true",
        language=given.get("language", "en-US"),
    )


def _prompts(reader: Reader, element: ET.Element) -> Iterator[Say | Play | Pause]:
    for child in reader.children(element):
        if child.tag == "Play" and "digits" in child.attrib:
            reader.wrong(13430, "<Play digits> cannot stand in <Gather>")
            continue
        verb = _BUILDERS[child.tag](reader, child, reader.attributes(child))
        if isinstance(verb, Say | Play | Pause):
            yield verb


def _record(reader: Reader, element: ET.Element, given: dict[str, str]) -> Record:
    reader.bare(element)
    # Without a maxLength Twilio takes 120 seconds by itself.
    if given.get("transcribe") == "true" and int(given.get("maxLength", "120")) > 120:
        reader.wrong(13615, "<Record>: a transcription takes at most 120 seconds")
    reader.unperformed(element, given, "transcribe", "transcribeCallback")
    return Record(
        action=given.get("action"),
        method=given.get("method", "POST"),
        timeout=int(given.get("timeout", "5")),
        finish_on_key=given.get("finishOnKey", "1234567890*#"),
        max_length=int(given.get("maxLength", "3600")),
        beep=given.get("playBeep", "true") == "true",
        trim=given.get("trim", "trim-silence") == "trim-silence",
        callback=given.get("recordingStatusCallback"),
        callback_method=given.get("recordingStatusCallbackMethod", "POST"),
        callback_events=frozenset(given.get("recordingStatusCallbackEvent", "completed").split()),
    )


def _dial(reader: Reader, element: ET.Element, given: dict[str, str]) -> Dial | None:
    reader.unperformed(element, given, "record", "referUrl")
    plain = (element.text or "").strip()
    is_known = any(child.tag in schema.NOT_PERFORMED for child in element)
    callees = [_callee(reader, child) for child in reader.children(element)]
    if plain:
        callees.append(_plain_callee(reader, plain))
    found = tuple(callee for callee in callees if callee)
    if len(found) > 10:
        reader.wrong(13250, f"<Dial> of {len(found)} numbers, at most 10", fatal=True)
    if not found and not is_known:
        reader.wrong(13223, "<Dial> without a number to dial", fatal=True)
        return None
    return Dial(
        callees=found,
        action=given.get("action"),
        method=given.get("method", "POST"),
        timeout=min(600, max(5, int(given.get("timeout", "30")))),
        time_limit=int(given.get("timeLimit", "14400")),
        caller_id=given.get("callerId"),
        answer_on_bridge=given.get("answerOnBridge") == "true",
        sequential=given.get("sequential") == "true",
        hangup_on_star=given.get("hangupOnStar") == "true",
    )


def _callee(reader: Reader, element: ET.Element) -> Callee | None:
    given = reader.attributes(element)
    reader.unperformed(element, given, "sendDigits")
    plain = _plain_callee(reader, (element.text or "").strip())
    list(reader.children(element))
    return plain and Callee(
        number=plain.number,
        url=given.get("url"),
        method=given.get("method", "POST"),
        status_callback=given.get("statusCallback"),
        status_callback_method=given.get("statusCallbackMethod", "POST"),
        status_events=frozenset(given.get("statusCallbackEvent", "completed").split()),
        machine_detection=given.get("machineDetection", ""),
        amd_callback=given.get("amdStatusCallback"),
        amd_callback_method=given.get("amdStatusCallbackMethod", "POST"),
    )


def _plain_callee(reader: Reader, number: str) -> Callee | None:
    """A number as it is written: also a national one, of the country of the call."""
    number, written = re.sub(r"[\s().-]", "", number), number
    if not re.fullmatch(r"\+?[0-9]{4,15}", number):
        reader.wrong(13223, f"expected a number, found {written!r}", fatal=True)
        return None
    return Callee(
        number=number,
        url=None,
        method="POST",
        status_callback=None,
        status_callback_method="POST",
        status_events=frozenset({"completed"}),
        machine_detection="",
        amd_callback=None,
        amd_callback_method="POST",
    )


_BUILDERS = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
    "Redirect": _redirect,
    "Hangup": _hangup,
    "Reject": _reject,
    "Gather": _gather,
    "Record": _record,
    "Dial": _dial,
}
