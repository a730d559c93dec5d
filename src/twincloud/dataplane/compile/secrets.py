"""Certificates and client authorities, which travel apart from the listeners that use them."""

from __future__ import annotations

from collections.abc import Iterable

from envoy.extensions.transport_sockets.tls.v3 import secret_pb2

from twincloud.balancing.plan import Certificate, ClientAuthority, ForwardingPlan, Listener
from twincloud.dataplane.compile.resources import (
    CompileError,
    Kind,
    Resource,
    ResourceKey,
    authority_name,
    certificate_name,
    seal,
)

Credential = Certificate | ClientAuthority


def certificate_ids(listener: Listener) -> list[str]:
    """Return the ids of the certificates that a listener shows, each once."""
    if not listener.protocol.encrypted:
        return []
    found = list(listener.tls.certificate_ids) if listener.tls is not None else []
    if listener.protocol.routed:
        found += [name for host in listener.hosts for name in host.certificate_ids]
    return list(dict.fromkeys(found))


def authority_ids(listener: Listener) -> list[str]:
    """Return the ids of the authorities that vouch for clients of the listener or of one of its hosts, each once."""
    if not listener.protocol.encrypted:
        return []
    found = [listener.tls.client_authority_id] if listener.tls is not None else []
    if listener.protocol.routed:
        found += [host.client_authority_id for host in listener.hosts if host.certificate_ids]
    return list(dict.fromkeys(name for name in found if name is not None))


def secret_keys(listener: Listener) -> set[ResourceKey]:
    """Return the secrets that a listener asks for."""
    keys = {ResourceKey(Kind.SECRET, certificate_name(listener.id, name)) for name in certificate_ids(listener)}
    return keys | {ResourceKey(Kind.SECRET, authority_name(listener.id, name)) for name in authority_ids(listener)}


class Credentials:
    """The certificates and authorities of one plan, by id."""

    def __init__(self, plan: ForwardingPlan) -> None:
        self._certificates = {certificate.id: certificate for certificate in plan.certificates}
        self._authorities = {authority.id: authority for authority in plan.client_authorities}

    def of(self, listener: Listener) -> tuple[Credential, ...]:
        """Return what a listener needs; raises CompileError when the plan lacks one of them."""
        found: list[Credential] = []
        for name in certificate_ids(listener):
            certificate = self._certificates.get(name)
            if certificate is None:
                raise CompileError(f"the plan has no certificate {name}")
            found.append(certificate)
        for name in authority_ids(listener):
            authority = self._authorities.get(name)
            if authority is None:
                raise CompileError(f"the plan has no client authority {name}")
            found.append(authority)
        return tuple(found)


def compile_secrets(listener: Listener, credentials: Iterable[Credential]) -> list[Resource]:
    """Return the listener's own copies of its credentials."""
    return [_secret(listener.id, credential) for credential in credentials]


def _secret(listener_id: str, credential: Credential) -> Resource:
    if isinstance(credential, Certificate):
        message = secret_pb2.Secret(name=certificate_name(listener_id, credential.id))
        message.tls_certificate.certificate_chain.inline_string = credential.chain_pem
        message.tls_certificate.private_key.inline_string = credential.key_pem
    else:
        message = secret_pb2.Secret(name=authority_name(listener_id, credential.id))
        message.validation_context.trusted_ca.inline_string = credential.ca_pem
    return seal(ResourceKey(Kind.SECRET, message.name), message, owner=listener_id)
