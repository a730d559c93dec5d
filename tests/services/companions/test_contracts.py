"""The companions' contracts against the official SDK's models, and their ledgers against the tests."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from tencentcloud.cls.v20201016 import models as cls_models
from tencentcloud.ssl.v20191205 import models as ssl_models
from tencentcloud.tag.v20180813 import models as tag_models
from tencentcloud.vpc.v20170312 import models as vpc_models

from tests.support.ledger import exists
from twincloud.contract.coverage import request_members
from twincloud.contract.model import SCALARS, Field
from twincloud.contract.operation import Product
from twincloud.services.companions import TENCENT_COMPANIONS

MODELS: dict[str, ModuleType] = {"vpc": vpc_models, "tag": tag_models, "ssl": ssl_models, "cls": cls_models}
KINDS = ("honoured", "stored", "refused", "ignored")


def of_sdk(product: Product, type_name: str) -> dict[str, str]:
    """Return a model's members and what they are, such as ``list of str``, from its constructor's documentation."""
    documentation = getattr(MODELS[product.name], type_name).__init__.__doc__ or ""
    found = re.findall(r":type _?(\w+): (.+)", documentation)
    return {
        name: re.sub(r":class:`[\w.]*\.(\w+)`", r"\1", kind.strip()).removesuffix(" non-negative")
        for name, kind in found
    }


def in_words_of_sdk(spec: Field) -> str:
    kind = SCALARS.get(spec.type, spec.type)
    return f"list of {kind}" if spec.list else kind


@pytest.mark.parametrize("product", TENCENT_COMPANIONS, ids=lambda product: product.name)
def test_members_are_those_of_the_sdk(product: Product) -> None:
    for name, members in product.contract.types.items():
        assert {wire: in_words_of_sdk(spec) for wire, spec in members.items()} == of_sdk(product, name), name


@pytest.mark.parametrize("product", TENCENT_COMPANIONS, ids=lambda product: product.name)
def test_every_action_that_is_written_down_is_provided_and_shown(product: Product) -> None:
    assert set(product.operations) == set(product.contract.actions)
    missing = [
        name
        for name, action in product.contract.actions.items()
        if not action.shown_by or not all(exists(test) for test in action.shown_by)
    ]
    assert missing == []


@pytest.mark.parametrize("product", TENCENT_COMPANIONS, ids=lambda product: product.name)
def test_every_request_member_is_in_the_ledger(product: Product) -> None:
    wrong = []
    for action in product.contract.actions.values():
        for path, does in request_members(product.contract, action).items():
            kind, _, reason = does.partition(": ")
            if kind not in KINDS or not reason or (kind == "honoured" and not exists(reason)):
                wrong.append(f"{action.request}.{path} ({does or 'nothing'})")
    assert wrong == []
