"""Fetches TwiML, and does what Twilio does when that fails: the fallback, then an apology.

Twilio docs: TwiML for Programmable Voice; Availability and Reliability; Error and Warning
Dictionary (11200, 11750, 11770, 12100, 12102, 12300).
"""

from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from simulator.call.document_request import Request
from simulator.call.leg import Leg
from simulator.delivery.webhook import Hook, Reply, send
from simulator.state import faults
from simulator.state.exchange import TwimlRefused
from simulator.twiml import parser
from simulator.twiml.element_reader import Document, Problem
from simulator.twiml.verbs import Hangup, Play, Say
from simulator.wire.http_request import LARGEST_TWIML, Answer

XML_TYPES = {"text/xml", "application/xml", "text/html"}
LONGEST_INLINE = 4000


class ApplicationError(Exception):
    """No TwiML to go on with: Twilio apologises to the caller and ends the call."""


@dataclass(frozen=True)
class Page:
    """A document and the address that its relative URLs start from."""

    url: str
    document: Document


def fetch(leg: Leg, request: Request) -> Page:
    """The document asked for, else the one of the fallback, else raises ApplicationError."""
    page, problem = _read(leg, _ask(leg, request))
    if page is not None:
        return page
    leg.alert(problem.code, problem.text, request.url)
    if not leg.hooks.fallback_url or request.kind == "fallback":
        raise ApplicationError(str(problem))
    error = (("ErrorCode", str(problem.code)), ("ErrorUrl", request.url))
    return fetch(leg, Request("fallback", leg.hooks.fallback_url, leg.hooks.fallback_method, error))


def resolve(leg: Leg, page: Page, url: str) -> str:
    """An absolute URL; TwiML that came through REST has no address to start from."""
    if page.url or urlsplit(url).scheme:
        return urljoin(page.url, url)
    leg.alert(15004, f"relative URL {url!r} in TwiML given through REST")
    raise ApplicationError(f"relative URL {url!r}")


def _ask(leg: Leg, request: Request) -> Reply:
    if request.twiml is not None:
        body = request.twiml.encode()
        return Reply("", Answer(200, (("content-type", "text/xml"),), body, 0.0))
    if late := leg.exchange.faults.strike(faults.Delay, request.kind, urlsplit(request.url).path):
        leg.pass_time(late.seconds)
    form = (*leg.params(), *request.form)
    if request.method == "POST" and request.kind == "voice":
        form = (*form, ("CallToken", f"simulated-{leg.sid[2:10]}"))
    hook = Hook(request.kind, request.url, request.method, form, leg.sid)
    leg.note("webhook", f"{request.kind} {request.url}")
    return send(leg.exchange, hook, leg.at, leg.cookies)


def _read(leg: Leg, reply: Reply) -> tuple[Page | None, Problem]:
    """The page, or what is wrong with the reply."""
    if reply.answer is None:
        leg.pass_time(10 if reply.code == 11201 else 0 if reply.code in {11202, 11210} else 15)
        return None, Problem(reply.code, reply.text, fatal=True)
    problem = _refusal(reply.answer)
    if problem is not None:
        return None, problem
    document = _document(leg, reply)
    _complain(leg, reply, document)
    fatal = next((problem for problem in document.problems if problem.fatal), None)
    if fatal is not None:
        return None, fatal
    return Page(reply.url, document), Problem(0, "")


def _refusal(answer: Answer) -> Problem | None:
    """Why Twilio would not even look for TwiML in this answer."""
    chunked = answer.header("transfer-encoding").lower() == "chunked"
    if answer.status >= 300:
        return Problem(11200, f"answered {answer.status}", fatal=True)
    if len(answer.body) > LARGEST_TWIML:
        return Problem(11750, "more than 64 kB", fatal=True)
    if chunked and not answer.body:
        return Problem(11770, "a chunked answer without a body", fatal=True)
    if not answer.content_type:
        return Problem(11200, "an answer without a Content-Type", fatal=True)
    known = answer.content_type in XML_TYPES | {"text/plain"}
    if not known and not answer.content_type.startswith("audio/"):
        return Problem(12300, f"Content-Type {answer.content_type}", fatal=True)
    return None


def _document(leg: Leg, reply: Reply) -> Document:
    answer = reply.answer
    assert answer is not None  # noqa: S101 (for the type checker)
    if answer.content_type.startswith("audio/"):
        return Document((Play(reply.url, 1, ""), Hangup()), (), ())
    document = parser.read(
        answer.body,
        whisper=leg.direction == "outbound-dial",
        whisper_extras=leg.exchange.quirks.whisper_pause_and_redirect,
    )
    if answer.content_type == "text/plain" and any(p.code == 12100 for p in document.problems):
        text = " ".join(answer.body.decode(errors="replace").split())
        return Document((Say(text, "man", "en-US", 1), Hangup()), (), ())
    return document


def _complain(leg: Leg, reply: Reply, document: Document) -> None:
    """Writes down each problem; a strict call fails with them, but not with what is merely not
    performed by this carrier."""
    for text in document.advice:
        leg.alert(0, text, reply.url)
    twilios = [problem for problem in document.problems if problem.code]
    refused = twilios if leg.exchange.strict else []
    for problem in document.problems:
        if not problem.fatal or problem in refused:
            leg.alert(problem.code, problem.text, reply.url)
    if refused:
        body = reply.answer.body.decode(errors="replace") if reply.answer else ""
        lines = "\n  ".join(str(problem) for problem in refused)
        raise TwimlRefused(f"{reply.url or 'TwiML given through REST'}\n  {lines}\n{body}")


def with_form(request: Request, *pairs: tuple[str, str]) -> Request:
    return replace(request, form=(*request.form, *pairs))
