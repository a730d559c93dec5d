"""What is stored of answers that stand in for errors."""

from __future__ import annotations

from msgspec import Struct

from twincloud.storage.collection import Collection


class ErrorPage(Struct, frozen=True, omit_defaults=True):
    """What a domain's clients get in place of answers with these statuses. `changed` is the generation that made it."""

    id: str
    owner_id: str
    listener_id: str
    domain_id: str
    statuses: tuple[int, ...]
    body: str
    changed: int
    new_status: int | None = None
    cleared: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


error_pages = Collection(
    "gaap_error_page",
    ErrorPage,
    columns={"owner_id": str, "listener_id": str, "domain_id": str},
    index=[("owner_id",), ("listener_id",), ("domain_id",)],
)
