"""Engines whose model says what a test wants: always something, or not what was said for some seconds."""

from pathlib import Path

from transcription.models import ModelChoice, Settings
from transcription.reading import Reader

CHOICE = ModelChoice("test", Path("no-such-folder") / "test.pt", takes_prompt=False)


def a_segment(text: str, start: float, end: float, sure: float = 0.95) -> dict:
    """As Whisper gives one, its words evenly over the seconds."""
    words = text.split()
    step = (end - start) / len(words)
    timed = [
        {"word": f" {word}", "start": start + at * step, "end": start + (at + 1) * step}
        for at, word in enumerate(words)
    ]
    return {
        "text": f" {text}",
        "avg_logprob": -0.1,
        "words": [word | {"probability": sure} for word in timed],
    }


class AlwaysInvents(Reader):
    """Sure of itself over any sound."""

    def __init__(self, text: str = "Va bene, ci sentiamo domani mattina.") -> None:
        super().__init__(CHOICE, Settings("test", Path()))
        self.text, self.heard = text, list[float]()

    def segments(self, audio, language, prompt, *, timed):
        self.heard.append(audio.seconds)
        return [a_segment(self.text, 0, audio.seconds)], "it"


class Says(Reader):
    """Writes these segments for the first piece, and nothing when it is asked again."""

    def __init__(self, *segments: dict) -> None:
        super().__init__(CHOICE, Settings("test", Path()))
        self.answers = iter([list(segments)])

    def segments(self, audio, language, prompt, *, timed):
        return next(self.answers, []), "it"


class LeavesOut(Reader):
    """Hears a word in each half second, and none from one second to another."""

    def __init__(
        self, start: float, end: float, again: str | None = None, prompt: str = ""
    ) -> None:
        super().__init__(CHOICE, Settings("test", Path(), prompt=prompt))
        self.start, self.end, self.again = start, end, again
        self.prompts = list[str | None]()

    def segments(self, audio, language, prompt, *, timed):
        self.prompts.append(prompt)
        if audio.seconds < self.end - self.start + 1:  # what was left out, by itself
            return ([a_segment(self.again, 0.3, audio.seconds - 0.3)] if self.again else []), "it"
        before = a_segment(_words("prima", self.start), 0, self.start)
        behind = _words("dopo", audio.seconds - self.end)
        return [before, a_segment(behind, self.end, audio.seconds)], "it"


def _words(word: str, seconds: float) -> str:
    """Each another, and the last the word itself."""
    return " ".join([*(word + chr(97 + at) for at in range(int(seconds / 0.5) - 1)), word])
