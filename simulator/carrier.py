"""The carrier: owns the numbers, connects telephones to the desk, delivers what is still due."""

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler, make_server

from simulator.call import outgoing, walk
from simulator.call.document_request import Hooks, Request
from simulator.call.leg import Leg, Status
from simulator.call.outgoing import Order
from simulator.call.phone_call import PhoneCall
from simulator.rest.api import create_api
from simulator.state.clock import Clock, RealClock, VirtualClock
from simulator.state.debugger import Debugger
from simulator.state.exchange import Exchange
from simulator.state.faults import Faults
from simulator.state.journal import Journal
from simulator.state.numbers import Number
from simulator.state.quirks import Quirks
from simulator.state.script import ScriptAct
from simulator.state.sids import Sids
from simulator.state.subscriber import Subscriber
from simulator.wire.http_request import Wire
from simulator.wire.params import PLAIN, Profile

POLL_S = 0.02  # how soon a server that is to stop notices it
HANDS = 4  # calls and callbacks that are under way together where nobody drives the carrier


class Carrier:
    """A pretend Twilio for one account.

    `connect` maps the origin of a public URL to the local address that stands for it: the public
    one is signed and named in the Host header. With a `VirtualClock` nothing waits, and callbacks
    are delivered when their time comes during a later call, or by `settle()`. Calls may be held in
    many threads at once.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        numbers: Mapping[str, Number],
        connect: Mapping[str, str] | None = None,
        faults: Faults | None = None,
        clock: Clock | None = None,
        strict: bool = True,
        seed: int = 1,
        quirks: Quirks | None = None,
        profile: Profile = PLAIN,
        api_keys: Mapping[str, str] | None = None,
        folder: Path | None = None,
        recording_delay: float = 2.0,
        status_delay: float = 0.5,
        calls_per_second: float = 1.0,
        patience: float = 1.0,
    ) -> None:
        """`folder` keeps the recordings (a temporary one when None); `recording_delay` is how long
        a recording is processed, `status_delay` how long after the call its callback comes;
        `patience` is how many real seconds stand for one of Twilio's timeouts."""
        if not auth_token:
            raise ValueError("an empty auth token would sign anything")
        sids = Sids(seed)
        temporary = None if folder else tempfile.TemporaryDirectory(prefix="carrier-")
        self.exchange = Exchange(
            account_sid=account_sid,
            auth_token=auth_token,
            numbers={at: replace(n, sid=n.sid or sids.new("PN")) for at, n in numbers.items()},
            clock=clock or VirtualClock(datetime(2026, 1, 7, 9, 30, tzinfo=UTC)),
            wire=Wire({_origin(url): local for url, local in (connect or {}).items()}, patience),
            faults=faults or Faults(),
            quirks=quirks or Quirks(),
            profile=profile,
            strict=strict,
            seed=seed,
            folder=folder or Path(temporary.name if temporary else "."),
            temporary=temporary,
            recording_delay=recording_delay,
            status_delay=status_delay,
            calls_per_second=calls_per_second,
            api_keys=dict(api_keys or {}),
            sids=sids,
        )
        self.api_base_url = ""  # where the REST side is served, while it is

    @property
    def journal(self) -> Journal:
        """What really happened: calls, recordings, webhooks."""
        return self.exchange.journal

    @property
    def debugger(self) -> Debugger:
        """Errors and warnings, with Twilio's codes."""
        return self.exchange.debugger

    @property
    def clock(self) -> Clock:
        return self.exchange.clock

    @property
    def faults(self) -> Faults:
        return self.exchange.faults

    @property
    def recordings_folder(self) -> Path:
        return self.exchange.folder

    def begin_call(self, from_number: str, to: str, script: Sequence[ScriptAct] = ()) -> PhoneCall:
        """An inbound call; `Phone.dial` is the way to it."""
        exchange = self.exchange
        number = exchange.numbers.get(to)
        if number is None:
            raise ValueError(f"{to} is not a number of the account: {', '.join(exchange.numbers)}")
        leg = Leg(
            exchange,
            from_number=from_number,
            to_number=to,
            direction="inbound",
            at=exchange.clock.now(),
            hooks=_hooks_of(number),
            status=Status.RINGING,
        )
        leg.note("dials", to)
        return PhoneCall(leg, walk.hold(leg, _first_request(number)), script)

    def subscribe(self, *subscribers: Subscriber) -> None:
        """People who can be rung, and what they do then."""
        for subscriber in subscribers:
            self.exchange.subscribers[subscriber.number] = subscriber

    def settle(self, at_once: int = 1) -> None:
        """Delivers every callback, finishes every recording and places every call that is due,
        until each has been delivered or has finally failed; virtual time passes with it.

        With `at_once` that many deliveries are under way together, in no promised order."""
        if at_once == 1:
            self._deliver_all()
            return
        with ThreadPoolExecutor(at_once) as pool:
            for done in [pool.submit(self._deliver_all) for _ in range(at_once)]:
                done.result()

    def _deliver_all(self) -> None:
        while self.exchange.agenda.run_next(self.exchange.clock.reach):
            pass

    @contextmanager
    def serving(self, port: int = 0, *, live: bool = False) -> Iterator[str]:
        """Serves the REST side on the loopback interface and yields its base URL, the one to set as
        the twilio client's `client.api.base_url`. `live` settles in the background all the while,
        for a carrier that nobody drives."""
        server = make_server(
            "127.0.0.1", port, create_api(self.exchange), threaded=True, request_handler=_Quiet
        )
        self.api_base_url = f"http://127.0.0.1:{server.server_port}"
        stop = threading.Event()
        threads = [threading.Thread(target=server.serve_forever, args=[POLL_S], daemon=True)]
        if live:
            threads.append(threading.Thread(target=self._settle_on, args=[stop], daemon=True))
        for thread in threads:
            thread.start()
        try:
            yield self.api_base_url
        finally:
            stop.set()
            server.shutdown()
            server.server_close()
            for thread in threads:
                thread.join(timeout=10)
            self.api_base_url = ""

    @contextmanager
    def living(self) -> Iterator[None]:
        """Time goes on by itself, as fast as on the wall, and calls and callbacks with it: for
        people who look on, once a scene has been played up to here."""
        clock = RealClock()
        clock.set(self.clock.now())
        self.exchange.clock = clock
        stop = threading.Event()
        hands = [
            threading.Thread(target=self._settle_on, args=[stop], daemon=True) for _ in range(HANDS)
        ]
        for hand in hands:
            hand.start()
        try:
            yield
        finally:
            stop.set()  # they are daemons: a call that goes on ends with whoever looked on

    def _settle_on(self, stop: threading.Event) -> None:
        while not stop.is_set():
            if self.exchange.agenda.wait(POLL_S):
                self._settle_whatever_comes()

    def _settle_whatever_comes(self) -> None:
        """Nobody waits for this thread: what a test would see raised goes into the debugger."""
        try:
            self.settle()
        except Exception as error:  # a call that was refused must not stop the others
            self.exchange.alert(0, f"a call failed: {error}", self.exchange.clock.now())

    def place_call(self, order: Order) -> Leg:
        """An outbound call, as POST /Calls.json places it; `settle()` rings it."""
        return outgoing.place(self.exchange, order)


class _Quiet(WSGIRequestHandler):
    """No line on standard error for each request: the journal has them."""

    def log(self, type: str, message: str, *args: object) -> None:
        pass


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _hooks_of(number: Number) -> Hooks:
    return Hooks(
        fallback_url=number.voice_fallback_url,
        fallback_method=number.voice_fallback_method,
        status_url=number.status_callback,
        status_method=number.status_callback_method,
    )


def _first_request(number: Number) -> Request:
    return Request("voice", number.voice_url, number.voice_method)
