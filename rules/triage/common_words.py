"""Common words that are in no name: where a message without capitals goes on behind a firm."""

COMMON = frozenset(
    """
    a ad ai al alla alle allo agli anche ancora appena avrei avremmo avete aveva avevo abbiamo avevamo adesso
    allora aspetto adesso arriva arrivano bene bisogna bisogno boh bravo buono brutto
    c'e che chi chiamo chiamavo chiama chiamiamo chiamate ci c'ho ciao come con cosa cui chiuso chiusa
    cassa casse codice cliente cellulare computer
    da dal dalla dalle dai dagli davanti del della delle dei degli dello dentro devo dobbiamo di dico diceva
    dice dicono ditemi dopo dove dovete dovrei dovremmo dietro dottor
    e ecco ed eh ehm era erano eravamo
    fa faccio facciamo fate fino fra fuori fuori finalmente fermo ferma fermi
    gia gli grande grazie guardate guardi guarda giu
    ha hai hanno ho
    i il in io invece
    l la le lei li lo loro lontano
    ma mai me mentre mi mia mie miei mio mica molto magari manca mancano meno
    ne nel nella nelle nei negli non nostra nostri nostro noi nun no nuova nuovo nuove niente nessuno numero
    o oggi ogni oppure ora ormai ottimo
    per perche pero piu poi potete potremmo potrei posso possiamo proprio pronto purtroppo prima piccolo piccola
    puo programma pos
    qua qualcuno quando quanto quasi quella quelle quelli quello questa queste questi questo qui
    riesco riusciamo riesce richiamo richiamavo
    salve saluti sapete sara scusate scusi se sei sempre senta senti sentite senza si siamo siccome signora
    signor so sono sopra sotto stamattina stasera stamani ieri sta stanno sto stiamo su sul sulla sullo suo
    sua subito solito solita solo stesso stampante server schermo
    tel telefono telefonavo tra trovo troviamo tu tutta tutte tutti tutto
    un una uno urgente urgentemente
    va vado vai vanno vedo vecchia vecchio vi vicino voglio vogliamo voi volevo volevamo vorrei vorremmo vostra
    vostri vostro vediamo
    aperto aperta chiusi richiamate chiamatemi richiamatemi domani dopodomani comunque praticamente cioe
    insomma buongiorno buonasera buonanotte arrivederci internet windows scontrino scontrini fattura fatture
    problema problemi registratore bilancia lettore gestionale rete linea corrente monitor tastiera
    segnalo segnaliamo chiedo chiedevo cerco cercavo cercavamo serve servono servirebbe mando aspettiamo
    funziona funzionano parte partono stampa stampano legge leggono manda
    legale legali tecnico dentistico medico notarile commerciale veterinario associato
    the and from is are we you my our have has not this that with please hello
    """.split()
)
