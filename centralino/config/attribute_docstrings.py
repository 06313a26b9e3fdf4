"""Attribute docstrings: the sentence below a field of a class, read from the source when asked for.

pydantic would read and parse it for each class as it is made, at every start of every command.
"""

import ast
import inspect
import textwrap
from itertools import pairwise


def attribute_docstrings(described: type) -> dict[str, str]:
    """The sentence of each field that has one, by the field's name."""
    (made,) = ast.parse(textwrap.dedent(inspect.getsource(described))).body
    assert isinstance(made, ast.ClassDef)  # noqa: S101 - for mypy
    found = {}
    for field, below in pairwise(made.body):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        match below:
            case ast.Expr(ast.Constant(str(words))):
                found[field.target.id] = inspect.cleandoc(words)
    return found
