"""Four engines for jobs on PostgreSQL, side by side in the same faults and at the same load.

    pip install procrastinate pgqueuer dbos awa-pg asyncpg     # in an environment of its own
    python -m bench.engines [ENGINE]... [--json]

Each is installed, given one job for each row that a producer commits (in that row's own transaction), and
served by two workers; a worker that ends is started again after half a second, as our supervisor would.
"""
