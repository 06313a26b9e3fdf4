"""`python -m store.migrations "what changes"` writes the next migration, from the models."""

import sys
import tempfile

from alembic import command

from store.database.engine import connect
from store.migrations import config, head, upgrade


def main(message: str) -> None:
    """Compare the models with a database that has all migrations; the file wants to be read."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{folder}/scratch.db")
        upgrade(engine)
        with engine.begin() as connection:
            number = f"{int(head()) + 1:04d}"
            command.revision(config(connection), message, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('usage: python -m store.migrations "what changes"')
    main(sys.argv[1])
