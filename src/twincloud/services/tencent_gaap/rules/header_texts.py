"""Names and values of headers, as HTTP has them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from twincloud.contract.call import Call
from twincloud.services.tencent_gaap.errors import VALUE, refusal

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
_VALUE = re.compile(r"[\x20-\x7e]{0,1024}")


def check_headers(call: Call, headers: Iterable[tuple[str, str]]) -> None:
    """Raise ApiError InvalidParameterValue for a name or value that cannot be sent."""
    for name, value in headers:
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise refusal(call, VALUE, "A header has a name and a value as HTTP has them.")
