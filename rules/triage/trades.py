"""Words that stand before a firm's name: its trade, its kind, and what leads to it."""

FIRM_LEADS = frozenset({"ditta", "azienda", "societa", "impresa", "firma", "company", "negosio"})
OF = frozenset(
    {
        "della", "del", "dello", "dell", "di", "dalla", "dal", "dallo", "dall", "la", "il", "from",
        "of", "dela", "der", "dei", "degli", "delle", "d'a", "el", "at",
    }
)  # fmt: skip
# A firm of its own words follows these, also where it has no trade: "Mirko del Forno Antico".
OF_FIRM = frozenset({"della", "del", "dello", "dei", "degli", "delle", "dela", "der"})
OF_ANY = frozenset({"di", "from", "of", "at"})  # a place as well: "Assunta di Napoli"
SHOPS = frozenset(
    {
        "abbigliamento", "acconciature", "agenzia", "agriturismo", "albergo", "alimentari",
        "autofficina", "autoricambi", "autosalone", "bar", "birreria", "boutique", "caffe",
        "calzature", "calzaturificio", "cantina", "carrozzeria", "cartolibreria", "cartoleria",
        "caseificio", "centro", "cereria", "colorificio", "concessionaria", "consorzio",
        "cooperativa", "copisteria", "discount", "drogheria", "edicola", "edilizia", "elettronica",
        "enoteca", "erboristeria", "estetica", "falegnameria", "farmacia", "ferramenta", "fioreria",
        "fiorista", "forno", "frutteria", "fumetteria", "garage", "gastronomia", "gelateria",
        "gioielleria", "hotel", "immobiliare", "impianti", "ipermercato", "istituto", "kebab",
        "lavanderia", "latteria", "libreria", "locanda", "macelleria", "mercatino", "merceria",
        "minimarket", "mobilificio", "negozio", "officina", "oleificio", "oreficeria", "orologeria",
        "osteria", "ottica", "palestra", "panetteria", "panificio", "paninoteca", "parafarmacia",
        "parrucchiera", "parrucchiere", "pasticceria", "pelletteria", "pescheria", "piadineria",
        "pizzeria", "polleria", "profumeria", "pub", "ristorante", "rosticceria", "salone",
        "salumeria", "sanitaria", "sartoria", "studio", "supermercato", "tabaccheria", "tabacchi",
        "tappezzeria", "tintoria", "tipografia", "torrefazione", "trattoria", "utensileria",
        "vetreria", "vivaio", "shop", "restaurant", "pharmacy", "bakery", "cafe", "store",
    }
)  # fmt: skip
