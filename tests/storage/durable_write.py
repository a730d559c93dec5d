"""A program for the durability test: two writes, and a word on standard output once the second is acknowledged."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from twincloud.inventory.instances import Instance, instances
from twincloud.storage.sqlite import SqliteStore


async def main() -> None:
    store = SqliteStore.open(Path(sys.argv[1]))
    # The first write after opening is synced in any mode, for the sake of the log's header.
    await store.write(lambda tx: tx.add(instances, Instance("1/ins-1", "1", "ins-1", "127.0.0.1")))
    os.write(1, b"begin\n")
    await store.write(lambda tx: tx.add(instances, Instance("1/ins-2", "1", "ins-2", "127.0.0.1")))
    os.write(1, b"acknowledged\n")
    await store.close()


asyncio.run(main())
