"""Alibaba's dialect through a whole server: formats, every code of the gateway, and nothing but its own envelope."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio

from tests.support.alibaba import call, error, get, now, v1, v3_headers, xml
from tests.support.server import ServerProcess, running_server
from twincloud.contract.operation import Product
from twincloud.contract.shapes import live as live_shapes
from twincloud.gateway.dialects.alibaba import AlibabaDialect
from twincloud.gateway.dialects.dialect import Parsed
from twincloud.gateway.http.message import Head, Request
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_live import LIVE
from twincloud.services.alibaba_slb import SLB

pytestmark = pytest.mark.asyncio(loop_scope="module")
ZONES = {"Action": "DescribeZones", "RegionId": "cn-hongkong"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("alibaba") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.fixture
def url(server: ServerProcess) -> str:
    return f"http://{server.http}/"


async def post(url: str, query: dict[str, str], form: dict[str, str] | bytes, **headers: str) -> httpx.Response:
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    kind = {"content-type": "application/x-www-form-urlencoded", **headers}
    async with httpx.AsyncClient() as client:
        return await client.post(f"{url}?{urlencode(query)}", content=body, headers=kind, timeout=30)


async def test_parameters_come_in_query_form_or_both(url: str, server: ServerProcess) -> None:
    everything = v1(server.key, ZONES, "POST")
    assert (await post(url, everything, {})).json()["Zones"]["Zone"]
    everything = v1(server.key, ZONES, "POST")
    assert (await post(url, {}, everything)).json()["Zones"]["Zone"]
    query = v1(server.key, ZONES, "POST")
    form = {name: query.pop(name) for name in ("RegionId", "Action")}
    assert (await post(url, query, form)).json()["Zones"]["Zone"][0]["ZoneId"] == "cn-hongkong-b"


async def test_names_in_any_case_an_empty_name_and_unknown_parameters(url: str, server: ServerProcess) -> None:
    odd = {"action": "DescribeZones", "regionid": "cn-hongkong", "": "80", "StickySession": "on", "Empty": ""}
    assert (await get(url, v1(server.key, odd))).status_code == 200


async def test_json_is_what_an_answer_is_when_nothing_is_said(url: str, server: ServerProcess) -> None:
    answer = await get(url, v1(server.key, ZONES))
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    content = answer.json()
    assert content["RequestId"] == answer.headers["x-acs-request-id"]
    assert [zone["ZoneId"] for zone in content["Zones"]["Zone"]] == ["cn-hongkong-b", "cn-hongkong-c", "cn-hongkong-d"]


@pytest.mark.parametrize("format_", ["XML", "xml", "Xml"])
async def test_xml_in_any_case(url: str, server: ServerProcess, format_: str) -> None:
    root = xml(await get(url, v1(server.key, {**ZONES, "Format": format_})))
    assert root.tag == "DescribeZonesResponse"
    assert root.findtext("Zones/Zone/ZoneId") == "cn-hongkong-b"
    refused = await get(url, v1(server.key, {"Action": "DescribeZones", "Format": format_}))
    assert refused.status_code == 400
    root = xml(refused)
    assert (root.tag, root.findtext("Code")) == ("Error", "MissingParameter")
    assert root.findtext("Message") == "RegionId is mandatory for this action."
    assert root.findtext("HostId") == server.http


async def test_an_error_before_the_signature_is_in_the_format_asked_for(url: str) -> None:
    assert xml(await get(url, {"Format": "XML", "AccessKeyId": "x"})).findtext("Code") == "MissingAction"
    form = {"Format": "XML", "AccessKeyId": "x", "Action": "A"}
    assert xml(await post(url, {}, form)).findtext("Code") == "MissingVersion"


async def test_the_host_that_was_called_is_named(url: str, server: ServerProcess) -> None:
    answer = await get(url, v1(server.key, {"Action": "No"}), headers={"host": "slb-pop.aliyuncs.com"})
    assert error(answer) == (404, "InvalidAction.NotFound")
    assert answer.json()["HostId"] == "slb-pop.aliyuncs.com"


async def test_the_region_is_the_calls_the_hosts_or_the_default(url: str, server: ServerProcess) -> None:
    wanted = {None: "cn-hangzhou", "slb.cn-beijing.aliyuncs.com": "cn-beijing", "slb.aliyuncs.com": "cn-hangzhou"}
    for host, region in wanted.items():
        headers = {"host": host} if host else {}
        answer = await get(url, v1(server.key, {"Action": "DescribeRegions"}), headers=headers)
        (entry,) = (await server.operator("ListJournal", request_id=answer.json()["RequestId"]))["entries"]
        assert entry["region"] == region
    refused = await call(url, server.key, "DescribeRegions", RegionId="cn-nowhere")
    assert error(refused) == (404, "InvalidRegionId.NotFound")
    told = await server.operator("Explain", request_id=refused.json()["RequestId"])
    assert "cn-hangzhou" in told["findings"][1]
    refused = await call(url, ("nobody", "x"), "DescribeRegions")
    told = await server.operator("Explain", request_id=refused.json()["RequestId"])
    assert "twincloud env" in told["findings"][1]


async def test_operations_that_are_not_there_yet_say_so_by_name() -> None:
    """All actions of these products are there; this one has a contract and no operation."""
    dialect = AlibabaDialect([Product("live", live_shapes)])
    query = urlencode({"Action": "CreateMessageApp", "Version": "2016-11-01"})
    with pytest.raises(ApiError) as caught:
        dialect.parse(Request(Head("GET", "/", query, {}, "127.0.0.1", secure=False), b""))
    assert (caught.value.code, "live CreateMessageApp" in caught.value.message) == ("UnsupportedOperation", True)


async def wrong_signature(url: str, key: tuple[str, str]) -> httpx.Response:
    return await get(url, {**v1(key, ZONES), "Signature": "bm8="})


async def replayed(url: str, key: tuple[str, str]) -> httpx.Response:
    signed = v1(key, ZONES)
    assert (await get(url, signed)).status_code == 200
    return await get(url, signed)


async def with_token(url: str, key: tuple[str, str]) -> httpx.Response:
    return await get(url, v1(key, {**ZONES, "SecurityToken": "token"}))


async def too_large(url: str, key: tuple[str, str]) -> httpx.Response:
    return await post(url, v1(key, ZONES, "POST"), b"x" * (1024 * 1024 + 1))


async def too_many(url: str, key: tuple[str, str]) -> httpx.Response:
    return await post(url, v1(key, ZONES, "POST"), b"a=1&" * 10_001)


async def not_utf8(url: str, key: tuple[str, str]) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(f"{url}?AccessKeyId=%ff")


async def other_method(url: str, key: tuple[str, str]) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.put(f"{url}?{urlencode(v1(key, ZONES, 'PUT'))}")


async def without(url: str, key: tuple[str, str], name: str) -> httpx.Response:
    signed = v1(key, ZONES)
    del signed[name]
    return await get(url, signed)


REFUSALS: list[tuple[Any, tuple[int, str]]] = [
    (lambda url, key: without(url, key, "Action"), (400, "MissingAction")),
    (lambda url, key: without(url, key, "Version"), (400, "MissingVersion")),
    (lambda url, key: without(url, key, "Signature"), (400, "MissingSignature")),
    (lambda url, key: without(url, key, "SignatureNonce"), (400, "MissingSignatureNonce")),
    (lambda url, key: without(url, key, "Timestamp"), (400, "MissingTimestamp")),
    (lambda url, key: without(url, key, "AccessKeyId"), (400, "MissingAccessKeyId")),
    # A client without a key: pop-core takes what is no error of this dialect for success.
    (lambda url, key: get(url, {"Action": "DescribeZones", "Version": "2014-05-15"}), (400, "MissingAccessKeyId")),
    (lambda url, key: post(url, {}, {"Action": "A", "Version": "2016-11-01"}), (404, "InvalidAction.NotFound")),
    (lambda url, key: call(url, key, "DescribeZones"), (400, "MissingParameter")),
    (lambda url, key: call(url, key, "DescribeZones", RegionId="cn-x"), (404, "InvalidRegionId.NotFound")),
    (lambda url, key: get(url, v1(key, {**ZONES, "Version": "2014-05-16"})), (400, "InvalidVersion")),
    (lambda url, key: call(url, key, "DescribeNothing"), (404, "InvalidAction.NotFound")),
    (lambda url, key: call(url, key, "DescribeZones", Timestamp=now(-901)), (400, "InvalidTimeStamp.Expired")),
    (lambda url, key: call(url, key, "DescribeZones", Timestamp="today"), (400, "InvalidTimeStamp.Format")),
    (lambda url, key: call(url, ("nobody", key[1]), "DescribeZones"), (404, "InvalidAccessKeyId.NotFound")),
    (lambda url, key: call(url, key, "DescribeZones", SignatureMethod="X"), (400, "IncompleteSignature")),
    (wrong_signature, (400, "SignatureDoesNotMatch")),
    (replayed, (400, "SignatureNonceUsed")),
    (with_token, (400, "InvalidSecurityToken.Malformed")),
    (too_large, (413, "InvalidParameter")),
    (too_many, (400, "InvalidParameter")),
    (not_utf8, (400, "InvalidParameter")),
    (other_method, (403, "UnsupportedHTTPMethod")),
]


@pytest.mark.parametrize(
    ("refused", "wanted"), REFUSALS, ids=[f"{wanted[1]}-{n}" for n, (_, wanted) in enumerate(REFUSALS)]
)
async def test_codes_of_the_gateway(url: str, server: ServerProcess, refused: Any, wanted: tuple[int, str]) -> None:
    assert error(await refused(url, server.key)) == wanted


async def test_a_key_that_was_switched_off(url: str, server: ServerProcess) -> None:
    key = await server.operator("CreateKey", account="100000000001")
    made = (key["id"], key["secret"])
    assert (await call(url, made, "DescribeRegions")).status_code == 200
    await server.operator("UpdateKey", id=key["id"], active=False)
    assert error(await call(url, made, "DescribeRegions")) == (400, "InvalidAccessKeyId.Inactive")


async def test_v3_over_a_query_and_over_a_body(url: str, server: ServerProcess) -> None:
    async def send(extra: dict[str, str] | None = None, body: bytes = b"", sent: bytes | None = None) -> httpx.Response:
        query = {"RegionId": "cn-hongkong"}
        headers = v3_headers(server.key, server.http, "DescribeZones", query, body=body, extra=extra)
        async with httpx.AsyncClient() as client:
            return await client.post(
                f"{url}?{urlencode(query)}", content=body if sent is None else sent, headers=headers
            )

    assert (await send()).json()["Zones"]["Zone"]
    chinese = await send({"content-type": "application/x-www-form-urlencoded"}, b"AcceptLanguage=zh-CN")
    assert chinese.json()["Zones"]["Zone"][0]["LocalName"] == "中国香港 可用区B"
    assert error(await send(None, b"a=1", b"a=2")) == (400, "SignatureDoesNotMatch")
    assert error(await send({"x-acs-security-token": "t"})) == (400, "InvalidSecurityToken.Malformed")
    assert error(await send({"x-acs-version": "2000-01-01"})) == (400, "InvalidVersion")
    assert error(await send({"x-acs-date": "2000-01-01T00:00:00Z"})) == (400, "InvalidTimeStamp.Expired")
    assert (await send({"x-acs-signature-nonce": "once"})).status_code == 200
    assert error(await send({"x-acs-signature-nonce": "once"})) == (400, "SignatureNonceUsed")


async def test_a_signature_is_explained_to_the_operator(url: str, server: ServerProcess) -> None:
    signed = v1(server.key, {**ZONES, "PrivateKey": "-----BEGIN KEY-----\nhidden"})
    refused = (await get(url, {**signed, "Signature": "bm8="})).json()
    server_text = refused["Message"].partition("to sign is:")[2]
    client_text = server_text.replace("cn-hongkong", "cn-beijing").replace("BEGIN", "END")
    told = await server.operator("Explain", request_id=refused["RequestId"], string_to_sign=client_text)
    assert "BEGIN" not in str(told)
    (comparison,) = told["comparisons"]
    differing = [line for line in comparison["lines"] if not line["same"]]
    assert [line["server"] for line in differing] == ["PrivateKey%3D(hidden)", "RegionId%3Dcn-hongkong"]

    headers = v3_headers(("AK", "wrong"), server.http, "DescribeZones", {"RegionId": "cn-hongkong"})
    headers["authorization"] = headers["authorization"].replace("=AK,", f"={server.key[0]},")
    async with httpx.AsyncClient() as client:
        refused = (await client.post(f"{url}?RegionId=cn-hongkong", headers=headers)).json()
    ours = refused["Message"].partition("to sign is:")[2]
    told = await server.operator("Explain", request_id=refused["RequestId"], string_to_sign=ours)
    assert hashlib.sha256(told["canonical_request"].encode()).hexdigest() == ours.partition("\n")[2]
    assert any("secrets differ" in finding for finding in told["findings"])
    other = await server.operator("Explain", request_id=refused["RequestId"], string_to_sign=ours[:-4] + "0000")
    assert any("canonical request as well" in finding for finding in other["findings"])


async def test_a_denied_user_is_told_what_was_denied(url: str, server: ServerProcess) -> None:
    policy = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"slb:DescribeZones","Resource":"*"}]}'
    user = await server.operator("CreateUser", account="100000000001", name="zones", policies=[policy])
    key = await server.operator("CreateKey", account="100000000001", user=user["id"])
    made = (key["id"], key["secret"])
    assert (await call(url, made, "DescribeZones", RegionId="cn-beijing")).status_code == 200
    refused = await call(url, made, "DescribeRegions")
    assert error(refused) == (403, "Forbidden.RAM")
    assert "slb:DescribeRegions on acs:slb:*:100000000001:*" in refused.json()["Message"]


async def test_a_suspended_account(url: str, server: ServerProcess) -> None:
    account = await server.operator("CreateAccount", name="closed")
    key = await server.operator("CreateKey", account=account["id"])
    await server.operator("UpdateAccount", id=account["id"], suspended=True)
    assert error(await call(url, (key["id"], key["secret"]), "DescribeRegions")) == (403, "Forbidden")


async def test_injected_faults_speak_the_dialect(url: str, server: ServerProcess) -> None:
    fault = await server.operator("AddFault", product="slb", action="DescribeRegions", code="SystemBusy", times=1)
    assert fault["status"] == 449
    assert error(await call(url, server.key, "DescribeRegions")) == (449, "SystemBusy")
    await server.operator("AddFault", product="slb", action="DescribeRegions", drop=True, times=1)
    with pytest.raises(httpx.HTTPError):
        await call(url, server.key, "DescribeRegions")
    assert (await call(url, server.key, "DescribeRegions")).status_code == 200


async def test_the_rate_limit(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "--no-dataplane") as limited:
        url = f"http://{limited.http}/"
        asked = {"Version": "2016-11-01", "AppId": "a", "GroupId": "g"}
        answers = await asyncio.gather(*(call(url, limited.key, "UnbanLiveMessageGroup", **asked) for _ in range(25)))
        codes = [error(answer) for answer in answers]
        assert set(codes) == {(404, "ResourceNotExist"), (400, "Throttling.User")}
        assert codes.count((404, "ResourceNotExist")) >= 10
        refused = answers[codes.index((400, "Throttling.User"))]
        assert int(refused.headers["x-acs-retry-after"]) > 0
        assert (await call(url, limited.key, "DescribeRegions")).status_code == 200


async def test_a_text_that_cannot_be_stored() -> None:
    dialect = AlibabaDialect([SLB, LIVE])
    unstorable = ApiError("InvalidParameterValue", "A text of the request holds a character that cannot be stored.")
    parsed = Parsed(LIVE, "CreateLiveMessageGroup", {}, "cn-shanghai", "AK")
    assert dialect.worded(unstorable, parsed).code == "InputInvalid"
    assert dialect.worded(unstorable, None).code == "InvalidParameter"
    assert dialect.worded(ApiError("SystemBusy", "Busy."), parsed).code == "SystemBusy"


async def test_an_exception_inside_an_operation_is_an_internal_error_without_its_words(tmp_path: Path) -> None:
    """A fault of ours is made by dropping a table of the store behind the server's back."""
    async with running_server(tmp_path / "data", "--no-dataplane") as broken:
        with sqlite3.connect(broken.data / "twincloud.db") as database:
            database.execute("ALTER TABLE fault RENAME TO fault_away")
        answer = await call(f"http://{broken.http}/", broken.key, "DescribeRegions")
        assert error(answer) == (500, "InternalError")
        assert "fault" not in answer.json()["Message"]


async def test_every_other_way_of_asking_is_answered_in_the_envelope(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for path in ("", "nothing/here"):
            answer = await client.get(f"{url}{path}", headers={"host": "slb.aliyuncs.com"})
            assert error(answer) == (400, "MissingAction")
        answer = await client.get(url, headers={"authorization": "ACS3-HMAC-SHA256 x", "x-acs-action": "A"})
        assert error(answer) == (400, "MissingVersion")


async def test_versions_of_other_products_are_told_what_there_is(url: str, server: ServerProcess) -> None:
    answer = await get(url, v1(server.key, {"Action": "DescribeInstances", "Version": "2014-05-26"}))
    told = await server.operator("Explain", request_id=answer.json()["RequestId"])
    assert any("slb 2014-05-15" in finding for finding in told["findings"])
