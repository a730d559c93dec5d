"""Customized configurations and where they are bound, as stored."""

from __future__ import annotations

from msgspec import Struct

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.services.tencent_clb.configs.directives import Settings
from twincloud.services.tencent_clb.errors import refusal
from twincloud.services.tencent_clb.lookups import listeners_of
from twincloud.services.tencent_clb.records import LAYER_7, Listener, LoadBalancer, Rule, subjects
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction


class CustomizedConfig(Struct, frozen=True, omit_defaults=True):
    """A configuration for balancers (kind CLB), domains (SERVER) or rules (LOCATION).

    `content` is the text as it came, `settings` what it says.
    """

    id: str
    account: str
    region: str
    kind: str
    name: str
    content: str
    settings: Settings
    created_ms: int
    updated_ms: int


class ConfigBinding(Struct, frozen=True, omit_defaults=True):
    """A configuration at one place, which has no other: the id is the place's."""

    id: str
    config_id: str
    balancer_id: str
    listener_id: str = ""
    domain: str = ""
    location_id: str = ""


class Place(Struct, frozen=True):
    """Where a configuration is bound: a balancer alone, a domain of a listener, or a rule as well."""

    balancer: LoadBalancer
    listener: Listener | None = None
    domain: str = ""
    rule: Rule | None = None

    @property
    def id(self) -> str:
        """What the place is called."""
        if self.rule is not None:
            return self.rule.id
        return self.balancer.id if self.listener is None else f"{self.listener.id}/{self.domain.lower()}"

    def bound_to(self, config_id: str) -> ConfigBinding:
        """Return the binding of a configuration here."""
        return ConfigBinding(
            id=self.id,
            config_id=config_id,
            balancer_id=self.balancer.id,
            listener_id=self.listener.id if self.listener else "",
            domain=self.domain,
            location_id=self.rule.id if self.rule else "",
        )

    def concerned(self, tx: Transaction) -> list[str]:
        """Return the listeners that treat requests in another way when the configuration changes."""
        if self.listener is not None:
            return list(subjects(self.listener))
        known = listeners_of(tx, self.balancer.id)
        return [name for one in known if one.protocol in LAYER_7 for name in subjects(one)]

    def touch(self, tx: Transaction) -> None:
        """Note that requests are treated in another way here."""
        if concerned := self.concerned(tx):
            touch(tx, self.balancer.id, *concerned)


configs = Collection(
    "clb_customized_config",
    CustomizedConfig,
    columns={"account": str, "region": str, "kind": str},
    index=[("account", "region")],
)
config_bindings = Collection(
    "clb_config_binding",
    ConfigBinding,
    columns={"config_id": str, "balancer_id": str, "listener_id": str, "location_id": str},
    index=[("config_id",), ("balancer_id",)],
)


def config_lock(config_id: str) -> str:
    """Return the name of a configuration's aggregate. Who needs balancers as well locks those after it."""
    return f"clb-customized-config:{config_id}"


def find_config(call: Call, tx: Transaction, config_id: str) -> CustomizedConfig:
    """Return the tenant's configuration; raises ApiError InvalidParameter."""
    found = tx.get(configs, config_id)
    if found is None or (found.account, found.region) != call.tenant:
        raise refusal(call, "InvalidParameter", f"Invalid UconfigId, UconfigId: {config_id}")
    return found


def lock_balancers(tx: Transaction, config: CustomizedConfig) -> None:
    """Hold every balancer to which the configuration is bound, in whatever way."""
    bound = {binding.balancer_id for binding in tx.find(config_bindings, config_id=config.id)}
    tx.lock([balancer_lock(balancer_id) for balancer_id in sorted(bound)])
