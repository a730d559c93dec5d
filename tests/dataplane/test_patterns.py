"""Expressions that search, said as expressions that match from end to end."""

from __future__ import annotations

import re

import pytest

from twincloud.dataplane.compile.patterns import host_pattern, path_pattern
from twincloud.dataplane.compile.resources import CompileError


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        ("c$", "abc", True),
        ("b$", "abc", False),
        (r"\.(png|gif)$", "/x/y.gif", True),
        ("a|d", "abc", True),
        ("[)]", "a)b", True),
        ("[]()]", "a(b", True),
        ("[^](]", "](", False),
        (r"\(", "a(b", True),
        (r"a\$", "a$", True),
    ],
)
def test_a_path_is_searched(expression: str, text: str, found: bool) -> None:
    assert bool(re.fullmatch(path_pattern(expression), text)) is found
    assert bool(re.search(expression, text)) is found


@pytest.mark.parametrize("port", ["", ":80", ":65535"])
@pytest.mark.parametrize(
    ("expression", "host", "found"),
    [
        (r"^www\.a\.test$", "www.a.test", True),
        (r"^www\.a\.test$", "WWW.a.test", True),
        (r"^www\.a\.test$", "www.a.test.org", False),
        (r"^(www\.a|shop$|m\.b$)", "m.b", True),
        (r"^(www\.a|shop$|m\.b$)", "m.bc", False),
        (r"a[$]b", "xa$b", True),
        (r"test", "a.test.b", True),
    ],
)
def test_a_host_is_found_with_and_without_its_port(expression: str, host: str, found: bool, port: str) -> None:
    # RE2 takes flags at the beginning only outside the group; Python takes them there, too.
    assert bool(re.fullmatch(host_pattern(expression), host + port)) is found


@pytest.mark.parametrize("expression", ["a)(b", "(", "a)", "(?:a|(b)"])
def test_stray_parentheses_are_refused(expression: str) -> None:
    with pytest.raises(CompileError, match="parenthesis"):
        path_pattern(expression)
    with pytest.raises(CompileError, match="parenthesis"):
        host_pattern(expression)
