"""Functions are told, listed and forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.inventory.functions import find_function
from twincloud.kernel.errors import ApiError

URL = "http://127.0.0.1:9000"


async def test_a_function_is_added_where_products_look_for_it(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    added = await door("AddFunction", name="hello", url=URL)
    assert added == {
        "account": FIRST_ACCOUNT, "namespace": "default", "name": "hello", "qualifier": "", "url": URL,
    }  # fmt: skip
    await door("AddFunction", namespace="shop", name="hello", qualifier="v2", url=f"{URL}/v2", account=other["id"])
    await door("AddFunction", name="hello", qualifier="v2", url=f"{URL}/v2")

    async def url(*place: str) -> str | None:
        found = await door.store.read(lambda tx: find_function(tx, *place))
        return None if found is None else str(found.url)

    assert await url(FIRST_ACCOUNT, "default", "hello", "$LATEST") == URL, "one without a qualifier stands for all"
    assert await url(FIRST_ACCOUNT, "default", "hello", "v2") == f"{URL}/v2", "but not for those with an entry"
    assert await url(other["id"], "shop", "hello", "v2") == f"{URL}/v2"
    assert await url(other["id"], "shop", "hello", "v3") is None
    assert await url(other["id"], "default", "hello", "v2") is None


@pytest.mark.parametrize("url", ["https://f.test", "http://[::1]:9000/", "https://gateway.test:8443/release/f%20g"])
async def test_urls_that_can_be(door: Any, url: str) -> None:
    assert (await door("AddFunction", name="hello", url=url))["url"] == url


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"name": "hello", "url": f"{URL}/other"}, "AlreadyExists"),
        ({"name": "new", "url": URL, "account": "1"}, "NotFound"),
        *(
            ({"name": "new", "url": url}, "InvalidParameterValue")
            for url in (
                "ftp://f.test", "127.0.0.1:9000", "http://:9000", "http://f.test:99999", "http://f.test:x",
                "http://f.test:0", "http://f.test/?a=1", "http://f.test/#a", "http://me@f.test", "http://f.test/a b", "http://f.test/a\\1",
                "http://[::1", "http://[::g]", "http://[1:2]", "http://f test/", "http://f\r\nx: y/",
            )
        ),
    ],
)  # fmt: skip
async def test_functions_that_cannot_be(door: Any, payload: dict[str, str], code: str) -> None:
    await door("AddFunction", name="hello", url=URL)
    with pytest.raises(ApiError) as refused:
        await door("AddFunction", **payload)
    assert refused.value.code == code


async def test_functions_are_listed_by_account(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    for name, account in (("a", FIRST_ACCOUNT), ("b", other["id"]), ("c", FIRST_ACCOUNT)):
        await door("AddFunction", name=name, account=account, url=URL)

    async def listed(**payload: Any) -> list[str]:
        return [each["name"] for each in (await door("ListFunctions", **payload))["functions"]]

    assert await listed() == ["a", "b", "c"]
    assert await listed(account=FIRST_ACCOUNT) == ["a", "c"]
    assert await listed(offset=2, limit=5) == ["c"]


async def test_a_removed_function_is_gone(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    await door("AddFunction", name="hello", url=URL)
    await door("AddFunction", name="hello", qualifier="v2", url=URL)
    await door("AddFunction", namespace="shop", name="hello", url=URL, account=other["id"])
    assert await door("RemoveFunction", namespace="shop", name="hello", account=other["id"]) == {}
    await door("RemoveFunction", name="hello")
    left = await door("ListFunctions")
    assert [each["qualifier"] for each in left["functions"]] == ["v2"]
    await door("RemoveFunction", name="hello", qualifier="v2")
    with pytest.raises(ApiError) as refused:
        await door("RemoveFunction", name="hello", qualifier="v2")
    assert refused.value.code == "NotFound"
