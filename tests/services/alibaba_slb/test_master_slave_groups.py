"""Master and slave groups: what is refused, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

CREATE = "CreateMasterSlaveServerGroup"
MASTER = {"ServerId": "10.0.0.1", "Port": 80, "ServerType": "Master"}
SLAVE = {"ServerId": "10.0.0.2", "Port": 80, "ServerType": "Slave"}


def without(item: dict[str, Any], name: str) -> dict[str, Any]:
    return {wire: value for wire, value in item.items() if wire != name}


@pytest.mark.parametrize(
    ("servers", "code"),
    [
        (None, "BACKEND_SERVERS_NUM_MUST_BE_TWO"),
        ([], "BACKEND_SERVERS_NUM_MUST_BE_TWO"),
        ([MASTER], "BACKEND_SERVERS_NUM_MUST_BE_TWO"),
        ([MASTER, SLAVE, {**SLAVE, "Port": 81}], "BACKEND_SERVERS_NUM_MUST_BE_TWO"),
        ([MASTER, {**MASTER, "Port": 81}], "BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE"),
        ([{**MASTER, "ServerType": "Slave"}, SLAVE], "BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE"),
        ([MASTER, {**MASTER, "ServerType": "Slave"}], "BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID"),
        ([MASTER, without(SLAVE, "ServerId")], "BACKEND_SERVER_ID_CAN_NOT_EMPTY"),
        ([MASTER, without(SLAVE, "Port")], "BACKEND_SERVER_PORT_CAN_NOT_EMPTY"),
        ([MASTER, without(SLAVE, "ServerType")], "INVALID_SERVER_TYPE"),
        ([MASTER, {**SLAVE, "ServerType": "Servant"}], "INVALID_SERVER_TYPE"),
        ([MASTER, {**SLAVE, "Port": 70000}], "RealServerPortNotSupport"),
        ([MASTER, {**SLAVE, "Port": 0}], "RealServerPortNotSupport"),
        ([MASTER, {**SLAVE, "Weight": 101}], "InvalidWeight.Malformed"),
        ([MASTER, {**SLAVE, "Weight": -1}], "InvalidWeight.Malformed"),
        ([MASTER, {**SLAVE, "ServerId": "i-unknown"}], "ObtainIpFail"),
    ],
)
async def test_what_is_no_pair(cloud: Cloud, servers: list[dict[str, Any]] | None, code: str) -> None:
    balancer = await cloud.balancer()
    members = {} if servers is None else {"MasterSlaveBackendServers": servers}
    error = await cloud.refused(CREATE, LoadBalancerId=balancer, **members)
    assert error.code == code
    assert await cloud.count("slb_master_slave_group") == await cloud.count("slb_server") == 0


async def test_the_same_server_may_be_both_on_two_ports(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.1:81")
    assert await cloud.count("slb_server") == 2


async def test_a_balancer_has_room_for_so_many(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(servers_per_balancer=3))
    balancer = await cloud.balancer()
    await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.2:80")
    members = {"MasterSlaveBackendServers": [MASTER, SLAVE]}
    assert (await cloud.refused(CREATE, LoadBalancerId=balancer, **members)).code == "TooManyBackendServers"


async def test_whose_they_are(cloud: Cloud, empty_store: SqliteStore) -> None:
    balancer, other = await cloud.balancer(), await cloud.balancer()
    pair = {"MasterSlaveServerGroupId": await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.2:80")}
    asked = {"LoadBalancerId": other, "ListenerPort": 80}
    error = await cloud.refused("CreateLoadBalancerTCPListener", **asked, **pair)
    assert (error.code, error.status) == ("InvalidParameter", 404)
    stranger = Cloud(empty_store, tenant=Tenant("100000000002", "cn-hangzhou"))
    for action in ("DescribeMasterSlaveServerGroupAttribute", "DeleteMasterSlaveServerGroup"):
        error = await stranger.refused(action, **pair)
        assert (error.code, error.status) == ("InvalidParameter", 404)
        assert error.message == "The specified MasterSlaveGroupId does not exist."
    await cloud.lock(balancer, "financial")
    assert (await cloud.refused("DeleteMasterSlaveServerGroup", **pair)).code == "ActionNotAllowed"


async def test_they_go_with_their_balancer(store: Store) -> None:
    cloud = Cloud(store)
    balancer = await cloud.balancer()
    pair = await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.2:80")
    await cloud(
        "TagResources", ResourceType="masterslaveservergroup", ResourceId=[pair], Tag=[{"Key": "a", "Value": "b"}]
    )
    await cloud.running(balancer, "tcp", 80, MasterSlaveServerGroupId=pair)
    kept = await cloud.pair(balancer, "10.0.0.3:80", "10.0.0.4:80")
    await cloud("DeleteMasterSlaveServerGroup", MasterSlaveServerGroupId=kept)
    assert await cloud.count("slb_server") == 2
    await cloud("DeleteLoadBalancer", LoadBalancerId=balancer)
    for table in ("slb_master_slave_group", "slb_server", "tag"):
        assert await cloud.count(table) == 0, table
