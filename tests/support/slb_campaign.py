"""Random calls of Alibaba SLB through the official SDK, held against what its clients meet when it is quiet."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any, ClassVar

from tests.support.campaign import Campaign, Socket
from tests.support.certificates import Authority, shake
from tests.support.datagrams import UdpTarget, ask_udp
from tests.support.server import ServerProcess
from tests.support.slb import Slb, local
from tests.support.targets import HttpTarget, ask_http

PROTOCOLS = ("tcp", "udp", "http", "https")
LAYER_7 = ("http", "https")
PORTS = (80, 81, 443, 444, 9000)
DOMAINS, URLS = ("a.test", "b.test", "*.w.test"), ("/x", "/y", "/x/y")
NEAR, FAR = "127.0.3.1", "127.0.4.1"
POLICIES = ("tls_cipher_policy_1_0", "tls_cipher_policy_1_2", "tls_cipher_policy_1_2_strict_with_1_3")
_TRIES = 200
_CLOSED, _REFUSED = "closed", "refused"


class SlbCampaign(Campaign):
    """One seed's calls."""

    often: ClassVar[Mapping[str, int]] = {"do_create_listener": 5, "do_start": 5, "do_rule": 3, "do_unlock": 2}

    def __init__(
        self,
        server: ServerProcess,
        seed: int,
        web: Mapping[str, HttpTarget],
        datagrams: Mapping[str, UdpTarget],
        authority: Authority,
    ) -> None:
        super().__init__(server, seed)
        self._web = {target.port: name for name, target in web.items()}
        self._datagrams = {target.port: name for name, target in datagrams.items()}
        self._names = self._web | self._datagrams
        self._authority = authority
        self._gone: set[str] = set()
        self._certificates: list[str] = []
        self._acls: list[str] = []

    def reach(self) -> None:
        self.slb = Slb(self._server)

    def refusal(self, error: Exception) -> str | None:
        code = getattr(error, "code", None)
        if code is not None:
            return str(code)
        return "lost" if "onnect" in str(error) or isinstance(error, OSError) else None

    async def begin(self) -> None:
        """Make what balancers share, and something to begin with."""
        for _ in range(2):
            pair = self._authority.issue("a.test", "b.test", "*.w.test")
            self._certificates.append(await self.slb.certificate(pair))
        self._acls = [await self.slb.acl("near", f"{NEAR}/32"), await self.slb.acl("all", "127.0.0.0/8")]
        for _ in range(2):
            await self.step(self.do_create_balancer)
        for step in (self.do_create_group, self.do_create_listener, self.do_start, self.do_rule):
            for _ in range(6):
                await self.step(step)

    async def call(self, action: str, **members: Any) -> dict[str, Any]:
        """Call and count."""
        answer = await self.slb(action, **members)
        self.made[action] += 1
        return answer

    async def _balancers(self) -> list[dict[str, Any]]:
        return list((await self.slb("DescribeLoadBalancers", PageSize=100))["LoadBalancers"]["LoadBalancer"])

    async def _balancer(self) -> str:
        return str(self.random.choice(await self._balancers())["LoadBalancerId"])

    async def _listeners(self, balancer: str) -> list[dict[str, Any]]:
        """Return the listeners of a balancer, page by page."""
        found: list[dict[str, Any]] = []
        more: dict[str, Any] = {}
        while True:
            page = await self.slb("DescribeLoadBalancerListeners", LoadBalancerId=[balancer], MaxResults=3, **more)
            found += page["Listeners"]
            if not page.get("NextToken"):
                return found
            more = {"NextToken": page["NextToken"]}

    async def _listener(self, *protocols: str) -> tuple[dict[str, Any], str]:
        balancer = await self._balancer()
        found = [one for one in await self._listeners(balancer) if one["ListenerProtocol"] in (protocols or PROTOCOLS)]
        one = self.random.choice(found)
        return {"LoadBalancerId": balancer, "ListenerPort": one["ListenerPort"]}, one["ListenerProtocol"]

    async def _groups(self, balancer: str) -> list[str]:
        answer = await self.slb("DescribeVServerGroups", LoadBalancerId=balancer)
        return [one["VServerGroupId"] for one in answer["VServerGroups"]["VServerGroup"]]

    def _servers(self) -> list[dict[str, Any]]:
        ports = self.random.choice((self._web, self._web, self._datagrams))
        chosen = self.random.sample(list(ports), self.random.randint(1, 2))
        return local(*((port, self.random.choice((0, 50, 100))) for port in chosen))

    async def do_create_balancer(self) -> None:
        if len(await self._balancers()) < 5:
            await self.call("CreateLoadBalancer", Tag=[{"Key": "k", "Value": "v"}])

    async def do_delete_balancer(self) -> None:
        if self.random.random() < 0.2:
            balancer = await self._balancer()
            await self.call("DeleteLoadBalancer", LoadBalancerId=balancer)
            self._gone.add(balancer)

    async def do_switch_balancer(self) -> None:
        status = self.random.choice(("active", "active", "inactive"))
        await self.call("SetLoadBalancerStatus", LoadBalancerId=await self._balancer(), LoadBalancerStatus=status)

    async def do_create_group(self) -> None:
        balancer = await self._balancer()
        if len(await self._groups(balancer)) < 4:
            await self.call("CreateVServerGroup", LoadBalancerId=balancer, BackendServers=self._servers())

    async def do_create_pair(self) -> None:
        master, slave = self.random.sample(list(self._web), 2)
        await self.slb.pair(await self._balancer(), master, slave)
        self.made["CreateMasterSlaveServerGroup"] += 1

    async def do_delete_pair(self) -> None:
        answer = await self.slb("DescribeMasterSlaveServerGroups", LoadBalancerId=await self._balancer())
        one = self.random.choice(answer["MasterSlaveServerGroups"]["MasterSlaveServerGroup"])
        await self.call("DeleteMasterSlaveServerGroup", MasterSlaveServerGroupId=one["MasterSlaveServerGroupId"])

    async def do_change_group(self) -> None:
        group = self.random.choice(await self._groups(await self._balancer()))
        kind = self.random.choice(("Add", "Remove", "Set", "Delete", "Modify"))
        if kind == "Delete":
            await self.call("DeleteVServerGroup", VServerGroupId=group)
        elif kind == "Set":
            await self.call("SetVServerGroupAttribute", VServerGroupId=group, BackendServers=self._servers())
        elif kind == "Modify":
            old = await self.slb("DescribeVServerGroupAttribute", VServerGroupId=group)
            one = self.random.choice(old["BackendServers"]["BackendServer"])
            await self.call(
                "ModifyVServerGroupBackendServers", VServerGroupId=group,
                OldBackendServers=[{"ServerId": one["ServerId"], "Port": one["Port"]}],
                NewBackendServers=self._servers(),
            )  # fmt: skip
        else:
            await self.call(f"{kind}VServerGroupBackendServers", VServerGroupId=group, BackendServers=self._servers())

    async def do_default_servers(self) -> None:
        kind = self.random.choice(("Add", "Set"))
        server = {"ServerId": "127.0.0.1", "Weight": self.random.choice((0, 100))}
        await self.call(f"{kind}BackendServers", LoadBalancerId=await self._balancer(), BackendServers=[server])

    async def do_create_listener(self) -> None:
        balancer, protocol = await self._balancer(), self.random.choice(PROTOCOLS)
        members: dict[str, Any] = {"HealthCheckSwitch": "off"} if protocol not in LAYER_7 else {"StickySession": "off"}
        if protocol == "https":
            members["ServerCertificateId"] = self.random.choice(self._certificates)
        if self.random.random() < 0.2:
            members["BackendServerPort"] = self.random.choice(list(self._names))
        else:
            members["VServerGroupId"] = self.random.choice(await self._groups(balancer))
        await self.slb.listener(balancer, protocol, self.random.choice(PORTS), **members)
        self.made["CreateListener"] += 1

    async def do_change_listener(self) -> None:
        place, protocol = await self._listener()
        change: dict[str, Any] = {"Scheduler": self.random.choice(("wrr", "wlc", "rr"))}
        if self.random.random() < 0.4:
            group = self.random.choice(await self._groups(place["LoadBalancerId"]))
            change = {"VServerGroup": "on", "VServerGroupId": group}
        elif protocol == "https" and self.random.random() < 0.7:
            certificate = {"ServerCertificateId": self.random.choice(self._certificates)}
            change = self.random.choice((certificate, {"TLSCipherPolicy": self.random.choice(POLICIES)}))
        elif protocol == "tcp" and self.random.random() < 0.5:
            pairs = await self.slb("DescribeMasterSlaveServerGroups", LoadBalancerId=place["LoadBalancerId"])
            one = self.random.choice(pairs["MasterSlaveServerGroups"]["MasterSlaveServerGroup"])
            change = {"MasterSlaveServerGroup": "on", "MasterSlaveServerGroupId": one["MasterSlaveServerGroupId"]}
        await self.slb.change(place["LoadBalancerId"], protocol, place["ListenerPort"], **change)
        self.made["SetListenerAttribute"] += 1

    async def do_guard(self) -> None:
        place, protocol = await self._listener()
        change: dict[str, Any] = {"AclStatus": "off"}
        if self.random.random() < 0.7:
            kind = self.random.choice(("white", "black"))
            change = {"AclStatus": "on", "AclType": kind, "AclId": self.random.choice(self._acls)}
        await self.slb.change(place["LoadBalancerId"], protocol, place["ListenerPort"], **change)
        self.made["SetListenerAttribute of lists"] += 1

    async def do_start(self) -> None:
        place, protocol = await self._listener()
        await self.call("StartLoadBalancerListener", **place, ListenerProtocol=protocol)

    async def do_stop(self) -> None:
        place, protocol = await self._listener()
        await self.call("StopLoadBalancerListener", **place, ListenerProtocol=protocol)

    async def do_delete_listener(self) -> None:
        place, protocol = await self._listener()
        if self.random.random() < 0.5:
            await self.call("DeleteLoadBalancerListener", **place, ListenerProtocol=protocol)

    async def do_rule(self) -> None:
        place, _ = await self._listener(*LAYER_7)
        group = self.random.choice(await self._groups(place["LoadBalancerId"]))
        where = {"Domain": self.random.choice(DOMAINS), "Url": self.random.choice(URLS)}
        item = {"RuleName": f"r{self.random.randrange(1 << 40)}", "VServerGroupId": group, **where}
        await self.call("CreateRules", **place, RuleList=[item])

    async def _rule(self) -> str:
        place, protocol = await self._listener(*LAYER_7)
        found = (await self.slb("DescribeRules", **place, ListenerProtocol=protocol))["Rules"]["Rule"]
        return str(self.random.choice(found)["RuleId"])

    async def do_change_rule(self) -> None:
        rule = await self._rule()
        shown = await self.slb("DescribeRuleAttribute", RuleId=rule)
        group = self.random.choice(await self._groups(shown["LoadBalancerId"]))
        await self.call("SetRule", RuleId=rule, VServerGroupId=group)

    async def do_delete_rule(self) -> None:
        await self.call("DeleteRules", RuleIds=[await self._rule()])

    async def do_extend(self) -> None:
        place, _ = await self._listener("https")
        certificate = self.random.choice(self._certificates)
        domain = self.random.choice(("a.test", "b.test"))
        await self.call("CreateDomainExtension", **place, Domain=domain, ServerCertificateId=certificate)

    async def do_end_extension(self) -> None:
        place, _ = await self._listener("https")
        found = (await self.slb("DescribeDomainExtensions", **place))["DomainExtensions"]["DomainExtension"]
        await self.call("DeleteDomainExtension", DomainExtensionId=self.random.choice(found)["DomainExtensionId"])

    async def do_lock(self) -> None:
        if self.random.random() < 0.3:
            with contextlib.suppress(AssertionError):  # it may have gone
                await self._server.operator("LockBalancer", id=await self._balancer(), reason="security")

    async def do_unlock(self) -> None:
        with contextlib.suppress(AssertionError):
            await self._server.operator("UnlockBalancer", id=await self._balancer())

    async def check(self) -> None:
        """Hold everything against everything."""
        shown = await self._balancers()
        assert not self._gone & {one["LoadBalancerId"] for one in shown}, "they were deleted"
        locked = self.locked()
        visits: list[tuple[dict[str, Any], dict[str, Any]]] = []
        wanted: set[Socket] = set()
        for one in shown:
            name = one["LoadBalancerId"]
            listeners = await self._listeners(name)
            for listener in listeners:
                kept = await self.slb.shown(name, listener["ListenerProtocol"], listener["ListenerPort"])
                assert kept["Status"] == listener["Status"], (name, kept, listener)
                serves = kept["Status"] == "running" and name not in locked and one["LoadBalancerStatus"] == "active"
                if serves:
                    transport = "UDP" if listener["ListenerProtocol"] == "udp" else "TCP"
                    wanted.add((transport, one["Address"], listener["ListenerPort"]))
                    visits.append((one, {**kept, "Protocol": listener["ListenerProtocol"]}))
            whole = await self.slb("DescribeLoadBalancerAttribute", LoadBalancerId=name)
            pairs = whole["ListenerPortsAndProtocol"]["ListenerPortAndProtocol"]
            assert {(p["ListenerPort"], p["ListenerProtocol"]) for p in pairs} == {
                (p["ListenerPort"], p["ListenerProtocol"]) for p in listeners
            }
        await self.opens(wanted)
        for one, listener in visits:
            await self._visit(one, listener)

    async def _visit(self, balancer: dict[str, Any], listener: dict[str, Any]) -> None:
        name, port, protocol = balancer["LoadBalancerId"], listener["ListenerPort"], listener["Protocol"]
        wanted = await self._behind(name, listener)
        nobody = {"503"} if protocol in LAYER_7 else {_CLOSED}
        where = f"{name} {protocol} {balancer['Address']}:{port}"
        for source in (NEAR, FAR):
            if not self._let_in(listener, source):
                await self._meets(
                    f"{where} from {source}", {_CLOSED, "403"}, self._ask(balancer, listener, source), all_of=False
                )
                continue
            await self._meets(f"{where} from {source}", wanted or nobody, self._ask(balancer, listener, source))
            if protocol in LAYER_7:
                place = {"LoadBalancerId": name, "ListenerPort": port, "ListenerProtocol": protocol}
                for rule in (await self.slb("DescribeRules", **place))["Rules"]["Rule"]:
                    domain, path = rule["Domain"].replace("*", "some"), rule["Url"] + "/1"
                    found = await self._group(rule["VServerGroupId"])
                    ask = self._ask(balancer, listener, source, domain, path)
                    await self._meets(f"{where} {domain}{path}", found or nobody, ask)

    def _let_in(self, listener: dict[str, Any], source: str) -> bool:
        if listener.get("AclStatus") != "on":
            return True
        on_it = listener["AclId"] == self._acls[1] or source == NEAR
        return bool(on_it == (listener["AclType"] == "white"))

    async def _behind(self, balancer: str, listener: dict[str, Any]) -> set[str]:
        if listener.get("VServerGroupId"):
            return await self._group(listener["VServerGroupId"])
        if listener.get("MasterSlaveServerGroupId"):
            named = {"MasterSlaveServerGroupId": listener["MasterSlaveServerGroupId"]}
            found = await self.slb("DescribeMasterSlaveServerGroupAttribute", **named)
            servers = found["MasterSlaveBackendServers"]["MasterSlaveBackendServer"]
            return {self._names[one["Port"]] for one in servers if one["ServerType"] == "Master"}
        whole = await self.slb("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
        servers = whole["BackendServers"]["BackendServer"]
        return {self._names[listener["BackendServerPort"]] for one in servers if one["Weight"]}

    async def _group(self, group: str) -> set[str]:
        found = await self.slb("DescribeVServerGroupAttribute", VServerGroupId=group)
        return {self._names[one["Port"]] for one in found["BackendServers"]["BackendServer"] if one["Weight"]}

    def _ask(
        self,
        balancer: dict[str, Any],
        listener: dict[str, Any],
        source: str,
        domain: str = "other.test",
        path: str = "/",
    ) -> Any:
        address, port, protocol = balancer["Address"], listener["ListenerPort"], listener["Protocol"]

        async def ask() -> str:
            try:
                if protocol == "udp":
                    return await ask_udp(address, port, source=source, within_s=1)
                if protocol == "https":
                    client = self._authority.client(alpn=("http/1.1",))
                    async with shake(address, port, "a.test", client, source=source) as connection:
                        answer = await connection.get(domain, path)
                else:
                    answer = await ask_http(address, port, path, host_header=domain, source=source)
                return answer.body if answer.status == 200 else str(answer.status)
            except ConnectionRefusedError:
                return _REFUSED
            except (OSError, EOFError, TimeoutError):
                return _CLOSED

        return ask

    async def _meets(self, where: str, wanted: set[str], ask: Any, *, all_of: bool = True) -> None:
        of_the_other_transport = self._web if " udp " in where else self._datagrams
        if wanted & set(of_the_other_transport.values()):
            return  # these never answer
        met: set[str] = set()
        for _ in range(_TRIES):
            met.add(await ask())
            assert met <= wanted, f"{where}: met {met}, wanted {wanted}"
            if met == wanted or not all_of:
                return
        raise AssertionError(f"{where}: met {met}, wanted {wanted}")

    async def end(self) -> None:
        """Delete all that can be deleted, as a client would who wants nothing to be left."""
        for one in await self._balancers():
            await self._server.operator("UnlockBalancer", id=one["LoadBalancerId"])
            await self.slb("DeleteLoadBalancer", LoadBalancerId=one["LoadBalancerId"])
        for acl in self._acls:
            await self.slb("DeleteAccessControlList", AclId=acl)
        for certificate in self._certificates:
            await self.slb("DeleteServerCertificate", ServerCertificateId=certificate)
