"""What is stored of a balancer: itself, its listeners, rules and targets.

`deleting` is 0 for what exists, else the generation whose application lets the row go: such rows are seen by nobody
but the purge.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from twincloud.contract.shapes import clb as shapes
from twincloud.storage.collection import Collection

OPEN, INTERNAL = "OPEN", "INTERNAL"
NODE = "NODE"
"""The TargetType of listeners and rules whose targets are bound one by one."""
LAYER_4 = frozenset({"TCP"})
LAYER_7 = frozenset({"HTTP"})

Switch = Literal[0, 1]
InternetCharge = Literal[
    "TRAFFIC_POSTPAID_BY_HOUR", "BANDWIDTH_POSTPAID_BY_HOUR", "BANDWIDTH_PACKAGE", "BANDWIDTH_PREPAID"
]


class LoadBalancer(Struct, frozen=True, omit_defaults=True):
    """A balancer as it was ordered. What is only given back is kept in the shape in which it came."""

    id: str
    account: str
    region: str
    name: str
    kind: str
    slot: int
    created_ms: int
    deleting: int = 0
    project_id: int = 0
    vpc_id: str = ""
    subnet_id: str = ""
    zone: str = ""
    slave_zone: str = ""
    vip_isp: str = ""
    internet_charge_type: InternetCharge = "TRAFFIC_POSTPAID_BY_HOUR"
    bandwidth_out: int = 0
    bandwidth_package_id: str = ""
    charge_type: str = "POSTPAID_BY_HOUR"
    prepaid_months: int = 0
    renew_flag: Literal["AUTO_RENEW", "MANUAL_RENEW"] | None = None
    sla_type: str = ""
    pass_to_target: bool = False
    snat_pro: bool = False
    snat_ips: tuple[shapes.SnatIp, ...] = ()
    cluster_ids: tuple[str, ...] = ()
    cluster_tag: str | None = None
    exclusive_cluster: shapes.ExclusiveCluster | None = None
    egress: str = ""
    log_topic_id: str = ""
    domain: str = ""
    eip_address_id: str = ""
    advanced_route: bool = False
    zone_affinity: shapes.AvailableZoneAffinityInfo | None = None


class Check(Struct, frozen=True, omit_defaults=True):
    """A health check. Members that are None were never set and are shown as null. Times in seconds."""

    kind: str
    switch: Switch = 1
    timeout: int = 2
    interval: int = 5
    healthy: int = 3
    unhealthy: int = 3
    http_code: int | None = None
    http_path: str | None = None
    http_domain: str | None = None
    http_method: str | None = None
    http_version: Literal["HTTP/1.0", "HTTP/1.1"] | None = None
    port: int | None = None
    context_type: str | None = None
    send: str | None = None
    receive: str | None = None
    extended_code: str | None = None
    source_ip_type: Switch = 0


class Listener(Struct, frozen=True, omit_defaults=True):
    """A listener. `location_id` is the rule that a layer-4 listener has inside; its targets are bound to that."""

    id: str
    balancer_id: str
    location_id: str
    name: str
    protocol: str
    port: int
    created_ms: int
    deleting: int = 0
    check: Check | None = None
    scheduler: str = "WRR"
    session_expire: int = 0
    session_type: str = "NORMAL"
    target_type: str = NODE
    keepalive: int = 0
    deregister_rst: bool = False
    max_conn: int = -1
    max_cps: int = -1
    idle_timeout: int | None = None
    snat_enable: bool = False
    h2c: bool = False
    compress_mode: str | None = None
    reschedule_zero_weight: bool = False
    reschedule_unhealthy: bool = False
    reschedule_expand: bool = False
    reschedule_start: int = 0
    reschedule_interval: int = 0
    default_domain: str = ""
    """The domain that was made the default one; empty while the first rule's is."""


class Rule(Struct, frozen=True, omit_defaults=True):
    """A forwarding rule of a layer-7 listener."""

    id: str
    balancer_id: str
    listener_id: str
    domains: tuple[str, ...]
    url: str
    check: Check
    created_ms: int
    deleting: int = 0
    scheduler: str = "WRR"
    session_expire: int = 0
    cookie_name: str | None = None
    forward_type: str = "HTTP"
    target_type: str = NODE
    trpc_callee: str | None = None
    trpc_func: str | None = None


class Target(Struct, frozen=True, omit_defaults=True):
    """A server bound to a location: a rule, or the inside of a layer-4 listener."""

    id: str
    balancer_id: str
    listener_id: str
    location_id: str
    host: str
    port: int
    weight: int
    registered_ms: int
    instance_id: str = ""
    instance_name: str = ""
    tag: str = ""


load_balancers = Collection(
    "clb_balancer",
    LoadBalancer,
    columns={"account": str, "region": str, "kind": str, "name": str, "deleting": int},
    index=[("account", "region", "name")],
)
listeners = Collection(
    "clb_listener",
    Listener,
    columns={"balancer_id": str, "location_id": str, "port": int, "deleting": int},
    index=[("balancer_id",)],
)
rules = Collection(
    "clb_rule",
    Rule,
    columns={"balancer_id": str, "listener_id": str, "deleting": int},
    index=[("balancer_id",), ("listener_id",)],
)
targets = Collection(
    "clb_target",
    Target,
    columns={"balancer_id": str, "listener_id": str, "location_id": str, "host": str},
    index=[("balancer_id",), ("location_id",), ("host",)],
)


def target_id(location_id: str, backend: str, port: int) -> str:
    """Return the row id of a target; `backend` is the instance id or address by which it was bound."""
    return f"{location_id}/{backend}/{port}"
