"""Routing of a request to its rule: week-end help first, then its activity, then its category."""

from collections.abc import Callable, Mapping

from rules.entitlement import hardware_repair, j_system, standard_contract
from rules.entitlement.decision import Condition, Coverage, Fact
from rules.entitlement.published_terms import Rule
from rules.entitlement.request import ACTIVITIES, Activity, Request
from rules.entitlement.verdict import Entitled, Verdict
from rules.tickets.ticket import Category

_COMMERCIAL = Verdict(
    Coverage.UNKNOWN,
    Rule.ACCOUNT_MANAGER,
    "Richiesta commerciale: risponde l'account manager, nulla da addebitare",
)
_OUTSIDE = Verdict(
    Coverage.BILLABLE, Rule.HOURLY, "Intervento che esula dal contratto e dal modulo J-System"
)
_JUDGES: Mapping[Category, Callable[[Request, Entitled], Verdict]] = {
    Category.SOFTWARE: standard_contract.judge,
    Category.SYSTEM: j_system.judge,
    Category.HARDWARE: hardware_repair.judge,
}


def judge(request: Request, entitled: Entitled | None) -> Verdict:
    """The verdict; without `entitled` nobody knows who the customer is."""
    if entitled is None:
        return _of_stranger(request)
    if request.weekend_open is not False and j_system.helps_today(request, entitled):
        return j_system.judge_weekend(request, entitled)
    if request.activity is Activity.OUTSIDE:
        return _OUTSIDE
    kind = _kind(request)
    if kind in _JUDGES:
        return _JUDGES[kind](request, entitled)
    return _COMMERCIAL if kind is Category.COMMERCIAL else _of_unclear(entitled)


def _kind(request: Request) -> Category:
    """The category that the activity belongs to, where one is known."""
    return request.category if request.activity is None else ACTIVITIES[request.activity]


def _of_stranger(request: Request) -> Verdict:
    who = Condition(Fact.CUSTOMER, "salvo quanto spetta al cliente una volta riconosciuto")
    match _kind(request):
        case Category.COMMERCIAL:
            return _COMMERCIAL
        case Category.HARDWARE:
            reason = "Cliente non riconosciuto: si invia un preventivo"
            return Verdict(Coverage.UNKNOWN, Rule.HARDWARE_QUOTE, reason, (who,))
    return Verdict(Coverage.UNKNOWN, Rule.HOURLY, "Cliente non riconosciuto", (who,))


def _of_unclear(entitled: Entitled) -> Verdict:
    """Nobody knows yet what it is about: without contract and module the customer would pay."""
    if entitled.contract or j_system.grants(entitled):
        rule = Rule.STANDARD if entitled.contract else Rule.J_SYSTEM
        clear = Condition(Fact.ACTIVITY, "secondo ciò che serve")
        return Verdict(Coverage.UNKNOWN, rule, "Da chiarire che cosa è compreso", (clear,))
    warranty = "un guasto di hardware in garanzia" if entitled.in_warranty else "altro da accertare"
    but = Condition(Fact.ACTIVITY, f"salvo che sia {warranty}")
    return Verdict(
        Coverage.BILLABLE, Rule.HOURLY, "Né contratto né minuti J-System disponibili", (but,)
    )
