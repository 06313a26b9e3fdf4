"""Card of a model: the figures of its examination, and for which of them it is refused for service."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from transcription.examination.clips import Kind
from transcription.examination.exam import Dictated
from transcription.examination.learning import learnt, marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from transcription.calibration import Calibration
    from transcription.examination.exam import Answer

FOLDS = 5
MINUTE = 60.0
# Below these a model makes more work than it spares.
MOST_MISHEARD = 0.35  # of the words of messages
MOST_BELIEVED = 0.05  # of the numbers: wrong, and believed
MOST_INVENTED = 0.05  # of the lines on which nobody speaks
SLOWEST = 120.0  # seconds for a minute of speech: a day's messages would be read the day after


@dataclass(frozen=True)
class Card:
    """What the examination found; shares are from 0 to 1."""

    model: str
    engine: str
    misheard: float  # of the words of messages
    dictated: dict[str, int]  # numbers: right, left to a person, wrong and believed
    silent: int  # clips without speech
    invented: int  # of them, in which words were heard
    doubted_wrong: float  # of the wrong words, the share that is marked
    doubted_right: float  # of the right ones
    seconds_a_minute: float  # of reading, for a minute of speech
    load_s: float
    memory_mb: int
    refused: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Machine:
    """What it took here."""

    load_s: float
    memory_mb: int


def card(
    model: str,
    engine: str,
    answers: Sequence[Answer],
    known: Calibration | None,
    machine: Machine,
) -> Card:
    """The figures of the answers; words are judged by what was learnt from the other messages."""
    spoken = [one for one in answers if one.clip.kind is not Kind.NOTHING]
    messages = [one for one in answers if one.clip.kind is Kind.SENTENCE]
    silent = [one for one in answers if one.clip.kind is Kind.NOTHING]
    wrong, right = doubted(spoken, known)
    sound = sum(one.clip.audio.seconds for one in spoken)
    found = Card(
        model=model,
        engine=engine,
        misheard=_share(sum(one.errors for one in messages), sum(one.said for one in messages)),
        dictated={kind.value: sum(one.number is kind for one in spoken) for kind in Dictated},
        silent=len(silent),
        invented=sum(one.invented for one in silent),
        doubted_wrong=wrong,
        doubted_right=right,
        seconds_a_minute=round(MINUTE * sum(one.took_s for one in spoken) / max(sound, 0.1), 1),
        load_s=round(machine.load_s, 1),
        memory_mb=machine.memory_mb,
    )
    return Card(**(asdict(found) | {"refused": tuple(_faults(found))}))


def doubted(answers: Sequence[Answer], known: Calibration | None) -> tuple[float, float]:
    """The shares of wrong and of right words that are marked, each judged by what others taught."""
    said = sorted({one.clip.said for one in answers})
    folds = [set(said[at::FOLDS]) for at in range(FOLDS)]
    counted = [[0.0, 0], [0.0, 0]]
    for fold in folds:
        others = [word for one in answers if one.clip.said not in fold for word in one.words]
        words = [word for one in answers if one.clip.said in fold for word in one.words]
        judge = learnt(others, known)
        if judge is None:
            continue
        for at, share in enumerate(marked(judge, words)):
            total = sum(right is bool(at) for _, right in words)
            counted[at] = [counted[at][0] + share * total, counted[at][1] + total]
    return _share(*counted[0]), _share(*counted[1])


def _faults(found: Card) -> Iterable[str]:
    numbers = sum(found.dictated.values())
    believed = found.dictated[Dictated.WRONG]
    if found.misheard > MOST_MISHEARD:
        yield f"it mishears {found.misheard:.0%} of the words (at most {MOST_MISHEARD:.0%})"
    if believed > max(1, MOST_BELIEVED * numbers):
        yield f"it gives {believed} wrong numbers of {numbers}, and is sure of them"
    if found.invented > MOST_INVENTED * found.silent:
        yield f"it hears words on {found.invented} of {found.silent} lines on which nobody speaks"
    if found.seconds_a_minute > SLOWEST:
        yield (
            f"it takes {found.seconds_a_minute:.0f} s for a minute of speech on this machine "
            f"(at most {SLOWEST:.0f})"
        )


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0
