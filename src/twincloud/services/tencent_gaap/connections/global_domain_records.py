"""What is stored of global domains: names that stand for several connections, and which of them for whom."""

from __future__ import annotations

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.inventory.tags import taggable
from twincloud.services.tencent_gaap.errors import FAILED, refusal
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction


class GlobalDomain(Struct, frozen=True, omit_defaults=True):
    """A name; `default` is where it leads those whom no record is for: an address or another name."""

    id: str
    account: str
    name: str
    project_id: int
    default: str
    created_ms: int
    updated_ms: int
    alias: str = ""
    closed: bool = False


class DnsRecord(Struct, frozen=True):
    """The connections to which a name leads those who ask from some countries. Its id is a number."""

    id: str
    account: str
    domain_id: str
    proxy_ids: tuple[str, ...]
    countries: tuple[str, ...]


global_domains = Collection("gaap_global_domain", GlobalDomain, columns={"account": str}, index=[("account",)])
dns_records = Collection(
    "gaap_dns_record", DnsRecord, columns={"account": str, "domain_id": str}, index=[("account",), ("domain_id",)]
)
taggable["gaap", "domain"] = global_domains


def find_global_domain(call: Call, tx: Transaction, domain_id: str) -> GlobalDomain:
    """Return the account's global domain; raises ApiError FailedOperation, in the product's own words."""
    found = tx.get(global_domains, domain_id)
    if found is None or found.account != call.tenant.account:
        raise refusal(call, FAILED, "domain not exits")
    return found


def related_domains(tx: Transaction, account: str) -> dict[str, list[str]]:
    """Return the names that lead to an account's connections, by connection."""
    names = {domain.id: domain.name for domain in tx.find(global_domains, account=account)}
    found: dict[str, list[str]] = {}
    for record in tx.find(dns_records, account=account) if names else ():
        for proxy_id in record.proxy_ids:
            known = found.setdefault(proxy_id, [])
            if names[record.domain_id] not in known:
                known.append(names[record.domain_id])
    return found
