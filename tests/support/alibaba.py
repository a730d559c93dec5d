"""Signed Alibaba calls made by hand, for requests that no SDK would send, and the official SDKs as clients."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import httpx

SLB = "2014-05-15"


def now(offset_s: float = 0) -> str:
    """Return the time as Alibaba writes it."""
    return datetime.fromtimestamp(datetime.now(UTC).timestamp() + offset_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def encoded(text: str) -> str:
    return quote(text, safe="~")


def canonical(parameters: Mapping[str, str]) -> str:
    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(parameters.items()))


def v1(key: tuple[str, str], parameters: Mapping[str, str], method: str = "GET") -> dict[str, str]:
    """Return `parameters` with a V1 signature; each of its parts can be given, and so made wrong."""
    signed = {
        "AccessKeyId": key[0],
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": str(uuid.uuid4()),
        "Timestamp": now(),
        "Version": SLB,
        **parameters,
    }
    text = f"{method}&%2F&{encoded(canonical(signed))}"
    digest = hmac.digest(f"{key[1]}&".encode(), text.encode(), "sha1")
    return {**signed, "Signature": base64.b64encode(digest).decode()}


def v3_headers(
    key: tuple[str, str],
    host: str,
    action: str,
    query: Mapping[str, str],
    *,
    body: bytes = b"",
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the headers of a V3 POST; `extra` headers are signed as well, and can replace the others."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-version": SLB,
        "x-acs-date": now(),
        "x-acs-signature-nonce": uuid.uuid4().hex,
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        **(extra or {}),
    }
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    text = f"POST\n/\n{canonical(query)}\n{lines}\n{';'.join(names)}\n{headers['x-acs-content-sha256']}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    signature = hmac.digest(key[1].encode(), f"ACS3-HMAC-SHA256\n{digest}".encode(), "sha256").hex()
    authorization = f"ACS3-HMAC-SHA256 Credential={key[0]},SignedHeaders={';'.join(names)},Signature={signature}"
    return {**headers, "authorization": authorization}


async def get(url: str, parameters: Mapping[str, str], **extra: Any) -> httpx.Response:
    """Send a GET with the parameters in its query."""
    async with httpx.AsyncClient() as client:
        return await client.get(f"{url}?{urlencode(parameters)}", timeout=30, **extra)


async def call(url: str, key: tuple[str, str], action: str, **parameters: str) -> httpx.Response:
    """Make a V1 call by GET."""
    return await get(url, v1(key, {"Action": action, **parameters}))


def error(answer: httpx.Response) -> tuple[int, str]:
    """Check what every refusal in JSON must be and return its status and code."""
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    content = answer.json()
    assert set(content) == {"RequestId", "HostId", "Code", "Message", "Recommend"}
    assert content["Code"]
    assert content["Message"]
    assert content["RequestId"] == answer.headers["x-acs-request-id"] == content["RequestId"].upper()
    assert answer.status_code >= 400
    return answer.status_code, content["Code"]


def xml(answer: httpx.Response) -> ET.Element:
    """Check the exact content type and return the root."""
    assert answer.headers["content-type"] == "text/xml;charset=utf-8"
    assert answer.text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    return ET.fromstring(answer.text)  # noqa: S314 (our own server's answer)


class NewSdk:
    """Calls of alibabacloud-slb20140515, in a thread, with the request's attributes as keyword arguments."""

    def __init__(self, endpoint: str, key: tuple[str, str], *, v1: bool = False, **config: Any) -> None:
        """`v1` asks for the older signature, which the SDK calls v2."""
        from alibabacloud_slb20140515 import models  # noqa: PLC0415 (thousands of lines)
        from alibabacloud_slb20140515.client import Client  # noqa: PLC0415
        from alibabacloud_tea_openapi.utils_models import Config  # noqa: PLC0415

        settings = {"protocol": "http", "region_id": "cn-hangzhou", **config}
        made = Config(access_key_id=key[0], access_key_secret=key[1], endpoint=endpoint, **settings)
        if v1:
            made.signature_algorithm = "v2"
        self._models = models
        self.client = Client(made)

    async def __call__(self, action: str, **fields: Any) -> Any:
        """Call `action`, such as ``describe_regions``, and return the answer's body; raises the SDK's exception."""
        name = next(name for name in dir(self._models) if name.lower() == f"{action.replace('_', '')}request")
        request = getattr(self._models, name)(**fields)
        return (await asyncio.to_thread(getattr(self.client, action), request)).body


class LegacySdk:
    """Calls of aliyun-python-sdk-slb, in a thread, with the request's parameters as keyword arguments."""

    def __init__(self, endpoint: str, key: tuple[str, str], region: str = "cn-hangzhou") -> None:
        from aliyunsdkcore.client import AcsClient  # noqa: PLC0415 (slow to import)

        self._endpoint = endpoint
        self.client = AcsClient(*key, region)

    async def __call__(self, action: str, **fields: Any) -> bytes:
        """Call `action`, such as ``DescribeRegions``; raises the SDK's exceptions."""
        import importlib  # noqa: PLC0415

        module = importlib.import_module(f"aliyunsdkslb.request.v20140515.{action}Request")
        request = getattr(module, f"{action}Request")()
        request.set_endpoint(self._endpoint)
        request.set_protocol_type("http")
        for name, value in fields.items():
            getattr(request, f"set_{name}")(value)
        try:
            answer: bytes = await asyncio.to_thread(self.client.do_action_with_exception, request)
        finally:
            # Else its connection is the garbage collector's, which warns of it in some other test.
            self.client.session.close()
        return answer
