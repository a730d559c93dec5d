"""Decoding of query strings and form bodies, as several dialects send them."""

from __future__ import annotations

from urllib.parse import parse_qsl

from twincloud.gateway.http.message import Head
from twincloud.kernel.errors import ApiError

FORM = "application/x-www-form-urlencoded"
MOST_PARAMETERS = 10_000


def decode_pairs(raw: bytes) -> list[tuple[str, str]]:
    """Return the decoded pairs of a query string or form body in their order, empty values included.

    Raises ApiError InvalidParameter beyond 10,000 parameters (our choice) and for what is not UTF-8.
    """
    try:
        return parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise ApiError("InvalidParameter", "The parameters are not valid UTF-8 form data.") from error


def media_type(head: Head) -> str:
    """Return the body's media type in lower case, without its parameters; empty when the request names none."""
    return head.headers.get("content-type", "").partition(";")[0].strip().lower()
