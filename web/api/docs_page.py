"""/api/v1/docs: the API's document for people, by Redoc, which lies in the package."""

import secrets
from pathlib import Path

from apiflask import APIFlask
from flask import Response, send_from_directory

# Redoc's scroll bars, which it draws before it is told of the nonce: an empty style, and theirs.
_EARLY = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"
)
# Nothing but our own files; Redoc's styles by a nonce, and its search in a worker that it makes itself.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'nonce-{nonce}' "
    f"{_EARLY}; img-src 'self' data:; "
    "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
STATIC = Path(__file__).resolve().parent.parent / "static"
FILES = ("redoc.standalone.js", "redoc.LICENSE.txt", "api-docs.js")
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Centralino API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style nonce="{nonce}">body {{ margin: 0 }}</style>
<body><main id="document"></main>
<script src="{path}/redoc.standalone.js"></script>
<script src="{path}/api-docs.js" nonce="{nonce}" data-document="{document}"></script></body></html>
"""


def register(app: APIFlask, path: str) -> None:
    """The page and its files, which anybody may read, as they may read the document."""

    @app.get(path)
    @app.doc(hide=True)
    def docs() -> Response:
        nonce = secrets.token_urlsafe(12)
        document = f"{path.rpartition('/')[0]}/openapi.json"
        page = PAGE.format(path=path, nonce=nonce, document=document)
        headers = {**HEADERS, "Content-Security-Policy": POLICY.format(nonce=nonce)}
        return Response(page, headers=headers, content_type="text/html; charset=utf-8")

    @app.get(f"{path}/<any({', '.join(map(repr, FILES))}):name>")
    @app.doc(hide=True)
    def docs_file(name: str) -> Response:
        response = send_from_directory(STATIC, name)
        response.headers.extend(HEADERS)
        return response
