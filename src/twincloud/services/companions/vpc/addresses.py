"""DescribeAddresses: there are no elastic addresses; clients ask for them on the way to internal balancers."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import vpc as shapes
from twincloud.services.companions.vpc.product import VPC
from twincloud.storage.transaction import Transaction


@VPC.read("DescribeAddresses")
def describe_addresses(
    call: Call, request: shapes.DescribeAddressesRequest, tx: Transaction
) -> shapes.DescribeAddressesResponse:
    """List no address: an empty list, which the Terraform provider needs, and not null."""
    del request, tx
    return shapes.DescribeAddressesResponse(total_count=0, address_set=[], request_id=call.request_id)
