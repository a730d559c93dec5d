"""The text of customized configurations: nginx's grammar, the documented directives and their bounds."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincloud.balancing.headers import AnswerHeader
from twincloud.balancing.plan import TlsVersion
from twincloud.services.tencent_clb.configs.directives import Settings, read_settings
from twincloud.services.tencent_clb.configs.nginx_text import Directive, DirectiveError, read_directives

EVERYTHING = """
# as the product's page has it
ssl_protocols   TLSv1.2 TLSv1.3;
ssl_ciphers     ECDHE-RSA-AES128-GCM-SHA256:kEDH+AESGCM:AES256-SHA:AES128-SHA:!aNULL:!AES128-SHA:3DES;
ssl_verify_depth 2; ssl_early_data on;
client_header_timeout   60s;
client_header_buffer_size   128k;
http2_max_field_size 4k;
client_body_timeout    1m30s;
client_max_body_size   60M;
keepalive_timeout    75;
keepalive_requests 100;
send_timeout 60s;
add_header Access-Control-Allow-Methods 'POST, OPTIONS'; add_header X-Always yes always;
more_set_headers      "A:B" 'Server: ';
server_tokens off;
error_page 404 = /missing.html; error_page 500 502 =200 /sorry;
proxy_connect_timeout    4s;
proxy_read_timeout    60s;
proxy_send_timeout    3600s;
proxy_buffer_size 24k;
proxy_buffers 8 8k;
proxy_request_buffering off;
proxy_set_header X-Real-Port $remote_port;
proxy_set_header x-uri $uri;
proxy_redirect http:// https://;
proxy_ignore_client_abort on;
"""


def test_every_documented_directive() -> None:
    assert read_settings(EVERYTHING, "CLB") == Settings(
        header_timeout_s=60,
        header_buffer=128 * 1024,
        header_field=4096,
        body_timeout_s=90,
        max_body=60 * 1024 * 1024,
        keepalive_s=75,
        keepalive_requests=100,
        connect_timeout_s=4,
        read_timeout_s=60,
        send_timeout_s=3600,
        client_send_timeout_s=60,
        versions=(TlsVersion.V1_2, TlsVersion.V1_3),
        suites=("ECDHE-RSA-AES128-GCM-SHA256", "AES256-SHA"),
        chain_depth=2,
        added_headers=(
            AnswerHeader("Access-Control-Allow-Methods", "POST, OPTIONS", beside=True, only_good=True),
            AnswerHeader("X-Always", "yes", beside=True),
        ),
        set_headers=(AnswerHeader("A", "B"), AnswerHeader("Server", None)),
        target_headers=("X-Real-Port", "X-Uri"),
        https_redirects=True,
        request_buffering=False,
        buffer_size=24 * 1024,
        buffers=(8, 8 * 1024),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \r\n # nothing\n", []),
        ("a b;", [("a", ("b",), 1)]),
        ("a b;\r\nc\n d\n e;", [("a", ("b",), 1), ("c", ("d", "e"), 2)]),
        ("a;b;", [("a", (), 1), ("b", (), 1)]),
        ("a \"x; {#}\" 'y' ;", [("a", ("x; {#}", "y"), 1)]),
        (r'a "say \"so\"" it\ is b\$;', [("a", ('say "so"', "it is", r"b\$"), 1)]),
        ("a b#c; # end", [("a", ("b#c",), 1)]),
        ("a ''; ", [("a", ("",), 1)]),
    ],
)
def test_the_grammar(text: str, expected: list[tuple[str, tuple[str, ...], int]]) -> None:
    assert read_directives(text) == [Directive(*one) for one in expected]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("keepalive_timeout 75s", "line 1"),
        ("send_timeout 1s;\n;", 'unexpected ";" in line 2'),
        ("location / { }", 'unexpected "{" in line 1'),
        ("}", "unexpected"),
        ('add_header a "b', "unexpected"),
        ("add_header a 'b'c;", "unexpected"),
        ("add_header a b\\", "unexpected"),
    ],
)
def test_no_grammar(text: str, says: str) -> None:
    with pytest.raises(DirectiveError) as caught:
        read_settings(text, "CLB")
    assert says in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for content in (text, f"ssl_ciphers {text};", f"add_header {text};"):
        with contextlib.suppress(DirectiveError):
            assert isinstance(read_settings(content, "CLB"), Settings)


REFUSED = [
    ("client_header_timeout", "29s", "121s", "60 s", "ten", "", "-60s", "30.5"),
    ("client_body_timeout", "29s", "2m1s"),
    ("keepalive_timeout", "901s", "75s 60s"),
    ("send_timeout", "0", "500ms", "3601"),
    ("proxy_connect_timeout", "3s", "121s"),
    ("proxy_read_timeout", "29s", "1h1s", "99999999999999999999"),
    ("proxy_send_timeout", "29s", "3601s"),
    ("client_header_buffer_size", "1023", "257k", "4kb", "k"),
    ("http2_max_field_size", "0", "1m"),
    ("client_max_body_size", "1023k", "10241M", "257M", "11g"),
    ("keepalive_requests", "0", "10001", "many"),
    ("ssl_protocols", "", "SSLv3", "TLSv1.2 TLSv1.4"),
    ("ssl_ciphers", "NOTHING", "RC4", "DHE-RSA-AES128-SHA", "A B"),
    ("ssl_verify_depth", "0", "11"),
    ("ssl_early_data", "yes", "on off"),
    ("server_tokens", "build", ""),
    ("proxy_ignore_client_abort", "1"),
    ("proxy_request_buffering", "maybe"),
    ("proxy_buffers", "8", "2 8k", "9 8k", "8 17k", "8 3k"),
    ("proxy_buffer_size", "4k"),
    ("proxy_redirect", "off", "https:// http://", "default"),
    ("proxy_set_header", "Host $host", "X-Real-Port $uri", "X-Real-Port"),
    ("add_header", "", "a", "a b c", '"a b" c', "a $remote_addr", "Content-Length 1", ":status 200", '"" b'),
    ("more_set_headers", "", "A", "-s 404 A:B", '":x"', '"Connection: close"', '"A: $host"', '"A: b\\nC: d"'),
    ("error_page", "404", "/a", "200 /a", "404 missing.html", "404 =2000 /a"),
    ("gzip", "on"),
    ("rewrite", "^ /x"),
    ("large_client_header_buffers", "4 32k"),
]


@pytest.mark.parametrize(("name", "arguments"), [(name, one) for name, *given in REFUSED for one in given])
def test_what_is_refused(name: str, arguments: str) -> None:
    with pytest.raises(DirectiveError) as caught:
        read_settings(f"\n{name} {arguments};", "CLB")
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("keepalive_timeout 0;", {"keepalive_s": 0}),
        ("client_max_body_size 256m;", {"max_body": 256 << 20}),
        ("client_max_body_size 10g; proxy_request_buffering off;", {"max_body": 10 << 30, "request_buffering": False}),
        ("proxy_read_timeout 1h;", {"read_timeout_s": 3600}),
        ("ssl_protocols TLSv1.3 TLSv1;", {"versions": (TlsVersion.V1_0, TlsVersion.V1_3)}),
        ("add_header X-Empty '';", {}),
        ("proxy_buffers 8 8k; proxy_buffer_size 28k;", {"buffers": (8, 8192), "buffer_size": 28 << 10}),
    ],
)
def test_bounds_and_pairs(text: str, expected: dict[str, Any]) -> None:
    assert read_settings(text, "SERVER") == Settings(**expected)


@pytest.mark.parametrize("text", ["keepalive_timeout 1s; keepalive_timeout 2s;", "add_header a b;" * 101])
def test_what_comes_too_often(text: str) -> None:
    with pytest.raises(DirectiveError):
        read_settings(text, "CLB")


def test_what_belongs_to_connections_is_not_for_rules() -> None:
    for name, value in (("ssl_protocols", "TLSv1.3"), ("client_header_timeout", "60s"), ("http2_max_field_size", "4k")):
        assert read_settings(f"{name} {value};", "SERVER") != Settings()
        with pytest.raises(DirectiveError):
            read_settings(f"{name} {value};", "LOCATION")


def test_what_is_said_inside_wins() -> None:
    outer = read_settings(
        'add_header a b; more_set_headers "X:1"; proxy_read_timeout 90s; proxy_redirect http:// https://;', "CLB"
    )
    inner = read_settings('add_header c d; more_set_headers "Y:2"; client_max_body_size 1M;', "LOCATION")
    assert inner.inside(outer) == Settings(
        added_headers=(AnswerHeader("c", "d", beside=True, only_good=True),),
        set_headers=(AnswerHeader("X", "1"), AnswerHeader("Y", "2")),
        read_timeout_s=90,
        max_body=1 << 20,
        https_redirects=True,
    )
