"""The J-System module: seven things, for subscribers, so many minutes a month."""

from rules.entitlement.decision import Condition, Cover, Fact
from rules.entitlement.published_terms import Rule
from rules.entitlement.request import J_SYSTEM, STANDARD, Activity, Place, Request
from rules.entitlement.verdict import Standing, Verdict, contract_words, j_system_words
from rules.hours.schedule import Flow
from rules.tickets.ticket import Category


def judge(request: Request, standing: Standing) -> Verdict:
    """The verdict on work on the system."""
    if request.activity is Activity.EQUIPMENT and request.place is Place.THEIR_OFFICE:
        reason = "La configurazione presso il cliente non è compresa nel modulo J-System"
        return Verdict(Cover.BILLABLE, Rule.J_SYSTEM_EQUIPMENT, reason)
    if not standing.j_system:
        reason = f"Problema sistemistico, ma {j_system_words(standing)}"
        return Verdict(Cover.BILLABLE, Rule.J_SYSTEM, reason, _perhaps_update(request, standing))
    rule = J_SYSTEM.get(request.activity, Rule.J_SYSTEM)
    return _within_minutes(standing, rule, _perhaps_update(request, standing))


def grants(standing: Standing) -> bool:
    """Whether the module pays for anything now."""
    return standing.j_system and standing.minutes_left > 0


def helps_today(request: Request, standing: Standing) -> bool:
    """Whether this is, or may be, week-end help for a subscriber."""
    return standing.j_system and _may_be_weekend_help(request)


def judge_weekend(request: Request, standing: Standing) -> Verdict:
    """The verdict on week-end help to a subscriber: it takes from the same minutes."""
    conditions = []
    if request.category is Category.OTHER and request.activity is None:
        conditions.append(Condition(Fact.ACTIVITY, "se riguarda il software di Leotron"))
    if request.unusable is None and request.activity is not Activity.WEEKEND:
        words = "se il programma non è accessibile o utilizzabile"
        conditions.append(Condition(Fact.UNUSABLE, words))
    verdict = _within_minutes(standing, Rule.J_SYSTEM_WEEKEND, tuple(conditions))
    if verdict.cover is Cover.J_SYSTEM or not standing.contract:
        return verdict
    reason = f"{verdict.reason} (dal primo giorno feriale vale il {contract_words(standing)})"
    return Verdict(verdict.cover, verdict.rule, reason, verdict.conditions)


def _within_minutes(standing: Standing, rule: Rule, conditions: tuple[Condition, ...]) -> Verdict:
    left = standing.minutes_left
    if not left:
        reason = "I minuti J-System di questo mese sono esauriti"
        return Verdict(Cover.BILLABLE, Rule.J_SYSTEM_MINUTES, reason, conditions)
    remain = "resta 1 minuto" if left == 1 else f"restano {left} minuti"
    reason = f"Compreso nel {j_system_words(standing)}: {remain} di questo mese, poi si addebita"
    return Verdict(Cover.J_SYSTEM, rule, reason, conditions)


def _perhaps_update(request: Request, standing: Standing) -> tuple[Condition, ...]:
    """Bringing the operating system up to date is on the contract's list, not on the module's."""
    if request.activity is not None or not standing.contract or grants(standing):
        return ()
    words = "salvo che sia l'aggiornamento del sistema operativo, compreso nel contratto"
    return (Condition(Fact.ACTIVITY, words),)


def _may_be_weekend_help(request: Request) -> bool:
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
