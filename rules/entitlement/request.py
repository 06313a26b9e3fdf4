"""A request as entitlement sees one: what help is asked for. None is "nobody knows yet"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.entitlement.published_terms import Rule
from rules.hours.schedule import Flow
from rules.tickets.ticket import Category


class Activity(StrEnum):
    # standard assistance
    USE = "use"  # help with the software and training in it
    PERIPHERALS = "peripherals"  # a printer set up within the software
    OPERATOR_ERROR = "operator_error"  # what somebody did wrongly is put right
    OS_UPDATE = "os_update"  # the operating system is brought up to date
    SALES_MANDATE = "sales_mandate"  # the mandate of sale is altered
    # J-System
    EQUIPMENT = "equipment"  # equipment set up so that the software can be used
    REINSTALL = "reinstall"  # Leotron's software again, or advice on another's
    RECOVERY = "recovery"  # archives to rebuild, damaged data to restore
    SYSTEM_CHECK = "system_check"  # operating system, local network, drivers, peripherals
    VIRUS = "virus"  # looked for, and if possible removed
    PRINTS = "prints"  # printed forms made to measure
    WEEKEND = "weekend"  # Leotron's software cannot be reached or used
    # the rest
    REPAIR = "repair"  # a fault of the hardware
    OUTSIDE = "outside"  # nothing that the page lists


class Place(StrEnum):
    REMOTE = "remote"  # by telephone or over the network
    OUR_OFFICE = "our_office"  # at Leotron's
    THEIR_OFFICE = "their_office"  # at the customer's


STANDARD: Mapping[Activity | None, Rule] = {
    Activity.USE: Rule.STANDARD_USE,
    Activity.PERIPHERALS: Rule.STANDARD_PERIPHERALS,
    Activity.OPERATOR_ERROR: Rule.STANDARD_OPERATOR_ERROR,
    Activity.OS_UPDATE: Rule.STANDARD_OS_UPDATE,
    Activity.SALES_MANDATE: Rule.STANDARD_SALES_MANDATE,
}
J_SYSTEM: Mapping[Activity | None, Rule] = {
    Activity.EQUIPMENT: Rule.J_SYSTEM_EQUIPMENT,
    Activity.REINSTALL: Rule.J_SYSTEM_REINSTALL,
    Activity.RECOVERY: Rule.J_SYSTEM_RECOVERY,
    Activity.SYSTEM_CHECK: Rule.J_SYSTEM_CHECK,
    Activity.VIRUS: Rule.J_SYSTEM_VIRUS,
    Activity.PRINTS: Rule.J_SYSTEM_PRINTS,
    Activity.WEEKEND: Rule.J_SYSTEM_WEEKEND,
}
# The category that each activity belongs to; on a working day week-end help is help with the software.
ACTIVITIES: Mapping[Activity, Category] = {
    **{activity: Category.SOFTWARE for activity in STANDARD if activity},
    **{activity: Category.SYSTEM for activity in J_SYSTEM if activity},
    Activity.WEEKEND: Category.SOFTWARE,
    Activity.REPAIR: Category.HARDWARE,
    Activity.OUTSIDE: Category.OTHER,
}


@dataclass(frozen=True)
class Request:
    """One request for help, on a day of that flow.

    The category is triage's and always there; the activity, which says more, is what a technician
    found, and comes before it. Category software means Leotron's own programs.
    """

    category: Category
    flow: Flow
    activity: Activity | None = None
    unusable: bool | None = None  # the program cannot be reached or used; urgency "blocking"
    leotron_software: bool = True  # False once a technician found another's
    latest_version: bool | None = None
    supported: bool | None = None  # hardware, operating system and peripherals are on our list
    place: Place = Place.REMOTE  # where the work is done
    serial: str | None = None  # of the piece that is broken
    bought_from_us: bool | None = None  # where the records do not say
    conformity_defect: bool | None = None
    weekend_open: bool | None = None  # as the week-end gate answered, where it was asked
