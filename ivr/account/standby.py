"""Standby documents: TwiML to keep at Twilio (TwiML Bins) for the day on which none of our servers answers.

Twilio takes the message by itself; once we are up again, reconciliation finds call and recording
there, and makes a request of them (`scheduler.reconcile`).
"""

from xml.etree import ElementTree

from ivr.flows.reply import Say
from ivr.prompts import Prompts, SoundFile, Voice

# Spoken where the sentence is a sound file of ours, which nobody could fetch that day.
PLAIN = {
    "fallback": (
        "Assistenza. Abbiamo un problema tecnico, ma il suo messaggio ci arriva. Sarà registrato e"
        " trascritto automaticamente: dopo il segnale dica nome, ditta, telefono e problema."
        " Per finire prema cancelletto."
    ),
    "fallback_thanks": (
        "Il suo messaggio è arrivato. La richiameremo appena possibile. Grazie, arrivederci."
    ),
    "ring_back": "Non ho ricevuto un messaggio, ma la richiameremo noi. Grazie, arrivederci.",
}


def thanks(prompts: Prompts, voice: Voice) -> str:
    """What is said after the message: a document of its own, or the first would be asked again."""
    response = ElementTree.Element("Response")
    _say(response, "fallback_thanks", prompts, voice)
    ElementTree.SubElement(response, "Hangup")
    return _written(response)


def message(prompts: Prompts, voice: Voice, max_seconds: int, thanks_url: str) -> str:
    """Takes a message in Italian; whoever says nothing is told that we ring back."""
    response = ElementTree.Element("Response")
    _say(response, "fallback", prompts, voice)
    asked = {
        "action": thanks_url,
        "maxLength": str(max_seconds),
        "timeout": "6",
        "finishOnKey": "#",
        "playBeep": "true",
        "trim": "do-not-trim",
    }
    ElementTree.SubElement(response, "Record", asked)
    _say(response, "ring_back", prompts, voice)
    ElementTree.SubElement(response, "Hangup")
    return _written(response)


def _say(parent: ElementTree.Element, key: str, prompts: Prompts, voice: Voice) -> None:
    found = prompts.of(Say(key), "it")
    spoken = ElementTree.SubElement(
        parent, "Say", {"voice": voice.voice, "language": voice.language}
    )
    spoken.text = PLAIN[key] if isinstance(found, SoundFile) else " ".join(found.split())


def _written(response: ElementTree.Element) -> str:
    ElementTree.indent(response)
    body = ElementTree.tostring(response, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
