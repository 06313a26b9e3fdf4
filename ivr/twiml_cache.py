"""TwiML cache: each reply rendered once, since most callers hear what others heard before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ivr.flows.reply import Play, Reply
from ivr.prompts import Prompts, Voices
from ivr.turn import Turn
from ivr.twiml import after_facts, render

MOST_KEPT = 500


@dataclass(frozen=True)
class Documents:
    """Renders replies, and keeps those that say nothing of one call alone."""

    prompts_now: Callable[[], Prompts]
    voices: Voices
    audio_token: Callable[[str, datetime], str]
    _kept: dict[tuple[object, ...], str] = field(default_factory=dict, compare=False)

    def of(self, reply: Reply, turn: Turn, line: str | None) -> str:
        """The document that Twilio performs in answer to the turn."""
        prompts = self.prompts_now()
        if any(isinstance(verb, Play) for verb in reply.verbs):
            return self._render(
                reply, turn, line, prompts
            )  # its link is good for a few minutes alone
        after = after_facts(turn, reply.facts)
        # All that `render` reads: the words, and what the addresses carry to the next webhook.
        key = (prompts.version, repr(reply.verbs), line, *after.remembered.items())
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[key] = self._render(reply, turn, line, prompts)
        return kept

    def _render(self, reply: Reply, turn: Turn, line: str | None, prompts: Prompts) -> str:
        return render(
            reply,
            turn=turn,
            line=line,
            prompts=prompts,
            voices=self.voices,
            audio_token=lambda sid: self.audio_token(sid, turn.at),
        )
