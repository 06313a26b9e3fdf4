"""What is read once for all tests that do not ask how it is read: the sentences, and the pages' templates."""

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from ivr import prompts

shipped_prompts = prompts.load


class _Compiled(BytecodeCache):
    """Templates as compiled before: each application of a test would compile them anew."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def compile_pages_once() -> None:
    """From now on the templates of all applications are compiled once for all tests of this process."""
    Flask.jinja_options = {"bytecode_cache": _Compiled()}
