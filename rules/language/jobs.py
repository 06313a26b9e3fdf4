"""The clock's jobs in Italian: what each is there to do, for whoever reads that it fails."""

WORKS = {
    "send messages": "mandare i messaggi ai clienti",
    "tell customers what happened": "dire ai clienti che cosa ne è della richiesta",
    "move promises that will break": "spostare le promesse che non si possono mantenere",
    "ask about silent texts": "chiedere a Twilio se gli SMS sono arrivati",
    "tell account managers": "avvisare i commerciali",
    "fetch recordings": "scaricare le registrazioni",
    "release stuck work": "liberare il lavoro rimasto fermo",
    "file missed calls": "registrare le chiamate senza messaggio",
    "promise whoever heard no time": "promettere un'ora a chi non ne ha sentita una",
    "decide who pays": "decidere chi paga",
    "decide anew who pays": "decidere di nuovo chi paga",
    "warn of promises at risk": "avvertire delle promesse in scadenza",
    "warn of response times at risk": "avvertire dei tempi di risposta in scadenza",
    "show that the clock runs": "segnare che è in funzione",
    "tell that all is well": "dire a chi sorveglia che tutto va bene",
    "ask Twilio what we missed": "chiedere a Twilio che cosa ci è sfuggito",
    "ask Twilio after a fault": "chiedere a Twilio che cosa è arrivato durante un guasto",
    "keep the mark of numbers": "segnare quali numeri di richiesta sono stati detti",
    "escalate what nobody works on": "avvertire delle richieste ferme",
    "place calls": "far partire le chiamate",
    "end calls": "chiudere le chiamate",
    "ask about quiet calls": "chiedere a Twilio delle chiamate senza notizie",
    "judge forgotten calls": "chiudere le chiamate senza esito",
    "delete expired audio": "cancellare le registrazioni scadute",
    "forget answers to programs": "dimenticare le risposte date ai programmi",
    "delete recordings at Twilio": "cancellare le registrazioni da Twilio",
    "delete old attachments": "cancellare gli allegati scaduti",
    "delete files left over": "cancellare i file rimasti senza richiesta",
    "erase old requests": "cancellare i dati delle richieste vecchie",
    "clean free pages": "ripulire il database da ciò che è cancellato",
    "forget sign-ins": "dimenticare gli accessi scaduti",
    "note what technicians are told": "preparare gli avvisi ai tecnici",
    "tell technicians": "mandare gli avvisi ai tecnici",
    "forget old notices": "dimenticare gli avvisi vecchi",
    "alert whoever is on call": "avvisare i reperibili",
    "ring whoever is alerted": "chiamare i reperibili",
    "ask about quiet alerts": "chiedere a Twilio delle chiamate ai reperibili",
}


def work_of(job: str) -> str:
    """What the job does, as an infinitive: "scaricare le registrazioni"; its own name where none is known."""
    return WORKS.get(job, job)
