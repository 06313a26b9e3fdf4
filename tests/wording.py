"""What is read once for all tests that do not ask how it is read: the sentences, and the pages' templates."""

import functools

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from ivr import prompts

shipped_prompts = functools.cache(prompts.load)


class _Compiled(BytecodeCache):
    """Templates as compiled before: each application of a test would compile them anew."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def with_compiled_pages(app: Flask) -> Flask:
    """The application, whose templates are compiled once for all tests of this process."""
    app.jinja_env.bytecode_cache = _COMPILED
    return app
