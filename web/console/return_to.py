"""Return to: back to the page one was on, with what was typed in a refused form."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from web.console.services import PREFIX
from web.public_address import is_ours

PUBLIC_URL = "CENTRALINO_PUBLIC_URL"  # in the application's own settings

# What people type, as pages name it. Whatever is not here, a password above all, is never shown again.
TYPED = {
    "nota": "Nota",
    "testo": "Testo del messaggio",
    "minuti": "Minuti",
    "codice": "Codice cliente",
    "oggetto": "Oggetto",
    "telefono": "Telefono da richiamare",
    "nome": "Nome",
    "ditta": "Ditta",
    "prodotto": "Prodotto",
    "quando": "Quando",
    "parole": "Descrizione",
    "quanti": "Quantità",
    "prezzo": "Prezzo",
    "da": "Da",
}


def inside(wanted: str | None) -> str | None:
    """The address if it is one of the console; a link may have brought any other."""
    # Browsers and urlsplit pass over line breaks and tabs; a header does not take them.
    if wanted is None or not wanted.isprintable() or {"\\", " "} & set(wanted):
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    is_ours = not parts.scheme and not parts.netloc
    below = parts.path == PREFIX or parts.path.startswith(f"{PREFIX}/")
    return wanted if is_ours and below else None


def page() -> str | None:
    """The console's page from which the request came: that of the form, or of the link."""
    came = urlsplit(request.referrer or "")
    if not is_ours(came.netloc, current_app.config.get(PUBLIC_URL)) or inside(came.path) is None:
        return None
    path = shown_above(came.path)
    return f"{path}?{came.query}" if came.query and path == came.path else path


def shown_above(path: str) -> str:
    """The address, or the nearest above it that shows a page: a form that was refused has none."""
    shows = current_app.url_map.bind(request.host)
    while path != PREFIX and not shows.test(path, "GET"):
        path = path.rpartition("/")[0]
    return path


def typed() -> list[tuple[str, str]]:
    """What was typed on a page of ours, by the names of its fields; nothing that others send."""
    if page() is None:
        return []
    try:
        found = {name: request.form.getlist(name) for name in TYPED}
    except HTTPException:  # too much was sent for it to be read
        return []
    said = {name: "\n".join(filter(str.strip, texts)) for name, texts in found.items()}
    return [(TYPED[name], text) for name, text in said.items() if text]
