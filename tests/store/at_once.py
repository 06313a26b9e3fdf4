"""Several workers who start at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

WORKERS = 4


def at_once(action, workers=WORKERS):
    """What each of the workers got; all of them start at the same moment."""
    together = threading.Barrier(workers)

    def work(number):
        together.wait()
        return action(number)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, range(workers)))
