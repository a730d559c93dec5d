"""Runs the measurements that are named, or all: ``python -m bench [NAME...]``."""

from __future__ import annotations

import sys
import time

from bench import api, deletion, fanout, friend_lists, listener_latency, lost_requests, reset, startup, throughput

MEASUREMENTS = {
    "api": api.measure,
    "listener_latency": listener_latency.measure,
    "throughput": throughput.measure,
    "startup": startup.measure,
    "reset": reset.measure,
    "lost_requests": lost_requests.measure,
    "deletion": deletion.measure,
    "friend_lists": friend_lists.measure,
    "fanout": fanout.measure,
}


def main(names: list[str]) -> int:
    """Print the figures as they come; returns 2 for a name that is none of the measurements'."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"no measurement {', '.join(unknown)}; there are: {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    missed = []
    for name in names or MEASUREMENTS:
        started = time.monotonic()
        print(f"{name}: {(MEASUREMENTS[name].__doc__ or '').strip()}", flush=True)
        for figure in MEASUREMENTS[name]():
            print(figure.line(), flush=True)
            if not figure.met:
                missed.append(figure)
        print(f"  ({time.monotonic() - started:.0f} s)\n", flush=True)
    print(f"{len(missed)} budgets missed" if missed else "every budget met")
    for figure in missed:
        print(figure.line())
    return 0


sys.exit(main(sys.argv[1:]))
