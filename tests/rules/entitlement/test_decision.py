# ruff: noqa: E501  a case is one line, with its reason
"""Who pays for a request, by which sentence of the page, and what nobody knows yet.

The cases are in the order of the page. Each line: who asks, for what, the minutes of J-System used
this month, who pays, the sentence, and the facts that the decision takes for granted.
"""

from datetime import date
from pathlib import Path

import pytest

from rules.entitlement import (
    Activity,
    Coverage,
    Customer,
    Fact,
    Hardware,
    Place,
    Priority,
    Request,
    Rule,
    decide,
)
from rules.hours.schedule import Flow
from rules.triage import Category
from tests.leotron import TERMS, at

PAGE = Path(__file__).with_name("assistenza-leotron.txt")
DAYS = {
    Flow.WEEKDAY: at("2026-11-24T10:00"),  # Tuesday
    Flow.WEEKEND: at("2026-11-28T10:00"),  # Saturday
    Flow.HOLIDAY: at("2026-12-08T10:00"),  # the Immaculate Conception, a Tuesday
}

TILL = Hardware("Cassa", "RT-1001", date(2026, 3, 2))  # in warranty
PRINTER = Hardware("Stampante", "P 77", date(2024, 5, 6), 36)  # with the extension
OLD_PC = Hardware("PC", "PC-9", date(2023, 1, 10))  # not any more
UNTIL = date(2026, 12, 31)
WHO = {
    "nobody knows": None,
    "no contract": Customer(),
    "contract": Customer(contract=True, contract_until=UNTIL),
    "open contract": Customer(contract=True),
    "contract ended": Customer(contract=True, contract_until=date(2026, 11, 23)),
    "contract ends today": Customer(contract=True, contract_until=date(2026, 11, 24)),
    "contract left": Customer(contract=False, contract_until=UNTIL),
    "j-system": Customer(j_system=True, j_system_until=UNTIL),
    "j-system ended": Customer(j_system=True, j_system_until=date(2026, 11, 23)),
    "j-system ends today": Customer(j_system=True, j_system_until=date(2026, 11, 24)),
    "both": Customer(contract=True, j_system=True),
    "buyer": Customer(hardware=(TILL, PRINTER, OLD_PC)),
    "buyer of old": Customer(hardware=(OLD_PC,)),
    "buyer, contract": Customer(contract=True, hardware=(TILL,)),
}

NEEDS = {"latest_version": True, "supported": True}
USE = {"category": Category.SOFTWARE, "activity": Activity.USE, **NEEDS}
SOFTWARE = {"category": Category.SOFTWARE}
SYSTEM = {"category": Category.SYSTEM}
REPAIR = {"category": Category.HARDWARE}
STUCK = {**SOFTWARE, "flow": Flow.WEEKEND, "unusable": True}
FEAST = {"flow": Flow.HOLIDAY}
OTHER = {"category": Category.OTHER}
DEFECT = {"conformity_defect": True}


def doing(activity, **facts):
    """A request for an activity; the category that triage guessed must not matter."""
    return {"category": Category.OTHER, "activity": activity, **facts}


CASES = [
    # STANDARD: five things, with a contract, Leotron's software, latest version, supported
    ("contract", USE, 0, "contract", "standard.use", ""),
    ("contract", doing(Activity.PERIPHERALS, **NEEDS), 0, "contract", "standard.peripherals", ""),
    ("contract", doing(Activity.OPERATOR_ERROR, **NEEDS), 0, "contract", "standard.operator_error", ""),
    ("contract", doing(Activity.OS_UPDATE, **NEEDS), 0, "contract", "standard.os_update", ""),
    ("contract", doing(Activity.SALES_MANDATE, **NEEDS), 0, "contract", "standard.sales_mandate", ""),
    ("contract", {**SOFTWARE, **NEEDS}, 0, "contract", "standard.contract", ""),  # one of the five
    ("contract", {**USE, "category": Category.COMMERCIAL}, 0, "contract", "standard.use", ""),  # what was found comes first
    ("contract", SOFTWARE, 0, "contract", "standard.contract", "latest_version supported"),  # nobody looked yet
    ("contract", {**SOFTWARE, "latest_version": True}, 0, "contract", "standard.contract", "supported"),
    ("contract", {**SOFTWARE, "supported": True}, 0, "contract", "standard.contract", "latest_version"),
    ("contract", {**USE, "latest_version": False}, 0, "billable", "standard.needs", ""),  # an old version
    ("contract", {**USE, "supported": False}, 0, "billable", "standard.needs", ""),  # a printer not on the list
    ("contract", {**SOFTWARE, "latest_version": False}, 0, "billable", "standard.needs", ""),
    ("contract", doing(Activity.OS_UPDATE, latest_version=True, supported=False), 0, "billable", "standard.needs", ""),
    ("contract", {**USE, "leotron_software": False}, 0, "billable", "j_system.subscribers", ""),  # another's program
    ("contract", doing(Activity.OS_UPDATE, **NEEDS, leotron_software=False), 0, "contract", "standard.os_update", ""),  # is never ours
    ("contract", {**USE, "place": Place.THEIR_OFFICE}, 0, "billable", "standard.use", ""),  # "in remoto"
    ("contract", {**USE, "place": Place.OUR_OFFICE}, 0, "billable", "standard.use", ""),
    ("contract", doing(Activity.OPERATOR_ERROR, **NEEDS, place=Place.OUR_OFFICE), 0, "contract", "standard.operator_error", ""),  # says no place
    ("open contract", USE, 0, "contract", "standard.use", ""),
    ("contract ends today", USE, 0, "contract", "standard.use", ""),  # the last day is in
    ("contract ended", USE, 0, "billable", "standard.contract", ""),  # yesterday
    ("contract left", USE, 0, "billable", "standard.contract", ""),  # the date alone is no contract
    ("no contract", USE, 0, "billable", "standard.contract", ""),
    ("no contract", SOFTWARE, 0, "billable", "standard.contract", ""),
    ("no contract", doing(Activity.SALES_MANDATE, **NEEDS), 0, "billable", "standard.contract", ""),
    ("j-system", USE, 0, "billable", "standard.contract", ""),  # the module is no contract
    ("j-system", SOFTWARE, 0, "billable", "standard.contract", "activity"),  # but it may be a reinstallation
    ("j-system", SOFTWARE, 120, "billable", "standard.contract", ""),  # and then nothing would be left
    ("both", USE, 120, "contract", "standard.use", ""),  # takes no minutes
    # peripherals are on both lists
    ("j-system", doing(Activity.PERIPHERALS), 0, "j_system", "j_system.equipment", ""),
    ("j-system", doing(Activity.PERIPHERALS), 120, "billable", "standard.contract", ""),
    ("both", doing(Activity.PERIPHERALS, **NEEDS), 0, "contract", "standard.peripherals", ""),
    ("both", doing(Activity.PERIPHERALS, latest_version=False), 0, "j_system", "j_system.equipment", ""),
    ("j-system", doing(Activity.PERIPHERALS, place=Place.THEIR_OFFICE), 0, "billable", "j_system.equipment", ""),
    # HARDWARE: in warranty for defects of conformity, else by quote
    ("buyer", {**REPAIR, "serial": "RT-1001", **DEFECT}, 0, "warranty", "hardware.warranty", ""),
    ("buyer", {**REPAIR, "serial": "rt 1001", **DEFECT}, 0, "warranty", "hardware.warranty", ""),  # as read off the sticker
    ("buyer", {**REPAIR, "serial": "RT-1001"}, 0, "warranty", "hardware.warranty", "defect"),  # nobody opened it yet
    ("buyer", {**REPAIR, "serial": "RT-1001", "conformity_defect": False}, 0, "quote", "hardware.warranty", ""),  # it fell down
    ("buyer", {**REPAIR, "serial": "P 77", **DEFECT}, 0, "warranty", "hardware.warranty", ""),  # third year, with the extension
    ("buyer", {**REPAIR, "serial": "PC-9", **DEFECT}, 0, "quote", "hardware.out_of_warranty", ""),
    ("buyer", {**REPAIR, "serial": "X-1", **DEFECT}, 0, "quote", "hardware.out_of_warranty", "purchase"),  # not on record
    ("buyer", {**REPAIR, "bought_from_us": False, **DEFECT}, 0, "quote", "hardware.out_of_warranty", ""),
    ("buyer", {**REPAIR, **DEFECT}, 0, "warranty", "hardware.warranty", "piece"),  # which one?
    ("buyer", REPAIR, 0, "warranty", "hardware.warranty", "piece defect"),
    ("buyer", {**REPAIR, "serial": "---"}, 0, "quote", "hardware.out_of_warranty", "purchase"),  # no serial at all
    ("buyer of old", REPAIR, 0, "quote", "hardware.out_of_warranty", "purchase"),
    ("contract", REPAIR, 0, "quote", "hardware.out_of_warranty", "purchase"),  # the contract is for software
    ("both", REPAIR, 0, "quote", "hardware.out_of_warranty", "purchase"),
    ("no contract", {**REPAIR, "bought_from_us": False}, 0, "quote", "hardware.out_of_warranty", ""),
    ("buyer", doing(Activity.REPAIR, serial="RT-1001", **DEFECT), 0, "warranty", "hardware.warranty", ""),
    # J-SYSTEM: seven things for subscribers, two hours a month
    ("j-system", doing(Activity.EQUIPMENT), 0, "j_system", "j_system.equipment", ""),
    ("j-system", doing(Activity.EQUIPMENT, place=Place.OUR_OFFICE), 0, "j_system", "j_system.equipment", ""),
    ("j-system", doing(Activity.EQUIPMENT, place=Place.THEIR_OFFICE), 0, "billable", "j_system.equipment", ""),
    ("j-system", doing(Activity.REINSTALL), 0, "j_system", "j_system.reinstall", ""),
    ("j-system", {**SOFTWARE, "leotron_software": False}, 0, "j_system", "j_system.reinstall", ""),  # advice on another's
    ("j-system", doing(Activity.RECOVERY), 0, "j_system", "j_system.recovery", ""),
    ("j-system", doing(Activity.SYSTEM_CHECK), 0, "j_system", "j_system.check", ""),
    ("j-system", doing(Activity.VIRUS), 0, "j_system", "j_system.virus", ""),
    ("j-system", doing(Activity.PRINTS), 0, "j_system", "j_system.prints", ""),
    ("j-system", STUCK, 0, "j_system", "j_system.weekend", ""),
    ("j-system", SYSTEM, 0, "j_system", "j_system.subscribers", ""),
    ("j-system", doing(Activity.PRINTS, latest_version=False), 0, "j_system", "j_system.prints", ""),  # asks for no version
    ("j-system", SYSTEM, 119, "j_system", "j_system.subscribers", ""),  # one minute
    ("j-system", SYSTEM, 120, "billable", "j_system.minutes", ""),
    ("j-system", doing(Activity.VIRUS), 500, "billable", "j_system.minutes", ""),
    ("j-system ends today", SYSTEM, 0, "j_system", "j_system.subscribers", ""),
    ("j-system ended", SYSTEM, 0, "billable", "j_system.subscribers", ""),
    ("no contract", doing(Activity.VIRUS), 0, "billable", "j_system.subscribers", ""),
    ("contract", doing(Activity.RECOVERY), 0, "billable", "j_system.subscribers", ""),  # the contract is no module
    ("contract", SYSTEM, 0, "billable", "j_system.subscribers", "activity"),  # but it may be an update
    ("both", SYSTEM, 120, "billable", "j_system.minutes", "activity"),
    ("both", SYSTEM, 0, "j_system", "j_system.subscribers", ""),
    ("j-system", doing(Activity.OS_UPDATE, **NEEDS), 0, "billable", "standard.contract", ""),  # not on the module's list
    # WEEK-END: subscribers, Leotron's software, cannot be reached or used
    ("both", STUCK, 0, "j_system", "j_system.weekend", ""),  # the contract does not work at week-ends
    ("j-system", doing(Activity.WEEKEND, flow=Flow.WEEKEND), 0, "j_system", "j_system.weekend", ""),
    ("j-system", {**STUCK, "activity": Activity.OPERATOR_ERROR}, 0, "j_system", "j_system.weekend", ""),  # whatever the cause
    ("j-system", {**STUCK, "unusable": None}, 0, "j_system", "j_system.weekend", "unusable"),
    ("j-system", {**OTHER, "flow": Flow.WEEKEND}, 0, "j_system", "j_system.weekend", "activity unusable"),
    ("j-system", STUCK, 120, "billable", "j_system.minutes", ""),
    ("both", STUCK, 120, "billable", "j_system.minutes", ""),
    # THE REST: by the hour
    ("no contract", doing(Activity.OUTSIDE), 0, "billable", "cost.hourly", ""),
    ("both", doing(Activity.OUTSIDE), 0, "billable", "cost.hourly", ""),
    ("no contract", OTHER, 0, "billable", "cost.hourly", "activity"),
    ("buyer", OTHER, 0, "billable", "cost.hourly", "activity"),  # or in warranty, if it is the till
    ("contract", OTHER, 0, "unknown", "standard.contract", "activity"),
    ("j-system", OTHER, 0, "unknown", "j_system.subscribers", "activity"),
    ("j-system", OTHER, 120, "billable", "cost.hourly", "activity"),
    ("both", OTHER, 120, "unknown", "standard.contract", "activity"),
    ("contract", {"category": Category.COMMERCIAL}, 0, "unknown", "cost.account_manager", ""),
    ("no contract", {"category": Category.COMMERCIAL}, 0, "unknown", "cost.account_manager", ""),
    # NOBODY KNOWS who it is
    ("nobody knows", SOFTWARE, 0, "unknown", "cost.hourly", "customer"),
    ("nobody knows", SYSTEM, 0, "unknown", "cost.hourly", "customer"),
    ("nobody knows", OTHER, 0, "unknown", "cost.hourly", "customer"),
    ("nobody knows", doing(Activity.OUTSIDE), 0, "unknown", "cost.hourly", "customer"),
    ("nobody knows", REPAIR, 0, "unknown", "hardware.quote", "customer"),
    ("nobody knows", {"category": Category.COMMERCIAL}, 0, "unknown", "cost.account_manager", ""),
    ("nobody knows", STUCK, 0, "unknown", "cost.hourly", "customer"),
]  # fmt: skip


def decision(who, request, used=0):
    given = Request(**{"flow": Flow.WEEKDAY, **request})
    return decide(given, WHO[who], DAYS[given.flow], used, TERMS)


@pytest.mark.parametrize(("who", "request_", "used", "cover", "rule", "facts"), CASES)
def test_who_pays_and_by_which_sentence(who, request_, used, cover, rule, facts):
    found = decision(who, request_, used)
    assert (found.cover, found.rule) == (cover, rule), found.why
    assert [condition.fact.value for condition in found.conditions] == facts.split()


def test_there_are_cases_enough():
    assert len(CASES) >= 80


def test_every_cover_and_every_activity_has_its_case():
    # "free" is what a person says, and no rule decides
    assert {case[3] for case in CASES} | {Coverage.FREE} == set(Coverage)
    assert {case[1].get("activity") for case in CASES} == {None, *Activity}
    named = {fact for case in CASES for fact in case[5].split()}
    assert named == set(Fact)


PUT_OFF = [
    # who, what, by which sentence nothing is done on that day
    ("no contract", SOFTWARE, None),
    ("contract", {**SOFTWARE, **FEAST}, "hours.holidays"),
    ("both", {**STUCK, **FEAST}, "hours.holidays"),  # not even for subscribers
    ("nobody knows", {**OTHER, **FEAST}, "hours.holidays"),
    ("buyer", {**REPAIR, **FEAST}, "hours.holidays"),
    ("j-system", STUCK, None),
    ("j-system", {**STUCK, "unusable": None}, None),  # somebody looks
    ("j-system", {**STUCK, "unusable": False}, "j_system.weekend"),  # it can be used
    ("j-system", {**STUCK, "leotron_software": False}, "j_system.weekend"),  # another's
    ("j-system", {**STUCK, **SYSTEM}, "j_system.weekend"),  # the network is no software
    ("j-system", {**STUCK, **REPAIR}, "j_system.weekend"),
    ("j-system", {**STUCK, "activity": Activity.VIRUS}, "j_system.weekend"),
    ("j-system", {**STUCK, "activity": Activity.USE, "unusable": None}, "j_system.weekend"),  # a question
    ("j-system", {**STUCK, "category": Category.COMMERCIAL}, "j_system.weekend"),
    ("j-system ended", STUCK, "j_system.weekend"),
    ("contract", STUCK, "j_system.weekend"),  # only for subscribers
    ("no contract", STUCK, "j_system.weekend"),  # not for money either
    ("nobody knows", STUCK, "j_system.weekend"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "request_", "rule"), PUT_OFF)
def test_nothing_is_done_on_holidays_and_at_week_ends_only_what_cannot_wait(who, request_, rule):
    found = decision(who, request_)
    assert found.put_off == rule
    assert ("dal primo giorno feriale" in found.why) is (rule is not None)


AS_ON_A_WEEKDAY = [
    # what is put off is paid as on the weekday on which it is done
    ("contract", {**STUCK, **NEEDS}, "contract"),
    ("no contract", STUCK, "billable"),
    ("both", {**STUCK, **FEAST, **NEEDS}, "contract"),  # week-end help is none on a holiday
    ("j-system", {**STUCK, **FEAST}, "billable"),
    ("j-system", {**SYSTEM, **FEAST}, "j_system"),
    ("buyer", {**REPAIR, "serial": "RT-1001", "flow": Flow.WEEKEND}, "warranty"),
]


@pytest.mark.parametrize(("who", "request_", "cover"), AS_ON_A_WEEKDAY)
def test_what_waits_is_paid_as_on_a_weekday(who, request_, cover):
    assert decision(who, request_).cover == cover


@pytest.mark.parametrize(
    ("who", "request_", "used", "left"),
    [
        ("j-system", SYSTEM, 0, 120),
        ("j-system", SYSTEM, 90, 30),
        ("j-system", SYSTEM, 120, 0),
        ("j-system", SYSTEM, 500, 0),  # what was billed does not count twice
        ("j-system", REPAIR, 30, 90),  # whatever the request
        ("contract", SYSTEM, 0, 0),
        ("j-system ended", SYSTEM, 0, 0),
        ("nobody knows", SYSTEM, 0, 0),
    ],
)
def test_minutes_left_are_those_of_the_module(who, request_, used, left):
    assert decision(who, request_, used).minutes_left == left


@pytest.mark.parametrize(
    ("who", "request_", "used", "total"),
    [
        ("no contract", USE, 0, "97.60"),
        ("j-system", SYSTEM, 120, "97.60"),
        ("nobody knows", OTHER, 0, "97.60"),  # what it would cost
        ("contract", USE, 0, None),
        ("contract", OTHER, 0, None),  # whoever may be covered hears nothing of money
        ("j-system", OTHER, 119, None),
        ("j-system", STUCK, 0, None),
        ("buyer", REPAIR, 0, None),
        ("buyer of old", REPAIR, 0, None),  # the quote says
        ("nobody knows", REPAIR, 0, None),
        ("no contract", {"category": Category.COMMERCIAL}, 0, None),
    ],
)
def test_price_is_that_of_the_first_hour_for_whoever_would_pay(who, request_, used, total):
    price = decision(who, request_, used).price
    assert (str(price.total) if price else None) == total


@pytest.mark.parametrize(
    ("who", "request_", "used", "priority"),
    [
        ("j-system", STUCK, 0, Priority.URGENT),
        ("j-system", doing(Activity.WEEKEND, flow=Flow.WEEKEND), 0, Priority.URGENT),
        ("j-system", STUCK, 120, Priority.NORMAL),  # pays, and has stopped
        ("contract", STUCK, 0, Priority.HIGH),  # on Monday
        ("contract", {**USE, "unusable": True}, 0, Priority.HIGH),
        ("contract", USE, 0, Priority.NORMAL),
        ("no contract", {**USE, "unusable": True}, 0, Priority.NORMAL),
        ("no contract", USE, 0, Priority.LOW),
        ("buyer of old", REPAIR, 0, Priority.LOW),
        ("buyer", REPAIR, 0, Priority.NORMAL),
        ("nobody knows", USE, 0, Priority.NORMAL),  # may be covered
        ("contract", {"category": Category.COMMERCIAL}, 0, Priority.LOW),
    ],
)
def test_priority_is_by_cover_and_by_whether_work_has_stopped(who, request_, used, priority):
    assert decision(who, request_, used).priority is priority


WORDS = [
    ("contract", USE, 0, "Compreso nel contratto in vigore fino al 31/12/2026."),
    (
        *("open contract", {**SOFTWARE, "supported": True}, 0),
        "Compreso nel contratto in vigore senza scadenza, se il programma è all'ultima versione;"
        " altrimenti 97,60 € la prima ora, IVA compresa.",
    ),
    (
        *("contract ended", USE, 0),
        "Assistenza standard, ma contratto scaduto il 23/11/2026: 97,60 € la prima ora,"
        " IVA compresa.",
    ),
    (
        *("j-system", SYSTEM, 90),
        "Compreso nel modulo J-System in vigore fino al 31/12/2026: restano 30 minuti di questo"
        " mese, poi si addebita.",
    ),
    (
        *("both", SYSTEM, 119),
        "Compreso nel modulo J-System in vigore senza scadenza: resta 1 minuto di questo mese,"
        " poi si addebita.",
    ),
    (
        *("both", STUCK, 120),
        "I minuti J-System di questo mese sono esauriti (dal primo giorno feriale vale il"
        " contratto in vigore senza scadenza): 97,60 € la prima ora, IVA compresa.",
    ),
    (
        *("buyer", {**REPAIR, "serial": "RT-1001"}, 0),
        "In garanzia: Cassa matricola RT-1001 (garanzia fino al 02/03/2027), se il guasto è un"
        " vizio di conformità; altrimenti si invia un preventivo.",
    ),
    (
        *("buyer", {**REPAIR, "serial": "PC-9"}, 0),
        "Fuori garanzia: PC matricola PC-9 (garanzia fino al 10/01/2024): si invia un preventivo.",
    ),
    (
        *("buyer", OTHER, 0),
        "Né contratto né minuti J-System disponibili: 97,60 € la prima ora, IVA compresa, salvo"
        " che sia un guasto di hardware in garanzia.",
    ),
    (
        *("both", {**STUCK, "unusable": None}, 0),
        "Compreso nel modulo J-System in vigore senza scadenza: restano 120 minuti di questo mese,"
        " poi si addebita, se il programma non è accessibile o utilizzabile; altrimenti se ne"
        " riparla il primo giorno feriale.",
    ),
    (
        *("both", {**SYSTEM, **FEAST}, 0),
        "Compreso nel modulo J-System in vigore senza scadenza: restano 120 minuti di questo mese,"
        " poi si addebita. Nei giorni di festività non si presta assistenza: dal primo giorno"
        " feriale.",
    ),
]


@pytest.mark.parametrize(("who", "request_", "used", "why"), WORDS)
def test_the_technician_reads_why(who, request_, used, why):
    assert decision(who, request_, used).why == why


def test_the_version_on_record_is_named_and_not_judged():
    customer = Customer(contract=True, software="J2K", software_version="8.1")
    request = Request(Category.SOFTWARE, Flow.WEEKDAY)
    found = decide(request, customer, DAYS[Flow.WEEKDAY], 0, TERMS)
    assert "se il programma (in archivio la 8.1) è all'ultima versione" in found.why


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_quotes_the_page(rule):
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert rule.quote in page
    assert Rule(rule.value) is rule
