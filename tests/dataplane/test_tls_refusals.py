"""Certificates that cannot be used, on a real Envoy, and keys that must not be seen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from tests.support.certificates import Authority, Pair, shake
from tests.support.encrypted import certificate, encrypted, shown, wearing
from tests.support.plans import pool, target
from tests.support.targets import tcp_target
from twincloud.balancing.plan import Certificate, ClientAuthority, Endpoint, Pool, Tls
from twincloud.dataplane.engine import EngineOptions, EnvoyEngine

Place = Callable[[], Endpoint]


class TestRefusals:
    @contextlib.asynccontextmanager
    async def good(
        self, engine: EnvoyEngine, at: Endpoint, authority: Authority
    ) -> AsyncIterator[tuple[Pair, Certificate, Pool]]:
        async with tcp_target("a") as a:
            pair = authority.issue("a.test")
            worn = certificate("c", pair)
            shared = pool("p", target(a))
            assert (await engine.apply(wearing(encrypted(at), shared, wears=(worn,)))).refused == {}
            yield pair, worn, shared
            assert await shown(at, "a.test", authority.client()) == pair.serial

    @pytest.mark.parametrize("damage", ["no certificate", "another's key", "no key"])
    async def test_a_bad_certificate_is_refused_with_envoy_s_reason(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority, damage: str
    ) -> None:
        at = endpoint()
        pair, other = authority.issue("a.test"), authority.issue("a.test")
        bad = {
            "no certificate": Certificate("c", "not a certificate", pair.key),
            "another's key": Certificate("c", pair.chain, other.key),
            "no key": Certificate("c", pair.chain, "not a key"),
        }[damage]
        applied = await engine.apply(wearing(encrypted(at), pool("p"), wears=(bad,)))
        assert list(applied.refused) == ["l"]
        assert "certificate" in applied.refused["l"] or "key" in applied.refused["l"]
        assert pair.key not in applied.refused["l"]
        assert other.key not in applied.refused["l"]
        with pytest.raises(ConnectionError):
            await shown(at, "a.test", authority.client())
        async with tcp_target("a") as a:
            mended = wearing(encrypted(at), pool("p", target(a)), wears=(certificate("c", pair),), generation=2)
            assert (await engine.apply(mended)).refused == {}
            assert await shown(at, "a.test", authority.client()) == pair.serial

    async def test_a_bad_rotation_leaves_the_old_certificate(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        async with self.good(engine, at, authority) as (pair, _, shared):
            weak = authority.issue("a.test", weak=True)
            bad = certificate("c", weak)
            applied = await engine.apply(wearing(encrypted(at), shared, wears=(bad,), generation=2))
            assert "2048-bit" in applied.refused["l"]
            assert await shown(at, "a.test", authority.client()) == pair.serial

    async def test_a_bad_certificate_costs_a_live_listener_nothing(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        async with self.good(engine, at, authority) as (pair, worn, shared):
            done = asyncio.Event()

            async def ask() -> int:
                answers = 0
                while not done.is_set():
                    async with shake(at.host, at.port, "a.test", authority.client()) as connection:
                        assert await connection.line() == "a"
                        answers += 1
                return answers

            asking = asyncio.create_task(ask())
            bad: dict[Certificate | ClientAuthority, str] = {
                Certificate("d", "not a certificate", pair.key): "d holds no certificate in PEM",
                Certificate("d", pair.chain, "not a key"): (
                    "the key of the certificate d is no private key in PEM, or is encrypted"
                ),
                Certificate("d", pair.chain, authority.issue("a.test").key): (
                    "the key of the certificate d belongs to another certificate"
                ),
                ClientAuthority("ca", "nobody"): "ca holds no certificate in PEM",
            }
            for generation, (credential, reason) in enumerate(bad.items(), 2):
                tls = Tls(("c", "d")) if isinstance(credential, Certificate) else Tls(("c",), "ca")
                wanted = wearing(encrypted(at, tls), shared, wears=(worn, credential), generation=generation)
                assert (await engine.apply(wanted)).refused == {"l": reason}
                await asyncio.sleep(0.1)
            done.set()
            assert await asking > 4

    async def test_a_good_rotation_is_undone_with_a_bad_one(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        async with self.good(engine, at, authority) as (_, _, shared):
            news = authority.issue("a.test")
            wears = (certificate("c", news), certificate("d", authority.issue("b.test", weak=True)))
            both = encrypted(at, Tls(("c", "d")))
            applied = await engine.apply(wearing(both, shared, wears=wears, generation=2))
            assert list(applied.refused) == ["l"]

    async def test_of_two_exchanged_certificates_a_bad_one_undoes_both(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        olds, news = ([authority.issue("a.test"), authority.issue("b.test")] for _ in range(2))
        both = encrypted(at, Tls(("c", "d")))
        trusting = authority.client()
        async with tcp_target("a") as a:
            shared = pool("p", target(a))

            async def change(first: Pair, second: Certificate, generation: int) -> list[str]:
                wears = (certificate("c", first), second)
                return list((await engine.apply(wearing(both, shared, wears=wears, generation=generation))).refused)

            assert await change(olds[0], certificate("d", olds[1]), 1) == []
            assert await change(news[0], certificate("d", authority.issue("b.test", weak=True)), 2) == ["l"]
            assert [await shown(at, name, trusting) for name in ("a.test", "b.test")] == [old.serial for old in olds]
            assert await change(news[0], certificate("d", news[1]), 3) == []
            assert [await shown(at, name, trusting) for name in ("a.test", "b.test")] == [new.serial for new in news]

    async def test_what_the_plan_lacks_is_refused(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        async with self.good(engine, at, authority) as (_, worn, shared):
            for tls, wears, reason in (
                (Tls(("c",)), (), "the plan has no certificate c"),
                (Tls(("c",), "ca"), (worn,), "the plan has no client authority ca"),
                (Tls(), (worn,), "the listener needs a certificate"),
                (
                    Tls(("c",), client_certificate_required=True),
                    (worn,),
                    "the listener demands certificates of its clients, but has no authority to verify them",
                ),
            ):
                applied = await engine.apply(wearing(encrypted(at, tls), shared, wears=wears, generation=2))
                assert applied.refused == {"l": reason}


async def test_private_keys_are_nowhere_in_the_clear(
    tmp_path: Path, options: EngineOptions, endpoint: Place, authority: Authority
) -> None:
    at = endpoint()
    pair = authority.issue("a.test")
    bad = Certificate("c", "not a certificate", pair.key)
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=options)
    await engine.start()
    try:
        desired = wearing(encrypted(at), pool("p"), wears=(certificate("c", pair),))
        assert (await engine.apply(desired)).refused == {}
        assert (await engine.apply(msgspec.structs.replace(desired, certificates=(bad,)))).refused != {}
    finally:
        await engine.stop()
    secret = pair.key.splitlines()[1]
    assert secret not in repr(desired)
    files = [path.read_text() for path in (tmp_path / "envoy").rglob("*") if path.is_file()]
    assert files
    assert not any(secret in text for text in files)
