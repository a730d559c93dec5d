# Shapes of operator's door, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated

from msgspec import Meta, Struct, field


class AccessKey(Struct, frozen=True, kw_only=True):
    id: str | None = field(default=None, name="id")
    account: str | None = field(default=None, name="account")
    user: str | None = field(default=None, name="user")
    active: bool | None = field(default=None, name="active")
    created_ms: int | None = field(default=None, name="created_ms")


class Account(Struct, frozen=True, kw_only=True):
    id: str | None = field(default=None, name="id")
    name: str | None = field(default=None, name="name")
    created_ms: int | None = field(default=None, name="created_ms")
    suspended: bool | None = field(default=None, name="suspended")
    terms_accepted: bool | None = field(default=None, name="terms_accepted")
    enterprise: bool | None = field(default=None, name="enterprise")


class AddCertificateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    name: Annotated[str, Meta(max_length=128)] | None = field(default=None, name="name")
    certificate: Annotated[str, Meta(min_length=1, max_length=262144)] = field(name="certificate")
    private_key: Annotated[str, Meta(max_length=65536)] | None = field(default=None, name="private_key")


class AddFaultRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    product: str = field(name="product")
    action: str = field(name="action")
    code: Annotated[str, Meta(min_length=1, max_length=128)] | None = field(default=None, name="code")
    message: Annotated[str, Meta(max_length=512)] | None = field(default=None, name="message")
    status: Annotated[int, Meta(ge=400, le=599)] | None = field(default=None, name="status")
    latency_ms: Annotated[int, Meta(ge=1, le=600000)] | None = field(default=None, name="latency_ms")
    drop: bool | None = field(default=None, name="drop")
    times: Annotated[int, Meta(ge=1, le=1000000)] | None = field(default=None, name="times")


class AddFunctionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    namespace: Annotated[str, Meta(min_length=1, max_length=64)] | None = field(default=None, name="namespace")
    name: Annotated[str, Meta(min_length=1, max_length=128)] = field(name="name")
    qualifier: Annotated[str, Meta(max_length=128)] | None = field(default=None, name="qualifier")
    url: Annotated[str, Meta(min_length=8, max_length=1024)] = field(name="url")


class AddInstanceRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    instance_id: Annotated[str, Meta(min_length=1, max_length=64)] = field(name="instance_id")
    address: Annotated[str, Meta(min_length=2, max_length=45)] = field(name="address")
    name: Annotated[str, Meta(max_length=128)] | None = field(default=None, name="name")


class AdvanceClockRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    milliseconds: Annotated[int, Meta(ge=1, le=315576000000)] = field(name="milliseconds")


class AdvancedClock(Struct, frozen=True, kw_only=True):
    now_ms: int | None = field(default=None, name="now_ms")
    offset_ms: int | None = field(default=None, name="offset_ms")
    frozen: bool | None = field(default=None, name="frozen")
    timers_run: int | None = field(default=None, name="timers_run")


class Balancer(Struct, frozen=True, kw_only=True):
    id: str | None = field(default=None, name="id")
    product: str | None = field(default=None, name="product")
    account: str | None = field(default=None, name="account")
    region: str | None = field(default=None, name="region")
    generation: int | None = field(default=None, name="generation")
    locked: str | None = field(default=None, name="locked")
    managed: bool | None = field(default=None, name="managed")


class Certificate(Struct, frozen=True, kw_only=True):
    id: str | None = field(default=None, name="id")
    account: str | None = field(default=None, name="account")
    name: str | None = field(default=None, name="name")
    kind: str | None = field(default=None, name="kind")
    subject: str | None = field(default=None, name="subject")
    names: list[str] | None = field(default=None, name="names")
    algorithm: str | None = field(default=None, name="algorithm")
    not_before_ms: int | None = field(default=None, name="not_before_ms")
    not_after_ms: int | None = field(default=None, name="not_after_ms")


class ChatApp(Struct, frozen=True, kw_only=True):
    sdkappid: str | None = field(default=None, name="sdkappid")
    account: str | None = field(default=None, name="account")
    name: str | None = field(default=None, name="name")
    admins: list[str] | None = field(default=None, name="admins")
    created_ms: int | None = field(default=None, name="created_ms")
    webhook_url: str | None = field(default=None, name="webhook_url")
    webhook_events: list[str] | None = field(default=None, name="webhook_events")
    webhook_signed: bool | None = field(default=None, name="webhook_signed")
    webhook_strict: bool | None = field(default=None, name="webhook_strict")
    webhook_attempts: int | None = field(default=None, name="webhook_attempts")


class ClearFaultsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str | None = field(default=None, name="id")


class ClearFaultsResponse(Struct, frozen=True, kw_only=True):
    cleared: int | None = field(default=None, name="cleared")


class Clock(Struct, frozen=True, kw_only=True):
    now_ms: int | None = field(default=None, name="now_ms")
    offset_ms: int | None = field(default=None, name="offset_ms")
    frozen: bool | None = field(default=None, name="frozen")


class ComparedLine(Struct, frozen=True, kw_only=True):
    number: int | None = field(default=None, name="number")
    server: str | None = field(default=None, name="server")
    client: str | None = field(default=None, name="client")
    same: bool | None = field(default=None, name="same")


class Comparison(Struct, frozen=True, kw_only=True):
    part: str | None = field(default=None, name="part")
    lines: list[ComparedLine] | None = field(default=None, name="lines")
    first_difference: int | None = field(default=None, name="first_difference")


class Counts(Struct, frozen=True, kw_only=True):
    accounts: int | None = field(default=None, name="accounts")
    access_keys: int | None = field(default=None, name="access_keys")
    users: int | None = field(default=None, name="users")
    instances: int | None = field(default=None, name="instances")
    balancers: int | None = field(default=None, name="balancers")
    faults: int | None = field(default=None, name="faults")
    sockets: int | None = field(default=None, name="sockets")
    webhooks: int | None = field(default=None, name="webhooks")


class CreateAccountRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=64)] = field(name="name")
    suspended: bool | None = field(default=None, name="suspended")
    terms_accepted: bool | None = field(default=None, name="terms_accepted")
    enterprise: bool | None = field(default=None, name="enterprise")


class CreateChatAppRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    name: Annotated[str, Meta(min_length=1, max_length=64)] | None = field(default=None, name="name")
    sdkappid: Annotated[str, Meta(min_length=1, max_length=10)] | None = field(default=None, name="sdkappid")
    secret: Annotated[str, Meta(min_length=1, max_length=128)] | None = field(default=None, name="secret")
    admins: Annotated[list[Annotated[str, Meta(min_length=1, max_length=32)]], Meta(min_length=1, max_length=10)] | None = field(default=None, name="admins")


class CreateKeyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    user: str | None = field(default=None, name="user")


class CreateUserRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    name: Annotated[str, Meta(min_length=1, max_length=64)] = field(name="name")
    policies: Annotated[list[Annotated[str, Meta(min_length=2, max_length=6144)]], Meta(max_length=50)] | None = field(default=None, name="policies")


class CreatedChatApp(Struct, frozen=True, kw_only=True):
    sdkappid: str | None = field(default=None, name="sdkappid")
    secret: str | None = field(default=None, name="secret")
    account: str | None = field(default=None, name="account")
    name: str | None = field(default=None, name="name")
    admins: list[str] | None = field(default=None, name="admins")
    created_ms: int | None = field(default=None, name="created_ms")


class CreatedKey(Struct, frozen=True, kw_only=True):
    id: str | None = field(default=None, name="id")
    account: str | None = field(default=None, name="account")
    user: str | None = field(default=None, name="user")
    active: bool | None = field(default=None, name="active")
    created_ms: int | None = field(default=None, name="created_ms")
    secret: str | None = field(default=None, name="secret")


class Dataplane(Struct, frozen=True, kw_only=True):
    enabled: bool | None = field(default=None, name="enabled")
    ready: bool | None = field(default=None, name="ready")
    detail: str | None = field(default=None, name="detail")


class DeleteKeyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")


class DeleteKeyResponse(Struct, frozen=True, kw_only=True):
    pass


class DeleteUserRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")


class DeleteUserResponse(Struct, frozen=True, kw_only=True):
    pass


class ExplainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    request_id: str = field(name="request_id")
    string_to_sign: Annotated[str, Meta(max_length=262144)] | None = field(default=None, name="string_to_sign")
    canonical_request: Annotated[str, Meta(max_length=262144)] | None = field(default=None, name="canonical_request")


class ExplainResponse(Struct, frozen=True, kw_only=True):
    entry: JournalEntry | None = field(default=None, name="entry")
    findings: list[str] | None = field(default=None, name="findings")
    canonical_request: str | None = field(default=None, name="canonical_request")
    string_to_sign: str | None = field(default=None, name="string_to_sign")
    comparisons: list[Comparison] | None = field(default=None, name="comparisons")


class Fault(Struct, frozen=True, kw_only=True):
    id: str | None = field(default=None, name="id")
    product: str | None = field(default=None, name="product")
    action: str | None = field(default=None, name="action")
    code: str | None = field(default=None, name="code")
    message: str | None = field(default=None, name="message")
    status: int | None = field(default=None, name="status")
    latency_ms: int | None = field(default=None, name="latency_ms")
    drop: bool | None = field(default=None, name="drop")
    remaining: int | None = field(default=None, name="remaining")


class FreezeClockRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Function(Struct, frozen=True, kw_only=True):
    account: str | None = field(default=None, name="account")
    namespace: str | None = field(default=None, name="namespace")
    name: str | None = field(default=None, name="name")
    qualifier: str | None = field(default=None, name="qualifier")
    url: str | None = field(default=None, name="url")


class GetAddressRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")


class GetAddressResponse(Struct, frozen=True, kw_only=True):
    id: str | None = field(default=None, name="id")
    balancer_id: str | None = field(default=None, name="balancer_id")
    product: str | None = field(default=None, name="product")
    address: str | None = field(default=None, name="address")
    port: int | None = field(default=None, name="port")
    transport: str | None = field(default=None, name="transport")
    serving: bool | None = field(default=None, name="serving")
    reason: str | None = field(default=None, name="reason")
    listeners: list[ListenerAddress] | None = field(default=None, name="listeners")


class GetClockRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class GetOpenapiRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class GetOpenapiResponse(Struct, frozen=True, kw_only=True):
    document: str | None = field(default=None, name="document")


class GetStatusRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class GetStatusResponse(Struct, frozen=True, kw_only=True):
    version: str | None = field(default=None, name="version")
    pid: int | None = field(default=None, name="pid")
    data: str | None = field(default=None, name="data")
    http: str | None = field(default=None, name="http")
    https: str | None = field(default=None, name="https")
    operator: str | None = field(default=None, name="operator")
    started_ms: int | None = field(default=None, name="started_ms")
    addresses: str | None = field(default=None, name="addresses")
    limits: bool | None = field(default=None, name="limits")
    products: list[str] | None = field(default=None, name="products")
    dataplane: Dataplane | None = field(default=None, name="dataplane")
    clock: Clock | None = field(default=None, name="clock")
    counts: Counts | None = field(default=None, name="counts")


class Instance(Struct, frozen=True, kw_only=True):
    account: str | None = field(default=None, name="account")
    instance_id: str | None = field(default=None, name="instance_id")
    address: str | None = field(default=None, name="address")
    name: str | None = field(default=None, name="name")


class JournalEntry(Struct, frozen=True, kw_only=True):
    at_ms: int | None = field(default=None, name="at_ms")
    request_id: str | None = field(default=None, name="request_id")
    dialect: str | None = field(default=None, name="dialect")
    product: str | None = field(default=None, name="product")
    action: str | None = field(default=None, name="action")
    account: str | None = field(default=None, name="account")
    key_id: str | None = field(default=None, name="key_id")
    source_ip: str | None = field(default=None, name="source_ip")
    client: str | None = field(default=None, name="client")
    region: str | None = field(default=None, name="region")
    code: str | None = field(default=None, name="code")
    message: str | None = field(default=None, name="message")
    hint: str | None = field(default=None, name="hint")
    latency_us: int | None = field(default=None, name="latency_us")
    request: str | None = field(default=None, name="request")
    error: str | None = field(default=None, name="error")


class ListAccountsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="offset")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")


class ListAccountsResponse(Struct, frozen=True, kw_only=True):
    accounts: list[Account] | None = field(default=None, name="accounts")
    total: int | None = field(default=None, name="total")


class ListCertificatesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="offset")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")


class ListCertificatesResponse(Struct, frozen=True, kw_only=True):
    certificates: list[Certificate] | None = field(default=None, name="certificates")
    total: int | None = field(default=None, name="total")


class ListChatAppsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="offset")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")


class ListChatAppsResponse(Struct, frozen=True, kw_only=True):
    apps: list[ChatApp] | None = field(default=None, name="apps")
    total: int | None = field(default=None, name="total")


class ListFaultsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="offset")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")


class ListFaultsResponse(Struct, frozen=True, kw_only=True):
    faults: list[Fault] | None = field(default=None, name="faults")
    total: int | None = field(default=None, name="total")


class ListFunctionsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="offset")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")


class ListFunctionsResponse(Struct, frozen=True, kw_only=True):
    functions: list[Function] | None = field(default=None, name="functions")
    total: int | None = field(default=None, name="total")


class ListInstancesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="offset")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")


class ListInstancesResponse(Struct, frozen=True, kw_only=True):
    instances: list[Instance] | None = field(default=None, name="instances")
    total: int | None = field(default=None, name="total")


class ListJournalRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")
    account: str | None = field(default=None, name="account")
    product: str | None = field(default=None, name="product")
    action: str | None = field(default=None, name="action")
    code: str | None = field(default=None, name="code")
    request_id: str | None = field(default=None, name="request_id")
    since_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="since_ms")
    after: str | None = field(default=None, name="after")


class ListJournalResponse(Struct, frozen=True, kw_only=True):
    entries: list[JournalEntry] | None = field(default=None, name="entries")
    newest: str | None = field(default=None, name="newest")


class ListKeysRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    user: str | None = field(default=None, name="user")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="offset")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")


class ListKeysResponse(Struct, frozen=True, kw_only=True):
    keys: list[AccessKey] | None = field(default=None, name="keys")
    total: int | None = field(default=None, name="total")


class ListUsersRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="offset")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="limit")


class ListUsersResponse(Struct, frozen=True, kw_only=True):
    users: list[User] | None = field(default=None, name="users")
    total: int | None = field(default=None, name="total")


class ListenerAddress(Struct, frozen=True, kw_only=True):
    listener_id: str | None = field(default=None, name="listener_id")
    protocol: str | None = field(default=None, name="protocol")
    transport: str | None = field(default=None, name="transport")
    address: str | None = field(default=None, name="address")
    port: int | None = field(default=None, name="port")
    serving: bool | None = field(default=None, name="serving")
    reason: str | None = field(default=None, name="reason")


class LockBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")
    reason: Annotated[str, Meta(min_length=1, max_length=64)] = field(name="reason")


class RemoveCertificateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    id: str = field(name="id")


class RemoveCertificateResponse(Struct, frozen=True, kw_only=True):
    pass


class RemoveFunctionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    namespace: str | None = field(default=None, name="namespace")
    name: str = field(name="name")
    qualifier: str | None = field(default=None, name="qualifier")


class RemoveFunctionResponse(Struct, frozen=True, kw_only=True):
    pass


class RemoveInstanceRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str | None = field(default=None, name="account")
    instance_id: str = field(name="instance_id")


class RemoveInstanceResponse(Struct, frozen=True, kw_only=True):
    pass


class ResetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class ResetResponse(Struct, frozen=True, kw_only=True):
    balancers: int | None = field(default=None, name="balancers")
    rows: int | None = field(default=None, name="rows")


class ResumeClockRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class SetManagedRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")
    managed: bool = field(name="managed")


class SetUserPoliciesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")
    policies: Annotated[list[Annotated[str, Meta(min_length=2, max_length=6144)]], Meta(max_length=50)] = field(name="policies")


class UnlockBalancerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")


class UpdateAccountRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")
    name: Annotated[str, Meta(min_length=1, max_length=64)] | None = field(default=None, name="name")
    suspended: bool | None = field(default=None, name="suspended")
    terms_accepted: bool | None = field(default=None, name="terms_accepted")
    enterprise: bool | None = field(default=None, name="enterprise")


class UpdateChatAppRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sdkappid: str = field(name="sdkappid")
    name: Annotated[str, Meta(min_length=1, max_length=64)] | None = field(default=None, name="name")
    admins: Annotated[list[Annotated[str, Meta(min_length=1, max_length=32)]], Meta(min_length=1, max_length=10)] | None = field(default=None, name="admins")
    webhook_url: Annotated[str, Meta(max_length=2048)] | None = field(default=None, name="webhook_url")
    webhook_token: Annotated[str, Meta(max_length=128)] | None = field(default=None, name="webhook_token")
    webhook_events: Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=16)] | None = field(default=None, name="webhook_events")
    webhook_strict: bool | None = field(default=None, name="webhook_strict")
    webhook_attempts: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="webhook_attempts")


class UpdateKeyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str = field(name="id")
    active: bool = field(name="active")


class User(Struct, frozen=True, kw_only=True):
    id: str | None = field(default=None, name="id")
    account: str | None = field(default=None, name="account")
    name: str | None = field(default=None, name="name")
    created_ms: int | None = field(default=None, name="created_ms")
    policies: list[str] | None = field(default=None, name="policies")
