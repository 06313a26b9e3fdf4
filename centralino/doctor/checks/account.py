"""Checks of the account at Twilio: let in, in order, its numbers, what it may show and whom it may call."""

from collections.abc import Callable, Iterator

from centralino.doctor.findings import Finding, doubt, fault, ok, skipped
from centralino.doctor.subject import Subject
from centralino.wiring.twilio_account import lines_of, wanted_webhooks
from ivr.account import regions
from ivr.account.rest import AccountApi, NotAllowed, NotLetIn
from ivr.account.webhooks import SeenNumber, differences
from rules.errors import CentralinoError, NotThere

LOW_BALANCE = 10.0  # of the account's currency: some days of calls, and time to fill it up
CLOCK_DOUBT, CLOCK_FAULT = 5.0, 60.0  # seconds
COUNTRY = "IT"


def account(subject: Subject) -> Iterator[Finding]:
    """The account, then what only whoever was let in may ask."""
    settings = subject.settings
    if settings.lacking_to_serve():
        yield skipped("account.none")
        return
    api = subject.api
    if found := regions.fault(api.base):
        yield fault("account.base", address=api.base, found=found)
        return
    try:
        seen = api.account()
    except NotLetIn:
        yield fault("account.refused", region=regions.region_of(api.base))
        return
    except NotAllowed:
        yield skipped("account.key")
    except CentralinoError as error:
        yield fault("account.away", reason=str(error), address=api.base)
        return
    else:
        if seen.status != "active":
            yield fault("account.closed", status=seen.status)
        elif seen.is_trial:
            yield fault("account.trial")
        else:
            yield ok("account.right", name=seen.name)
    yield from _clock(subject, api)
    yield from _asked("balance", lambda: _balance(api))
    yield from _asked("numbers", lambda: _numbers(subject, api))
    yield from _asked("permission", lambda: _permission(subject, api))


def _asked(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What it found; where Twilio does not say, that it does not."""
    try:
        yield from look()
    except (NotAllowed, NotThere):  # a restricted key, or what a region does not have
        yield skipped(f"{what}.unknown")
    except CentralinoError as error:
        yield fault(f"{what}.unanswered", reason=str(error))


def _clock(subject: Subject, api: AccountApi) -> Iterator[Finding]:
    """This service's time beside Twilio's, which tells whole seconds."""
    if api.told_at is None:
        return
    off = round((subject.now() - api.told_at).total_seconds())
    if abs(off) > CLOCK_FAULT:
        yield fault("clock.wrong", seconds=off)
    elif abs(off) > CLOCK_DOUBT:
        yield doubt("clock.off", seconds=off)
    else:
        yield ok("clock.right")


def _balance(api: AccountApi) -> Iterator[Finding]:
    found = api.balance()
    if found is None:
        return
    left, currency = found
    low = left < LOW_BALANCE
    told = {"left": f"{left:.2f}", "currency": currency}
    yield doubt("balance.low", **told) if low else ok("balance.right", **told)


def _numbers(subject: Subject, api: AccountApi) -> Iterator[Finding]:
    owned = {one.number: one for one in api.numbers()}
    settings = subject.settings
    for line, number in lines_of(settings).items():
        seen = owned.get(number)
        if seen is None:
            yield fault(
                "number.not_owned", line=line, number=number, account=settings.twilio.account_sid
            )
            continue
        yield from _number(subject, api, line, seen)
    yield from _caller_id(subject, api, owned)
    yield from _texts(subject, owned)


def _number(subject: Subject, api: AccountApi, line: str, seen: SeenNumber) -> Iterator[Finding]:
    told = {"line": line, "number": seen.number}
    if not seen.takes_calls:
        yield fault("number.no_calls", **told)
    ours = regions.region_of(api.base)
    region = api.region_of(seen.number) or ours
    if region != ours:
        yield fault("number.region", **told, region=region, ours=ours)
    if subject.settings.service.public_url is None:
        return
    changes = differences(seen, wanted_webhooks(subject.settings))
    if changes:
        yield fault("number.differs", **told, fields=", ".join(one.field for one in changes))
    elif region == ours:
        yield ok("number.right", **told)


def _caller_id(
    subject: Subject, api: AccountApi, owned: dict[str, SeenNumber]
) -> Iterator[Finding]:
    """Calls for technicians show the weekday line; Twilio lets its own and verified numbers be shown."""
    settings = subject.settings
    number = settings.lines.weekday.number
    if not settings.calling.daily_cap or settings.service.public_url is None:
        yield skipped("caller_id.unused")
    elif number in owned or number in api.caller_ids():
        yield ok("caller_id.right", number=number)
    else:
        yield fault("caller_id.not_ours", number=number)


def _texts(subject: Subject, owned: dict[str, SeenNumber]) -> Iterator[Finding]:
    settings = subject.settings
    sender = settings.messages.sms_from or settings.lines.weekday.number
    if not settings.messages.sms or not sender.startswith("+"):
        return
    seen = owned.get(sender)
    can = seen is not None and seen.sends_texts
    yield ok("sms.right", number=sender) if can else fault("sms.cannot", number=sender)


def _permission(subject: Subject, api: AccountApi) -> Iterator[Finding]:
    if not subject.settings.calling.daily_cap:
        return
    may = api.may_call(COUNTRY)
    yield ok("permission.right") if may else fault("permission.missing")
