"""A provider of identities over HTTP that can be told to cheat, each time in one way."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.serving import serving

CLIENT, SECRET = "centralino", "a secret between the two of us"


@dataclass
class CheatingProvider:
    """Signs in whoever `claims` says; `alter` cheats with the ID token, `key` with its signature."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    alter: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    offered: tuple[str, ...] = ("RS256",)
    issuer: str | None = None
    silent: threading.Event | None = None  # until it is set nothing is answered
    without_id_token: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    other_key: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def sends_back(self, to: str, *, code: str | None = None) -> str:
        """What the browser is sent back with, by the address to which it was sent."""
        asked = dict(part.partition("=")[::2] for part in to.partition("?")[2].split("&"))
        code = code or secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"code={code}&state={asked['state']}"

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        told = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60}
        told |= {"nonce": asked["nonce"], "sub": "anna-1", **self.claims, **self.alter}
        if self.algorithm == "none":
            parts = ({"alg": "none"}, told)
            return ".".join([*(_part(jsonify(part).data) for part in parts), ""])
        if self.algorithm == "HS256":
            from joserfc.jwk import OctKey

            return jwt.encode({"alg": "HS256"}, told, OctKey.import_key(SECRET))
        header = {"alg": self.algorithm, "kid": "one"}
        return jwt.encode(header, told, self.other_key or self.key)

    def app(self) -> Flask:
        app = Flask("provider")

        @app.before_request
        def wait():
            if self.silent is not None:
                self.silent.wait(30)

        @app.get("/.well-known/openid-configuration")
        def metadata():
            return {
                "issuer": self.issuer or self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "id_token_signing_alg_values_supported": list(self.offered),
            }

        @app.get("/keys")
        def keys():
            return KeySet([self.key]).as_dict(private=False)

        @app.post("/token")
        def token():
            asked = self.codes.pop(request.form["code"], None)
            if asked is None:
                return {"error": "invalid_grant"}, 400
            proof = hashlib.sha256(request.form["code_verifier"].encode()).digest()
            if _part(proof) != asked["code_challenge"]:
                return {"error": "invalid_grant"}, 400
            answer = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60}
            return answer if self.without_id_token else answer | {"id_token": self.id_token(asked)}

        return app


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def running(provider: CheatingProvider) -> Iterator[CheatingProvider]:
    """The provider on a port of this machine."""
    with serving(provider.app()) as provider.address:
        try:
            yield provider
        finally:
            if provider.silent is not None:
                provider.silent.set()
