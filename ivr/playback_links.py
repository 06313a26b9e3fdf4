"""Playback links: signed and short-lived, with which a caller hears their own recording."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "centralino.voice.audio"


@dataclass(frozen=True)
class Links:
    """Signs links with the newest of the secrets and believes them all, so that they can rotate."""

    secrets: tuple[str, ...]  # the newest first
    life: timedelta = timedelta(minutes=10)

    def token(self, recording_sid: str, now: datetime) -> str:
        """The last part of /voice/audio/…, good for one recording and for a few minutes."""
        return str(self._signer().dumps([recording_sid, int((now + self.life).timestamp())]))

    def recording_sid(self, token: str, now: datetime) -> str | None:
        """The recording that the token opens; None when it is forged or has expired."""
        try:
            sid, until = self._signer().loads(token)
            return str(sid) if now.timestamp() <= until else None
        except (BadSignature, ValueError, TypeError):
            return None

    def _signer(self) -> URLSafeSerializer:
        # itsdangerous signs with the last of the keys.
        return URLSafeSerializer(list(reversed(self.secrets)), salt=SALT)
