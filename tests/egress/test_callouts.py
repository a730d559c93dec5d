"""Call-outs: an answer whatever its status, or an error that says why; and where requests may go at all."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.support.receiver import receiver
from tests.support.world import sign
from twincloud.egress.callouts import HttpCallOuts
from twincloud.egress.sender import Sender
from twincloud.execution.callouts import CallOut, CallOutAnswer, CallOutError, TargetRefusedError
from twincloud.execution.journal import Journal
from twincloud.kernel.clock import AdjustableClock


async def ask(directory: Path, url: str, *, private_targets: bool = True, **more: Any) -> tuple[CallOutAnswer, Journal]:
    journal = Journal(directory)
    sender = Sender({"testworld": sign}, private_targets=private_targets)
    try:
        callouts = HttpCallOuts(sender, journal, AdjustableClock())
        return await callouts.ask(CallOut(url, b'{"text":"may I?"}', "testworld", "ask", "1", **more)), journal
    finally:
        await sender.close()


@pytest.mark.parametrize("status", [200, 403, 500])
async def test_the_answer_comes_back_whatever_its_status(tmp_path: Path, status: int) -> None:
    async with receiver(body=b'{"pass":true}') as there:
        there.answers.append(status)
        answer, journal = await ask(tmp_path, f"{there.url}?key=hush", signer="testworld", secret="s")
        assert answer == CallOutAnswer(status, b'{"pass":true}')
        assert there.received[0].headers["x-signature"].startswith("s:")
    (entry,) = journal.newest()
    assert (entry.dialect, entry.action, entry.code) == ("callout", "ask", "" if status == 200 else f"HTTP{status}")
    assert "hush" not in entry.client


async def test_a_redirect_is_an_answer_and_is_not_followed(tmp_path: Path) -> None:
    async with receiver() as elsewhere, receiver(location=elsewhere.url) as there:
        there.answers.append(302)
        answer, _ = await ask(tmp_path, there.url)
        assert answer.status == 302
        assert not elsewhere.received


async def test_no_more_of_an_answer_is_read_than_the_bound(tmp_path: Path) -> None:
    async with receiver(body=b"x" * 1_000_000) as there:
        answer, _ = await ask(tmp_path, there.url)
        assert len(answer.body) == 64 * 1024


async def test_silence_and_absence_are_errors_that_say_so(tmp_path: Path) -> None:
    async with receiver(silent=True) as there:
        with pytest.raises(CallOutError, match="no answer within 100 ms"):
            await ask(tmp_path, there.url, timeout_ms=100)
    with pytest.raises(CallOutError, match="ConnectError"):
        await ask(tmp_path, there.url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "ftp://host/",
        "http://",
        "http://host:0/",
        "http://host:x/",
        "http://h\n/",
        "http://h ost/",
        "http://ü/",
    ],
)
def test_what_is_no_url_is_refused_by_every_rule(url: str) -> None:
    for private_targets in (True, False):
        with pytest.raises(TargetRefusedError):
            Sender({}, private_targets=private_targets).check(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://10.1.2.3/", "https://192.168.0.1/x", "http://[::1]/", "http://169.254.1.1/",
        "http://localhost/", "http://a.localhost/", "http://example.com:8080/", "https://example.com:443/",
    ],
)  # fmt: skip
def test_the_vendors_rule_refuses_private_targets_and_ports(url: str) -> None:
    Sender({}).check(url)
    with pytest.raises(TargetRefusedError, match=r"private|port"):
        Sender({}, private_targets=False).check(url)


def test_the_vendors_rule_lets_public_targets_be() -> None:
    for url in ("http://example.com/hook", "https://example.com/hook?x=1", "https://8.8.8.8/"):
        Sender({}, private_targets=False).check(url)


async def test_a_name_that_leads_to_a_private_address_is_refused_when_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        assert host == "callbacks.example.com"
        addresses = [("93.184.216.34", 0), ("127.0.0.1", 0)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(CallOutError, match="private address"):
        await ask(tmp_path, "http://callbacks.example.com/", private_targets=False)
