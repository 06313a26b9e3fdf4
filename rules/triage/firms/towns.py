"""Towns around Leotron: behind a firm's name they say where it is, and belong to no name."""

TOWNS = frozenset(
    {
        "abano", "affi", "arcole", "bardolino", "bassano", "belfiore", "bergamo", "bolzano",
        "bovolone",
        "brenzone", "brescia", "bussolengo", "caldiero", "caprino", "casaleone", "castelnuovo", "cavaion",
        "cazzano",
        "cerea", "chievo", "cisano", "colognola", "cologna", "desenzano", "domegliara", "dossobuono",
        "erbezzo",
        "fumane", "garda", "grezzana", "illasi", "lavagno", "lazise", "legnago",
        "lonigo", "lugagnano", "malcesine", "mantova", "marostica", "merano", "mestre", "minerbe",
        "monteforte",
        "mozzecane", "negrar", "nogara", "nogarole", "oppeano", "padova", "parona", "pastrengo", "pescantina",
        "peschiera", "poiano", "povegliano", "quinzano", "ronca", "rovereto", "rovigo",
        "salo",
        "sanguinetto", "schio", "sirmione", "soave", "sommacampagna", "sona", "thiene", "tregnago",
        "trento",
        "treviso", "valeggio", "valdagno", "valpolicella", "venezia", "verona", "veronella",
        "vicenza",
        "vigasio", "villafranca", "zevio", "zimella",
    }
)  # fmt: skip
# A quarter or a street, where a name stands before it: "gastronomia la cicala borgo milano".
QUARTERS = frozenset({"borgo", "via", "corso", "piazza", "viale", "localita", "quartiere"})
