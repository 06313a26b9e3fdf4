"""The sentences that the steps use: each key, and the values that its text must have room for."""

from collections.abc import Mapping

NONE: frozenset[str] = frozenset()
WHEN = frozenset({"when"})
NUMBER = frozenset({"number"})

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    # incoming
    "greeting": NONE,
    "greeting_weekend": NONE,
    "notice": frozenset({"days"}),
    "line_of_weekdays": NONE,
    "line_of_weekend": NONE,
    "closed_for": frozenset({"holiday"}),
    "in_charge": WHEN,
    # menu
    "menu_code": NONE,
    "menu_code_hidden": NONE,
    "menu_j_system": NONE,
    "menu_language": NONE,
    "wrong_key": NONE,
    # code
    "code": NONE,
    "code_or_request": NONE,
    "code_unknown": NONE,
    # weekend
    "j_system_now": NONE,
    "j_system_later": WHEN,
    "j_system_only": NONE,
    "weekend_refused": NONE,
    # about, cancel
    "standing": NUMBER,
    "standing_missed": NONE,
    "standing_keys": NONE,
    "standing_unnamed": NONE,
    "standing_found": NUMBER,
    "cancel": NUMBER,
    "add_proof": NONE,
    "cancel_proof": NONE,
    "cancel_unproven": NONE,
    "cancelled": NUMBER,
    # price
    "price": frozenset({"hourly", "minimum", "first"}),
    "price_key": NONE,
    "price_agreed": NONE,
    # message
    "speak_more": NONE,
    "safety_copy": NONE,
    "number_unseen": NONE,
    "speak": NONE,
    "speak_again": NONE,
    # recorded
    "nothing_heard": NONE,
    "first_kept": NONE,
    "ring_back": NONE,
    "no_number": NONE,
    # review, playback
    "review": NONE,
    "one_moment": NONE,
    "not_playable": NONE,
    # sent
    "sent": NONE,
    "ticket": NUMBER,
    "soon": NONE,
    "call_by": WHEN,
    "call_agreed": WHEN,
    "goodbye": NONE,
    # fallback
    "fallback": NONE,
    "fallback_unsure": NONE,
    "fallback_thanks": NONE,
    # a call placed for a technician
    "technician_greeting": NUMBER,
    "technician_again": NONE,
    "technician_case": frozenset({"case"}),
    "technician_over": NONE,
    "technician_busy": NONE,
    "technician_no_answer": NONE,
    "technician_unreachable": NONE,
    "technician_done": NONE,
    "technician_machine": NONE,
    "technician_left": NONE,
    "technician_broken": NONE,
    # a technician who rings the line
    "dial_in_pin": NONE,
    "dial_in_wrong": NONE,
    "dial_in_wait": NONE,
    "dial_in_case": frozenset({"number", "case"}),
    "dial_in_choice": NONE,
    "dial_in_refused": NONE,
    "dial_in_owned": frozenset({"count"}),
    "dial_in_owned_one": NONE,
    "dial_in_empty": NONE,
    "dial_in_console": NONE,
    "dial_in_connecting": NONE,
    "dial_in_outcomes": NONE,
    "dial_in_when": NONE,
    "dial_in_hour": NONE,
    "dial_in_hour_wrong": NONE,
    "dial_in_agreed": frozenset({"when"}),
    "dial_in_agreed_closed": frozenset({"when"}),
    "dial_in_will_call": frozenset({"when"}),
    "dial_in_colleague": frozenset({"who"}),
    "dial_in_no_colleague": NONE,
    "dial_in_handed_on": frozenset({"who"}),
    "dial_in_noted": NONE,
    "dial_in_goodbye": NONE,
    # a call to whoever is on call
    "alert_greeting": NUMBER | {"case"},
    "alert_again": NONE,
    "alert_case": frozenset({"case"}),
    "alert_to_call": NONE,
    "alert_passed": NONE,
    "alert_taken": frozenset({"who"}),
    "alert_over": NONE,
    "alert_broken": NONE,
}
