"""The rules by which every TwiML element is read: its attributes, its children, its text."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.twiml import schema
from simulator.twiml.verbs import Verb


@dataclass(frozen=True)
class Problem:
    """`fatal` is what ends a call at Twilio too; the rest Twilio warns of and works around.

    Code 0 is ours: Twilio knows it, and this carrier goes on without it.
    """

    code: int
    text: str
    fatal: bool = False

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


@dataclass(frozen=True)
class Document:
    verbs: tuple[Verb, ...]
    problems: tuple[Problem, ...]
    advice: tuple[str, ...]


@dataclass
class Reader:
    """Gathers what is wrong while the tree is read."""

    whisper: bool
    problems: list[Problem] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)

    def wrong(self, code: int, text: str, *, fatal: bool = False) -> None:
        self.problems.append(Problem(code, text, fatal))

    def attributes(self, element: ET.Element) -> dict[str, str]:
        """The valid ones; each other one is a problem, and left out as Twilio leaves it out."""
        valid = {}
        for name, value in element.attrib.items():
            attribute = schema.SHAPES[element.tag].attributes.get(name)
            where = f'<{element.tag} {name}="{value}">'
            if attribute is None:
                self.wrong(12200, f"{where}: unknown attribute")
            elif value.startswith("[") and value.endswith("]"):
                self.wrong(attribute.code, f"{where}: a list of Python, not of TwiML")
            elif not attribute.check(value):
                self.wrong(_code(attribute, value), f"{where}: expected {attribute.expected}")
            else:
                valid[name] = value
        return valid

    def children(self, element: ET.Element) -> Iterator[ET.Element]:
        """The allowed ones; each other one is a problem."""
        shape = schema.SHAPES[element.tag]
        for child in element:
            if child.tag in shape.children:
                yield child
            elif child.tag in schema.NOT_PERFORMED and element.tag == "Dial":
                self.wrong(0, f"<{child.tag}> is not performed by this carrier")
            else:
                self.wrong(shape.child_code, f"<{child.tag}> cannot stand in <{element.tag}>")

    def no_text(self, element: ET.Element) -> None:
        stray = [element.text, *(child.tail for child in element)]
        found = " ".join(text.strip() for text in stray if text and text.strip())
        if found:
            self.wrong(12200, f"<{element.tag}> takes no text, found {found!r}")

    def bare(self, element: ET.Element) -> None:
        """For a verb that holds nothing."""
        self.no_text(element)
        list(self.children(element))

    def unperformed(self, element: ET.Element, given: dict[str, str], *names: str) -> None:
        """Attributes that Twilio has and this carrier has not: told, and gone on without."""
        for name in names:
            if given.get(name, "false") not in {"false", "do-not-record"}:
                text = f"<{element.tag} {name}> is not performed by this carrier"
                self.wrong(0, text)


def _code(attribute: schema.Attribute, value: str) -> int:
    """Gather's finishOnKey has a second code, for more than one key."""
    return 13311 if attribute.code == 13310 and len(value) > 1 else attribute.code
