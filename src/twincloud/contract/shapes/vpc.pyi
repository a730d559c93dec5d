# Shapes of Tencent VPC, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Literal

from msgspec import Meta, Struct, field


class Address(Struct, frozen=True, kw_only=True):
    address_id: str | None = field(default=None, name="AddressId")
    address_name: str | None = field(default=None, name="AddressName")
    address_status: str | None = field(default=None, name="AddressStatus")
    address_ip: str | None = field(default=None, name="AddressIp")
    instance_id: str | None = field(default=None, name="InstanceId")
    created_time: str | None = field(default=None, name="CreatedTime")
    network_interface_id: str | None = field(default=None, name="NetworkInterfaceId")
    private_address_ip: str | None = field(default=None, name="PrivateAddressIp")
    is_arrears: bool | None = field(default=None, name="IsArrears")
    is_blocked: bool | None = field(default=None, name="IsBlocked")
    is_eip_direct_connection: bool | None = field(default=None, name="IsEipDirectConnection")
    address_type: str | None = field(default=None, name="AddressType")
    cascade_release: bool | None = field(default=None, name="CascadeRelease")
    eip_alg_type: AlgType | None = field(default=None, name="EipAlgType")
    internet_service_provider: str | None = field(default=None, name="InternetServiceProvider")
    local_bgp: bool | None = field(default=None, name="LocalBgp")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    internet_charge_type: str | None = field(default=None, name="InternetChargeType")
    tag_set: list[Tag] | None = field(default=None, name="TagSet")
    deadline_date: str | None = field(default=None, name="DeadlineDate")
    instance_type: str | None = field(default=None, name="InstanceType")
    egress: str | None = field(default=None, name="Egress")
    anti_d_do_s_package_id: str | None = field(default=None, name="AntiDDoSPackageId")
    renew_flag: str | None = field(default=None, name="RenewFlag")
    bandwidth_package_id: str | None = field(default=None, name="BandwidthPackageId")
    un_vpc_id: str | None = field(default=None, name="UnVpcId")
    dedicated_cluster_id: str | None = field(default=None, name="DedicatedClusterId")
    eip_visible_on_eni: bool | None = field(default=None, name="EipVisibleOnEni")


class AddressChargePrepaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    period: Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 24, 36] = field(name="Period")
    auto_renew_flag: Literal[0, 1, 2] | None = field(default=None, name="AutoRenewFlag")


class AddressTemplateSpecification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_id: str | None = field(default=None, name="AddressId")
    address_group_id: str | None = field(default=None, name="AddressGroupId")


class AlgType(Struct, frozen=True, kw_only=True):
    ftp: bool | None = field(default=None, name="Ftp")
    sip: bool | None = field(default=None, name="Sip")


class AllocateAddressesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_count: Annotated[int, Meta(ge=1, le=20)] | None = field(default=None, name="AddressCount")
    internet_service_provider: Literal["BGP", "CMCC", "CTCC", "CUCC"] | None = field(default=None, name="InternetServiceProvider")
    internet_charge_type: Literal["BANDWIDTH_PACKAGE", "BANDWIDTH_POSTPAID_BY_HOUR", "BANDWIDTH_PREPAID_BY_MONTH", "TRAFFIC_POSTPAID_BY_HOUR"] | None = field(default=None, name="InternetChargeType")
    ip_charge_type: str | None = field(default=None, name="IPChargeType")
    internet_max_bandwidth_out: int | None = field(default=None, name="InternetMaxBandwidthOut")
    address_charge_prepaid: AddressChargePrepaid | None = field(default=None, name="AddressChargePrepaid")
    address_type: Literal["EIP", "AnycastEIP", "HighQualityEIP", "AntiDDoSEIP", "ResidentialEIP"] | None = field(default=None, name="AddressType")
    anycast_zone: str | None = field(default=None, name="AnycastZone")
    vip_cluster: list[str] | None = field(default=None, name="VipCluster")
    applicable_for_clb: bool | None = field(default=None, name="ApplicableForCLB")
    tags: list[Tag] | None = field(default=None, name="Tags")
    bandwidth_package_id: str | None = field(default=None, name="BandwidthPackageId")
    address_name: Annotated[str, Meta(max_length=128)] | None = field(default=None, name="AddressName")
    dedicated_cluster_id: str | None = field(default=None, name="DedicatedClusterId")
    is_dedicated_address_pool: bool | None = field(default=None, name="IsDedicatedAddressPool")
    egress: str | None = field(default=None, name="Egress")
    anti_d_do_s_package_id: str | None = field(default=None, name="AntiDDoSPackageId")
    client_token: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="ClientToken")


class AllocateAddressesResponse(Struct, frozen=True, kw_only=True):
    address_set: list[str] | None = field(default=None, name="AddressSet")
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class AssistantCidr(Struct, frozen=True, kw_only=True):
    vpc_id: str | None = field(default=None, name="VpcId")
    cidr_block: str | None = field(default=None, name="CidrBlock")
    assistant_type: int | None = field(default=None, name="AssistantType")
    subnet_set: list[Subnet] | None = field(default=None, name="SubnetSet")


class AssociateAddressRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_id: str = field(name="AddressId")
    instance_id: str | None = field(default=None, name="InstanceId")
    network_interface_id: str | None = field(default=None, name="NetworkInterfaceId")
    private_ip_address: str | None = field(default=None, name="PrivateIpAddress")
    eip_direct_connection: bool | None = field(default=None, name="EipDirectConnection")
    instance_region: str | None = field(default=None, name="InstanceRegion")


class AssociateAddressResponse(Struct, frozen=True, kw_only=True):
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class BandwidthPackage(Struct, frozen=True, kw_only=True):
    bandwidth_package_id: str | None = field(default=None, name="BandwidthPackageId")
    network_type: str | None = field(default=None, name="NetworkType")
    charge_type: str | None = field(default=None, name="ChargeType")
    bandwidth_package_name: str | None = field(default=None, name="BandwidthPackageName")
    created_time: str | None = field(default=None, name="CreatedTime")
    status: str | None = field(default=None, name="Status")
    resource_set: list[Resource] | None = field(default=None, name="ResourceSet")
    bandwidth: int | None = field(default=None, name="Bandwidth")
    egress: str | None = field(default=None, name="Egress")
    deadline: str | None = field(default=None, name="Deadline")


class CreateSecurityGroupPoliciesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group_id: str = field(name="SecurityGroupId")
    security_group_policy_set: SecurityGroupPolicySet = field(name="SecurityGroupPolicySet")


class CreateSecurityGroupPoliciesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class CreateSecurityGroupRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group_name: Annotated[str, Meta(max_length=60)] = field(name="GroupName")
    group_description: Annotated[str, Meta(max_length=100)] = field(name="GroupDescription")
    project_id: str | None = field(default=None, name="ProjectId")
    tags: list[Tag] | None = field(default=None, name="Tags")


class CreateSecurityGroupResponse(Struct, frozen=True, kw_only=True):
    security_group: SecurityGroup | None = field(default=None, name="SecurityGroup")
    request_id: str | None = field(default=None, name="RequestId")


class CreateSubnetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    vpc_id: str = field(name="VpcId")
    subnet_name: Annotated[str, Meta(max_length=60)] = field(name="SubnetName")
    zone: str = field(name="Zone")
    stack_type: str | None = field(default=None, name="StackType")
    cidr_block: str | None = field(default=None, name="CidrBlock")
    ipv6_cidr_block: str | None = field(default=None, name="Ipv6CidrBlock")
    tags: list[Tag] | None = field(default=None, name="Tags")
    cdc_id: str | None = field(default=None, name="CdcId")


class CreateSubnetResponse(Struct, frozen=True, kw_only=True):
    subnet: Subnet | None = field(default=None, name="Subnet")
    request_id: str | None = field(default=None, name="RequestId")


class CreateVpcRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    vpc_name: Annotated[str, Meta(max_length=60)] = field(name="VpcName")
    stack_type: str | None = field(default=None, name="StackType")
    cidr_block: str | None = field(default=None, name="CidrBlock")
    ipv6_cidr_block: str | None = field(default=None, name="Ipv6CidrBlock")
    address_type: str | None = field(default=None, name="AddressType")
    enable_multicast: Annotated[str, Meta(pattern=r"^(?i:true|false)\Z")] | None = field(default=None, name="EnableMulticast")
    dns_servers: Annotated[list[str], Meta(max_length=4)] | None = field(default=None, name="DnsServers")
    domain_name: str | None = field(default=None, name="DomainName")
    tags: list[Tag] | None = field(default=None, name="Tags")
    enable_route_vpc_publish: bool | None = field(default=None, name="EnableRouteVpcPublish")
    enable_route_vpc_publish_ipv6: bool | None = field(default=None, name="EnableRouteVpcPublishIpv6")


class CreateVpcResponse(Struct, frozen=True, kw_only=True):
    vpc: Vpc | None = field(default=None, name="Vpc")
    request_id: str | None = field(default=None, name="RequestId")


class DeleteSecurityGroupPoliciesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group_id: str = field(name="SecurityGroupId")
    security_group_policy_set: SecurityGroupPolicySet = field(name="SecurityGroupPolicySet")


class DeleteSecurityGroupPoliciesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteSecurityGroupRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group_id: str = field(name="SecurityGroupId")


class DeleteSecurityGroupResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteSubnetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    subnet_id: str = field(name="SubnetId")


class DeleteSubnetResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteVpcRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    vpc_id: str = field(name="VpcId")


class DeleteVpcResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DescribeAddressQuotaRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DescribeAddressQuotaResponse(Struct, frozen=True, kw_only=True):
    quota_set: list[Quota] | None = field(default=None, name="QuotaSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeAddressesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_ids: list[str] | None = field(default=None, name="AddressIds")
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="Limit")


class DescribeAddressesResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    address_set: list[Address] | None = field(default=None, name="AddressSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeBandwidthPackagesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    bandwidth_package_ids: list[str] | None = field(default=None, name="BandwidthPackageIds")
    filters: list[Filter] | None = field(default=None, name="Filters")
    offset: int | None = field(default=None, name="Offset")
    limit: int | None = field(default=None, name="Limit")


class DescribeBandwidthPackagesResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    bandwidth_package_set: list[BandwidthPackage] | None = field(default=None, name="BandwidthPackageSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeSecurityGroupAssociationStatisticsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group_ids: list[str] = field(name="SecurityGroupIds")


class DescribeSecurityGroupAssociationStatisticsResponse(Struct, frozen=True, kw_only=True):
    security_group_association_statistics_set: list[SecurityGroupAssociationStatistics] | None = field(default=None, name="SecurityGroupAssociationStatisticsSet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeSecurityGroupPoliciesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group_id: str = field(name="SecurityGroupId")
    filters: list[Filter] | None = field(default=None, name="Filters")


class DescribeSecurityGroupPoliciesResponse(Struct, frozen=True, kw_only=True):
    security_group_policy_set: SecurityGroupPolicySet | None = field(default=None, name="SecurityGroupPolicySet")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeSecurityGroupsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group_ids: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="SecurityGroupIds")
    filters: list[Filter] | None = field(default=None, name="Filters")
    offset: Annotated[str, Meta(pattern=r"^(?:[0-9]{1,9})\Z")] | None = field(default=None, name="Offset")
    limit: Annotated[str, Meta(pattern=r"^(?:[0-9]{1,9})\Z")] | None = field(default=None, name="Limit")
    order_field: Literal["CreatedTime", "UpdateTime"] | None = field(default=None, name="OrderField")
    order_direction: Literal["ASC", "DESC"] | None = field(default=None, name="OrderDirection")


class DescribeSecurityGroupsResponse(Struct, frozen=True, kw_only=True):
    security_group_set: list[SecurityGroup] | None = field(default=None, name="SecurityGroupSet")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeSubnetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    subnet_ids: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="SubnetIds")
    filters: list[Filter] | None = field(default=None, name="Filters")
    offset: Annotated[str, Meta(pattern=r"^(?:[0-9]{1,9})\Z")] | None = field(default=None, name="Offset")
    limit: Annotated[str, Meta(pattern=r"^(?:[0-9]{1,9})\Z")] | None = field(default=None, name="Limit")
    max_results: int | None = field(default=None, name="MaxResults")
    next_token: str | None = field(default=None, name="NextToken")


class DescribeSubnetsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    subnet_set: list[Subnet] | None = field(default=None, name="SubnetSet")
    next_token: str | None = field(default=None, name="NextToken")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTaskResultRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    task_id: Annotated[int, Meta(ge=0)] | None = field(default=None, name="TaskId")
    deal_name: str | None = field(default=None, name="DealName")


class DescribeTaskResultResponse(Struct, frozen=True, kw_only=True):
    task_id: int | None = field(default=None, name="TaskId")
    result: str | None = field(default=None, name="Result")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeVpcsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    vpc_ids: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="VpcIds")
    filters: list[Filter] | None = field(default=None, name="Filters")
    offset: Annotated[str, Meta(pattern=r"^(?:[0-9]{1,9})\Z")] | None = field(default=None, name="Offset")
    limit: Annotated[str, Meta(pattern=r"^(?:[0-9]{1,9})\Z")] | None = field(default=None, name="Limit")


class DescribeVpcsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    vpc_set: list[Vpc] | None = field(default=None, name="VpcSet")
    request_id: str | None = field(default=None, name="RequestId")


class DisassociateAddressRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_id: str = field(name="AddressId")
    reallocate_normal_public_ip: bool | None = field(default=None, name="ReallocateNormalPublicIp")


class DisassociateAddressResponse(Struct, frozen=True, kw_only=True):
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class Filter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = field(name="Name")
    values: list[str] = field(name="Values")


class ISPIPv6CidrBlock(Struct, frozen=True, kw_only=True):
    ipv6_cidr_block: str | None = field(default=None, name="IPv6CidrBlock")
    isp_type: str | None = field(default=None, name="ISPType")
    address_type: str | None = field(default=None, name="AddressType")


class InstanceStatistic(Struct, frozen=True, kw_only=True):
    instance_type: str | None = field(default=None, name="InstanceType")
    instance_count: int | None = field(default=None, name="InstanceCount")


class ModifyAddressAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_id: str = field(name="AddressId")
    address_name: Annotated[str, Meta(max_length=128)] | None = field(default=None, name="AddressName")
    eip_direct_connection: str | None = field(default=None, name="EipDirectConnection")
    eip_visible_on_eni: bool | None = field(default=None, name="EipVisibleOnEni")


class ModifyAddressAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyAddressInternetChargeTypeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_id: str = field(name="AddressId")
    internet_charge_type: Literal["BANDWIDTH_POSTPAID_BY_HOUR", "BANDWIDTH_PREPAID_BY_MONTH", "TRAFFIC_POSTPAID_BY_HOUR"] = field(name="InternetChargeType")
    internet_max_bandwidth_out: int = field(name="InternetMaxBandwidthOut")
    address_charge_prepaid: AddressChargePrepaid | None = field(default=None, name="AddressChargePrepaid")


class ModifyAddressInternetChargeTypeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyAddressesBandwidthRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_ids: Annotated[list[str], Meta(min_length=1, max_length=100)] = field(name="AddressIds")
    internet_max_bandwidth_out: int = field(name="InternetMaxBandwidthOut")
    start_time: str | None = field(default=None, name="StartTime")
    end_time: str | None = field(default=None, name="EndTime")


class ModifyAddressesBandwidthResponse(Struct, frozen=True, kw_only=True):
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class ModifySecurityGroupAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group_id: str = field(name="SecurityGroupId")
    group_name: Annotated[str, Meta(max_length=60)] | None = field(default=None, name="GroupName")
    group_description: Annotated[str, Meta(max_length=100)] | None = field(default=None, name="GroupDescription")


class ModifySecurityGroupAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifySecurityGroupPoliciesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    security_group_id: str = field(name="SecurityGroupId")
    security_group_policy_set: SecurityGroupPolicySet = field(name="SecurityGroupPolicySet")
    sort_policys: bool | None = field(default=None, name="SortPolicys")


class ModifySecurityGroupPoliciesResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifySubnetAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    subnet_id: str = field(name="SubnetId")
    subnet_name: Annotated[str, Meta(max_length=60)] | None = field(default=None, name="SubnetName")
    enable_broadcast: Annotated[str, Meta(pattern=r"^(?i:true|false)\Z")] | None = field(default=None, name="EnableBroadcast")


class ModifySubnetAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyVpcAttributeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    vpc_id: str = field(name="VpcId")
    vpc_name: Annotated[str, Meta(max_length=60)] | None = field(default=None, name="VpcName")
    enable_multicast: Annotated[str, Meta(pattern=r"^(?i:true|false)\Z")] | None = field(default=None, name="EnableMulticast")
    dns_servers: Annotated[list[str], Meta(max_length=4)] | None = field(default=None, name="DnsServers")
    domain_name: str | None = field(default=None, name="DomainName")
    enable_route_vpc_publish: bool | None = field(default=None, name="EnableRouteVpcPublish")
    enable_cdc_publish: bool | None = field(default=None, name="EnableCdcPublish")
    enable_route_vpc_publish_ipv6: bool | None = field(default=None, name="EnableRouteVpcPublishIpv6")


class ModifyVpcAttributeResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class PolicyStatistics(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ingress_ipv4_total_count: int | None = field(default=None, name="IngressIPv4TotalCount")
    ingress_ipv6_total_count: int | None = field(default=None, name="IngressIPv6TotalCount")
    egress_ipv4_total_count: int | None = field(default=None, name="EgressIPv4TotalCount")
    egress_ipv6_total_count: int | None = field(default=None, name="EgressIPv6TotalCount")


class Quota(Struct, frozen=True, kw_only=True):
    quota_id: str | None = field(default=None, name="QuotaId")
    quota_current: int | None = field(default=None, name="QuotaCurrent")
    quota_limit: int | None = field(default=None, name="QuotaLimit")
    quota_group: str | None = field(default=None, name="QuotaGroup")


class ReleaseAddressesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address_ids: Annotated[list[str], Meta(min_length=1, max_length=100)] = field(name="AddressIds")


class ReleaseAddressesResponse(Struct, frozen=True, kw_only=True):
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class Resource(Struct, frozen=True, kw_only=True):
    resource_type: str | None = field(default=None, name="ResourceType")
    resource_id: str | None = field(default=None, name="ResourceId")
    address_ip: str | None = field(default=None, name="AddressIp")


class SecurityGroup(Struct, frozen=True, kw_only=True):
    security_group_id: str | None = field(default=None, name="SecurityGroupId")
    security_group_name: str | None = field(default=None, name="SecurityGroupName")
    security_group_desc: str | None = field(default=None, name="SecurityGroupDesc")
    project_id: str | None = field(default=None, name="ProjectId")
    is_default: bool | None = field(default=None, name="IsDefault")
    created_time: str | None = field(default=None, name="CreatedTime")
    tag_set: list[Tag] | None = field(default=None, name="TagSet")
    update_time: str | None = field(default=None, name="UpdateTime")


class SecurityGroupAssociationStatistics(Struct, frozen=True, kw_only=True):
    security_group_id: str | None = field(default=None, name="SecurityGroupId")
    cvm: int | None = field(default=None, name="CVM")
    cdb: int | None = field(default=None, name="CDB")
    eni: int | None = field(default=None, name="ENI")
    sg: int | None = field(default=None, name="SG")
    clb: int | None = field(default=None, name="CLB")
    instance_statistics: list[InstanceStatistic] | None = field(default=None, name="InstanceStatistics")
    total_count: int | None = field(default=None, name="TotalCount")


class SecurityGroupPolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    policy_index: int | None = field(default=None, name="PolicyIndex")
    protocol: Annotated[str, Meta(pattern=r"^(?i:TCP|UDP|ICMP|ICMPV6|ALL)\Z")] | None = field(default=None, name="Protocol")
    port: str | None = field(default=None, name="Port")
    service_template: ServiceTemplateSpecification | None = field(default=None, name="ServiceTemplate")
    cidr_block: str | None = field(default=None, name="CidrBlock")
    ipv6_cidr_block: str | None = field(default=None, name="Ipv6CidrBlock")
    security_group_id: str | None = field(default=None, name="SecurityGroupId")
    address_template: AddressTemplateSpecification | None = field(default=None, name="AddressTemplate")
    action: Annotated[str, Meta(pattern=r"^(?i:ACCEPT|DROP)\Z")] | None = field(default=None, name="Action")
    policy_description: str | None = field(default=None, name="PolicyDescription")
    modify_time: str | None = field(default=None, name="ModifyTime")
    priority: int | None = field(default=None, name="Priority")


class SecurityGroupPolicySet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: str | None = field(default=None, name="Version")
    egress: list[SecurityGroupPolicy] | None = field(default=None, name="Egress")
    ingress: list[SecurityGroupPolicy] | None = field(default=None, name="Ingress")
    policy_statistics: PolicyStatistics | None = field(default=None, name="PolicyStatistics")


class ServiceTemplateSpecification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    service_id: str | None = field(default=None, name="ServiceId")
    service_group_id: str | None = field(default=None, name="ServiceGroupId")


class Subnet(Struct, frozen=True, kw_only=True):
    vpc_id: str | None = field(default=None, name="VpcId")
    subnet_id: str | None = field(default=None, name="SubnetId")
    subnet_name: str | None = field(default=None, name="SubnetName")
    cidr_block: str | None = field(default=None, name="CidrBlock")
    is_default: bool | None = field(default=None, name="IsDefault")
    enable_broadcast: bool | None = field(default=None, name="EnableBroadcast")
    zone: str | None = field(default=None, name="Zone")
    route_table_id: str | None = field(default=None, name="RouteTableId")
    created_time: str | None = field(default=None, name="CreatedTime")
    available_ip_address_count: int | None = field(default=None, name="AvailableIpAddressCount")
    ipv6_cidr_block: str | None = field(default=None, name="Ipv6CidrBlock")
    network_acl_id: str | None = field(default=None, name="NetworkAclId")
    is_remote_vpc_snat: bool | None = field(default=None, name="IsRemoteVpcSnat")
    total_ip_address_count: int | None = field(default=None, name="TotalIpAddressCount")
    tag_set: list[Tag] | None = field(default=None, name="TagSet")
    cdc_id: str | None = field(default=None, name="CdcId")
    is_cdc_subnet: int | None = field(default=None, name="IsCdcSubnet")
    stack_type: str | None = field(default=None, name="StackType")


class Tag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str = field(name="Key")
    value: str = field(name="Value")


class Vpc(Struct, frozen=True, kw_only=True):
    vpc_name: str | None = field(default=None, name="VpcName")
    vpc_id: str | None = field(default=None, name="VpcId")
    cidr_block: str | None = field(default=None, name="CidrBlock")
    is_default: bool | None = field(default=None, name="IsDefault")
    enable_multicast: bool | None = field(default=None, name="EnableMulticast")
    created_time: str | None = field(default=None, name="CreatedTime")
    dns_server_set: list[str] | None = field(default=None, name="DnsServerSet")
    domain_name: str | None = field(default=None, name="DomainName")
    dhcp_options_id: str | None = field(default=None, name="DhcpOptionsId")
    enable_dhcp: bool | None = field(default=None, name="EnableDhcp")
    ipv6_cidr_block: str | None = field(default=None, name="Ipv6CidrBlock")
    tag_set: list[Tag] | None = field(default=None, name="TagSet")
    assistant_cidr_set: list[AssistantCidr] | None = field(default=None, name="AssistantCidrSet")
    enable_route_vpc_publish: bool | None = field(default=None, name="EnableRouteVpcPublish")
    ipv6_cidr_block_set: list[ISPIPv6CidrBlock] | None = field(default=None, name="Ipv6CidrBlockSet")
    enable_route_vpc_publish_ipv6: bool | None = field(default=None, name="EnableRouteVpcPublishIpv6")
    stack_type: str | None = field(default=None, name="StackType")
