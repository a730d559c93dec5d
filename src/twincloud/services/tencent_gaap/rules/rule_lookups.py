"""Finding rules and domains, and whether they may be changed now."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.services.tencent_gaap.errors import DOMAIN_NOT_RUNNING, HAS_TASK, NOT_FOUND, refusal
from twincloud.services.tencent_gaap.lookups import domains_of, is_layer_4
from twincloud.services.tencent_gaap.records import RUNNING, Domain, Listener, Rule, listeners, rules
from twincloud.services.tencent_gaap.states import DOMAIN_RUNNING, Progress
from twincloud.storage.transaction import Transaction


def find_rule(call: Call, tx: Transaction, rule_id: str) -> Rule:
    """Return the account's rule, also one that is going; raises ApiError ResourceNotFound."""
    found = tx.get(rules, rule_id)
    listener = tx.get(listeners, found.listener_id) if found is not None else None
    if found is None or listener is None or listener.account != call.tenant.account:
        raise refusal(call, NOT_FOUND, f"ruleId({rule_id}) Not Exist.")
    return found


def find_domain(call: Call, tx: Transaction, listener_id: str, name: str) -> Domain:
    """Return a listener's domain; raises ApiError ResourceNotFound."""
    for domain in domains_of(tx, listener_id):
        if domain.domain == name.lower():
            return domain
    raise refusal(call, NOT_FOUND, f"The listener {listener_id} has no domain {name}.")


def require_layer_7(call: Call, listener: Listener) -> None:
    """Raise ApiError for a listener that has no domains."""
    if is_layer_4(listener):
        code = "FailedOperation.InvalidListenerProtocol"
        raise refusal(call, code, f"The listener {listener.id} is neither an HTTP nor an HTTPS listener.")


def require_rule_idle(call: Call, tx: Transaction, rule: Rule) -> None:
    """Raise ApiError ListenerHasTask when an earlier change of the rule is not applied yet."""
    if Progress(call, tx).status(rule) != RUNNING:
        raise refusal(call, HAS_TASK, f"The rule {rule.id} is in operation.")


def require_domain_idle(call: Call, tx: Transaction, domain: Domain) -> None:
    """Raise ApiError when an earlier change of the domain is not applied yet."""
    if Progress(call, tx).domain_status(domain) != DOMAIN_RUNNING:
        raise refusal(call, DOMAIN_NOT_RUNNING, f"The domain {domain.domain} is not running.")
