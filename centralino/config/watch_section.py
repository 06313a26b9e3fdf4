"""The group of config.yaml about watching the service: by which bounds it is well, and who is told."""

from typing import Annotated

from pydantic import Field, StrictInt

from centralino.config.field_types import BaseUrl
from centralino.config.sections import Section

Minutes = Annotated[StrictInt, Field(ge=1, le=10_000)]


class Watch(Section):
    """The bounds within which the service is well."""

    heartbeat_url: BaseUrl | None = None
    """Address that is asked again and again while all bounds hold; null asks nobody."""
    heartbeat_minutes: Minutes = 1
    """How many minutes lie between two heartbeats."""
    fetch_minutes: Minutes = 15
    """How long a message may be at Twilio alone."""
    read_minutes: Minutes = 30
    """How long a message may be without its text."""
    send_minutes: Minutes = 30
    """How long words to customers, technicians and other programs may wait once they are due."""
    silent_minutes: Minutes = 5
    """How long no sign of a process may be seen."""
    reconcile_minutes: Minutes = 30
    """How long ago Twilio may last have been asked what we missed."""
    backup_hours: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = 26
    """How old the last backup may be, once there was one; null for any age."""
    rehearse_minutes: Annotated[StrictInt, Field(ge=5, le=600)] | None = None
    """How many minutes before a day's opening a call of ours is placed to each line; null for none."""
    free_megabytes: Annotated[StrictInt, Field(ge=16, le=10_000_000)] = 500
    """How much room a disk must have."""
