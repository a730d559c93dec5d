"""What slots mean: pools of any size, and loopback networks that survive a crash."""

from __future__ import annotations

import ipaddress
import json
import sys
import threading
import tracemalloc
from pathlib import Path

import pytest

from twincloud.inventory.addresses import AddressesExhausted, PoolBook
from twincloud.inventory.books import LoopbackBook


@pytest.mark.parametrize("entry", ["192.0.2.7", "192.0.2.16/28", "192.0.2.0/31", "192.0.2.0/32", "2001:db8::/126"])
def test_a_pool_gives_out_the_hosts_of_its_entries_in_order(entry: str) -> None:
    network = ipaddress.ip_network(entry)
    hosts = [str(host) for host in network.hosts()]
    book = PoolBook(["198.51.100.1", entry])
    assert [book.address(slot) for slot in range(len(hosts) + 1)] == ["198.51.100.1", *hosts]
    with pytest.raises(AddressesExhausted, match=str(len(hosts) + 1)):
        book.address(len(hosts) + 1)


def test_a_pool_takes_no_more_room_than_its_entries() -> None:
    tracemalloc.start()
    try:
        book = PoolBook(["10.0.0.0/8", "2001:db8::/32"])
        assert book.address(2**24 - 2) == "2001:db8::1"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the book claims abstract sockets, which Linux alone has")
def test_a_crash_while_networks_are_noted_leaves_the_old_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = LoopbackBook(tmp_path)
    try:
        noted = json.loads((tmp_path / "addresses.json").read_text())

        def crash(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("os.fsync", crash)
        with pytest.raises(KeyboardInterrupt):
            book.address(254)
        assert json.loads((tmp_path / "addresses.json").read_text()) == noted
    finally:
        book.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the book claims abstract sockets, which Linux alone has")
def test_two_threads_that_ask_for_a_new_network_get_the_same(tmp_path: Path) -> None:
    """The store's writer gives addresses out while planners on the loop look them up."""
    book = LoopbackBook(tmp_path)
    both = threading.Barrier(8)
    found: list[str] = []

    def ask() -> None:
        both.wait()
        found.append(book.address(10 * 254))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(found)) == 1
        assert len(json.loads((tmp_path / "addresses.json").read_text())["blocks"]) == 11
    finally:
        book.close()
