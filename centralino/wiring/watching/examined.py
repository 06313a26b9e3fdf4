"""The console's examination: `centralino doctor` in a process of its own, in Italian.

The very same checks as by command; what they load (a speech engine's checksums, an SMTP client) stays
out of the process that callers wait for.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence

from centralino.config.variables import LEASH, LISTEN_FD, LOG_FILE
from centralino.runtime.supervisor import centralino
from web.console.services import Examined

LONGEST_SECONDS = 90.0
_OF_THIS_PROCESS = {LEASH, LISTEN_FD, LOG_FILE}
FAILED = Examined("Esame", "fault", "l'esame non è riuscito", "centralino doctor")


def examined(
    environ: Mapping[str, str] = os.environ, *, tenant: str | None = None
) -> Sequence[Examined]:
    """What was found, as the console shows it; of one firm alone, where there are several."""
    env = {name: value for name, value in environ.items() if name not in _OF_THIS_PROCESS}
    whose = () if tenant is None else ("--tenant", tenant)
    command = centralino(*whose, "doctor", "--json", "--language", "it")
    try:
        done = subprocess.run(  # noqa: S603
            command, env=env, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
        )
        found = json.loads(done.stdout)["findings"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return (FAILED,)
    return [Examined(one["title"], one["state"], one["told"], one["mend"] or "") for one in found]
