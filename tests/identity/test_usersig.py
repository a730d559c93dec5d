"""UserSigs of both official signers are believed, and each way to be wrong has its own code."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
from TLSSigAPIv2 import TLSSigAPIv2

from twincloud.identity.usersig import UserSig, UserSigError, check_usersig
from twincloud.kernel.clock import system_ms

APP, KEY, USER = "1400000000", "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e", "xiaojun"
SIGNED_MS = 1_767_225_600_000
LIFE_S = 15_552_000

OF_PYTHON = (
    "eJyrVgrxCdYrSy1SslJQMtIzUNJRAItkpqTmlWSmZUIkKjIT87NK82CSxSnZiQUFmSlAKUMTAyiAyqVWFGQWpYJkTE1NjRDiJZm5YFFzM3MjI1Mz"
    "uHhxZjrIhqQcr0Bvx2xnV4Nij-DiQhd-0zLDtCpfs-C0CGP91HzXdMOgMh-jbH9L32JbpVoAGfYzQg__"
)
OF_PYTHON_WITH_USERBUF = (
    "eJyrVgrxCdYrSy1SslJQMtIzUNJRAItkpqTmlWSmZUIkKjIT87NK82CSxSnZiQUFmSlAKUMTAyiAyqVWFGQWpYJkTE1NjRDiJZm5YFFzM3MjI1Mz"
    "uHhpcWpRUmkayJbIcK8suBWZ6SAhM7-kVB8TZ*-84AKX4nRXF49kz6DSnCwXi4yC0qrCZLOkouRKC7OUKO0MX1ulWgD9lDq8"
)
OF_NODE = (
    "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwhWZiflZpXlQqeKU7MSCgswUJStDEwMogMiUZOamKlkZmpuZGxmZmsFEUysKMotA4qampkZwtcWZ"
    "6UpWSkk5XoHejtnOrgbFHuHFhS7*pmWGaVW*ZuFpEcb6qfmu6YZBZT7G2f6WvsW2SrUAoGcx4g__"
)
OF_NODE_WITH_USERBUF = (
    "eJw9jcEKgkAYhN-lvxqSm1otdNgiErIoKslu2q72a6mpG2b07pFpcxnmm4F5wd7eqQ*RAwWi9qHXZOQiKTHABlfopZFM2qrgsZdlyIFqer-VrynxJoBq"
    "Q3NIiGF2VFQZ5l9uGAb5b2Uhcl8GQIExZonF9eKTTPOv6*c*ZIzNzlsvXlnsq82ose4eQ6DgHp1QqafF4WTKg25b9nKtj9AdzJXoPg64EsmirImTuko8"
    "gfcHom1DTA__"
)
"""Recorded at one instant: tls-sig-api-v2 1.1 of PyPI and 1.0.2 of npm, each without and with a userbuf."""


def check(text: str, **parts: Any) -> UserSig:
    asked = {"sdkappid": APP, "identifier": USER, "secret": KEY, "now_ms": SIGNED_MS, **parts}
    return check_usersig(text, **asked)


def refusal(text: str, **parts: Any) -> UserSigError:
    with pytest.raises(UserSigError) as caught:
        check(text, **parts)
    assert caught.value.hint
    return caught.value


def opened(text: str) -> dict[str, Any]:
    packed = base64.b64decode(text.replace("*", "+").replace("-", "/").replace("_", "="))
    members: dict[str, Any] = json.loads(zlib.decompress(packed))
    return members


def closed(members: Any) -> str:
    packed = base64.b64encode(zlib.compress(json.dumps(members).encode())).decode()
    return packed.replace("+", "*").replace("/", "-").replace("=", "_")


@pytest.mark.parametrize("text", [OF_PYTHON, OF_PYTHON_WITH_USERBUF, OF_NODE, OF_NODE_WITH_USERBUF])
def test_what_the_official_signers_made_is_believed(text: str) -> None:
    said = check(text)
    assert (said.identifier, said.sdkappid, said.expire) == (USER, int(APP), LIFE_S)


@pytest.mark.parametrize("user", ["administrator", "用户", "a b&c=d", "x" * 32])
def test_what_the_installed_signer_makes_now_is_believed(user: str) -> None:
    text = TLSSigAPIv2(int(APP), KEY).gen_sig_with_userbuf(user, 300, b"\x00\xff")
    assert check(text, identifier=user, now_ms=system_ms()).userbuf == "AP8="


def test_it_lives_as_long_as_it_says_and_a_minute() -> None:
    end = SIGNED_MS + (LIFE_S + 60) * 1000
    assert check(OF_NODE, now_ms=end - 1).identifier == USER
    error = refusal(OF_NODE, now_ms=end)
    assert error.code == "70001"
    assert "2026-01-01" in error.hint


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "eJyr", "%%%", OF_NODE[:-10], OF_NODE[20:], OF_NODE + "AAAA", "A" * 20_000,
        closed([]), closed({"TLS.ver": "2.0"}), closed({**opened(OF_NODE), "TLS.ver": "1.0"}),
        closed({**opened(OF_NODE), "TLS.time": "soon"}), closed({**opened(OF_NODE), "TLS.more": "x" * 80_000}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_malformed(text: str) -> None:
    assert refusal(text).code == "70003"


@pytest.mark.parametrize("change", [{"TLS.time": 1_767_225_601}, {"TLS.expire": 99_999_999}, {"TLS.userbuf": "AAAA"}])
def test_a_changed_one_does_not_verify(change: dict[str, Any]) -> None:
    assert refusal(closed({**opened(OF_NODE), **change})).code == "70009"


def test_one_of_another_key_does_not_verify_and_shows_what_was_signed() -> None:
    error = refusal(OF_NODE, secret="another")
    assert error.code == "70009"
    assert error.trace is not None
    assert error.trace.string_to_sign.split("\n")[0] == f"TLS.identifier:{USER}"
    assert KEY not in f"{error.hint}{error.message}{error.trace}"


def test_another_app_is_told_before_another_user_and_that_before_the_key_and_the_end() -> None:
    late = SIGNED_MS * 2
    assert refusal(OF_NODE, sdkappid="1400000001", identifier="b", secret="k", now_ms=late).code == "70014"
    assert refusal(OF_NODE, identifier="b", secret="k", now_ms=late).code == "70013"
    assert refusal(OF_NODE, secret="k", now_ms=late).code == "70009"
    assert refusal(OF_NODE, now_ms=late).code == "70001"


@pytest.mark.parametrize("seconds", [-(10**18), 10**18])
def test_absurd_times_are_judged_all_the_same(seconds: int) -> None:
    members = {**opened(OF_NODE), "TLS.time": seconds}
    assert refusal(closed(members)).code == "70009"
