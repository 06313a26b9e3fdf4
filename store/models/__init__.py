"""The tables, with typed columns and no behaviour."""

from store.models.accounts import ApiToken, RecoveryCode, User
from store.models.alerts import Alert, AlertStep
from store.models.alterations import Alteration
from store.models.attempts import Attempt
from store.models.base import SID, Base, Leased
from store.models.console import SignInTry, StaffLog, UserSession
from store.models.customers import (
    Customer,
    CustomerImport,
    CustomerPhone,
    Hardware,
    ImportedRow,
    Installation,
    PayerDue,
    ProgramRequest,
)
from store.models.dialled import Dialled
from store.models.faults import KnownFault
from store.models.helpdesk import HelpdeskTicket
from store.models.jobs import FailingJob, SignOfLife
from store.models.messages import Outbox
from store.models.notifications import Notification, NotificationChannel, NotificationWishes
from store.models.privacy import Erasure, RestoredCopy
from store.models.rota import RotaChange, Shift, Swap
from store.models.telephone import (
    Addition,
    Call,
    GlossaryWord,
    MissedWebhook,
    Recording,
    Rehearsal,
    Transcript,
    Turn,
)
from store.models.terms import Agreement, Invoice, Quote, QuoteLine, WorkEntry, WorkShare
from store.models.tickets import Attachment, Callback, EarlierPromise, Ticket, TicketHistory
from store.models.webhooks import WebhookDelivery, WebhookEndpoint, WebhookMessage

__all__ = [
    "SID",
    "Addition",
    "Agreement",
    "Alert",
    "AlertStep",
    "Alteration",
    "ApiToken",
    "Attachment",
    "Attempt",
    "Base",
    "Call",
    "Callback",
    "Customer",
    "CustomerImport",
    "CustomerPhone",
    "Dialled",
    "EarlierPromise",
    "Erasure",
    "FailingJob",
    "GlossaryWord",
    "Hardware",
    "HelpdeskTicket",
    "ImportedRow",
    "Installation",
    "Invoice",
    "KnownFault",
    "Leased",
    "MissedWebhook",
    "Notification",
    "NotificationChannel",
    "NotificationWishes",
    "Outbox",
    "PayerDue",
    "ProgramRequest",
    "Quote",
    "QuoteLine",
    "Recording",
    "RecoveryCode",
    "Rehearsal",
    "RestoredCopy",
    "RotaChange",
    "Shift",
    "SignInTry",
    "SignOfLife",
    "StaffLog",
    "Swap",
    "Ticket",
    "TicketHistory",
    "Transcript",
    "Turn",
    "User",
    "UserSession",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookMessage",
    "WorkEntry",
    "WorkShare",
]
