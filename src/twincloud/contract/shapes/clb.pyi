# Shapes of Tencent CLB, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Literal

from msgspec import Meta, Struct, field


class AddCustomizedConfigRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    config_name: str | None = field(default=None, name="ConfigName")
    config_type: Literal["CLB", "SERVER", "LOCATION"] | None = field(default=None, name="ConfigType")
    config_content: str | None = field(default=None, name="ConfigContent")
    tags: list[TagInfo] | None = field(default=None, name="Tags")


class AddCustomizedConfigResponse(Struct, frozen=True, kw_only=True):
    config_id: str | None = field(default=None, name="ConfigId")
    request_id: str | None = field(default=None, name="RequestId")


class AssociateCustomizedConfigRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    uconfig_id: str = field(name="UconfigId")
    bind_list: Annotated[list[BindItem], Meta(min_length=1)] = field(name="BindList")


class AssociateCustomizedConfigResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class AssociateTargetGroupsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    associations: Annotated[list[TargetGroupAssociation], Meta(min_length=1, max_length=20)] = field(name="Associations")


class AssociateTargetGroupsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class AssociationItem(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    listener_id: str | None = field(default=None, name="ListenerId")
    location_id: str | None = field(default=None, name="LocationId")
    protocol: str | None = field(default=None, name="Protocol")
    port: int | None = field(default=None, name="Port")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    listener_name: str | None = field(default=None, name="ListenerName")
    weight: int | None = field(default=None, name="Weight")
    rule_id: str | None = field(default=None, name="RuleId")


class AutoRewriteRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    domains: list[str] | None = field(default=None, name="Domains")
    rewrite_codes: list[int] | None = field(default=None, name="RewriteCodes")
    take_urls: list[bool] | None = field(default=None, name="TakeUrls")


class AutoRewriteResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class AvailableZoneAffinityInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    enable: bool | None = field(default=None, name="Enable")
    exit_ratio: Annotated[int, Meta(ge=0)] | None = field(default=None, name="ExitRatio")
    reentry_ratio: Annotated[int, Meta(ge=0)] | None = field(default=None, name="ReentryRatio")


class Backend(Struct, frozen=True, kw_only=True):
    type_: str | None = field(default=None, name="Type")
    instance_id: str | None = field(default=None, name="InstanceId")
    port: int | None = field(default=None, name="Port")
    weight: int | None = field(default=None, name="Weight")
    public_ip_addresses: list[str] | None = field(default=None, name="PublicIpAddresses")
    private_ip_addresses: list[str] | None = field(default=None, name="PrivateIpAddresses")
    instance_name: str | None = field(default=None, name="InstanceName")
    registered_time: str | None = field(default=None, name="RegisteredTime")
    eni_id: str | None = field(default=None, name="EniId")
    tag: str | None = field(default=None, name="Tag")
    zone: str | None = field(default=None, name="Zone")


class BasicTargetGroupInfo(Struct, frozen=True, kw_only=True):
    target_group_id: str | None = field(default=None, name="TargetGroupId")
    target_group_name: str | None = field(default=None, name="TargetGroupName")
    weight: int | None = field(default=None, name="Weight")


class BatchDeregisterTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    targets: Annotated[list[BatchTarget], Meta(min_length=1, max_length=500)] = field(name="Targets")


class BatchDeregisterTargetsResponse(Struct, frozen=True, kw_only=True):
    fail_listener_id_set: list[str] | None = field(default=None, name="FailListenerIdSet")
    message: str | None = field(default=None, name="Message")
    request_id: str | None = field(default=None, name="RequestId")


class BatchModifyTargetTagRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    modify_list: Annotated[list[RsTagRule], Meta(min_length=1, max_length=100)] = field(name="ModifyList")


class BatchModifyTargetTagResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class BatchModifyTargetWeightRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    modify_list: Annotated[list[RsWeightRule], Meta(min_length=1, max_length=100)] = field(name="ModifyList")


class BatchModifyTargetWeightResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class BatchRegisterTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    targets: Annotated[list[BatchTarget], Meta(min_length=1, max_length=500)] = field(name="Targets")


class BatchRegisterTargetsResponse(Struct, frozen=True, kw_only=True):
    fail_listener_id_set: list[str] | None = field(default=None, name="FailListenerIdSet")
    message: str | None = field(default=None, name="Message")
    request_id: str | None = field(default=None, name="RequestId")


class BatchTarget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    port: Annotated[int, Meta(ge=1, le=65535)] = field(name="Port")
    instance_id: str | None = field(default=None, name="InstanceId")
    eni_ip: str | None = field(default=None, name="EniIp")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")
    location_id: str | None = field(default=None, name="LocationId")
    tag: str | None = field(default=None, name="Tag")


class BindDetailItem(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    listener_id: str | None = field(default=None, name="ListenerId")
    domain: str | None = field(default=None, name="Domain")
    location_id: str | None = field(default=None, name="LocationId")
    listener_name: str | None = field(default=None, name="ListenerName")
    protocol: str | None = field(default=None, name="Protocol")
    vport: int | None = field(default=None, name="Vport")
    url: str | None = field(default=None, name="Url")
    uconfig_id: str | None = field(default=None, name="UconfigId")


class BindItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    domain: str = field(name="Domain")
    location_id: str | None = field(default=None, name="LocationId")


class BlockedIP(Struct, frozen=True, kw_only=True):
    ip: str | None = field(default=None, name="IP")
    create_time: str | None = field(default=None, name="CreateTime")
    expire_time: str | None = field(default=None, name="ExpireTime")


class CertIdRelatedWithLoadBalancers(Struct, frozen=True, kw_only=True):
    cert_id: str | None = field(default=None, name="CertId")
    load_balancers: list[LoadBalancer] | None = field(default=None, name="LoadBalancers")


class CertInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cert_id: str | None = field(default=None, name="CertId")
    cert_name: str | None = field(default=None, name="CertName")
    cert_content: str | None = field(default=None, name="CertContent")
    cert_key: str | None = field(default=None, name="CertKey")


class CertificateInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ssl_mode: Literal["UNIDIRECTIONAL", "MUTUAL"] | None = field(default=None, name="SSLMode")
    ssl_verify_client: Literal["ON", "OPTIONAL"] | None = field(default=None, name="SSLVerifyClient")
    cert_id: str | None = field(default=None, name="CertId")
    cert_ca_id: str | None = field(default=None, name="CertCaId")
    cert_name: str | None = field(default=None, name="CertName")
    cert_key: str | None = field(default=None, name="CertKey")
    cert_content: str | None = field(default=None, name="CertContent")
    cert_ca_name: str | None = field(default=None, name="CertCaName")
    cert_ca_content: str | None = field(default=None, name="CertCaContent")


class CertificateOutput(Struct, frozen=True, kw_only=True):
    ssl_mode: str | None = field(default=None, name="SSLMode")
    ssl_verify_client: str | None = field(default=None, name="SSLVerifyClient")
    cert_id: str | None = field(default=None, name="CertId")
    cert_ca_id: str | None = field(default=None, name="CertCaId")
    ext_cert_ids: list[str] | None = field(default=None, name="ExtCertIds")


class ClassicalHealth(Struct, frozen=True, kw_only=True):
    ip: str | None = field(default=None, name="IP")
    port: int | None = field(default=None, name="Port")
    listener_port: int | None = field(default=None, name="ListenerPort")
    protocol: str | None = field(default=None, name="Protocol")
    health_status: int | None = field(default=None, name="HealthStatus")


class ClassicalListener(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_port: int | None = field(default=None, name="ListenerPort")
    instance_port: int | None = field(default=None, name="InstancePort")
    listener_name: str | None = field(default=None, name="ListenerName")
    protocol: str | None = field(default=None, name="Protocol")
    session_expire: int | None = field(default=None, name="SessionExpire")
    health_switch: int | None = field(default=None, name="HealthSwitch")
    time_out: int | None = field(default=None, name="TimeOut")
    interval_time: int | None = field(default=None, name="IntervalTime")
    health_num: int | None = field(default=None, name="HealthNum")
    unhealth_num: int | None = field(default=None, name="UnhealthNum")
    http_hash: str | None = field(default=None, name="HttpHash")
    http_code: int | None = field(default=None, name="HttpCode")
    http_check_path: str | None = field(default=None, name="HttpCheckPath")
    ssl_mode: str | None = field(default=None, name="SSLMode")
    cert_id: str | None = field(default=None, name="CertId")
    cert_ca_id: str | None = field(default=None, name="CertCaId")
    status: int | None = field(default=None, name="Status")


class ClassicalLoadBalancerInfo(Struct, frozen=True, kw_only=True):
    instance_id: str | None = field(default=None, name="InstanceId")
    load_balancer_ids: list[str] | None = field(default=None, name="LoadBalancerIds")


class ClassicalTarget(Struct, frozen=True, kw_only=True):
    type_: str | None = field(default=None, name="Type")
    instance_id: str | None = field(default=None, name="InstanceId")
    weight: int | None = field(default=None, name="Weight")
    public_ip_addresses: list[str] | None = field(default=None, name="PublicIpAddresses")
    private_ip_addresses: list[str] | None = field(default=None, name="PrivateIpAddresses")
    instance_name: str | None = field(default=None, name="InstanceName")
    run_flag: int | None = field(default=None, name="RunFlag")


class ClassicalTargetInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instance_id: str = field(name="InstanceId")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")


class CloneLoadBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    load_balancer_name: Annotated[str, Meta(min_length=1, max_length=60)] | None = field(default=None, name="LoadBalancerName")
    project_id: int | None = field(default=None, name="ProjectId")
    master_zone_id: str | None = field(default=None, name="MasterZoneId")
    slave_zone_id: str | None = field(default=None, name="SlaveZoneId")
    zone_id: str | None = field(default=None, name="ZoneId")
    internet_accessible: InternetAccessible | None = field(default=None, name="InternetAccessible")
    vip_isp: Literal["BGP", "CMCC", "CUCC", "CTCC"] | None = field(default=None, name="VipIsp")
    vip: str | None = field(default=None, name="Vip")
    tags: Annotated[list[TagInfo], Meta(max_length=20)] | None = field(default=None, name="Tags")
    exclusive_cluster: ExclusiveCluster | None = field(default=None, name="ExclusiveCluster")
    bandwidth_package_id: str | None = field(default=None, name="BandwidthPackageId")
    snat_pro: bool | None = field(default=None, name="SnatPro")
    snat_ips: Annotated[list[SnatIp], Meta(max_length=10)] | None = field(default=None, name="SnatIps")
    cluster_ids: list[str] | None = field(default=None, name="ClusterIds")
    sla_type: Literal["clb.c1.small", "clb.c2.medium", "clb.c3.small", "clb.c3.medium", "clb.c4.small", "clb.c4.medium", "clb.c4.large", "clb.c4.xlarge"] | None = field(default=None, name="SlaType")
    cluster_tag: str | None = field(default=None, name="ClusterTag")
    zones: list[str] | None = field(default=None, name="Zones")
    eip_address_id: str | None = field(default=None, name="EipAddressId")


class CloneLoadBalancerResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class Cluster(Struct, frozen=True, kw_only=True):
    cluster_id: str | None = field(default=None, name="ClusterId")
    cluster_name: str | None = field(default=None, name="ClusterName")
    cluster_type: str | None = field(default=None, name="ClusterType")
    cluster_tag: str | None = field(default=None, name="ClusterTag")
    zone: str | None = field(default=None, name="Zone")
    network: str | None = field(default=None, name="Network")
    max_conn: int | None = field(default=None, name="MaxConn")
    max_in_flow: int | None = field(default=None, name="MaxInFlow")
    max_in_pkg: int | None = field(default=None, name="MaxInPkg")
    max_out_flow: int | None = field(default=None, name="MaxOutFlow")
    max_out_pkg: int | None = field(default=None, name="MaxOutPkg")
    max_new_conn: int | None = field(default=None, name="MaxNewConn")
    http_max_new_conn: int | None = field(default=None, name="HTTPMaxNewConn")
    https_max_new_conn: int | None = field(default=None, name="HTTPSMaxNewConn")
    http_qps: int | None = field(default=None, name="HTTPQps")
    https_qps: int | None = field(default=None, name="HTTPSQps")
    resource_count: int | None = field(default=None, name="ResourceCount")
    idle_resource_count: int | None = field(default=None, name="IdleResourceCount")
    load_balance_director_count: int | None = field(default=None, name="LoadBalanceDirectorCount")
    isp: str | None = field(default=None, name="Isp")
    clusters_zone: ClustersZone | None = field(default=None, name="ClustersZone")
    clusters_version: str | None = field(default=None, name="ClustersVersion")
    disaster_recovery_type: str | None = field(default=None, name="DisasterRecoveryType")
    egress: str | None = field(default=None, name="Egress")
    ip_version: str | None = field(default=None, name="IPVersion")
    tag: list[TagInfo] | None = field(default=None, name="Tag")


class ClusterItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cluster_id: str = field(name="ClusterId")
    cluster_name: str | None = field(default=None, name="ClusterName")
    zone: str | None = field(default=None, name="Zone")


class ClusterResource(Struct, frozen=True, kw_only=True):
    cluster_id: str | None = field(default=None, name="ClusterId")
    vip: str | None = field(default=None, name="Vip")
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    idle: str | None = field(default=None, name="Idle")
    cluster_name: str | None = field(default=None, name="ClusterName")
    isp: str | None = field(default=None, name="Isp")
    clusters_zone: ClustersZone | None = field(default=None, name="ClustersZone")


class ClustersZone(Struct, frozen=True, kw_only=True):
    master_zone: list[str] | None = field(default=None, name="MasterZone")
    slave_zone: list[str] | None = field(default=None, name="SlaveZone")


class ConfigListItem(Struct, frozen=True, kw_only=True):
    uconfig_id: str | None = field(default=None, name="UconfigId")
    config_type: str | None = field(default=None, name="ConfigType")
    config_name: str | None = field(default=None, name="ConfigName")
    config_content: str | None = field(default=None, name="ConfigContent")
    create_timestamp: str | None = field(default=None, name="CreateTimestamp")
    update_timestamp: str | None = field(default=None, name="UpdateTimestamp")


class CreateClsLogSetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    logset_name: Annotated[str, Meta(max_length=255)] | None = field(default=None, name="LogsetName")
    period: Annotated[int, Meta(ge=1, le=90)] | None = field(default=None, name="Period")
    logset_type: Literal["ACCESS", "HEALTH"] | None = field(default=None, name="LogsetType")


class CreateClsLogSetResponse(Struct, frozen=True, kw_only=True):
    logset_id: str | None = field(default=None, name="LogsetId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateListenerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    ports: Annotated[list[Annotated[int, Meta(ge=1, le=65535)]], Meta(min_length=1)] = field(name="Ports")
    protocol: Annotated[str, Meta(pattern=r"^(?i:TCP|UDP|HTTP|HTTPS|TCP_SSL|QUIC)\Z")] = field(name="Protocol")
    listener_names: list[Annotated[str, Meta(max_length=80)]] | None = field(default=None, name="ListenerNames")
    health_check: HealthCheck | None = field(default=None, name="HealthCheck")
    certificate: CertificateInput | None = field(default=None, name="Certificate")
    session_expire_time: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="SessionExpireTime")
    scheduler: str | None = field(default=None, name="Scheduler")
    sni_switch: Literal[0, 1] | None = field(default=None, name="SniSwitch")
    target_type: Literal["NODE", "TARGETGROUP", "TARGETGROUP-V2"] | None = field(default=None, name="TargetType")
    session_type: Literal["NORMAL", "QUIC_CID"] | None = field(default=None, name="SessionType")
    keepalive_enable: Literal[0, 1] | None = field(default=None, name="KeepaliveEnable")
    end_port: Annotated[int, Meta(ge=0, le=65535)] | None = field(default=None, name="EndPort")
    deregister_target_rst: bool | None = field(default=None, name="DeregisterTargetRst")
    multi_cert_info: MultiCertInfo | None = field(default=None, name="MultiCertInfo")
    max_conn: Annotated[int, Meta(ge=-1)] | None = field(default=None, name="MaxConn")
    max_cps: Annotated[int, Meta(ge=-1)] | None = field(default=None, name="MaxCps")
    idle_connect_timeout: Annotated[int, Meta(ge=10, le=1980)] | None = field(default=None, name="IdleConnectTimeout")
    proxy_protocol: bool | None = field(default=None, name="ProxyProtocol")
    snat_enable: bool | None = field(default=None, name="SnatEnable")
    full_end_ports: list[Annotated[int, Meta(ge=0, le=65535)]] | None = field(default=None, name="FullEndPorts")
    h2c_switch: bool | None = field(default=None, name="H2cSwitch")
    ssl_close_switch: bool | None = field(default=None, name="SslCloseSwitch")
    data_compress_mode: Literal["transparent", "compatibility"] | None = field(default=None, name="DataCompressMode")
    reschedule_target_zero_weight: bool | None = field(default=None, name="RescheduleTargetZeroWeight")
    reschedule_unhealthy: bool | None = field(default=None, name="RescheduleUnhealthy")
    reschedule_expand_target: bool | None = field(default=None, name="RescheduleExpandTarget")
    reschedule_start_time: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="RescheduleStartTime")
    reschedule_interval: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="RescheduleInterval")


class CreateListenerResponse(Struct, frozen=True, kw_only=True):
    listener_ids: list[str] | None = field(default=None, name="ListenerIds")
    request_id: str | None = field(default=None, name="RequestId")


class CreateLoadBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_type: Literal["OPEN", "INTERNAL"] = field(name="LoadBalancerType")
    forward: Literal[1] | None = field(default=None, name="Forward")
    load_balancer_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="LoadBalancerName")
    vpc_id: str | None = field(default=None, name="VpcId")
    subnet_id: str | None = field(default=None, name="SubnetId")
    project_id: int | None = field(default=None, name="ProjectId")
    address_ip_version: Annotated[str, Meta(pattern=r"^(?i:IPV4|IPV6|IPv6FullChain)\Z")] | None = field(default=None, name="AddressIPVersion")
    number: Annotated[int, Meta(ge=1, le=20)] | None = field(default=None, name="Number")
    master_zone_id: str | None = field(default=None, name="MasterZoneId")
    zone_id: str | None = field(default=None, name="ZoneId")
    internet_accessible: InternetAccessible | None = field(default=None, name="InternetAccessible")
    vip_isp: Literal["BGP", "CMCC", "CUCC", "CTCC"] | None = field(default=None, name="VipIsp")
    tags: Annotated[list[TagInfo], Meta(max_length=20)] | None = field(default=None, name="Tags")
    vip: str | None = field(default=None, name="Vip")
    bandwidth_package_id: str | None = field(default=None, name="BandwidthPackageId")
    exclusive_cluster: ExclusiveCluster | None = field(default=None, name="ExclusiveCluster")
    sla_type: Literal["clb.c1.small", "clb.c2.medium", "clb.c3.small", "clb.c3.medium", "clb.c4.small", "clb.c4.medium", "clb.c4.large", "clb.c4.xlarge"] | None = field(default=None, name="SlaType")
    cluster_ids: list[str] | None = field(default=None, name="ClusterIds")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")
    snat_pro: bool | None = field(default=None, name="SnatPro")
    snat_ips: Annotated[list[SnatIp], Meta(max_length=10)] | None = field(default=None, name="SnatIps")
    cluster_tag: str | None = field(default=None, name="ClusterTag")
    slave_zone_id: str | None = field(default=None, name="SlaveZoneId")
    eip_address_id: str | None = field(default=None, name="EipAddressId")
    load_balancer_pass_to_target: bool | None = field(default=None, name="LoadBalancerPassToTarget")
    dynamic_vip: bool | None = field(default=None, name="DynamicVip")
    egress: str | None = field(default=None, name="Egress")
    lb_charge_prepaid: LBChargePrepaid | None = field(default=None, name="LBChargePrepaid")
    lb_charge_type: Literal["POSTPAID_BY_HOUR", "PREPAID"] | None = field(default=None, name="LBChargeType")
    access_log_topic_id: str | None = field(default=None, name="AccessLogTopicId")
    advanced_route: bool | None = field(default=None, name="AdvancedRoute")
    available_zone_affinity_info: AvailableZoneAffinityInfo | None = field(default=None, name="AvailableZoneAffinityInfo")


class CreateLoadBalancerResponse(Struct, frozen=True, kw_only=True):
    load_balancer_ids: list[str] | None = field(default=None, name="LoadBalancerIds")
    deal_name: str | None = field(default=None, name="DealName")
    request_id: str | None = field(default=None, name="RequestId")


class CreateLoadBalancerSnatIpsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    snat_ips: Annotated[list[SnatIp], Meta(min_length=1, max_length=10)] = field(name="SnatIps")
    number: Annotated[int, Meta(ge=0, le=10)] | None = field(default=None, name="Number")


class CreateLoadBalancerSnatIpsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class CreateRuleRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    rules: Annotated[list[RuleInput], Meta(min_length=1)] = field(name="Rules")


class CreateRuleResponse(Struct, frozen=True, kw_only=True):
    location_ids: list[str] | None = field(default=None, name="LocationIds")
    request_id: str | None = field(default=None, name="RequestId")


class CreateTargetGroupRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="TargetGroupName")
    vpc_id: str | None = field(default=None, name="VpcId")
    port: Annotated[int, Meta(ge=0, le=65535)] | None = field(default=None, name="Port")
    target_group_instances: Annotated[list[TargetGroupInstance], Meta(max_length=50)] | None = field(default=None, name="TargetGroupInstances")
    type_: Literal["v1", "v2"] | None = field(default=None, name="Type")
    protocol: Literal["TCP", "UDP", "HTTP", "HTTPS", "GRPC"] | None = field(default=None, name="Protocol")
    health_check: TargetGroupHealthCheck | None = field(default=None, name="HealthCheck")
    schedule_algorithm: Literal["WRR", "LEAST_CONN", "IP_HASH"] | None = field(default=None, name="ScheduleAlgorithm")
    tags: Annotated[list[TagInfo], Meta(max_length=20)] | None = field(default=None, name="Tags")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")
    full_listen_switch: bool | None = field(default=None, name="FullListenSwitch")
    keepalive_enable: bool | None = field(default=None, name="KeepaliveEnable")
    session_expire_time: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="SessionExpireTime")
    ip_version: str | None = field(default=None, name="IpVersion")
    snat_enable: bool | None = field(default=None, name="SnatEnable")


class CreateTargetGroupResponse(Struct, frozen=True, kw_only=True):
    target_group_id: str | None = field(default=None, name="TargetGroupId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateTopicRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    topic_name: Annotated[str, Meta(min_length=1, max_length=255)] = field(name="TopicName")
    partition_count: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="PartitionCount")
    topic_type: Literal["ACCESS", "HEALTH"] | None = field(default=None, name="TopicType")
    period: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Period")
    storage_type: Literal["HOT", "COLD"] | None = field(default=None, name="StorageType")
    tags: Annotated[list[TagInfo], Meta(max_length=20)] | None = field(default=None, name="Tags")


class CreateTopicResponse(Struct, frozen=True, kw_only=True):
    topic_id: str | None = field(default=None, name="TopicId")
    request_id: str | None = field(default=None, name="RequestId")


class CrossTargets(Struct, frozen=True, kw_only=True):
    local_vpc_id: str | None = field(default=None, name="LocalVpcId")
    vpc_id: str | None = field(default=None, name="VpcId")
    ip: str | None = field(default=None, name="IP")
    vpc_name: str | None = field(default=None, name="VpcName")
    eni_id: str | None = field(default=None, name="EniId")
    instance_id: str | None = field(default=None, name="InstanceId")
    instance_name: str | None = field(default=None, name="InstanceName")
    region: str | None = field(default=None, name="Region")


class DeleteCustomizedConfigRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    uconfig_id_list: list[str] | None = field(default=None, name="UconfigIdList")


class DeleteCustomizedConfigResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteListenerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")


class DeleteListenerResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteLoadBalancerListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] | None = field(default=None, name="ListenerIds")


class DeleteLoadBalancerListenersResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteLoadBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="LoadBalancerIds")
    force_delete: bool | None = field(default=None, name="ForceDelete")


class DeleteLoadBalancerResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteLoadBalancerSnatIpsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    ips: Annotated[list[str], Meta(min_length=1)] = field(name="Ips")


class DeleteLoadBalancerSnatIpsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteRewriteRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    source_listener_id: str = field(name="SourceListenerId")
    target_listener_id: str = field(name="TargetListenerId")
    rewrite_infos: Annotated[list[RewriteLocationMap], Meta(min_length=1)] = field(name="RewriteInfos")


class DeleteRewriteResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteRuleRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    location_ids: list[str] | None = field(default=None, name="LocationIds")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    new_default_server_domain: str | None = field(default=None, name="NewDefaultServerDomain")


class DeleteRuleResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteTargetGroupsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="TargetGroupIds")


class DeleteTargetGroupsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeregisterFunctionTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    function_targets: Annotated[list[FunctionTarget], Meta(min_length=1)] = field(name="FunctionTargets")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")


class DeregisterFunctionTargetsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeregisterTargetGroupInstancesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_id: str = field(name="TargetGroupId")
    target_group_instances: Annotated[list[TargetGroupInstance], Meta(min_length=1, max_length=20)] = field(name="TargetGroupInstances")


class DeregisterTargetGroupInstancesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeregisterTargetsFromClassicalLBRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    instance_ids: Annotated[list[str], Meta(min_length=1)] = field(name="InstanceIds")


class DeregisterTargetsFromClassicalLBResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeregisterTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    targets: Annotated[list[Target], Meta(min_length=1, max_length=20)] = field(name="Targets")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")


class DeregisterTargetsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DescribeAsyncJobsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    request_ids: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="RequestIds")
    next_token: str | None = field(default=None, name="NextToken")
    max_results: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="MaxResults")


class DescribeAsyncJobsResponse(Struct, frozen=True, kw_only=True):
    jobs: list[Job] | None = field(default=None, name="Jobs")
    next_token: str | None = field(default=None, name="NextToken")
    max_results: int | None = field(default=None, name="MaxResults")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeBlockIPListRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Limit")


class DescribeBlockIPListResponse(Struct, frozen=True, kw_only=True):
    blocked_ip_count: int | None = field(default=None, name="BlockedIPCount")
    client_ip_field: str | None = field(default=None, name="ClientIPField")
    blocked_ip_list: list[BlockedIP] | None = field(default=None, name="BlockedIPList")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeBlockIPTaskRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    task_id: str = field(name="TaskId")


class DescribeBlockIPTaskResponse(Struct, frozen=True, kw_only=True):
    status: int | None = field(default=None, name="Status")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeClassicalLBByInstanceIdRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instance_ids: Annotated[list[str], Meta(min_length=1)] = field(name="InstanceIds")


class DescribeClassicalLBByInstanceIdResponse(Struct, frozen=True, kw_only=True):
    load_balancer_info_list: list[ClassicalLoadBalancerInfo] | None = field(default=None, name="LoadBalancerInfoList")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeClassicalLBHealthStatusRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str | None = field(default=None, name="ListenerId")


class DescribeClassicalLBHealthStatusResponse(Struct, frozen=True, kw_only=True):
    health_list: list[ClassicalHealth] | None = field(default=None, name="HealthList")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeClassicalLBListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_ids: list[str] | None = field(default=None, name="ListenerIds")
    protocol: Annotated[str, Meta(pattern=r"^(?i:TCP|UDP|HTTP|HTTPS)\Z")] | None = field(default=None, name="Protocol")
    listener_port: Annotated[int, Meta(ge=1, le=65535)] | None = field(default=None, name="ListenerPort")
    status: Literal[0, 1] | None = field(default=None, name="Status")


class DescribeClassicalLBListenersResponse(Struct, frozen=True, kw_only=True):
    listeners: list[ClassicalListener] | None = field(default=None, name="Listeners")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeClassicalLBTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")


class DescribeClassicalLBTargetsResponse(Struct, frozen=True, kw_only=True):
    targets: list[ClassicalTarget] | None = field(default=None, name="Targets")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeClsLogSetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeClsLogSetResponse(Struct, frozen=True, kw_only=True):
    logset_id: str | None = field(default=None, name="LogsetId")
    health_logset_id: str | None = field(default=None, name="HealthLogsetId")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeClusterResourcesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Limit")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")


class DescribeClusterResourcesResponse(Struct, frozen=True, kw_only=True):
    cluster_resource_set: list[ClusterResource] | None = field(default=None, name="ClusterResourceSet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCrossTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Limit")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")


class DescribeCrossTargetsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    cross_target_set: list[CrossTargets] | None = field(default=None, name="CrossTargetSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCustomizedConfigAssociateListRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    uconfig_id: str | None = field(default=None, name="UconfigId")
    offset: int | None = field(default=None, name="Offset")
    limit: int | None = field(default=None, name="Limit")
    domain: str | None = field(default=None, name="Domain")


class DescribeCustomizedConfigAssociateListResponse(Struct, frozen=True, kw_only=True):
    bind_list: list[BindDetailItem] | None = field(default=None, name="BindList")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCustomizedConfigListRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    config_type: Literal["CLB", "SERVER", "LOCATION"] = field(name="ConfigType")
    offset: int | None = field(default=None, name="Offset")
    limit: int | None = field(default=None, name="Limit")
    config_name: str | None = field(default=None, name="ConfigName")
    uconfig_ids: list[str] | None = field(default=None, name="UconfigIds")
    filters: list[Filter] | None = field(default=None, name="Filters")


class DescribeCustomizedConfigListResponse(Struct, frozen=True, kw_only=True):
    config_list: list[ConfigListItem] | None = field(default=None, name="ConfigList")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeExclusiveClustersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Limit")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")


class DescribeExclusiveClustersResponse(Struct, frozen=True, kw_only=True):
    cluster_set: list[Cluster] | None = field(default=None, name="ClusterSet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeIdleLoadBalancersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Limit")
    load_balancer_region: str | None = field(default=None, name="LoadBalancerRegion")


class DescribeIdleLoadBalancersResponse(Struct, frozen=True, kw_only=True):
    idle_load_balancers: list[IdleLoadBalancer] | None = field(default=None, name="IdleLoadBalancers")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeLBListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    backends: Annotated[list[LbRsItem], Meta(min_length=1)] = field(name="Backends")


class DescribeLBListenersResponse(Struct, frozen=True, kw_only=True):
    load_balancers: list[LBItem] | None = field(default=None, name="LoadBalancers")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeLBOperateProtectRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="LoadBalancerIds")


class DescribeLBOperateProtectResponse(Struct, frozen=True, kw_only=True):
    load_balancer_set: list[LBOperateProtectInfo] | None = field(default=None, name="LoadBalancerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_ids: list[str] | None = field(default=None, name="ListenerIds")
    protocol: Annotated[str, Meta(pattern=r"^(?i:TCP|UDP|HTTP|HTTPS|TCP_SSL|QUIC)\Z")] | None = field(default=None, name="Protocol")
    port: int | None = field(default=None, name="Port")


class DescribeListenersResponse(Struct, frozen=True, kw_only=True):
    listeners: list[Listener] | None = field(default=None, name="Listeners")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeLoadBalancerListByCertIdRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cert_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="CertIds")


class DescribeLoadBalancerListByCertIdResponse(Struct, frozen=True, kw_only=True):
    cert_set: list[CertIdRelatedWithLoadBalancers] | None = field(default=None, name="CertSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeLoadBalancerOverviewRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeLoadBalancerOverviewResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    running_count: int | None = field(default=None, name="RunningCount")
    isolation_count: int | None = field(default=None, name="IsolationCount")
    will_expire_count: int | None = field(default=None, name="WillExpireCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeLoadBalancerTrafficRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_region: str | None = field(default=None, name="LoadBalancerRegion")


class DescribeLoadBalancerTrafficResponse(Struct, frozen=True, kw_only=True):
    load_balancer_traffic: list[LoadBalancerTraffic] | None = field(default=None, name="LoadBalancerTraffic")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeLoadBalancersDetailRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Limit")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    fields: list[Literal["LoadBalancerId", "LoadBalancerName", "LoadBalancerType", "Status", "Address", "AddressIPv6", "AddressIPVersion", "IPv6Mode", "Zone", "AddressIsp", "VpcId", "ProjectId", "CreateTime", "ChargeType", "NetworkAttributes", "PrepaidAttributes", "ExtraInfo", "ConfigId", "Tags", "ListenerId", "Protocol", "Port", "LocationId", "Domain", "Url", "TargetId", "TargetAddress", "TargetPort", "TargetWeight", "Isolation", "SecurityGroup", "LoadBalancerPassToTarget", "TargetHealth", "Domains", "SlaveZone", "Zones", "SniSwitch", "LoadBalancerDomain", "Egress", "AttributeFlags", "SlaType", "Exclusive", "AvailableZoneAffinityInfo"]] | None = field(default=None, name="Fields")
    target_type: Literal["NODE", "GROUP"] | None = field(default=None, name="TargetType")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")


class DescribeLoadBalancersDetailResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    load_balancer_detail_set: list[LoadBalancerDetail] | None = field(default=None, name="LoadBalancerDetailSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeLoadBalancersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(max_length=20)] | None = field(default=None, name="LoadBalancerIds")
    load_balancer_type: Literal["OPEN", "INTERNAL"] | None = field(default=None, name="LoadBalancerType")
    forward: Literal[0, 1] | None = field(default=None, name="Forward")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    domain: str | None = field(default=None, name="Domain")
    load_balancer_vips: list[str] | None = field(default=None, name="LoadBalancerVips")
    backend_public_ips: list[str] | None = field(default=None, name="BackendPublicIps")
    backend_private_ips: list[str] | None = field(default=None, name="BackendPrivateIps")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Limit")
    order_by: Literal["LoadBalancerName", "CreateTime", "Domain", "LoadBalancerType"] | None = field(default=None, name="OrderBy")
    order_type: Literal[0, 1] | None = field(default=None, name="OrderType")
    search_key: str | None = field(default=None, name="SearchKey")
    project_id: int | None = field(default=None, name="ProjectId")
    with_rs: Literal[-1, 0, 1] | None = field(default=None, name="WithRs")
    vpc_id: str | None = field(default=None, name="VpcId")
    security_group: str | None = field(default=None, name="SecurityGroup")
    master_zone: str | None = field(default=None, name="MasterZone")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")
    additional_fields: list[Literal["TargetCount"]] | None = field(default=None, name="AdditionalFields")


class DescribeLoadBalancersResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    load_balancer_set: list[LoadBalancer] | None = field(default=None, name="LoadBalancerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeQuotaRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeQuotaResponse(Struct, frozen=True, kw_only=True):
    quota_set: list[Quota] | None = field(default=None, name="QuotaSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeResourcesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Limit")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")


class DescribeResourcesResponse(Struct, frozen=True, kw_only=True):
    zone_resource_set: list[ZoneResource] | None = field(default=None, name="ZoneResourceSet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeRewriteRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    source_listener_ids: list[str] | None = field(default=None, name="SourceListenerIds")
    source_location_ids: list[str] | None = field(default=None, name="SourceLocationIds")


class DescribeRewriteResponse(Struct, frozen=True, kw_only=True):
    rewrite_set: list[RuleOutput] | None = field(default=None, name="RewriteSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTargetGroupInstanceStatusRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_id: str = field(name="TargetGroupId")
    target_group_instance_ips: list[str] | None = field(default=None, name="TargetGroupInstanceIps")


class DescribeTargetGroupInstanceStatusResponse(Struct, frozen=True, kw_only=True):
    target_group_instance_set: list[TargetGroupInstanceStatus] | None = field(default=None, name="TargetGroupInstanceSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTargetGroupInstancesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    filters: Annotated[list[Filter], Meta(min_length=1)] = field(name="Filters")
    limit: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Limit")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")


class DescribeTargetGroupInstancesResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    target_group_instance_set: list[TargetGroupBackend] | None = field(default=None, name="TargetGroupInstanceSet")
    real_count: int | None = field(default=None, name="RealCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTargetGroupListRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_ids: list[str] | None = field(default=None, name="TargetGroupIds")
    filters: list[Filter] | None = field(default=None, name="Filters")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Limit")


class DescribeTargetGroupListResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    target_group_set: list[TargetGroupInfo] | None = field(default=None, name="TargetGroupSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTargetGroupsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_ids: list[str] | None = field(default=None, name="TargetGroupIds")
    limit: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Limit")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    filters: list[Filter] | None = field(default=None, name="Filters")


class DescribeTargetGroupsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    target_group_set: list[TargetGroupInfo] | None = field(default=None, name="TargetGroupSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTargetHealthRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(min_length=1, max_length=30)] = field(name="LoadBalancerIds")
    listener_ids: list[str] | None = field(default=None, name="ListenerIds")
    location_ids: list[str] | None = field(default=None, name="LocationIds")


class DescribeTargetHealthResponse(Struct, frozen=True, kw_only=True):
    load_balancers: list[LoadBalancerHealth] | None = field(default=None, name="LoadBalancers")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_ids: Annotated[list[str], Meta(max_length=20)] | None = field(default=None, name="ListenerIds")
    protocol: Annotated[str, Meta(pattern=r"^(?i:TCP|UDP|HTTP|HTTPS|TCP_SSL|QUIC)\Z")] | None = field(default=None, name="Protocol")
    port: int | None = field(default=None, name="Port")
    filters: list[Filter] | None = field(default=None, name="Filters")


class DescribeTargetsResponse(Struct, frozen=True, kw_only=True):
    listeners: list[ListenerBackend] | None = field(default=None, name="Listeners")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTaskStatusRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    task_id: str | None = field(default=None, name="TaskId")
    deal_name: str | None = field(default=None, name="DealName")


class DescribeTaskStatusResponse(Struct, frozen=True, kw_only=True):
    status: int | None = field(default=None, name="Status")
    load_balancer_ids: list[str] | None = field(default=None, name="LoadBalancerIds")
    message: str | None = field(default=None, name="Message")
    request_id: str | None = field(default=None, name="RequestId")


class DisassociateCustomizedConfigRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    uconfig_id: str = field(name="UconfigId")
    bind_list: Annotated[list[BindItem], Meta(min_length=1)] = field(name="BindList")


class DisassociateCustomizedConfigResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DisassociateTargetGroupsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    associations: Annotated[list[TargetGroupAssociation], Meta(min_length=1, max_length=20)] = field(name="Associations")


class DisassociateTargetGroupsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ExclusiveCluster(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    l4_clusters: list[ClusterItem] | None = field(default=None, name="L4Clusters")
    l7_clusters: list[ClusterItem] | None = field(default=None, name="L7Clusters")
    classical_cluster: ClusterItem | None = field(default=None, name="ClassicalCluster")


class ExtraInfo(Struct, frozen=True, kw_only=True):
    zhi_tong: bool | None = field(default=None, name="ZhiTong")
    tgw_group_name: str | None = field(default=None, name="TgwGroupName")


class Filter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = field(name="Name")
    values: list[str] = field(name="Values")


class FunctionInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    function_namespace: str = field(name="FunctionNamespace")
    function_name: str = field(name="FunctionName")
    function_qualifier: str = field(name="FunctionQualifier")
    function_qualifier_type: Literal["VERSION", "ALIAS", ""] | None = field(default=None, name="FunctionQualifierType")


class FunctionTarget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    function: FunctionInfo = field(name="Function")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")


class HealthCheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    health_switch: Literal[0, 1] | None = field(default=None, name="HealthSwitch")
    time_out: Annotated[int, Meta(ge=2, le=60)] | None = field(default=None, name="TimeOut")
    interval_time: Annotated[int, Meta(ge=2, le=300)] | None = field(default=None, name="IntervalTime")
    health_num: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="HealthNum")
    un_health_num: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="UnHealthNum")
    http_code: Annotated[int, Meta(ge=1, le=31)] | None = field(default=None, name="HttpCode")
    http_check_path: str | None = field(default=None, name="HttpCheckPath")
    http_check_domain: str | None = field(default=None, name="HttpCheckDomain")
    http_check_method: Annotated[str, Meta(pattern=r"^(?i:HEAD|GET)\Z")] | None = field(default=None, name="HttpCheckMethod")
    check_port: Annotated[int, Meta(ge=-1, le=65535)] | None = field(default=None, name="CheckPort")
    context_type: Annotated[str, Meta(pattern=r"^(?i:HEX|TEXT)\Z")] | None = field(default=None, name="ContextType")
    send_context: Annotated[str, Meta(max_length=500)] | None = field(default=None, name="SendContext")
    recv_context: Annotated[str, Meta(max_length=500)] | None = field(default=None, name="RecvContext")
    check_type: Annotated[str, Meta(pattern=r"^(?i:TCP|HTTP|HTTPS|GRPC|PING|CUSTOM)\Z")] | None = field(default=None, name="CheckType")
    http_version: Literal["HTTP/1.0", "HTTP/1.1"] | None = field(default=None, name="HttpVersion")
    source_ip_type: Literal[0, 1] | None = field(default=None, name="SourceIpType")
    extended_code: str | None = field(default=None, name="ExtendedCode")


class IdleLoadBalancer(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    region: str | None = field(default=None, name="Region")
    vip: str | None = field(default=None, name="Vip")
    idle_reason: str | None = field(default=None, name="IdleReason")
    status: int | None = field(default=None, name="Status")
    forward: int | None = field(default=None, name="Forward")
    domain: str | None = field(default=None, name="Domain")


class InquiryPriceCreateLoadBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_type: Literal["OPEN", "INTERNAL"] = field(name="LoadBalancerType")
    load_balancer_charge_type: Literal["POSTPAID", "PREPAID"] = field(name="LoadBalancerChargeType")
    load_balancer_charge_prepaid: LBChargePrepaid | None = field(default=None, name="LoadBalancerChargePrepaid")
    internet_accessible: InternetAccessible | None = field(default=None, name="InternetAccessible")
    goods_num: Annotated[int, Meta(ge=1, le=20)] | None = field(default=None, name="GoodsNum")
    zone_id: str | None = field(default=None, name="ZoneId")
    sla_type: Literal["SLA", "clb.c1.small", "clb.c2.medium", "clb.c3.small", "clb.c3.medium", "clb.c4.small", "clb.c4.medium", "clb.c4.large", "clb.c4.xlarge"] | None = field(default=None, name="SlaType")
    address_ip_version: Annotated[str, Meta(pattern=r"^(?i:IPV4|IPV6|IPv6FullChain)\Z")] | None = field(default=None, name="AddressIPVersion")
    vip_isp: Literal["BGP", "CMCC", "CUCC", "CTCC"] | None = field(default=None, name="VipIsp")


class InquiryPriceCreateLoadBalancerResponse(Struct, frozen=True, kw_only=True):
    price: Price | None = field(default=None, name="Price")
    request_id: str | None = field(default=None, name="RequestId")


class InquiryPriceModifyLoadBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    internet_accessible: InternetAccessible = field(name="InternetAccessible")


class InquiryPriceModifyLoadBalancerResponse(Struct, frozen=True, kw_only=True):
    price: Price | None = field(default=None, name="Price")
    request_id: str | None = field(default=None, name="RequestId")


class InquiryPriceRefundLoadBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")


class InquiryPriceRefundLoadBalancerResponse(Struct, frozen=True, kw_only=True):
    price: Price | None = field(default=None, name="Price")
    request_id: str | None = field(default=None, name="RequestId")


class InquiryPriceRenewLoadBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    load_balancer_charge_prepaid: LBChargePrepaid = field(name="LoadBalancerChargePrepaid")


class InquiryPriceRenewLoadBalancerResponse(Struct, frozen=True, kw_only=True):
    price: Price | None = field(default=None, name="Price")
    request_id: str | None = field(default=None, name="RequestId")


class InternetAccessible(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    internet_charge_type: Literal["TRAFFIC_POSTPAID_BY_HOUR", "BANDWIDTH_POSTPAID_BY_HOUR", "BANDWIDTH_PACKAGE", "BANDWIDTH_PREPAID"] | None = field(default=None, name="InternetChargeType")
    internet_max_bandwidth_out: Annotated[int, Meta(ge=1, le=61440)] | None = field(default=None, name="InternetMaxBandwidthOut")
    bandwidthpkg_sub_type: str | None = field(default=None, name="BandwidthpkgSubType")


class ItemPrice(Struct, frozen=True, kw_only=True):
    unit_price: float | None = field(default=None, name="UnitPrice")
    charge_unit: str | None = field(default=None, name="ChargeUnit")
    original_price: float | None = field(default=None, name="OriginalPrice")
    discount_price: float | None = field(default=None, name="DiscountPrice")
    unit_price_discount: float | None = field(default=None, name="UnitPriceDiscount")
    discount: float | None = field(default=None, name="Discount")


class Job(Struct, frozen=True, kw_only=True):
    api_name: str | None = field(default=None, name="ApiName")
    request_id: str | None = field(default=None, name="RequestId")
    status: str | None = field(default=None, name="Status")
    resource_ids: list[str] | None = field(default=None, name="ResourceIds")


class LBChargePrepaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    renew_flag: Literal["AUTO_RENEW", "MANUAL_RENEW"] | None = field(default=None, name="RenewFlag")
    period: Annotated[int, Meta(ge=1)] | None = field(default=None, name="Period")


class LBItem(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    vip: str | None = field(default=None, name="Vip")
    listeners: list[ListenerItem] | None = field(default=None, name="Listeners")
    region: str | None = field(default=None, name="Region")


class LBOperateProtectInfo(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    protect_state: bool | None = field(default=None, name="ProtectState")
    operator_uin: str | None = field(default=None, name="OperatorUin")
    description: str | None = field(default=None, name="Description")
    modify_time: str | None = field(default=None, name="ModifyTime")


class LbRsItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    vpc_id: str = field(name="VpcId")
    private_ip: str = field(name="PrivateIp")


class LbRsTargets(Struct, frozen=True, kw_only=True):
    type_: str | None = field(default=None, name="Type")
    private_ip: str | None = field(default=None, name="PrivateIp")
    port: int | None = field(default=None, name="Port")
    vpc_id: int | None = field(default=None, name="VpcId")
    weight: int | None = field(default=None, name="Weight")


class Listener(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    protocol: str | None = field(default=None, name="Protocol")
    port: int | None = field(default=None, name="Port")
    certificate: CertificateOutput | None = field(default=None, name="Certificate")
    health_check: HealthCheck | None = field(default=None, name="HealthCheck")
    scheduler: str | None = field(default=None, name="Scheduler")
    session_expire_time: int | None = field(default=None, name="SessionExpireTime")
    sni_switch: int | None = field(default=None, name="SniSwitch")
    rules: list[RuleOutput] | None = field(default=None, name="Rules")
    listener_name: str | None = field(default=None, name="ListenerName")
    create_time: str | None = field(default=None, name="CreateTime")
    end_port: int | None = field(default=None, name="EndPort")
    target_type: str | None = field(default=None, name="TargetType")
    target_group: BasicTargetGroupInfo | None = field(default=None, name="TargetGroup")
    session_type: str | None = field(default=None, name="SessionType")
    keepalive_enable: int | None = field(default=None, name="KeepaliveEnable")
    toa: bool | None = field(default=None, name="Toa")
    deregister_target_rst: bool | None = field(default=None, name="DeregisterTargetRst")
    attr_flags: list[str] | None = field(default=None, name="AttrFlags")
    target_group_list: list[BasicTargetGroupInfo] | None = field(default=None, name="TargetGroupList")
    max_conn: int | None = field(default=None, name="MaxConn")
    max_cps: int | None = field(default=None, name="MaxCps")
    idle_connect_timeout: int | None = field(default=None, name="IdleConnectTimeout")
    reschedule_interval: int | None = field(default=None, name="RescheduleInterval")
    data_compress_mode: str | None = field(default=None, name="DataCompressMode")
    reschedule_start_time: int | None = field(default=None, name="RescheduleStartTime")


class ListenerBackend(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    protocol: str | None = field(default=None, name="Protocol")
    port: int | None = field(default=None, name="Port")
    rules: list[RuleTargets] | None = field(default=None, name="Rules")
    targets: list[Backend] | None = field(default=None, name="Targets")
    end_port: int | None = field(default=None, name="EndPort")


class ListenerHealth(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    protocol: str | None = field(default=None, name="Protocol")
    port: int | None = field(default=None, name="Port")
    rules: list[RuleHealth] | None = field(default=None, name="Rules")


class ListenerItem(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    protocol: str | None = field(default=None, name="Protocol")
    port: int | None = field(default=None, name="Port")
    rules: list[RulesItems] | None = field(default=None, name="Rules")
    targets: list[LbRsTargets] | None = field(default=None, name="Targets")
    end_port: int | None = field(default=None, name="EndPort")


class LoadBalancer(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    load_balancer_type: str | None = field(default=None, name="LoadBalancerType")
    forward: int | None = field(default=None, name="Forward")
    domain: str | None = field(default=None, name="Domain")
    load_balancer_vips: list[str] | None = field(default=None, name="LoadBalancerVips")
    status: int | None = field(default=None, name="Status")
    create_time: str | None = field(default=None, name="CreateTime")
    status_time: str | None = field(default=None, name="StatusTime")
    project_id: int | None = field(default=None, name="ProjectId")
    vpc_id: str | None = field(default=None, name="VpcId")
    open_bgp: int | None = field(default=None, name="OpenBgp")
    snat: bool | None = field(default=None, name="Snat")
    isolation: int | None = field(default=None, name="Isolation")
    log: str | None = field(default=None, name="Log")
    subnet_id: str | None = field(default=None, name="SubnetId")
    tags: list[TagInfo] | None = field(default=None, name="Tags")
    secure_groups: list[str] | None = field(default=None, name="SecureGroups")
    target_region_info: TargetRegionInfo | None = field(default=None, name="TargetRegionInfo")
    anycast_zone: str | None = field(default=None, name="AnycastZone")
    address_ip_version: str | None = field(default=None, name="AddressIPVersion")
    numerical_vpc_id: int | None = field(default=None, name="NumericalVpcId")
    vip_isp: str | None = field(default=None, name="VipIsp")
    master_zone: ZoneInfo | None = field(default=None, name="MasterZone")
    backup_zone_set: list[ZoneInfo] | None = field(default=None, name="BackupZoneSet")
    isolated_time: str | None = field(default=None, name="IsolatedTime")
    expire_time: str | None = field(default=None, name="ExpireTime")
    charge_type: str | None = field(default=None, name="ChargeType")
    network_attributes: InternetAccessible | None = field(default=None, name="NetworkAttributes")
    prepaid_attributes: LBChargePrepaid | None = field(default=None, name="PrepaidAttributes")
    log_set_id: str | None = field(default=None, name="LogSetId")
    log_topic_id: str | None = field(default=None, name="LogTopicId")
    address_ipv6: str | None = field(default=None, name="AddressIPv6")
    extra_info: ExtraInfo | None = field(default=None, name="ExtraInfo")
    is_ddos: bool | None = field(default=None, name="IsDDos")
    config_id: str | None = field(default=None, name="ConfigId")
    load_balancer_pass_to_target: bool | None = field(default=None, name="LoadBalancerPassToTarget")
    exclusive_cluster: ExclusiveCluster | None = field(default=None, name="ExclusiveCluster")
    ipv6_mode: str | None = field(default=None, name="IPv6Mode")
    snat_pro: bool | None = field(default=None, name="SnatPro")
    snat_ips: list[SnatIp] | None = field(default=None, name="SnatIps")
    sla_type: str | None = field(default=None, name="SlaType")
    is_block: bool | None = field(default=None, name="IsBlock")
    is_block_time: str | None = field(default=None, name="IsBlockTime")
    local_bgp: bool | None = field(default=None, name="LocalBgp")
    cluster_tag: str | None = field(default=None, name="ClusterTag")
    mix_ip_target: bool | None = field(default=None, name="MixIpTarget")
    zones: list[str] | None = field(default=None, name="Zones")
    nfv_info: str | None = field(default=None, name="NfvInfo")
    health_log_set_id: str | None = field(default=None, name="HealthLogSetId")
    health_log_topic_id: str | None = field(default=None, name="HealthLogTopicId")
    cluster_ids: list[str] | None = field(default=None, name="ClusterIds")
    attribute_flags: list[str] | None = field(default=None, name="AttributeFlags")
    load_balancer_domain: str | None = field(default=None, name="LoadBalancerDomain")
    egress: str | None = field(default=None, name="Egress")
    exclusive: int | None = field(default=None, name="Exclusive")
    target_count: int | None = field(default=None, name="TargetCount")
    associate_endpoint: str | None = field(default=None, name="AssociateEndpoint")
    available_zone_affinity_info: AvailableZoneAffinityInfo | None = field(default=None, name="AvailableZoneAffinityInfo")


class LoadBalancerDetail(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    load_balancer_type: str | None = field(default=None, name="LoadBalancerType")
    status: int | None = field(default=None, name="Status")
    address: str | None = field(default=None, name="Address")
    address_ipv6: str | None = field(default=None, name="AddressIPv6")
    address_ip_version: str | None = field(default=None, name="AddressIPVersion")
    ipv6_mode: str | None = field(default=None, name="IPv6Mode")
    zone: str | None = field(default=None, name="Zone")
    address_isp: str | None = field(default=None, name="AddressIsp")
    vpc_id: str | None = field(default=None, name="VpcId")
    project_id: int | None = field(default=None, name="ProjectId")
    create_time: str | None = field(default=None, name="CreateTime")
    charge_type: str | None = field(default=None, name="ChargeType")
    network_attributes: InternetAccessible | None = field(default=None, name="NetworkAttributes")
    prepaid_attributes: LBChargePrepaid | None = field(default=None, name="PrepaidAttributes")
    extra_info: ExtraInfo | None = field(default=None, name="ExtraInfo")
    config_id: str | None = field(default=None, name="ConfigId")
    tags: list[TagInfo] | None = field(default=None, name="Tags")
    listener_id: str | None = field(default=None, name="ListenerId")
    protocol: str | None = field(default=None, name="Protocol")
    port: int | None = field(default=None, name="Port")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    target_id: str | None = field(default=None, name="TargetId")
    target_address: str | None = field(default=None, name="TargetAddress")
    target_port: int | None = field(default=None, name="TargetPort")
    target_weight: int | None = field(default=None, name="TargetWeight")
    isolation: int | None = field(default=None, name="Isolation")
    security_group: list[str] | None = field(default=None, name="SecurityGroup")
    load_balancer_pass_to_target: int | None = field(default=None, name="LoadBalancerPassToTarget")
    target_health: str | None = field(default=None, name="TargetHealth")
    domains: str | None = field(default=None, name="Domains")
    slave_zone: list[str] | None = field(default=None, name="SlaveZone")
    zones: list[str] | None = field(default=None, name="Zones")
    sni_switch: int | None = field(default=None, name="SniSwitch")
    load_balancer_domain: str | None = field(default=None, name="LoadBalancerDomain")
    egress: str | None = field(default=None, name="Egress")
    attribute_flags: list[str] | None = field(default=None, name="AttributeFlags")
    sla_type: str | None = field(default=None, name="SlaType")
    exclusive: int | None = field(default=None, name="Exclusive")
    available_zone_affinity_info: AvailableZoneAffinityInfo | None = field(default=None, name="AvailableZoneAffinityInfo")


class LoadBalancerHealth(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    listeners: list[ListenerHealth] | None = field(default=None, name="Listeners")


class LoadBalancerTraffic(Struct, frozen=True, kw_only=True):
    load_balancer_id: str | None = field(default=None, name="LoadBalancerId")
    load_balancer_name: str | None = field(default=None, name="LoadBalancerName")
    region: str | None = field(default=None, name="Region")
    vip: str | None = field(default=None, name="Vip")
    out_bandwidth: float | None = field(default=None, name="OutBandwidth")
    domain: str | None = field(default=None, name="Domain")


class ManualRewriteRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    source_listener_id: str = field(name="SourceListenerId")
    target_listener_id: str = field(name="TargetListenerId")
    rewrite_infos: Annotated[list[RewriteLocationMap], Meta(min_length=1)] = field(name="RewriteInfos")


class ManualRewriteResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class MigrateClassicalLoadBalancersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(min_length=1)] = field(name="LoadBalancerIds")
    exclusive_cluster: ExclusiveCluster | None = field(default=None, name="ExclusiveCluster")


class MigrateClassicalLoadBalancersResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyBlockIPListRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="LoadBalancerIds")
    type_: Literal["add_customized_field", "set_customized_field", "del_customized_field", "add_blocked", "del_blocked", "flush_blocked"] = field(name="Type")
    client_ip_field: str = field(name="ClientIPField")
    block_ip_list: Annotated[list[str], Meta(max_length=200000)] | None = field(default=None, name="BlockIPList")
    expire_time: Annotated[int, Meta(ge=1, le=315360000)] | None = field(default=None, name="ExpireTime")
    add_strategy: Literal["fifo"] | None = field(default=None, name="AddStrategy")


class ModifyBlockIPListResponse(Struct, frozen=True, kw_only=True):
    jod_id: str | None = field(default=None, name="JodId")
    request_id: str | None = field(default=None, name="RequestId")


class ModifyCustomizedConfigRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    config_name: str | None = field(default=None, name="ConfigName")
    uconfig_id: str | None = field(default=None, name="UconfigId")
    config_content: str | None = field(default=None, name="ConfigContent")


class ModifyCustomizedConfigResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyDomainAttributesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    domain: str | None = field(default=None, name="Domain")
    new_domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="NewDomain")
    certificate: CertificateInput | None = field(default=None, name="Certificate")
    http2: bool | None = field(default=None, name="Http2")
    default_server: bool | None = field(default=None, name="DefaultServer")
    quic: bool | None = field(default=None, name="Quic")
    new_default_server_domain: str | None = field(default=None, name="NewDefaultServerDomain")
    new_domains: list[Annotated[str, Meta(min_length=1, max_length=80)]] | None = field(default=None, name="NewDomains")
    multi_cert_info: MultiCertInfo | None = field(default=None, name="MultiCertInfo")


class ModifyDomainAttributesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    domain: str = field(name="Domain")
    new_domain: Annotated[str, Meta(min_length=1, max_length=120)] = field(name="NewDomain")


class ModifyDomainResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyFunctionTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    function_targets: Annotated[list[FunctionTarget], Meta(min_length=1)] = field(name="FunctionTargets")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")


class ModifyFunctionTargetsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyListenerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    listener_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="ListenerName")
    session_expire_time: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="SessionExpireTime")
    health_check: HealthCheck | None = field(default=None, name="HealthCheck")
    certificate: CertificateInput | None = field(default=None, name="Certificate")
    scheduler: str | None = field(default=None, name="Scheduler")
    sni_switch: Literal[0, 1] | None = field(default=None, name="SniSwitch")
    target_type: Literal["NODE", "TARGETGROUP", "TARGETGROUP-V2"] | None = field(default=None, name="TargetType")
    keepalive_enable: Literal[0, 1] | None = field(default=None, name="KeepaliveEnable")
    deregister_target_rst: bool | None = field(default=None, name="DeregisterTargetRst")
    session_type: Literal["NORMAL", "QUIC_CID"] | None = field(default=None, name="SessionType")
    multi_cert_info: MultiCertInfo | None = field(default=None, name="MultiCertInfo")
    max_conn: Annotated[int, Meta(ge=-1)] | None = field(default=None, name="MaxConn")
    max_cps: Annotated[int, Meta(ge=-1)] | None = field(default=None, name="MaxCps")
    idle_connect_timeout: Annotated[int, Meta(ge=10, le=1980)] | None = field(default=None, name="IdleConnectTimeout")
    proxy_protocol: bool | None = field(default=None, name="ProxyProtocol")
    snat_enable: bool | None = field(default=None, name="SnatEnable")
    data_compress_mode: Literal["transparent", "compatibility"] | None = field(default=None, name="DataCompressMode")
    reschedule_target_zero_weight: bool | None = field(default=None, name="RescheduleTargetZeroWeight")
    reschedule_unhealthy: bool | None = field(default=None, name="RescheduleUnhealthy")
    reschedule_expand_target: bool | None = field(default=None, name="RescheduleExpandTarget")
    reschedule_start_time: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="RescheduleStartTime")
    reschedule_interval: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="RescheduleInterval")


class ModifyListenerResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyLoadBalancerAttributesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    load_balancer_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="LoadBalancerName")
    target_region_info: TargetRegionInfo | None = field(default=None, name="TargetRegionInfo")
    internet_charge_info: InternetAccessible | None = field(default=None, name="InternetChargeInfo")
    load_balancer_pass_to_target: bool | None = field(default=None, name="LoadBalancerPassToTarget")
    switch_flag: Annotated[int, Meta(ge=0, le=2)] | None = field(default=None, name="SwitchFlag")
    snat_pro: bool | None = field(default=None, name="SnatPro")
    delete_protect: bool | None = field(default=None, name="DeleteProtect")
    modify_classic_domain: bool | None = field(default=None, name="ModifyClassicDomain")
    associate_endpoint: str | None = field(default=None, name="AssociateEndpoint")


class ModifyLoadBalancerAttributesResponse(Struct, frozen=True, kw_only=True):
    deal_name: str | None = field(default=None, name="DealName")
    request_id: str | None = field(default=None, name="RequestId")


class ModifyLoadBalancerMixIpTargetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="LoadBalancerIds")
    mix_ip_target: bool = field(name="MixIpTarget")


class ModifyLoadBalancerMixIpTargetResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyLoadBalancerSlaRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_sla: Annotated[list[SlaUpdateParam], Meta(min_length=1)] = field(name="LoadBalancerSla")
    force: bool | None = field(default=None, name="Force")


class ModifyLoadBalancerSlaResponse(Struct, frozen=True, kw_only=True):
    deal_name: str | None = field(default=None, name="DealName")
    request_id: str | None = field(default=None, name="RequestId")


class ModifyLoadBalancersProjectRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="LoadBalancerIds")
    project_id: Annotated[int, Meta(ge=0)] = field(name="ProjectId")


class ModifyLoadBalancersProjectResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyRuleRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    location_id: str = field(name="LocationId")
    url: Annotated[str, Meta(min_length=1, max_length=200)] | None = field(default=None, name="Url")
    health_check: HealthCheck | None = field(default=None, name="HealthCheck")
    scheduler: Literal["WRR", "LEAST_CONN", "IP_HASH"] | None = field(default=None, name="Scheduler")
    session_expire_time: Annotated[int, Meta(ge=0, le=86400)] | None = field(default=None, name="SessionExpireTime")
    forward_type: Literal["HTTP", "HTTPS", "GRPC", "GRPCS", "TRPC"] | None = field(default=None, name="ForwardType")
    trpc_callee: str | None = field(default=None, name="TrpcCallee")
    trpc_func: str | None = field(default=None, name="TrpcFunc")
    oauth: OAuth | None = field(default=None, name="OAuth")
    cookie_name: str | None = field(default=None, name="CookieName")


class ModifyRuleResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyTargetGroupAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_id: str = field(name="TargetGroupId")
    target_group_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="TargetGroupName")
    port: Annotated[int, Meta(ge=0, le=65535)] | None = field(default=None, name="Port")
    schedule_algorithm: Literal["WRR", "LEAST_CONN", "IP_HASH"] | None = field(default=None, name="ScheduleAlgorithm")
    health_check: TargetGroupHealthCheck | None = field(default=None, name="HealthCheck")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")
    keepalive_enable: bool | None = field(default=None, name="KeepaliveEnable")
    session_expire_time: Annotated[int, Meta(ge=0, le=3600)] | None = field(default=None, name="SessionExpireTime")
    snat_enable: bool | None = field(default=None, name="SnatEnable")


class ModifyTargetGroupAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyTargetGroupInstancesPortRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_id: str = field(name="TargetGroupId")
    target_group_instances: Annotated[list[TargetGroupInstance], Meta(min_length=1)] = field(name="TargetGroupInstances")


class ModifyTargetGroupInstancesPortResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyTargetGroupInstancesWeightRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_id: str = field(name="TargetGroupId")
    target_group_instances: Annotated[list[TargetGroupInstance], Meta(min_length=1)] = field(name="TargetGroupInstances")


class ModifyTargetGroupInstancesWeightResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyTargetPortRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    targets: Annotated[list[Target], Meta(min_length=1, max_length=20)] = field(name="Targets")
    new_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="NewPort")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")


class ModifyTargetPortResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyTargetWeightRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    targets: Annotated[list[Target], Meta(min_length=1, max_length=20)] = field(name="Targets")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")


class ModifyTargetWeightResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class MultiCertInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ssl_mode: Literal["UNIDIRECTIONAL", "MUTUAL"] = field(name="SSLMode")
    cert_list: Annotated[list[CertInfo], Meta(min_length=1)] = field(name="CertList")
    ssl_verify_client: Literal["ON", "OPTIONAL"] | None = field(default=None, name="SSLVerifyClient")


class OAuth(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    oauth_enable: bool | None = field(default=None, name="OAuthEnable")
    oauth_failure_status: Literal["BYPASS", "REJECT"] | None = field(default=None, name="OAuthFailureStatus")


class Price(Struct, frozen=True, kw_only=True):
    instance_price: ItemPrice | None = field(default=None, name="InstancePrice")
    bandwidth_price: ItemPrice | None = field(default=None, name="BandwidthPrice")
    lcu_price: ItemPrice | None = field(default=None, name="LcuPrice")


class Quota(Struct, frozen=True, kw_only=True):
    quota_id: str | None = field(default=None, name="QuotaId")
    quota_current: int | None = field(default=None, name="QuotaCurrent")
    quota_limit: int | None = field(default=None, name="QuotaLimit")


class RegisterFunctionTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    function_targets: Annotated[list[FunctionTarget], Meta(min_length=1)] = field(name="FunctionTargets")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")


class RegisterFunctionTargetsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class RegisterTargetGroupInstancesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_group_id: str = field(name="TargetGroupId")
    target_group_instances: Annotated[list[TargetGroupInstance], Meta(min_length=1, max_length=50)] = field(name="TargetGroupInstances")


class RegisterTargetGroupInstancesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class RegisterTargetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_id: str = field(name="ListenerId")
    targets: Annotated[list[Target], Meta(min_length=1, max_length=20)] = field(name="Targets")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")


class RegisterTargetsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class RegisterTargetsWithClassicalLBRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    targets: Annotated[list[ClassicalTargetInfo], Meta(min_length=1)] = field(name="Targets")


class RegisterTargetsWithClassicalLBResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class RenewLoadBalancersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="LoadBalancerIds")
    lb_charge_prepaid: LBChargePrepaid = field(name="LBChargePrepaid")


class RenewLoadBalancersResponse(Struct, frozen=True, kw_only=True):
    deal_name: str | None = field(default=None, name="DealName")
    request_id: str | None = field(default=None, name="RequestId")


class ReplaceCertForLoadBalancersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    old_certificate_id: str = field(name="OldCertificateId")
    certificate: CertificateInput = field(name="Certificate")


class ReplaceCertForLoadBalancersResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class Resource(Struct, frozen=True, kw_only=True):
    type_: list[str] | None = field(default=None, name="Type")
    isp: str | None = field(default=None, name="Isp")
    availability_set: list[ResourceAvailability] | None = field(default=None, name="AvailabilitySet")
    type_set: list[TypeInfo] | None = field(default=None, name="TypeSet")


class ResourceAvailability(Struct, frozen=True, kw_only=True):
    type_: str | None = field(default=None, name="Type")
    availability: str | None = field(default=None, name="Availability")


class RewriteLocationMap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    source_location_id: str = field(name="SourceLocationId")
    target_location_id: str = field(name="TargetLocationId")
    rewrite_code: int | None = field(default=None, name="RewriteCode")
    take_url: bool | None = field(default=None, name="TakeUrl")
    source_domain: str | None = field(default=None, name="SourceDomain")


class RewriteTarget(Struct, frozen=True, kw_only=True):
    target_listener_id: str | None = field(default=None, name="TargetListenerId")
    target_location_id: str | None = field(default=None, name="TargetLocationId")
    rewrite_code: int | None = field(default=None, name="RewriteCode")
    take_url: bool | None = field(default=None, name="TakeUrl")
    rewrite_type: str | None = field(default=None, name="RewriteType")


class RsTagRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    targets: Annotated[list[Target], Meta(min_length=1, max_length=50)] = field(name="Targets")
    location_id: str | None = field(default=None, name="LocationId")
    tag: str | None = field(default=None, name="Tag")


class RsWeightRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    targets: Annotated[list[Target], Meta(min_length=1, max_length=50)] = field(name="Targets")
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")


class RuleHealth(Struct, frozen=True, kw_only=True):
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    rule_id: str | None = field(default=None, name="RuleId")
    targets: list[TargetHealth] | None = field(default=None, name="Targets")


class RuleInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: Annotated[str, Meta(min_length=1, max_length=200)] = field(name="Url")
    domain: Annotated[str, Meta(min_length=1, max_length=80)] | None = field(default=None, name="Domain")
    session_expire_time: Annotated[int, Meta(ge=0, le=86400)] | None = field(default=None, name="SessionExpireTime")
    health_check: HealthCheck | None = field(default=None, name="HealthCheck")
    certificate: CertificateInput | None = field(default=None, name="Certificate")
    scheduler: Literal["WRR", "LEAST_CONN", "IP_HASH"] | None = field(default=None, name="Scheduler")
    forward_type: Literal["HTTP", "HTTPS", "GRPC", "GRPCS", "TRPC"] | None = field(default=None, name="ForwardType")
    default_server: bool | None = field(default=None, name="DefaultServer")
    http2: bool | None = field(default=None, name="Http2")
    target_type: Literal["NODE", "TARGETGROUP", "TARGETGROUP-V2"] | None = field(default=None, name="TargetType")
    trpc_callee: str | None = field(default=None, name="TrpcCallee")
    trpc_func: str | None = field(default=None, name="TrpcFunc")
    quic: bool | None = field(default=None, name="Quic")
    domains: list[Annotated[str, Meta(min_length=1, max_length=80)]] | None = field(default=None, name="Domains")
    multi_cert_info: MultiCertInfo | None = field(default=None, name="MultiCertInfo")
    cookie_name: str | None = field(default=None, name="CookieName")


class RuleOutput(Struct, frozen=True, kw_only=True):
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    session_expire_time: int | None = field(default=None, name="SessionExpireTime")
    health_check: HealthCheck | None = field(default=None, name="HealthCheck")
    certificate: CertificateOutput | None = field(default=None, name="Certificate")
    scheduler: str | None = field(default=None, name="Scheduler")
    listener_id: str | None = field(default=None, name="ListenerId")
    rewrite_target: RewriteTarget | None = field(default=None, name="RewriteTarget")
    http_gzip: bool | None = field(default=None, name="HttpGzip")
    be_auto_created: bool | None = field(default=None, name="BeAutoCreated")
    default_server: bool | None = field(default=None, name="DefaultServer")
    http2: bool | None = field(default=None, name="Http2")
    forward_type: str | None = field(default=None, name="ForwardType")
    create_time: str | None = field(default=None, name="CreateTime")
    target_type: str | None = field(default=None, name="TargetType")
    target_group: BasicTargetGroupInfo | None = field(default=None, name="TargetGroup")
    waf_domain_id: str | None = field(default=None, name="WafDomainId")
    trpc_callee: str | None = field(default=None, name="TrpcCallee")
    trpc_func: str | None = field(default=None, name="TrpcFunc")
    quic_status: str | None = field(default=None, name="QuicStatus")
    domains: list[str] | None = field(default=None, name="Domains")
    target_group_list: list[BasicTargetGroupInfo] | None = field(default=None, name="TargetGroupList")
    oauth: OAuth | None = field(default=None, name="OAuth")
    cookie_name: str | None = field(default=None, name="CookieName")


class RuleTargets(Struct, frozen=True, kw_only=True):
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    targets: list[Backend] | None = field(default=None, name="Targets")
    function_targets: list[FunctionTarget] | None = field(default=None, name="FunctionTargets")


class RulesItems(Struct, frozen=True, kw_only=True):
    location_id: str | None = field(default=None, name="LocationId")
    domain: str | None = field(default=None, name="Domain")
    url: str | None = field(default=None, name="Url")
    targets: list[LbRsTargets] | None = field(default=None, name="Targets")


class SetCustomizedConfigForLoadBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    operation_type: Literal["ADD", "DELETE", "UPDATE", "BIND", "UNBIND"] = field(name="OperationType")
    uconfig_id: str | None = field(default=None, name="UconfigId")
    config_content: str | None = field(default=None, name="ConfigContent")
    config_name: str | None = field(default=None, name="ConfigName")
    load_balancer_ids: list[str] | None = field(default=None, name="LoadBalancerIds")
    tags: list[TagInfo] | None = field(default=None, name="Tags")


class SetCustomizedConfigForLoadBalancerResponse(Struct, frozen=True, kw_only=True):
    config_id: str | None = field(default=None, name="ConfigId")
    request_id: str | None = field(default=None, name="RequestId")


class SetLoadBalancerClsLogRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    log_set_id: str = field(name="LogSetId")
    log_topic_id: str = field(name="LogTopicId")
    log_type: Literal["ACCESS", "HEALTH"] | None = field(default=None, name="LogType")


class SetLoadBalancerClsLogResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class SetLoadBalancerSecurityGroupsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    security_groups: list[str] | None = field(default=None, name="SecurityGroups")


class SetLoadBalancerSecurityGroupsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class SetLoadBalancerStartStatusRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    operation_type: Literal["Start", "Stop"] = field(name="OperationType")
    load_balancer_id: str = field(name="LoadBalancerId")
    listener_ids: Annotated[list[str], Meta(max_length=20)] | None = field(default=None, name="ListenerIds")


class SetLoadBalancerStartStatusResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class SetSecurityGroupForLoadbalancersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group: str = field(name="SecurityGroup")
    operation_type: Literal["ADD", "DEL"] = field(name="OperationType")
    load_balancer_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="LoadBalancerIds")


class SetSecurityGroupForLoadbalancersResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class SlaUpdateParam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    sla_type: Literal["clb.c1.small", "clb.c2.medium", "clb.c3.small", "clb.c3.medium", "clb.c4.small", "clb.c4.medium", "clb.c4.large", "clb.c4.xlarge"] = field(name="SlaType")


class SnatIp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    subnet_id: str = field(name="SubnetId")
    ip: str | None = field(default=None, name="Ip")


class SpecAvailability(Struct, frozen=True, kw_only=True):
    spec_type: str | None = field(default=None, name="SpecType")
    availability: str | None = field(default=None, name="Availability")


class TagInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tag_key: str = field(name="TagKey")
    tag_value: str = field(name="TagValue")


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    port: Annotated[int, Meta(ge=1, le=65535)] = field(name="Port")
    type_: str | None = field(default=None, name="Type")
    instance_id: str | None = field(default=None, name="InstanceId")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")
    eni_ip: str | None = field(default=None, name="EniIp")
    tag: str | None = field(default=None, name="Tag")


class TargetGroupAssociation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_balancer_id: str = field(name="LoadBalancerId")
    target_group_id: str = field(name="TargetGroupId")
    listener_id: str | None = field(default=None, name="ListenerId")
    location_id: str | None = field(default=None, name="LocationId")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")


class TargetGroupBackend(Struct, frozen=True, kw_only=True):
    target_group_id: str | None = field(default=None, name="TargetGroupId")
    type_: str | None = field(default=None, name="Type")
    instance_id: str | None = field(default=None, name="InstanceId")
    port: int | None = field(default=None, name="Port")
    weight: int | None = field(default=None, name="Weight")
    public_ip_addresses: list[str] | None = field(default=None, name="PublicIpAddresses")
    private_ip_addresses: list[str] | None = field(default=None, name="PrivateIpAddresses")
    instance_name: str | None = field(default=None, name="InstanceName")
    registered_time: str | None = field(default=None, name="RegisteredTime")
    eni_id: str | None = field(default=None, name="EniId")
    zone_id: int | None = field(default=None, name="ZoneId")


class TargetGroupHealthCheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    health_switch: bool = field(name="HealthSwitch")
    protocol: Annotated[str, Meta(pattern=r"^(?i:TCP|HTTP|HTTPS|PING|CUSTOM|GRPC)\Z")] | None = field(default=None, name="Protocol")
    port: Annotated[int, Meta(ge=-1, le=65535)] | None = field(default=None, name="Port")
    timeout: Annotated[int, Meta(ge=2, le=60)] | None = field(default=None, name="Timeout")
    gap_time: Annotated[int, Meta(ge=1, le=600)] | None = field(default=None, name="GapTime")
    good_limit: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="GoodLimit")
    bad_limit: Annotated[int, Meta(ge=2, le=10)] | None = field(default=None, name="BadLimit")
    jumbo_frame: bool | None = field(default=None, name="JumboFrame")
    http_code: Annotated[int, Meta(ge=1, le=31)] | None = field(default=None, name="HttpCode")
    http_check_domain: Annotated[str, Meta(max_length=80)] | None = field(default=None, name="HttpCheckDomain")
    http_check_path: Annotated[str, Meta(max_length=200)] | None = field(default=None, name="HttpCheckPath")
    http_check_method: Annotated[str, Meta(pattern=r"^(?i:HEAD|GET)\Z")] | None = field(default=None, name="HttpCheckMethod")
    context_type: Literal["HEX", "TEXT"] | None = field(default=None, name="ContextType")
    send_context: Annotated[str, Meta(max_length=500)] | None = field(default=None, name="SendContext")
    recv_context: Annotated[str, Meta(max_length=500)] | None = field(default=None, name="RecvContext")
    http_version: Literal["HTTP/1.0", "HTTP/1.1"] | None = field(default=None, name="HttpVersion")
    extended_code: str | None = field(default=None, name="ExtendedCode")


class TargetGroupInfo(Struct, frozen=True, kw_only=True):
    target_group_id: str | None = field(default=None, name="TargetGroupId")
    vpc_id: str | None = field(default=None, name="VpcId")
    target_group_name: str | None = field(default=None, name="TargetGroupName")
    port: int | None = field(default=None, name="Port")
    created_time: str | None = field(default=None, name="CreatedTime")
    updated_time: str | None = field(default=None, name="UpdatedTime")
    associated_rule: list[AssociationItem] | None = field(default=None, name="AssociatedRule")
    protocol: str | None = field(default=None, name="Protocol")
    schedule_algorithm: str | None = field(default=None, name="ScheduleAlgorithm")
    health_check: TargetGroupHealthCheck | None = field(default=None, name="HealthCheck")
    target_group_type: str | None = field(default=None, name="TargetGroupType")
    associated_rule_count: int | None = field(default=None, name="AssociatedRuleCount")
    registered_instances_count: int | None = field(default=None, name="RegisteredInstancesCount")
    tag: list[TagInfo] | None = field(default=None, name="Tag")
    weight: int | None = field(default=None, name="Weight")
    full_listen_switch: bool | None = field(default=None, name="FullListenSwitch")
    keepalive_enable: bool | None = field(default=None, name="KeepaliveEnable")
    session_expire_time: int | None = field(default=None, name="SessionExpireTime")
    ip_version: str | None = field(default=None, name="IpVersion")
    snat_enable: bool | None = field(default=None, name="SnatEnable")


class TargetGroupInstance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    bind_ip: str = field(name="BindIP")
    port: Annotated[int, Meta(ge=0, le=65535)] | None = field(default=None, name="Port")
    weight: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="Weight")
    new_port: Annotated[int, Meta(ge=0, le=65535)] | None = field(default=None, name="NewPort")


class TargetGroupInstanceStatus(Struct, frozen=True, kw_only=True):
    instance_ip: str | None = field(default=None, name="InstanceIp")
    status: str | None = field(default=None, name="Status")
    instance_id: str | None = field(default=None, name="InstanceId")
    port: int | None = field(default=None, name="Port")
    eni_id: str | None = field(default=None, name="EniId")


class TargetHealth(Struct, frozen=True, kw_only=True):
    ip: str | None = field(default=None, name="IP")
    port: int | None = field(default=None, name="Port")
    health_status: bool | None = field(default=None, name="HealthStatus")
    target_id: str | None = field(default=None, name="TargetId")
    health_status_detail: str | None = field(default=None, name="HealthStatusDetail")
    health_status_detial: str | None = field(default=None, name="HealthStatusDetial")
    target_group_id: str | None = field(default=None, name="TargetGroupId")
    weight: int | None = field(default=None, name="Weight")


class TargetRegionInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    region: str = field(name="Region")
    vpc_id: str = field(name="VpcId")
    numerical_vpc_id: int | None = field(default=None, name="NumericalVpcId")


class TypeInfo(Struct, frozen=True, kw_only=True):
    type_: str | None = field(default=None, name="Type")
    spec_availability_set: list[SpecAvailability] | None = field(default=None, name="SpecAvailabilitySet")


class ZoneInfo(Struct, frozen=True, kw_only=True):
    zone_id: int | None = field(default=None, name="ZoneId")
    zone: str | None = field(default=None, name="Zone")
    zone_name: str | None = field(default=None, name="ZoneName")
    zone_region: str | None = field(default=None, name="ZoneRegion")
    local_zone: bool | None = field(default=None, name="LocalZone")
    edge_zone: bool | None = field(default=None, name="EdgeZone")


class ZoneResource(Struct, frozen=True, kw_only=True):
    master_zone: str | None = field(default=None, name="MasterZone")
    resource_set: list[Resource] | None = field(default=None, name="ResourceSet")
    slave_zone: str | None = field(default=None, name="SlaveZone")
    ip_version: str | None = field(default=None, name="IPVersion")
    zone_region: str | None = field(default=None, name="ZoneRegion")
    local_zone: bool | None = field(default=None, name="LocalZone")
    zone_resource_type: str | None = field(default=None, name="ZoneResourceType")
    edge_zone: bool | None = field(default=None, name="EdgeZone")
    egress: str | None = field(default=None, name="Egress")
