"""What can be asked of logs, and what it finds."""

from __future__ import annotations

import pytest

from twincloud.services.companions.cls.query import QueryError, understood

ENTRY = {
    "status": "404",
    "request_time": "0.250",
    "uri": "/api/v1/users",
    "request": "GET /api/v1/users?name=Ann%20B HTTP/1.1",
    "http_host": "www.Example.com",
    "http_user_agent": "Mozilla/5.0 (X11; Linux x86_64)",
    "remote_addr": "10.0.0.9",
    "upstream_status": "-",
}


@pytest.mark.parametrize(
    "asked",
    [
        "", " ", "*", "status:404", "status:4*", "status:40?", 'status:"404"', "status: 404", "status:>=400",
        "status:>400", "status:<500", "status:<= 404", "request_time:>0.2", "uri:/api/v1/users", "uri:users",
        "uri:/v1/users", 'uri:"/api/v1"', "uri:/api/*/users", "uri:user*", "uri:*", "http_host:www.example.com",
        "HTTP_HOST:x OR status:404", "mozilla", "linux x86_64", '"X11; Linux"', "10.0.0.9", "10.0.0.*",
        "status:404 AND uri:users", "status:404 and uri:users", "status:404 uri:users", "status:500 OR uri:users",
        "NOT status:200", "status:404 NOT status:200", "not (status:200 OR status:302)", "NOT NOT status:404",
        "(status:200 OR status:404) AND (uri:users)", "status:(200 OR 404)", "status:(>=400 AND <500)",
        "upstream_status:-", 'upstream_status:"-"', "remote_addr:10.0.0.9", "name=ann%20b", "'GET'",
        r'http_user_agent:"Mozilla/5.0 (X11\; Linux x86_64)"', "nothing:here OR get",
    ],
)  # fmt: skip
def test_what_finds_the_entry(asked: str) -> None:
    assert understood(asked)(ENTRY)


@pytest.mark.parametrize(
    "asked",
    [
        "status:405", "status:40", "status:>404", "status:<404", "uri:user", "uri:/api/users", "uri:api/v2",
        "missing:*", "http_host:example.com", "uri:>5", "status:404 AND uri:groups", "NOT status:404",
        "status:(200 OR 302)", '"Linux X11"', "STATUS:404", "lin", 'uri:"user*"', "10.0.0", "remote_addr:10.0.0.",
        "NOT (mozilla OR nobody)",
    ],
)  # fmt: skip
def test_what_does_not_find_it(asked: str) -> None:
    assert not understood(asked)(ENTRY)


@pytest.mark.parametrize(
    "asked",
    [
        "status:", "AND", "status:404 AND", "OR status:404", "status:404 OR OR uri:x", "NOT", "(status:404",
        "status:404)", "()", "status:()", '"open', "status:404 | select count(*)", "| select 1", ">5", "=5",
        "status:[400 TO 500]",
        "status:(uri:x)", "status:AND", ":404", "(" * 60 + "a" + ")" * 60,
    ],
)  # fmt: skip
def test_what_is_not_understood(asked: str) -> None:
    with pytest.raises(QueryError):
        understood(asked)
