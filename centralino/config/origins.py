"""Origins of values: the environment, a secret's file, or config.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass

from centralino.config.errors import Key, Place
from centralino.config.secret_files import file_key
from centralino.config.yaml_document import Document


@dataclass(frozen=True)
class Sources:
    """The file, the variables that override it, and the secrets that came from files."""

    document: Document
    variables: Mapping[Key, str]
    from_files: frozenset[Key] = frozenset()

    def of_value(self, key: Key) -> Place | str:
        """The variable, or the place in the file, that gives a value."""
        if key in self.from_files:
            return self.of_value(file_key(key))
        return self._variable(key) or self.document.values.get(key) or self.of_key(key)

    def of_key(self, key: Key) -> Place | str:
        """The variable, or the place in the file, in which a key is named."""
        return self._variable(key) or self.document.nearest(key)

    def described(self, key: Key) -> str:
        """The same in a few words, for a list of what counts."""
        if key in self.from_files:
            return f"the file named at {self.of_value(key)}"
        return str(self._variable(key) or self.document.values.get(key, "default"))

    def _variable(self, key: Key) -> str | None:
        """The variable that sets a key or a group around it, or that made the group itself."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.variables:
                return self.variables[key[:length]]
        if not key or key in self.document.keys:
            return None
        within = (name for other, name in self.variables.items() if other[: len(key)] == key)
        return next(within, None)
