"""The steps of a call, and of the calls with technicians; each is the last part of its address."""

from enum import StrEnum


class Step(StrEnum):
    """The steps of a call; each is the last part of its address, /voice/…"""

    INCOMING = "incoming"  # the call has just come in
    MENU = "menu"  # a key after the greeting
    CODE = "code"  # the customer's code was keyed in
    ABOUT = "about"  # a key after being told of a request that stands
    CANCEL = "cancel"  # the key that confirms its cancelling
    PROOF = "proof"  # its number, or the customer's code, which its cancelling wants
    ADD = "add"  # the same, which adding to it wants
    MESSAGE = "message"  # the way to the beep
    BEEP = "beep"  # a key that leads straight to it
    RECORDED = "recorded"  # the caller spoke, or did not
    UNDERSTOOD = "understood"  # a look for the text of the message, which is read back
    NUMBER = "number"  # a key after the number was read back
    KEYED = "keyed"  # the number that was keyed instead
    REVIEW = "review"  # a key after the message
    PLAYBACK = "playback"  # the caller hears the message again
    SENT = "sent"  # confirmation
    PRICE = "price"  # a key after the price
    TIME = "time"  # a key that chooses when we call
    REMOTE = "remote"  # the code for remote support was keyed
    GOODBYE = "goodbye"  # what is left to be said
    FALLBACK = "fallback"  # something of ours is broken


class TechnicianStep(StrEnum):
    """What a call placed for a technician asks and tells; below /voice/technician/."""

    ANSWERED = "answered"  # somebody, or something, picked up the technician's telephone
    ACCEPTED = "accepted"  # a key was pressed
    DIALLED = "dialled"  # ringing the customer, or talking with them, is over
    LEFT = "left"  # a key after a mailbox
    SCREEN = "screen"  # the customer picked up, and is about to be connected
    NOT_NOW = "notnow"  # a key of theirs: they cannot talk now
    LATER = "later"  # and another time than the one that they were told
    STATUS = "status"  # of the technician's leg
    CUSTOMER = "customer"  # of the customer's leg
    MACHINE = "machine"  # who picked up, by detection
    FALLBACK = "fallback"  # something of ours is broken


class FirstStep(StrEnum):
    """What a call asks and tells in which the customer is rung first; below /voice/first/."""

    ANSWERED = "answered"  # somebody, or something, picked up the customer's telephone
    ACCEPTED = "accepted"  # a key of theirs
    DIALLED = "dialled"  # ringing the technician, or talking with them, is over
    SCREEN = "screen"  # the technician's telephone was picked up
    JOIN = "join"  # a key of theirs
    STATUS = "status"  # of the customer's leg
    TECHNICIAN = "technician"  # of the technician's leg
    FALLBACK = "fallback"  # something of ours is broken


class DialInStep(StrEnum):
    """What a technician who dials in is asked; below /voice/road/."""

    PIN = "pin"
    NEXT = "next"  # the way to the next case
    CHOICE = "choice"  # a key after the case
    DIALLED = "dialled"  # ringing the customer, or talking with them, is over
    OUTCOME = "outcome"  # the key that says what came of it
    WHEN = "when"  # a key: when the customer is to be called again
    HOUR = "hour"  # the hour itself
    AGREED = "agreed"  # yes or no to the hour that was said
    COLLEAGUE = "colleague"  # whose key it is to go on with it


class AlertStep(StrEnum):
    """What whoever is on call is asked; below /voice/alert/."""

    ANSWERED = "answered"  # somebody, or something, picked up
    CHOSEN = "chosen"  # a key was pressed
    STATUS = "status"  # of the call
    FALLBACK = "fallback"  # something of ours is broken


# From here on the message is there, and nobody is led to a beep that they did not ask for.
AFTER_THE_MESSAGE = frozenset(
    {
        *(Step.UNDERSTOOD, Step.NUMBER, Step.KEYED),
        *(Step.REVIEW, Step.PLAYBACK, Step.SENT, Step.TIME, Step.REMOTE, Step.GOODBYE),
    }
)
AnyStep = Step | TechnicianStep | FirstStep | DialInStep | AlertStep
