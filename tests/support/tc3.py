"""Signed Tencent calls made by hand, for requests that no SDK would send."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any

import httpx

HOST = "clb.localhost"


def signed_headers(
    body: bytes,
    key: tuple[str, str],
    *,
    action: str = "DescribeLoadBalancers",
    version: str = "2018-03-17",
    region: str = "ap-guangzhou",
    service: str = "clb",
    content_type: str = "application/json",
    timestamp: int | None = None,
    date: str | None = None,
) -> dict[str, str]:
    """Return the headers of a TC3 POST; each part can be made wrong on purpose."""
    now = int(time.time()) if timestamp is None else timestamp
    day = date or datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    digest = hashlib.sha256(body).hexdigest()
    canonical = f"POST\n/\n\ncontent-type:{content_type}\nhost:{HOST}\n\ncontent-type;host\n{digest}"
    text = f"TC3-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    secret = f"TC3{key[1]}".encode()
    for part in (day, service, "tc3_request"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    signature = hmac.digest(secret, text.encode(), "sha256").hex()
    headers = {
        "Content-Type": content_type,
        "Host": HOST,
        "X-TC-Action": action,
        "X-TC-Version": version,
        "X-TC-Timestamp": str(now),
        "Authorization": f"TC3-HMAC-SHA256 Credential={key[0]}/{scope}, SignedHeaders=content-type;host, "
        f"Signature={signature}",
    }
    if region:
        headers["X-TC-Region"] = region
    return headers


async def post(url: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
    """Send a POST as it stands."""
    async with httpx.AsyncClient() as client:
        return await client.post(url, content=body, headers=headers, timeout=30)


async def call(url: str, key: tuple[str, str], payload: Any, **parts: Any) -> dict[str, Any]:
    """Make a signed call and return the content of its envelope."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return envelope(await post(url, body, signed_headers(body, key, **parts)))


def envelope(answer: httpx.Response) -> dict[str, Any]:
    """Check what every answer must be (status, exact content type, RequestId) and return its content."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    content = answer.json()
    assert set(content) == {"Response"}
    response: dict[str, Any] = content["Response"]
    assert len(response["RequestId"]) == 36
    return response


def code(response: dict[str, Any]) -> str:
    """Return an answer's error code, or an empty string."""
    return str(response.get("Error", {}).get("Code", ""))
