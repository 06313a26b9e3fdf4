"""Why a part of a line's hours can never apply, in Italian."""

from rules.hours.hours_in_force import Never
from rules.hours.schedule import Flow
from rules.language.italian import WEEKDAYS

_LINES = {Flow.WEEKDAY: "dal lunedì al venerdì", Flow.WEEKEND: "il sabato e la domenica"}


def why(never: Never) -> str:
    """The reason, read after the part and a colon."""
    day = "" if never.day is None else WEEKDAYS[never.day]
    match never.kind:
        case "holidays":
            return (
                "le festività si indicano sotto, come chiusure o festivi lavorati, mai con PH o SH"
            )
        case "date":
            return f"il giorno {never.named} non esiste"
        case "midnight":
            return f"dopo mezzanotte è {day}, che ha gli orari dell'altra linea"
        case "line":
            return f"{day} ha gli orari dell'altra linea; questa vale {_LINES[never.flow]}"
        case "holiday":
            return "cade sempre in un giorno festivo, che si apre solo fra i festivi lavorati"
    return "quello che sta dopo un punto e virgola lo sostituisce; una virgola invece aggiunge"
