"""Words of a firm's name: its trade, what stands in such names, and what leads to one."""

import re

from rules.triage.tokens import Word

FIRM_LEADS = frozenset({"ditta", "azienda", "societa", "impresa", "firma", "company", "negosio"})
OF = frozenset(
    {
        "della", "del", "dello", "dell", "di", "dalla", "dal", "dallo", "dall", "la", "il", "from", "the",
        "of", "dela", "der", "dei", "degli", "delle", "d'a", "d'u", "dla", "du", "el", "at", "da", "dai",
        "dagli", "dalle", "ra", "lo",
    }
)  # fmt: skip
# A firm of its own words follows these, also where it has no trade: "Mirko del Forno Antico".
OF_FIRM = frozenset({"della", "del", "dello", "dei", "degli", "delle", "dela", "der", "dla"})
OF_ANY = frozenset({"di", "from", "of", "at"})  # a place as well: "Assunta di Napoli"
# A trade that a name follows: "ferramenta Rossi", "bar Sport".
SHOPS = frozenset(
    {
        "abbigliamento", "acconciature", "acetaia", "agency", "agenzia", "agraria", "agriturismo",
        "albergo", "alimentari", "ambulatorio", "apartments", "arredamenti", "arredobagno", "asilo",
        "assicurazioni", "associazione", "atelier", "autocarrozzeria", "autocarrozzerie",
        "autofficina", "autogrill", "autolavaggio", "autonoleggio", "autoricambi", "autosalone",
        "autoscuola", "autosoccorso", "autotrasportatore", "autotrasporti", "b&b", "bagno", "baita",
        "bakery", "bar", "barbiere", "biblioteca", "birreria", "birrificio", "bistro", "bistrot",
        "bottega", "bottiglieria", "boutique", "braceria", "bricolage", "burger", "butcher", "cafe",
        "caffe", "caffetteria", "calzature", "calzaturificio", "calzoleria", "camiceria",
        "campeggio", "camping", "canile", "cantina", "cappelleria", "carrozzeria", "cartiera",
        "cartiere", "cartoleria", "cartolibreria", "cartotecnica", "caseificio", "catering",
        "centro", "ceramica", "ceramiche", "cereria", "chalet", "chioschetto", "chiosco",
        "ciclofficina", "cinema", "circolo", "clinic", "clinica", "colorificio", "coltelleria",
        "comune", "conceria", "concessionaria", "concessionario", "condominio", "confetteria",
        "consorzio", "consultorio", "cooperativa", "copisteria", "corniceria", "costruzioni",
        "cottage", "cremeria", "creperia", "croissanteria", "degusteria", "dentista", "discount",
        "dispensario", "distilleria", "dolceria", "drogheria", "edicola", "edilizia", "elettrauto",
        "elettricista", "elettroforniture", "elettronica", "emporio", "enoteca", "enoteche",
        "erboristeria", "estetica", "estetista", "falegnameria", "farmacia", "farmacie", "fattoria",
        "ferramenta", "fiorai", "fioraio", "fioreria", "fiorista", "floricoltura", "florist",
        "fondazione", "fonderia", "formaggeria", "forno", "fotografo", "frantoio", "friggitoria",
        "frigotecnica", "frutteria", "fruttivendolo", "fumetteria", "gallery", "galvanica",
        "garage", "gastronomia", "gastronomie", "gelateria", "ghiottoneria", "giardineria",
        "gioielleria", "gnoccheria", "gommista", "guesthouse", "gym", "hamburgeria", "hostaria",
        "hostel", "hotel", "idraulica", "idrosanitaria", "idrotermica", "immobiliare", "impianti",
        "inn", "ipermercato", "istituto", "jeanseria", "kebab", "kebabberia", "laboratorio",
        "lanificio", "latteria", "libreria", "latterie", "lattoneria", "lavanderia", "lavasecco", "legatoria",
        "lido", "locanda", "macelleria", "macello", "magazzini", "maglificio", "maneggio", "market",
        "marmeria", "masseria", "mercatino", "merceria", "merciaio", "mesticheria", "minimarket",
        "minuterie", "mobilificio", "modisteria", "molini", "molino", "molitoria", "mulino",
        "museo", "nautica", "negozio", "norceria", "norcineria", "odontoiatra", "officina",
        "officine", "oleificio", "oleodinamica", "ombrellificio", "onoranze", "orafo", "oratorio",
        "oreficeria", "orologeria", "ortofrutta", "ortopedia", "ospedale", "ostello", "osteria",
        "osterie", "ottica", "outlet", "palestra", "panetteria", "panificazione", "panificio",
        "paninaria", "paninoteca", "parafarmacia", "parcheggi", "parrocchia", "parrucchiera",
        "parrucchiere", "parrucchieri", "passamaneria", "pasticceria", "pasticcerie", "pastificio",
        "patronato", "pelletteria", "pellicceria", "pelliccieria", "pescheria", "pescherie",
        "pharmacy", "piadineria", "piscina", "piscine", "pitture", "pizzeria", "pneus", "podere",
        "poliambulatori", "poliambulatorio", "polisportiva", "polleria", "porchetteria",
        "prefettura", "profumeria", "profumerie", "proloco", "prosciuttificio", "pub", "pulisecco",
        "pulitura", "refettorio", "residence", "residenza", "resort", "restaurant", "ricevitoria",
        "rifugio", "rilegatoria", "riseria", "risicoltura", "ristorante", "rosticceria",
        "rosticcerie", "salon", "salone", "salumeria", "salumificio", "sanitaria", "saponificio",
        "sartoria", "school", "scuola", "segheria", "shop", "showroom", "spaccio",
        "stamperia", "stazione", "stireria", "store", "studi", "studio", "sugherificio",
        "superette", "supermarket", "supermercati", "supermercatino", "supermercato", "tabaccaio",
        "tabaccheria", "tabacchi", "tabacchino", "tappezzeria", "tappezziere", "taverna", "teatro",
        "tendaggi", "tende", "tenuta", "terme", "termoidraulica", "tessitoria", "tessitura",
        "tinteggiatura", "tintoria", "tipografia", "tipolito", "tipolitografia", "toelettatura",
        "tomaificio", "torneria", "torrefazione", "traslochi", "trasporti", "trattoria",
        "trattorie", "tricot", "universita", "utensileria", "valigeria", "verniciatura",
        "verniciature", "veterinaria", "vetreria", "videoteca", "villaggio", "vineria", "vivai",
        "vivaio", "voliera", "yogurteria", "casalinghi", "birraria", "ludoteca", "negozietto", "bomboniere",
        "bowling",
    }
)  # fmt: skip
# Words that tell a firm wherever they stand in its name: "Orlandi Moto", "Gruppo Nordest".
OF_TRADE = frozenset(
    {
        "agraria", "casearia", "dolciaria", "tessile", "vinicola", "farmaceutica", "orafa",
        "abbigliamento", "agricola", "agricole", "agricoli", "agrimeccanica",
        "alimentari", "antica", "antichi", "antico", "apartments", "arredamenti", "arredi",
        "arredobagno", "articoli", "assicurazioni", "auto", "automobili", "autoricambi",
        "autotrasporti", "azienda", "bar", "bevande", "bici", "biciclette", "bottega", "bricolage",
        "cafe", "caffe", "calzature", "carburanti", "carni", "carta", "casa", "centrale", "centro",
        "ceramiche", "colori", "computer", "confezioni", "consorzio", "consulenza", "consulenze",
        "cooperativa", "costruzioni", "design", "distribuzione", "dolci", "edile", "edili",
        "edilizia", "elettrica", "elettrici", "elettrodomestici", "elettronica", "emporio",
        "energia", "erbe", "eredi", "fabbrica", "ferramenta", "fiori", "fondazione", "food",
        "foods", "formaggi", "forniture", "foto", "fratelli", "frigo", "frutta", "gelati",
        "giardini", "giocattoli", "giochi", "gioielli", "gomme", "group", "gruppo", "hotels",
        "illuminazione", "imballaggi", "immobiliare", "impianti", "impresa", "industria",
        "industrie", "infissi", "informatica", "intimo", "laboratorio", "lampadari", "latticini",
        "lavorazioni", "legnami", "legno", "libri", "locale", "logistica", "luce", "macchine",
        "marmi", "materassi", "materiali", "meccanica", "meccaniche", "mensa", "mercato", "metalli",
        "mobili", "moda", "mondo", "moto", "motori", "musica", "negozi", "nido", "noleggi",
        "noleggio", "onoranze", "ortofrutta", "pelletterie", "pelli", "pensione", "piante",
        "piscine", "plastica", "pneumatici", "pneus", "pompe", "porte", "pro", "pub", "recuperi",
        "restaurant", "ricambi", "ristorazione", "rottami", "sala", "salotti", "salumi", "sanitari",
        "scale", "scavi", "sementi", "serra", "serramenti", "serrature", "service", "servizi",
        "shoes", "shop", "sicurezza", "sistemi", "societa", "solutions", "spedizioni", "sport",
        "spurghi", "stabilimento", "store", "studi", "surf", "sushi", "tappeti", "tendaggi",
        "tende", "termica", "termoidraulica", "tessuti", "traslochi", "trasporti", "trattori",
        "turismo", "utensili", "veicoli", "veneta", "vernici", "vetri", "viaggi", "vini", "vivai",
        "zootecnica", "eventi", "bowling", "erboristeria",
    }
)  # fmt: skip
# Between a trade and its name, written small: "studio notarile Fabbri".
ADJECTIVES = frozenset(
    {
        "notarile", "legale", "tecnico", "dentistico", "commercialista", "medico", "veterinario",
        "fotografico", "odontoiatrico", "associato", "agricola", "meccanica",
        "edile", "vinicola", "sociale", "artigiana",
        "fotografica", "commerciale", "grafico", "contabile", "elettrica", "bio", "equina", "veterinaria",
    }
)  # fmt: skip
# "Distillerie Riunite", "Agrimacchine Tosi": words made as those of trades are, with a capital.
_MADE = re.compile(
    r"\w{3,}(?:eria|erie|ificio|ifici|oteca|otecnica|market|service|forniture|macchine)|"
    r"(?:agri|auto|elettro|termo|idro|eco|frigo|tecno|edil|ital(?!ian)|foto|moto|multi|poli|orto|zoo|euro)\w{4,}"
)
_NO_TRADE = frozenset(
    {
        "segreteria",
        "batteria",
        "batterie",
        "lotteria",
        "galleria",
        "materia",
        "autorizzazione",
        "autunno",
        "autore",
        "autorita",
        "italia",
        "italiana",
        "italiano",
        "economia",
        "europa",
        "polizia",
        "italiani",
    }
)


def is_trade(word: Word) -> bool:
    """Whether a firm's name may begin with the word: "ferramenta", "Distillerie"."""
    if word.bare in SHOPS:
        return True
    is_made = word.text.rpartition("'")[2][:1].isupper() and bool(_MADE.fullmatch(word.bare))
    return is_made and word.bare not in _NO_TRADE
