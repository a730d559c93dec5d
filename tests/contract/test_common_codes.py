"""The codes that a vendor's products share go with those of the action."""

from __future__ import annotations

from twincloud.contract.common_codes import common_codes, documented_codes
from twincloud.contract.model import load


def test_an_action_documents_its_own_codes_and_its_vendors() -> None:
    clb = load("clb")
    codes = documented_codes(clb, "CreateListener")
    assert "InvalidParameter.PortCheckFailed" in codes
    assert "AuthFailure.SignatureExpire" in codes
    assert "FailedOperation.TrafficCheckRisk" not in codes
    assert documented_codes(clb, "*") == common_codes(clb)


def test_the_operators_door_is_no_vendors() -> None:
    assert common_codes(load("operator")) == frozenset()
    assert documented_codes(load("operator"), "DeleteKey") == {"NotFound"}
