"""What is stored of connections (the API calls them proxies) and groups of them, and of all that hangs on them.

`owner_id` is the connection or group that something belongs to, which is the balancer of the plan. `deleting` is 0 for
what exists, else the generation whose application lets the row go. `changed` is the generation of the last change and
`change` the status that shows until that is applied.
"""

from __future__ import annotations

from msgspec import Struct

from twincloud.inventory.tags import taggable, worldwide
from twincloud.storage.collection import Collection

TCP, UDP, HTTP, HTTPS = "TCP", "UDP", "HTTP", "HTTPS"
LAYER_4 = frozenset({TCP, UDP})
DEFAULT = "default"
"""The id of the pseudo certificate that stands for the listener's, and the word for other things of the listener's."""

RUNNING, CREATING, DESTROYING, BINDING, CHANGING = range(5)
"""The statuses of listeners and rules (product page)."""


class Proxy(Struct, frozen=True, omit_defaults=True):
    """A connection as it was ordered. `closed` is what was asked for last."""

    id: str
    account: str
    name: str
    project_id: int
    access_region: str
    server_region: str
    bandwidth: int
    concurrent: int
    slot: int
    created_ms: int
    changed: int
    change: str
    deleting: int = 0
    closed: bool = False
    group_id: str = ""
    billing_type: int = 0
    network_type: str = "normal"
    package_type: str = "Thunder"
    modified_ms: int = 0


class Group(Struct, frozen=True, omit_defaults=True):
    """A group of connections, all of which open the listeners of the group."""

    id: str
    account: str
    name: str
    project_id: int
    server_region: str
    created_ms: int
    changed: int
    change: str
    creator: str = ""
    deleting: int = 0
    closed: bool = False
    package_type: str = "Thunder"
    domain: str = ""
    """Its name; empty until one is asked for."""
    default_dns: str = ""
    """Where the name leads everybody for whom no region is near."""
    near: dict[str, tuple[str, ...]] = {}
    """The countries (codes) for which each access region is near."""


class RealServer(Struct, frozen=True, omit_defaults=True):
    """An origin: an IP address or a domain name that an account has told of."""

    id: str
    account: str
    project_id: int
    address: str
    name: str
    created_ms: int


class Check(Struct, frozen=True, omit_defaults=True):
    """Health checks of a layer-4 listener. Times in seconds."""

    on: int = 0
    interval: int = 5
    timeout: int = 2
    healthy: int = 1
    unhealthy: int = 1
    kind: str = ""
    """PORT or PING, of UDP alone; so are the members that follow."""
    port: int = 0
    context_type: str = ""
    send: str = ""
    receive: str = ""


class Listener(Struct, frozen=True, omit_defaults=True):
    """A listener of any protocol; what another protocol has keeps its default."""

    id: str
    owner_id: str
    account: str
    protocol: str
    port: int
    name: str
    created_ms: int
    changed: int
    change: int = CREATING
    deleting: int = 0
    of_group: bool = False
    origin_type: str = "IP"
    scheduler: str = "rr"
    check: Check = Check()
    client_ip_method: int = 0
    failover: int = 0
    forward_protocol: str = HTTP
    certificate_id: str = ""
    auth_type: int = 0
    client_certificate_ids: tuple[str, ...] = ()
    http3: int = 0
    tls_versions: tuple[str, ...] = ()
    """Oldest first; empty while nothing was said of them."""
    tls_ciphers: str = ""


class Domain(Struct, frozen=True, omit_defaults=True):
    """A host name of a layer-7 listener."""

    id: str
    owner_id: str
    listener_id: str
    domain: str
    created_ms: int
    changed: int
    deleting: int = 0
    certificate_id: str = DEFAULT
    client_certificate_ids: tuple[str, ...] = (DEFAULT,)
    is_default: bool = False
    http3: int = 0
    users_id: str = ""
    """The list of users whose passwords its clients must know; empty when they need none, as the next three."""
    gaap_certificate_id: str = ""
    """What its origins are shown."""
    origin_authority_ids: tuple[str, ...] = ()
    """Who vouches for its origins."""
    tls_versions: tuple[str, ...] = ()
    """Oldest first; empty is as the listener has it, as the next."""
    tls_ciphers: str = ""
    origin_name: str = ""
    """Whom an origin's certificate must be for, where rules say no server name."""


class RuleCheck(Struct, frozen=True, omit_defaults=True):
    """Health checks of a rule. The last three are those by what clients see; None is off. Times in seconds."""

    interval: int = 5
    timeout: int = 2
    path: str = "/"
    method: str = "HEAD"
    statuses: tuple[int, ...] = (100, 200, 300, 400, 500)
    domain: str = ""
    failed_interval: int | None = None
    failed_threshold: int | None = None
    block_time: int | None = None


class Rule(Struct, frozen=True, omit_defaults=True):
    """A path of a domain and where its requests go."""

    id: str
    owner_id: str
    listener_id: str
    domain: str
    path: str
    origin_type: str
    scheduler: str
    created_ms: int
    changed: int
    change: int = CREATING
    deleting: int = 0
    check_on: int = 0
    check: RuleCheck = RuleCheck()
    forward_protocol: str = HTTP
    """DEFAULT is what the listener says."""
    forward_host: str = DEFAULT
    sni: str = ""
    """The server name that origins are asked for; empty when the switch is off."""
    forced_redirect: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent to origins, under these names in place of the client's."""


class Binding(Struct, frozen=True, omit_defaults=True):
    """An origin that serves a place: a layer-4 listener, or a rule."""

    id: str
    owner_id: str
    listener_id: str
    place_id: str
    server_id: str
    address: str
    port: int
    weight: int = 1
    role: str = "master"


class Certificate(Struct, frozen=True, omit_defaults=True):
    """A certificate of one of five kinds, or a list of users with passwords (kind 0). Times are Unix milliseconds."""

    id: str
    account: str
    kind: int
    alias: str
    content: str
    created_ms: int
    key: str = ""
    subject: str = ""
    issuer: str = ""
    not_before_ms: int = 0
    not_after_ms: int = 0

    def __repr__(self) -> str:
        """Return the id alone: a key must not get into a log by accident."""
        return f"Certificate(id={self.id!r})"


class ClientToken(Struct, frozen=True):
    """A token that a call has carried."""

    id: str
    created_ms: int


proxies = Collection(
    "gaap_proxy",
    Proxy,
    columns={"account": str, "group_id": str, "deleting": int},
    index=[("account",), ("group_id",)],
)
groups = Collection("gaap_group", Group, columns={"account": str, "deleting": int}, index=[("account",)])
real_servers = Collection(
    "gaap_real_server", RealServer, columns={"account": str, "address": str}, unique=[("account", "address")]
)
listeners = Collection(
    "gaap_listener", Listener, columns={"owner_id": str, "port": int, "deleting": int}, index=[("owner_id",)]
)
domains = Collection(
    "gaap_domain", Domain, columns={"owner_id": str, "listener_id": str, "deleting": int}, index=[("owner_id",)]
)
rules = Collection(
    "gaap_rule", Rule, columns={"owner_id": str, "listener_id": str, "deleting": int}, index=[("owner_id",)]
)
bindings = Collection(
    "gaap_binding",
    Binding,
    columns={"owner_id": str, "listener_id": str, "place_id": str, "server_id": str},
    index=[("owner_id",), ("listener_id",), ("server_id",)],
)
certificates = Collection("gaap_certificate", Certificate, columns={"account": str}, index=[("account",)])
client_tokens = Collection("gaap_client_token", ClientToken, columns={"created_ms": int}, index=[("created_ms",)])

taggable["gaap", "proxy"] = proxies
taggable["gaap", "proxyGroup"] = groups
taggable["gaap", "realServer"] = real_servers
worldwide.add("gaap")


def binding_id(place_id: str, server_id: str, port: int) -> str:
    """Return the row id of an origin's binding."""
    return f"{place_id}/{server_id}/{port}"


def h3_id(listener_id: str) -> str:
    """Return the id, in the plan, of the HTTP/3 side of an HTTPS listener."""
    return f"{listener_id}/h3"


def spoken_to_origins(listener: Listener, rule: Rule) -> str:
    """Return HTTP or HTTPS: what a rule says, or its listener."""
    return listener.forward_protocol if rule.forward_protocol == DEFAULT else rule.forward_protocol


def subjects(listener: Listener) -> tuple[str, ...]:
    """Return the ids under which a listener stands in the plan."""
    return (listener.id, h3_id(listener.id)) if listener.http3 else (listener.id,)
