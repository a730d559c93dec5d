# Shapes of Tencent SSL certificates, made from its contract by `make shapes`; never edited by hand.

from typing import Literal

from msgspec import Struct, field


class CertBasicInfo(Struct, frozen=True, kw_only=True):
    issuer: str | None = field(default=None, name="Issuer")
    subject: str | None = field(default=None, name="Subject")
    fingerprint: str | None = field(default=None, name="Fingerprint")
    valid_from: str | None = field(default=None, name="ValidFrom")
    valid_to: str | None = field(default=None, name="ValidTo")


class CertificateExtra(Struct, frozen=True, kw_only=True):
    domain_number: str | None = field(default=None, name="DomainNumber")
    origin_certificate_id: str | None = field(default=None, name="OriginCertificateId")
    replaced_by: str | None = field(default=None, name="ReplacedBy")
    replaced_for: str | None = field(default=None, name="ReplacedFor")
    renew_order: str | None = field(default=None, name="RenewOrder")
    sm_cert: int | None = field(default=None, name="SMCert")
    company_type: int | None = field(default=None, name="CompanyType")
    service_renew_certificate_id: str | None = field(default=None, name="ServiceRenewCertificateId")
    service_origin_certificate_id: str | None = field(default=None, name="ServiceOriginCertificateId")


class Certificates(Struct, frozen=True, kw_only=True):
    owner_uin: str | None = field(default=None, name="OwnerUin")
    project_id: str | None = field(default=None, name="ProjectId")
    from_: str | None = field(default=None, name="From")
    package_type: str | None = field(default=None, name="PackageType")
    certificate_type: str | None = field(default=None, name="CertificateType")
    product_zh_name: str | None = field(default=None, name="ProductZhName")
    domain: str | None = field(default=None, name="Domain")
    alias: str | None = field(default=None, name="Alias")
    status: int | None = field(default=None, name="Status")
    certificate_extra: CertificateExtra | None = field(default=None, name="CertificateExtra")
    vulnerability_status: str | None = field(default=None, name="VulnerabilityStatus")
    status_msg: str | None = field(default=None, name="StatusMsg")
    verify_type: str | None = field(default=None, name="VerifyType")
    cert_begin_time: str | None = field(default=None, name="CertBeginTime")
    cert_end_time: str | None = field(default=None, name="CertEndTime")
    validity_period: str | None = field(default=None, name="ValidityPeriod")
    insert_time: str | None = field(default=None, name="InsertTime")
    certificate_id: str | None = field(default=None, name="CertificateId")
    subject_alt_name: list[str] | None = field(default=None, name="SubjectAltName")
    package_type_name: str | None = field(default=None, name="PackageTypeName")
    status_name: str | None = field(default=None, name="StatusName")
    is_vip: bool | None = field(default=None, name="IsVip")
    is_dv: bool | None = field(default=None, name="IsDv")
    is_wildcard: bool | None = field(default=None, name="IsWildcard")
    is_vulnerability: bool | None = field(default=None, name="IsVulnerability")
    renew_able: bool | None = field(default=None, name="RenewAble")
    project_info: ProjectInfo | None = field(default=None, name="ProjectInfo")
    bound_resource: list[str] | None = field(default=None, name="BoundResource")
    deployable: bool | None = field(default=None, name="Deployable")
    tags: list[Tags] | None = field(default=None, name="Tags")
    is_ignore: bool | None = field(default=None, name="IsIgnore")
    is_sm: bool | None = field(default=None, name="IsSM")
    encrypt_algorithm: str | None = field(default=None, name="EncryptAlgorithm")
    ca_encrypt_algorithms: list[str] | None = field(default=None, name="CAEncryptAlgorithms")
    ca_end_times: list[str] | None = field(default=None, name="CAEndTimes")
    ca_common_names: list[str] | None = field(default=None, name="CACommonNames")
    pre_audit_info: PreAuditInfo | None = field(default=None, name="PreAuditInfo")
    auto_renew_flag: int | None = field(default=None, name="AutoRenewFlag")
    hosting_status: int | None = field(default=None, name="HostingStatus")
    hosting_complete_time: str | None = field(default=None, name="HostingCompleteTime")
    hosting_renew_cert_id: str | None = field(default=None, name="HostingRenewCertId")
    has_renew_order: str | None = field(default=None, name="HasRenewOrder")
    replace_ori_cert_is_delete: bool | None = field(default=None, name="ReplaceOriCertIsDelete")
    is_expiring: bool | None = field(default=None, name="IsExpiring")
    dv_auth_deadline: str | None = field(default=None, name="DVAuthDeadline")
    validation_passed_time: str | None = field(default=None, name="ValidationPassedTime")
    cert_sa_ns: list[str] | None = field(default=None, name="CertSANs")
    awaiting_validation_msg: str | None = field(default=None, name="AwaitingValidationMsg")
    allow_download: bool | None = field(default=None, name="AllowDownload")
    is_dnspod_resolve: bool | None = field(default=None, name="IsDNSPODResolve")
    is_package: bool | None = field(default=None, name="IsPackage")
    key_password_custom_flag: bool | None = field(default=None, name="KeyPasswordCustomFlag")
    support_download_type: SupportDownloadType | None = field(default=None, name="SupportDownloadType")
    cert_revoked_time: str | None = field(default=None, name="CertRevokedTime")
    hosting_resource_types: list[str] | None = field(default=None, name="HostingResourceTypes")
    hosting_config: HostingConfig | None = field(default=None, name="HostingConfig")
    is_hosting_upload_renew_cert: bool | None = field(default=None, name="IsHostingUploadRenewCert")
    service_id: str | None = field(default=None, name="ServiceId")
    service_status: str | None = field(default=None, name="ServiceStatus")
    cert_service_begin_time: str | None = field(default=None, name="CertServiceBeginTime")
    cert_service_end_time: str | None = field(default=None, name="CertServiceEndTime")
    cert_service_share_enabled: bool | None = field(default=None, name="CertServiceShareEnabled")
    cert_service_valid_certificate_count: int | None = field(default=None, name="CertServiceValidCertificateCount")


class DeleteCertificateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_id: str = field(name="CertificateId")
    is_check_resource: bool | None = field(default=None, name="IsCheckResource")


class DeleteCertificateResponse(Struct, frozen=True, kw_only=True):
    delete_result: bool | None = field(default=None, name="DeleteResult")
    task_id: str | None = field(default=None, name="TaskId")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCertificateDetailRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_id: str = field(name="CertificateId")


class DescribeCertificateDetailResponse(Struct, frozen=True, kw_only=True):
    owner_uin: str | None = field(default=None, name="OwnerUin")
    project_id: str | None = field(default=None, name="ProjectId")
    from_: str | None = field(default=None, name="From")
    certificate_type: str | None = field(default=None, name="CertificateType")
    package_type: str | None = field(default=None, name="PackageType")
    product_zh_name: str | None = field(default=None, name="ProductZhName")
    domain: str | None = field(default=None, name="Domain")
    alias: str | None = field(default=None, name="Alias")
    status: int | None = field(default=None, name="Status")
    status_msg: str | None = field(default=None, name="StatusMsg")
    verify_type: str | None = field(default=None, name="VerifyType")
    vulnerability_status: str | None = field(default=None, name="VulnerabilityStatus")
    cert_begin_time: str | None = field(default=None, name="CertBeginTime")
    cert_end_time: str | None = field(default=None, name="CertEndTime")
    validity_period: str | None = field(default=None, name="ValidityPeriod")
    insert_time: str | None = field(default=None, name="InsertTime")
    order_id: str | None = field(default=None, name="OrderId")
    certificate_extra: CertificateExtra | None = field(default=None, name="CertificateExtra")
    certificate_private_key: str | None = field(default=None, name="CertificatePrivateKey")
    certificate_public_key: str | None = field(default=None, name="CertificatePublicKey")
    dv_auth_detail: DvAuthDetail | None = field(default=None, name="DvAuthDetail")
    vulnerability_report: str | None = field(default=None, name="VulnerabilityReport")
    certificate_id: str | None = field(default=None, name="CertificateId")
    type_name: str | None = field(default=None, name="TypeName")
    status_name: str | None = field(default=None, name="StatusName")
    subject_alt_name: list[str] | None = field(default=None, name="SubjectAltName")
    is_vip: bool | None = field(default=None, name="IsVip")
    is_wildcard: bool | None = field(default=None, name="IsWildcard")
    is_dv: bool | None = field(default=None, name="IsDv")
    is_vulnerability: bool | None = field(default=None, name="IsVulnerability")
    submitted_data: SubmittedData | None = field(default=None, name="SubmittedData")
    renew_able: bool | None = field(default=None, name="RenewAble")
    deployable: bool | None = field(default=None, name="Deployable")
    tags: list[Tags] | None = field(default=None, name="Tags")
    root_cert: RootCertificates | None = field(default=None, name="RootCert")
    encrypt_cert: str | None = field(default=None, name="EncryptCert")
    encrypt_private_key: str | None = field(default=None, name="EncryptPrivateKey")
    cert_fingerprint: str | None = field(default=None, name="CertFingerprint")
    encrypt_cert_fingerprint: str | None = field(default=None, name="EncryptCertFingerprint")
    encrypt_algorithm: str | None = field(default=None, name="EncryptAlgorithm")
    dv_revoke_auth_detail: list[DvAuths] | None = field(default=None, name="DvRevokeAuthDetail")
    cert_chain_info: list[CertBasicInfo] | None = field(default=None, name="CertChainInfo")
    domain_type: int | None = field(default=None, name="DomainType")
    cert_type: str | None = field(default=None, name="CertType")
    use_cross_sign_root: bool | None = field(default=None, name="UseCrossSignRoot")
    hosting_status: int | None = field(default=None, name="HostingStatus")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCertificateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_id: str = field(name="CertificateId")


class DescribeCertificateResponse(Struct, frozen=True, kw_only=True):
    owner_uin: str | None = field(default=None, name="OwnerUin")
    project_id: str | None = field(default=None, name="ProjectId")
    from_: str | None = field(default=None, name="From")
    certificate_type: str | None = field(default=None, name="CertificateType")
    package_type: str | None = field(default=None, name="PackageType")
    product_zh_name: str | None = field(default=None, name="ProductZhName")
    domain: str | None = field(default=None, name="Domain")
    alias: str | None = field(default=None, name="Alias")
    status: int | None = field(default=None, name="Status")
    status_msg: str | None = field(default=None, name="StatusMsg")
    verify_type: str | None = field(default=None, name="VerifyType")
    vulnerability_status: str | None = field(default=None, name="VulnerabilityStatus")
    cert_begin_time: str | None = field(default=None, name="CertBeginTime")
    cert_end_time: str | None = field(default=None, name="CertEndTime")
    validity_period: str | None = field(default=None, name="ValidityPeriod")
    insert_time: str | None = field(default=None, name="InsertTime")
    order_id: str | None = field(default=None, name="OrderId")
    certificate_extra: CertificateExtra | None = field(default=None, name="CertificateExtra")
    dv_auth_detail: DvAuthDetail | None = field(default=None, name="DvAuthDetail")
    vulnerability_report: str | None = field(default=None, name="VulnerabilityReport")
    certificate_id: str | None = field(default=None, name="CertificateId")
    package_type_name: str | None = field(default=None, name="PackageTypeName")
    status_name: str | None = field(default=None, name="StatusName")
    subject_alt_name: list[str] | None = field(default=None, name="SubjectAltName")
    is_vip: bool | None = field(default=None, name="IsVip")
    is_wildcard: bool | None = field(default=None, name="IsWildcard")
    is_dv: bool | None = field(default=None, name="IsDv")
    is_vulnerability: bool | None = field(default=None, name="IsVulnerability")
    renew_able: bool | None = field(default=None, name="RenewAble")
    submitted_data: SubmittedData | None = field(default=None, name="SubmittedData")
    deployable: bool | None = field(default=None, name="Deployable")
    tags: list[Tags] | None = field(default=None, name="Tags")
    ca_encrypt_algorithms: list[str] | None = field(default=None, name="CAEncryptAlgorithms")
    ca_common_names: list[str] | None = field(default=None, name="CACommonNames")
    ca_end_times: list[str] | None = field(default=None, name="CAEndTimes")
    dv_revoke_auth_detail: list[DvAuths] | None = field(default=None, name="DvRevokeAuthDetail")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeCertificatesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    offset: int | None = field(default=None, name="Offset")
    limit: int | None = field(default=None, name="Limit")
    search_key: str | None = field(default=None, name="SearchKey")
    certificate_type: Literal["SVR", "CA"] | None = field(default=None, name="CertificateType")
    project_id: int | None = field(default=None, name="ProjectId")
    expiration_sort: Literal["ASC", "DESC"] | None = field(default=None, name="ExpirationSort")
    certificate_status: list[int] | None = field(default=None, name="CertificateStatus")
    deployable: int | None = field(default=None, name="Deployable")
    upload: int | None = field(default=None, name="Upload")
    renew: int | None = field(default=None, name="Renew")
    filter_source: Literal["upload", "buy"] | None = field(default=None, name="FilterSource")
    is_sm: int | None = field(default=None, name="IsSM")
    filter_expiring: int | None = field(default=None, name="FilterExpiring")
    hostable: int | None = field(default=None, name="Hostable")
    tags: list[Tags] | None = field(default=None, name="Tags")
    is_pending_issue: int | None = field(default=None, name="IsPendingIssue")
    cert_ids: list[str] | None = field(default=None, name="CertIds")
    service_id: str | None = field(default=None, name="ServiceId")


class DescribeCertificatesResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    certificates: list[Certificates] | None = field(default=None, name="Certificates")
    request_id: str | None = field(default=None, name="RequestId")


class DvAuthDetail(Struct, frozen=True, kw_only=True):
    dv_auth_key: str | None = field(default=None, name="DvAuthKey")
    dv_auth_value: str | None = field(default=None, name="DvAuthValue")
    dv_auth_domain: str | None = field(default=None, name="DvAuthDomain")
    dv_auth_path: str | None = field(default=None, name="DvAuthPath")
    dv_auth_key_sub_domain: str | None = field(default=None, name="DvAuthKeySubDomain")
    dv_auths: list[DvAuths] | None = field(default=None, name="DvAuths")


class DvAuths(Struct, frozen=True, kw_only=True):
    dv_auth_key: str | None = field(default=None, name="DvAuthKey")
    dv_auth_value: str | None = field(default=None, name="DvAuthValue")
    dv_auth_domain: str | None = field(default=None, name="DvAuthDomain")
    dv_auth_path: str | None = field(default=None, name="DvAuthPath")
    dv_auth_sub_domain: str | None = field(default=None, name="DvAuthSubDomain")
    dv_auth_verify_type: str | None = field(default=None, name="DvAuthVerifyType")


class HostingConfig(Struct, frozen=True, kw_only=True):
    replace_time: int | None = field(default=None, name="ReplaceTime")
    message_types: list[int] | None = field(default=None, name="MessageTypes")
    replace_start_time: str | None = field(default=None, name="ReplaceStartTime")
    replace_end_time: str | None = field(default=None, name="ReplaceEndTime")


class ModifyCertificateAliasRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_id: str = field(name="CertificateId")
    alias: str | None = field(default=None, name="Alias")


class ModifyCertificateAliasResponse(Struct, frozen=True, kw_only=True):
    certificate_id: str | None = field(default=None, name="CertificateId")
    request_id: str | None = field(default=None, name="RequestId")


class PreAuditInfo(Struct, frozen=True, kw_only=True):
    total_period: int | None = field(default=None, name="TotalPeriod")
    now_period: int | None = field(default=None, name="NowPeriod")
    manager_id: str | None = field(default=None, name="ManagerId")


class ProjectInfo(Struct, frozen=True, kw_only=True):
    project_name: str | None = field(default=None, name="ProjectName")
    project_creator_uin: int | None = field(default=None, name="ProjectCreatorUin")
    project_create_time: str | None = field(default=None, name="ProjectCreateTime")
    project_resume: str | None = field(default=None, name="ProjectResume")
    owner_uin: int | None = field(default=None, name="OwnerUin")
    project_id: str | None = field(default=None, name="ProjectId")


class RootCertificates(Struct, frozen=True, kw_only=True):
    sign: str | None = field(default=None, name="Sign")
    encrypt: str | None = field(default=None, name="Encrypt")
    standard: str | None = field(default=None, name="Standard")


class SubmittedData(Struct, frozen=True, kw_only=True):
    csr_type: str | None = field(default=None, name="CsrType")
    csr_content: str | None = field(default=None, name="CsrContent")
    certificate_domain: str | None = field(default=None, name="CertificateDomain")
    domain_list: list[str] | None = field(default=None, name="DomainList")
    key_password: str | None = field(default=None, name="KeyPassword")
    organization_name: str | None = field(default=None, name="OrganizationName")
    organization_division: str | None = field(default=None, name="OrganizationDivision")
    organization_address: str | None = field(default=None, name="OrganizationAddress")
    organization_country: str | None = field(default=None, name="OrganizationCountry")
    organization_city: str | None = field(default=None, name="OrganizationCity")
    organization_region: str | None = field(default=None, name="OrganizationRegion")
    postal_code: str | None = field(default=None, name="PostalCode")
    phone_area_code: str | None = field(default=None, name="PhoneAreaCode")
    phone_number: str | None = field(default=None, name="PhoneNumber")
    admin_first_name: str | None = field(default=None, name="AdminFirstName")
    admin_last_name: str | None = field(default=None, name="AdminLastName")
    admin_phone_num: str | None = field(default=None, name="AdminPhoneNum")
    admin_email: str | None = field(default=None, name="AdminEmail")
    admin_position: str | None = field(default=None, name="AdminPosition")
    contact_first_name: str | None = field(default=None, name="ContactFirstName")
    contact_last_name: str | None = field(default=None, name="ContactLastName")
    contact_number: str | None = field(default=None, name="ContactNumber")
    contact_email: str | None = field(default=None, name="ContactEmail")
    contact_position: str | None = field(default=None, name="ContactPosition")
    verify_type: str | None = field(default=None, name="VerifyType")


class SupportDownloadType(Struct, frozen=True, kw_only=True):
    nginx: bool | None = field(default=None, name="NGINX")
    apache: bool | None = field(default=None, name="APACHE")
    tomcat: bool | None = field(default=None, name="TOMCAT")
    iis: bool | None = field(default=None, name="IIS")
    jks: bool | None = field(default=None, name="JKS")
    other: bool | None = field(default=None, name="OTHER")
    root: bool | None = field(default=None, name="ROOT")


class Tags(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tag_key: str = field(name="TagKey")
    tag_value: str = field(name="TagValue")


class UploadCertificateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    certificate_public_key: str = field(name="CertificatePublicKey")
    certificate_private_key: str | None = field(default=None, name="CertificatePrivateKey")
    certificate_type: Literal["SVR", "CA"] | None = field(default=None, name="CertificateType")
    alias: str | None = field(default=None, name="Alias")
    project_id: int | None = field(default=None, name="ProjectId")
    certificate_use: str | None = field(default=None, name="CertificateUse")
    tags: list[Tags] | None = field(default=None, name="Tags")
    repeatable: bool | None = field(default=None, name="Repeatable")
    key_password: str | None = field(default=None, name="KeyPassword")


class UploadCertificateResponse(Struct, frozen=True, kw_only=True):
    certificate_id: str | None = field(default=None, name="CertificateId")
    repeat_cert_id: str | None = field(default=None, name="RepeatCertId")
    request_id: str | None = field(default=None, name="RequestId")
