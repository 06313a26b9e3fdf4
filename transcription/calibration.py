"""Calibrated doubt: how sure each word is, as learnt for each model from speech whose words are known.

A recogniser's own probability says little by itself: of digits, which it may write in several ways,
of a word beside one that it misheard, of what is in no dictionary, it means another thing. A table
for each model weighs what is at hand, so that `rules.triage.timed_words.DOUBTFUL` is the right bound for all
of them. It lies beside the checkpoint (`centralino models check` writes it); that of `base` ships.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.errors import BadInput
from rules.triage.timed_words import DOUBTFUL
from transcription.lexicon import has_twin, rarity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from transcription.models import ModelChoice
    from transcription.result import Word

FILE = "calibration.json"
SHIPPED = Path(__file__).with_name("examination") / "shipped"
LEAST, MOST = 0.01, 0.999  # of a probability, before its logarithm is taken
SECONDS_A_SIGN = 0.075  # at which people speak
STRANGE = 2.0  # no pace says more than one e² times too quick or too slow


@dataclass(frozen=True)
class Calibration:
    """What was learnt of one model: a weight for each feature, and the bound between sure and doubtful."""

    weights: Mapping[str, float]
    bound: float  # of the likelihood that a word was said

    def likelihood(self, features: Mapping[str, float]) -> float:
        """How likely the word was said, from 0 to 1."""
        total = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def confidence(self, features: Mapping[str, float]) -> float:
        """The same, stretched so that the bound is at DOUBTFUL."""
        found = self.likelihood(features)
        if found < self.bound:
            return DOUBTFUL * found / self.bound
        return DOUBTFUL + (1 - DOUBTFUL) * (found - self.bound) / (1 - self.bound)


def calibrated(words: Sequence[Word], known: Calibration | None, language: str) -> list[Word]:
    """The words of one segment, as sure as the model's table says; as they came where there is none."""
    if known is None:
        return list(words)
    return [
        replace(word, confidence=round(known.confidence(one), 3))
        for word, one in zip(words, features(words, language), strict=True)
    ]


def features(words: Sequence[Word], language: str) -> list[dict[str, float]]:
    """What is known of each word of a segment beside its sound."""
    sure = [_logit(word.confidence) for word in words]
    mean = sum(sure) / max(1, len(sure))
    found = []
    for at, word in enumerate(words):
        beside = [*sure[max(0, at - 1) : at], *sure[at + 1 : at + 2]]
        signs = [sign for sign in word.text if sign.isalnum()]
        digits = float(any(sign.isdigit() for sign in signs))
        seconds = max(0.02, word.end - word.start)
        pace = math.log(seconds / (SECONDS_A_SIGN * (len(signs) or 1)))
        rare = (None if digits else rarity(word.text, language)) or 0.0
        named = bool(signs) and signs[0].isupper()
        found.append(
            {
                "one": 1.0,
                "sure": sure[at],
                "beside": min(beside, default=sure[at]),
                "mean": mean,
                "digits": digits,
                "sure_digits": digits * sure[at],
                "short": float(len(signs) <= 3),
                "first": float(at == 0),
                "last": float(at == len(words) - 1),
                "slow": max(0.0, min(STRANGE, pace)),
                "quick": max(0.0, min(STRANGE, -pace)),
                "capital": float(at > 0 and named),
                "rare": rare,
                "twin": float(has_twin(word.text, language)),
                "unknown": float(rare >= 1 and not named),
                "unknown_name": float(rare >= 1 and named),
            }
        )
    return found


def _logit(probability: float) -> float:
    bounded = max(LEAST, min(MOST, probability))
    return math.log(bounded / (1 - bounded)) / 2


def of(choice: ModelChoice) -> Calibration | None:
    """The table of a model: the one beside it, else the one that ships; None where there is neither.

    Raises BadInput for a file that is none.
    """
    told = kept(choice).get("words")
    if told is None:
        return None
    try:
        weights = {str(name): float(value) for name, value in told["weights"].items()}
        return Calibration(weights, float(told["bound"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{place(choice)}: expected a model's calibration, found {error}") from error


def refusal(choice: ModelChoice) -> str | None:
    """Why the model's examination keeps it from service; None where it does not, or was not made."""
    card = kept(choice).get("card")
    refused = card.get("refused") if isinstance(card, dict) else None
    if not refused:
        return None
    return (
        f"{choice.name}, which its examination refuses: {'; '.join(map(str, refused))} "
        f"({place(choice)}; examine it again: centralino models check {choice.name})"
    )


def kept(choice: ModelChoice) -> dict[str, Any]:
    """All that is kept of a model's examination here, and the parts that ship, where they are not."""
    return _read(SHIPPED / f"{choice.name}.json") | _read(place(choice))


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise BadInput(f"{path}: expected JSON, found {error}") from error
    if not isinstance(told, dict):
        raise BadInput(f"{path}: expected an object, found another value")
    return told


def keep(choice: ModelChoice, told: Mapping[str, Any]) -> Path:
    """Write parts of what is known of a model beside it; the other parts stay as they are."""
    path = place(choice)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    whole = _read(path) | dict(told)
    partial.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)
    return path


def place(choice: ModelChoice) -> Path:
    """Where a model's examination is kept: in its folder, or beside its file."""
    if choice.official:
        return choice.path / f"{choice.name}.{FILE}"
    if choice.path.is_dir():
        return choice.path / FILE
    return choice.path.with_name(f"{choice.path.stem}.{FILE}")
