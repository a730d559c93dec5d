"""What is stored of a balancer: itself, its listeners, rules and targets.

`deleting` is 0 for what exists, else the generation whose application lets the row go: such rows are seen by nobody
but the purge.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.tags import taggable
from twincloud.storage.collection import Collection

OPEN, INTERNAL = "OPEN", "INTERNAL"
PREPAID = "PREPAID"
"""The ChargeType of balancers that are paid for some months ahead."""
NODE = "NODE"
"""The TargetType of listeners and rules whose targets are bound one by one."""
LAYER_4 = frozenset({"TCP", "UDP", "TCP_SSL", "QUIC"})
LAYER_7 = frozenset({"HTTP", "HTTPS"})
_QUIC = ".quic"
MUTUAL = "MUTUAL"

Switch = Literal[0, 1]
Mode = Literal["UNIDIRECTIONAL", "MUTUAL"]
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
    """The topic into which its requests are written down."""
    health_log_topic_id: str = ""
    domain: str = ""
    advanced_route: bool = False
    zone_affinity: shapes.AvailableZoneAffinityInfo | None = None
    target_region: str = ""
    """Where its targets are, when not in the balancer's own region and network."""
    target_vpc_id: str = ""
    delete_protect: bool = False
    mix_ip_target: bool = False
    endpoint: str = ""
    security_groups: tuple[str, ...] = ()
    """The security groups that guard it, in the order in which their rules are tried."""
    stopped: bool = False
    """None of its listeners serves, whatever they say themselves."""


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


class Credentials(Struct, frozen=True, omit_defaults=True):
    """The certificates of a listener or a domain: what it shows, and who vouches for its clients."""

    server_ids: tuple[str, ...]
    mode: Mode = "UNIDIRECTIONAL"
    verify: Literal["ON", "OPTIONAL"] = "ON"
    """Whether clients must show a certificate or may; counts when the mode is MUTUAL."""
    ca_id: str = ""


class Listener(Struct, frozen=True, omit_defaults=True):
    """A listener. `location_id` is the rule that a layer-4 listener has inside; its targets are bound to that.

    `end_port` is the last port of a listener that has several, else 0.
    """

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
    end_port: int = 0
    credentials: Credentials | None = None
    sni: Switch = 0
    proxy_protocol: bool = False
    ssl_closed: bool = False
    stopped: bool = False


class Redirect(Struct, frozen=True, omit_defaults=True):
    """Where a rule sends its clients. `code` is 0 and `take_url` None when nobody said anything about them."""

    listener_id: str
    location_id: str
    code: int = 0
    take_url: bool | None = None
    kind: Literal["Auto", "Manual"] = "Manual"


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
    credentials: Credentials | None = None
    """Like `http2` and `quic`, a domain's: all rules that serve one have the same."""
    http2: bool = False
    quic: bool = False
    redirect: Redirect | None = None
    auto_created: bool = False
    oauth: shapes.OAuth | None = None


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


class FunctionTarget(Struct, frozen=True, omit_defaults=True):
    """The function that takes a rule's requests; a rule has one at most, whose row has the rule's id.

    `url` is where the function was reached when it was bound.
    """

    id: str
    balancer_id: str
    listener_id: str
    location_id: str
    namespace: str
    name: str
    qualifier: str
    url: str
    weight: int
    qualifier_type: Literal["VERSION", "ALIAS", ""] | None = None


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

STOP = "Stop"
"""The flag that answers show of balancers and listeners that are stopped."""

function_targets = Collection(
    "clb_function_target",
    FunctionTarget,
    columns={"balancer_id": str, "listener_id": str, "location_id": str, "name": str},
    index=[("balancer_id",), ("name",)],
)

taggable["clb", "clb"] = load_balancers


def quic_id(listener_id: str) -> str:
    """Return what the listener is called that serves an HTTPS listener's domains over QUIC."""
    return f"{listener_id}{_QUIC}"


def without_quic(listener_id: str) -> str:
    """Return the listener's own id for either of its two names."""
    return listener_id.removesuffix(_QUIC)


def subjects(listener: Listener) -> tuple[str, ...]:
    """Return the names of what the data plane is asked for on behalf of a listener."""
    return (listener.id, quic_id(listener.id)) if listener.protocol == "HTTPS" else (listener.id,)


def target_id(location_id: str, backend: str, port: int) -> str:
    """Return the row id of a target; `backend` is the instance id or address by which it was bound."""
    return f"{location_id}/{backend}/{port}"
