"""What an account is, beside its numbers: what it may do, and where its numbers are answered."""

from dataclasses import dataclass, field


@dataclass
class AccountState:
    """Twilio docs: Accounts, OutgoingCallerIds, Dialing Permissions, Inbound Processing Region."""

    kind: str = "Full"  # or Trial
    status: str = "active"  # or suspended, closed
    balance: str = "100.00"
    caller_ids: set[str] = field(default_factory=set)  # verified, and not the account's own
    countries: set[str] = field(default_factory=lambda: {"IT"})  # that may be called
    regions: dict[str, str] = field(default_factory=dict)  # by number; us1 where it is not named
