"""Nonces that have been used, so that no signed request counts twice."""

from __future__ import annotations

import hashlib

_HALF_MS = 30 * 60_000
"""Longer than any request stays acceptable, from fifteen minutes before its time to fifteen after."""
_MOST = 50_000
"""As many marks take some 4 MB."""


class Nonces:
    """Remembers nonces of keys in two halves, the older of which is forgotten when the newer is full or old.

    They live in memory: a server that was started anew knows none of the earlier ones, and a flood of more than
    50,000 calls makes it forget sooner (our choice).
    """

    def __init__(self) -> None:
        self._newer: set[int] = set()
        self._older: set[int] = set()
        self._since_ms = 0

    def used(self, key_id: str, nonce: str) -> bool:
        """Tell whether the key has used the nonce."""
        mark = _mark(key_id, nonce)
        return mark in self._newer or mark in self._older

    def use(self, key_id: str, nonce: str, now_ms: int) -> None:
        """Remember a nonce from now on."""
        if len(self._newer) >= _MOST or abs(now_ms - self._since_ms) > _HALF_MS:
            self._newer, self._older, self._since_ms = set(), self._newer, now_ms
        self._newer.add(_mark(key_id, nonce))


def _mark(key_id: str, nonce: str) -> int:
    # Seven bytes make the smallest kind of number that tells so many nonces apart.
    return int.from_bytes(hashlib.blake2b(f"{key_id}\n{nonce}".encode("utf-8", "replace"), digest_size=7).digest())
