"""Short-lived links with which a caller hears their own message again, and nobody else's."""

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

SALT = "centralino.voice.audio"


@dataclass(frozen=True)
class Links:
    """Signs links with the newest of the secrets and believes them all, so that they can rotate."""

    secrets: tuple[str, ...]  # the newest first
    life: timedelta = timedelta(minutes=10)

    def token(self, recording_sid: str) -> str:
        """The last part of /voice/audio/…, good for one recording and for a few minutes."""
        return self._serializer().dumps(recording_sid)

    def recording_sid(self, token: str) -> str | None:
        """The recording that the token opens; None when it is forged or has expired."""
        try:
            sid = self._serializer().loads(token, max_age=int(self.life.total_seconds()))
        except BadSignature:
            return None
        return sid if isinstance(sid, str) else None

    def _serializer(self) -> URLSafeTimedSerializer:
        # itsdangerous signs with the last of the keys.
        return URLSafeTimedSerializer(list(reversed(self.secrets)), salt=SALT)
