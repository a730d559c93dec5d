# Shapes of Alibaba Location, made from its contract by `make shapes`; never edited by hand.

from msgspec import Struct, field


class DescribeEndpointsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str = field(name="Id")
    service_code: str = field(name="ServiceCode")
    type_: str = field(default="openAPI", name="Type")


class DescribeEndpointsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    endpoints: Endpoints = field(name="Endpoints")
    request_id: str = field(name="RequestId")
    success: bool = field(name="Success")


class Endpoint(Struct, frozen=True, kw_only=True, omit_defaults=True):
    endpoint: str = field(name="Endpoint")
    id: str = field(name="Id")
    namespace: str = field(name="Namespace")
    protocols: Protocols = field(name="Protocols")
    serivce_code: str = field(name="SerivceCode")
    service_code: str = field(name="ServiceCode")
    type_: str = field(name="Type")


class Endpoints(Struct, frozen=True, kw_only=True, omit_defaults=True):
    endpoint: list[Endpoint] = field(name="Endpoint")


class Protocols(Struct, frozen=True, kw_only=True, omit_defaults=True):
    protocols: list[str] = field(name="Protocols")
