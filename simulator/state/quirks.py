"""Named switches for what Twilio's documents leave open, and for what they say in two ways.

Whoever is called by Twilio must be right with every setting: tests run with each of them. The
first real captures decide the defaults.
"""

from dataclasses import dataclass
from enum import StrEnum


class EmptyRecord(StrEnum):
    """What a <Record> into which nothing was said leads to."""

    FALL_THROUGH = "fall_through"  # no action; the next verb runs (Twilio's page of 2010)
    ACTION_ZERO = "action_zero"  # the action is asked, with a RecordingDuration of 0
    ABSENT = "absent"  # no action; an `absent` callback to those that subscribed to it
    KEPT = "kept"  # silence is a recording like any other (today's page)


@dataclass(frozen=True)
class Quirks:
    empty_record: EmptyRecord = EmptyRecord.FALL_THROUGH
    # Digits of the Record action after silence or maxLength: this value, or absent when None.
    record_digits_without_key: str | None = ""
    # Digits of the Gather action when nothing was pressed and actionOnEmptyResult asks for it.
    empty_gather_digits: str | None = ""
    # Digits of the Gather action beside a SpeechResult.
    speech_digits: str | None = None
    # Confidence is not guaranteed to be there: Twilio docs: <Gather>.
    speech_confidence: bool = True
    # Whether a leading <Redirect> answers the call.
    redirect_answers: bool = False
    # Whether the status callback of a number carries SequenceNumber, Timestamp, CallbackSource.
    number_callback_sequence: bool = True
    # RecordingTrack was seen in 2026 and not before.
    recording_track: bool = True
    # The status of a caller who hangs up before the call is answered.
    status_of_unanswered: str = "no-answer"
    # Documents that one call may fetch: Twilio publishes no cap, a loop must still end here.
    longest_chain: int = 200
    # A second DELETE of a recording: 404 when true, else 204.
    second_delete_is_404: bool = True
    # Whether DateCreated filters look at the time of day or at the date alone.
    date_filter_has_time: bool = True
    # The whispering leg may also use these verbs beside Say, Play, Gather and Hangup.
    whisper_pause_and_redirect: bool = True
    # Whether a Dial whose caller hangs up while the parties talk still asks for its action.
    dial_action_after_bridged_hangup: bool = True
