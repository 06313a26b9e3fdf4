"""Hardware repair: in warranty, or by quote."""

from rules.entitlement.customer import Hardware, plain_serial
from rules.entitlement.decision import Condition, Coverage, Fact
from rules.entitlement.published_terms import Rule
from rules.entitlement.request import Request
from rules.entitlement.verdict import Entitled, Verdict, written

_DEFECT = Condition(Fact.DEFECT, "se il guasto è un vizio di conformità")


def judge(request: Request, entitled: Entitled) -> Verdict:
    """The verdict on a fault of the hardware; contract and J-System have no part in it."""
    if request.conformity_defect is False:
        return _quote("Il guasto non è un vizio di conformità", Rule.WARRANTY)
    if request.bought_from_us is False:
        return _quote("Hardware non acquistato da Leotron")
    if request.serial is None:
        return _unnamed(request, entitled)
    piece = _piece(request.serial, entitled)
    if piece is None:
        return _quote("Matricola non in archivio", conditions=(_PURCHASE,))
    if not piece.in_warranty(entitled.day):
        return _quote(f"Fuori garanzia: {_words(piece)}")
    return _granted(f"In garanzia: {_words(piece)}", request, ())


_PURCHASE = Condition(Fact.PURCHASE, "salvo che risulti acquistato da Leotron e ancora in garanzia")


def _unnamed(request: Request, entitled: Entitled) -> Verdict:
    """Nobody said which piece; those on record that are in warranty decide."""
    pieces = entitled.in_warranty
    if not pieces:
        return _quote("Nessun hardware in garanzia in archivio", conditions=(_PURCHASE,))
    named = " o ".join(_words(piece) for piece in pieces)
    which = Condition(Fact.PIECE, f"se si tratta di {named}")
    return _granted("In garanzia", request, (which,))


def _granted(reason: str, request: Request, conditions: tuple[Condition, ...]) -> Verdict:
    defect = () if request.conformity_defect else (_DEFECT,)
    return Verdict(Coverage.WARRANTY, Rule.WARRANTY, reason, (*conditions, *defect))


def _quote(
    reason: str, rule: Rule = Rule.OUT_OF_WARRANTY, conditions: tuple[Condition, ...] = ()
) -> Verdict:
    return Verdict(Coverage.QUOTE, rule, f"{reason}: si invia un preventivo", conditions)


def _piece(serial: str, entitled: Entitled) -> Hardware | None:
    """The piece of that serial; of several, by mistake, the one with the longest warranty."""
    wanted = plain_serial(serial)
    found = [piece for piece in entitled.customer.hardware if plain_serial(piece.serial) == wanted]
    return max(found, key=lambda piece: piece.warranty_until) if wanted and found else None


def _words(piece: Hardware) -> str:
    serial = f" matricola {piece.serial}" if piece.serial else ""
    return f"{piece.item}{serial} (garanzia fino al {written(piece.warranty_until)})"
