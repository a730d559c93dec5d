"""Names and numbers of networks and zones, which balancers carry and no traffic depends on."""

from __future__ import annotations

import zlib

from twincloud.contract.shapes import clb as shapes

_FIRST_ZONES = {
    "ap-guangzhou": 100000,
    "ap-shenzhen-fsi": 110000,
    "na-siliconvalley": 150000,
    "ap-chengdu": 160000,
    "eu-frankfurt": 170000,
    "ap-seoul": 180000,
    "ap-chongqing": 190000,
    "ap-shanghai": 200000,
    "ap-mumbai": 210000,
    "na-ashburn": 220000,
    "ap-bangkok": 230000,
    "ap-tokyo": 250000,
    "ap-hongkong": 300000,
    "ap-nanjing": 330000,
    "ap-shanghai-fsi": 700000,
    "ap-jakarta": 720000,
    "sa-saopaulo": 740000,
    "ap-beijing": 800000,
    "ap-singapore": 900000,
}
"""A zone's number is its region's plus the digit behind its name: ap-guangzhou-3 is 100003."""
_OTHER_REGIONS = 1_000_000


def numerical_vpc_id(vpc_id: str) -> int:
    """Return the number that stands for a network: always the same one for the same id (our choice)."""
    return zlib.crc32(vpc_id.encode()) % 9_000_000 + 1_000_000


def zone_name(region: str, given: str | None) -> str:
    """Return the name of a zone given by name or number; without one the region's first (our choice)."""
    if not given:
        return f"{region}-1"
    if not given.isdecimal():
        return given
    for name, first in _FIRST_ZONES.items():
        if first < int(given) < first + 100:
            return f"{name}-{int(given) - first}"
    return f"{region}-{int(given) % 100}"


def zones_of(region: str) -> list[str]:
    """Return a region's zones: three, as most have (our choice); balancers can be ordered in any other one as well."""
    return [f"{region}-{number}" for number in (1, 2, 3)]


def zone_info(region: str, zone: str) -> shapes.ZoneInfo:
    """Return a zone as answers show it."""
    return shapes.ZoneInfo(
        zone_id=zone_id(region, zone),
        zone=zone,
        zone_name=zone,
        zone_region=region,
        local_zone=False,
        edge_zone=False,
    )


def zone_id(region: str, zone: str) -> int:
    """Return the number of a zone; regions without known numbers get some that never change (our choice)."""
    tail = zone.rpartition("-")[2]
    digit = int(tail) if tail.isdecimal() else 1
    first = _FIRST_ZONES.get(region, _OTHER_REGIONS + zlib.crc32(region.encode()) % 9000 * 100)
    return first + digit
