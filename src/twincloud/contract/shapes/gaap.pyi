# Shapes of Tencent GAAP, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Literal

from msgspec import Meta, Struct, field


class AccessConfiguration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    access_region: str = field(name="AccessRegion")
    bandwidth: Annotated[int, Meta(ge=0)] = field(name="Bandwidth")
    concurrent: Annotated[int, Meta(ge=0)] = field(name="Concurrent")
    network_type: str | None = field(default=None, name="NetworkType")


class AccessRegionDetial(Struct, frozen=True, kw_only=True):
    region_id: str | None = field(default=None, name="RegionId")
    region_name: str | None = field(default=None, name="RegionName")
    concurrent_list: list[int] | None = field(default=None, name="ConcurrentList")
    bandwidth_list: list[int] | None = field(default=None, name="BandwidthList")
    region_area: str | None = field(default=None, name="RegionArea")
    region_area_name: str | None = field(default=None, name="RegionAreaName")
    idc_type: str | None = field(default=None, name="IDCType")
    feature_bitmap: int | None = field(default=None, name="FeatureBitmap")


class AccessRegionDomainConf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    region_id: str = field(name="RegionId")
    nation_country_inner_list: list[str] | None = field(default=None, name="NationCountryInnerList")


class AddRealServersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: Annotated[int, Meta(ge=0)] = field(name="ProjectId")
    real_server_ip: Annotated[list[str], Meta(min_length=1, max_length=50)] = field(name="RealServerIP")
    real_server_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="RealServerName")
    tag_set: list[TagPair] | None = field(default=None, name="TagSet")


class AddRealServersResponse(Struct, frozen=True, kw_only=True):
    real_server_set: list[NewRealServer] | None = field(default=None, name="RealServerSet")
    request_id: str | None = field(default=None, name="RequestId")


class BanAndRecoverProxyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class BanAndRecoverProxyResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class BandwidthPriceGradient(Struct, frozen=True, kw_only=True):
    bandwidth_range: list[int] | None = field(default=None, name="BandwidthRange")
    bandwidth_unit_price: float | None = field(default=None, name="BandwidthUnitPrice")
    discount_bandwidth_unit_price: float | None = field(default=None, name="DiscountBandwidthUnitPrice")


class BindListenerRealServersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    real_server_bind_set: list[RealServerBindSetReq] | None = field(default=None, name="RealServerBindSet")


class BindListenerRealServersResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class BindRealServer(Struct, frozen=True, kw_only=True):
    real_server_id: str | None = field(default=None, name="RealServerId")
    real_server_ip: str | None = field(default=None, name="RealServerIP")
    real_server_weight: int | None = field(default=None, name="RealServerWeight")
    real_server_status: int | None = field(default=None, name="RealServerStatus")
    real_server_port: int | None = field(default=None, name="RealServerPort")
    down_ip_list: list[str] | None = field(default=None, name="DownIPList")
    real_server_failover_role: str | None = field(default=None, name="RealServerFailoverRole")


class BindRealServerInfo(Struct, frozen=True, kw_only=True):
    real_server_ip: str | None = field(default=None, name="RealServerIP")
    real_server_id: str | None = field(default=None, name="RealServerId")
    real_server_name: str | None = field(default=None, name="RealServerName")
    project_id: int | None = field(default=None, name="ProjectId")
    tag_set: list[TagPair] | None = field(default=None, name="TagSet")


class BindRuleRealServersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule_id: str = field(name="RuleId")
    real_server_bind_set: list[RealServerBindSetReq] | None = field(default=None, name="RealServerBindSet")


class BindRuleRealServersResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class Certificate(Struct, frozen=True, kw_only=True):
    certificate_id: str | None = field(default=None, name="CertificateId")
    certificate_name: str | None = field(default=None, name="CertificateName")
    certificate_type: int | None = field(default=None, name="CertificateType")
    certificate_alias: str | None = field(default=None, name="CertificateAlias")
    create_time: int | None = field(default=None, name="CreateTime")
    begin_time: int | None = field(default=None, name="BeginTime")
    end_time: int | None = field(default=None, name="EndTime")
    issuer_cn: str | None = field(default=None, name="IssuerCN")
    subject_cn: str | None = field(default=None, name="SubjectCN")


class CertificateAliasInfo(Struct, frozen=True, kw_only=True):
    certificate_id: str | None = field(default=None, name="CertificateId")
    certificate_alias: str | None = field(default=None, name="CertificateAlias")


class CertificateDetail(Struct, frozen=True, kw_only=True):
    certificate_id: str | None = field(default=None, name="CertificateId")
    certificate_type: int | None = field(default=None, name="CertificateType")
    certificate_alias: str | None = field(default=None, name="CertificateAlias")
    certificate_content: str | None = field(default=None, name="CertificateContent")
    certificate_key: str | None = field(default=None, name="CertificateKey")
    create_time: int | None = field(default=None, name="CreateTime")
    begin_time: int | None = field(default=None, name="BeginTime")
    end_time: int | None = field(default=None, name="EndTime")
    issuer_cn: str | None = field(default=None, name="IssuerCN")
    subject_cn: str | None = field(default=None, name="SubjectCN")


class CheckProxyCreateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    access_region: str = field(name="AccessRegion")
    real_server_region: str = field(name="RealServerRegion")
    bandwidth: Annotated[int, Meta(ge=0)] = field(name="Bandwidth")
    concurrent: Annotated[int, Meta(ge=0)] = field(name="Concurrent")
    group_id: str | None = field(default=None, name="GroupId")
    ip_address_version: Annotated[str, Meta(pattern=r"^(?i:IPv4|IPv6)\Z")] | None = field(default=None, name="IPAddressVersion")
    network_type: Annotated[str, Meta(pattern=r"^(?i:normal|cn2|triple)\Z")] | None = field(default=None, name="NetworkType")
    package_type: Annotated[str, Meta(pattern=r"^(?i:Thunder|Accelerator|CrossBorder)\Z")] | None = field(default=None, name="PackageType")
    http3_supported: int | None = field(default=None, name="Http3Supported")


class CheckProxyCreateResponse(Struct, frozen=True, kw_only=True):
    check_flag: int | None = field(default=None, name="CheckFlag")
    request_id: str | None = field(default=None, name="RequestId")


class CloseProxiesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instance_ids: list[str] | None = field(default=None, name="InstanceIds")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")
    proxy_ids: list[str] | None = field(default=None, name="ProxyIds")


class CloseProxiesResponse(Struct, frozen=True, kw_only=True):
    invalid_status_instance_set: list[str] | None = field(default=None, name="InvalidStatusInstanceSet")
    operation_failed_instance_set: list[str] | None = field(default=None, name="OperationFailedInstanceSet")
    request_id: str | None = field(default=None, name="RequestId")


class CloseProxyGroupRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")


class CloseProxyGroupResponse(Struct, frozen=True, kw_only=True):
    invalid_status_instance_set: list[str] | None = field(default=None, name="InvalidStatusInstanceSet")
    operation_failed_instance_set: list[str] | None = field(default=None, name="OperationFailedInstanceSet")
    request_id: str | None = field(default=None, name="RequestId")


class CloseSecurityPolicyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proxy_id: str | None = field(default=None, name="ProxyId")
    policy_id: str | None = field(default=None, name="PolicyId")


class CloseSecurityPolicyResponse(Struct, frozen=True, kw_only=True):
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class CountryAreaMap(Struct, frozen=True, kw_only=True):
    nation_country_name: str | None = field(default=None, name="NationCountryName")
    nation_country_inner_code: str | None = field(default=None, name="NationCountryInnerCode")
    geographical_zone_name: str | None = field(default=None, name="GeographicalZoneName")
    geographical_zone_inner_code: str | None = field(default=None, name="GeographicalZoneInnerCode")
    continent_name: str | None = field(default=None, name="ContinentName")
    continent_inner_code: str | None = field(default=None, name="ContinentInnerCode")
    remark: str | None = field(default=None, name="Remark")


class CreateCertificateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_type: Annotated[int, Meta(ge=0, le=4)] = field(name="CertificateType")
    certificate_content: str = field(name="CertificateContent")
    certificate_alias: Annotated[str, Meta(max_length=50)] | None = field(default=None, name="CertificateAlias")
    certificate_key: str | None = field(default=None, name="CertificateKey")


class CreateCertificateResponse(Struct, frozen=True, kw_only=True):
    certificate_id: str | None = field(default=None, name="CertificateId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateCustomHeaderRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule_id: str = field(name="RuleId")
    headers: list[HttpHeaderParam] | None = field(default=None, name="Headers")


class CreateCustomHeaderResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class CreateDomainErrorPageInfoRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    domain: str = field(name="Domain")
    error_nos: Annotated[list[Annotated[int, Meta(ge=400, le=599)]], Meta(min_length=1)] = field(name="ErrorNos")
    body: Annotated[str, Meta(max_length=16384)] = field(name="Body")
    new_error_no: Annotated[int, Meta(ge=200, le=599)] | None = field(default=None, name="NewErrorNo")
    clear_headers: list[str] | None = field(default=None, name="ClearHeaders")
    set_headers: list[HttpHeaderParam] | None = field(default=None, name="SetHeaders")


class CreateDomainErrorPageInfoResponse(Struct, frozen=True, kw_only=True):
    error_page_id: str | None = field(default=None, name="ErrorPageId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    domain: Annotated[str, Meta(min_length=1, max_length=80)] = field(name="Domain")
    certificate_id: str | None = field(default=None, name="CertificateId")
    client_certificate_id: str | None = field(default=None, name="ClientCertificateId")
    poly_client_certificate_ids: list[str] | None = field(default=None, name="PolyClientCertificateIds")
    http3_supported: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="Http3Supported")
    is_default_server: bool | None = field(default=None, name="IsDefaultServer")


class CreateDomainResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class CreateGlobalDomainDnsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    domain_id: str = field(name="DomainId")
    proxy_id_list: Annotated[list[str], Meta(min_length=1)] = field(name="ProxyIdList")
    nation_country_inner_codes: Annotated[list[str], Meta(min_length=1)] = field(name="NationCountryInnerCodes")


class CreateGlobalDomainDnsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class CreateGlobalDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: int = field(name="ProjectId")
    default_value: str = field(name="DefaultValue")
    alias: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="Alias")
    tag_set: Annotated[list[TagPair], Meta(max_length=20)] | None = field(default=None, name="TagSet")


class CreateGlobalDomainResponse(Struct, frozen=True, kw_only=True):
    domain_id: str | None = field(default=None, name="DomainId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateHTTPListenerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="ListenerName")
    port: Annotated[int, Meta(ge=0)] = field(name="Port")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")


class CreateHTTPListenerResponse(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateHTTPSListenerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="ListenerName")
    port: Annotated[int, Meta(ge=0)] = field(name="Port")
    certificate_id: str = field(name="CertificateId")
    forward_protocol: Annotated[str, Meta(pattern=r"^(?i:HTTP|HTTPS)\Z")] = field(name="ForwardProtocol")
    proxy_id: str | None = field(default=None, name="ProxyId")
    auth_type: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="AuthType")
    client_certificate_id: str | None = field(default=None, name="ClientCertificateId")
    poly_client_certificate_ids: list[str] | None = field(default=None, name="PolyClientCertificateIds")
    group_id: str | None = field(default=None, name="GroupId")
    http3_supported: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="Http3Supported")


class CreateHTTPSListenerResponse(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateProxyGroupDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")


class CreateProxyGroupDomainResponse(Struct, frozen=True, kw_only=True):
    group_id: str | None = field(default=None, name="GroupId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateProxyGroupRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: Annotated[int, Meta(ge=0)] = field(name="ProjectId")
    group_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="GroupName")
    real_server_region: str = field(name="RealServerRegion")
    tag_set: list[TagPair] | None = field(default=None, name="TagSet")
    access_region_set: list[AccessConfiguration] | None = field(default=None, name="AccessRegionSet")
    ip_address_version: str | None = field(default=None, name="IPAddressVersion")
    package_type: str | None = field(default=None, name="PackageType")
    http3_supported: int | None = field(default=None, name="Http3Supported")


class CreateProxyGroupResponse(Struct, frozen=True, kw_only=True):
    group_id: str | None = field(default=None, name="GroupId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateProxyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: int = field(name="ProjectId")
    proxy_name: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="ProxyName")
    access_region: str = field(name="AccessRegion")
    bandwidth: Annotated[int, Meta(ge=0)] = field(name="Bandwidth")
    concurrent: Annotated[int, Meta(ge=0)] = field(name="Concurrent")
    real_server_region: str | None = field(default=None, name="RealServerRegion")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")
    group_id: str | None = field(default=None, name="GroupId")
    tag_set: list[TagPair] | None = field(default=None, name="TagSet")
    cloned_proxy_id: str | None = field(default=None, name="ClonedProxyId")
    billing_type: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="BillingType")
    ip_address_version: Annotated[str, Meta(pattern=r"^(?i:IPv4|IPv6)\Z")] | None = field(default=None, name="IPAddressVersion")
    network_type: Annotated[str, Meta(pattern=r"^(?i:normal|cn2|triple)\Z")] | None = field(default=None, name="NetworkType")
    package_type: Annotated[str, Meta(pattern=r"^(?i:Thunder|Accelerator|CrossBorder)\Z")] | None = field(default=None, name="PackageType")
    http3_supported: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="Http3Supported")


class CreateProxyResponse(Struct, frozen=True, kw_only=True):
    instance_id: str | None = field(default=None, name="InstanceId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateRuleRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    domain: str = field(name="Domain")
    path: str = field(name="Path")
    real_server_type: Annotated[str, Meta(pattern=r"^(?i:IP|DOMAIN)\Z")] = field(name="RealServerType")
    scheduler: Annotated[str, Meta(pattern=r"^(?i:rr|wrr|lc)\Z")] = field(name="Scheduler")
    health_check: Annotated[int, Meta(ge=0, le=1)] = field(name="HealthCheck")
    check_params: RuleCheckParams | None = field(default=None, name="CheckParams")
    forward_protocol: str | None = field(default=None, name="ForwardProtocol")
    forward_host: str | None = field(default=None, name="ForwardHost")
    server_name_indication_switch: str | None = field(default=None, name="ServerNameIndicationSwitch")
    server_name_indication: str | None = field(default=None, name="ServerNameIndication")
    forced_redirect: str | None = field(default=None, name="ForcedRedirect")


class CreateRuleResponse(Struct, frozen=True, kw_only=True):
    rule_id: str | None = field(default=None, name="RuleId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateSecurityPolicyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    default_action: Annotated[str, Meta(pattern=r"^(?i:ACCEPT|DROP)\Z")] = field(name="DefaultAction")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")


class CreateSecurityPolicyResponse(Struct, frozen=True, kw_only=True):
    policy_id: str | None = field(default=None, name="PolicyId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateSecurityRulesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    policy_id: str = field(name="PolicyId")
    rule_list: Annotated[list[SecurityPolicyRuleIn], Meta(min_length=1)] = field(name="RuleList")


class CreateSecurityRulesResponse(Struct, frozen=True, kw_only=True):
    rule_id_list: list[str] | None = field(default=None, name="RuleIdList")
    request_id: str | None = field(default=None, name="RequestId")


class CreateTCPListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="ListenerName")
    ports: Annotated[list[Annotated[int, Meta(ge=0)]], Meta(min_length=1)] = field(name="Ports")
    scheduler: Annotated[str, Meta(pattern=r"^(?i:rr|wrr|lc|lrtt)\Z")] = field(name="Scheduler")
    health_check: Annotated[int, Meta(ge=0, le=1)] = field(name="HealthCheck")
    real_server_type: Annotated[str, Meta(pattern=r"^(?i:IP|DOMAIN)\Z")] = field(name="RealServerType")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")
    delay_loop: Annotated[int, Meta(ge=5, le=300)] | None = field(default=None, name="DelayLoop")
    connect_timeout: Annotated[int, Meta(ge=2, le=60)] | None = field(default=None, name="ConnectTimeout")
    real_server_ports: list[Annotated[int, Meta(ge=0)]] | None = field(default=None, name="RealServerPorts")
    client_ip_method: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="ClientIPMethod")
    failover_switch: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="FailoverSwitch")
    healthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="HealthyThreshold")
    unhealthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="UnhealthyThreshold")


class CreateTCPListenersResponse(Struct, frozen=True, kw_only=True):
    listener_ids: list[str] | None = field(default=None, name="ListenerIds")
    request_id: str | None = field(default=None, name="RequestId")


class CreateUDPListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="ListenerName")
    ports: Annotated[list[Annotated[int, Meta(ge=0)]], Meta(min_length=1)] = field(name="Ports")
    scheduler: Annotated[str, Meta(pattern=r"^(?i:rr|wrr|lc|lrtt)\Z")] = field(name="Scheduler")
    real_server_type: Annotated[str, Meta(pattern=r"^(?i:IP|DOMAIN)\Z")] = field(name="RealServerType")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")
    real_server_ports: list[Annotated[int, Meta(ge=0)]] | None = field(default=None, name="RealServerPorts")
    delay_loop: Annotated[int, Meta(ge=5, le=300)] | None = field(default=None, name="DelayLoop")
    connect_timeout: Annotated[int, Meta(ge=2, le=60)] | None = field(default=None, name="ConnectTimeout")
    healthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="HealthyThreshold")
    unhealthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    failover_switch: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="FailoverSwitch")
    health_check: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="HealthCheck")
    check_type: str | None = field(default=None, name="CheckType")
    check_port: int | None = field(default=None, name="CheckPort")
    context_type: str | None = field(default=None, name="ContextType")
    send_context: str | None = field(default=None, name="SendContext")
    recv_context: str | None = field(default=None, name="RecvContext")


class CreateUDPListenersResponse(Struct, frozen=True, kw_only=True):
    listener_ids: list[str] | None = field(default=None, name="ListenerIds")
    request_id: str | None = field(default=None, name="RequestId")


class DeleteCertificateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_id: str = field(name="CertificateId")


class DeleteCertificateResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteDomainErrorPageInfoRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    error_page_id: str = field(name="ErrorPageId")


class DeleteDomainErrorPageInfoResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    domain: str = field(name="Domain")
    force: Annotated[int, Meta(ge=0, le=1)] = field(name="Force")


class DeleteDomainResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteGlobalDomainDnsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    dns_record_id: Annotated[int, Meta(ge=0)] = field(name="DnsRecordId")


class DeleteGlobalDomainDnsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteGlobalDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    domain_id: str = field(name="DomainId")


class DeleteGlobalDomainResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_ids: list[str] = field(name="ListenerIds")
    force: Annotated[int, Meta(ge=0)] = field(name="Force")
    group_id: str | None = field(default=None, name="GroupId")
    proxy_id: str | None = field(default=None, name="ProxyId")


class DeleteListenersResponse(Struct, frozen=True, kw_only=True):
    operation_failed_listener_set: list[str] | None = field(default=None, name="OperationFailedListenerSet")
    operation_succeed_listener_set: list[str] | None = field(default=None, name="OperationSucceedListenerSet")
    invalid_status_listener_set: list[str] | None = field(default=None, name="InvalidStatusListenerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DeleteProxyGroupRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")
    force: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="Force")


class DeleteProxyGroupResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteRuleRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    rule_id: str = field(name="RuleId")
    force: Annotated[int, Meta(ge=0, le=1)] = field(name="Force")


class DeleteRuleResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteSecurityPolicyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    policy_id: str = field(name="PolicyId")


class DeleteSecurityPolicyResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteSecurityRulesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    policy_id: str = field(name="PolicyId")
    rule_id_list: Annotated[list[str], Meta(min_length=1)] = field(name="RuleIdList")


class DeleteSecurityRulesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DescribeAccessRegionsByDestRegionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    dest_region: str = field(name="DestRegion")
    ip_address_version: Annotated[str, Meta(pattern=r"^(?i:IPv4|IPv6)\Z")] | None = field(default=None, name="IPAddressVersion")
    package_type: Annotated[str, Meta(pattern=r"^(?i:Thunder|Accelerator|CrossBorder)\Z")] | None = field(default=None, name="PackageType")


class DescribeAccessRegionsByDestRegionResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    access_region_set: list[AccessRegionDetial] | None = field(default=None, name="AccessRegionSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeAccessRegionsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeAccessRegionsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    access_region_set: list[RegionDetail] | None = field(default=None, name="AccessRegionSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeAuthSignatureRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeAuthSignatureResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DescribeBlackHeaderRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeBlackHeaderResponse(Struct, frozen=True, kw_only=True):
    black_headers: list[str] | None = field(default=None, name="BlackHeaders")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCertificateDetailRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_id: str = field(name="CertificateId")


class DescribeCertificateDetailResponse(Struct, frozen=True, kw_only=True):
    certificate_detail: CertificateDetail | None = field(default=None, name="CertificateDetail")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCertificatesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_type: Annotated[int, Meta(ge=-1, le=4)] | None = field(default=None, name="CertificateType")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="Limit")


class DescribeCertificatesResponse(Struct, frozen=True, kw_only=True):
    certificate_set: list[Certificate] | None = field(default=None, name="CertificateSet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCountryAreaMappingRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeCountryAreaMappingResponse(Struct, frozen=True, kw_only=True):
    country_area_mapping_list: list[CountryAreaMap] | None = field(default=None, name="CountryAreaMappingList")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCrossBorderProxiesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeCrossBorderProxiesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCustomHeaderRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule_id: str = field(name="RuleId")


class DescribeCustomHeaderResponse(Struct, frozen=True, kw_only=True):
    rule_id: str | None = field(default=None, name="RuleId")
    headers: list[HttpHeaderParam] | None = field(default=None, name="Headers")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeDestRegionsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    quality_type: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="QualityType")


class DescribeDestRegionsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    dest_region_set: list[RegionDetail] | None = field(default=None, name="DestRegionSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeDomainErrorPageInfoByIdsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    error_page_ids: Annotated[list[str], Meta(min_length=1, max_length=10)] = field(name="ErrorPageIds")


class DescribeDomainErrorPageInfoByIdsResponse(Struct, frozen=True, kw_only=True):
    error_page_set: list[DomainErrorPageInfo] | None = field(default=None, name="ErrorPageSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeDomainErrorPageInfoRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    domain: str = field(name="Domain")


class DescribeDomainErrorPageInfoResponse(Struct, frozen=True, kw_only=True):
    error_page_set: list[DomainErrorPageInfo] | None = field(default=None, name="ErrorPageSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeGlobalDomainDnsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    domain_id: str = field(name="DomainId")


class DescribeGlobalDomainDnsResponse(Struct, frozen=True, kw_only=True):
    global_dns_list: list[GlobalDns] | None = field(default=None, name="GlobalDnsList")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeGlobalDomainsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: Annotated[int, Meta(ge=-1)] = field(name="ProjectId")
    offset: Annotated[int, Meta(ge=0)] = field(name="Offset")
    limit: Annotated[int, Meta(ge=0)] = field(name="Limit")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")
    tag_set: Annotated[list[TagPair], Meta(max_length=5)] | None = field(default=None, name="TagSet")


class DescribeGlobalDomainsResponse(Struct, frozen=True, kw_only=True):
    domains: list[Domain] | None = field(default=None, name="Domains")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeGroupAndStatisticsProxyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: Annotated[int, Meta(ge=0)] = field(name="ProjectId")


class DescribeGroupAndStatisticsProxyResponse(Struct, frozen=True, kw_only=True):
    group_set: list[GroupStatisticsInfo] | None = field(default=None, name="GroupSet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeGroupDomainConfigRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")


class DescribeGroupDomainConfigResponse(Struct, frozen=True, kw_only=True):
    access_region_list: list[DomainAccessRegionDict] | None = field(default=None, name="AccessRegionList")
    default_dns_ip: str | None = field(default=None, name="DefaultDnsIp")
    group_id: str | None = field(default=None, name="GroupId")
    access_region_count: int | None = field(default=None, name="AccessRegionCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeHTTPListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Port")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="Limit")
    search_value: str | None = field(default=None, name="SearchValue")


class DescribeHTTPListenersResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    listener_set: list[HTTPListener] | None = field(default=None, name="ListenerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeHTTPSListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Port")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="Limit")
    search_value: str | None = field(default=None, name="SearchValue")
    http3_supported: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="Http3Supported")


class DescribeHTTPSListenersResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    listener_set: list[HTTPSListener] | None = field(default=None, name="ListenerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeListenerRealServersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")


class DescribeListenerRealServersResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    real_server_set: list[RealServer] | None = field(default=None, name="RealServerSet")
    bind_real_server_total_count: int | None = field(default=None, name="BindRealServerTotalCount")
    bind_real_server_set: list[BindRealServer] | None = field(default=None, name="BindRealServerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeListenerStatisticsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    start_time: str = field(name="StartTime")
    end_time: str = field(name="EndTime")
    metric_names: Annotated[list[Literal["InBandwidth", "OutBandwidth", "Concurrent", "InPackets", "OutPackets", "InputBandwidth", "OutputBandwidth", "PacketLoss", "Latency", "HttpQPS", "HttpQPSPercent", "HttpsQPS", "HttpsQPSPercent"]], Meta(min_length=1)] = field(name="MetricNames")
    granularity: Literal[60, 300, 3600, 86400] = field(name="Granularity")


class DescribeListenerStatisticsResponse(Struct, frozen=True, kw_only=True):
    statistics_data: list[MetricStatisticsInfo] | None = field(default=None, name="StatisticsData")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeProxiesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instance_ids: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="InstanceIds")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="Limit")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")
    proxy_ids: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="ProxyIds")
    tag_set: Annotated[list[TagPair], Meta(max_length=5)] | None = field(default=None, name="TagSet")
    independent: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="Independent")
    order: Annotated[str, Meta(pattern=r"^(?i:asc|desc)\Z")] | None = field(default=None, name="Order")
    order_field: Literal["create_time", "proxy_id", "bandwidth", "concurrent_connections"] | None = field(default=None, name="OrderField")


class DescribeProxiesResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    instance_set: list[ProxyInfo] | None = field(default=None, name="InstanceSet")
    proxy_set: list[ProxyInfo] | None = field(default=None, name="ProxySet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeProxiesStatusRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instance_ids: list[str] | None = field(default=None, name="InstanceIds")
    proxy_ids: list[str] | None = field(default=None, name="ProxyIds")


class DescribeProxiesStatusResponse(Struct, frozen=True, kw_only=True):
    instance_status_set: list[ProxyStatus] | None = field(default=None, name="InstanceStatusSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeProxyAndStatisticsListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: Annotated[int, Meta(ge=0)] = field(name="ProjectId")


class DescribeProxyAndStatisticsListenersResponse(Struct, frozen=True, kw_only=True):
    proxy_set: list[ProxySimpleInfo] | None = field(default=None, name="ProxySet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeProxyDetailRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proxy_id: str = field(name="ProxyId")


class DescribeProxyDetailResponse(Struct, frozen=True, kw_only=True):
    proxy_detail: ProxyInfo | None = field(default=None, name="ProxyDetail")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeProxyGroupDetailsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")


class DescribeProxyGroupDetailsResponse(Struct, frozen=True, kw_only=True):
    proxy_group_detail: ProxyGroupDetail | None = field(default=None, name="ProxyGroupDetail")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeProxyGroupListRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    offset: Annotated[int, Meta(ge=0)] = field(name="Offset")
    limit: Annotated[int, Meta(ge=0, le=100)] = field(name="Limit")
    project_id: Annotated[int, Meta(ge=-1)] = field(name="ProjectId")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")
    tag_set: Annotated[list[TagPair], Meta(max_length=5)] | None = field(default=None, name="TagSet")


class DescribeProxyGroupListResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    proxy_group_list: list[ProxyGroupInfo] | None = field(default=None, name="ProxyGroupList")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeProxyGroupStatisticsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")
    start_time: str = field(name="StartTime")
    end_time: str = field(name="EndTime")
    metric_names: Annotated[list[Literal["InBandwidth", "OutBandwidth", "Concurrent", "InPackets", "OutPackets", "InputBandwidth", "OutputBandwidth", "PacketLoss", "Latency", "HttpQPS", "HttpQPSPercent", "HttpsQPS", "HttpsQPSPercent"]], Meta(min_length=1)] = field(name="MetricNames")
    granularity: Literal[60, 300, 3600, 86400] = field(name="Granularity")


class DescribeProxyGroupStatisticsResponse(Struct, frozen=True, kw_only=True):
    statistics_data: list[MetricStatisticsInfo] | None = field(default=None, name="StatisticsData")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeProxyStatisticsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proxy_id: str = field(name="ProxyId")
    start_time: str = field(name="StartTime")
    end_time: str = field(name="EndTime")
    metric_names: Annotated[list[Literal["InBandwidth", "OutBandwidth", "Concurrent", "InPackets", "OutPackets", "InputBandwidth", "OutputBandwidth", "PacketLoss", "Latency", "HttpQPS", "HttpQPSPercent", "HttpsQPS", "HttpsQPSPercent"]], Meta(min_length=1)] = field(name="MetricNames")
    granularity: Literal[60, 300, 3600, 86400] = field(name="Granularity")
    isp: Literal["", "CMCC", "CUCC", "CTCC"] | None = field(default=None, name="Isp")


class DescribeProxyStatisticsResponse(Struct, frozen=True, kw_only=True):
    statistics_data: list[MetricStatisticsInfo] | None = field(default=None, name="StatisticsData")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeRealServerStatisticsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    real_server_id: str = field(name="RealServerId")
    listener_id: str | None = field(default=None, name="ListenerId")
    rule_id: str | None = field(default=None, name="RuleId")
    within_time: Annotated[int, Meta(ge=0)] | None = field(default=None, name="WithinTime")
    start_time: str | None = field(default=None, name="StartTime")
    end_time: str | None = field(default=None, name="EndTime")
    granularity: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Granularity")


class DescribeRealServerStatisticsResponse(Struct, frozen=True, kw_only=True):
    statistics_data: list[StatisticsDataInfo] | None = field(default=None, name="StatisticsData")
    rs_statistics_data: list[MetricStatisticsInfo] | None = field(default=None, name="RsStatisticsData")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeRealServersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: int = field(name="ProjectId")
    search_value: str | None = field(default=None, name="SearchValue")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="Limit")
    tag_set: Annotated[list[TagPair], Meta(max_length=5)] | None = field(default=None, name="TagSet")
    filters: list[Filter] | None = field(default=None, name="Filters")


class DescribeRealServersResponse(Struct, frozen=True, kw_only=True):
    real_server_set: list[BindRealServerInfo] | None = field(default=None, name="RealServerSet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeRealServersStatusRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    real_server_ids: Annotated[list[str], Meta(min_length=1)] = field(name="RealServerIds")


class DescribeRealServersStatusResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    real_server_status_set: list[RealServerStatus] | None = field(default=None, name="RealServerStatusSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeRegionAndPriceRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ip_address_version: Annotated[str, Meta(pattern=r"^(?i:IPv4|IPv6)\Z")] | None = field(default=None, name="IPAddressVersion")
    package_type: Annotated[str, Meta(pattern=r"^(?i:Thunder|Accelerator|CrossBorder)\Z")] | None = field(default=None, name="PackageType")


class DescribeRegionAndPriceResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    dest_region_set: list[RegionDetail] | None = field(default=None, name="DestRegionSet")
    bandwidth_unit_price: list[BandwidthPriceGradient] | None = field(default=None, name="BandwidthUnitPrice")
    currency: str | None = field(default=None, name="Currency")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeResourcesByTagRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tag_key: str = field(name="TagKey")
    tag_value: str = field(name="TagValue")
    resource_type: Annotated[str, Meta(pattern=r"^(?i:Proxy|ProxyGroup|RealServer)\Z")] | None = field(default=None, name="ResourceType")


class DescribeResourcesByTagResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    resource_set: list[TagResourceInfo] | None = field(default=None, name="ResourceSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeRuleRealServersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule_id: str = field(name="RuleId")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=0, le=1000)] | None = field(default=None, name="Limit")


class DescribeRuleRealServersResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    real_server_set: list[RealServer] | None = field(default=None, name="RealServerSet")
    bind_real_server_total_count: int | None = field(default=None, name="BindRealServerTotalCount")
    bind_real_server_set: list[BindRealServer] | None = field(default=None, name="BindRealServerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeRulesByRuleIdsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule_ids: Annotated[list[str], Meta(min_length=1)] = field(name="RuleIds")


class DescribeRulesByRuleIdsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    rule_set: list[RuleInfo] | None = field(default=None, name="RuleSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeRulesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")


class DescribeRulesResponse(Struct, frozen=True, kw_only=True):
    domain_rule_set: list[DomainRuleSet] | None = field(default=None, name="DomainRuleSet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeSecurityPolicyDetailRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    policy_id: str = field(name="PolicyId")


class DescribeSecurityPolicyDetailResponse(Struct, frozen=True, kw_only=True):
    proxy_id: str | None = field(default=None, name="ProxyId")
    status: str | None = field(default=None, name="Status")
    default_action: str | None = field(default=None, name="DefaultAction")
    policy_id: str | None = field(default=None, name="PolicyId")
    rule_list: list[SecurityPolicyRuleOut] | None = field(default=None, name="RuleList")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeSecurityRulesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_rule_ids: Annotated[list[str], Meta(min_length=1, max_length=20)] = field(name="SecurityRuleIds")


class DescribeSecurityRulesResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    security_rule_set: list[SecurityPolicyRuleOut] | None = field(default=None, name="SecurityRuleSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTCPListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proxy_id: str | None = field(default=None, name="ProxyId")
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Port")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="Limit")
    group_id: str | None = field(default=None, name="GroupId")
    search_value: str | None = field(default=None, name="SearchValue")


class DescribeTCPListenersResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    listener_set: list[TCPListener] | None = field(default=None, name="ListenerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTaskStatusRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    task_id: str | None = field(default=None, name="TaskId")


class DescribeTaskStatusResponse(Struct, frozen=True, kw_only=True):
    status: str | None = field(default=None, name="Status")
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeUDPListenersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proxy_id: str | None = field(default=None, name="ProxyId")
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Port")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="Limit")
    group_id: str | None = field(default=None, name="GroupId")
    search_value: str | None = field(default=None, name="SearchValue")


class DescribeUDPListenersResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    listener_set: list[UDPListener] | None = field(default=None, name="ListenerSet")
    request_id: str | None = field(default=None, name="RequestId")


class DestroyProxiesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    force: Annotated[int, Meta(ge=0, le=1)] = field(name="Force")
    instance_ids: list[str] | None = field(default=None, name="InstanceIds")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")
    proxy_ids: list[str] | None = field(default=None, name="ProxyIds")


class DestroyProxiesResponse(Struct, frozen=True, kw_only=True):
    invalid_status_instance_set: list[str] | None = field(default=None, name="InvalidStatusInstanceSet")
    operation_failed_instance_set: list[str] | None = field(default=None, name="OperationFailedInstanceSet")
    request_id: str | None = field(default=None, name="RequestId")


class DisableGlobalDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    domain_id: str = field(name="DomainId")


class DisableGlobalDomainResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class Domain(Struct, frozen=True, kw_only=True):
    domain_id: str | None = field(default=None, name="DomainId")
    full_domain: str | None = field(default=None, name="FullDomain")
    alias: str | None = field(default=None, name="Alias")
    type_: str | None = field(default=None, name="Type")
    status: int | None = field(default=None, name="Status")
    project_id: int | None = field(default=None, name="ProjectId")
    default_value: str | None = field(default=None, name="DefaultValue")
    proxy_count: int | None = field(default=None, name="ProxyCount")
    create_time: int | None = field(default=None, name="CreateTime")
    update_time: int | None = field(default=None, name="UpdateTime")
    tag_set: list[TagPair] | None = field(default=None, name="TagSet")
    ban_status: str | None = field(default=None, name="BanStatus")


class DomainAccessRegionDict(Struct, frozen=True, kw_only=True):
    nation_country_inner_list: list[NationCountryInnerInfo] | None = field(default=None, name="NationCountryInnerList")
    proxy_list: list[ProxyIdDict] | None = field(default=None, name="ProxyList")
    region_id: str | None = field(default=None, name="RegionId")
    geographical_zone_inner_code: str | None = field(default=None, name="GeographicalZoneInnerCode")
    continent_inner_code: str | None = field(default=None, name="ContinentInnerCode")
    region_name: str | None = field(default=None, name="RegionName")


class DomainErrorPageInfo(Struct, frozen=True, kw_only=True):
    error_page_id: str | None = field(default=None, name="ErrorPageId")
    listener_id: str | None = field(default=None, name="ListenerId")
    domain: str | None = field(default=None, name="Domain")
    error_nos: list[int] | None = field(default=None, name="ErrorNos")
    new_error_no: int | None = field(default=None, name="NewErrorNo")
    clear_headers: list[str] | None = field(default=None, name="ClearHeaders")
    set_headers: list[HttpHeaderParam] | None = field(default=None, name="SetHeaders")
    body: str | None = field(default=None, name="Body")
    status: int | None = field(default=None, name="Status")


class DomainRuleSet(Struct, frozen=True, kw_only=True):
    domain: str | None = field(default=None, name="Domain")
    rule_set: list[RuleInfo] | None = field(default=None, name="RuleSet")
    certificate_id: str | None = field(default=None, name="CertificateId")
    certificate_alias: str | None = field(default=None, name="CertificateAlias")
    client_certificate_id: str | None = field(default=None, name="ClientCertificateId")
    client_certificate_alias: str | None = field(default=None, name="ClientCertificateAlias")
    basic_auth_conf_id: str | None = field(default=None, name="BasicAuthConfId")
    basic_auth: int | None = field(default=None, name="BasicAuth")
    basic_auth_conf_alias: str | None = field(default=None, name="BasicAuthConfAlias")
    real_server_certificate_id: str | None = field(default=None, name="RealServerCertificateId")
    real_server_auth: int | None = field(default=None, name="RealServerAuth")
    real_server_certificate_alias: str | None = field(default=None, name="RealServerCertificateAlias")
    gaap_certificate_id: str | None = field(default=None, name="GaapCertificateId")
    gaap_auth: int | None = field(default=None, name="GaapAuth")
    gaap_certificate_alias: str | None = field(default=None, name="GaapCertificateAlias")
    real_server_certificate_domain: str | None = field(default=None, name="RealServerCertificateDomain")
    poly_client_certificate_alias_info: list[CertificateAliasInfo] | None = field(default=None, name="PolyClientCertificateAliasInfo")
    poly_real_server_certificate_alias_info: list[CertificateAliasInfo] | None = field(default=None, name="PolyRealServerCertificateAliasInfo")
    domain_status: int | None = field(default=None, name="DomainStatus")
    ban_status: str | None = field(default=None, name="BanStatus")
    http3_supported: int | None = field(default=None, name="Http3Supported")
    is_default_server: bool | None = field(default=None, name="IsDefaultServer")
    tls_ciphers: str | None = field(default=None, name="TLSCiphers")
    tls_support_version: list[str] | None = field(default=None, name="TLSSupportVersion")


class EnableGlobalDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    domain_id: str = field(name="DomainId")


class EnableGlobalDomainResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class Filter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = field(name="Name")
    values: Annotated[list[str], Meta(max_length=5)] = field(name="Values")


class GlobalDns(Struct, frozen=True, kw_only=True):
    dns_record_id: int | None = field(default=None, name="DnsRecordId")
    country_area_list: list[CountryAreaMap] | None = field(default=None, name="CountryAreaList")
    access_list: list[ProxyAccessInfo] | None = field(default=None, name="AccessList")
    status: int | None = field(default=None, name="Status")


class GroupStatisticsInfo(Struct, frozen=True, kw_only=True):
    group_id: str | None = field(default=None, name="GroupId")
    group_name: str | None = field(default=None, name="GroupName")
    proxy_set: list[ProxySimpleInfo] | None = field(default=None, name="ProxySet")


class HTTPListener(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: int | None = field(default=None, name="Port")
    create_time: int | None = field(default=None, name="CreateTime")
    protocol: str | None = field(default=None, name="Protocol")
    listener_status: int | None = field(default=None, name="ListenerStatus")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")


class HTTPSListener(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: int | None = field(default=None, name="Port")
    protocol: str | None = field(default=None, name="Protocol")
    listener_status: int | None = field(default=None, name="ListenerStatus")
    certificate_id: str | None = field(default=None, name="CertificateId")
    forward_protocol: str | None = field(default=None, name="ForwardProtocol")
    create_time: int | None = field(default=None, name="CreateTime")
    certificate_alias: str | None = field(default=None, name="CertificateAlias")
    client_certificate_id: str | None = field(default=None, name="ClientCertificateId")
    auth_type: int | None = field(default=None, name="AuthType")
    client_certificate_alias: str | None = field(default=None, name="ClientCertificateAlias")
    poly_client_certificate_alias_info: list[CertificateAliasInfo] | None = field(default=None, name="PolyClientCertificateAliasInfo")
    http3_supported: int | None = field(default=None, name="Http3Supported")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")
    tls_support_version: list[str] | None = field(default=None, name="TLSSupportVersion")
    tls_ciphers: str | None = field(default=None, name="TLSCiphers")


class HttpHeaderParam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    header_name: Annotated[str, Meta(min_length=1)] = field(name="HeaderName")
    header_value: str = field(name="HeaderValue")


class IPDetail(Struct, frozen=True, kw_only=True):
    ip: str | None = field(default=None, name="IP")
    provider: str | None = field(default=None, name="Provider")
    bandwidth: int | None = field(default=None, name="Bandwidth")


class InquiryPriceCreateProxyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    access_region: str = field(name="AccessRegion")
    bandwidth: int = field(name="Bandwidth")
    dest_region: str | None = field(default=None, name="DestRegion")
    concurrency: int | None = field(default=None, name="Concurrency")
    real_server_region: str | None = field(default=None, name="RealServerRegion")
    concurrent: int | None = field(default=None, name="Concurrent")
    billing_type: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="BillingType")
    ip_address_version: Annotated[str, Meta(pattern=r"^(?i:IPv4|IPv6)\Z")] | None = field(default=None, name="IPAddressVersion")
    network_type: Annotated[str, Meta(pattern=r"^(?i:normal|cn2|triple)\Z")] | None = field(default=None, name="NetworkType")
    package_type: Annotated[str, Meta(pattern=r"^(?i:Thunder|Accelerator|CrossBorder)\Z")] | None = field(default=None, name="PackageType")
    http3_supported: int | None = field(default=None, name="Http3Supported")


class InquiryPriceCreateProxyResponse(Struct, frozen=True, kw_only=True):
    proxy_daily_price: float | None = field(default=None, name="ProxyDailyPrice")
    bandwidth_unit_price: list[BandwidthPriceGradient] | None = field(default=None, name="BandwidthUnitPrice")
    discount_proxy_daily_price: float | None = field(default=None, name="DiscountProxyDailyPrice")
    currency: str | None = field(default=None, name="Currency")
    flow_unit_price: float | None = field(default=None, name="FlowUnitPrice")
    discount_flow_unit_price: float | None = field(default=None, name="DiscountFlowUnitPrice")
    cn2_bandwidth_price: float | None = field(default=None, name="Cn2BandwidthPrice")
    cn2_bandwidth_price_with_discount: float | None = field(default=None, name="Cn2BandwidthPriceWithDiscount")
    request_id: str | None = field(default=None, name="RequestId")


class ListenerInfo(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: int | None = field(default=None, name="Port")
    protocol: str | None = field(default=None, name="Protocol")


class MetricStatisticsInfo(Struct, frozen=True, kw_only=True):
    metric_name: str | None = field(default=None, name="MetricName")
    metric_data: list[StatisticsDataInfo] | None = field(default=None, name="MetricData")


class ModifyCertificateAttributesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_id: str = field(name="CertificateId")
    certificate_alias: Annotated[str, Meta(max_length=50)] | None = field(default=None, name="CertificateAlias")


class ModifyCertificateAttributesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyCertificateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    domain: str = field(name="Domain")
    certificate_id: Annotated[str, Meta(min_length=1)] = field(name="CertificateId")
    client_certificate_id: str | None = field(default=None, name="ClientCertificateId")
    poly_client_certificate_ids: list[str] | None = field(default=None, name="PolyClientCertificateIds")


class ModifyCertificateResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyDomainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    old_domain: str = field(name="OldDomain")
    new_domain: Annotated[str, Meta(min_length=1, max_length=80)] = field(name="NewDomain")
    certificate_id: str | None = field(default=None, name="CertificateId")
    client_certificate_id: str | None = field(default=None, name="ClientCertificateId")
    poly_client_certificate_ids: list[str] | None = field(default=None, name="PolyClientCertificateIds")
    is_default_server: bool | None = field(default=None, name="IsDefaultServer")


class ModifyDomainResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyGlobalDomainAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    domain_id: str = field(name="DomainId")
    project_id: Annotated[int, Meta(ge=0)] = field(name="ProjectId")
    alias: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="Alias")
    default_value: str | None = field(default=None, name="DefaultValue")


class ModifyGlobalDomainAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyGlobalDomainDnsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    dns_record_id: Annotated[int, Meta(ge=0)] = field(name="DnsRecordId")
    domain_id: str = field(name="DomainId")
    nation_country_inner_codes: Annotated[list[str], Meta(min_length=1)] | None = field(default=None, name="NationCountryInnerCodes")
    proxy_id_list: Annotated[list[str], Meta(min_length=1)] | None = field(default=None, name="ProxyIdList")


class ModifyGlobalDomainDnsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyGroupDomainConfigRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")
    default_dns_ip: Annotated[str, Meta(max_length=255)] = field(name="DefaultDnsIp")
    access_region_list: list[AccessRegionDomainConf] | None = field(default=None, name="AccessRegionList")


class ModifyGroupDomainConfigResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyHTTPListenerAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    listener_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="ListenerName")
    proxy_id: str | None = field(default=None, name="ProxyId")


class ModifyHTTPListenerAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyHTTPSListenerAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    proxy_id: str | None = field(default=None, name="ProxyId")
    listener_name: Annotated[str, Meta(min_length=1, max_length=30)] | None = field(default=None, name="ListenerName")
    forward_protocol: Annotated[str, Meta(pattern=r"^(?i:HTTP|HTTPS)\Z")] | None = field(default=None, name="ForwardProtocol")
    certificate_id: str | None = field(default=None, name="CertificateId")
    client_certificate_id: str | None = field(default=None, name="ClientCertificateId")
    poly_client_certificate_ids: list[str] | None = field(default=None, name="PolyClientCertificateIds")


class ModifyHTTPSListenerAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyProxiesAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instance_ids: list[str] | None = field(default=None, name="InstanceIds")
    proxy_name: Annotated[str, Meta(min_length=1, max_length=32)] | None = field(default=None, name="ProxyName")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")
    proxy_ids: list[str] | None = field(default=None, name="ProxyIds")


class ModifyProxiesAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyProxiesProjectRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: Annotated[int, Meta(ge=0)] = field(name="ProjectId")
    instance_ids: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="InstanceIds")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")
    proxy_ids: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="ProxyIds")


class ModifyProxiesProjectResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyProxyConfigurationRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instance_id: str | None = field(default=None, name="InstanceId")
    bandwidth: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Bandwidth")
    concurrent: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Concurrent")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")
    proxy_id: str | None = field(default=None, name="ProxyId")
    billing_type: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="BillingType")


class ModifyProxyConfigurationResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyProxyGroupAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")
    group_name: Annotated[str, Meta(min_length=1, max_length=30)] | None = field(default=None, name="GroupName")
    project_id: Annotated[int, Meta(ge=0)] | None = field(default=None, name="ProjectId")


class ModifyProxyGroupAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyRealServerNameRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    real_server_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="RealServerName")
    real_server_id: str = field(name="RealServerId")


class ModifyRealServerNameResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyRuleAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    rule_id: str = field(name="RuleId")
    scheduler: Annotated[str, Meta(pattern=r"^(?i:rr|wrr|lc|lrtt)\Z")] | None = field(default=None, name="Scheduler")
    health_check: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="HealthCheck")
    check_params: RuleCheckParams | None = field(default=None, name="CheckParams")
    path: str | None = field(default=None, name="Path")
    forward_protocol: str | None = field(default=None, name="ForwardProtocol")
    forward_host: str | None = field(default=None, name="ForwardHost")
    server_name_indication_switch: str | None = field(default=None, name="ServerNameIndicationSwitch")
    server_name_indication: str | None = field(default=None, name="ServerNameIndication")
    forced_redirect: str | None = field(default=None, name="ForcedRedirect")


class ModifyRuleAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifySecurityRuleRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule_id: str = field(name="RuleId")
    alias_name: str = field(name="AliasName")
    policy_id: str = field(name="PolicyId")
    rule_action: Annotated[str, Meta(pattern=r"^(?i:ACCEPT|DROP)\Z")] | None = field(default=None, name="RuleAction")
    source_cidr: str | None = field(default=None, name="SourceCidr")
    protocol: Annotated[str, Meta(pattern=r"^(?i:TCP|UDP|ALL)\Z")] | None = field(default=None, name="Protocol")
    dest_port_range: str | None = field(default=None, name="DestPortRange")


class ModifySecurityRuleResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyTCPListenerAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    group_id: str | None = field(default=None, name="GroupId")
    proxy_id: str | None = field(default=None, name="ProxyId")
    listener_name: Annotated[str, Meta(min_length=1, max_length=30)] | None = field(default=None, name="ListenerName")
    scheduler: Annotated[str, Meta(pattern=r"^(?i:rr|wrr|lc|lrtt)\Z")] | None = field(default=None, name="Scheduler")
    delay_loop: Annotated[int, Meta(ge=5, le=300)] | None = field(default=None, name="DelayLoop")
    connect_timeout: Annotated[int, Meta(ge=2, le=60)] | None = field(default=None, name="ConnectTimeout")
    health_check: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="HealthCheck")
    failover_switch: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="FailoverSwitch")
    healthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="HealthyThreshold")
    unhealthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="UnhealthyThreshold")


class ModifyTCPListenerAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyUDPListenerAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    group_id: str | None = field(default=None, name="GroupId")
    proxy_id: str | None = field(default=None, name="ProxyId")
    listener_name: Annotated[str, Meta(min_length=1, max_length=30)] | None = field(default=None, name="ListenerName")
    scheduler: Annotated[str, Meta(pattern=r"^(?i:rr|wrr|lc|lrtt)\Z")] | None = field(default=None, name="Scheduler")
    delay_loop: Annotated[int, Meta(ge=5, le=300)] | None = field(default=None, name="DelayLoop")
    connect_timeout: Annotated[int, Meta(ge=2, le=60)] | None = field(default=None, name="ConnectTimeout")
    healthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="HealthyThreshold")
    unhealthy_threshold: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="UnhealthyThreshold")
    failover_switch: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="FailoverSwitch")
    health_check: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="HealthCheck")
    check_type: str | None = field(default=None, name="CheckType")
    check_port: int | None = field(default=None, name="CheckPort")
    context_type: str | None = field(default=None, name="ContextType")
    send_context: str | None = field(default=None, name="SendContext")
    recv_context: str | None = field(default=None, name="RecvContext")


class ModifyUDPListenerAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class NationCountryInnerInfo(Struct, frozen=True, kw_only=True):
    nation_country_name: str | None = field(default=None, name="NationCountryName")
    nation_country_inner_code: str | None = field(default=None, name="NationCountryInnerCode")


class NewRealServer(Struct, frozen=True, kw_only=True):
    real_server_id: str | None = field(default=None, name="RealServerId")
    real_server_ip: str | None = field(default=None, name="RealServerIP")


class OpenProxiesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    instance_ids: list[str] | None = field(default=None, name="InstanceIds")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")
    proxy_ids: list[str] | None = field(default=None, name="ProxyIds")


class OpenProxiesResponse(Struct, frozen=True, kw_only=True):
    invalid_status_instance_set: list[str] | None = field(default=None, name="InvalidStatusInstanceSet")
    operation_failed_instance_set: list[str] | None = field(default=None, name="OperationFailedInstanceSet")
    request_id: str | None = field(default=None, name="RequestId")


class OpenProxyGroupRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_id: str = field(name="GroupId")


class OpenProxyGroupResponse(Struct, frozen=True, kw_only=True):
    invalid_status_instance_set: list[str] | None = field(default=None, name="InvalidStatusInstanceSet")
    operation_failed_instance_set: list[str] | None = field(default=None, name="OperationFailedInstanceSet")
    request_id: str | None = field(default=None, name="RequestId")


class OpenSecurityPolicyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proxy_id: str | None = field(default=None, name="ProxyId")
    policy_id: str | None = field(default=None, name="PolicyId")


class OpenSecurityPolicyResponse(Struct, frozen=True, kw_only=True):
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class ProxyAccessInfo(Struct, frozen=True, kw_only=True):
    region_id: str | None = field(default=None, name="RegionId")
    region_name: str | None = field(default=None, name="RegionName")
    proxy_id: str | None = field(default=None, name="ProxyId")
    vip: str | None = field(default=None, name="Vip")
    vip_list: list[IPDetail] | None = field(default=None, name="VipList")
    source_region_idc_type: str | None = field(default=None, name="SourceRegionIdcType")


class ProxyGroupDetail(Struct, frozen=True, kw_only=True):
    create_time: int | None = field(default=None, name="CreateTime")
    project_id: int | None = field(default=None, name="ProjectId")
    proxy_num: int | None = field(default=None, name="ProxyNum")
    status: int | None = field(default=None, name="Status")
    owner_uin: str | None = field(default=None, name="OwnerUin")
    create_uin: str | None = field(default=None, name="CreateUin")
    group_name: str | None = field(default=None, name="GroupName")
    dns_default_ip: str | None = field(default=None, name="DnsDefaultIp")
    domain: str | None = field(default=None, name="Domain")
    real_server_region_info: RegionDetail | None = field(default=None, name="RealServerRegionInfo")
    is_old_group: bool | None = field(default=None, name="IsOldGroup")
    group_id: str | None = field(default=None, name="GroupId")
    tag_set: list[TagPair] | None = field(default=None, name="TagSet")
    policy_id: str | None = field(default=None, name="PolicyId")
    version: str | None = field(default=None, name="Version")
    client_ip_method: list[int] | None = field(default=None, name="ClientIPMethod")
    ip_address_version: str | None = field(default=None, name="IPAddressVersion")
    package_type: str | None = field(default=None, name="PackageType")
    http3_supported: int | None = field(default=None, name="Http3Supported")
    feature_bitmap: int | None = field(default=None, name="FeatureBitmap")
    is_support_tls_choice: int | None = field(default=None, name="IsSupportTLSChoice")


class ProxyGroupInfo(Struct, frozen=True, kw_only=True):
    group_id: str | None = field(default=None, name="GroupId")
    domain: str | None = field(default=None, name="Domain")
    group_name: str | None = field(default=None, name="GroupName")
    project_id: int | None = field(default=None, name="ProjectId")
    real_server_region_info: RegionDetail | None = field(default=None, name="RealServerRegionInfo")
    status: str | None = field(default=None, name="Status")
    tag_set: list[TagPair] | None = field(default=None, name="TagSet")
    version: str | None = field(default=None, name="Version")
    create_time: int | None = field(default=None, name="CreateTime")
    proxy_type: int | None = field(default=None, name="ProxyType")
    http3_supported: int | None = field(default=None, name="Http3Supported")
    feature_bitmap: int | None = field(default=None, name="FeatureBitmap")


class ProxyIdDict(Struct, frozen=True, kw_only=True):
    proxy_id: str | None = field(default=None, name="ProxyId")


class ProxyInfo(Struct, frozen=True, kw_only=True):
    instance_id: str | None = field(default=None, name="InstanceId")
    create_time: int | None = field(default=None, name="CreateTime")
    project_id: int | None = field(default=None, name="ProjectId")
    proxy_name: str | None = field(default=None, name="ProxyName")
    access_region: str | None = field(default=None, name="AccessRegion")
    real_server_region: str | None = field(default=None, name="RealServerRegion")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    concurrent: int | None = field(default=None, name="Concurrent")
    status: str | None = field(default=None, name="Status")
    domain: str | None = field(default=None, name="Domain")
    ip: str | None = field(default=None, name="IP")
    version: str | None = field(default=None, name="Version")
    proxy_id: str | None = field(default=None, name="ProxyId")
    scalarable: int | None = field(default=None, name="Scalarable")
    support_protocols: list[str] | None = field(default=None, name="SupportProtocols")
    group_id: str | None = field(default=None, name="GroupId")
    policy_id: str | None = field(default=None, name="PolicyId")
    access_region_info: RegionDetail | None = field(default=None, name="AccessRegionInfo")
    real_server_region_info: RegionDetail | None = field(default=None, name="RealServerRegionInfo")
    forward_ip: str | None = field(default=None, name="ForwardIP")
    tag_set: list[TagPair] | None = field(default=None, name="TagSet")
    support_security: int | None = field(default=None, name="SupportSecurity")
    billing_type: int | None = field(default=None, name="BillingType")
    related_global_domains: list[str] | None = field(default=None, name="RelatedGlobalDomains")
    modify_config_time: int | None = field(default=None, name="ModifyConfigTime")
    proxy_type: int | None = field(default=None, name="ProxyType")
    client_ip_method: list[int] | None = field(default=None, name="ClientIPMethod")
    ip_address_version: str | None = field(default=None, name="IPAddressVersion")
    network_type: str | None = field(default=None, name="NetworkType")
    package_type: str | None = field(default=None, name="PackageType")
    ban_status: str | None = field(default=None, name="BanStatus")
    ip_list: list[IPDetail] | None = field(default=None, name="IPList")
    http3_supported: int | None = field(default=None, name="Http3Supported")
    in_ban_blacklist: int | None = field(default=None, name="InBanBlacklist")
    feature_bitmap: int | None = field(default=None, name="FeatureBitmap")
    is_auto_scale_proxy: int | None = field(default=None, name="IsAutoScaleProxy")
    is_support_tls_choice: int | None = field(default=None, name="IsSupportTLSChoice")


class ProxySimpleInfo(Struct, frozen=True, kw_only=True):
    proxy_id: str | None = field(default=None, name="ProxyId")
    proxy_name: str | None = field(default=None, name="ProxyName")
    listener_list: list[ListenerInfo] | None = field(default=None, name="ListenerList")


class ProxyStatus(Struct, frozen=True, kw_only=True):
    instance_id: str | None = field(default=None, name="InstanceId")
    status: str | None = field(default=None, name="Status")


class RealServer(Struct, frozen=True, kw_only=True):
    real_server_ip: str | None = field(default=None, name="RealServerIP")
    real_server_id: str | None = field(default=None, name="RealServerId")
    real_server_name: str | None = field(default=None, name="RealServerName")
    project_id: int | None = field(default=None, name="ProjectId")
    in_ban_blacklist: int | None = field(default=None, name="InBanBlacklist")


class RealServerBindSetReq(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    real_server_id: str = field(name="RealServerId")
    real_server_port: Annotated[int, Meta(ge=1, le=65535)] = field(name="RealServerPort")
    real_server_ip: str = field(name="RealServerIP")
    real_server_weight: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="RealServerWeight")
    real_server_failover_role: str | None = field(default=None, name="RealServerFailoverRole")


class RealServerStatus(Struct, frozen=True, kw_only=True):
    real_server_id: str | None = field(default=None, name="RealServerId")
    bind_status: int | None = field(default=None, name="BindStatus")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")


class RegionDetail(Struct, frozen=True, kw_only=True):
    region_id: str | None = field(default=None, name="RegionId")
    region_name: str | None = field(default=None, name="RegionName")
    region_area: str | None = field(default=None, name="RegionArea")
    region_area_name: str | None = field(default=None, name="RegionAreaName")
    idc_type: str | None = field(default=None, name="IDCType")
    feature_bitmap: int | None = field(default=None, name="FeatureBitmap")
    support_feature: SupportFeature | None = field(default=None, name="SupportFeature")


class RemoveRealServersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    real_server_ids: Annotated[list[str], Meta(min_length=1)] = field(name="RealServerIds")


class RemoveRealServersResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class RuleCheckParams(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    delay_loop: Annotated[int, Meta(ge=5, le=300)] = field(name="DelayLoop")
    connect_timeout: Annotated[int, Meta(ge=2, le=60)] = field(name="ConnectTimeout")
    path: Annotated[str, Meta(min_length=1, max_length=80)] = field(name="Path")
    method: Annotated[str, Meta(pattern=r"^(?i:GET|HEAD)\Z")] = field(name="Method")
    status_code: list[Annotated[int, Meta(ge=0)]] = field(name="StatusCode")
    domain: str | None = field(default=None, name="Domain")
    failed_count_inter: Annotated[int, Meta(ge=1)] | None = field(default=None, name="FailedCountInter")
    failed_threshold: Annotated[int, Meta(ge=1)] | None = field(default=None, name="FailedThreshold")
    block_inter: Annotated[int, Meta(ge=1)] | None = field(default=None, name="BlockInter")


class RuleInfo(Struct, frozen=True, kw_only=True):
    rule_id: str | None = field(default=None, name="RuleId")
    listener_id: str | None = field(default=None, name="ListenerId")
    domain: str | None = field(default=None, name="Domain")
    path: str | None = field(default=None, name="Path")
    real_server_type: str | None = field(default=None, name="RealServerType")
    scheduler: str | None = field(default=None, name="Scheduler")
    health_check: int | None = field(default=None, name="HealthCheck")
    rule_status: int | None = field(default=None, name="RuleStatus")
    check_params: RuleCheckParams | None = field(default=None, name="CheckParams")
    real_server_set: list[BindRealServer] | None = field(default=None, name="RealServerSet")
    bind_status: int | None = field(default=None, name="BindStatus")
    forward_host: str | None = field(default=None, name="ForwardHost")
    server_name_indication_switch: str | None = field(default=None, name="ServerNameIndicationSwitch")
    server_name_indication: str | None = field(default=None, name="ServerNameIndication")
    forced_redirect: str | None = field(default=None, name="ForcedRedirect")
    forward_protocol: str | None = field(default=None, name="ForwardProtocol")


class SecurityPolicyRuleIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    source_cidr: str = field(name="SourceCidr")
    action: Annotated[str, Meta(pattern=r"^(?i:ACCEPT|DROP)\Z")] = field(name="Action")
    alias_name: str | None = field(default=None, name="AliasName")
    protocol: Annotated[str, Meta(pattern=r"^(?i:TCP|UDP|ALL)\Z")] | None = field(default=None, name="Protocol")
    dest_port_range: str | None = field(default=None, name="DestPortRange")


class SecurityPolicyRuleOut(Struct, frozen=True, kw_only=True):
    action: str | None = field(default=None, name="Action")
    source_cidr: str | None = field(default=None, name="SourceCidr")
    alias_name: str | None = field(default=None, name="AliasName")
    dest_port_range: str | None = field(default=None, name="DestPortRange")
    rule_id: str | None = field(default=None, name="RuleId")
    protocol: str | None = field(default=None, name="Protocol")
    policy_id: str | None = field(default=None, name="PolicyId")


class SetAuthenticationRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    domain: str = field(name="Domain")
    basic_auth: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="BasicAuth")
    gaap_auth: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="GaapAuth")
    real_server_auth: Annotated[int, Meta(ge=0, le=1)] | None = field(default=None, name="RealServerAuth")
    basic_auth_conf_id: str | None = field(default=None, name="BasicAuthConfId")
    gaap_certificate_id: str | None = field(default=None, name="GaapCertificateId")
    real_server_certificate_id: str | None = field(default=None, name="RealServerCertificateId")
    real_server_certificate_domain: str | None = field(default=None, name="RealServerCertificateDomain")
    poly_real_server_certificate_ids: list[str] | None = field(default=None, name="PolyRealServerCertificateIds")
    tls_support_version: list[Literal["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]] | None = field(default=None, name="TLSSupportVersion")
    tls_ciphers: Annotated[str, Meta(pattern=r"^(?i:GAAP_TLS_CIPHERS_STRICT|GAAP_TLS_CIPHERS_GENERAL|GAAP_TLS_CIPHERS_WIDE|GAAPTLS_CIPHERS_STRICT|GAAPTLS_CIPHERS_GENERAL|GAAPTLS_CIPHERS_WIDE)\Z")] | None = field(default=None, name="TLSCiphers")


class SetAuthenticationResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class SetTlsVersionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listener_id: str = field(name="ListenerId")
    tls_support_version: Annotated[list[Literal["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]], Meta(min_length=1)] = field(name="TLSSupportVersion")
    tls_ciphers: Annotated[str, Meta(pattern=r"^(?i:GAAP_TLS_CIPHERS_STRICT|GAAP_TLS_CIPHERS_GENERAL|GAAP_TLS_CIPHERS_WIDE|GAAPTLS_CIPHERS_STRICT|GAAPTLS_CIPHERS_GENERAL|GAAPTLS_CIPHERS_WIDE)\Z")] = field(name="TLSCiphers")


class SetTlsVersionResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class StatisticsDataInfo(Struct, frozen=True, kw_only=True):
    time: int | None = field(default=None, name="Time")
    data: float | None = field(default=None, name="Data")


class SupportFeature(Struct, frozen=True, kw_only=True):
    network_type: list[str] | None = field(default=None, name="NetworkType")


class TCPListener(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: int | None = field(default=None, name="Port")
    real_server_port: int | None = field(default=None, name="RealServerPort")
    real_server_type: str | None = field(default=None, name="RealServerType")
    protocol: str | None = field(default=None, name="Protocol")
    listener_status: int | None = field(default=None, name="ListenerStatus")
    scheduler: str | None = field(default=None, name="Scheduler")
    connect_timeout: int | None = field(default=None, name="ConnectTimeout")
    delay_loop: int | None = field(default=None, name="DelayLoop")
    health_check: int | None = field(default=None, name="HealthCheck")
    bind_status: int | None = field(default=None, name="BindStatus")
    real_server_set: list[BindRealServer] | None = field(default=None, name="RealServerSet")
    create_time: int | None = field(default=None, name="CreateTime")
    client_ip_method: int | None = field(default=None, name="ClientIPMethod")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    failover_switch: int | None = field(default=None, name="FailoverSwitch")
    session_persist: int | None = field(default=None, name="SessionPersist")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")


class TagPair(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tag_key: str = field(name="TagKey")
    tag_value: str = field(name="TagValue")


class TagResourceInfo(Struct, frozen=True, kw_only=True):
    resource_type: str | None = field(default=None, name="ResourceType")
    resource_id: str | None = field(default=None, name="ResourceId")


class UDPListener(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="ListenerId")
    listener_name: str | None = field(default=None, name="ListenerName")
    port: int | None = field(default=None, name="Port")
    real_server_port: int | None = field(default=None, name="RealServerPort")
    real_server_type: str | None = field(default=None, name="RealServerType")
    protocol: str | None = field(default=None, name="Protocol")
    listener_status: int | None = field(default=None, name="ListenerStatus")
    scheduler: str | None = field(default=None, name="Scheduler")
    bind_status: int | None = field(default=None, name="BindStatus")
    real_server_set: list[BindRealServer] | None = field(default=None, name="RealServerSet")
    create_time: int | None = field(default=None, name="CreateTime")
    session_persist: int | None = field(default=None, name="SessionPersist")
    delay_loop: int | None = field(default=None, name="DelayLoop")
    connect_timeout: int | None = field(default=None, name="ConnectTimeout")
    healthy_threshold: int | None = field(default=None, name="HealthyThreshold")
    unhealthy_threshold: int | None = field(default=None, name="UnhealthyThreshold")
    failover_switch: int | None = field(default=None, name="FailoverSwitch")
    health_check: int | None = field(default=None, name="HealthCheck")
    check_type: str | None = field(default=None, name="CheckType")
    check_port: int | None = field(default=None, name="CheckPort")
    context_type: str | None = field(default=None, name="ContextType")
    send_context: str | None = field(default=None, name="SendContext")
    recv_context: str | None = field(default=None, name="RecvContext")
    proxy_id: str | None = field(default=None, name="ProxyId")
    group_id: str | None = field(default=None, name="GroupId")
