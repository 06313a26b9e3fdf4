"""The standard contract: five activities, for customers with a contract, on what we support."""

from dataclasses import replace

from rules.entitlement import j_system
from rules.entitlement.decision import Condition, Coverage, Fact
from rules.entitlement.published_terms import Rule
from rules.entitlement.request import STANDARD, Activity, Place, Request
from rules.entitlement.verdict import Entitled, Verdict, contract_words


def judge(request: Request, entitled: Entitled) -> Verdict:
    """The verdict on help with the software; another's software is a matter of J-System."""
    if not request.leotron_software and request.activity is not Activity.OS_UPDATE:
        return j_system.judge(replace(request, activity=Activity.REINSTALL), entitled)
    refusal = _refusal(request, entitled)
    if refusal is None:
        rule = STANDARD.get(request.activity, Rule.STANDARD)
        reason = f"Compreso nel {contract_words(entitled)}"
        return Verdict(Coverage.CONTRACT, rule, reason, _conditions(request, entitled))
    if request.activity is Activity.PERIPHERALS and j_system.grants(entitled):
        # Setting up equipment so that the software can be used is on the module's list as well.
        return j_system.judge(replace(request, activity=Activity.EQUIPMENT), entitled)
    return refusal


def _refusal(request: Request, entitled: Entitled) -> Verdict | None:
    """Why the contract does not cover this, if it does not."""
    if not entitled.contract:
        reason = f"Assistenza standard, ma {contract_words(entitled)}"
        return Verdict(Coverage.BILLABLE, Rule.STANDARD, reason, _perhaps_module(request, entitled))
    if request.place is not Place.REMOTE and request.activity in (Activity.USE, None):
        reason = "Assistenza e formazione sono comprese solo in remoto"
        return Verdict(Coverage.BILLABLE, Rule.STANDARD_USE, reason)
    if request.latest_version is False:
        reason = "Il programma non è aggiornato all'ultima versione"
        return Verdict(Coverage.BILLABLE, Rule.STANDARD_NEEDS, reason)
    if request.supported is False:
        reason = "Hardware, sistema operativo o periferiche non sono tra quelli indicati sul sito"
        return Verdict(Coverage.BILLABLE, Rule.STANDARD_NEEDS, reason)
    return None


def _perhaps_module(request: Request, entitled: Entitled) -> tuple[Condition, ...]:
    if request.activity is not None or not j_system.grants(entitled):
        return ()
    return (Condition(Fact.ACTIVITY, "salvo che sia una delle attività del modulo J-System"),)


def _conditions(request: Request, entitled: Entitled) -> tuple[Condition, ...]:
    found = []
    if request.latest_version is None:
        version = entitled.customer.software_version
        on_record = f" (in archivio la {version})" if version else ""
        words = f"se il programma{on_record} è all'ultima versione"
        found.append(Condition(Fact.LATEST_VERSION, words))
    if request.supported is None:
        words = "se hardware, sistema operativo e periferiche sono tra quelli indicati sul sito"
        found.append(Condition(Fact.SUPPORTED, words))
    return tuple(found)
