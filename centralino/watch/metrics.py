"""What monitoring reads of the watch: ages, when what was last seen, room, and which bounds are broken."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily

from centralino.config.watch_section import Watch
from centralino.watch.bounds import broken
from centralino.watch.look import Look

PREFIX = "centralino"


def watched(found: Look, bounds: Watch) -> Iterator[GaugeMetricFamily]:
    """Gauges; nothing that was never seen has a sample."""
    now = found.now
    yield _by(
        "unfinished",
        "Work of the service's own that could be done by now.",
        "kind",
        {kind.value: waiting.count for kind, waiting in found.work.items()},
    )
    ages = {kind.value: _age(waiting.since, now) for kind, waiting in found.work.items()}
    yield _by("unfinished_oldest_seconds", "Age of the oldest of it; 0 without one.", "kind", ages)
    times = {sign.value: at.timestamp() for sign, at in found.seen.items()}
    if found.last_webhook is not None:
        times["webhook"] = found.last_webhook.timestamp()
    yield _by("last_seen_timestamp_seconds", "When it was last seen or done.", "what", times)
    if found.next_promise is not None:
        left = (found.next_promise - now).total_seconds()
        yield GaugeMetricFamily(
            f"{PREFIX}_next_promise_seconds", "Until the next promise is up.", value=left
        )
    free = {room.place: room.free for room in found.rooms}
    yield _by("disk_free_bytes", "Room on the disk of a folder of ours.", "place", free)
    counted: dict[str, float] = dict.fromkeys(BOUNDS, 0)
    for one in broken(found, bounds):
        counted[one.bound] += 1
    yield _by("bounds_broken", "Bounds of `watch` that do not hold.", "bound", counted)


BOUNDS = ("work", "silent", "reconciliation", "backup", "job", "rehearsal", "disk")


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _by(name: str, told: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", told, labels=[label])
    for value, number in sorted(values.items()):
        family.add_metric([value], number)
    return family
