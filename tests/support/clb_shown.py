"""What the Describe calls show of a balancer, held against each other and against what its clients meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.certificates import Authority, shake
from tests.support.clb import Clb
from tests.support.companions import Sdk
from tests.support.datagrams import ask_udp
from tests.support.http3 import http3_client
from tests.support.targets import ask_http

LAYER_7 = ("HTTP", "HTTPS")
OVER_UDP = ("UDP", "QUIC")
NEAR, FAR = "127.0.3.1", "127.0.4.1"
"""Two clients; security groups of a campaign let in the first, or everybody, or both."""
FIELD, BLOCKED = "X-Forwarded-For", "192.0.2.66"
_FIELDS = ["ListenerId", "LocationId", "TargetAddress", "TargetPort", "TargetWeight"]
_TRIES = 200
_REFUSED, _CLOSED = "refused", "closed"

Socket = tuple[str, str, int]
"""A transport, an address and a port."""


class Shown:
    """One balancer as all of the calls show it."""

    def __init__(self, balancer: Any, listeners: list[Any], elastic: list[str], *, locked: bool, lets_in: bool) -> None:
        """`lets_in` says whether everybody is let in, and not just `NEAR`."""
        self.id = str(balancer.LoadBalancerId)
        self.balancer = balancer
        self.listeners = listeners
        self.serves = not locked and "Stop" not in (balancer.AttributeFlags or ())
        self.addresses = [str(balancer.LoadBalancerVips[0]), *elastic]
        self.lets_in = lets_in
        self.bound: dict[str, dict[int, int]] = {}
        """What gets traffic at a location, rule or layer-4 listener, by ports: weights."""
        self.functions: dict[str, list[str]] = {}
        self.blocks = False
        self.problems: list[str] = []

    @classmethod
    async def read(cls, clb: Clb, networks: Sdk, balancer: Any, *, locked: bool, lets_in: bool) -> Shown:
        """Ask all the calls, and note where they say different things."""
        name = str(balancer.LoadBalancerId)
        listeners = (await clb("DescribeListeners", LoadBalancerId=name)).Listeners
        filters = [{"Name": "instance-id", "Values": [name]}]
        elastic = [one.AddressIp for one in (await networks("DescribeAddresses", Filters=filters)).AddressSet]
        made = cls(balancer, listeners, elastic, locked=locked, lets_in=lets_in)
        blocked = await clb("DescribeBlockIPList", LoadBalancerId=name)
        made.blocks = bool(blocked.ClientIPField) and [one.IP for one in blocked.BlockedIPList] == [BLOCKED]
        await made._read_targets(clb)
        await made._read_health(clb)
        await made._read_table(clb)
        return made

    async def _read_targets(self, clb: Clb) -> None:
        bound = (await clb("DescribeTargets", LoadBalancerId=self.id)).Listeners
        self._same("DescribeTargets", [one.ListenerId for one in bound], [one.ListenerId for one in self.listeners])
        for seen, listener in zip(bound, self.listeners, strict=True):
            if listener.Protocol in LAYER_7:
                rules = [one.LocationId for one in seen.Rules or ()]
                self._same("rules of DescribeTargets", rules, [one.LocationId for one in listener.Rules or ()])
                places = {one.LocationId: one for one in seen.Rules or ()}
                kinds = {one.LocationId: one for one in listener.Rules or ()}
            else:
                places, kinds = {listener.ListenerId: seen}, {listener.ListenerId: listener}
            for place, found in places.items():
                self.bound[place] = {target.Port: target.Weight for target in found.Targets or ()}
                if listener.Protocol in LAYER_7:
                    self.functions[place] = [
                        one.Function.FunctionName for one in found.FunctionTargets or () if one.Weight
                    ]
                for group in kinds[place].TargetGroupList or ():
                    filters = [{"Name": "TargetGroupId", "Values": [group.TargetGroupId]}]
                    (shown,) = (await clb("DescribeTargetGroups", TargetGroupIds=[group.TargetGroupId])).TargetGroupSet
                    places_of = {one.LocationId or one.ListenerId for one in shown.AssociatedRule}
                    if place not in places_of:
                        self.problems.append(f"{group.TargetGroupId} does not know that it is bound to {place}")
                    instances = (
                        await clb("DescribeTargetGroupInstances", Filters=filters, Limit=100)
                    ).TargetGroupInstanceSet
                    counts = group.Weight if shown.TargetGroupType == "v2" else 1
                    self.bound[place] |= {one.Port: one.Weight if counts else 0 for one in instances}

    async def _read_health(self, clb: Clb) -> None:
        (seen,) = (await clb("DescribeTargetHealth", LoadBalancerIds=[self.id])).LoadBalancers
        found: dict[str, dict[int, int]] = {}
        for one, listener in zip(seen.Listeners, self.listeners, strict=True):
            self._same("DescribeTargetHealth", one.ListenerId, listener.ListenerId)
            for rule in one.Rules:
                place = rule.LocationId if listener.Protocol in LAYER_7 else listener.ListenerId
                found[place] = {target.Port: target.Weight for target in rule.Targets}
        self._same(
            "targets of DescribeTargetHealth",
            {k: set(v) for k, v in found.items()},
            {k: set(v) for k, v in self.bound.items()},
        )

    async def _read_table(self, clb: Clb) -> None:
        rows: list[Any] = []
        wanted = [{"Name": "loadbalancer-id", "Values": [self.id]}]
        for kind in ("NODE", "GROUP"):
            total = 1
            own: list[Any] = []
            while len(own) < total:
                page = await clb(
                    "DescribeLoadBalancersDetail",
                    Fields=_FIELDS,
                    TargetType=kind,
                    Filters=wanted,
                    Offset=len(own),
                    Limit=7,
                )
                total = page.TotalCount
                own += page.LoadBalancerDetailSet
                if not page.LoadBalancerDetailSet:
                    break
            self._same("TotalCount of DescribeLoadBalancersDetail", len(own), total)
            rows += own
        found: dict[str, set[int]] = {}
        for row in rows:
            if row.ListenerId:
                seen = found.setdefault(row.LocationId or row.ListenerId, set())
                if row.TargetPort:
                    seen.add(row.TargetPort)
        there = {place: set(ports) for place, ports in self.bound.items()}
        empty: dict[str, set[int]] = {
            one.ListenerId: set() for one in self.listeners if one.Protocol in LAYER_7 and not one.Rules
        }
        self._same("DescribeLoadBalancersDetail", found, there | empty)

    def _same(self, what: str, found: Any, wanted: Any) -> None:
        if found != wanted:
            self.problems.append(f"{what}: {found} and not {wanted}")

    def agrees(self) -> None:
        """Fail unless all calls said the same."""
        assert self.problems == [], self.id

    def serving(self) -> list[Any]:
        """Return the listeners that should be served."""
        return [one for one in self.listeners if self.serves and "Stop" not in (one.AttrFlags or ())]

    def sockets(self) -> set[Socket]:
        """Return the sockets that there should be."""
        found = set()
        for listener in self.serving():
            kinds = ["UDP" if listener.Protocol in OVER_UDP else "TCP"]
            if listener.Protocol == "HTTPS" and any(rule.QuicStatus == "QUIC_ACTIVE" for rule in listener.Rules or ()):
                kinds.append("UDP")
            last = max(listener.Port, listener.EndPort or 0)
            found |= {
                (kind, address, port)
                for kind in kinds
                for address in self.addresses
                for port in range(listener.Port, last + 1)
            }
        return found


class Visit:
    """Clients who look whether each port of a balancer does what the calls show."""

    def __init__(
        self, shown: Shown, web: Mapping[int, str], datagrams: Mapping[int, str], authority: Authority
    ) -> None:
        self._shown = shown
        self._web = web
        self._names = {**web, **datagrams}
        self._authority = authority

    async def all(self) -> None:
        """Visit every port that should be open."""
        for listener in self._shown.serving():
            for address in self._shown.addresses:
                if listener.Protocol in LAYER_7:
                    for rule in listener.Rules or ():
                        await self._rule(address, listener, rule)
                else:
                    await self._layer_4(address, listener)

    async def _layer_4(self, address: str, listener: Any) -> None:
        bound = self._shown.bound[listener.ListenerId]
        if listener.Protocol == "UDP" and self._web.keys() & bound.keys():
            return  # servers of a group that speak another transport
        wanted = {self._names[port] for port, weight in bound.items() if weight}
        for port in {listener.Port, max(listener.Port, listener.EndPort or 0)}:
            where = f"{listener.Protocol} {address}:{port}"
            if listener.Protocol == "QUIC":
                # These clients have an address that is not near.
                await self._meets(
                    where,
                    (wanted or {"503"}) if self._shown.lets_in else {_CLOSED},
                    self._asking(address, port, listener),
                )
                continue
            await self._meets(where, wanted or {_CLOSED}, self._asking(address, port, listener))
            if not self._shown.lets_in:
                await self._meets(f"{where} from afar", {_CLOSED}, self._asking(address, port, listener, FAR))

    def _asking(self, address: str, port: int, listener: Any, source: str = NEAR) -> Any:
        async def ask() -> str:
            try:
                if listener.Protocol == "UDP":
                    return await ask_udp(address, port, source=source, within_s=1)
                if listener.Protocol == "QUIC":
                    async with http3_client(address, port, "a.test", self._authority.pem) as client:
                        return _named(await client.get("a.test"))
                if listener.Protocol == "TCP_SSL":
                    async with shake(address, port, "a.test", self._authority.client(), source=source) as connection:
                        return _named(await connection.get("a.test"))
                return _named(await ask_http(address, port, source=source))
            except ConnectionRefusedError:
                return _REFUSED
            except (OSError, EOFError, TimeoutError):
                return _CLOSED

        return ask

    async def _rule(self, address: str, listener: Any, rule: Any) -> None:
        domain = rule.Domain.replace("*", "some")
        path = rule.Url.rstrip("/") + "/1"
        where = f"{listener.Protocol} {address}:{listener.Port} {domain}{path}"
        wanted = self._expected(rule)
        ask = self._requesting(address, listener, domain, path)
        await self._meets(where, wanted, lambda: ask({}))
        headers = {FIELD: BLOCKED}
        await self._meets(where, {"403"} if self._shown.blocks else wanted, lambda: ask(headers))

    def _expected(self, rule: Any) -> set[str]:
        if rule.RewriteTarget is not None and rule.RewriteTarget.TargetLocationId:
            return {"302"}
        if functions := self._shown.functions[rule.LocationId]:
            return {name.removeprefix("f-") for name in functions}
        bound = self._shown.bound[rule.LocationId]
        return {self._names[port] for port, weight in bound.items() if weight} or {"503"}

    def _requesting(self, address: str, listener: Any, domain: str, path: str) -> Any:
        async def ask(headers: Mapping[str, str]) -> str:
            try:
                if listener.Protocol == "HTTP":
                    return _named(
                        await ask_http(address, listener.Port, path, host_header=domain, headers=headers, source=NEAR)
                    )
                client = self._authority.client(alpn=("http/1.1",))
                async with shake(address, listener.Port, domain, client, source=NEAR) as connection:
                    return _named(await connection.get(domain, path, headers))
            except ConnectionRefusedError:
                return _REFUSED
            except (OSError, EOFError, TimeoutError):
                return _CLOSED

        return ask

    async def _meets(self, where: str, wanted: set[str], ask: Any) -> None:
        """Ask until all of what is wanted was met, and nothing else ever."""
        met: set[str] = set()
        for _ in range(_TRIES):
            met.add(await ask())
            assert met <= wanted, f"{where}: met {met}, wanted {wanted} of {self._shown.id}"
            if met == wanted:
                return
        raise AssertionError(f"{where}: met {met}, wanted {wanted} of {self._shown.id}")


def _named(answer: Any) -> str:
    return str(answer.body) if answer.status == 200 else str(answer.status)
