"""Random calls of Tencent CLB through the official SDK, and what must be true when nothing is under way any more.

What the calls made is not modelled a second time: when it is quiet, what the Describe calls show is held against what
clients meet at the ports, against the sockets that Envoy holds, and against each other.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from tests.support.campaign import Campaign
from tests.support.certificates import Authority
from tests.support.clb import UNCHECKED, Clb
from tests.support.clb_shown import BLOCKED, FIELD, LAYER_7, NEAR, Shown, Visit
from tests.support.companions import Sdk, vpc
from tests.support.datagrams import UdpTarget
from tests.support.server import ServerProcess
from tests.support.targets import HttpTarget

PROTOCOLS = ("TCP", "UDP", "HTTP", "HTTPS", "TCP_SSL", "QUIC")
DOMAINS = ("a.test", "b.test", "*.w.test")
URLS = ("/", "/x", "/x/y", "/z")
PORTS = (80, 81, 82, 443, 444, 9000)
INTERNAL = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-default0", "SubnetId": "subnet-11111111"}
CONFIGS = ("add_header X-Config one;", "client_max_body_size 1M;", "proxy_set_header X-Uri $uri;")


class ClbCampaign(Campaign):
    """One seed's calls; `tasks` are those of which nobody has looked yet how they ended."""

    often: ClassVar[Mapping[str, int]] = {
        "do_create_listener": 4,
        "do_create_rule": 6,
        "do_register": 6,
        "do_unlock": 2,
    }

    def __init__(
        self,
        server: ServerProcess,
        seed: int,
        web: Mapping[str, HttpTarget],
        datagrams: Mapping[str, UdpTarget],
        authority: Authority,
    ) -> None:
        super().__init__(server, seed)
        self.tasks: dict[str, str] = {}
        self._web = {target.port: name for name, target in web.items()}
        self._datagrams = {target.port: name for name, target in datagrams.items()}
        self._authority = authority
        self._gone: set[str] = set()
        self._there: set[str] = set()
        self._groups: list[str] = []
        self._configs: list[str] = []
        self._guards: list[str] = []
        self._elastic: list[str] = []
        self._certificates: list[str] = []

    def reach(self) -> None:
        self.clb = Clb(self._server)
        self.networks: Sdk = vpc(self._server)

    async def begin(self) -> None:
        """Make what balancers share: certificates, security groups, functions."""
        for _ in range(2):
            self._certificates.append(await self.clb.certificate(self._authority.issue("a.test", "b.test", "*.w.test")))
        for peer in (NEAR, "127.0.0.0/8"):
            made = await self.networks("CreateSecurityGroup", GroupName="g", GroupDescription="")
            self._guards.append(made.SecurityGroup.SecurityGroupId)
            rule = {"Protocol": "ALL", "Port": "ALL", "CidrBlock": peer, "Action": "ACCEPT"}
            named = {"SecurityGroupId": self._guards[-1], "SecurityGroupPolicySet": {"Ingress": [rule]}}
            await self.networks("CreateSecurityGroupPolicies", **named)
        for port, name in self._web.items():
            await self.clb.operator("AddFunction", name=f"f-{name}", url=f"http://127.0.0.1:{port}")
        for _ in range(3):
            await self.do_create_balancer()
        for step in (self.do_create_listener, self.do_create_rule, self.do_register, self.do_create_group):
            for _ in range(6):
                await self.step(step)

    def refusal(self, error: Exception) -> str | None:
        return str(error.code) if isinstance(error, TencentCloudSDKException) else None

    async def call(self, action: str, **fields: Any) -> Any:
        """Call, and remember the task of a call that is acknowledged."""
        answer = await self.clb(action, **fields)
        self.made[action] += 1
        self.tasks[answer.RequestId] = f"{action} {json.dumps(fields)}"
        return answer

    async def _balancer(self) -> str:
        found = (await self.clb("DescribeLoadBalancers", Limit=100)).LoadBalancerSet
        return str(self.random.choice(found).LoadBalancerId)

    async def _listener(self, *protocols: str) -> tuple[dict[str, str], Any]:
        balancer = await self._balancer()
        found = (await self.clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        listener = self.random.choice([one for one in found if one.Protocol in (protocols or PROTOCOLS)])
        return {"LoadBalancerId": balancer, "ListenerId": listener.ListenerId}, listener

    async def _rule(self) -> tuple[dict[str, str], Any]:
        place, listener = await self._listener(*LAYER_7)
        rule = self.random.choice(listener.Rules)
        return {**place, "LocationId": rule.LocationId}, rule

    async def _location(self) -> tuple[dict[str, str], str, str]:
        """Choose a place for targets: how calls name it, its protocol and its TargetType."""
        place, listener = await self._listener()
        if listener.Protocol not in LAYER_7:
            return place, listener.Protocol, listener.TargetType
        rule = self.random.choice(listener.Rules)
        return {**place, "LocationId": rule.LocationId}, listener.Protocol, rule.TargetType

    def _target(self, protocol: str, **more: Any) -> dict[str, Any]:
        ports = self._datagrams if protocol == "UDP" else self._web
        return {"EniIp": "127.0.0.1", "Port": self.random.choice(list(ports)), **more}

    def _weight(self) -> int:
        return self.random.choice((0, 1, 5, 10))

    def _own(self) -> dict[str, Any]:
        return {"SSLMode": "UNIDIRECTIONAL", "CertId": self.random.choice(self._certificates)}

    async def do_create_balancer(self) -> None:
        if len(self._there) > 6:
            return
        kind = self.random.choice(({"LoadBalancerType": "OPEN"}, INTERNAL))
        answer = await self.call("CreateLoadBalancer", **kind, Tags=[{"TagKey": "k", "TagValue": "v"}])
        self._there.update(answer.LoadBalancerIds)

    async def do_clone(self) -> None:
        if len(self._there) <= 6:
            await self.call("CloneLoadBalancer", LoadBalancerId=await self._balancer())

    async def do_delete_balancer(self) -> None:
        if self.random.random() < 0.3:
            balancer = await self._balancer()
            await self.call("DeleteLoadBalancer", LoadBalancerIds=[balancer], ForceDelete=True)
            self._gone.add(balancer)
            self._there.discard(balancer)

    async def do_rename(self) -> None:
        name = f"n{self.random.randrange(1 << 40)}"
        await self.call("ModifyLoadBalancerAttributes", LoadBalancerId=await self._balancer(), LoadBalancerName=name)

    async def do_create_listener(self) -> None:
        protocol = self.random.choice(PROTOCOLS)
        fields: dict[str, Any] = {"HealthCheck": UNCHECKED} if protocol not in LAYER_7 else {}
        if protocol in ("TCP_SSL", "QUIC", "HTTPS"):
            fields["Certificate"] = self._own()
        if protocol in ("TCP", "UDP") and self.random.random() < 0.3:
            fields["TargetType"] = "TARGETGROUP"
        port = self.random.choice(PORTS)
        if protocol in ("TCP", "UDP") and self.random.random() < 0.2:
            fields["EndPort"] = port + 2
        await self.call(
            "CreateListener", LoadBalancerId=await self._balancer(), Protocol=protocol, Ports=[port], **fields
        )

    async def do_modify_listener(self) -> None:
        place, listener = await self._listener()
        change: dict[str, Any] = {"ListenerName": f"n{self.random.randrange(100)}"}
        if listener.Protocol in ("TCP", "UDP", "TCP_SSL"):
            change = self.random.choice((change, {"Scheduler": "LEAST_CONN"}, {"Scheduler": "WRR"}))
        if listener.Protocol == "HTTPS":
            change = self.random.choice((change, {"Certificate": self._own()}, {"KeepaliveEnable": 1}))
        await self.call("ModifyListener", **place, **change)

    async def do_delete_listener(self) -> None:
        place, _ = await self._listener()
        if self.random.random() < 0.5:
            await self.call("DeleteListener", **place)
        elif self.random.random() < 0.5:
            named = {"LoadBalancerId": place["LoadBalancerId"], "ListenerIds": [place["ListenerId"]]}
            await self.call("DeleteLoadBalancerListeners", **named)

    async def do_create_rule(self) -> None:
        place, listener = await self._listener(*LAYER_7)
        rule: dict[str, Any] = {"Domain": self.random.choice(DOMAINS), "Url": self.random.choice(URLS)}
        rule["HealthCheck"] = UNCHECKED
        if listener.Protocol == "HTTPS" and self.random.random() < 0.3:
            rule["Quic"] = True
        if self.random.random() < 0.2:
            rule["TargetType"] = self.random.choice(("TARGETGROUP", "TARGETGROUP-V2"))
        await self.call("CreateRule", **place, Rules=[rule])

    async def do_modify_rule(self) -> None:
        place, _ = await self._rule()
        scheduler, url = self.random.choice(("WRR", "LEAST_CONN")), self.random.choice(URLS)
        change = self.random.choice(({"Url": url}, {"Scheduler": scheduler}, {"Url": url, "Scheduler": scheduler}))
        await self.call("ModifyRule", **place, **change)

    async def do_modify_domain(self) -> None:
        place, rule = await self._rule()
        del place["LocationId"]
        wanted = self.random.choice(DOMAINS)
        if self.random.random() < 0.5:
            await self.call("ModifyDomain", **place, Domain=rule.Domain, NewDomain=wanted)
        else:
            change = self.random.choice(({"NewDomains": [wanted]}, {"DefaultServer": True}))
            await self.call("ModifyDomainAttributes", **place, Domain=rule.Domain, **change)

    async def do_delete_rule(self) -> None:
        place, rule = await self._rule()
        location = place.pop("LocationId")
        if self.random.random() < 0.5:
            await self.call("DeleteRule", **place, LocationIds=[location])
        elif self.random.random() < 0.5:
            await self.call("DeleteRule", **place, Domain=rule.Domain, Url=rule.Url)

    async def do_redirect(self) -> None:
        place, rule = await self._rule()
        found = (await self.clb("DescribeListeners", LoadBalancerId=place["LoadBalancerId"])).Listeners
        to = self.random.choice([one for one in found if one.Protocol == "HTTPS"])
        if self.random.random() < 0.3:
            await self.call("AutoRewrite", LoadBalancerId=place["LoadBalancerId"], ListenerId=to.ListenerId)
            return
        pair = {"SourceLocationId": rule.LocationId, "TargetLocationId": self.random.choice(to.Rules).LocationId}
        ends = {"SourceListenerId": place["ListenerId"], "TargetListenerId": to.ListenerId}
        await self.call("ManualRewrite", LoadBalancerId=place["LoadBalancerId"], **ends, RewriteInfos=[pair])

    async def do_end_redirect(self) -> None:
        balancer = await self._balancer()
        one = self.random.choice((await self.clb("DescribeRewrite", LoadBalancerId=balancer)).RewriteSet)
        to = one.RewriteTarget
        ends = {"SourceListenerId": one.ListenerId, "TargetListenerId": to.TargetListenerId}
        pair = {"SourceLocationId": one.LocationId, "TargetLocationId": to.TargetLocationId}
        await self.call("DeleteRewrite", LoadBalancerId=balancer, **ends, RewriteInfos=[pair])

    async def do_register(self) -> None:
        place, protocol, _ = await self._location()
        targets = [self._target(protocol, Weight=self._weight()) for _ in range(2)]
        if self.random.random() < 0.3:
            balancer = place.pop("LoadBalancerId")
            await self.call(
                "BatchRegisterTargets", LoadBalancerId=balancer, Targets=[{**place, **one} for one in targets]
            )
        else:
            await self.call("RegisterTargets", **place, Targets=targets)

    async def _bound(self) -> tuple[dict[str, str], dict[str, Any]]:
        balancer = await self._balancer()
        found = []
        for one in (await self.clb("DescribeTargets", LoadBalancerId=balancer)).Listeners:
            for place in [one, *(one.Rules or ())]:
                for target in place.Targets or ():
                    at = {"LoadBalancerId": balancer, "ListenerId": one.ListenerId}
                    if place is not one:
                        at["LocationId"] = place.LocationId
                    found.append((at, {"EniIp": target.PrivateIpAddresses[0], "Port": target.Port}))
        return self.random.choice(found)

    async def do_deregister(self) -> None:
        place, target = await self._bound()
        if self.random.random() < 0.5:
            await self.call("DeregisterTargets", **place, Targets=[target])
        else:
            balancer = place.pop("LoadBalancerId")
            await self.call("BatchDeregisterTargets", LoadBalancerId=balancer, Targets=[{**place, **target}])

    async def do_weigh(self) -> None:
        place, target = await self._bound()
        if self.random.random() < 0.5:
            await self.call("ModifyTargetWeight", **place, Targets=[{**target, "Weight": self._weight()}])
        else:
            balancer = place.pop("LoadBalancerId")
            item = {**place, "Targets": [{**target, "Weight": self._weight()}]}
            await self.call("BatchModifyTargetWeight", LoadBalancerId=balancer, ModifyList=[item])

    async def do_move_target(self) -> None:
        place, target = await self._bound()
        ports = self._datagrams if target["Port"] in self._datagrams else self._web
        await self.call("ModifyTargetPort", **place, Targets=[target], NewPort=self.random.choice(list(ports)))

    async def do_create_group(self) -> None:
        if len(self._groups) > 4:
            return
        servers = [{"BindIP": "127.0.0.1", "Port": port, "Weight": self._weight()} for port in list(self._web)[:2]]
        kind = self.random.choice(({}, {"Type": "v2", "Protocol": "HTTP", "HealthCheck": {"HealthSwitch": False}}))
        self._groups.append((await self.call("CreateTargetGroup", **kind, TargetGroupInstances=servers)).TargetGroupId)

    async def do_change_group(self) -> None:
        group = self.random.choice(self._groups)
        server = {"BindIP": "127.0.0.1", "Port": self.random.choice(list(self._web))}
        action = self.random.choice(("Register", "Deregister", "Modify"))
        if action == "Modify":
            await self.call(
                "ModifyTargetGroupInstancesWeight", TargetGroupId=group,
                TargetGroupInstances=[{**server, "Weight": self._weight()}],
            )  # fmt: skip
            return
        weight = {"Weight": self._weight()} if action == "Register" else {}
        named = {"TargetGroupId": group, "TargetGroupInstances": [{**server, **weight}]}
        await self.call(f"{action}TargetGroupInstances", **named)

    async def do_bind_group(self) -> None:
        place, _, kind = await self._location()
        if kind.startswith("TARGETGROUP"):
            named = {**place, "TargetGroupId": self.random.choice(self._groups)}
            action = "DisassociateTargetGroups" if self.random.random() < 0.3 else "AssociateTargetGroups"
            await self.call(action, Associations=[named])

    async def do_delete_group(self) -> None:
        group = self.random.choice(self._groups)
        if self.random.random() < 0.2:
            await self.call("DeleteTargetGroups", TargetGroupIds=[group])
            self._groups.remove(group)

    async def do_guard(self) -> None:
        groups = self.random.choice(([], [self._guards[0]], [self._guards[1]], self._guards))
        balancer = await self._balancer()
        await self.call("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=groups)

    async def do_block(self) -> None:
        kind = self.random.choice(
            ("add_customized_field", "add_blocked", "del_blocked", "flush_blocked", "del_customized_field")
        )
        more = {"BlockIPList": [BLOCKED], "ExpireTime": 3600} if kind == "add_blocked" else {}
        more = {"BlockIPList": [BLOCKED]} if kind == "del_blocked" else more
        named = {"LoadBalancerIds": [await self._balancer()], "Type": kind, "ClientIPField": FIELD}
        await self.call("ModifyBlockIPList", **named, **more)

    async def do_configure(self) -> None:
        if len(self._configs) < 3:
            content = self.random.choice(CONFIGS)
            made = await self._config("ADD", ConfigName=f"c{self.random.randrange(1 << 40)}", ConfigContent=content)
            self._configs.append(made.ConfigId)
            return
        config, action = self.random.choice(self._configs), self.random.choice(("BIND", "UNBIND", "UPDATE", "DELETE"))
        if action == "UPDATE":
            await self._config("UPDATE", UconfigId=config, ConfigContent=self.random.choice(CONFIGS))
        elif action == "DELETE":
            if self.random.random() < 0.2:
                await self._config("DELETE", UconfigId=config)
                self._configs.remove(config)
        else:
            await self._config(action, UconfigId=config, LoadBalancerIds=[await self._balancer()])

    async def _config(self, kind: str, **fields: Any) -> Any:
        return await self.call("SetCustomizedConfigForLoadBalancer", OperationType=kind, **fields)

    async def do_bind_config(self) -> None:
        place, rule = await self._rule()
        item = self.random.choice((place, {**place, "Domain": rule.Domain}))
        if "Domain" in item:
            item = {name: value for name, value in item.items() if name != "LocationId"}
        action = self.random.choice(("AssociateCustomizedConfig", "DisassociateCustomizedConfig"))
        await self.call(action, UconfigId=self.random.choice(self._configs), BindList=[item])

    async def do_function(self) -> None:
        place, _ = await self._rule()
        name = f"f-{self.random.choice(list(self._web.values()))}"
        function = {"FunctionNamespace": "default", "FunctionName": name, "FunctionQualifier": "$LATEST"}
        action = self.random.choice(("Register", "Deregister", "Modify"))
        await self.call(f"{action}FunctionTargets", **place, FunctionTargets=[{"Function": function, "Weight": 10}])

    async def do_stop_or_start(self) -> None:
        place, _ = await self._listener()
        named = {"LoadBalancerId": place["LoadBalancerId"]}
        if self.random.random() < 0.7:
            named["ListenerIds"] = [place["ListenerId"]]  # type: ignore[assignment]
        await self.call(
            "SetLoadBalancerStartStatus", **named, OperationType=self.random.choice(("Start", "Start", "Stop"))
        )

    async def do_lend_address(self) -> None:
        if len(self._elastic) < 2:
            self._elastic.append((await self.networks("AllocateAddresses")).AddressSet[0])
        elif self.random.random() < 0.6:
            named = {"AddressId": self.random.choice(self._elastic), "InstanceId": await self._balancer()}
            await self.networks("AssociateAddress", **named)
        else:
            await self.networks("DisassociateAddress", AddressId=self.random.choice(self._elastic))
        self.made["of elastic addresses"] += 1

    async def do_lock(self) -> None:
        if self.random.random() < 0.3:
            with contextlib.suppress(AssertionError):  # it may have gone
                await self.clb.operator("LockBalancer", id=await self._balancer(), reason="security")

    async def do_unlock(self) -> None:
        with contextlib.suppress(AssertionError):
            await self.clb.operator("UnlockBalancer", id=await self._balancer())

    async def check(self) -> None:
        """Wait until nothing is under way and hold everything against everything."""
        await self._tasks_end()
        shown = (await self.clb("DescribeLoadBalancers", Limit=100)).LoadBalancerSet
        names = {one.LoadBalancerId for one in shown}
        assert not names & self._gone, "they were deleted"
        assert self._there <= names, "they were acknowledged"
        self._there = set(names)
        states = [
            await Shown.read(
                self.clb, self.networks, one,
                locked=one.LoadBalancerId in self.locked(),
                lets_in=not one.SecureGroups or self._guards[1] in one.SecureGroups,
            )
            for one in shown
        ]  # fmt: skip
        await self.opens({place for state in states for place in state.sockets()})
        for state in states:
            state.agrees()
            await Visit(state, self._web, self._datagrams, self._authority).all()

    async def _tasks_end(self) -> None:
        for name, what in self.tasks.items():
            status = await self.clb.task(name)
            assert status.Status == 0, (what, status.Message)
        self.tasks.clear()

    async def end(self) -> None:
        """Delete all that can be deleted, as a client would who wants nothing to be left."""
        shown = (await self.clb("DescribeLoadBalancers", Limit=100)).LoadBalancerSet
        for one in shown:
            await self.clb.operator("UnlockBalancer", id=one.LoadBalancerId)
        names = [one.LoadBalancerId for one in shown]
        if names:
            await self.clb.done("DeleteLoadBalancer", LoadBalancerIds=names, ForceDelete=True)
        groups = (await self.clb("DescribeTargetGroups", Limit=100)).TargetGroupSet
        for group in groups:
            await self.clb("DeleteTargetGroups", TargetGroupIds=[group.TargetGroupId])
        configs = (await self.clb("DescribeCustomizedConfigList", ConfigType="CLB", Limit=100)).ConfigList
        for config in configs:
            await self.clb.done(
                "SetCustomizedConfigForLoadBalancer", OperationType="DELETE", UconfigId=config.UconfigId
            )
        for guard in self._guards:
            await self.networks("DeleteSecurityGroup", SecurityGroupId=guard)
        for address in (await self.networks("DescribeAddresses")).AddressSet:
            await self.networks("ReleaseAddresses", AddressIds=[address.AddressId])
        for name in self._web.values():
            await self.clb.operator("RemoveFunction", name=f"f-{name}")
        for certificate in self._certificates:
            await self.clb.operator("RemoveCertificate", id=certificate)
