"""Calls of Tencent CLB without a server: contract, runner, store and reconciler are real, the engine is a double."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.certificates import Authority, Pair
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import Engine
from twincloud.balancing.plan import ForwardingPlan
from twincloud.balancing.reconciler import Reconciler
from twincloud.balancing.records import balancers
from twincloud.balancing.tasks import Fleet
from twincloud.contract.call import Call, Caller
from twincloud.contract.common_codes import documented_codes
from twincloud.contract.validate import validate
from twincloud.execution.runner import Runner, to_wire
from twincloud.inventory.addresses import AddressBook, PoolBook
from twincloud.inventory.certificates import certificates, read_certificate
from twincloud.inventory.networks import SecurityGroup, SecurityRule, security_groups
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import ALNUM, request_id, resource_id
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_clb import (
    CLB,
    ClbPlanner,
    Quotas,
)
from twincloud.storage.collection import registry
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

NODE = "local"
TENANT = Tenant("100000000001", "ap-guangzhou")
NOW_MS = 1_767_225_600_000
"""2026-01-01 00:00:00 UTC, which is 08:00:00 in answers."""
UNLISTED = {("DescribeTargets", "InvalidParameter.LBIdNotFound")}
"""Codes that a page does not list but clients wait for."""


def inbound(action: Any, cidr: str, port: str = "ALL", protocol: str = "ALL") -> SecurityRule:
    """Return a rule of a security group for clients in a network."""
    return SecurityRule(action, protocol, port, NOW_MS, cidr=cidr)


async def security_group(cloud: Cloud, name: str, *rules: SecurityRule) -> str:
    """Make a security group with inbound rules and return its id."""
    record = SecurityGroup(f"sg-{name}", *cloud.tenant, name, "", NOW_MS, NOW_MS, inbound=rules)
    await cloud.store.write(lambda tx: tx.add(security_groups, record))
    return record.id


class Cloud:
    """A tenant's view of a store, with a clock that moves only when told."""

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
        self.planner = ClbPlanner(self.book)
        self.ports: dict[type, object] = {AddressBook: self.book, Fleet: Fleet((NODE,) if engine else ()), Store: store}
        if engine is not None:
            self.ports[Engine] = engine
        if quotas is not None:
            self.ports[Quotas] = quotas
        self._runner = Runner(store, self.ports)
        self.reconciler = Reconciler(store, engine, NODE, {CLB.name: self.planner}) if engine else None

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call with members under their wire names; returns the answer under its wire names."""
        operation = CLB.operations[action]
        typed = validate(CLB.contract, operation, members)
        call = Call(
            product=CLB.name,
            action=action,
            caller=Caller(self.tenant.account),
            tenant=self.tenant,
            request_id=request_id(),
            now_ms=self.now_ms,
        )
        answer = to_wire(await self._runner.run(CLB, operation, call, typed))
        assert answer["RequestId"] == call.request_id
        return answer

    async def refused(self, action: str, **members: Any) -> ApiError:
        """Make a call that has to be refused with a code that its page lists, and return the refusal."""
        with pytest.raises(ApiError) as caught:
            await self(action, **members)
        listed = documented_codes(CLB.contract, action)
        assert caught.value.code in listed or (action, caught.value.code) in UNLISTED
        return caught.value

    async def balancer(self, **members: Any) -> str:
        """Make an OPEN balancer and return its id."""
        answer = await self("CreateLoadBalancer", **{"LoadBalancerType": "OPEN", **members})
        return str(answer["LoadBalancerIds"][0])

    async def listener(self, balancer: str, port: int = 80, protocol: str = "TCP", **members: Any) -> str:
        """Make a listener and return its id."""
        answer = await self("CreateListener", LoadBalancerId=balancer, Ports=[port], Protocol=protocol, **members)
        return str(answer["ListenerIds"][0])

    async def certificate(self, pair: Pair) -> str:
        """Put a certificate with its key into the inventory, as the operator does, and return its id."""
        return await self._keep(pair.chain, pair.key)

    async def authority(self, authority: Authority) -> str:
        """Put a CA certificate into the inventory and return its id."""
        return await self._keep(authority.pem, "")

    async def _keep(self, chain: str, key: str) -> str:
        name = resource_id("", 8, ALNUM)
        record = read_certificate(name, self.tenant.account, "kept", chain, key, self.now_ms)
        await self.store.write(lambda tx: tx.add(certificates, record))
        return name

    async def rule(self, balancer: str, listener: str, domain: str = "a.test", url: str = "/", **members: Any) -> str:
        """Make a rule and return its id."""
        rule = {"Domain": domain, "Url": url, **members}
        if "Domains" in members:
            del rule["Domain"]
        answer = await self("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=[rule])
        return str(answer["LocationIds"][0])

    async def bind(self, balancer: str, listener: str, *addresses: str, **members: Any) -> None:
        """Bind targets given as ``host:port`` or ``host:port:weight``."""
        targets = []
        for address in addresses:
            host, port, *weight = address.split(":")
            targets.append({"EniIp": host, "Port": int(port)} | ({"Weight": int(weight[0])} if weight else {}))
        await self("RegisterTargets", LoadBalancerId=balancer, ListenerId=listener, Targets=targets, **members)

    async def shown(self, balancer: str, listener: str) -> dict[str, Any]:
        """Return a listener as DescribeListeners shows it."""
        answer = await self("DescribeListeners", LoadBalancerId=balancer, ListenerIds=[listener])
        assert len(answer["Listeners"]) == 1
        return dict(answer["Listeners"][0])

    async def status(self, task: dict[str, Any]) -> dict[str, Any]:
        """Return what DescribeTaskStatus says of the call with this answer."""
        return await self("DescribeTaskStatus", TaskId=task["RequestId"])

    async def settled(self) -> None:
        """Wait until the reconciler has nothing to do."""
        assert self.reconciler is not None
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
