"""Calls of Tencent GAAP without a server: contract, runner, store and reconciler are real, the engine is a double."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

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
from twincloud.services.tencent_gaap import (
    GAAP,
    GaapPlanner,
    Leniency,
    Quotas,
)
from twincloud.storage.collection import registry
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

ACCOUNT = "100000000001"
ORDER = {
    "ProjectId": 0, "ProxyName": "a", "AccessRegion": "Hongkong", "RealServerRegion": "Guangzhou", "Bandwidth": 10,
    "Concurrent": 2,
}  # fmt: skip
LAYER_4 = {"ListenerName": "l", "Scheduler": "rr", "HealthCheck": 0, "RealServerType": "IP"}
RULE = {"Domain": "a.test", "Path": "/", "RealServerType": "IP", "Scheduler": "rr", "HealthCheck": 0}


class Cloud:
    """An account's view of a store, with a clock that moves only when told."""

    def __init__(
        self,
        store: Store,
        *,
        engine: RecordingEngine | None = None,
        book: AddressBook | None = None,
        account: str = ACCOUNT,
        quotas: Quotas | None = None,
        leniency: Leniency | None = None,
    ) -> None:
        self.store = store
        self.engine = engine
        self.account = account
        self.now_ms = NOW_MS
        self.client = ""
        self.book = book or PoolBook(["192.0.2.0/24"])
        self.planner = GaapPlanner(self.book)
        ports: dict[type, object] = {AddressBook: self.book, Fleet: Fleet((NODE,) if engine else ())}
        self.reconciler = Reconciler(store, engine, NODE, {GAAP.name: self.planner}) if engine else None
        if engine is not None:
            ports |= {Engine: engine, TaskEnds: self.reconciler}
        ports |= {type(port): port for port in (quotas, leniency) if port is not None}
        self._runner = Runner(store, ports)

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call with members under their wire names; returns the answer under its wire names."""
        operation = GAAP.operations[action]
        typed = validate(GAAP.contract, operation, members)
        call = Call(
            product=GAAP.name,
            action=action,
            caller=Caller(self.account),
            tenant=Tenant(self.account, "ap-anywhere"),
            request_id=request_id(),
            now_ms=self.now_ms,
            client=self.client,
        )
        answer = to_wire(await self._runner.run(GAAP, operation, call, typed))
        assert answer["RequestId"] == call.request_id
        return answer

    async def refused(self, action: str, **members: Any) -> ApiError:
        """Make a call that has to be refused with a code that its page lists, and return the refusal."""
        with pytest.raises(ApiError) as caught:
            await self(action, **members)
        assert caught.value.code in documented_codes(GAAP.contract, action), caught.value.code
        return caught.value

    async def code(self, action: str, **members: Any) -> str:
        """Make a call that has to be refused, and return the code."""
        return (await self.refused(action, **members)).code

    async def proxy(self, **members: Any) -> str:
        """Make a connection and return its id."""
        return str((await self("CreateProxy", **{**ORDER, **members}))["InstanceId"])

    async def group(self, *regions: str) -> str:
        """Make a group with a connection for each of the regions, and return its id."""
        access = [{"AccessRegion": region, "Bandwidth": 10, "Concurrent": 2} for region in regions]
        group = {"ProjectId": 0, "GroupName": "g", "RealServerRegion": "Guangzhou"}
        return str((await self("CreateProxyGroup", **group, AccessRegionSet=access))["GroupId"])

    async def tcp(self, owner: str, *ports: int, **members: Any) -> list[str]:
        """Make TCP listeners and return their ids."""
        answer = await self("CreateTCPListeners", **{**LAYER_4, **place(owner), "Ports": ports or [80], **members})
        return list(answer["ListenerIds"])

    async def udp(self, owner: str, port: int = 80, **members: Any) -> str:
        """Make a UDP listener and return its id."""
        answer = await self("CreateUDPListeners", **{**LAYER_4, **place(owner), "Ports": [port], **members})
        return str(answer["ListenerIds"][0])

    async def http(self, owner: str, port: int = 80) -> str:
        """Make an HTTP listener and return its id."""
        return str((await self("CreateHTTPListener", ListenerName="l", Port=port, **place(owner)))["ListenerId"])

    async def https(self, owner: str, port: int = 443, **members: Any) -> str:
        """Make an HTTPS listener, with a new certificate unless one is given, and return its id."""
        if "CertificateId" not in members:
            members["CertificateId"] = await self.certificate()
        asked = {"ListenerName": "l", "Port": port, "ForwardProtocol": "HTTP", **place(owner), **members}
        return str((await self("CreateHTTPSListener", **asked))["ListenerId"])

    async def certificate(self, kind: int = 2, **members: Any) -> str:
        """Make a certificate for a.test, or an authority, and return its id."""
        authority = Authority()
        pair = authority.issue("a.test")
        given = {2: {"CertificateContent": pair.chain, "CertificateKey": pair.key}}
        asked = {"CertificateType": kind, **given.get(kind, {"CertificateContent": authority.pem}), **members}
        return str((await self("CreateCertificate", **asked))["CertificateId"])

    async def rule(self, listener: str, domain: str = "a.test", path: str = "/", **members: Any) -> str:
        """Make a rule, and its domain unless it is there, and return its id."""
        known = (await self("DescribeRules", ListenerId=listener))["DomainRuleSet"]
        if domain not in {one["Domain"] for one in known}:
            await self("CreateDomain", ListenerId=listener, Domain=domain)
        asked = {**RULE, "ListenerId": listener, "Domain": domain, "Path": path, **members}
        return str((await self("CreateRule", **asked))["RuleId"])

    async def origins(self, *addresses: str) -> dict[str, str]:
        """Tell of origins, unless they are known, and return their ids by address."""
        known = await self("DescribeRealServers", ProjectId=-1, Limit=50)
        found = {one["RealServerIP"]: one["RealServerId"] for one in known["RealServerSet"]}
        new = [address for address in dict.fromkeys(addresses) if address not in found]
        if new:
            answer = await self("AddRealServers", ProjectId=0, RealServerIP=new, RealServerName="o")
            found |= {one["RealServerIP"]: one["RealServerId"] for one in answer["RealServerSet"]}
        return {address: str(found[address]) for address in addresses}

    async def bind(self, listener_or_rule: str, *origins: str, **members: Any) -> None:
        """Let a listener or rule have exactly these origins, given as ``host:port`` or ``host:port:weight``."""
        ids = await self.origins(*(origin.split(":")[0] for origin in origins))
        entries = []
        for origin in origins:
            host, port, *weight = origin.split(":")
            entry = {"RealServerId": ids[host], "RealServerIP": host, "RealServerPort": int(port), **members}
            entries.append(entry | ({"RealServerWeight": int(weight[0])} if weight else {}))
        kind = "Listener" if listener_or_rule.startswith("listener-") else "Rule"
        named = {f"{kind}Id": listener_or_rule}
        await self(f"Bind{kind}RealServers", **named, RealServerBindSet=entries)

    async def delete(self, owner: str, *listeners: str, force: int | str = 1) -> dict[str, Any]:
        """Delete listeners and return the answer without its RequestId."""
        answer = await self("DeleteListeners", ListenerIds=[*listeners], Force=force, **place(owner))
        return {name: value for name, value in answer.items() if name != "RequestId"}

    async def status(self, proxy: str) -> str | None:
        """Return a connection's status; None when it is gone."""
        (shown,) = (await self("DescribeProxiesStatus", ProxyIds=[proxy]))["InstanceStatusSet"] or [{"Status": None}]
        return None if shown["Status"] is None else str(shown["Status"])

    async def listener(self, listener: str, protocol: str = "TCP") -> dict[str, Any]:
        """Return a listener as its Describe call shows it."""
        (shown,) = (await self(f"Describe{protocol}Listeners", ListenerId=listener))["ListenerSet"]
        return dict(shown)

    async def task(self, answer: dict[str, Any]) -> str:
        """Return the status of the task that a call with this answer left."""
        return str((await self("DescribeTaskStatus", TaskId=answer["RequestId"]))["Status"])

    async def settled(self) -> None:
        """Wait until the reconciler has nothing to do."""
        assert self.reconciler is not None
        await self.reconciler.idle()

    async def mark(self, owner: str, **members: Any) -> None:
        """Change what the operator may change of a connection or group: `locked`, `managed`."""

        def work(tx: Transaction) -> None:
            before = _balancer(tx, owner)
            after = replace(before, **members)
            tx.replace(balancers, before, after)
            touch(tx, owner)

        await self.store.write(work)

    async def plan(self, owner: str) -> ForwardingPlan:
        """Return what the rows of a connection or group ask for."""
        return await self.store.read(lambda tx: self.planner.plan(tx, _balancer(tx, owner)))

    async def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return len(await self.store.read(lambda tx: tx.find(registry[table])))


def place(owner: str) -> dict[str, str]:
    """Return the member that names a connection or a group."""
    return {"GroupId" if owner.startswith("lg-") else "ProxyId": owner}


def _balancer(tx: Transaction, owner: str) -> Balancer:
    found = tx.get(balancers, owner)
    assert found is not None
    return found
