"""PostgreSQL: what becomes due wakes a worker, in the very transaction that makes it due.

Procrastinate's tables stand in a schema of their own, and triggers of ours put a job into them that carries
an id and nothing else. The ledger's rows stay what says what is to be done: whoever finds them by looking
does the same, and a job that is lost, late or repeated changes nothing.

Revision ID: 0043
Revises: 0042
"""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

ENGINE = Path(__file__).parents[1] / "procrastinate_3_10.sql"

# A copy of the database that is older than this migration leaves what is in other schemas as it was.
SCHEMA = """
DROP SCHEMA IF EXISTS procrastinate CASCADE;
CREATE SCHEMA procrastinate;
SET LOCAL search_path TO procrastinate;
"""

# The queue, the task and the column of the key are a trigger's arguments. What is due within a quarter of
# a second is due now, as for whoever claims it (SKEW in store/database/statements.py).
DEFER = """
RESET search_path;
CREATE FUNCTION procrastinate.centralino_defer() RETURNS trigger LANGUAGE plpgsql
SET search_path = procrastinate, pg_temp AS $$
BEGIN
    PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
        TG_ARGV[0], TG_ARGV[1], 0, NULL, NULL,
        jsonb_build_object('key', to_jsonb(NEW) -> TG_ARGV[2]),
        CASE WHEN NEW.next_at > clock_timestamp() + interval '250 milliseconds' THEN NEW.next_at END
    )::procrastinate_job_to_defer_v1]);
    RETURN NULL;
END;
$$;
"""

TRIGGERS = (
    ("recordings", "clock", "fetch", "sid", "NEW.state = 'announced'"),
    ("recordings", "speech", "read", "sid", "NEW.state = 'stored'"),
    ("outbox", "clock", "send", "id", "NEW.state IN ('waiting', 'unknown')"),
    (
        "attempts",
        "clock",
        "dial",
        "id",
        "NEW.state IN ('to_place', 'unsure') AND NEW.ended_at IS NULL",
    ),
    (
        "alert_steps",
        "clock",
        "alert",
        "id",
        "NEW.state IN ('to_place', 'unsure') AND NEW.ended_at IS NULL",
    ),
    ("staff_notices", "clock", "tell", "id", "NEW.state = 'waiting'"),
)
TRIGGER = """
CREATE TRIGGER defer_{task} AFTER INSERT OR UPDATE OF state, next_at ON {table} FOR EACH ROW
WHEN (NEW.lease_token IS NULL AND NEW.next_at IS NOT NULL AND {when})
EXECUTE FUNCTION procrastinate.centralino_defer('{queue}', '{task}', '{key}');
"""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return  # one process ticks there, and looks by itself
    triggers = (
        TRIGGER.format(table=table, queue=queue, task=task, key=key, when=when)
        for table, queue, task, key, when in TRIGGERS
    )
    driver: Any = connection.connection.driver_connection  # which takes many statements at once
    for script in (SCHEMA, ENGINE.read_text(encoding="utf-8"), DEFER, *triggers):
        driver.execute(script)
