"""Instances are told, listed and forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.inventory.instances import find_instance
from twincloud.kernel.errors import ApiError


async def test_an_instance_is_added_where_products_look_for_it(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    added = await door("AddInstance", instance_id="ins-1", address="10.0.0.1", name="web")
    assert added == {"account": FIRST_ACCOUNT, "instance_id": "ins-1", "address": "10.0.0.1", "name": "web"}
    await door("AddInstance", account=other["id"], instance_id="ins-1", address="2001:DB8:0::1")
    found = await door.store.read(lambda tx: find_instance(tx, FIRST_ACCOUNT, "ins-1"))
    assert (found.address, found.name) == ("10.0.0.1", "web")
    found = await door.store.read(lambda tx: find_instance(tx, other["id"], "ins-1"))
    assert found.address == "2001:db8::1"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"instance_id": "ins-1", "address": "10.0.0.2"}, "AlreadyExists"),
        ({"instance_id": "ins-2", "address": "example.com"}, "InvalidParameterValue"),
        ({"instance_id": "ins-2", "address": "10.0.0.2", "account": "1"}, "NotFound"),
    ],
)
async def test_instances_that_cannot_be(door: Any, payload: dict[str, str], code: str) -> None:
    await door("AddInstance", instance_id="ins-1", address="10.0.0.1")
    with pytest.raises(ApiError) as refused:
        await door("AddInstance", **payload)
    assert refused.value.code == code


async def test_instances_are_listed_by_account(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    for name, account in (("ins-a", FIRST_ACCOUNT), ("ins-b", other["id"]), ("ins-c", FIRST_ACCOUNT)):
        await door("AddInstance", instance_id=name, account=account, address="127.0.0.1")

    async def listed(**payload: Any) -> list[str]:
        return [each["instance_id"] for each in (await door("ListInstances", **payload))["instances"]]

    assert await listed() == ["ins-a", "ins-b", "ins-c"]
    assert await listed(account=FIRST_ACCOUNT) == ["ins-a", "ins-c"]
    assert await listed(offset=2, limit=5) == ["ins-c"]


async def test_a_removed_instance_is_gone(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    await door("AddInstance", instance_id="ins-1", address="127.0.0.1")
    await door("AddInstance", instance_id="ins-1", address="127.0.0.2", account=other["id"])
    assert await door("RemoveInstance", instance_id="ins-1", account=other["id"]) == {}
    left = await door("ListInstances")
    assert [each["account"] for each in left["instances"]] == [FIRST_ACCOUNT]
    await door("RemoveInstance", instance_id="ins-1")
    with pytest.raises(ApiError) as refused:
        await door("RemoveInstance", instance_id="ins-1")
    assert refused.value.code == "NotFound"
