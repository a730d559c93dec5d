"""The official JavaScript SDKs, unmodified, pointed at a server; tests/js/sdk.mjs holds them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

from tests.support.node import JsProgram, js_program
from tests.support.server import ServerProcess


class Refused(Exception):
    """A call failed. `error` is what the SDK's exception had: name, code, message, requestId and others."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error)
        self.error = error


class Sdk:
    """One client of an SDK, with its configuration in the SDK's own words."""

    def __init__(self, program: JsProgram, **words: Any) -> None:
        self._program = program
        self.words = words

    async def __call__(self, method: str, /, **members: Any) -> Any:
        """Make a call and return its answer; raises Refused."""
        told = await self._program.ask({"method": method, "data": members, "client": self.words})
        if "error" in told:
            raise Refused(told["error"])
        return told.get("result")

    async def refused(self, method: str, /, **members: Any) -> dict[str, Any]:
        """Make a call that must be refused and return what the SDK's exception had."""
        try:
            answer = await self(method, **members)
        except Refused as refusal:
            return refusal.error
        raise AssertionError(f"{method} was not refused: {answer}")

    async def done(self, method: str, /, **members: Any) -> Any:
        """Make a call of CLB or GAAP and poll its task to the end; the task must succeed."""
        answer = await self(method, **members)
        deadline = time.monotonic() + 30
        while (status := (await self("DescribeTaskStatus", TaskId=answer["RequestId"]))["Status"]) in (2, "RUNNING"):
            assert time.monotonic() < deadline, f"{method} does not end"
            await asyncio.sleep(0.01)
        assert status in (0, "SUCCESS"), status
        return answer


class JavaScript:
    """A Node process with the SDKs, and clients of one server in it."""

    def __init__(self, program: JsProgram, server: ServerProcess) -> None:
        self.program, self.server = program, server

    def tencent(
        self,
        kind: str,
        *,
        tls: bool = False,
        method: str = "POST",
        sign: str = "TC3-HMAC-SHA256",
        region: str | None = "ap-guangzhou",
        path: str = "",
        credential: dict[str, str] | None = None,
        language: str | None = None,
    ) -> Sdk:
        """A client of tencentcloud-sdk-nodejs; `credential` changes the server's own."""
        endpoint = (self.server.https if tls else self.server.http) + path
        http = {"endpoint": endpoint, "protocol": "https://" if tls else "http://", "reqMethod": method}
        key_id, secret = self.server.key
        words: dict[str, Any] = {
            "credential": {"secretId": key_id, "secretKey": secret, **(credential or {})},
            "profile": {"signMethod": sign, "httpProfile": http, **({"language": language} if language else {})},
        }
        return Sdk(self.program, kind=kind, **words, **({"region": region} if region else {}))

    def pop_core(self, version: str, *, tls: bool = False, method: str = "GET", **config: Any) -> Sdk:
        """A client of @alicloud/pop-core."""
        endpoint = f"https://{self.server.https}" if tls else f"http://{self.server.http}"
        key_id, secret = self.server.key
        words = {"endpoint": endpoint, "accessKeyId": key_id, "accessKeySecret": secret, "apiVersion": version}
        return Sdk(self.program, kind="popCore", method=method, **{**words, **config})

    def open_api(
        self, kind: str, version: str, *, tls: bool = False, call: dict[str, Any] | None = None, **config: Any
    ) -> Sdk:
        """A client of @alicloud/openapi-client or @alicloud/openapi-core, on which the generated SDKs stand."""
        key_id, secret = self.server.key
        words: dict[str, Any] = {"accessKeyId": key_id, "accessKeySecret": secret, "regionId": "cn-hangzhou"}
        if tls:
            ca = (self.server.data / "ca.pem").read_text()
            words |= {"endpoint": self.server.https, "protocol": "https", "ca": ca}
        else:
            words |= {"endpoint": self.server.http, "protocol": "http"}
        return Sdk(self.program, kind=kind, call={"version": version, **(call or {})}, **{**words, **config})

    async def user_sig(self, sdkappid: str, secret: str, *values: Any, method: str = "genUserSig") -> str:
        """Return what tls-sig-api-v2 signs, by default for a user and a life in seconds."""
        signer = Sdk(self.program, kind="userSig", sdkappid=int(sdkappid), secret=secret)
        return str(await signer(method, values=values))


@contextlib.asynccontextmanager
async def javascript(server: ServerProcess) -> AsyncIterator[JavaScript]:
    """Run the SDKs for the length of a block; they trust the server's CA."""
    async with js_program("sdk.mjs", NODE_EXTRA_CA_CERTS=str(server.data / "ca.pem")) as program:
        yield JavaScript(program, server)
