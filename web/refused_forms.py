"""A page with the form that was refused: as it was typed, the reason beside the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]
MESSAGE = "rifiutato"  # the id of the reason
NEVER_SHOWN = {"password", "hidden", "file"}
CHOSEN = {"checkbox", "radio"}


@dataclass(frozen=True)
class Refusal:
    """What was sent to which address, why it was refused, and the field that this is about."""

    path: str
    typed: Mapping[str, Sequence[str]]
    reason: str
    field: str | None


@dataclass
class _Form:
    """A form of the page, as far as one is told from another."""

    actions: set[str]
    names: set[str] = field(default_factory=set)
    given: set[tuple[str, str]] = field(default_factory=set)  # hidden fields and buttons
    folded: frozenset[int] = frozenset()  # the <details> that it stands in

    def fits(self, refused: Refusal) -> tuple[int, ...]:
        """How well it is the one that was sent; the best is the greatest."""
        sent = {(name, value) for name, values in refused.typed.items() for value in values}
        return (
            len(self.given & sent),
            int(refused.field in self.names),
            len(self.names & refused.typed.keys()),
            -len(self.names - refused.typed.keys()),
        )


def with_refusal(page: str, refused: Refusal) -> str | None:
    """The page with the reason in it; None where the form that was sent is not on it."""
    found = _Forms()
    found.feed(page)
    forms = [
        (one.fits(refused), -at)
        for at, one in enumerate(found.forms)
        if refused.path in one.actions
    ]
    if not forms:
        return None
    at = -max(forms)[1]
    written = _Page(refused, at, found.forms[at])
    written.feed(page)
    written.close()
    return "".join(written.out)


class _Forms(HTMLParser):
    """Reads which forms there are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self._inside: _Form | None = None
        self._details: list[int] = []
        self._count = -1

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        known = dict(attrs)
        if tag == "details":
            self._count += 1
            self._details.append(self._count)
        elif tag == "form":
            action = (known.get("action") or "").partition("?")[0]
            self._inside = _Form({action}, folded=frozenset(self._details))
            self.forms.append(self._inside)
            return
        if self._inside is not None and tag == "button" and known.get("formaction"):
            self._inside.actions.add((known["formaction"] or "").partition("?")[0])
        if self._inside is not None and (name := known.get("name")):
            if tag == "button" or known.get("type") == "hidden":
                self._inside.given.add((name, known.get("value") or ""))
            elif tag in {"input", "select", "textarea"}:
                self._inside.names.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._details:
            self._details.pop()
        elif tag == "form":
            self._inside = None


class _Page(HTMLParser):
    """Writes the page again, and one form of it as it was sent."""

    def __init__(self, refused: Refusal, form: int, found: _Form) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._refused, self._wanted, self._found = refused, form, found
        self._left = {name: list(values) for name, values in refused.typed.items()}
        self._form = self._details = -1
        self._is_told = False
        self._select: str | None = None
        self._skips = False  # what stood in a text of several lines

    @property
    def _is_here(self) -> bool:
        return self._form == self._wanted

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        text = self.get_starttag_text() or ""
        if tag == "details":
            self._details += 1
            if self._details in self._found.folded and "open" not in dict(attrs):
                text = f"<details open{text[len('<details') :]}"
        if tag == "form":
            self._form += 1
        if self._is_here and tag in {"input", "select", "textarea", "option"}:
            self._field(tag, dict(attrs))
            return
        self.out.append(text)
        if tag == "form" and self._is_here and self._refused.field not in self._found.names:
            self._tell("p", "told wrong")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def _field(self, tag: str, known: dict[str, str | None]) -> None:
        name, kind = known.get("name") or "", known.get("type") or "text"
        is_wrong = name == self._refused.field and not self._is_told and kind != "hidden"
        sent = None
        if tag == "option":
            self._choose(known, "selected", [self._select] if self._select is not None else None)
        elif kind in CHOSEN:
            self._choose(known, "checked", self._refused.typed.get(name, ()))
        elif kind not in NEVER_SHOWN:
            sent = self._next(name)
        if tag == "input" and sent is not None:
            known["value"] = sent
        if is_wrong:
            known |= {"aria-invalid": "true", "aria-describedby": MESSAGE, "autofocus": ""}
        self.out.append(_tag(tag, known))
        if tag == "select":
            self._select = sent
        elif tag == "textarea" and sent is not None:
            self.out.append(f"\n{escape(sent)}")
            self._skips = True
        if is_wrong and tag == "input":
            self._tell("small", "wrong")
        elif is_wrong:
            self._refused_tag = tag

    def _choose(
        self, known: dict[str, str | None], how: str, sent: Sequence[str | None] | None
    ) -> None:
        """Let it be chosen if it was; as the page has it where nothing was sent."""
        if sent is not None:
            known.pop(how, None)
            if known.get("value", "on") in sent:
                known[how] = ""

    _refused_tag: str | None = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._skips = False
        if tag == "select":
            self._select = None
        self.out.append(f"</{tag}>")
        if tag == self._refused_tag:
            self._refused_tag = None
            self._tell("small", "wrong")

    def _tell(self, tag: str, look: str) -> None:
        self._is_told = True
        told = f'<{tag} class="{look}" id="{MESSAGE}" role="alert">{escape(self._refused.reason)}</{tag}>'
        self.out.append(told)

    def _next(self, name: str) -> str | None:
        values = self._left.get(name)
        return values.pop(0) if values else None

    def _copy(self, text: str) -> None:
        if not self._skips:
            self.out.append(text)

    def handle_data(self, data: str) -> None:
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._copy(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")


def _tag(tag: str, known: Mapping[str, str | None]) -> str:
    written = "".join(
        f" {name}" if value is None else f' {name}="{escape(value)}"'
        for name, value in known.items()
    )
    return f"<{tag}{written}>"
