"""Calls of Alibaba SLB without a server: contract, runner, store and reconciler are real, the engine is a double."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import NODE, NOW_MS
from tests.support.certificates import Authority
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import Engine
from twincloud.balancing.plan import ForwardingPlan
from twincloud.balancing.reconciler import Reconciler
from twincloud.balancing.records import Balancer, balancers, touch
from twincloud.balancing.tasks import Fleet, TaskEnds
from twincloud.contract.call import Call, Caller
from twincloud.contract.common_codes import documented_codes
from twincloud.contract.validate import validate
from twincloud.execution.runner import Runner, to_wire
from twincloud.inventory.addresses import AddressBook, PoolBook
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb import (
    SLB,
    Quotas,
    SlbPlanner,
)
from twincloud.storage.collection import registry
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

TENANT = Tenant("100000000001", "cn-hangzhou")


class Cloud:
    """An account's view of a store, with a clock that stands still."""

    def __init__(
        self,
        store: Store,
        *,
        engine: RecordingEngine | None = None,
        book: AddressBook | None = None,
        tenant: Tenant = TENANT,
        quotas: Quotas | None = None,
    ) -> None:
        self.store = store
        self.engine = engine
        self.book = book or PoolBook(["192.0.2.0/24"])
        self.tenant = tenant
        self.now_ms = NOW_MS
        self.planner = SlbPlanner(self.book)
        ports: dict[type, object] = {AddressBook: self.book, Fleet: Fleet((NODE,) if engine else ())}
        self.reconciler = Reconciler(store, engine, NODE, {SLB.name: self.planner}) if engine else None
        if engine is not None:
            ports |= {Engine: engine, TaskEnds: self.reconciler}
        if quotas is not None:
            ports[Quotas] = quotas
        self._runner = Runner(store, ports)

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call with members under their wire names; returns the answer under its wire names."""
        operation = SLB.operations[action]
        spec = SLB.contract.types[SLB.contract.actions[action].request]
        if "RegionId" in spec:
            members = {"RegionId": self.tenant.region, **members}
        typed = validate(SLB.contract, operation, members)
        call = Call(
            product=SLB.name,
            action=action,
            caller=Caller(self.tenant.account),
            tenant=self.tenant,
            request_id=request_id(),
            now_ms=self.now_ms,
        )
        answer = to_wire(await self._runner.run(SLB, operation, call, typed))
        assert answer["RequestId"] == call.request_id
        return answer

    async def refused(self, action: str, **members: Any) -> ApiError:
        """Make a call that has to be refused with a code that the product knows, and return the refusal."""
        with pytest.raises(ApiError) as caught:
            await self(action, **members)
        assert caught.value.code in documented_codes(SLB.contract, action), caught.value.code
        return caught.value

    async def balancer(self, **members: Any) -> str:
        """Make a balancer and return its id."""
        return str((await self("CreateLoadBalancer", **members))["LoadBalancerId"])

    async def listener(self, balancer: str, protocol: str = "tcp", port: int = 80, **members: Any) -> None:
        """Make a listener with what it cannot do without."""
        needed: dict[str, Any] = {"BackendServerPort": 8080}
        if protocol in {"http", "https"}:
            needed["HealthCheck"] = "off"
        if {"VServerGroupId", "MasterSlaveServerGroupId"} & members.keys():
            del needed["BackendServerPort"]
        action = f"CreateLoadBalancer{protocol.upper()}Listener"
        await self(action, LoadBalancerId=balancer, ListenerPort=port, **{**needed, **members})

    async def running(self, balancer: str, protocol: str = "tcp", port: int = 80, **members: Any) -> None:
        """Make a listener and start it."""
        await self.listener(balancer, protocol, port, **members)
        await self("StartLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=port, ListenerProtocol=protocol)

    async def certificate(self, *names: str) -> str:
        """Upload a certificate for names and return its id."""
        pair = Authority().issue(*names)
        answer = await self("UploadServerCertificate", ServerCertificate=pair.chain, PrivateKey=pair.key)
        return str(answer["ServerCertificateId"])

    async def https(self, balancer: str, port: int = 443, **members: Any) -> None:
        """Make an HTTPS listener with a certificate for a.test."""
        certificate = await self.certificate("a.test")
        await self.listener(balancer, "https", port, ServerCertificateId=certificate, **members)

    async def shown(self, balancer: str, protocol: str = "tcp", port: int = 80) -> dict[str, Any]:
        """Return a listener as its Describe call shows it."""
        action = f"DescribeLoadBalancer{protocol.upper()}ListenerAttribute"
        return await self(action, LoadBalancerId=balancer, ListenerPort=port)

    async def group(self, balancer: str, *servers: str) -> str:
        """Make a vServer group of servers given as ``id:port`` or ``id:port:weight``; returns its id."""
        answer = await self("CreateVServerGroup", LoadBalancerId=balancer, BackendServers=[*map(server, servers)])
        return str(answer["VServerGroupId"])

    async def pair(self, balancer: str, master: str, slave: str) -> str:
        """Make a group of a master and a slave, given as `group` takes them; returns its id."""
        servers = [{**server(master), "ServerType": "Master"}, {**server(slave), "ServerType": "Slave"}]
        answer = await self("CreateMasterSlaveServerGroup", LoadBalancerId=balancer, MasterSlaveBackendServers=servers)
        return str(answer["MasterSlaveServerGroupId"])

    async def rule(self, balancer: str, group: str, port: int = 80, **members: Any) -> str:
        """Make a rule and return its id."""
        item = {"RuleName": f"{members.get('Domain')}{members.get('Url')}"[:40], "VServerGroupId": group, **members}
        answer = await self("CreateRules", LoadBalancerId=balancer, ListenerPort=port, RuleList=[item])
        return str(answer["Rules"]["Rule"][0]["RuleId"])

    async def acl(self, *entries: str, name: str = "acl") -> str:
        """Make an access list and return its id."""
        acl = str((await self("CreateAccessControlList", AclName=name))["AclId"])
        if entries:
            await self("AddAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": entry} for entry in entries])
        return acl

    async def lock(self, balancer: str, reason: str) -> None:
        """Lock a balancer as the operator does; with an empty reason, unlock it."""

        def work(tx: Transaction) -> None:
            before = tx.get(balancers, balancer)
            assert before is not None
            tx.replace(balancers, before, replace_lock(before, reason))
            touch(tx, balancer)

        await self.store.write(work)
        if self.reconciler is not None:
            await self.reconciler.idle()

    async def plan(self, balancer: str) -> ForwardingPlan:
        """Return what the balancer's rows ask for."""

        def work(tx: Transaction) -> ForwardingPlan:
            row = tx.get(balancers, balancer)
            assert row is not None
            return self.planner.plan(tx, row)

        return await self.store.read(work)

    async def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return len(await self.store.read(lambda tx: tx.find(registry[table])))


def server(text: str) -> dict[str, Any]:
    """Return the server that ``id:port`` or ``id:port:weight`` stands for."""
    name, port, *weight = text.split(":")
    return {"ServerId": name, "Port": int(port)} | ({"Weight": int(weight[0])} if weight else {})


def replace_lock(before: Balancer, reason: str) -> Balancer:
    """Return the balancer's row with a lock, or without one."""
    return Balancer(before.id, before.product, before.account, before.region, before.generation, locked=reason)
