"""The published terms: the page's sentences that decisions rest on, word for word.

The keys are kept with tickets and never change; the page is that of Leotron's site.
"""

from enum import StrEnum


class Rule(StrEnum):
    """One sentence of the page; the value is its key, `quote` its words in Italian."""

    quote: str

    def __new__(cls, key: str, quote: str) -> "Rule":
        rule = str.__new__(cls, key)
        rule._value_ = key
        rule.quote = quote
        return rule

    STANDARD = (
        "standard.contract",
        "Questa tipologia di assistenza è riservata ai clienti con contratto, pensata per i"
        " software prodotti da Leotron.",
    )
    STANDARD_USE = (
        "standard.use",
        "l'assistenza e la formazione in remoto sull'utilizzo del software",
    )
    STANDARD_PERIPHERALS = (
        "standard.peripherals",
        "l'assistenza per configurare le periferiche nel software (ad esempio le stampanti)",
    )
    STANDARD_OPERATOR_ERROR = (
        "standard.operator_error",
        "la correzione di eventuali errori dell'operatore",
    )
    STANDARD_OS_UPDATE = (
        "standard.os_update",
        "il supporto su richiesta, per l'aggiornamento del sistema operativo installato",
    )
    STANDARD_SALES_MANDATE = (
        "standard.sales_mandate",
        "le eventuali modifiche del mandato di vendita",
    )
    STANDARD_NEEDS = (
        "standard.needs",
        "L'assistenza è garantita solo per i software prodotti da Leotron, aggiornati all'ultima"
        " versione, utilizzati con hardware, sistemi operativi e periferiche indicati sul nostro"
        " sito.",
    )

    WARRANTY = (
        "hardware.warranty",
        "L'assistenza in garanzia a copertura di malfunzionamenti dell'hardware acquistato da"
        " Leotron per vizi di conformità per un periodo di 12 mesi dalla data di acquisto (o"
        " superiore in caso di acquisto dell'estensione di garanzia)",
    )
    OUT_OF_WARRANTY = (
        "hardware.out_of_warranty",
        "L'assistenza non in garanzia per guasti o malfunzionamenti, al di fuori del periodo di"
        " garanzia o per hardware non acquistato da Leotron.",
    )
    HARDWARE_QUOTE = (
        "hardware.quote",
        "Per gli interventi hardware inviamo un preventivo per la riparazione (ricambi,"
        " manodopera, spese di trasporto).",
    )

    J_SYSTEM = (
        "j_system.subscribers",
        "Questa tipologia di assistenza è riservata ai clienti sottoscrittori del modulo J-System,"
        " per interventi riconducibili a problematiche sistemistiche",
    )
    J_SYSTEM_MINUTES = ("j_system.minutes", "per un massimo di due ore al mese")
    J_SYSTEM_EQUIPMENT = (
        "j_system.equipment",
        "la configurazione delle apparecchiature per consentire l'utilizzo del software di"
        " Leotron, tramite telefono, in remoto, oppure presso la nostra sede",
    )
    J_SYSTEM_REINSTALL = (
        "j_system.reinstall",
        "la reinstallazione del software prodotto da Leotron e la consulenza su problematiche"
        " legate ad altri software",
    )
    J_SYSTEM_RECOVERY = (
        "j_system.recovery",
        "il tentativo di ricostruzione di archivi e di ripristino di dati danneggiati a causa di"
        " anomalie",
    )
    J_SYSTEM_CHECK = (
        "j_system.check",
        "la verifica di problematiche inerenti il sistema operativo, la rete locale, i driver e"
        " le periferiche",
    )
    J_SYSTEM_VIRUS = (
        "j_system.virus",
        "il controllo e/o il tentativo di eliminazione di virus informatici",
    )
    J_SYSTEM_PRINTS = ("j_system.prints", "la personalizzazione delle stampe")
    J_SYSTEM_WEEKEND = (
        "j_system.weekend",
        "l'assistenza week-end sul software prodotto da Leotron, per impossibilità di accesso o"
        " utilizzo",
    )

    HOURLY = (
        "cost.hourly",
        "Eventuali interventi che esulano dal contratto o dal modulo J-System vengono addebitati"
        " al costo orario di 80,00 euro (+IVA ovvero 97.6 euro), con addebito minimo di 1 ora di"
        " lavoro.",
    )
    ACCOUNT_MANAGER = (
        "cost.account_manager",
        "È possibile ottenere informazioni sul costo del contratto di assistenza e sul modulo"
        " J-System direttamente dal tuo account manager.",
    )
    HOLIDAYS = ("hours.holidays", "L'assistenza non viene fornita nei giorni di festività.")
