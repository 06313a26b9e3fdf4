"""Twilio errors, sorted: retry, or a person must look."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from twilio.base.exceptions import TwilioException
from urllib3.exceptions import HTTPError

from ivr.twilio_http import note_answer, told_to_wait
from rules.errors import NotThere, PermanentFailure, TemporaryFailure, UnsureFailure

# Twilio may lack credentials for a while (a rotated token) or a recording (not encoded yet);
# what else it refuses, it will refuse again. https://www.twilio.com/docs/usage/twilios-response
WORTH_ANOTHER_TRY = frozenset({401, 403, 404, 408, 425, 429})


@contextmanager
def sorted_errors() -> Iterator[None]:
    """Turn whatever the network or Twilio says into one of our two failures."""
    try:
        yield
    except TwilioException as error:
        check_status(status_of(error), told_to_wait())
        raise TemporaryFailure(f"Twilio: {_said(error)}") from error
    except (requests.RequestException, HTTPError) as error:
        raise TemporaryFailure(f"Twilio could not be reached: {type(error).__name__}") from error
    # An answer that is no JSON, holds no date, or is another's than Twilio's: a proxy's, say.
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise TemporaryFailure(f"Twilio's answer could not be read: {error}") from error


@contextmanager
def sorted_refusals() -> Iterator[None]:
    """The same for what must not be done twice: all but a clear refusal is an UnsureFailure."""
    try:
        yield
    except TwilioException as error:
        status = status_of(error)
        if status == 408 or not 400 <= status < 500:
            raise UnsureFailure(
                f"Twilio answered {status or 'nothing that can be read'}"
            ) from error
        # 21211 no such number, 21610 it unsubscribed, 21614 a landline:
        # https://www.twilio.com/docs/api/errors
        said = f"Twilio answered {status}, error {getattr(error, 'code', None)}"
        if status in WORTH_ANOTHER_TRY:
            raise TemporaryFailure(said, told_to_wait()) from error
        raise PermanentFailure(said) from error
    except (requests.RequestException, HTTPError, ValueError, KeyError) as error:
        raise UnsureFailure(f"no answer of Twilio's: {type(error).__name__}") from error


def check_answer(response: requests.Response) -> None:
    """Raise what an answer means that is neither 200 nor, of what was made, 201."""
    note_answer(response.headers)
    check_status(response.status_code, told_to_wait())


def check_status(status: int, retry_after: float | None = None) -> None:
    if status in {200, 201}:
        return
    # https://www.twilio.com/docs/api/errors: 20003 credentials, 20404 not there (yet), 20429 slower
    if status == 404:
        raise NotThere(f"Twilio answered {status}")
    if status in WORTH_ANOTHER_TRY or status >= 500:
        raise TemporaryFailure(f"Twilio answered {status}", retry_after)
    if status:
        raise PermanentFailure(f"Twilio answered {status}")


def status_of(error: TwilioException) -> int:
    """The HTTP status; the client raises a bare exception with the response when a list fails."""
    status = getattr(error, "status", None)
    if status is None:
        responses = (arg for arg in error.args if hasattr(arg, "status_code"))
        status = next((response.status_code for response in responses), 0)
    return int(status)


def _said(error: TwilioException) -> str:
    return str(getattr(error, "msg", "") or error)[:200]
