"""The console's screens, in the order in which they stand in its menu."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One entry of the menu."""

    endpoint: str
    name: str
    key: str  # pressed after g
    supervisor: bool = False
    count: str | None = None  # of what waits there: web.console.callbacks.counts


SCREENS = (
    Screen("queue.queue", "Da richiamare", "d", count="due"),
    Screen("owners.mine", "Le mie", "a", count="mine"),
    Screen("owners.nobodys", "Senza padrone", "n", count="nobodys"),
    Screen("requests.tickets", "Richieste", "r"),
    Screen("commercial.list_", "Commerciali", "m"),
    Screen("faults.list_", "Guasti comuni", "u"),
    Screen("calls.list_", "Chiamate", "c"),
    Screen("outbox.list_", "Messaggi", "u"),
    Screen("customers.list_", "Clienti", "l"),
    Screen("money.page", "Soldi", "s"),
    Screen("hours.hours", "Orari e festività", "o"),
    Screen("rota.week", "Reperibilità", "t"),
    Screen("overview.overview_", "Quadro", "q"),
    Screen("log.log", "Registro", "e"),
    Screen("health.page", "Salute", "h", supervisor=True),
    Screen("programs.list_", "Programmi", "p", supervisor=True),
    Screen("settings.settings", "Impostazioni", "i"),
)
