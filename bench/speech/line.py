"""Telephone line: that of the examination (`transcription.examination.line`)."""

from transcription.examination.line import RATE, mu_law, telephone

__all__ = ["RATE", "mu_law", "telephone"]
