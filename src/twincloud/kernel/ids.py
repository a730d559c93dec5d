"""Random identifiers in the products' formats; every one carries at least 40 bits."""

from __future__ import annotations

import secrets
import string
import uuid

LOWER_ALNUM = string.ascii_lowercase + string.digits
ALNUM = string.ascii_letters + string.digits
LOWER_HEX = "0123456789abcdef"


def resource_id(prefix: str, length: int = 8, alphabet: str = LOWER_ALNUM) -> str:
    """Return `prefix` followed by `length` random characters, such as ``lb-3k9x0a2q`` (41 bits by default)."""
    base = len(alphabet)
    # 64 bits more than needed leave no letter measurably likelier than another.
    number = int.from_bytes(secrets.token_bytes(length + 8))
    letters = []
    for _ in range(length):
        number, place = divmod(number, base)
        letters.append(alphabet[place])
    return prefix + "".join(letters)


def request_id() -> str:
    """Return a random version 4 UUID in lower case, the form of a Tencent RequestId."""
    return str(uuid.uuid4())
