"""More words, photographs and files on one's own request."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from store.tickets import attachments, customer_additions
from store.tickets.attachments import Kept
from web.form.fields import AddForm
from web.form.file_types import ACCEPT
from web.form.request_view import Own
from web.form.services import Services
from web.form.uploads import Refused, Upload, drop, fit, keep, looked_at
from web.rate_limit import RateLimit, who_asks

NOTHING = "Scriva qualcosa, o scelga almeno un file."
FULL = (
    "Questa richiesta contiene già troppo, oppure nel frattempo è finita: quello che ha inviato "
    "non è stato registrato."
)
NO_ROOM = (
    "Oggi sono arrivati troppi file: quelli che ha scelto non sono stati registrati. Riprovi domani, "
    "oppure descriva a parole quello che mostrano."
)
TOO_MANY = "Da questo indirizzo è arrivato troppo nell'ultima ora: riprovi più tardi."


def answered(services: Services, pace: RateLimit, mine: Own) -> ResponseReturnValue:
    """The form; what was sent is looked at as the first form's files are, and kept once."""
    form = AddForm()
    if request.method == "GET":
        return _shown(services, mine, form, 200)
    uploads = _right(form, services)
    if uploads is None:
        return _shown(services, mine, form, 422)
    lost = 0 if fit(uploads, services) else len(uploads)
    if not form.parole.data and (lost or not uploads):
        return _shown(services, mine, form, *((413, NO_ROOM) if lost else (422, NOTHING)))
    if not pace.allows(who_asks(request, services.proxies), services.now()):
        return _shown(services, mine, form, 429, TOO_MANY)
    if not _kept(services, mine.ticket.id, form.parole.data, [] if lost else uploads, lost):
        return _shown(services, mine, form, 409, FULL)
    return redirect(f"{services.links.path_for(mine.ticket)}?fatto=aggiungi", 303)


def _right(form: AddForm, services: Services) -> list[Upload] | None:
    """The files of a form that is right in every field; None where one is wrong, and is told."""
    right = form.validate_on_submit()
    uploads = looked_at(request.files.getlist(form.allegati.name), services.limits)
    if isinstance(uploads, Refused):
        form.allegati.errors = [*form.allegati.errors, uploads.why]
        return None
    return uploads if right else None


def _kept(services: Services, ticket_id: int, words: str, uploads: list[Upload], lost: int) -> bool:
    """Whether it is on the request now; files that are not are dropped, those that were lost are told."""
    files: list[Kept] = []
    new: list[Kept] | None = None
    try:
        files.extend(keep(upload, services.attachments) for upload in uploads)
        with services.sessions.begin() as session:
            new = customer_additions.add(session, ticket_id, words, files, services.now())
            if lost and new is not None:
                attachments.not_kept(session, ticket_id, lost, services.now())
        return new is not None
    finally:
        used = {one.path for one in new or ()}
        drop(services.attachments, [one.path for one in files if one.path not in used])


def _shown(
    services: Services, mine: Own, form: AddForm, status: int, notice: str | None = None
) -> ResponseReturnValue:
    facts = {"limits": services.limits, "accept": ACCEPT, "notice": notice}
    return render_template("form/add.html", mine=mine, form=form, **facts), status
