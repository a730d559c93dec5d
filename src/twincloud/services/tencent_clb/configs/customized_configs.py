"""Customized configurations come, change and go: SetCustomizedConfigForLoadBalancer, and the older calls for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch_users
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.tags import drop_tags, set_tags
from twincloud.services.tencent_clb.configs.config_bindings import bind, live_places, unbind
from twincloud.services.tencent_clb.configs.config_records import (
    CustomizedConfig,
    Place,
    config_bindings,
    config_lock,
    configs,
    find_config,
    lock_balancers,
)
from twincloud.services.tencent_clb.configs.directives import CLB as OF_BALANCERS
from twincloud.services.tencent_clb.configs.directives import Settings, read_settings
from twincloud.services.tencent_clb.configs.nginx_text import DirectiveError
from twincloud.services.tencent_clb.errors import LENGTH, LIMIT, MISSING, VALUE, refusal
from twincloud.services.tencent_clb.lookups import find_balancer
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import CUSTOMIZED_CONFIGS
from twincloud.storage.transaction import Transaction

_LONGEST_NAME = 80
_LONGEST_CONTENT = 64 * 1024
Set = shapes.SetCustomizedConfigForLoadBalancerRequest
T = TypeVar("T")


def _region_lock(call: Call, request: shapes.AddCustomizedConfigRequest) -> Sequence[str]:
    """Hold what the quota is counted over."""
    return [f"clb-customized-configs:{call.tenant.account}/{call.tenant.region}"]


def _lock_of_set(call: Call, request: Set) -> Sequence[str]:
    if request.operation_type == "ADD":
        return [f"clb-customized-configs:{call.tenant.account}/{call.tenant.region}"]
    return [config_lock(request.uconfig_id or "")]


def _lock(call: Call, request: shapes.ModifyCustomizedConfigRequest) -> Sequence[str]:
    return [config_lock(request.uconfig_id or "")]


def _locks(call: Call, request: shapes.DeleteCustomizedConfigRequest) -> Sequence[str]:
    return [config_lock(config_id) for config_id in request.uconfig_id_list or ()]


@CLB.write("SetCustomizedConfigForLoadBalancer", locks=_lock_of_set)
def set_customized_config_for_load_balancer(
    call: Call, request: Set, tx: Transaction
) -> shapes.SetCustomizedConfigForLoadBalancerResponse:
    """Make a configuration for balancers, change it, bind it to balancers, unbind it, or delete it.

    A deleted one is unbound before (our choice: Terraform destroys it so).
    """
    if request.operation_type == "ADD":
        config_id = _add(call, tx, OF_BALANCERS, request.config_name, request.config_content, request.tags or ())
        return shapes.SetCustomizedConfigForLoadBalancerResponse(config_id=config_id, request_id=call.request_id)
    config = find_config(call, tx, _given(call, "UconfigId", request.uconfig_id))
    if config.kind != OF_BALANCERS:
        raise refusal(call, VALUE, f"{config.id} is of the kind {config.kind}; this interface is for the kind CLB.")
    if request.operation_type == "UPDATE":
        _change(call, tx, config, request.config_name, request.config_content)
    elif request.operation_type == "DELETE":
        lock_balancers(tx, config)
        for place in list(live_places(tx, config.id)):
            unbind(call, tx, config, place)
        _remove(tx, config)
    else:
        each = bind if request.operation_type == "BIND" else unbind
        for place in _balancers(call, tx, request.load_balancer_ids):
            each(call, tx, config, place)
    return shapes.SetCustomizedConfigForLoadBalancerResponse(config_id=config.id, request_id=call.request_id)


@CLB.write("AddCustomizedConfig", locks=_region_lock)
def add_customized_config(
    call: Call, request: shapes.AddCustomizedConfigRequest, tx: Transaction
) -> shapes.AddCustomizedConfigResponse:
    """Make a configuration of any kind."""
    kind = _given(call, "ConfigType", request.config_type)
    config_id = _add(call, tx, kind, request.config_name, request.config_content, request.tags or ())
    return shapes.AddCustomizedConfigResponse(config_id=config_id, request_id=call.request_id)


@CLB.write("ModifyCustomizedConfig", locks=_lock)
def modify_customized_config(
    call: Call, request: shapes.ModifyCustomizedConfigRequest, tx: Transaction
) -> shapes.ModifyCustomizedConfigResponse:
    """Change a configuration's name, its content or both, wherever it is bound."""
    config = find_config(call, tx, _given(call, "UconfigId", request.uconfig_id))
    _change(call, tx, config, request.config_name, request.config_content)
    return shapes.ModifyCustomizedConfigResponse(request_id=call.request_id)


@CLB.write("DeleteCustomizedConfig", locks=_locks)
def delete_customized_config(
    call: Call, request: shapes.DeleteCustomizedConfigRequest, tx: Transaction
) -> shapes.DeleteCustomizedConfigResponse:
    """Delete configurations that are bound nowhere; all of the named ones or none."""
    for config_id in dict.fromkeys(_given(call, "UconfigIdList", request.uconfig_id_list)):
        config = find_config(call, tx, config_id)
        for place in live_places(tx, config.id):
            raise refusal(call, "FailedOperation", f"{config.id} is bound to {place.id}; unbind it first.")
        _remove(tx, config)
    return shapes.DeleteCustomizedConfigResponse(request_id=call.request_id)


def _given(call: Call, member: str, value: T | None) -> T:
    if not value:
        raise refusal(call, MISSING, f"The request is missing a required parameter `{member}`.")
    return value


def _balancers(call: Call, tx: Transaction, named: Sequence[str] | None) -> list[Place]:
    """Return the named balancers as places, held from then on; raises ApiError."""
    ids = list(dict.fromkeys(_given(call, "LoadBalancerIds", named)))
    tx.lock(sorted(balancer_lock(balancer_id) for balancer_id in ids))
    return [Place(find_balancer(call, tx, balancer_id)) for balancer_id in ids]


def _add(
    call: Call, tx: Transaction, kind: str, name: str | None, content: str | None, tags: Sequence[shapes.TagInfo]
) -> str:
    name = _name(call, _given(call, "ConfigName", name))
    content = _given(call, "ConfigContent", content)
    settings = _settings(call, kind, content)
    account, region = call.tenant
    if len(tx.column(configs, "id", account=account, region=region)) >= CUSTOMIZED_CONFIGS:
        raise refusal(call, LIMIT, f"A region holds at most {CUSTOMIZED_CONFIGS} customized configurations.")
    config_id = call.new_id("pz-")
    made = CustomizedConfig(config_id, account, region, kind, name, content, settings, call.now_ms, call.now_ms)
    tx.add(configs, made)
    if tags:
        set_tags(tx, call.tenant, config_id, {tag.tag_key: tag.tag_value for tag in tags})
    return config_id


def _change(call: Call, tx: Transaction, config: CustomizedConfig, name: str | None, content: str | None) -> None:
    if not name and not content:
        _given(call, "ConfigContent", content)
    lock_balancers(tx, config)
    after = replace(
        config,
        name=_name(call, name) if name else config.name,
        content=content or config.content,
        settings=_settings(call, config.kind, content) if content else config.settings,
        updated_ms=call.now_ms,
    )
    tx.replace(configs, config, after)
    if after.settings != config.settings:
        touch_users(tx, configs, after)


def _remove(tx: Transaction, config: CustomizedConfig) -> None:
    """Delete a configuration, with its bindings to what is not there any more."""
    for binding in tx.find(config_bindings, config_id=config.id):
        tx.remove(config_bindings, binding)
    tx.remove(configs, config)
    drop_tags(tx, config.id)


def _name(call: Call, name: str) -> str:
    if len(name) > _LONGEST_NAME:
        raise refusal(call, LENGTH, f"ConfigName is {len(name)} long; allowed: 1..{_LONGEST_NAME}.")
    return name


def _settings(call: Call, kind: str, content: str) -> Settings:
    if len(content.encode()) > _LONGEST_CONTENT:
        raise refusal(call, LENGTH, f"ConfigContent is longer than {_LONGEST_CONTENT} bytes.")
    try:
        return read_settings(content, kind)
    except DirectiveError as error:
        raise refusal(call, VALUE, f"Invalid ConfigContent: {error}.") from None
