# Shapes of Alibaba SLB, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Literal

from msgspec import Meta, Struct, field


class Acl(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str | None = field(default=None, name="AclId")
    acl_name: str | None = field(default=None, name="AclName")
    address_ip_version: str | None = field(default=None, name="AddressIPVersion")
    create_time: str | None = field(default=None, name="CreateTime")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")


class AclEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_entry_comment: str | None = field(default=None, name="AclEntryComment")
    acl_entry_ip: str | None = field(default=None, name="AclEntryIP")


class AclEntryItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    entry: str = field(name="entry")
    comment: str | None = field(default=None, name="comment")


class AclEntrys(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_entry: list[AclEntry] = field(name="AclEntry")


class AclIds(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] = field(name="AclId")


class Acls(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl: list[Acl] = field(name="Acl")


class AddAccessControlListEntryRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_entrys: list[AclEntryItem] | None = field(default=None, name="AclEntrys")
    acl_id: str | None = field(default=None, name="AclId")
    region_id: str = field(name="RegionId")


class AddAccessControlListEntryResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class AddBackendServersBackendServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    server_id: str | None = field(default=None, name="ServerId")
    type_: str | None = field(default=None, name="Type")
    weight: str | None = field(default=None, name="Weight")


class AddBackendServersBackendServers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_server: list[AddBackendServersBackendServer] = field(name="BackendServer")


class AddBackendServersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: list[BackendServerItem] | None = field(default=None, name="BackendServers")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class AddBackendServersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: AddBackendServersBackendServers | None = field(default=None, name="BackendServers")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    request_id: str = field(name="RequestId")


class AddListenerWhiteListItemRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")
    source_items: list[str] = field(name="SourceItems")


class AddListenerWhiteListItemResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class AddTagsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")
    tags: list[TagItem] = field(name="Tags")


class AddTagsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class AddVServerGroupBackendServersBackendServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    port: int | None = field(default=None, name="Port")
    server_id: str | None = field(default=None, name="ServerId")
    type_: str | None = field(default=None, name="Type")
    weight: int | None = field(default=None, name="Weight")


class AddVServerGroupBackendServersBackendServers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_server: list[AddVServerGroupBackendServersBackendServer] = field(name="BackendServer")


class AddVServerGroupBackendServersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: list[BackendServerItem] | None = field(default=None, name="BackendServers")
    region_id: str = field(name="RegionId")
    v_server_group_id: str = field(name="VServerGroupId")


class AddVServerGroupBackendServersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: AddVServerGroupBackendServersBackendServers | None = field(default=None, name="BackendServers")
    request_id: str = field(name="RequestId")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class AvailableResource(Struct, frozen=True, kw_only=True, omit_defaults=True):
    master_zone_id: str | None = field(default=None, name="MasterZoneId")
    slave_zone_id: str | None = field(default=None, name="SlaveZoneId")
    support_resources: SupportResources | None = field(default=None, name="SupportResources")


class AvailableResources(Struct, frozen=True, kw_only=True, omit_defaults=True):
    available_resource: list[AvailableResource] = field(name="AvailableResource")


class BackendServerItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    server_id: str = field(name="ServerId")
    port: Annotated[int, Meta(ge=1, le=65535)] | None = field(default=None, name="Port")
    weight: Annotated[int, Meta(le=100)] | None = field(default=None, name="Weight")
    type_: Annotated[str, Meta(pattern=r"^(?i:ecs|eni|eci)\Z")] | None = field(default=None, name="Type")
    server_ip: str | None = field(default=None, name="ServerIp")
    description: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="Description")


class CACertificate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificate_id: str | None = field(default=None, name="CACertificateId")
    ca_certificate_name: str | None = field(default=None, name="CACertificateName")
    common_name: str | None = field(default=None, name="CommonName")
    create_time: str | None = field(default=None, name="CreateTime")
    create_time_stamp: int | None = field(default=None, name="CreateTimeStamp")
    expire_time: str | None = field(default=None, name="ExpireTime")
    expire_time_stamp: int | None = field(default=None, name="ExpireTimeStamp")
    fingerprint: str | None = field(default=None, name="Fingerprint")
    region_id: str | None = field(default=None, name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")


class CACertificates(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificate: list[CACertificate] = field(name="CACertificate")


class CreateAccessControlListRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_name: Annotated[str, Meta(min_length=1, max_length=80)] = field(name="AclName")
    address_ip_version: Literal["ipv4", "ipv6"] | None = field(default=None, name="AddressIPVersion")
    region_id: str = field(name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class CreateAccessControlListResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str | None = field(default=None, name="AclId")
    request_id: str = field(name="RequestId")


class CreateDomainExtensionRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain: str = field(name="Domain")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")


class CreateDomainExtensionResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain_extension_id: str | None = field(default=None, name="DomainExtensionId")
    listener_port: int | None = field(default=None, name="ListenerPort")
    request_id: str = field(name="RequestId")


class CreateLoadBalancerHTTPListenerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] | None = field(default=None, name="AclId")
    acl_status: Literal["on", "off"] = field(default="off", name="AclStatus")
    acl_type: Literal["white", "black"] | None = field(default=None, name="AclType")
    backend_server_port: Annotated[int, Meta(ge=1, le=65535)] | None = field(default=None, name="BackendServerPort")
    bandwidth: Annotated[int, Meta(ge=-1, le=5120)] = field(default=-1, name="Bandwidth")
    cookie: Annotated[str, Meta(min_length=1, max_length=200)] | None = field(default=None, name="Cookie")
    cookie_timeout: Annotated[int, Meta(ge=1, le=86400)] | None = field(default=None, name="CookieTimeout")
    description: Annotated[str, Meta(min_length=1, max_length=256)] | None = field(default=None, name="Description")
    forward_port: int | None = field(default=None, name="ForwardPort")
    gzip: Literal["on", "off"] = field(default="on", name="Gzip")
    health_check: Literal["on", "off"] = field(name="HealthCheck")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: list[Literal["http_2xx", "http_3xx", "http_4xx", "http_5xx"]] = field(default_factory=lambda: ["http_2xx"], name="HealthCheckHttpCode")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="HealthCheckInterval")
    health_check_method: Literal["head", "get"] | None = field(default=None, name="HealthCheckMethod")
    health_check_timeout: Annotated[int, Meta(ge=1, le=300)] | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthyThreshold")
    idle_timeout: Annotated[int, Meta(ge=1, le=60)] = field(default=15, name="IdleTimeout")
    listener_forward: Literal["on", "off"] = field(default="off", name="ListenerForward")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")
    request_timeout: Annotated[int, Meta(ge=1, le=180)] = field(default=60, name="RequestTimeout")
    scheduler: Literal["wrr", "wlc", "rr"] = field(default="wrr", name="Scheduler")
    sticky_session: Literal["on", "off"] = field(default="off", name="StickySession")
    sticky_session_type: Literal["insert", "server"] | None = field(default=None, name="StickySessionType")
    tag: list[TagPair] | None = field(default=None, name="Tag")
    unhealthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    x_forwarded_for: Literal["on", "off"] = field(default="on", name="XForwardedFor")
    x_forwarded_for_client_src_port: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_ClientSrcPort")
    x_forwarded_for_slbid: Literal["on", "off"] = field(default="off", name="XForwardedFor_SLBID")
    x_forwarded_for_slbip: Literal["on", "off"] = field(default="off", name="XForwardedFor_SLBIP")
    x_forwarded_for_slbport: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBPORT")
    x_forwarded_for_proto: Literal["on", "off"] = field(default="off", name="XForwardedFor_proto")


class CreateLoadBalancerHTTPListenerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class CreateLoadBalancerHTTPSListenerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] | None = field(default=None, name="AclId")
    acl_status: Literal["on", "off"] | None = field(default=None, name="AclStatus")
    acl_type: Literal["white", "black"] | None = field(default=None, name="AclType")
    backend_server_port: Annotated[int, Meta(ge=1, le=65535)] | None = field(default=None, name="BackendServerPort")
    bandwidth: Annotated[int, Meta(ge=-1, le=5120)] = field(default=-1, name="Bandwidth")
    ca_certificate_id: str | None = field(default=None, name="CACertificateId")
    cookie: Annotated[str, Meta(min_length=1, max_length=200)] | None = field(default=None, name="Cookie")
    cookie_timeout: Annotated[int, Meta(ge=1, le=86400)] | None = field(default=None, name="CookieTimeout")
    description: Annotated[str, Meta(min_length=1, max_length=256)] | None = field(default=None, name="Description")
    enable_http2: Literal["on", "off"] | None = field(default=None, name="EnableHttp2")
    gzip: Literal["on", "off"] | None = field(default=None, name="Gzip")
    health_check: Literal["on", "off"] = field(name="HealthCheck")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: list[Literal["http_2xx", "http_3xx", "http_4xx", "http_5xx"]] | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="HealthCheckInterval")
    health_check_method: Literal["head", "get"] | None = field(default=None, name="HealthCheckMethod")
    health_check_timeout: Annotated[int, Meta(ge=1, le=300)] | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthyThreshold")
    idle_timeout: Annotated[int, Meta(ge=1, le=60)] = field(default=15, name="IdleTimeout")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")
    request_timeout: Annotated[int, Meta(ge=1, le=180)] = field(default=60, name="RequestTimeout")
    scheduler: Literal["wrr", "wlc", "rr"] | None = field(default=None, name="Scheduler")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")
    sticky_session: Literal["on", "off"] | None = field(default=None, name="StickySession")
    sticky_session_type: Literal["insert", "server"] | None = field(default=None, name="StickySessionType")
    tls_cipher_policy: Annotated[str, Meta(pattern=r"^(?:tls_cipher_policy_1_0|tls_cipher_policy_1_1|tls_cipher_policy_1_2|tls_cipher_policy_1_2_strict|tls_cipher_policy_1_2_strict_with_1_3|tls-[A-Za-z0-9_-]+)\Z")] | None = field(default=None, name="TLSCipherPolicy")
    tag: list[TagPair] | None = field(default=None, name="Tag")
    unhealthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    x_forwarded_for: Literal["on", "off"] | None = field(default=None, name="XForwardedFor")
    x_forwarded_for_client_src_port: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_ClientSrcPort")
    x_forwarded_for_slbid: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBID")
    x_forwarded_for_slbip: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBIP")
    x_forwarded_for_slbport: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBPORT")
    x_forwarded_for_proto: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_proto")


class CreateLoadBalancerHTTPSListenerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class CreateLoadBalancerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    address: str | None = field(default=None, name="Address")
    address_ip_version: Literal["ipv4", "ipv6"] | None = field(default=None, name="AddressIPVersion")
    address_type: Literal["internet", "intranet"] | None = field(default=None, name="AddressType")
    auto_pay: bool = field(default=False, name="AutoPay")
    bandwidth: Annotated[int, Meta(ge=1, le=5120)] | None = field(default=None, name="Bandwidth")
    client_token: str | None = field(default=None, name="ClientToken")
    delete_protection: Literal["on", "off"] | None = field(default=None, name="DeleteProtection")
    duration: int | None = field(default=None, name="Duration")
    instance_charge_type: Literal["PayBySpec", "PayByCLCU"] = field(default="PayBySpec", name="InstanceChargeType")
    internet_charge_type: Annotated[str, Meta(pattern=r"^(?i:paybytraffic|paybybandwidth)\Z")] = field(default="paybytraffic", name="InternetChargeType")
    load_balancer_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="LoadBalancerName")
    load_balancer_spec: Literal["slb.s1.small", "slb.s2.small", "slb.s2.medium", "slb.s3.small", "slb.s3.medium", "slb.s3.large", "slb.s4.large"] | None = field(default=None, name="LoadBalancerSpec")
    master_zone_id: str | None = field(default=None, name="MasterZoneId")
    modification_protection_reason: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="ModificationProtectionReason")
    modification_protection_status: Literal["NonProtection", "ConsoleProtection"] | None = field(default=None, name="ModificationProtectionStatus")
    pay_type: Literal["PayOnDemand", "PrePay"] | None = field(default=None, name="PayType")
    pricing_cycle: Literal["month", "year"] | None = field(default=None, name="PricingCycle")
    region_id: str = field(name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    slave_zone_id: str | None = field(default=None, name="SlaveZoneId")
    tag: list[TagPair] | None = field(default=None, name="Tag")
    v_switch_id: str | None = field(default=None, name="VSwitchId")
    vpc_id: str | None = field(default=None, name="VpcId")


class CreateLoadBalancerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    address: str | None = field(default=None, name="Address")
    address_ip_version: str | None = field(default=None, name="AddressIPVersion")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    network_type: str | None = field(default=None, name="NetworkType")
    order_id: int | None = field(default=None, name="OrderId")
    request_id: str = field(name="RequestId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    v_switch_id: str | None = field(default=None, name="VSwitchId")
    vpc_id: str | None = field(default=None, name="VpcId")


class CreateLoadBalancerTCPListenerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] | None = field(default=None, name="AclId")
    acl_status: Literal["on", "off"] = field(default="off", name="AclStatus")
    acl_type: Literal["white", "black"] | None = field(default=None, name="AclType")
    backend_server_port: Annotated[int, Meta(ge=1, le=65535)] | None = field(default=None, name="BackendServerPort")
    bandwidth: Annotated[int, Meta(ge=-1, le=5120)] = field(default=-1, name="Bandwidth")
    connection_drain: Literal["on", "off"] | None = field(default=None, name="ConnectionDrain")
    connection_drain_timeout: Annotated[int, Meta(ge=10, le=900)] | None = field(default=None, name="ConnectionDrainTimeout")
    description: Annotated[str, Meta(min_length=1, max_length=256)] | None = field(default=None, name="Description")
    established_timeout: Annotated[int, Meta(ge=10, le=900)] | None = field(default=None, name="EstablishedTimeout")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_connect_timeout: Annotated[int, Meta(ge=1, le=300)] = field(default=5, name="HealthCheckConnectTimeout")
    health_check_domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: list[Literal["http_2xx", "http_3xx", "http_4xx", "http_5xx"]] = field(default_factory=lambda: ["http_2xx"], name="HealthCheckHttpCode")
    health_check_switch: Literal["on", "off"] = field(default="on", name="HealthCheckSwitch")
    health_check_type: Literal["tcp", "http"] = field(default="tcp", name="HealthCheckType")
    health_check_uri: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthyThreshold")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    persistence_timeout: Annotated[int, Meta(ge=0, le=3600)] = field(default=0, name="PersistenceTimeout")
    proxy_protocol_v2_enabled: bool = field(default=False, name="ProxyProtocolV2Enabled")
    region_id: str | None = field(default=None, name="RegionId")
    scheduler: Literal["wrr", "wlc", "rr", "sch", "tch"] = field(default="wrr", name="Scheduler")
    tag: list[TagPair] | None = field(default=None, name="Tag")
    unhealthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="healthCheckInterval")


class CreateLoadBalancerTCPListenerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class CreateLoadBalancerUDPListenerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] | None = field(default=None, name="AclId")
    acl_status: Literal["on", "off"] = field(default="off", name="AclStatus")
    acl_type: Literal["white", "black"] | None = field(default=None, name="AclType")
    backend_server_port: Annotated[int, Meta(ge=1, le=65535)] | None = field(default=None, name="BackendServerPort")
    bandwidth: Annotated[int, Meta(ge=-1, le=5120)] = field(default=-1, name="Bandwidth")
    description: Annotated[str, Meta(min_length=1, max_length=256)] | None = field(default=None, name="Description")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_connect_timeout: Annotated[int, Meta(ge=1, le=300)] | None = field(default=None, name="HealthCheckConnectTimeout")
    health_check_switch: Literal["on", "off"] = field(default="on", name="HealthCheckSwitch")
    healthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthyThreshold")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    proxy_protocol_v2_enabled: bool = field(default=False, name="ProxyProtocolV2Enabled")
    region_id: str | None = field(default=None, name="RegionId")
    scheduler: Literal["wrr", "wlc", "rr", "sch", "tch", "qch"] = field(default="wrr", name="Scheduler")
    tag: list[TagPair] | None = field(default=None, name="Tag")
    unhealthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    health_check_exp: Annotated[str, Meta(min_length=1, max_length=64)] | None = field(default=None, name="healthCheckExp")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="healthCheckInterval")
    health_check_req: Annotated[str, Meta(min_length=1, max_length=64)] | None = field(default=None, name="healthCheckReq")


class CreateLoadBalancerUDPListenerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class CreateMasterSlaveServerGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    master_slave_backend_servers: list[MasterSlaveServerItem] | None = field(default=None, name="MasterSlaveBackendServers")
    master_slave_server_group_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="MasterSlaveServerGroupName")
    region_id: str = field(name="RegionId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class CreateMasterSlaveServerGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    master_slave_backend_servers: MasterSlaveBackendServers | None = field(default=None, name="MasterSlaveBackendServers")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    request_id: str = field(name="RequestId")


class CreateRulesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    dry_run: bool | None = field(default=None, name="DryRun")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")
    rule_list: list[RuleItem] = field(name="RuleList")


class CreateRulesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    rules: CreateRulesRules | None = field(default=None, name="Rules")


class CreateRulesRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    rule_id: str | None = field(default=None, name="RuleId")
    rule_name: str | None = field(default=None, name="RuleName")


class CreateRulesRules(Struct, frozen=True, kw_only=True, omit_defaults=True):
    rule: list[CreateRulesRule] = field(name="Rule")


class CreateTLSCipherPolicyRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ciphers: Annotated[list[str], Meta(min_length=1, max_length=32)] = field(name="Ciphers")
    name: Annotated[str, Meta(pattern=r"^(?:[A-Za-z][A-Za-z0-9._-]+)\Z", min_length=2, max_length=200)] = field(name="Name")
    region_id: str = field(name="RegionId")
    tls_versions: Annotated[list[Literal["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]], Meta(min_length=1, max_length=4)] = field(name="TLSVersions")


class CreateTLSCipherPolicyResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    tls_cipher_policy_id: str | None = field(default=None, name="TLSCipherPolicyId")


class CreateVServerGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: list[BackendServerItem] | None = field(default=None, name="BackendServers")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")
    tag: list[TagPair] | None = field(default=None, name="Tag")
    v_server_group_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="VServerGroupName")


class CreateVServerGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: AddVServerGroupBackendServersBackendServers | None = field(default=None, name="BackendServers")
    request_id: str = field(name="RequestId")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class DeleteAccessControlListRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str = field(name="AclId")
    region_id: str = field(name="RegionId")


class DeleteAccessControlListResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteAccessLogsDownloadAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    logs_download_attributes: list[LogsDownloadItem] = field(name="LogsDownloadAttributes")
    region_id: str = field(name="RegionId")
    tags: list[TagItem] | None = field(default=None, name="Tags")


class DeleteAccessLogsDownloadAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteCACertificateRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificate_id: str = field(name="CACertificateId")
    region_id: str = field(name="RegionId")


class DeleteCACertificateResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteDomainExtensionRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain_extension_id: str = field(name="DomainExtensionId")
    region_id: str = field(name="RegionId")


class DeleteDomainExtensionResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteLoadBalancerListenerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DeleteLoadBalancerListenerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteLoadBalancerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DeleteLoadBalancerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteMasterSlaveServerGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    master_slave_server_group_id: str = field(name="MasterSlaveServerGroupId")
    region_id: str = field(name="RegionId")


class DeleteMasterSlaveServerGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteRulesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str = field(name="RegionId")
    rule_ids: list[str] = field(name="RuleIds")


class DeleteRulesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteServerCertificateRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str | None = field(default=None, name="RegionId")
    server_certificate_id: str = field(name="ServerCertificateId")


class DeleteServerCertificateResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteTLSCipherPolicyRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str = field(name="RegionId")
    tls_cipher_policy_id: str = field(name="TLSCipherPolicyId")


class DeleteTLSCipherPolicyResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteVServerGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str = field(name="RegionId")
    v_server_group_id: str = field(name="VServerGroupId")


class DeleteVServerGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DescribeAccessControlListAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_entry_comment: str | None = field(default=None, name="AclEntryComment")
    acl_id: str = field(name="AclId")
    page: int | None = field(default=None, name="Page")
    page_size: Annotated[int, Meta(ge=1, le=100)] = field(default=10, name="PageSize")
    region_id: str = field(name="RegionId")


class DescribeAccessControlListAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_entrys: AclEntrys | None = field(default=None, name="AclEntrys")
    acl_id: str | None = field(default=None, name="AclId")
    acl_name: str | None = field(default=None, name="AclName")
    address_ip_version: str | None = field(default=None, name="AddressIPVersion")
    create_time: str | None = field(default=None, name="CreateTime")
    related_listeners: RelatedListeners | None = field(default=None, name="RelatedListeners")
    request_id: str = field(name="RequestId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    total_acl_entry: int | None = field(default=None, name="TotalAclEntry")


class DescribeAccessControlListAttributeTags(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag: list[Tag] = field(name="Tag")


class DescribeAccessControlListsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_name: str | None = field(default=None, name="AclName")
    address_ip_version: Literal["ipv4", "ipv6"] | None = field(default=None, name="AddressIPVersion")
    page_number: int = field(default=1, name="PageNumber")
    page_size: Annotated[int, Meta(ge=1, le=100)] = field(default=10, name="PageSize")
    region_id: str = field(name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class DescribeAccessControlListsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acls: Acls | None = field(default=None, name="Acls")
    count: int | None = field(default=None, name="Count")
    page_number: int | None = field(default=None, name="PageNumber")
    page_size: int | None = field(default=None, name="PageSize")
    request_id: str = field(name="RequestId")
    total_count: int | None = field(default=None, name="TotalCount")


class DescribeAccessLogsDownloadAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    log_type: str | None = field(default=None, name="LogType")
    page_number: int = field(default=1, name="PageNumber")
    page_size: Annotated[int, Meta(ge=1, le=50)] = field(default=10, name="PageSize")
    region_id: str = field(name="RegionId")
    tags: list[TagItem] | None = field(default=None, name="Tags")


class DescribeAccessLogsDownloadAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    logs_download_attributes: LogsDownloadAttributes | None = field(default=None, name="LogsDownloadAttributes")
    page_number: int | None = field(default=None, name="PageNumber")
    page_size: int | None = field(default=None, name="PageSize")
    request_id: str = field(name="RequestId")
    total_count: int | None = field(default=None, name="TotalCount")


class DescribeAvailableResourceRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    address_ip_version: Annotated[str, Meta(pattern=r"^(?i:ipv4|ipv6)\Z")] | None = field(default=None, name="AddressIPVersion")
    address_type: Annotated[str, Meta(pattern=r"^(?i:vpc|classic\-internet|classic\-intranet|classic_internet|classic_intranet)\Z")] | None = field(default=None, name="AddressType")
    region_id: str = field(name="RegionId")


class DescribeAvailableResourceResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    available_resources: AvailableResources | None = field(default=None, name="AvailableResources")
    request_id: str = field(name="RequestId")


class DescribeCACertificatesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificate_id: str | None = field(default=None, name="CACertificateId")
    region_id: str = field(name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class DescribeCACertificatesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificates: CACertificates | None = field(default=None, name="CACertificates")
    request_id: str = field(name="RequestId")


class DescribeDomainExtensionAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain_extension_id: str = field(name="DomainExtensionId")
    region_id: str = field(name="RegionId")


class DescribeDomainExtensionAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain: str | None = field(default=None, name="Domain")
    domain_extension_id: str | None = field(default=None, name="DomainExtensionId")
    listener_port: int | None = field(default=None, name="ListenerPort")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    request_id: str = field(name="RequestId")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")


class DescribeDomainExtensionsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain_extension_id: str | None = field(default=None, name="DomainExtensionId")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")


class DescribeDomainExtensionsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain_extensions: DomainExtensions | None = field(default=None, name="DomainExtensions")
    request_id: str = field(name="RequestId")


class DescribeHealthStatusBackendServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: int | None = field(default=None, name="ListenerPort")
    port: int | None = field(default=None, name="Port")
    protocol: str | None = field(default=None, name="Protocol")
    server_health_status: str | None = field(default=None, name="ServerHealthStatus")
    server_id: str | None = field(default=None, name="ServerId")
    server_ip: str | None = field(default=None, name="ServerIp")


class DescribeHealthStatusBackendServers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_server: list[DescribeHealthStatusBackendServer] = field(name="BackendServer")


class DescribeHealthStatusRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] | None = field(default=None, name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DescribeHealthStatusResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: DescribeHealthStatusBackendServers | None = field(default=None, name="BackendServers")
    request_id: str = field(name="RequestId")


class DescribeHighDefinationMonitorRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str = field(name="RegionId")
    tags: list[TagItem] | None = field(default=None, name="Tags")


class DescribeHighDefinationMonitorResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    log_project: str | None = field(default=None, name="LogProject")
    log_store: str | None = field(default=None, name="LogStore")
    request_id: str = field(name="RequestId")
    success: str | None = field(default=None, name="Success")


class DescribeListenerAccessControlAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DescribeListenerAccessControlAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    access_control_status: str | None = field(default=None, name="AccessControlStatus")
    request_id: str = field(name="RequestId")
    source_items: str | None = field(default=None, name="SourceItems")


class DescribeLoadBalancerAttributeBackendServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    server_id: str | None = field(default=None, name="ServerId")
    server_ip: str | None = field(default=None, name="ServerIp")
    type_: str | None = field(default=None, name="Type")
    weight: int | None = field(default=None, name="Weight")


class DescribeLoadBalancerAttributeBackendServers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_server: list[DescribeLoadBalancerAttributeBackendServer] = field(name="BackendServer")


class DescribeLoadBalancerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DescribeLoadBalancerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    address: str | None = field(default=None, name="Address")
    address_ip_version: str | None = field(default=None, name="AddressIPVersion")
    address_type: str | None = field(default=None, name="AddressType")
    auto_release_time: int | None = field(default=None, name="AutoReleaseTime")
    backend_servers: DescribeLoadBalancerAttributeBackendServers | None = field(default=None, name="BackendServers")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    create_time: str | None = field(default=None, name="CreateTime")
    create_time_stamp: int | None = field(default=None, name="CreateTimeStamp")
    delete_protection: str | None = field(default=None, name="DeleteProtection")
    end_time: str | None = field(default=None, name="EndTime")
    end_time_stamp: int | None = field(default=None, name="EndTimeStamp")
    instance_charge_type: str | None = field(default=None, name="InstanceChargeType")
    internet_charge_type: str | None = field(default=None, name="InternetChargeType")
    listener_ports: ListenerPorts | None = field(default=None, name="ListenerPorts")
    listener_ports_and_protocal: ListenerPortsAndProtocal | None = field(default=None, name="ListenerPortsAndProtocal")
    listener_ports_and_protocol: ListenerPortsAndProtocol | None = field(default=None, name="ListenerPortsAndProtocol")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    load_balancer_spec: str | None = field(default=None, name="LoadBalancerSpec")
    load_balancer_status: str | None = field(default=None, name="LoadBalancerStatus")
    master_zone_id: str | None = field(default=None, name="MasterZoneId")
    modification_protection_reason: str | None = field(default=None, name="ModificationProtectionReason")
    modification_protection_status: str | None = field(default=None, name="ModificationProtectionStatus")
    network_type: str | None = field(default=None, name="NetworkType")
    pay_type: str | None = field(default=None, name="PayType")
    region_id: str | None = field(default=None, name="RegionId")
    region_id_alias: str | None = field(default=None, name="RegionIdAlias")
    renewal_cyc_unit: str | None = field(default=None, name="RenewalCycUnit")
    renewal_duration: int | None = field(default=None, name="RenewalDuration")
    renewal_status: str | None = field(default=None, name="RenewalStatus")
    request_id: str = field(name="RequestId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    slave_zone_id: str | None = field(default=None, name="SlaveZoneId")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    v_switch_id: str | None = field(default=None, name="VSwitchId")
    vpc_id: str | None = field(default=None, name="VpcId")


class DescribeLoadBalancerHTTPListenerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DescribeLoadBalancerHTTPListenerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str | None = field(default=None, name="AclId")
    acl_ids: AclIds | None = field(default=None, name="AclIds")
    acl_status: str | None = field(default=None, name="AclStatus")
    acl_type: str | None = field(default=None, name="AclType")
    backend_server_port: int | None = field(default=None, name="BackendServerPort")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    cookie: str | None = field(default=None, name="Cookie")
    cookie_timeout: int | None = field(default=None, name="CookieTimeout")
    description: str | None = field(default=None, name="Description")
    forward_port: int | None = field(default=None, name="ForwardPort")
    gzip: str | None = field(default=None, name="Gzip")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: str | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: str | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_method: str | None = field(default=None, name="HealthCheckMethod")
    health_check_timeout: int | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    idle_timeout: int | None = field(default=None, name="IdleTimeout")
    listener_forward: str | None = field(default=None, name="ListenerForward")
    listener_port: int | None = field(default=None, name="ListenerPort")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    request_id: str = field(name="RequestId")
    request_timeout: int | None = field(default=None, name="RequestTimeout")
    rules: DescribeLoadBalancerHTTPListenerAttributeRules | None = field(default=None, name="Rules")
    scheduler: str | None = field(default=None, name="Scheduler")
    security_status: str | None = field(default=None, name="SecurityStatus")
    status: str | None = field(default=None, name="Status")
    sticky_session: str | None = field(default=None, name="StickySession")
    sticky_session_type: str | None = field(default=None, name="StickySessionType")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    x_forwarded_for: str | None = field(default=None, name="XForwardedFor")
    x_forwarded_for_client_src_port: str | None = field(default=None, name="XForwardedFor_ClientSrcPort")
    x_forwarded_for_slbid: str | None = field(default=None, name="XForwardedFor_SLBID")
    x_forwarded_for_slbip: str | None = field(default=None, name="XForwardedFor_SLBIP")
    x_forwarded_for_slbport: str | None = field(default=None, name="XForwardedFor_SLBPORT")
    x_forwarded_for_proto: str | None = field(default=None, name="XForwardedFor_proto")


class DescribeLoadBalancerHTTPListenerAttributeRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain: str | None = field(default=None, name="Domain")
    rule_id: str | None = field(default=None, name="RuleId")
    rule_name: str | None = field(default=None, name="RuleName")
    url: str | None = field(default=None, name="Url")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class DescribeLoadBalancerHTTPListenerAttributeRules(Struct, frozen=True, kw_only=True, omit_defaults=True):
    rule: list[DescribeLoadBalancerHTTPListenerAttributeRule] = field(name="Rule")


class DescribeLoadBalancerHTTPSListenerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DescribeLoadBalancerHTTPSListenerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str | None = field(default=None, name="AclId")
    acl_ids: AclIds | None = field(default=None, name="AclIds")
    acl_status: str | None = field(default=None, name="AclStatus")
    acl_type: str | None = field(default=None, name="AclType")
    backend_server_port: int | None = field(default=None, name="BackendServerPort")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    ca_certificate_id: str | None = field(default=None, name="CACertificateId")
    cookie: str | None = field(default=None, name="Cookie")
    cookie_timeout: int | None = field(default=None, name="CookieTimeout")
    description: str | None = field(default=None, name="Description")
    domain_extensions: DomainExtensions | None = field(default=None, name="DomainExtensions")
    enable_http2: str | None = field(default=None, name="EnableHttp2")
    gzip: str | None = field(default=None, name="Gzip")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: str | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: str | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_method: str | None = field(default=None, name="HealthCheckMethod")
    health_check_timeout: int | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    idle_timeout: int | None = field(default=None, name="IdleTimeout")
    listener_port: int | None = field(default=None, name="ListenerPort")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    request_id: str = field(name="RequestId")
    request_timeout: int | None = field(default=None, name="RequestTimeout")
    rules: DescribeLoadBalancerHTTPListenerAttributeRules | None = field(default=None, name="Rules")
    scheduler: str | None = field(default=None, name="Scheduler")
    security_status: str | None = field(default=None, name="SecurityStatus")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")
    status: str | None = field(default=None, name="Status")
    sticky_session: str | None = field(default=None, name="StickySession")
    sticky_session_type: str | None = field(default=None, name="StickySessionType")
    tls_cipher_policy: str | None = field(default=None, name="TLSCipherPolicy")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    x_forwarded_for: str | None = field(default=None, name="XForwardedFor")
    x_forwarded_for_client_cert_client_verify: str | None = field(default=None, name="XForwardedFor_ClientCertClientVerify")
    x_forwarded_for_client_cert_fingerprint: str | None = field(default=None, name="XForwardedFor_ClientCertFingerprint")
    x_forwarded_for_client_cert_issuer_dn: str | None = field(default=None, name="XForwardedFor_ClientCertIssuerDN")
    x_forwarded_for_client_cert_subject_dn: str | None = field(default=None, name="XForwardedFor_ClientCertSubjectDN")
    x_forwarded_for_client_src_port: str | None = field(default=None, name="XForwardedFor_ClientSrcPort")
    x_forwarded_for_slbid: str | None = field(default=None, name="XForwardedFor_SLBID")
    x_forwarded_for_slbip: str | None = field(default=None, name="XForwardedFor_SLBIP")
    x_forwarded_for_slbport: str | None = field(default=None, name="XForwardedFor_SLBPORT")
    x_forwarded_for_proto: str | None = field(default=None, name="XForwardedFor_proto")


class DescribeLoadBalancerListenersListeners(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str | None = field(default=None, name="AclId")
    acl_ids: list[str] | None = field(default=None, name="AclIds")
    acl_status: str | None = field(default=None, name="AclStatus")
    acl_type: str | None = field(default=None, name="AclType")
    backend_server_port: int | None = field(default=None, name="BackendServerPort")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    description: str | None = field(default=None, name="Description")
    http_listener_config: HTTPListenerConfig | None = field(default=None, name="HTTPListenerConfig")
    https_listener_config: HTTPSListenerConfig | None = field(default=None, name="HTTPSListenerConfig")
    listener_port: int | None = field(default=None, name="ListenerPort")
    listener_protocol: str | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    scheduler: str | None = field(default=None, name="Scheduler")
    status: str | None = field(default=None, name="Status")
    tcp_listener_config: TCPListenerConfig | None = field(default=None, name="TCPListenerConfig")
    tags: list[DescribeLoadBalancerListenersTags] | None = field(default=None, name="Tags")
    udp_listener_config: UDPListenerConfig | None = field(default=None, name="UDPListenerConfig")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class DescribeLoadBalancerListenersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    listener_port: int | None = field(default=None, name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: list[str] | None = field(default=None, name="LoadBalancerId")
    max_results: Annotated[int, Meta(ge=1, le=100)] = field(default=20, name="MaxResults")
    next_token: str | None = field(default=None, name="NextToken")
    region_id: str | None = field(default=None, name="RegionId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class DescribeLoadBalancerListenersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listeners: list[DescribeLoadBalancerListenersListeners] = field(name="Listeners")
    max_results: int | None = field(default=None, name="MaxResults")
    next_token: str | None = field(default=None, name="NextToken")
    request_id: str = field(name="RequestId")
    total_count: int | None = field(default=None, name="TotalCount")


class DescribeLoadBalancerListenersTags(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag_key: str | None = field(default=None, name="TagKey")
    tag_value: str | None = field(default=None, name="TagValue")


class DescribeLoadBalancerTCPListenerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DescribeLoadBalancerTCPListenerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str | None = field(default=None, name="AclId")
    acl_ids: AclIds | None = field(default=None, name="AclIds")
    acl_status: str | None = field(default=None, name="AclStatus")
    acl_type: str | None = field(default=None, name="AclType")
    backend_server_port: int | None = field(default=None, name="BackendServerPort")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    connection_drain: str | None = field(default=None, name="ConnectionDrain")
    connection_drain_timeout: int | None = field(default=None, name="ConnectionDrainTimeout")
    description: str | None = field(default=None, name="Description")
    established_timeout: int | None = field(default=None, name="EstablishedTimeout")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_connect_timeout: int | None = field(default=None, name="HealthCheckConnectTimeout")
    health_check_domain: str | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: str | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_method: str | None = field(default=None, name="HealthCheckMethod")
    health_check_type: str | None = field(default=None, name="HealthCheckType")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    listener_port: int | None = field(default=None, name="ListenerPort")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    persistence_timeout: int | None = field(default=None, name="PersistenceTimeout")
    proxy_protocol_v2_enabled: bool | None = field(default=None, name="ProxyProtocolV2Enabled")
    request_id: str = field(name="RequestId")
    scheduler: str | None = field(default=None, name="Scheduler")
    status: str | None = field(default=None, name="Status")
    syn_proxy: str | None = field(default=None, name="SynProxy")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class DescribeLoadBalancerUDPListenerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class DescribeLoadBalancerUDPListenerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str | None = field(default=None, name="AclId")
    acl_ids: AclIds | None = field(default=None, name="AclIds")
    acl_status: str | None = field(default=None, name="AclStatus")
    acl_type: str | None = field(default=None, name="AclType")
    backend_server_port: int | None = field(default=None, name="BackendServerPort")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    description: str | None = field(default=None, name="Description")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_connect_timeout: int | None = field(default=None, name="HealthCheckConnectTimeout")
    health_check_exp: str | None = field(default=None, name="HealthCheckExp")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_req: str | None = field(default=None, name="HealthCheckReq")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    listener_port: int | None = field(default=None, name="ListenerPort")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    proxy_protocol_v2_enabled: bool | None = field(default=None, name="ProxyProtocolV2Enabled")
    request_id: str = field(name="RequestId")
    scheduler: str | None = field(default=None, name="Scheduler")
    status: str | None = field(default=None, name="Status")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class DescribeLoadBalancersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    address: str | None = field(default=None, name="Address")
    address_ip_version: Literal["ipv4", "ipv6"] | None = field(default=None, name="AddressIPVersion")
    address_type: Literal["internet", "intranet"] | None = field(default=None, name="AddressType")
    internet_charge_type: Literal["paybytraffic", "paybybandwidth"] | None = field(default=None, name="InternetChargeType")
    load_balancer_id: list[str] | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    load_balancer_status: Literal["inactive", "active", "locked"] | None = field(default=None, name="LoadBalancerStatus")
    master_zone_id: str | None = field(default=None, name="MasterZoneId")
    network_type: Literal["vpc", "Classic"] | None = field(default=None, name="NetworkType")
    page_number: int | None = field(default=None, name="PageNumber")
    page_size: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="PageSize")
    pay_type: Literal["PayOnDemand", "PrePay"] | None = field(default=None, name="PayType")
    region_id: str = field(name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    server_id: str | None = field(default=None, name="ServerId")
    server_intranet_address: list[str] | None = field(default=None, name="ServerIntranetAddress")
    slave_zone_id: str | None = field(default=None, name="SlaveZoneId")
    tag: list[TagPair] | None = field(default=None, name="Tag")
    tags: list[TagItem] | None = field(default=None, name="Tags")
    v_switch_id: str | None = field(default=None, name="VSwitchId")
    vpc_id: str | None = field(default=None, name="VpcId")


class DescribeLoadBalancersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancers: LoadBalancers | None = field(default=None, name="LoadBalancers")
    page_number: int | None = field(default=None, name="PageNumber")
    page_size: int | None = field(default=None, name="PageSize")
    request_id: str = field(name="RequestId")
    total_count: int | None = field(default=None, name="TotalCount")


class DescribeMasterSlaveServerGroupAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    master_slave_server_group_id: str = field(name="MasterSlaveServerGroupId")
    region_id: str = field(name="RegionId")


class DescribeMasterSlaveServerGroupAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    create_time: str | None = field(default=None, name="CreateTime")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    master_slave_backend_servers: MasterSlaveBackendServers | None = field(default=None, name="MasterSlaveBackendServers")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    master_slave_server_group_name: str | None = field(default=None, name="MasterSlaveServerGroupName")
    request_id: str = field(name="RequestId")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")


class DescribeMasterSlaveServerGroupsAssociatedObjects(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listeners: DescribeMasterSlaveServerGroupsListeners | None = field(default=None, name="Listeners")


class DescribeMasterSlaveServerGroupsListeners(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener: list[Listener] = field(name="Listener")


class DescribeMasterSlaveServerGroupsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    include_listener: bool | None = field(default=None, name="IncludeListener")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class DescribeMasterSlaveServerGroupsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    master_slave_server_groups: MasterSlaveServerGroups | None = field(default=None, name="MasterSlaveServerGroups")
    request_id: str = field(name="RequestId")


class DescribeRegionsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    accept_language: str | None = field(default=None, name="AcceptLanguage")
    region_id: str | None = field(default=None, name="RegionId")


class DescribeRegionsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    regions: Regions | None = field(default=None, name="Regions")
    request_id: str = field(name="RequestId")


class DescribeRuleAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str = field(name="RegionId")
    rule_id: str = field(name="RuleId")


class DescribeRuleAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    cookie: str | None = field(default=None, name="Cookie")
    cookie_timeout: int | None = field(default=None, name="CookieTimeout")
    domain: str | None = field(default=None, name="Domain")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: str | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: str | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_timeout: int | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    listener_port: str | None = field(default=None, name="ListenerPort")
    listener_sync: str | None = field(default=None, name="ListenerSync")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    request_id: str = field(name="RequestId")
    rule_id: str | None = field(default=None, name="RuleId")
    rule_name: str | None = field(default=None, name="RuleName")
    scheduler: str | None = field(default=None, name="Scheduler")
    sticky_session: str | None = field(default=None, name="StickySession")
    sticky_session_type: str | None = field(default=None, name="StickySessionType")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    url: str | None = field(default=None, name="Url")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class DescribeRulesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")


class DescribeRulesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    rules: DescribeRulesRules | None = field(default=None, name="Rules")


class DescribeRulesRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    cookie: str | None = field(default=None, name="Cookie")
    cookie_timeout: int | None = field(default=None, name="CookieTimeout")
    domain: str | None = field(default=None, name="Domain")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: str | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: str | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_timeout: int | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    listener_sync: str | None = field(default=None, name="ListenerSync")
    rule_id: str | None = field(default=None, name="RuleId")
    rule_name: str | None = field(default=None, name="RuleName")
    scheduler: str | None = field(default=None, name="Scheduler")
    sticky_session: str | None = field(default=None, name="StickySession")
    sticky_session_type: str | None = field(default=None, name="StickySessionType")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    url: str | None = field(default=None, name="Url")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class DescribeRulesRules(Struct, frozen=True, kw_only=True, omit_defaults=True):
    rule: list[DescribeRulesRule] = field(name="Rule")


class DescribeServerCertificatesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str | None = field(default=None, name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class DescribeServerCertificatesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    server_certificates: ServerCertificates | None = field(default=None, name="ServerCertificates")


class DescribeTagsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    distinct_key: bool | None = field(default=None, name="DistinctKey")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    page_number: int = field(default=1, name="PageNumber")
    page_size: Annotated[int, Meta(ge=1, le=100)] = field(default=50, name="PageSize")
    region_id: str = field(name="RegionId")
    tags: list[TagItem] | None = field(default=None, name="Tags")


class DescribeTagsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    page_number: int | None = field(default=None, name="PageNumber")
    page_size: int | None = field(default=None, name="PageSize")
    request_id: str = field(name="RequestId")
    tag_sets: TagSets | None = field(default=None, name="TagSets")
    total_count: int | None = field(default=None, name="TotalCount")


class DescribeVServerGroupAttributeBackendServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    port: int | None = field(default=None, name="Port")
    server_id: str | None = field(default=None, name="ServerId")
    server_ip: str | None = field(default=None, name="ServerIp")
    type_: str | None = field(default=None, name="Type")
    weight: int | None = field(default=None, name="Weight")


class DescribeVServerGroupAttributeBackendServers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_server: list[DescribeVServerGroupAttributeBackendServer] = field(name="BackendServer")


class DescribeVServerGroupAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str = field(name="RegionId")
    v_server_group_id: str = field(name="VServerGroupId")


class DescribeVServerGroupAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: DescribeVServerGroupAttributeBackendServers | None = field(default=None, name="BackendServers")
    create_time: str | None = field(default=None, name="CreateTime")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    request_id: str = field(name="RequestId")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    v_server_group_name: str | None = field(default=None, name="VServerGroupName")


class DescribeVServerGroupsAssociatedObjects(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listeners: DescribeMasterSlaveServerGroupsListeners | None = field(default=None, name="Listeners")
    rules: DescribeVServerGroupsRules | None = field(default=None, name="Rules")


class DescribeVServerGroupsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    include_listener: bool = field(default=False, name="IncludeListener")
    include_rule: bool = field(default=False, name="IncludeRule")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class DescribeVServerGroupsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    v_server_groups: VServerGroups | None = field(default=None, name="VServerGroups")


class DescribeVServerGroupsRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain: str | None = field(default=None, name="Domain")
    rule_id: str | None = field(default=None, name="RuleId")
    rule_name: str | None = field(default=None, name="RuleName")
    url: str | None = field(default=None, name="Url")


class DescribeVServerGroupsRules(Struct, frozen=True, kw_only=True, omit_defaults=True):
    rule: list[DescribeVServerGroupsRule] = field(name="Rule")


class DescribeZonesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    accept_language: str | None = field(default=None, name="AcceptLanguage")
    region_id: str = field(name="RegionId")


class DescribeZonesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    zones: Zones | None = field(default=None, name="Zones")


class DomainExtension(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain: str | None = field(default=None, name="Domain")
    domain_extension_id: str | None = field(default=None, name="DomainExtensionId")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")


class DomainExtensions(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain_extension: list[DomainExtension] = field(name="DomainExtension")


class EnableHighDefinationMonitorRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    log_project: Annotated[str, Meta(pattern=r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\Z", min_length=4, max_length=63)] = field(name="LogProject")
    log_store: Annotated[str, Meta(pattern=r"^(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)\Z", min_length=2, max_length=64)] = field(name="LogStore")
    region_id: str = field(name="RegionId")
    tags: list[TagItem] | None = field(default=None, name="Tags")


class EnableHighDefinationMonitorResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    success: str | None = field(default=None, name="Success")


class HTTPListenerConfig(Struct, frozen=True, kw_only=True, omit_defaults=True):
    cookie: str | None = field(default=None, name="Cookie")
    cookie_timeout: int | None = field(default=None, name="CookieTimeout")
    forward_port: int | None = field(default=None, name="ForwardPort")
    gzip: str | None = field(default=None, name="Gzip")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: str | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: str | None = field(default=None, name="HealthCheckHttpCode")
    health_check_http_version: str | None = field(default=None, name="HealthCheckHttpVersion")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_method: str | None = field(default=None, name="HealthCheckMethod")
    health_check_timeout: int | None = field(default=None, name="HealthCheckTimeout")
    health_check_type: str | None = field(default=None, name="HealthCheckType")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    idle_timeout: int | None = field(default=None, name="IdleTimeout")
    listener_forward: str | None = field(default=None, name="ListenerForward")
    request_timeout: int | None = field(default=None, name="RequestTimeout")
    sticky_session: str | None = field(default=None, name="StickySession")
    sticky_session_type: str | None = field(default=None, name="StickySessionType")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    x_forwarded_for: str | None = field(default=None, name="XForwardedFor")
    x_forwarded_for_client_src_port: str | None = field(default=None, name="XForwardedFor_ClientSrcPort")
    x_forwarded_for_slbid: str | None = field(default=None, name="XForwardedFor_SLBID")
    x_forwarded_for_slbip: str | None = field(default=None, name="XForwardedFor_SLBIP")
    x_forwarded_for_slbport: str | None = field(default=None, name="XForwardedFor_SLBPORT")
    x_forwarded_for_proto: str | None = field(default=None, name="XForwardedFor_proto")


class HTTPSListenerConfig(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificate_id: str | None = field(default=None, name="CACertificateId")
    cookie: str | None = field(default=None, name="Cookie")
    cookie_timeout: int | None = field(default=None, name="CookieTimeout")
    enable_http2: str | None = field(default=None, name="EnableHttp2")
    gzip: str | None = field(default=None, name="Gzip")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: str | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: str | None = field(default=None, name="HealthCheckHttpCode")
    health_check_http_version: str | None = field(default=None, name="HealthCheckHttpVersion")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_method: str | None = field(default=None, name="HealthCheckMethod")
    health_check_timeout: int | None = field(default=None, name="HealthCheckTimeout")
    health_check_type: str | None = field(default=None, name="HealthCheckType")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    idle_timeout: int | None = field(default=None, name="IdleTimeout")
    request_timeout: int | None = field(default=None, name="RequestTimeout")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")
    sticky_session: str | None = field(default=None, name="StickySession")
    sticky_session_type: str | None = field(default=None, name="StickySessionType")
    tls_cipher_policy: str | None = field(default=None, name="TLSCipherPolicy")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    x_forwarded_for: str | None = field(default=None, name="XForwardedFor")
    x_forwarded_for_client_cert_client_verify: str | None = field(default=None, name="XForwardedFor_ClientCertClientVerify")
    x_forwarded_for_client_cert_fingerprint: str | None = field(default=None, name="XForwardedFor_ClientCertFingerprint")
    x_forwarded_for_client_cert_issuer_dn: str | None = field(default=None, name="XForwardedFor_ClientCertIssuerDN")
    x_forwarded_for_client_cert_subject_dn: str | None = field(default=None, name="XForwardedFor_ClientCertSubjectDN")
    x_forwarded_for_client_src_port: str | None = field(default=None, name="XForwardedFor_ClientSrcPort")
    x_forwarded_for_slbid: str | None = field(default=None, name="XForwardedFor_SLBID")
    x_forwarded_for_slbip: str | None = field(default=None, name="XForwardedFor_SLBIP")
    x_forwarded_for_slbport: str | None = field(default=None, name="XForwardedFor_SLBPORT")
    x_forwarded_for_proto: str | None = field(default=None, name="XForwardedFor_proto")


class ListTLSCipherPoliciesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    include_listener: bool = field(default=False, name="IncludeListener")
    max_items: Annotated[int, Meta(ge=1, le=100)] = field(default=20, name="MaxItems")
    name: str | None = field(default=None, name="Name")
    next_token: str | None = field(default=None, name="NextToken")
    region_id: str = field(name="RegionId")
    tls_cipher_policy_id: str | None = field(default=None, name="TLSCipherPolicyId")


class ListTLSCipherPoliciesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    is_truncated: bool | None = field(default=None, name="IsTruncated")
    next_token: str | None = field(default=None, name="NextToken")
    request_id: str = field(name="RequestId")
    tls_cipher_policies: list[TLSCipherPolicies] = field(name="TLSCipherPolicies")
    total_count: int | None = field(default=None, name="TotalCount")


class ListTagResourcesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    next_token: str | None = field(default=None, name="NextToken")
    region_id: str = field(name="RegionId")
    resource_id: Annotated[list[str], Meta(max_length=20)] | None = field(default=None, name="ResourceId")
    resource_type: Literal["instance", "certificate", "acl", "listener", "vservergroup", "masterslaveservergroup"] = field(name="ResourceType")
    tag: Annotated[list[TagPair], Meta(max_length=20)] | None = field(default=None, name="Tag")


class ListTagResourcesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    next_token: str | None = field(default=None, name="NextToken")
    request_id: str = field(name="RequestId")
    tag_resources: TagResources | None = field(default=None, name="TagResources")


class Listener(Struct, frozen=True, kw_only=True, omit_defaults=True):
    port: int | None = field(default=None, name="Port")
    protocol: str | None = field(default=None, name="Protocol")


class ListenerPortAndProtocal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: int | None = field(default=None, name="ListenerPort")
    listener_protocal: str | None = field(default=None, name="ListenerProtocal")


class ListenerPortAndProtocol(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    forward_port: int | None = field(default=None, name="ForwardPort")
    listener_forward: str | None = field(default=None, name="ListenerForward")
    listener_port: int | None = field(default=None, name="ListenerPort")
    listener_protocol: str | None = field(default=None, name="ListenerProtocol")


class ListenerPorts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: list[int] = field(name="ListenerPort")


class ListenerPortsAndProtocal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port_and_protocal: list[ListenerPortAndProtocal] = field(name="ListenerPortAndProtocal")


class ListenerPortsAndProtocol(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port_and_protocol: list[ListenerPortAndProtocol] = field(name="ListenerPortAndProtocol")


class LoadBalancer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    address: str | None = field(default=None, name="Address")
    address_ip_version: str | None = field(default=None, name="AddressIPVersion")
    address_type: str | None = field(default=None, name="AddressType")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    create_time: str | None = field(default=None, name="CreateTime")
    create_time_stamp: int | None = field(default=None, name="CreateTimeStamp")
    delete_protection: str | None = field(default=None, name="DeleteProtection")
    instance_charge_type: str | None = field(default=None, name="InstanceChargeType")
    internet_charge_type: str | None = field(default=None, name="InternetChargeType")
    internet_charge_type_alias: str | None = field(default=None, name="InternetChargeTypeAlias")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    load_balancer_spec: str | None = field(default=None, name="LoadBalancerSpec")
    load_balancer_status: str | None = field(default=None, name="LoadBalancerStatus")
    master_zone_id: str | None = field(default=None, name="MasterZoneId")
    modification_protection_reason: str | None = field(default=None, name="ModificationProtectionReason")
    modification_protection_status: str | None = field(default=None, name="ModificationProtectionStatus")
    network_type: str | None = field(default=None, name="NetworkType")
    pay_type: str | None = field(default=None, name="PayType")
    region_id: str | None = field(default=None, name="RegionId")
    region_id_alias: str | None = field(default=None, name="RegionIdAlias")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    slave_zone_id: str | None = field(default=None, name="SlaveZoneId")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    v_switch_id: str | None = field(default=None, name="VSwitchId")
    vpc_id: str | None = field(default=None, name="VpcId")


class LoadBalancers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer: list[LoadBalancer] = field(name="LoadBalancer")


class LogsDownloadAttribute(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    log_project: str | None = field(default=None, name="LogProject")
    log_store: str | None = field(default=None, name="LogStore")
    log_type: str | None = field(default=None, name="LogType")
    region: str | None = field(default=None, name="Region")


class LogsDownloadAttributes(Struct, frozen=True, kw_only=True, omit_defaults=True):
    logs_download_attribute: list[LogsDownloadAttribute] = field(name="LogsDownloadAttribute")


class LogsDownloadItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    log_project: str | None = field(default=None, name="LogProject")
    log_store: str | None = field(default=None, name="LogStore")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")


class MasterSlaveBackendServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    port: int | None = field(default=None, name="Port")
    server_id: str | None = field(default=None, name="ServerId")
    server_type: str | None = field(default=None, name="ServerType")
    type_: str | None = field(default=None, name="Type")
    weight: int | None = field(default=None, name="Weight")


class MasterSlaveBackendServers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    master_slave_backend_server: list[MasterSlaveBackendServer] = field(name="MasterSlaveBackendServer")


class MasterSlaveServerGroup(Struct, frozen=True, kw_only=True, omit_defaults=True):
    associated_objects: DescribeMasterSlaveServerGroupsAssociatedObjects | None = field(default=None, name="AssociatedObjects")
    create_time: str | None = field(default=None, name="CreateTime")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    master_slave_server_group_name: str | None = field(default=None, name="MasterSlaveServerGroupName")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")


class MasterSlaveServerGroups(Struct, frozen=True, kw_only=True, omit_defaults=True):
    master_slave_server_group: list[MasterSlaveServerGroup] = field(name="MasterSlaveServerGroup")


class MasterSlaveServerItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    server_id: str | None = field(default=None, name="ServerId")
    port: Annotated[int, Meta(ge=1, le=65535)] | None = field(default=None, name="Port")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")
    type_: Annotated[str, Meta(pattern=r"^(?i:ecs|eni|eci)\Z")] | None = field(default=None, name="Type")
    server_ip: str | None = field(default=None, name="ServerIp")
    server_type: Literal["Master", "Slave"] | None = field(default=None, name="ServerType")
    description: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="Description")


class ModifyHighDefinationMonitorRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    log_project: Annotated[str, Meta(pattern=r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\Z", min_length=4, max_length=63)] = field(name="LogProject")
    log_store: Annotated[str, Meta(pattern=r"^(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)\Z", min_length=2, max_length=64)] = field(name="LogStore")
    region_id: str = field(name="RegionId")


class ModifyHighDefinationMonitorResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    success: str | None = field(default=None, name="Success")


class ModifyLoadBalancerInstanceChargeTypeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    bandwidth: int | None = field(default=None, name="Bandwidth")
    instance_charge_type: Literal["PayBySpec", "PayByCLCU"] = field(name="InstanceChargeType")
    internet_charge_type: Annotated[str, Meta(pattern=r"^(?i:paybytraffic|paybybandwidth)\Z")] | None = field(default=None, name="InternetChargeType")
    load_balancer_id: str = field(name="LoadBalancerId")
    load_balancer_spec: Literal["slb.s1.small", "slb.s2.small", "slb.s2.medium", "slb.s3.small", "slb.s3.medium", "slb.s3.large", "slb.s4.large"] | None = field(default=None, name="LoadBalancerSpec")
    region_id: str = field(name="RegionId")


class ModifyLoadBalancerInstanceChargeTypeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class ModifyLoadBalancerInstanceSpecRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    auto_pay: bool | None = field(default=None, name="AutoPay")
    load_balancer_id: str = field(name="LoadBalancerId")
    load_balancer_spec: Literal["slb.s1.small", "slb.s2.small", "slb.s2.medium", "slb.s3.small", "slb.s3.medium", "slb.s3.large", "slb.s4.large"] = field(name="LoadBalancerSpec")
    region_id: str | None = field(default=None, name="RegionId")


class ModifyLoadBalancerInstanceSpecResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    order_id: int | None = field(default=None, name="OrderId")
    request_id: str = field(name="RequestId")


class ModifyLoadBalancerInternetSpecRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    auto_pay: bool | None = field(default=None, name="AutoPay")
    bandwidth: Annotated[int, Meta(ge=1, le=5120)] | None = field(default=None, name="Bandwidth")
    internet_charge_type: Annotated[str, Meta(pattern=r"^(?i:paybytraffic|paybybandwidth)\Z")] | None = field(default=None, name="InternetChargeType")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class ModifyLoadBalancerInternetSpecResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    order_id: int | None = field(default=None, name="OrderId")
    request_id: str = field(name="RequestId")


class ModifyLoadBalancerPayTypeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    auto_pay: bool | None = field(default=None, name="AutoPay")
    duration: int | None = field(default=None, name="Duration")
    load_balancer_id: str = field(name="LoadBalancerId")
    pay_type: Literal["PayOnDemand", "PrePay"] | None = field(default=None, name="PayType")
    pricing_cycle: Literal["month", "year"] | None = field(default=None, name="PricingCycle")
    region_id: str = field(name="RegionId")


class ModifyLoadBalancerPayTypeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    order_id: int | None = field(default=None, name="OrderId")
    request_id: str = field(name="RequestId")


class ModifyVServerGroupBackendServersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    new_backend_servers: list[BackendServerItem] | None = field(default=None, name="NewBackendServers")
    old_backend_servers: list[BackendServerItem] | None = field(default=None, name="OldBackendServers")
    region_id: str = field(name="RegionId")
    v_server_group_id: str = field(name="VServerGroupId")


class ModifyVServerGroupBackendServersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: AddVServerGroupBackendServersBackendServers | None = field(default=None, name="BackendServers")
    request_id: str = field(name="RequestId")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class MoveResourceGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    new_resource_group_id: str = field(name="NewResourceGroupId")
    region_id: str = field(name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    resource_id: str = field(name="ResourceId")
    resource_type: Literal["loadbalancer", "certificate", "acl"] = field(name="ResourceType")


class MoveResourceGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class Region(Struct, frozen=True, kw_only=True, omit_defaults=True):
    local_name: str | None = field(default=None, name="LocalName")
    region_endpoint: str | None = field(default=None, name="RegionEndpoint")
    region_id: str | None = field(default=None, name="RegionId")


class Regions(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region: list[Region] = field(name="Region")


class RelateListeners(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    port: int | None = field(default=None, name="Port")
    protocol: str | None = field(default=None, name="Protocol")


class RelatedListener(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_type: str | None = field(default=None, name="AclType")
    listener_port: int | None = field(default=None, name="ListenerPort")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    protocol: str | None = field(default=None, name="Protocol")


class RelatedListeners(Struct, frozen=True, kw_only=True, omit_defaults=True):
    related_listener: list[RelatedListener] = field(name="RelatedListener")


class RemoveAccessControlListEntryRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_entrys: list[AclEntryItem] | None = field(default=None, name="AclEntrys")
    acl_id: str = field(name="AclId")
    region_id: str = field(name="RegionId")


class RemoveAccessControlListEntryResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class RemoveBackendServersBackendServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    description: str | None = field(default=None, name="Description")
    server_id: str | None = field(default=None, name="ServerId")
    type_: str | None = field(default=None, name="Type")
    weight: int | None = field(default=None, name="Weight")


class RemoveBackendServersBackendServers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_server: list[RemoveBackendServersBackendServer] = field(name="BackendServer")


class RemoveBackendServersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: list[BackendServerItem] = field(name="BackendServers")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class RemoveBackendServersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: RemoveBackendServersBackendServers | None = field(default=None, name="BackendServers")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    request_id: str = field(name="RequestId")


class RemoveListenerWhiteListItemRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")
    source_items: list[str] = field(name="SourceItems")


class RemoveListenerWhiteListItemResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class RemoveTagsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")
    tags: list[TagItem] = field(name="Tags")


class RemoveTagsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class RemoveVServerGroupBackendServersBackendServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    port: int | None = field(default=None, name="Port")
    server_id: str | None = field(default=None, name="ServerId")
    type_: str | None = field(default=None, name="Type")
    weight: int | None = field(default=None, name="Weight")


class RemoveVServerGroupBackendServersBackendServers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_server: list[RemoveVServerGroupBackendServersBackendServer] = field(name="BackendServer")


class RemoveVServerGroupBackendServersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: list[BackendServerItem] | None = field(default=None, name="BackendServers")
    region_id: str = field(name="RegionId")
    v_server_group_id: str = field(name="VServerGroupId")


class RemoveVServerGroupBackendServersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: RemoveVServerGroupBackendServersBackendServers | None = field(default=None, name="BackendServers")
    request_id: str = field(name="RequestId")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class RuleItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    rule_name: Annotated[str, Meta(min_length=1, max_length=40)] | None = field(default=None, name="RuleName")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class ServerCertificate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ali_cloud_certificate_id: str | None = field(default=None, name="AliCloudCertificateId")
    ali_cloud_certificate_name: str | None = field(default=None, name="AliCloudCertificateName")
    common_name: str | None = field(default=None, name="CommonName")
    create_time: str | None = field(default=None, name="CreateTime")
    create_time_stamp: int | None = field(default=None, name="CreateTimeStamp")
    expire_time: str | None = field(default=None, name="ExpireTime")
    expire_time_stamp: int | None = field(default=None, name="ExpireTimeStamp")
    fingerprint: str | None = field(default=None, name="Fingerprint")
    is_ali_cloud_certificate: int | None = field(default=None, name="IsAliCloudCertificate")
    region_id: str | None = field(default=None, name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")
    server_certificate_name: str | None = field(default=None, name="ServerCertificateName")
    subject_alternative_names: SubjectAlternativeNames | None = field(default=None, name="SubjectAlternativeNames")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")


class ServerCertificates(Struct, frozen=True, kw_only=True, omit_defaults=True):
    server_certificate: list[ServerCertificate] = field(name="ServerCertificate")


class SetAccessControlListAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: str = field(name="AclId")
    acl_name: str = field(name="AclName")
    region_id: str = field(name="RegionId")


class SetAccessControlListAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetAccessLogsDownloadAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    logs_download_attributes: list[LogsDownloadItem] = field(name="LogsDownloadAttributes")
    region_id: str = field(name="RegionId")
    tags: list[TagItem] | None = field(default=None, name="Tags")


class SetAccessLogsDownloadAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetBackendServersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: list[BackendServerItem] | None = field(default=None, name="BackendServers")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class SetBackendServersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: AddBackendServersBackendServers | None = field(default=None, name="BackendServers")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    request_id: str = field(name="RequestId")


class SetCACertificateNameRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificate_id: str = field(name="CACertificateId")
    ca_certificate_name: str = field(name="CACertificateName")
    region_id: str = field(name="RegionId")


class SetCACertificateNameResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetDomainExtensionAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    domain_extension_id: str = field(name="DomainExtensionId")
    region_id: str = field(name="RegionId")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")


class SetDomainExtensionAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetListenerAccessControlStatusRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    access_control_status: Literal["open_white_list", "close"] = field(name="AccessControlStatus")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class SetListenerAccessControlStatusResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetLoadBalancerDeleteProtectionRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    delete_protection: Literal["on", "off"] = field(name="DeleteProtection")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")


class SetLoadBalancerDeleteProtectionResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetLoadBalancerHTTPListenerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] | None = field(default=None, name="AclId")
    acl_status: Literal["on", "off"] | None = field(default=None, name="AclStatus")
    acl_type: Literal["white", "black"] | None = field(default=None, name="AclType")
    bandwidth: Annotated[int, Meta(ge=-1, le=5120)] | None = field(default=None, name="Bandwidth")
    cookie: Annotated[str, Meta(min_length=1, max_length=200)] | None = field(default=None, name="Cookie")
    cookie_timeout: Annotated[int, Meta(ge=1, le=86400)] | None = field(default=None, name="CookieTimeout")
    description: str | None = field(default=None, name="Description")
    dry_run: bool | None = field(default=None, name="DryRun")
    gzip: Literal["on", "off"] | None = field(default=None, name="Gzip")
    health_check: Literal["on", "off"] | None = field(default=None, name="HealthCheck")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: list[Literal["http_2xx", "http_3xx", "http_4xx", "http_5xx"]] | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="HealthCheckInterval")
    health_check_method: Literal["head", "get"] | None = field(default=None, name="HealthCheckMethod")
    health_check_timeout: Annotated[int, Meta(ge=1, le=300)] | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthyThreshold")
    idle_timeout: Annotated[int, Meta(ge=1, le=60)] | None = field(default=None, name="IdleTimeout")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")
    request_timeout: Annotated[int, Meta(ge=1, le=180)] | None = field(default=None, name="RequestTimeout")
    scheduler: Literal["wrr", "wlc", "rr"] | None = field(default=None, name="Scheduler")
    sticky_session: Literal["on", "off"] | None = field(default=None, name="StickySession")
    sticky_session_type: Literal["insert", "server"] | None = field(default=None, name="StickySessionType")
    unhealthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group: Literal["on", "off"] | None = field(default=None, name="VServerGroup")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    x_forwarded_for: Literal["on", "off"] | None = field(default=None, name="XForwardedFor")
    x_forwarded_for_client_src_port: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_ClientSrcPort")
    x_forwarded_for_slbid: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBID")
    x_forwarded_for_slbip: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBIP")
    x_forwarded_for_slbport: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBPORT")
    x_forwarded_for_proto: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_proto")


class SetLoadBalancerHTTPListenerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetLoadBalancerHTTPSListenerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] | None = field(default=None, name="AclId")
    acl_status: Literal["on", "off"] | None = field(default=None, name="AclStatus")
    acl_type: Literal["white", "black"] | None = field(default=None, name="AclType")
    bandwidth: Annotated[int, Meta(ge=-1, le=5120)] | None = field(default=None, name="Bandwidth")
    ca_certificate_id: str | None = field(default=None, name="CACertificateId")
    cookie: Annotated[str, Meta(min_length=1, max_length=200)] | None = field(default=None, name="Cookie")
    cookie_timeout: Annotated[int, Meta(ge=1, le=86400)] | None = field(default=None, name="CookieTimeout")
    description: Annotated[str, Meta(min_length=1, max_length=256)] | None = field(default=None, name="Description")
    dry_run: bool | None = field(default=None, name="DryRun")
    enable_http2: Literal["on", "off"] | None = field(default=None, name="EnableHttp2")
    gzip: Literal["on", "off"] | None = field(default=None, name="Gzip")
    health_check: Literal["on", "off"] | None = field(default=None, name="HealthCheck")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: list[Literal["http_2xx", "http_3xx", "http_4xx", "http_5xx"]] | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="HealthCheckInterval")
    health_check_method: Literal["head", "get"] | None = field(default=None, name="HealthCheckMethod")
    health_check_timeout: Annotated[int, Meta(ge=1, le=300)] | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthyThreshold")
    idle_timeout: Annotated[int, Meta(ge=1, le=60)] | None = field(default=None, name="IdleTimeout")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")
    request_timeout: Annotated[int, Meta(ge=1, le=180)] | None = field(default=None, name="RequestTimeout")
    scheduler: Literal["wrr", "wlc", "rr"] | None = field(default=None, name="Scheduler")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")
    sticky_session: Literal["on", "off"] | None = field(default=None, name="StickySession")
    sticky_session_type: Literal["insert", "server"] | None = field(default=None, name="StickySessionType")
    tls_cipher_policy: Annotated[str, Meta(pattern=r"^(?:tls_cipher_policy_1_0|tls_cipher_policy_1_1|tls_cipher_policy_1_2|tls_cipher_policy_1_2_strict|tls_cipher_policy_1_2_strict_with_1_3|tls-[A-Za-z0-9_-]+)\Z")] | None = field(default=None, name="TLSCipherPolicy")
    unhealthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group: Literal["on", "off"] | None = field(default=None, name="VServerGroup")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    x_forwarded_for: Literal["on", "off"] | None = field(default=None, name="XForwardedFor")
    x_forwarded_for_client_src_port: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_ClientSrcPort")
    x_forwarded_for_slbid: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBID")
    x_forwarded_for_slbip: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBIP")
    x_forwarded_for_slbport: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_SLBPORT")
    x_forwarded_for_proto: Literal["on", "off"] | None = field(default=None, name="XForwardedFor_proto")


class SetLoadBalancerHTTPSListenerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetLoadBalancerModificationProtectionRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    modification_protection_reason: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="ModificationProtectionReason")
    modification_protection_status: Literal["NonProtection", "ConsoleProtection"] = field(name="ModificationProtectionStatus")
    region_id: str = field(name="RegionId")


class SetLoadBalancerModificationProtectionResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetLoadBalancerNameRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    load_balancer_name: Annotated[str, Meta(min_length=1, max_length=80)] = field(name="LoadBalancerName")
    region_id: str | None = field(default=None, name="RegionId")


class SetLoadBalancerNameResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetLoadBalancerStatusRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    load_balancer_status: Literal["active", "inactive"] = field(name="LoadBalancerStatus")
    region_id: str | None = field(default=None, name="RegionId")


class SetLoadBalancerStatusResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetLoadBalancerTCPListenerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] | None = field(default=None, name="AclId")
    acl_status: Literal["on", "off"] | None = field(default=None, name="AclStatus")
    acl_type: Literal["white", "black"] | None = field(default=None, name="AclType")
    bandwidth: Annotated[int, Meta(ge=-1, le=5120)] | None = field(default=None, name="Bandwidth")
    connection_drain: Literal["on", "off"] | None = field(default=None, name="ConnectionDrain")
    connection_drain_timeout: Annotated[int, Meta(ge=10, le=900)] | None = field(default=None, name="ConnectionDrainTimeout")
    description: Annotated[str, Meta(min_length=1, max_length=256)] | None = field(default=None, name="Description")
    dry_run: bool | None = field(default=None, name="DryRun")
    established_timeout: Annotated[int, Meta(ge=10, le=900)] | None = field(default=None, name="EstablishedTimeout")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_connect_timeout: Annotated[int, Meta(ge=1, le=300)] | None = field(default=None, name="HealthCheckConnectTimeout")
    health_check_domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: list[Literal["http_2xx", "http_3xx", "http_4xx", "http_5xx"]] | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="HealthCheckInterval")
    health_check_switch: Literal["on", "off"] | None = field(default=None, name="HealthCheckSwitch")
    health_check_type: Literal["tcp", "http"] | None = field(default=None, name="HealthCheckType")
    health_check_uri: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthyThreshold")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    master_slave_server_group: Literal["on", "off"] | None = field(default=None, name="MasterSlaveServerGroup")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    persistence_timeout: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="PersistenceTimeout")
    proxy_protocol_v2_enabled: bool | None = field(default=None, name="ProxyProtocolV2Enabled")
    region_id: str | None = field(default=None, name="RegionId")
    scheduler: Literal["wrr", "wlc", "rr", "sch", "tch"] | None = field(default=None, name="Scheduler")
    syn_proxy: Literal["enable", "disable"] | None = field(default=None, name="SynProxy")
    unhealthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group: Literal["on", "off"] | None = field(default=None, name="VServerGroup")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class SetLoadBalancerTCPListenerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetLoadBalancerUDPListenerAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    acl_id: list[str] | None = field(default=None, name="AclId")
    acl_status: Literal["on", "off"] | None = field(default=None, name="AclStatus")
    acl_type: Literal["white", "black"] | None = field(default=None, name="AclType")
    bandwidth: Annotated[int, Meta(ge=-1, le=5120)] | None = field(default=None, name="Bandwidth")
    description: Annotated[str, Meta(min_length=1, max_length=256)] | None = field(default=None, name="Description")
    dry_run: bool | None = field(default=None, name="DryRun")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_connect_timeout: Annotated[int, Meta(ge=1, le=300)] | None = field(default=None, name="HealthCheckConnectTimeout")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="HealthCheckInterval")
    health_check_switch: Literal["on", "off"] | None = field(default=None, name="HealthCheckSwitch")
    healthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="HealthyThreshold")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    load_balancer_id: str = field(name="LoadBalancerId")
    master_slave_server_group: Literal["on", "off"] | None = field(default=None, name="MasterSlaveServerGroup")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    proxy_protocol_v2_enabled: bool | None = field(default=None, name="ProxyProtocolV2Enabled")
    region_id: str | None = field(default=None, name="RegionId")
    scheduler: Literal["wrr", "wlc", "rr", "sch", "tch", "qch"] | None = field(default=None, name="Scheduler")
    unhealthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group: Literal["on", "off"] | None = field(default=None, name="VServerGroup")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    health_check_exp: Annotated[str, Meta(min_length=1, max_length=64)] | None = field(default=None, name="healthCheckExp")
    health_check_req: Annotated[str, Meta(min_length=1, max_length=64)] | None = field(default=None, name="healthCheckReq")


class SetLoadBalancerUDPListenerAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetRuleRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    cookie: Annotated[str, Meta(min_length=1, max_length=200)] | None = field(default=None, name="Cookie")
    cookie_timeout: Annotated[int, Meta(ge=1, le=86400)] | None = field(default=None, name="CookieTimeout")
    dry_run: bool | None = field(default=None, name="DryRun")
    health_check: Literal["on", "off"] | None = field(default=None, name="HealthCheck")
    health_check_connect_port: Annotated[int, Meta(ge=-520, le=65535)] | None = field(default=None, name="HealthCheckConnectPort")
    health_check_domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: list[Literal["http_2xx", "http_3xx", "http_4xx", "http_5xx"]] | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="HealthCheckInterval")
    health_check_timeout: Annotated[int, Meta(ge=1, le=300)] | None = field(default=None, name="HealthCheckTimeout")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthyThreshold")
    listener_sync: Literal["on", "off"] | None = field(default=None, name="ListenerSync")
    region_id: str = field(name="RegionId")
    rule_id: str = field(name="RuleId")
    rule_name: Annotated[str, Meta(min_length=1, max_length=40)] | None = field(default=None, name="RuleName")
    scheduler: Literal["wrr", "wlc", "rr"] | None = field(default=None, name="Scheduler")
    sticky_session: Literal["on", "off"] | None = field(default=None, name="StickySession")
    sticky_session_type: Literal["insert", "server"] | None = field(default=None, name="StickySessionType")
    unhealthy_threshold: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")


class SetRuleResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetServerCertificateNameRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str = field(name="RegionId")
    server_certificate_id: str = field(name="ServerCertificateId")
    server_certificate_name: Annotated[str, Meta(min_length=1, max_length=80)] = field(name="ServerCertificateName")


class SetServerCertificateNameResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SetTLSCipherPolicyAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ciphers: Annotated[list[str], Meta(min_length=1, max_length=32)] = field(name="Ciphers")
    name: Annotated[str, Meta(pattern=r"^(?:[A-Za-z][A-Za-z0-9._-]+)\Z", min_length=2, max_length=128)] = field(name="Name")
    region_id: str = field(name="RegionId")
    tls_cipher_policy_id: str = field(name="TLSCipherPolicyId")
    tls_versions: Annotated[list[Literal["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]], Meta(min_length=1, max_length=4)] = field(name="TLSVersions")


class SetTLSCipherPolicyAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    task_id: str | None = field(default=None, name="TaskId")


class SetVServerGroupAttributeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: list[BackendServerItem] | None = field(default=None, name="BackendServers")
    region_id: str = field(name="RegionId")
    v_server_group_id: str = field(name="VServerGroupId")
    v_server_group_name: str | None = field(default=None, name="VServerGroupName")


class SetVServerGroupAttributeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    backend_servers: AddVServerGroupBackendServersBackendServers | None = field(default=None, name="BackendServers")
    request_id: str = field(name="RequestId")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    v_server_group_name: str | None = field(default=None, name="VServerGroupName")


class SlaveZone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    local_name: str | None = field(default=None, name="LocalName")
    zone_id: str | None = field(default=None, name="ZoneId")


class SlaveZones(Struct, frozen=True, kw_only=True, omit_defaults=True):
    slave_zone: list[SlaveZone] = field(name="SlaveZone")


class StartLoadBalancerListenerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str | None = field(default=None, name="RegionId")


class StartLoadBalancerListenerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class StopLoadBalancerListenerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    listener_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="ListenerPort")
    listener_protocol: Annotated[str, Meta(pattern=r"^(?i:tcp|udp|http|https)\Z")] | None = field(default=None, name="ListenerProtocol")
    load_balancer_id: str = field(name="LoadBalancerId")
    region_id: str = field(name="RegionId")


class StopLoadBalancerListenerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SubjectAlternativeNames(Struct, frozen=True, kw_only=True, omit_defaults=True):
    subject_alternative_name: list[str] = field(name="SubjectAlternativeName")


class SupportResource(Struct, frozen=True, kw_only=True, omit_defaults=True):
    address_ip_version: str | None = field(default=None, name="AddressIPVersion")
    address_type: str | None = field(default=None, name="AddressType")


class SupportResources(Struct, frozen=True, kw_only=True, omit_defaults=True):
    support_resource: list[SupportResource] = field(name="SupportResource")


class TCPListenerConfig(Struct, frozen=True, kw_only=True, omit_defaults=True):
    connection_drain: str | None = field(default=None, name="ConnectionDrain")
    connection_drain_timeout: int | None = field(default=None, name="ConnectionDrainTimeout")
    established_timeout: int | None = field(default=None, name="EstablishedTimeout")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_connect_timeout: int | None = field(default=None, name="HealthCheckConnectTimeout")
    health_check_domain: str | None = field(default=None, name="HealthCheckDomain")
    health_check_http_code: str | None = field(default=None, name="HealthCheckHttpCode")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_method: str | None = field(default=None, name="HealthCheckMethod")
    health_check_type: str | None = field(default=None, name="HealthCheckType")
    health_check_uri: str | None = field(default=None, name="HealthCheckURI")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    persistence_timeout: int | None = field(default=None, name="PersistenceTimeout")
    proxy_protocol_v2_enabled: str | None = field(default=None, name="ProxyProtocolV2Enabled")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")


class TLSCipherPolicies(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ciphers: list[str] | None = field(default=None, name="Ciphers")
    create_time: int | None = field(default=None, name="CreateTime")
    instance_id: str | None = field(default=None, name="InstanceId")
    name: str | None = field(default=None, name="Name")
    relate_listeners: list[RelateListeners] | None = field(default=None, name="RelateListeners")
    status: str | None = field(default=None, name="Status")
    tls_versions: list[str] | None = field(default=None, name="TLSVersions")


class Tag(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag_key: str | None = field(default=None, name="TagKey")
    tag_value: str | None = field(default=None, name="TagValue")


class TagItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag_key: str = field(name="TagKey")
    tag_value: str | None = field(default=None, name="TagValue")


class TagPair(Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str | None = field(default=None, name="Key")
    value: str | None = field(default=None, name="Value")


class TagResource(Struct, frozen=True, kw_only=True, omit_defaults=True):
    resource_id: str | None = field(default=None, name="ResourceId")
    resource_type: str | None = field(default=None, name="ResourceType")
    tag_key: str | None = field(default=None, name="TagKey")
    tag_value: str | None = field(default=None, name="TagValue")


class TagResources(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag_resource: list[TagResource] = field(name="TagResource")


class TagResourcesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str = field(name="RegionId")
    resource_id: Annotated[list[str], Meta(max_length=20)] = field(name="ResourceId")
    resource_type: Literal["instance", "certificate", "acl", "listener", "vservergroup", "masterslaveservergroup"] = field(name="ResourceType")
    tag: Annotated[list[TagPair], Meta(max_length=20)] = field(name="Tag")


class TagResourcesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class TagSet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    instance_count: int | None = field(default=None, name="InstanceCount")
    tag_key: str | None = field(default=None, name="TagKey")
    tag_value: str | None = field(default=None, name="TagValue")


class TagSets(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag_set: list[TagSet] = field(name="TagSet")


class UDPListenerConfig(Struct, frozen=True, kw_only=True, omit_defaults=True):
    connection_drain: str | None = field(default=None, name="ConnectionDrain")
    connection_drain_timeout: int | None = field(default=None, name="ConnectionDrainTimeout")
    health_check: str | None = field(default=None, name="HealthCheck")
    health_check_connect_port: int | None = field(default=None, name="HealthCheckConnectPort")
    health_check_connect_timeout: int | None = field(default=None, name="HealthCheckConnectTimeout")
    health_check_exp: str | None = field(default=None, name="HealthCheckExp")
    health_check_interval: int | None = field(default=None, name="HealthCheckInterval")
    health_check_req: str | None = field(default=None, name="HealthCheckReq")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    master_slave_server_group_id: str | None = field(default=None, name="MasterSlaveServerGroupId")
    proxy_protocol_v2_enabled: str | None = field(default=None, name="ProxyProtocolV2Enabled")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")


class UntagResourcesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    all: bool | None = field(default=None, name="All")
    region_id: str = field(name="RegionId")
    resource_id: Annotated[list[str], Meta(max_length=20)] = field(name="ResourceId")
    resource_type: Literal["instance", "certificate", "acl", "listener", "vservergroup", "masterslaveservergroup"] = field(name="ResourceType")
    tag_key: Annotated[list[str], Meta(max_length=20)] | None = field(default=None, name="TagKey")


class UntagResourcesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class UploadCACertificateRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificate: str = field(name="CACertificate")
    ca_certificate_name: str | None = field(default=None, name="CACertificateName")
    region_id: str = field(name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class UploadCACertificateResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ca_certificate_id: str | None = field(default=None, name="CACertificateId")
    ca_certificate_name: str | None = field(default=None, name="CACertificateName")
    common_name: str | None = field(default=None, name="CommonName")
    create_time: str | None = field(default=None, name="CreateTime")
    create_time_stamp: int | None = field(default=None, name="CreateTimeStamp")
    expire_time: str | None = field(default=None, name="ExpireTime")
    expire_time_stamp: int | None = field(default=None, name="ExpireTimeStamp")
    fingerprint: str | None = field(default=None, name="Fingerprint")
    request_id: str = field(name="RequestId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")


class UploadServerCertificateRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ali_cloud_certificate_id: str | None = field(default=None, name="AliCloudCertificateId")
    ali_cloud_certificate_name: str | None = field(default=None, name="AliCloudCertificateName")
    ali_cloud_certificate_region_id: str | None = field(default=None, name="AliCloudCertificateRegionId")
    private_key: str | None = field(default=None, name="PrivateKey")
    region_id: str = field(name="RegionId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    server_certificate: str | None = field(default=None, name="ServerCertificate")
    server_certificate_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="ServerCertificateName")
    tag: list[TagPair] | None = field(default=None, name="Tag")


class UploadServerCertificateResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ali_cloud_certificate_id: str | None = field(default=None, name="AliCloudCertificateId")
    ali_cloud_certificate_name: str | None = field(default=None, name="AliCloudCertificateName")
    common_name: str | None = field(default=None, name="CommonName")
    create_time: str | None = field(default=None, name="CreateTime")
    create_time_stamp: int | None = field(default=None, name="CreateTimeStamp")
    expire_time: str | None = field(default=None, name="ExpireTime")
    expire_time_stamp: int | None = field(default=None, name="ExpireTimeStamp")
    fingerprint: str | None = field(default=None, name="Fingerprint")
    is_ali_cloud_certificate: int | None = field(default=None, name="IsAliCloudCertificate")
    region_id: str | None = field(default=None, name="RegionId")
    request_id: str = field(name="RequestId")
    resource_group_id: str | None = field(default=None, name="ResourceGroupId")
    server_certificate_id: str | None = field(default=None, name="ServerCertificateId")
    server_certificate_name: str | None = field(default=None, name="ServerCertificateName")
    subject_alternative_names: SubjectAlternativeNames | None = field(default=None, name="SubjectAlternativeNames")


class VServerGroup(Struct, frozen=True, kw_only=True, omit_defaults=True):
    associated_objects: DescribeVServerGroupsAssociatedObjects | None = field(default=None, name="AssociatedObjects")
    create_time: str | None = field(default=None, name="CreateTime")
    server_count: int | None = field(default=None, name="ServerCount")
    tags: DescribeAccessControlListAttributeTags | None = field(default=None, name="Tags")
    v_server_group_id: str | None = field(default=None, name="VServerGroupId")
    v_server_group_name: str | None = field(default=None, name="VServerGroupName")


class VServerGroups(Struct, frozen=True, kw_only=True, omit_defaults=True):
    v_server_group: list[VServerGroup] = field(name="VServerGroup")


class Zone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    local_name: str | None = field(default=None, name="LocalName")
    slave_zones: SlaveZones | None = field(default=None, name="SlaveZones")
    zone_id: str | None = field(default=None, name="ZoneId")


class Zones(Struct, frozen=True, kw_only=True, omit_defaults=True):
    zone: list[Zone] = field(name="Zone")
