"""The J-System module: seven activities, for subscribers, up to so many minutes a month."""

from rules.entitlement.decision import Condition, Coverage, Fact
from rules.entitlement.published_terms import Rule
from rules.entitlement.request import J_SYSTEM, STANDARD, Activity, Place, Request
from rules.entitlement.verdict import Entitled, Verdict, contract_words, j_system_words
from rules.hours.schedule import Flow
from rules.tickets.ticket import Category


def judge(request: Request, entitled: Entitled) -> Verdict:
    """The verdict on work on the system."""
    if request.activity is Activity.EQUIPMENT and request.place is Place.THEIR_OFFICE:
        reason = "La configurazione presso il cliente non è compresa nel modulo J-System"
        return Verdict(Coverage.BILLABLE, Rule.J_SYSTEM_EQUIPMENT, reason)
    if not entitled.j_system:
        reason = f"Problema sistemistico, ma {j_system_words(entitled)}"
        return Verdict(Coverage.BILLABLE, Rule.J_SYSTEM, reason, _perhaps_update(request, entitled))
    rule = J_SYSTEM.get(request.activity, Rule.J_SYSTEM)
    return _within_minutes(entitled, rule, _perhaps_update(request, entitled))


def grants(entitled: Entitled) -> bool:
    """Whether the module pays for anything now."""
    return entitled.j_system and entitled.minutes_left > 0


def helps_today(request: Request, entitled: Entitled) -> bool:
    """Whether this is, or may be, week-end help for a subscriber."""
    return entitled.j_system and may_be_weekend_help(request)


def judge_weekend(request: Request, entitled: Entitled) -> Verdict:
    """The verdict on week-end help to a subscriber: it takes from the same minutes."""
    conditions = []
    if request.category is Category.OTHER and request.activity is None:
        conditions.append(Condition(Fact.ACTIVITY, "se riguarda il software di Leotron"))
    if request.unusable is None and request.activity is not Activity.WEEKEND:
        words = "se il programma non è accessibile o utilizzabile"
        conditions.append(Condition(Fact.UNUSABLE, words))
    verdict = _within_minutes(entitled, Rule.J_SYSTEM_WEEKEND, tuple(conditions))
    if verdict.cover is Coverage.J_SYSTEM or not entitled.contract:
        return verdict
    reason = f"{verdict.reason} (dal primo giorno feriale vale il {contract_words(entitled)})"
    return Verdict(verdict.cover, verdict.rule, reason, verdict.conditions)


def _within_minutes(entitled: Entitled, rule: Rule, conditions: tuple[Condition, ...]) -> Verdict:
    left = entitled.minutes_left
    if not left:
        reason = "I minuti J-System di questo mese sono esauriti"
        return Verdict(Coverage.BILLABLE, Rule.J_SYSTEM_MINUTES, reason, conditions)
    remain = "resta 1 minuto" if left == 1 else f"restano {left} minuti"
    reason = f"Compreso nel {j_system_words(entitled)}: {remain} di questo mese, poi si addebita"
    return Verdict(Coverage.J_SYSTEM, rule, reason, conditions)


def _perhaps_update(request: Request, entitled: Entitled) -> tuple[Condition, ...]:
    """Bringing the operating system up to date is on the contract's list, not on the module's."""
    if request.activity is not None or not entitled.contract or grants(entitled):
        return ()
    words = "salvo che sia l'aggiornamento del sistema operativo, compreso nel contratto"
    return (Condition(Fact.ACTIVITY, words),)


def may_be_weekend_help(request: Request) -> bool:
    """ "sul software prodotto da Leotron, per impossibilità di accesso o utilizzo" """
    if request.flow is not Flow.WEEKEND or not request.leotron_software:
        return False
    match request.activity:
        case None:
            about_software = request.category in (Category.SOFTWARE, Category.OTHER)
            return about_software and request.unusable is not False
        case Activity.WEEKEND:
            return request.unusable is not False
        case activity:
            return activity in STANDARD and request.unusable is True
