"""What official Python clients do beside typed calls: generic and asynchronous calls, tokens, retries, proxies."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from tencentcloud.clb.v20180317 import models as clb_models
from tencentcloud.clb.v20180317.clb_client_async import ClbClient as AsyncClb
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.common.retry import StandardRetryer

from tests.support.server import ServerProcess, running_server
from tests.support.slb import REGION

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    # The SDK calls datetime.utcfromtimestamp, which Python 3.12 deprecates.
    pytest.mark.filterwarnings("ignore:.*utcfromtimestamp:DeprecationWarning"),
    # So are parts of `ssl` that Alibaba's SDKs use.
    pytest.mark.filterwarnings("ignore:ssl.* is deprecated:DeprecationWarning"),
]

ODD = "a_b=c&d e/%+*!'()~名"
VERSION = "2014-05-15"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("styles") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


def ca_of(server: ServerProcess) -> str:
    return str(server.data / "ca.pem")


def profile(server: ServerProcess, *, sign: str = "TC3-HMAC-SHA256", tls: bool = False, **http: Any) -> ClientProfile:
    """A profile of Tencent's SDK; `http` holds members of its HttpProfile by name."""
    made = HttpProfile(protocol="https" if tls else "http", endpoint=server.https if tls else server.http)
    if tls:
        made.certification = ca_of(server)
    for name, value in http.items():
        setattr(made, name, value)
    return ClientProfile(signMethod=sign, httpProfile=made)


TENCENT: dict[str, Callable[[ServerProcess], ClientProfile]] = {
    "post": profile,
    "get": lambda server: profile(server, reqMethod="GET"),
    "https": lambda server: profile(server, tls=True),
    "v1": lambda server: profile(server, sign="HmacSHA1"),
    "v1-get": lambda server: profile(server, sign="HmacSHA256", reqMethod="GET"),
    "path": lambda server: profile(server, endpoint=f"{server.http}/some/path"),
    "v1-path": lambda server: profile(server, sign="HmacSHA256", endpoint=f"{server.http}/some/path"),
    "scheme": lambda server: profile(server, endpoint=f"http://{server.http}/"),
    "gateway": lambda server: profile(server, endpoint=None, apigw_endpoint=server.http),
    "proxy": lambda server: profile(server, endpoint=None, proxy=f"http://{server.http}"),
    "v1-proxy": lambda server: profile(server, sign="HmacSHA1", endpoint=None, proxy=f"http://{server.http}"),
    "keep-alive": lambda server: profile(server, keepAlive=True),
}


class TestTencent:
    @pytest.mark.parametrize("style", TENCENT)
    async def test_generic_calls(self, server: ServerProcess, style: str) -> None:
        client = CommonClient("clb", "2018-03-17", Credential(*server.key), "ap-guangzhou", TENCENT[style](server))
        client.profile.language = "zh-CN"
        tag = {"TagKey": style, "TagValue": ODD}
        asked = {"LoadBalancerType": "OPEN", "LoadBalancerName": f"{style} {ODD}", "Tags": [tag]}
        made = await asyncio.to_thread(client.call_json, "CreateLoadBalancer", asked)
        wanted = {"Filters": [{"Name": f"tag:{style}", "Values": [ODD]}], "Limit": 5}
        # The SDK writes an action's first letter large.
        found = (await asyncio.to_thread(client.call_json, "describeLoadBalancers", wanted))["Response"]
        assert [one["LoadBalancerId"] for one in found["LoadBalancerSet"]] == made["Response"]["LoadBalancerIds"]
        assert found["LoadBalancerSet"][0]["LoadBalancerName"] == f"{style} {ODD}"

    @pytest.mark.parametrize("sign", ["TC3-HMAC-SHA256", "HmacSHA1"])
    async def test_temporary_keys_are_told_that_there_are_none(self, server: ServerProcess, sign: str) -> None:
        key = Credential(*server.key, "temporary")
        client = CommonClient("clb", "2018-03-17", key, "ap-guangzhou", profile(server, sign=sign))
        with pytest.raises(TencentCloudSDKException) as caught:
            await asyncio.to_thread(client.call_json, "DescribeLoadBalancers", {})
        assert caught.value.code == "AuthFailure.TokenFailure"

    async def test_the_sdk_knows_when_to_try_again(self, server: ServerProcess) -> None:
        """Its retryer tries as often as it may and then raises what it met first, even when it was answered since."""
        fault = {"product": "clb", "action": "DescribeQuota", "code": "RequestLimitExceeded", "times": 1}
        await server.operator("AddFault", **fault)
        pauses: list[int] = []

        def pause(number: int) -> float:
            pauses.append(number)
            return 0.0

        patient = profile(server)
        patient.retryer = StandardRetryer(max_attempts=3, backoff_fn=pause)
        client = CommonClient("clb", "2018-03-17", Credential(*server.key), "ap-guangzhou", patient)
        with pytest.raises(TencentCloudSDKException) as caught:
            await asyncio.to_thread(client.call_json, "DescribeQuota", {})
        assert (caught.value.code, pauses) == ("RequestLimitExceeded", [0, 1, 2])
        assert (await asyncio.to_thread(client.call_json, "DescribeQuota", {}))["Response"]["QuotaSet"]

    @pytest.mark.parametrize("style", ["post", "get", "https", "v1", "path"])
    async def test_asynchronous_calls(self, server: ServerProcess, style: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its `certification` is the client's own certificate; the CA it takes from the environment."""
        monkeypatch.setenv("SSL_CERT_FILE", ca_of(server))
        told = TENCENT[style](server)
        told.httpProfile.certification = None
        async with AsyncClb(Credential(*server.key), "ap-guangzhou", told) as clb:
            request = clb_models.DescribeLoadBalancersRequest()
            found = await asyncio.gather(*(clb.DescribeLoadBalancers(request) for _ in range(10)))
            assert len({answer.RequestId for answer in found}) == 10
            request.Limit = -5
            with pytest.raises(TencentCloudSDKException) as caught:
                await clb.DescribeLoadBalancers(request)
            assert caught.value.code == "InvalidParameterValue.Range"


ALIBABA: dict[str, Callable[[ServerProcess], dict[str, Any]]] = {
    "v3": lambda server: {},
    "v1": lambda server: {"signature_version": "v1"},
    "https": lambda server: {"endpoint": server.https, "protocol": "https", "ca": ca_of(server)},
    "path": lambda server: {"endpoint": f"{server.http}/some/path"},
    "proxy": lambda server: {"endpoint": "slb.cn-hangzhou.aliyuncs.com", "http_proxy": f"http://{server.http}"},
    "v1-proxy": lambda server: {
        "endpoint": "slb.aliyuncs.com", "http_proxy": f"http://{server.http}", "signature_version": "v1",
    },
}  # fmt: skip


def open_api(server: ServerProcess, **config: Any) -> Any:
    """A client of alibabacloud-tea-openapi, as one uses it without a product's own package."""
    from alibabacloud_tea_openapi.client import Client  # noqa: PLC0415 (slow to import)
    from alibabacloud_tea_openapi.utils_models import Config  # noqa: PLC0415

    key_id, secret = server.key
    access = {} if "credential" in config else {"access_key_id": key_id, "access_key_secret": secret}
    return Client(Config(**{"endpoint": server.http, "protocol": "http", "region_id": REGION, **access, **config}))


def generic(action: str, *, method: str = "POST", **query: Any) -> tuple[Any, Any, Any]:
    """The arguments of a generic call."""
    from alibabacloud_tea_openapi.utils import Utils  # noqa: PLC0415 (slow to import)
    from alibabacloud_tea_openapi.utils_models import OpenApiRequest, Params  # noqa: PLC0415
    from darabonba.runtime import RuntimeOptions  # noqa: PLC0415

    call = Params(
        action=action, version=VERSION, protocol="HTTPS", pathname="/", method=method, auth_type="AK", style="RPC",
        req_body_type="formData", body_type="json",
    )  # fmt: skip
    return call, OpenApiRequest(query=Utils.query({"RegionId": REGION, **query})), RuntimeOptions()


class TestAlibaba:
    @pytest.mark.parametrize("method", ["POST", "GET"])
    @pytest.mark.parametrize("style", ALIBABA)
    async def test_generic_calls(self, server: ServerProcess, style: str, method: str) -> None:
        client = open_api(server, **ALIBABA[style](server))

        async def call(action: str, **query: Any) -> Any:
            return (await asyncio.to_thread(client.call_api, *generic(action, method=method, **query)))["body"]

        made = await call("CreateLoadBalancer", LoadBalancerName="generic")
        tag = {"Key": "k", "Value": ODD}
        named = {"ResourceType": "instance", "ResourceId": [made["LoadBalancerId"]]}
        await call("TagResources", **named, Tag=[tag])
        (shown,) = (await call("ListTagResources", **named))["TagResources"]["TagResource"]
        assert shown["TagValue"] == ODD

    async def test_asynchronous_calls(self, server: ServerProcess) -> None:
        for style in ("v3", "v1", "https"):
            client = open_api(server, **ALIBABA[style](server))
            found = await asyncio.gather(*(client.call_api_async(*generic("DescribeRegions")) for _ in range(10)))
            assert len({answer["body"]["RequestId"] for answer in found}) == 10

    async def test_a_credentials_object(self, server: ServerProcess) -> None:
        from alibabacloud_credentials.client import Client as Credentials  # noqa: PLC0415 (slow to import)
        from alibabacloud_credentials.models import Config as Given  # noqa: PLC0415

        given = Given(type="access_key", access_key_id=server.key[0], access_key_secret=server.key[1])
        client = open_api(server, credential=Credentials(given))
        assert (await asyncio.to_thread(client.call_api, *generic("DescribeRegions")))["statusCode"] == 200

    @pytest.mark.parametrize("version", ["v3", "v1"])
    async def test_tokens_are_told_that_there_are_none(self, server: ServerProcess, version: str) -> None:
        from alibabacloud_credentials.client import Client as Credentials  # noqa: PLC0415 (slow to import)
        from alibabacloud_credentials.models import Config as Given  # noqa: PLC0415
        from alibabacloud_tea_openapi.exceptions import ClientException  # noqa: PLC0415

        key_id, secret = server.key
        given = Given(type="sts", access_key_id=key_id, access_key_secret=secret, security_token="temporary")
        bearer = Credentials(Given(type="bearer", bearer_token="borne"))
        for config in ({"security_token": "temporary"}, {"credential": Credentials(given)}, {"credential": bearer}):
            client = open_api(server, **config, **({"signature_version": "v1"} if version == "v1" else {}))
            with pytest.raises(ClientException) as caught:
                await asyncio.to_thread(client.call_api, *generic("DescribeRegions"))
            assert (caught.value.code, caught.value.status_code) == ("InvalidSecurityToken.Malformed", 400)


class TestAlibabasOlderCore:
    @pytest.mark.parametrize("where", ["query", "form"])
    @pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
    async def test_generic_calls(
        self, server: ServerProcess, where: str, tls: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from aliyunsdkcore.client import AcsClient  # noqa: PLC0415 (slow to import)
        from aliyunsdkcore.request import CommonRequest  # noqa: PLC0415

        monkeypatch.setenv("ALIBABA_CLOUD_CA_BUNDLE", ca_of(server))
        client = AcsClient(*server.key, "cn-beijing")

        async def call(action: str, **members: str) -> Any:
            request = CommonRequest(server.https if tls else server.http, VERSION, action)
            request.set_protocol_type("https" if tls else "http")
            request.set_method("GET" if where == "query" else "POST")
            for name, value in {"RegionId": REGION, **members}.items():
                (request.add_query_param if where == "query" else request.add_body_params)(name, value)
            return json.loads(await asyncio.to_thread(client.do_action_with_exception, request))

        with contextlib.closing(client.session):
            made = await call("CreateLoadBalancer", LoadBalancerName="generic")
            named = {"ResourceType": "instance", "ResourceId.1": made["LoadBalancerId"]}
            await call("TagResources", **named, **{"Tag.1.Key": "k", "Tag.1.Value": ODD})
            (shown,) = (await call("ListTagResources", **named))["TagResources"]["TagResource"]
            assert shown["TagValue"] == ODD
            # The caller's own region counts, and not the client's.
            found = await call("DescribeLoadBalancerAttribute", LoadBalancerId=made["LoadBalancerId"])
            assert found["RegionId"] == REGION

    async def test_security_tokens_are_told_that_there_are_none(self, server: ServerProcess) -> None:
        from aliyunsdkcore.acs_exception.exceptions import ServerException  # noqa: PLC0415 (slow to import)
        from aliyunsdkcore.auth.credentials import StsTokenCredential  # noqa: PLC0415
        from aliyunsdkcore.client import AcsClient  # noqa: PLC0415
        from aliyunsdkcore.request import CommonRequest  # noqa: PLC0415

        client = AcsClient(region_id=REGION, credential=StsTokenCredential(*server.key, "temporary"))
        request = CommonRequest(server.http, VERSION, "DescribeRegions")
        request.set_protocol_type("http")
        with contextlib.closing(client.session), pytest.raises(ServerException) as caught:
            await asyncio.to_thread(client.do_action_with_exception, request)
        assert caught.value.get_error_code() == "InvalidSecurityToken.Malformed"
