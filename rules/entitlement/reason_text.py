"""The reason of a decision as a technician reads it, in Italian."""

from collections.abc import Mapping

from rules.billing.costs import Cost, euro
from rules.entitlement.decision import Coverage
from rules.entitlement.published_terms import Rule
from rules.entitlement.verdict import Verdict

_PUT_OFF: Mapping[Rule, str] = {
    Rule.HOLIDAYS: "Nei giorni di festività non si presta assistenza: dal primo giorno feriale.",
    Rule.J_SYSTEM_WEEKEND: (
        "Nel week-end solo per i sottoscrittori J-System, sul software di Leotron non accessibile"
        " o non utilizzabile: dal primo giorno feriale."
    ),
    Rule.J_SYSTEM_MINUTES: (
        "Nel week-end no, i minuti J-System del mese sono esauriti: dal primo giorno feriale."
    ),
}


def why(verdict: Verdict, put_off: Rule | None, first_hour: Cost) -> str:
    """The reason, its conditions, what holds otherwise; and why not on that day."""
    conditions = " e ".join(condition.words for condition in verdict.conditions)
    price = f"{euro(first_hour.total)} la prima ora, IVA compresa"
    said = f"{verdict.reason}: {price}" if verdict.is_by_the_hour else verdict.reason
    if conditions:
        said = f"{said}, {conditions}{_otherwise(verdict, price)}"
    return f"{said}. {_PUT_OFF[put_off]}" if put_off else f"{said}."


def _otherwise(verdict: Verdict, price: str) -> str:
    """What holds where a condition of a cover fails."""
    if verdict.rule is Rule.J_SYSTEM_WEEKEND:
        return "; altrimenti se ne riparla il primo giorno feriale"
    match verdict.cover:
        case Coverage.CONTRACT | Coverage.J_SYSTEM:
            return f"; altrimenti {price}"
        case Coverage.WARRANTY:
            return "; altrimenti si invia un preventivo"
        case _:
            return ""
