"""Which certificates there are for what, and who uses them."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.contract.call import Call
from twincloud.services.tencent_gaap.errors import refusal
from twincloud.services.tencent_gaap.records import (
    DEFAULT,
    Certificate,
    Domain,
    certificates,
    domains,
    groups,
    listeners,
    proxies,
)
from twincloud.storage.transaction import Transaction

USERS, CLIENT_AUTHORITY, SERVER, ORIGIN_AUTHORITY, OWN = range(5)
"""The kinds: users with passwords, who vouches for clients, a server's, who vouches for origins, GAAP's own."""


def given_ids(several: Sequence[str] | None, single: str | None) -> tuple[str, ...]:
    """Return the ids of a member that names several certificates, else that of the older one which names one."""
    named = [one for one in several or () if one] or ([single] if single else [])
    return tuple(dict.fromkeys(named))


def find_certificate(tx: Transaction, account: str, certificate_id: str) -> Certificate | None:
    """Return the account's certificate of that id, or None."""
    found = tx.get(certificates, certificate_id)
    return found if found is not None and found.account == account else None


def check_certificates(call: Call, tx: Transaction, kind: int, *ids: str) -> None:
    """Raise ApiError InvalidCertificateId unless each is the account's and of this kind."""
    for certificate_id in ids:
        found = find_certificate(tx, call.tenant.account, certificate_id)
        if found is None or found.kind != kind:
            message = f"There is no certificate {certificate_id} of type {kind}."
            raise refusal(call, "InvalidParameterValue.InvalidCertificateId", message)


def alias_of(tx: Transaction, certificate_id: str) -> str:
    """Return a certificate's name; that of the pseudo certificate is its id."""
    found = tx.get(certificates, certificate_id)
    return found.alias if found is not None else certificate_id


def used_by(domain: Domain) -> tuple[str, ...]:
    """Return the certificates that a domain itself shows or demands, and its list of users."""
    return (
        domain.certificate_id,
        *domain.client_certificate_ids,
        domain.users_id,
        domain.gaap_certificate_id,
        *domain.origin_authority_ids,
    )


def uses(tx: Transaction, account: str, certificate_id: str) -> bool:
    """Tell whether a listener or domain that exists shows or demands the certificate."""
    if certificate_id == DEFAULT:
        return True
    owners = {*tx.column(proxies, "id", account=account), *tx.column(groups, "id", account=account)}
    for owner_id in owners:
        for listener in tx.find(listeners, owner_id=owner_id, deleting=0):
            if certificate_id in (listener.certificate_id, *listener.client_certificate_ids):
                return True
        for domain in tx.find(domains, owner_id=owner_id, deleting=0):
            if certificate_id in used_by(domain):
                return True
    return False
