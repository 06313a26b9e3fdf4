"""Sends a notification to a technician through Apprise, which knows a hundred services."""

import logging

from rules.errors import BadInput, PermanentFailure, TemporaryFailure
from rules.staff.service_addresses import safely_written

SECONDS = 5.0  # to connect, and then for an answer
TITLE = "Centralino"


def send(url: str, said: str) -> None:
    """Hand it to the service; raises TemporaryFailure, or PermanentFailure for a wrong address."""
    import apprise  # noqa: PLC0415 - with a hundred services, which only this process needs

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it names addresses
    try:
        url = safely_written(url)  # one from before that was asked for
    except BadInput as error:
        raise PermanentFailure("the address has more than one meaning: enter it anew") from error
    mark = "&" if "?" in url else "?"
    asset = apprise.AppriseAsset(app_id=TITLE, app_desc=TITLE, async_mode=False, plugin_paths=[])
    service = apprise.Apprise.instantiate(f"{url}{mark}cto={SECONDS}&rto={SECONDS}", asset=asset)
    if service is None:
        raise PermanentFailure("the address is not one that the service understands")
    try:
        taken = service.notify(body=said, title=TITLE, body_format=apprise.NotifyFormat.TEXT)
    except Exception as error:  # a hundred services raise what they meet
        raise TemporaryFailure(f"the service failed: {type(error).__name__}") from error
    if not taken:
        raise TemporaryFailure("the service could not be reached, or did not take it")
