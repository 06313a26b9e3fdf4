"""The console's screens, in the order in which they stand in its menu."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One entry of the menu."""

    endpoint: str
    name: str
    key: str  # pressed after g
    supervisor: bool = False


SCREENS = (
    Screen("queue.queue", "Da richiamare", "d"),
    Screen("requests.tickets", "Richieste", "r"),
    Screen("commercial.list_", "Commerciali", "m"),
    Screen("calls.list_", "Chiamate", "c"),
    Screen("customers.list_", "Clienti", "l"),
    Screen("money.page", "Soldi", "s"),
    Screen("hours.hours", "Orari e festività", "o"),
    Screen("rota.week", "Reperibilità", "t"),
    Screen("overview.overview_", "Quadro", "q"),
    Screen("log.log", "Registro", "e"),
    Screen("settings.settings", "Impostazioni", "i"),
)
