"""Shapes are made when they are first asked for, once, with all that they are made of."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import msgspec
import pytest

from twincloud.contract.model import load, names
from twincloud.contract.shaping import lazy_shapes


def module(contract: str) -> Any:
    """Return the `__getattr__` of a module of its own."""
    return lazy_shapes(contract, {"__name__": __name__})


def test_every_type_of_every_contract_can_be_made_and_read() -> None:
    text = """
import importlib, msgspec
from twincloud.contract.model import load, names
for name in names():
    shapes = importlib.import_module(f"twincloud.contract.shapes.{name.replace('-', '_')}")
    for type_name in load(name).types:
        msgspec.json.schema(getattr(shapes, type_name))
"""
    subprocess.run([sys.executable, "-c", text], check=True)
    assert names()


def test_a_shape_is_one_class_whoever_asks_for_it_and_when() -> None:
    make = module("slb")
    found: list[type] = []
    threads = [threading.Thread(target=lambda: found.append(make("LoadBalancers"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_what_the_contract_does_not_have_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no type Nothing"):
        module("slb")("Nothing")


def test_a_server_starts_without_the_shapes_that_nobody_asked_for() -> None:
    text = "import twincloud.app; from twincloud.contract.shapes import slb; print(len(vars(slb)))"
    shown = subprocess.run([sys.executable, "-c", text], check=True, capture_output=True, text=True)
    assert int(shown.stdout) < len(load("slb").types) / 2


def test_shapes_read_and_write_their_wire_names() -> None:
    from twincloud.contract.shapes import slb  # noqa: PLC0415 (what a service does at its top)

    regions = slb.Regions(region=[slb.Region(region_id="cn-hangzhou")])
    assert msgspec.json.encode(regions) == b'{"Region":[{"RegionId":"cn-hangzhou"}]}'
    with pytest.raises(msgspec.ValidationError, match="ListenerPort"):
        msgspec.convert({}, type=slb.StopLoadBalancerListenerRequest)
