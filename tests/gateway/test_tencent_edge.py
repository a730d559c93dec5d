"""Every common error of Tencent's API, each from its own cause, and the envelope around everything."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio
from tencentcloud.clb.v20180317 import clb_client, models
from tencentcloud.common import credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from tests.support.server import ServerProcess, running_server
from tests.support.tc3 import HOST, call, code, envelope, post, signed_headers

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    async with running_server(tmp_path_factory.mktemp("edge") / "data", "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.fixture
def url(server: ServerProcess) -> str:
    return f"http://{server.http}/"


@pytest.mark.parametrize(
    ("parts", "payload", "expected"),
    [
        ({"action": "DescribeNothing"}, {}, "InvalidAction"),
        ({"action": ""}, {}, "MissingParameter"),
        ({"version": "2017-03-12"}, {}, "NoSuchVersion"),
        ({"version": ""}, {}, "MissingParameter"),
        ({"service": "cvm", "action": "RunInstances"}, {}, "NoSuchProduct"),
        ({"region": "ap-nowhere"}, {}, "UnsupportedRegion"),
        ({"region": ""}, {}, "MissingParameter"),
        ({"timestamp": int(time.time()) - 3600}, {}, "AuthFailure.SignatureExpire"),
        ({"timestamp": int(time.time()) + 3600}, {}, "AuthFailure.SignatureExpire"),
        ({"date": "2020-01-01"}, {}, "AuthFailure.SignatureFailure"),
        ({"content_type": "text/plain"}, {}, "InvalidRequest"),
        ({"content_type": "multipart/form-data"}, {}, "InvalidRequest"),
        ({}, b"{", "InvalidParameter"),
        ({}, b"[]", "InvalidParameter"),
        ({}, b'{"LoadBalancerName": "\xff\xfe"}', "InvalidParameter"),
        ({}, b"[" * 100_000, "InvalidParameter"),
        ({}, {"NoSuchMember": 1}, "UnknownParameter"),
        ({}, {"Limit": "many"}, "InvalidParameter"),
        ({}, {"LoadBalancerIds": "lb-1"}, "InvalidParameter"),
        ({"action": "CreateLoadBalancer"}, {}, "MissingParameter"),
        ({"action": "CreateLoadBalancer"}, {"LoadBalancerType": "CLOSED"}, "InvalidParameterValue"),
        ({"service": "vpc", "version": "2017-03-12", "action": "DescribeRouteTables"}, {}, "UnsupportedOperation"),
    ],
)
async def test_refusals(url: str, server: ServerProcess, parts: dict[str, Any], payload: Any, expected: str) -> None:
    assert code(await call(url, server.key, payload, **parts)) == expected


@pytest.mark.parametrize(
    ("region", "key", "hint"), [("ap-nowhere", None, "ap-guangzhou"), ("", ("AKIDnobody", "x"), "twincloud env")]
)
async def test_what_helps_is_explained(
    url: str, server: ServerProcess, region: str, key: tuple[str, str] | None, hint: str
) -> None:
    refused = await call(url, key or server.key, {}, region=region)
    told = await server.operator("Explain", request_id=refused["RequestId"])
    assert hint in told["findings"][1]


async def test_an_unknown_key(url: str) -> None:
    assert code(await call(url, ("AKIDnobody", "x"), {})) == "AuthFailure.SecretIdNotFound"


async def test_a_malformed_key(url: str) -> None:
    assert code(await call(url, ("not-a-key!", "x"), {})) == "AuthFailure.InvalidSecretId"


async def test_a_wrong_secret(url: str, server: ServerProcess) -> None:
    assert code(await call(url, (server.key[0], "wrong"), {})) == "AuthFailure.SignatureFailure"


async def test_a_body_that_was_changed_after_signing(url: str, server: ServerProcess) -> None:
    headers = signed_headers(b"{}", server.key)
    assert code(envelope(await post(url, b'{"Limit": 1}', headers))) == "AuthFailure.SignatureFailure"


@pytest.mark.parametrize("authorization", ["", "SKIP", "Basic abc", "TC3-HMAC-SHA256 Credential=x"])
async def test_a_bad_authorization_header(url: str, server: ServerProcess, authorization: str) -> None:
    headers = {**signed_headers(b"{}", server.key), "Authorization": authorization}
    assert code(envelope(await post(url, b"{}", headers))) == "AuthFailure.InvalidAuthorization"


async def test_a_token_that_belongs_to_nobody(url: str, server: ServerProcess) -> None:
    headers = {**signed_headers(b"{}", server.key), "X-TC-Token": "token"}
    assert code(envelope(await post(url, b"{}", headers))) == "AuthFailure.TokenFailure"


async def test_a_body_over_ten_megabytes(url: str, server: ServerProcess) -> None:
    body = b'{"LoadBalancerName": "' + b"x" * (10 * 1024 * 1024) + b'"}'
    assert code(envelope(await post(url, body, signed_headers(body, server.key)))) == "RequestSizeLimitExceeded"


async def test_a_query_over_32_kilobytes(url: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{url}?Action=DescribeLoadBalancers&SecretId=AKID&Pad={'x' * 33_000}")
    assert code(envelope(answer)) == "RequestSizeLimitExceeded"


async def test_a_method_that_is_neither_get_nor_post(url: str, server: ServerProcess) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.put(url, content=b"{}", headers=signed_headers(b"{}", server.key))
    assert code(envelope(answer)) == "UnsupportedProtocol"


async def test_a_request_of_nobody_in_particular_is_told_what_there_is(url: str) -> None:
    async with httpx.AsyncClient() as client:
        response = envelope(await client.get(url))
    assert code(response) == "MissingParameter"


async def test_an_unknown_service_is_told_what_is_provided(url: str, server: ServerProcess) -> None:
    response = await call(url, server.key, {}, service="cvm", action="RunInstances", version="2017-03-12")
    assert "clb 2018-03-17" in response["Error"]["Message"]


async def test_the_rate_limit(tmp_path: Any) -> None:
    async with running_server(tmp_path / "data", "--no-dataplane") as limited:
        url = f"http://{limited.http}/"
        answers = await asyncio.gather(*(call(url, limited.key, {}) for _ in range(40)))
        codes = [code(answer) for answer in answers]
        assert set(codes) == {"", "RequestLimitExceeded"}
        assert codes.count("") >= 20


async def test_an_exception_inside_an_operation_is_an_internal_error_without_its_words(
    url: str, server: ServerProcess
) -> None:
    """A fault of ours is made by dropping a table of the store behind the server's back."""
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(server.data / "twincloud.db") as database:
        database.execute("ALTER TABLE task RENAME TO task_away")
        try:
            response = await call(url, server.key, {"TaskId": "x"}, action="DescribeTaskStatus")
        finally:
            database.execute("ALTER TABLE task_away RENAME TO task")
    assert code(response) == "InternalError"
    assert "task" not in response["Error"]["Message"]
    journal = await server.operator("ListJournal", request_id=response["RequestId"])
    assert "no such table" in json.dumps(journal)


@pytest.mark.parametrize("method", ["HmacSHA1", "HmacSHA256", "TC3-HMAC-SHA256"])
@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_every_signature_of_the_official_sdk(server: ServerProcess, method: str, verb: str) -> None:
    http = HttpProfile(endpoint=server.http, protocol="http", reqMethod=verb)
    profile = ClientProfile(signMethod=method, httpProfile=http)
    client = clb_client.ClbClient(credential.Credential(*server.key), "ap-guangzhou", profile)
    request = models.DescribeLoadBalancersRequest()
    request.Limit = 5
    request.LoadBalancerIds = ["lb-aaaaaaaa", "lb-bbbbbbbb"]
    request.Filters = [models.Filter()]
    request.Filters[0].Name = "charge-type"
    request.Filters[0].Values = ["POSTPAID_BY_HOUR"]
    answer = await asyncio.to_thread(client.DescribeLoadBalancers, request)
    assert answer.TotalCount == 0


async def test_an_unsigned_payload(server: ServerProcess) -> None:
    http = HttpProfile(endpoint=server.http, protocol="http")
    profile = ClientProfile(httpProfile=http)
    profile.unsignedPayload = True
    client = clb_client.ClbClient(credential.Credential(*server.key), "ap-guangzhou", profile)
    answer = await asyncio.to_thread(client.DescribeLoadBalancers, models.DescribeLoadBalancersRequest())
    assert answer.TotalCount == 0


async def test_https_says_the_same_as_http(server: ServerProcess) -> None:
    http = HttpProfile(endpoint=server.https, protocol="https", certification=str(server.data / "ca.pem"))
    client = clb_client.ClbClient(credential.Credential(*server.key), "ap-guangzhou", ClientProfile(httpProfile=http))
    answer = await asyncio.to_thread(client.DescribeLoadBalancers, models.DescribeLoadBalancersRequest())
    assert answer.TotalCount == 0


async def test_a_sub_user_may_do_what_its_policies_say(url: str, server: ServerProcess) -> None:
    account = json.loads((server.data / "credentials.json").read_text())["account"]
    user = await server.operator("CreateUser", account=account, name="reader")
    policy = {
        "version": "2.0",
        "statement": [
            {"effect": "allow", "action": "clb:Describe*", "resource": "*"},
            {"effect": "deny", "action": "clb:DescribeTargets", "resource": "*"},
        ],
    }
    await server.operator("SetUserPolicies", id=user["id"], policies=[json.dumps(policy)])
    made = await server.operator("CreateKey", account=account, user=user["id"])
    key = (made["id"], made["secret"])
    assert code(await call(url, key, {})) == ""
    denied = await call(url, key, {"LoadBalancerType": "OPEN"}, action="CreateLoadBalancer")
    assert code(denied) in {"UnauthorizedOperation", "AuthFailure.UnauthorizedOperation"}
    assert code(await call(url, key, {"LoadBalancerId": "lb-1"}, action="DescribeTargets")) == "UnauthorizedOperation"
    assert code(await call(url, server.key, {})) == ""


async def test_a_suspended_account(url: str, server: ServerProcess) -> None:
    made = await server.operator("CreateAccount", name="shut")
    key = await server.operator("CreateKey", account=made["id"])
    pair = (key["id"], key["secret"])
    assert code(await call(url, pair, {})) == ""
    await server.operator("UpdateAccount", id=made["id"], suspended=True)
    assert code(await call(url, pair, {})) == "ResourceUnavailable.AccountViolation"


async def test_a_policy_on_one_of_two_balancers_does_not_let_both_be_deleted(url: str, server: ServerProcess) -> None:
    account = json.loads((server.data / "credentials.json").read_text())["account"]
    user = await server.operator("CreateUser", account=account, name="deleter")
    made = await call(url, server.key, {"LoadBalancerType": "OPEN", "Number": 2}, action="CreateLoadBalancer")
    mine, other = made["LoadBalancerIds"]
    policy = {
        "version": "2.0",
        "statement": [
            {"effect": "allow", "action": "clb:*", "resource": f"qcs::clb:ap-guangzhou:uin/{account}:clb/{mine}"}
        ],
    }
    await server.operator("SetUserPolicies", id=user["id"], policies=[json.dumps(policy)])
    pair = await server.operator("CreateKey", account=account, user=user["id"])
    key = (pair["id"], pair["secret"])
    denied = await call(url, key, {"LoadBalancerIds": [mine, other]}, action="DeleteLoadBalancer")
    assert code(denied) == "UnauthorizedOperation"
    assert other in denied["Error"]["Message"]
    assert code(await call(url, key, {"LoadBalancerIds": [mine]}, action="DeleteLoadBalancer")) == ""


@pytest.mark.parametrize(
    ("action", "member"),
    [
        ("AssociateTargetGroups", "Associations"), ("DisassociateTargetGroups", "Associations"),
        ("AssociateCustomizedConfig", "BindList"), ("DisassociateCustomizedConfig", "BindList"),
        ("ModifyLoadBalancerSla", "LoadBalancerSla"),
    ],
)  # fmt: skip
async def test_a_policy_on_one_balancer_holds_where_a_list_names_it(
    url: str, server: ServerProcess, action: str, member: str
) -> None:
    account = json.loads((server.data / "credentials.json").read_text())["account"]
    user = await server.operator("CreateUser", account=account, name=f"keeps-off-{action}")
    resource = f"qcs::clb:ap-guangzhou:uin/{account}:clb/lb-guarded0"
    everything = {"effect": "allow", "action": "clb:*", "resource": "*"}
    policy = {
        "version": "2.0",
        "statement": [everything, {"effect": "deny", "action": "clb:*", "resource": resource}],
    }
    await server.operator("SetUserPolicies", id=user["id"], policies=[json.dumps(policy)])
    pair = await server.operator("CreateKey", account=account, user=user["id"])
    key = (pair["id"], pair["secret"])
    places = [{"LoadBalancerId": "lb-00000000"}, {"LoadBalancerId": "lb-guarded0"}]
    denied = await call(url, key, {member: places}, action=action)
    assert code(denied) == "UnauthorizedOperation"
    assert "lb-guarded0" in denied["Error"]["Message"]
    harmless: tuple[Any, ...] = (places[:1], [7], {}, "lb-guarded0", None, [{"LoadBalancerId": 7}])
    for others in harmless:
        assert code(await call(url, key, {member: others}, action=action)) not in {"UnauthorizedOperation", ""}


async def test_injected_faults(url: str, server: ServerProcess) -> None:
    await server.operator("AddFault", product="clb", action="DescribeTargets", code="FailedOperation", times=1)
    payload = {"LoadBalancerId": "lb-1"}
    assert code(await call(url, server.key, payload, action="DescribeTargets")) == "FailedOperation"
    assert code(await call(url, server.key, payload, action="DescribeTargets")) != "FailedOperation"
    await server.operator("AddFault", product="clb", action="DescribeTargets", drop=True, times=1)
    with pytest.raises(httpx.HTTPError):
        await call(url, server.key, payload, action="DescribeTargets")


async def test_a_slow_body_does_not_hold_others_up(url: str, server: ServerProcess) -> None:
    host, _, port = server.http.rpartition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100\r\n\r\n".encode())
    await writer.drain()
    assert code(await call(url, server.key, {})) == ""
    writer.close()


async def test_a_query_is_read_as_it_was_signed(url: str, server: ServerProcess) -> None:
    """Blanks as plus signs and percent-encoded letters reach the operation decoded once."""
    http = HttpProfile(endpoint=server.http, protocol="http", reqMethod="GET")
    client = clb_client.ClbClient(credential.Credential(*server.key), "ap-guangzhou", ClientProfile(httpProfile=http))
    create = models.CreateLoadBalancerRequest()
    create.LoadBalancerType, create.LoadBalancerName = "OPEN", "with blank + plus & ünïcode %41"
    await asyncio.to_thread(client.CreateLoadBalancer, create)
    listed = models.DescribeLoadBalancersRequest()
    listed.LoadBalancerName = "blank + plus"
    found = await asyncio.to_thread(client.DescribeLoadBalancers, listed)
    assert [one.LoadBalancerName for one in found.LoadBalancerSet] == [create.LoadBalancerName]
    assert quote(create.LoadBalancerName) not in found.to_json_string()
