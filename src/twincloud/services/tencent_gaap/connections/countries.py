"""Countries and areas that names can be looked up from: those that the product's pages name."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.storage.transaction import Transaction

_ASIA, _OCEANIA = ("Asia", "100000"), ("Oceania", "400000")
_EAST_ASIA, _ISLANDS = ("East Asia", "101000"), ("Oceania", "401000")
_KNOWN = {
    "101001": ("North China", _EAST_ASIA, _ASIA),
    "101002": ("East China", _EAST_ASIA, _ASIA),
    "101003": ("South China", _EAST_ASIA, _ASIA),
    "101004": ("West China", _EAST_ASIA, _ASIA),
    "101007": ("South Korea", _EAST_ASIA, _ASIA),
    "401012": ("Fiji Islands", _ISLANDS, _OCEANIA),
}
"""By code: the name, the geographical zone and the continent, the last two with their codes."""
_NOWHERE = ("", "")


@GAAP.read("DescribeCountryAreaMapping")
def describe_country_area_mapping(
    call: Call, request: shapes.DescribeCountryAreaMappingRequest, tx: Transaction
) -> shapes.DescribeCountryAreaMappingResponse:
    """List the countries and areas of which the codes are known."""
    del request, tx
    return shapes.DescribeCountryAreaMappingResponse(
        country_area_mapping_list=[area(code) for code in _KNOWN], request_id=call.request_id
    )


def area(code: str) -> shapes.CountryAreaMap:
    """Return what answers tell of a country or area; of one that is not known its code alone."""
    name, (zone, zone_code), (continent, continent_code) = _KNOWN.get(code, ("", _NOWHERE, _NOWHERE))
    return shapes.CountryAreaMap(
        nation_country_name=name,
        nation_country_inner_code=code,
        geographical_zone_name=zone,
        geographical_zone_inner_code=zone_code,
        continent_name=continent,
        continent_inner_code=continent_code,
        remark="",
    )
