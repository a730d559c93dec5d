"""What is stored of a balancer: itself, its listeners, rules, groups of servers, and the access lists beside it.

Members are named as the contract's shapes name them, so that a request's value finds its place, and an answer its
value, by name. `deleting` is 0 for what exists, else the generation whose application lets the row go.
"""

from __future__ import annotations

from msgspec import Struct

from twincloud.storage.collection import Collection

ON, OFF = "on", "off"
ACTIVE, INACTIVE, LOCKED = "active", "inactive", "locked"
RUNNING, STOPPED, STARTING, STOPPING = "running", "stopped", "starting", "stopping"
TCP, UDP, HTTP, HTTPS = "tcp", "udp", "http", "https"
MASTER, SLAVE = "Master", "Slave"
OPEN_WHITE_LIST = "open_white_list"
LAYER_7 = frozenset({HTTP, HTTPS})


class LoadBalancer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A balancer as it was ordered, and the switches that were set since."""

    id: str
    account: str
    region_id: str
    slot: int
    created_ms: int
    deleting: int = 0
    load_balancer_name: str = ""
    load_balancer_status: str = ACTIVE
    address_type: str = "internet"
    address_ip_version: str = "ipv4"
    network_type: str = "classic"
    internet_charge_type: str = "paybytraffic"
    bandwidth: int = 5120
    load_balancer_spec: str = "slb.lcu.elastic"
    pay_type: str = "PayOnDemand"
    paid_until_ms: int = 0
    """0 for one that is paid for as it is used."""
    instance_charge_type: str = "PayByCLCU"
    vpc_id: str = ""
    v_switch_id: str = ""
    master_zone_id: str = ""
    slave_zone_id: str = ""
    resource_group_id: str = ""
    delete_protection: str = OFF
    modification_protection_status: str = "NonProtection"
    modification_protection_reason: str = ""


class Forwarding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How requests are spread over servers and how these are checked: a listener's, or a rule's own. Times in seconds.

    `health_check_connect_port` is 0 where each server is checked on its own port.
    """

    scheduler: str = "wrr"
    sticky_session: str = OFF
    sticky_session_type: str = ""
    cookie: str = ""
    cookie_timeout: int = 0
    health_check: str = ON
    health_check_type: str = TCP
    health_check_domain: str = ""
    health_check_uri: str = "/"
    health_check_method: str = "head"
    health_check_http_code: str = "http_2xx"
    health_check_connect_port: int = 0
    health_check_connect_timeout: int = 5
    health_check_timeout: int = 5
    health_check_interval: int = 2
    healthy_threshold: int = 3
    unhealthy_threshold: int = 3
    health_check_req: str = ""
    health_check_exp: str = ""


class Listener(Forwarding, frozen=True, kw_only=True, omit_defaults=True):
    """A listener of any protocol; what its protocol does not have keeps its default and is not shown.

    `id` is what tags and the data plane call it. `running` is what was asked for; `switched` is the generation that
    opened or closed the port last.
    """

    id: str
    balancer_id: str
    listener_protocol: str
    listener_port: int
    created_ms: int
    running: bool = False
    switched: int = 0
    description: str = ""
    bandwidth: int = -1
    backend_server_port: int = 0
    v_server_group_id: str = ""
    master_slave_server_group_id: str = ""
    acl_status: str = OFF
    acl_type: str = ""
    acl_id: tuple[str, ...] = ()
    access_control_status: str = "close"
    """Whether the listener's own white list counts (OPEN_WHITE_LIST); not together with access lists."""
    white_list: tuple[str, ...] = ()
    persistence_timeout: int = 0
    established_timeout: int = 900
    connection_drain: str = OFF
    connection_drain_timeout: int = 0
    proxy_protocol_v2_enabled: bool = False
    syn_proxy: str = "enable"
    idle_timeout: int = 15
    request_timeout: int = 60
    gzip: str = ON
    x_forwarded_for: str = ON
    x_forwarded_for_slbip: str = OFF
    x_forwarded_for_slbid: str = OFF
    x_forwarded_for_proto: str = OFF
    x_forwarded_for_slbport: str = OFF
    x_forwarded_for_client_src_port: str = OFF
    listener_forward: str = OFF
    forward_port: int = 0
    server_certificate_id: str = ""
    ca_certificate_id: str = ""
    tls_cipher_policy: str = "tls_cipher_policy_1_0"
    enable_http2: str = ON

    @property
    def layer_7(self) -> bool:
        """Whether it routes requests."""
        return self.listener_protocol in LAYER_7

    @property
    def group_id(self) -> str:
        """The group whose servers it leads to; its balancer's id stands for the default servers."""
        return self.v_server_group_id or self.master_slave_server_group_id or self.balancer_id

    @property
    def transport(self) -> str:
        """What its port is a port of: a number may be used once in each."""
        return UDP if self.listener_protocol == UDP else TCP

    @property
    def acls(self) -> str:
        """The ids of its access lists, each between commas, for the database to look into."""
        return f",{','.join(self.acl_id)}," if self.acl_id else ""

    @property
    def certificates(self) -> str:
        """The ids of its certificates, in the same way."""
        return f",{self.server_certificate_id},{self.ca_certificate_id},"


class Rule(Forwarding, frozen=True, kw_only=True, omit_defaults=True):
    """A forwarding rule of a layer-7 listener; with `listener_sync` on, what it inherits counts from its listener."""

    id: str
    balancer_id: str
    listener_id: str
    rule_name: str
    created_ms: int
    domain: str = ""
    url: str = ""
    v_server_group_id: str = ""
    listener_sync: str = ON


class OwnTlsPolicy(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A TLS policy that an account made: versions and suites in the product's words, as they were given."""

    id: str
    account: str
    region: str
    name: str
    tls_versions: tuple[str, ...]
    ciphers: tuple[str, ...]
    created_ms: int


class DomainExtension(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an HTTPS listener shows to those who ask for `domain`, instead of its own certificate."""

    id: str
    balancer_id: str
    listener_id: str
    domain: str
    server_certificate_id: str


class ServerGroup(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A group of a balancer's servers, each with a port of its own (a vServer group)."""

    id: str
    balancer_id: str
    v_server_group_name: str
    created_ms: int


class MasterSlaveGroup(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A group of two servers, of which the slave serves while the master cannot."""

    id: str
    balancer_id: str
    master_slave_server_group_name: str
    created_ms: int


class Server(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A server of a group; the group of a balancer's default servers has the balancer's id, and these have port 0.

    `host` is the address behind `server_id`, as it was known when the server was added.
    """

    id: str
    balancer_id: str
    group_id: str
    server_id: str
    host: str
    port: int = 0
    weight: int = 100
    type: str = "ecs"
    server_ip: str = ""
    description: str = ""
    server_type: str = ""
    """Master or Slave in a group of these."""


class AclEntry(Struct, frozen=True, array_like=True):
    """A network of an access list."""

    entry: str
    comment: str = ""


class Acl(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An access list, which listeners of one region may share."""

    id: str
    account: str
    region: str
    acl_name: str
    created_ms: int
    address_ip_version: str = "ipv4"
    resource_group_id: str = ""
    entries: tuple[AclEntry, ...] = ()


class AccessLog(Struct, frozen=True):
    """Where a balancer, whose id it has, writes its layer-7 requests; `topic_id` is the log that the store is."""

    id: str
    account: str
    region: str
    log_project: str
    log_store: str
    topic_id: str


class Monitor(Struct, frozen=True):
    """Where a region's figures are to be written; the id is made of the account and the region."""

    id: str
    log_project: str
    log_store: str


load_balancers = Collection(
    "slb_balancer",
    LoadBalancer,
    columns={"account": str, "region_id": str, "deleting": int},
    index=[("account", "region_id")],
)
listeners = Collection(
    "slb_listener",
    Listener,
    columns={
        "balancer_id": str,
        "v_server_group_id": str,
        "acls": str,
        "certificates": str,
        "tls_cipher_policy": str,
    },
    index=[("balancer_id",), ("tls_cipher_policy",)],
)
rules = Collection(
    "slb_rule",
    Rule,
    columns={"balancer_id": str, "listener_id": str, "v_server_group_id": str},
    index=[("balancer_id",), ("listener_id",)],
)
own_tls_policies = Collection(
    "slb_tls_policy", OwnTlsPolicy, columns={"account": str, "region": str}, index=[("account", "region")]
)
domain_extensions = Collection(
    "slb_domain_extension",
    DomainExtension,
    columns={"balancer_id": str, "listener_id": str, "server_certificate_id": str},
    index=[("balancer_id",), ("listener_id",), ("server_certificate_id",)],
)
groups = Collection("slb_server_group", ServerGroup, columns={"balancer_id": str}, index=[("balancer_id",)])
master_slave_groups = Collection(
    "slb_master_slave_group", MasterSlaveGroup, columns={"balancer_id": str}, index=[("balancer_id",)]
)
servers = Collection(
    "slb_server",
    Server,
    columns={"balancer_id": str, "group_id": str, "server_id": str, "host": str},
    index=[("balancer_id",), ("group_id",), ("host",)],
)
access_logs = Collection(
    "slb_access_log", AccessLog, columns={"account": str, "region": str}, index=[("account", "region")]
)
monitors = Collection("slb_monitor", Monitor, columns={})
acls = Collection("slb_acl", Acl, columns={"account": str, "region": str}, index=[("account", "region")])


def listener_id(balancer_id: str, protocol: str, port: int) -> str:
    """Return the id of a listener, which is also what its tags hang on."""
    return f"{balancer_id}_{protocol}_{port}"


def server_row_id(group_id: str, server_id: str, server_ip: str, port: int) -> str:
    """Return the row id of a server: one instance may be in a group with several addresses and ports."""
    return f"{group_id}/{server_id}/{server_ip}/{port}"
