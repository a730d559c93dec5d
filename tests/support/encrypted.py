"""Short ways to write plans with encrypted listeners, and to see what these show."""

from __future__ import annotations

import ssl

import msgspec

from tests.support.certificates import Pair, shake
from tests.support.plans import plan
from twincloud.balancing.plan import (
    Certificate,
    ClientAuthority,
    Endpoint,
    ForwardingPlan,
    Listener,
    Pool,
    Protocol,
    Tls,
    VirtualHost,
)


def certificate(name: str, pair: Pair) -> Certificate:
    """Return a certificate of a plan."""
    return Certificate(name, pair.chain, pair.key)


def https(name: str, at: Endpoint, *hosts: VirtualHost, tls: Tls | None = None) -> Listener:
    """Return an HTTPS listener, by default with the certificate c."""
    return Listener(name, Protocol.HTTPS, (at,), hosts=hosts, tls=tls or Tls(("c",)))


def encrypted(at: Endpoint, tls: Tls | None = None) -> Listener:
    """Return a TLS listener in front of the pool p, by default with the certificate c."""
    return Listener("l", Protocol.TLS, (at,), pool_id="p", tls=tls or Tls(("c",)))


def wearing(
    *elements: Listener | Pool, wears: tuple[Certificate | ClientAuthority, ...], generation: int = 1
) -> ForwardingPlan:
    """Return a plan with certificates and client authorities."""
    return msgspec.structs.replace(
        plan(*elements, generation=generation),
        certificates=tuple(one for one in wears if isinstance(one, Certificate)),
        client_authorities=tuple(one for one in wears if isinstance(one, ClientAuthority)),
    )


async def shown(at: Endpoint, name: str, context: ssl.SSLContext) -> int:
    """Return the serial number of the certificate that a client sees which asks for `name`."""
    async with shake(at.host, at.port, name, context) as connection:
        return connection.serial
