"""The journal is filtered and followed, and refused signatures are explained."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.execution.journal import Entry
from twincloud.kernel.errors import ApiError

SERVER = "TC3-HMAC-SHA256\n1700000000\n2023-11-14/clb/tc3_request\nabc"
CANONICAL = "POST\n/\n\ncontent-type:application/json\nhost:clb.localhost\n\ncontent-type;host\n123"


def entry(number: int, **members: Any) -> Entry:
    plain = {"at_ms": 1000 * number, "request_id": f"r{number}", "dialect": "tencent", "product": "clb"}
    return Entry(**{**plain, "action": "CreateListener", "account": "100000000001", **members})


async def listed(door: Any, **payload: Any) -> list[str]:
    return [each["request_id"] for each in (await door("ListJournal", **payload))["entries"]]


async def test_the_journal_is_filtered(door: Any) -> None:
    door.journal.add(entry(1))
    door.journal.add(entry(2, action="DescribeTargets", account="2"))
    door.journal.add(entry(3, code="InternalError", message="no", error="Traceback"))
    door.journal.add(entry(4, dialect="operator", product="operator", action="GetStatus", account="operator"))
    assert await listed(door) == ["r3", "r2", "r1"]
    assert await listed(door, limit=2) == ["r3", "r2"]
    assert await listed(door, account="2") == ["r2"]
    assert await listed(door, action="CreateListener") == ["r3", "r1"]
    assert await listed(door, code="InternalError") == ["r3"]
    assert await listed(door, since_ms=2000) == ["r3", "r2"]
    assert await listed(door, product="operator") == ["r4"]
    assert await listed(door, product="gaap") == []
    assert await listed(door, request_id="r4") == ["r4"]
    [shown] = (await door("ListJournal", code="InternalError"))["entries"]
    assert (shown["message"], shown["error"], shown["at_ms"]) == ("no", "Traceback", 3000)


async def test_a_reader_follows_the_journal_from_where_it_was(door: Any) -> None:
    door.journal.add(entry(1, code="InternalError"))
    door.journal.add(entry(2))
    first = await door("ListJournal", code="InternalError")
    assert ([each["request_id"] for each in first["entries"]], first["newest"]) == (["r1"], "r2")
    assert (await door("ListJournal", code="InternalError", after=first["newest"]))["entries"] == []
    door.journal.add(entry(3, code="InternalError"))
    then = await door("ListJournal", code="InternalError", after=first["newest"])
    assert ([each["request_id"] for each in then["entries"]], then["newest"]) == (["r3"], "r3")


async def test_an_empty_journal(door: Any) -> None:
    assert await door("ListJournal") == {"entries": [], "newest": None}


async def test_entries_beyond_one_turn_are_found(door: Any) -> None:
    for number in range(1, 1203):
        door.journal.add(entry(number))
    assert await listed(door, request_id="r1") == ["r1"]
    assert len(await listed(door, limit=1000)) == 1000


async def test_a_signature_is_explained_line_by_line(door: Any) -> None:
    door.journal.add(
        entry(
            1,
            code="AuthFailure.SignatureFailure",
            message="wrong",
            string_to_sign=SERVER,
            canonical_request=CANONICAL,
        )
    )
    plain = await door("Explain", request_id="r1")
    assert (plain["string_to_sign"], plain["canonical_request"]) == (SERVER, CANONICAL)
    assert plain["comparisons"] == []
    assert plain["findings"][0] == "AuthFailure.SignatureFailure: wrong"

    client = SERVER.replace("abc", "xyz")
    digest = await door("Explain", request_id="r1", string_to_sign=client)
    [comparison] = digest["comparisons"]
    assert (comparison["part"], comparison["first_difference"]) == ("string_to_sign", 4)
    assert comparison["lines"][3] == {"number": 4, "server": "abc", "client": "xyz", "same": False}
    assert comparison["lines"][0]["same"] is True
    assert any("canonical request as well" in finding for finding in digest["findings"])

    short = CANONICAL.replace("host:clb.localhost\n", "").replace("\n", "\\n")
    both = await door("Explain", request_id="r1", string_to_sign=client, canonical_request=short)
    canonical = both["comparisons"][0]
    assert (canonical["part"], canonical["first_difference"]) == ("canonical_request", 5)
    assert canonical["lines"][-1] == {"number": 8, "server": "123", "client": None, "same": False}

    same = await door("Explain", request_id="r1", string_to_sign=SERVER)
    assert same["comparisons"][0]["first_difference"] is None
    assert any("secrets differ" in finding for finding in same["findings"])


async def test_other_refusals_are_explained_by_what_the_journal_knows(door: Any) -> None:
    door.journal.add(entry(1, code="RequestLimitExceeded", message="too fast", hint="start with --limits off"))
    door.journal.add(entry(2))
    door.journal.add(entry(3, code="InternalError", message="oops", error="Traceback"))
    throttled = await door("Explain", request_id="r1", string_to_sign="anything")
    assert throttled["findings"][:2] == ["RequestLimitExceeded: too fast", "start with --limits off"]
    assert "nothing to compare" in throttled["findings"][2]
    assert (throttled["comparisons"], throttled["string_to_sign"]) == ([], None)
    assert (await door("Explain", request_id="r2"))["findings"] == ["The call was answered without an error."]
    assert "fault of the server" in (await door("Explain", request_id="r3"))["findings"][1]


async def test_a_call_that_the_journal_does_not_hold(door: Any) -> None:
    door.journal.add(entry(1))
    with pytest.raises(ApiError) as refused:
        await door("Explain", request_id="r9")
    assert (refused.value.code, refused.value.status) == ("NotFound", 404)
