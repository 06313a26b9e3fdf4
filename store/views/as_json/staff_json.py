"""Users and shifts as other programs read them: nothing of passwords, PINs and tokens."""

from typing import Any

from store.models import User
from store.staff.rota import Kept


def user_json(user: User) -> dict[str, Any]:
    """Somebody who may sign in, or might once; instants in UTC."""
    return {
        "name": user.name,
        "full_name": user.full_name,
        "role": user.role.value,
        "skills": list(user.skills or ()),
        "created_at": user.created_at.isoformat(),
        "disabled_at": user.disabled_at.isoformat() if user.disabled_at else None,
    }


def shift_json(kept: Kept) -> dict[str, Any]:
    """A shift, with whose it was before."""
    shift = kept.shift
    return {
        "id": kept.id,
        "who": shift.who,
        "kind": shift.kind.value,
        "start": shift.start.isoformat(),
        "end": shift.end.isoformat(),
        "place": shift.place,
        "given_by": list(shift.given_by),
        "calendar": kept.calendar,
        "counts": kept.counts,
    }
