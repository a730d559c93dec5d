"""Changes of GAAP's origins, rules and domains lose no request."""

from __future__ import annotations

from tests.support.gaap import Gaap
from tests.support.load import load, until_sent
from tests.support.server import ServerProcess
from tests.support.targets import http_target

PER_SECOND = 500
CHANGES = 20


async def test_origins_rules_and_domains_change_under_load(server: ServerProcess) -> None:
    gaap = Gaap(server)
    proxy = await gaap.proxy()
    address = await gaap.address(proxy)
    listener = await gaap.listener(proxy, "HTTP", 80)
    await gaap.done("CreateDomain", ListenerId=listener, Domain="load.test")
    rule = await gaap.rule(listener, "load.test")
    async with http_target("a") as a, http_target("b") as b, http_target("c") as c:
        await gaap.bind(rule, a.port, b.port)
        async with load(address, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND // 2)
            for number in range(CHANGES):
                await gaap.bind(rule, *((a.port, c.port) if number % 2 else (b.port, c.port)))
                other = await gaap.rule(listener, "load.test", f"/other{number}")
                await gaap.done("CreateDomain", ListenerId=listener, Domain=f"{number}.test")
                await until_sent(running, 10)
                await gaap.done("DeleteRule", ListenerId=listener, RuleId=other, Force=0)
                await gaap.done("DeleteDomain", ListenerId=listener, Domain=f"{number}.test", Force=0)
                await gaap.bind(rule, a.port, b.port)
                await until_sent(running, 10)
            await until_sent(running, PER_SECOND // 2)
    assert running.failures == {}
    assert set(running.answers) == {"a", "b", "c"}
    assert running.sent >= PER_SECOND + 20 * CHANGES
