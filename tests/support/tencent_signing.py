"""Requests as the official Tencent SDK signs them, kept instead of sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from tencentcloud.common.abstract_client import AbstractClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from twincloud.gateway.dialects.signed import SignedRequest

SECRET_ID = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
SECRET_KEY = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
PARAMETERS = {
    "LoadBalancerIds": ["lb-00000001", "lb-00000002"],
    "Filters": [{"Name": "a b+c&d=e/%", "Values": ["名 字", "~*'()", ""]}],
    "Forward": True,
    "Limit": 20,
}


class _Recorder(HTTPAdapter):
    """Takes the place of the network and keeps what would have gone out."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        self.sent.append(request)
        response = requests.Response()
        response.status_code = 200
        response.headers["Content-Type"] = "application/json"
        response._content = b'{"Response":{"RequestId":"r"}}'
        return response


class _Client(AbstractClient):  # type: ignore[misc] # the SDK is not typed
    _apiVersion = "2018-03-17"  # noqa: N815
    _service = "clb"


def sdk_request(
    *,
    sign_method: str = "TC3-HMAC-SHA256",
    method: str = "POST",
    endpoint: str | None = None,
    parameters: Mapping[str, Any] = PARAMETERS,
    unsigned_payload: bool = False,
    gateway: str | None = None,
) -> SignedRequest:
    """Return what the official SDK sends for one call, as an HTTP server would hand it over.

    `gateway` is where it sends what it signs for the product's own host.
    """
    http = HttpProfile(protocol="http", endpoint=endpoint, reqMethod=method)
    http.apigw_endpoint = gateway
    profile = ClientProfile(signMethod=sign_method, httpProfile=http)
    profile.unsignedPayload = unsigned_payload
    client = _Client(Credential(SECRET_ID, SECRET_KEY), "ap-guangzhou", profile)
    recorder = _Recorder()
    client.request.conn._session.mount("http://", recorder)
    client.call_json("DescribeLoadBalancers", dict(parameters))
    (sent,) = recorder.sent
    assert sent.url is not None
    assert sent.method is not None
    url = urlsplit(sent.url)
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
    assert isinstance(body, bytes)
    headers = {
        name.lower(): value if isinstance(value, str) else value.decode("latin-1")
        for name, value in sent.headers.items()
    }
    return SignedRequest(sent.method, url.path or "/", url.query.encode(), headers, body)
