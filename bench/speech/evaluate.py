"""`make speech-eval`: what a model hears of natural voices, by voice, noise, codec and model.

Messages that nobody trained on are spoken by Kokoro's voices, and numbers by people's recorded digits;
each goes over telephone lines of several kinds. What was misheard is left in a folder, to listen to.
"""

from __future__ import annotations

import json
import random
import time
import wave
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench import triage
from bench.speech.codec import CODECS
from bench.speech.dictated import drawn, sound
from bench.speech.left_behind import leave
from bench.speech.parts import kokoro
from bench.speech.voices import KOKORO_RATE, Kokoro, Samples
from bench.triage_lines import is_right
from transcription import calibration, engines, models
from transcription.examination.card import doubted
from transcription.examination.clips import NUMBERS, Clip, Kind, on_line
from transcription.examination.exam import Answer, Dictated, answer, became
from transcription.examination.line import telephone
from transcription.examination.people import PEOPLE_RATE, at_hand, digits
from transcription.models import Settings

ROOT = Path(__file__).parents[2]
MESSAGES = Path(__file__).with_name("messages.jsonl")
SPOKEN = ROOT / "var" / "speech"  # what Kokoro said, kept: it takes longer to speak than to hear
# Italian by birth, or learnt from Spanish, Portuguese, French and English.
VOICES = {
    **{"if_sara": 1.0, "im_nicola": 1.05, "ef_dora": 1.0, "pm_alex": 1.0},
    **{"ff_siwis": 1.0, "am_michael": 0.95, "bf_emma": 1.05, "em_alex": 1.1},
}
LOOSELY = {"caller_name": "name"}
LINES = ((30.0, "µ-law"), (20.0, "µ-law"), (10.0, "µ-law"), (20.0, "GSM"))


class Fact(triage.Fact):
    """What a message says of one field, and what was understood; names and firms are compared loosely."""

    @property
    def is_right(self) -> bool:
        return is_right(LOOSELY.get(self.field, self.field), self.told, self.found)


@dataclass(frozen=True, eq=False)
class Heard:
    """A clip over one line, what the model made of it, and the facts of its message."""

    answer: Answer
    codec: str
    facts: tuple[Fact, ...]
    model: str


@dataclass(frozen=True)
class Message:
    """Words, and what they say."""

    id: str
    said: str
    truth: Mapping[str, Any]


def messages(path: Path = MESSAGES) -> list[Message]:
    """The messages of a file of JSON lines, each with its truth beside it or under `truth`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Message(
            str(row["id"]),
            row.get("said") or row["text"],
            {name: value for name, value in row.get("truth", row).items() if name in triage.FIELDS},
        )
        for row in rows
    ]


def spoken(said: Sequence[Message], bar: Progress) -> Iterator[tuple[Message, str, Samples]]:
    """Each message in one voice, each voice in turn."""
    voices, names = None, list(VOICES)
    SPOKEN.mkdir(parents=True, exist_ok=True)
    for at, one in enumerate(bar.track(said, description="Speaking")):
        voice = names[at % len(names)]
        path = SPOKEN / f"{one.id}-{voice}.wav"
        if not path.exists():
            voices = voices or Kokoro(kokoro())
            _write(path, voices.speak(one.said, voice, VOICES[voice]))
        yield one, voice, _read(path)


def clips(
    said: Sequence[Message], dictated: int, bar: Progress
) -> Iterator[tuple[Clip, str, Message]]:
    """All that is to be heard, with its codec."""
    for one, voice, samples in spoken(said, bar):
        for noise, codec in LINES:
            yield _clip(one, Kind.SENTENCE, samples, KOKORO_RATE, voice, noise, codec), codec, one
    for at, number in enumerate(NUMBERS[:dictated]):
        truth = {"callback_number": "+39" + number.replace(" ", "")}
        one = Message(f"number{at}", number, truth)
        for person in at_hand():
            samples = digits(number, person)
            for noise, codec in LINES[1:]:
                clip = _clip(one, Kind.NUMBER, samples, PEOPLE_RATE, person, noise, codec)
                yield clip, codec, one
    yield from in_pairs(dictated)


def in_pairs(count: int) -> Iterator[tuple[Clip, str, Message]]:
    """Other numbers, as people say them in pairs and hundreds."""
    for at, number in enumerate(drawn("pairs", count)):
        one = Message(f"pairs{at}", number.digits, {"callback_number": f"+39{number.digits}"})
        for person in at_hand()[at % 2 : at % 2 + 1]:
            for noise, codec in LINES[1:]:
                samples = sound(number, person)
                clip = _clip(
                    one, Kind.NUMBER, samples, PEOPLE_RATE, f"{person} in pairs", noise, codec
                )
                yield clip, codec, one


def _clip(
    one: Message, kind: Kind, samples: Samples, rate: int, voice: str, noise: float, codec: str
) -> Clip:
    line = telephone(samples, rate, noise, random.Random(f"{one.id} {voice} {noise}"))
    name = f"{one.id}-{voice}-{noise:.0f}dB-{codec}"
    return Clip(name, kind, on_line(CODECS[codec](line)), one.said, voice, noise)


def heard(
    settings: Settings, found: Sequence[tuple[Clip, str, Message]], bar: Progress
) -> Iterator[Heard]:
    """Every clip as one model hears it."""
    engine = engines.loaded(settings)
    for clip, codec, one in bar.track(found, description=f"{settings.model} listens"):
        told = answer(engine, clip, time.process_time)
        if (
            "callback_number" in one.truth
        ):  # whatever triage makes of the words as they were written
            told = replace(told, number=became(one.truth["callback_number"], told.draft))
        drafted = told.draft.as_json() if told.draft is not None else {}
        facts = tuple(
            Fact(one.said, field, value, drafted.get(field, triage.FIELDS[field]))
            for field, value in one.truth.items()
        )
        yield Heard(told, codec, facts, f"{settings.model} by {settings.engine}")


def noted(rows: Iterator[Heard], path: Path) -> Iterator[Heard]:
    """The same, each as a line of JSON as soon as it is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            told, clip = row.answer, row.answer.clip
            line = {
                **{"clip": clip.name, "voice": clip.voice, "noise_db": clip.noise_db},
                **{"codec": row.codec, "model": row.model, "said": clip.said, "heard": told.text},
                **{"errors": told.errors, "units": told.said, "number": told.number},
                **{"seconds": round(clip.audio.seconds, 2), "took_s": round(told.took_s, 2)},
                "facts": [[one.field, one.told, one.found] for one in row.facts],
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            yield row


def table(rows: Sequence[Heard], known: calibration.Calibration | None) -> Table:
    """The figures of all, and by each thing that differs."""
    shown = Table(title="What was heard", title_justify="left")
    for column in ("", "clips", "words misheard", "facts right", "numbers", "wrong, believed"):
        shown.add_column(column)
    shown.add_column("wrong / right words marked")
    shown.add_column("s a minute")
    kinds: tuple[tuple[str, Callable[[Heard], str]], ...] = (
        ("all", lambda row: row.model),
        ("voice", lambda row: row.answer.clip.voice),
        ("noise", lambda row: f"{row.answer.clip.noise_db:.0f} dB below"),
        ("codec", lambda row: row.codec),
    )
    for _, of in kinds:
        for value in sorted({of(row) for row in rows}):
            shown.add_row(value, *_figures([row for row in rows if of(row) == value], known))
        shown.add_section()
    return shown


def _figures(rows: Sequence[Heard], known: calibration.Calibration | None) -> list[str]:
    answers = [row.answer for row in rows]
    spoken_of = [one for one in answers if one.clip.kind is Kind.SENTENCE]
    said = sum(one.said for one in spoken_of)
    facts = [fact for row in rows for fact in row.facts if fact.is_told]
    right = sum(fact.is_right for fact in facts)
    numbers = [one.number for one in answers if one.number is not None]
    doubts = doubted(answers, known)
    seconds = sum(one.clip.audio.seconds for one in answers)
    return [
        str(len(rows)),
        f"{sum(one.errors for one in spoken_of) / said:.1%}" if said else "",
        f"{right / len(facts):.1%} of {len(facts)}" if facts else "",
        f"{numbers.count(Dictated.RIGHT)} of {len(numbers)}",
        str(numbers.count(Dictated.WRONG)),
        f"{doubts[0]:.0%} / {doubts[1]:.0%}",
        f"{60 * sum(one.took_s for one in answers) / seconds:.1f}",
    ]


@click.command()
@click.option("--model", "names", multiple=True, default=("base",), show_default=True)
@click.option("--engine", default="faster-whisper", show_default=True)
@click.option("--file", "path", type=click.Path(exists=True, path_type=Path), default=MESSAGES)
@click.option("--numbers", "dictated", default=len(NUMBERS), show_default=True)
@click.option("--threads", default=1, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=ROOT / "var" / "speech-eval")
@click.option("--learn", is_flag=True, help="Keep what was learnt as the calibration that ships.")
def main(
    names: Sequence[str],
    engine: str,
    path: Path,
    dictated: int,
    threads: int,
    folder: Path,
    learn: bool,
) -> None:
    """Measure models on natural voices, and leave what was misheard in a folder."""
    with Progress(console=Console(stderr=True)) as bar:
        found = list(clips(messages(path), dictated, bar))
        for name in names:
            settings = Settings(name, ROOT / "var" / "models", engine=engine, threads=threads)
            rows = list(noted(heard(settings, found, bar), folder / name / "heard.jsonl"))
            known = calibration.of(models.choose(settings))
            bar.stop()
            Console().print(table(rows, None if learn else known))
            print(f"Misheard: {leave(rows, folder / name)}")
            if learn:
                print(f"Learnt: {_keep(name, rows)}")


def _keep(name: str, rows: Sequence[Heard]) -> Path:
    """Write the calibration that ships with a model of that name; what else it holds stays."""
    from transcription.examination.learning import learnt  # noqa: PLC0415

    table_ = learnt([word for row in rows for word in row.answer.words])
    if table_ is None:
        raise click.ClickException("expected more words to learn from")
    path = calibration.SHIPPED / f"{name}.json"
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    told["words"] = {"weights": dict(table_.weights), "bound": table_.bound}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _write(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(KOKORO_RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())


def _read(path: Path) -> Samples:
    with wave.open(str(path), "rb") as file:
        return (np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_768).astype(
            np.float32
        )


if __name__ == "__main__":
    main()
