"""The regions that connections lead from and to (product pages), and older names that are still in use."""

from __future__ import annotations

from msgspec import Struct

from twincloud.contract.shapes import gaap as shapes


class Region(Struct, frozen=True):
    """A region: where it is, and what kind of node stands there (``dc``, or ``ec`` for one that only lets in)."""

    name: str
    area: str
    node: str = "dc"


_ASIA, _CHINA, _EUROPE, _NORTH, _SOUTH = "Asia-Pacific", "Chinese mainland", "Europe", "North America", "South America"
_AREAS = {
    _ASIA: "AsiaPacific",
    _CHINA: "ChineseMainland",
    _EUROPE: "Europe",
    _NORTH: "NorthAmerica",
    _SOUTH: "SouthAmerica",
}
REGIONS: dict[str, Region] = {
    "Hongkong": Region("Hong Kong (China)", _ASIA),
    "SoutheastAsia": Region("Singapore", _ASIA),
    "Korea": Region("Seoul", _ASIA),
    "Europe": Region("Frankfurt", _EUROPE),
    "NorthAmerica": Region("Silicon Valley", _NORTH),
    "Canada": Region("Toronto", _NORTH),
    "WestIndia": Region("Mumbai", _ASIA),
    "Thailand": Region("Bangkok", _ASIA),
    "Virginia": Region("Virginia", _NORTH),
    "Japan": Region("Tokyo", _ASIA),
    "Taipei": Region("Taipei (China)", _ASIA),
    "Jakarta": Region("Jakarta", _ASIA),
    "SaoPaulo": Region("Sao Paulo", _SOUTH),
    "Beijing": Region("Beijing", _CHINA),
    "Shanghai": Region("Shanghai", _CHINA),
    "Guangzhou": Region("Guangzhou", _CHINA),
    "Chengdu": Region("Chengdu", _CHINA),
    "Chongqing": Region("Chongqing", _CHINA),
    "Nanjing": Region("Nanjing", _CHINA),
    "NorthChina": Region("North China", _CHINA),
    "EastChina": Region("East China", _CHINA),
    "SouthChina": Region("South China", _CHINA),
    "SouthwestChina": Region("Southwest China", _CHINA),
    "Changsha": Region("Changsha", _CHINA, "ec"),
    "Xian": Region("Xi'an", _CHINA, "ec"),
    "Wuhan": Region("Wuhan", _CHINA, "ec"),
    "Fuzhou": Region("Fuzhou", _CHINA, "ec"),
    "Shenyang": Region("Shenyang", _CHINA, "ec"),
    "Zhengzhou": Region("Zhengzhou", _CHINA, "ec"),
    "Jinan": Region("Jinan", _CHINA, "ec"),
    "Hangzhou": Region("Hangzhou", _CHINA, "ec"),
    "Shijiazhuang": Region("Shijiazhuang", _CHINA, "ec"),
    "Hefei": Region("Hefei", _CHINA, "ec"),
}
_OLDER = frozenset({"NorthChina", "EastChina", "SouthChina", "SouthwestChina"})
"""Names that are still understood, and not offered any more."""
_PARTNER = "SL_AZURE_"
_FEATURES = {"dc": 71, "ec": 7}


def access_regions() -> list[str]:
    """Return the regions in which connections are offered to begin."""
    return [region for region in REGIONS if region not in _OLDER]


def origin_regions() -> list[str]:
    """Return the regions to which connections are offered to lead."""
    return [region for region in access_regions() if is_origin_region(region)]


def is_access_region(region: str) -> bool:
    """Tell whether connections may begin there."""
    return region in REGIONS or region.startswith(_PARTNER)


def is_origin_region(region: str) -> bool:
    """Tell whether connections may lead there: every region but those that only let in."""
    return region.startswith(_PARTNER) or (region in REGIONS and REGIONS[region].node == "dc")


def region_detail(region: str) -> shapes.RegionDetail:
    """Return what answers tell of a region."""
    known = REGIONS.get(region) or Region(region, _ASIA, "ec")
    return shapes.RegionDetail(
        region_id=region,
        region_name=known.name,
        region_area=_AREAS[known.area],
        region_area_name=known.area,
        idc_type=known.node,
        feature_bitmap=_FEATURES[known.node],
        support_feature=shapes.SupportFeature(network_type=["normal"]),
    )
