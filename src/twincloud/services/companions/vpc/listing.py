"""What the lists of this product share: filters by name, pages by numbers that are texts, tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.tags import tags_of
from twincloud.kernel.errors import ApiError
from twincloud.kernel.paging import page
from twincloud.storage.transaction import Transaction

T = TypeVar("T")
Reader = Callable[[T], Iterable[str]]
_TAG = "tag:"


def chosen(
    known: Sequence[T],
    ids: Sequence[str] | None,
    filters: Sequence[shapes.Filter] | None,
    readers: Mapping[str, Reader[T]],
    tags: Callable[[T], Mapping[str, str]],
) -> list[T]:
    """Return the records that a request means by their ids or by filters, which it must not have both.

    Filters are joined by «and», their values by «or»; `readers` say what of a record each is about. Raises ApiError
    InvalidParameter.Coexist and InvalidParameter.FilterInvalidKey.
    """
    if ids and filters:
        raise ApiError("InvalidParameter.Coexist", "Ids and Filters cannot be used together.")
    if ids:
        return [one for one in known if one.id in ids]  # type: ignore[attr-defined]  # every record has an id
    found = list(known)
    for item in filters or ():
        values = frozenset(item.values)
        if item.name.startswith(_TAG):
            key = item.name.removeprefix(_TAG)
            found = [one for one in found if tags(one).get(key) in values]
        elif item.name == "tag-key":
            found = [one for one in found if not values.isdisjoint(tags(one))]
        elif item.name in readers:
            reader = readers[item.name]
            found = [one for one in found if any(value in values for value in reader(one))]
        else:
            raise ApiError("InvalidParameter.FilterInvalidKey", f"Invalid filter name: {item.name}")
    return found


def paged(found: Sequence[T], offset: str | None, limit: str | None) -> Sequence[T]:
    """Return a page of a list; offset and limit are texts here."""
    return page(found, int(offset) if offset else None, int(limit) if limit else None)


def tag_set(tx: Transaction, resource: str) -> list[shapes.Tag]:
    """Return a resource's tags as answers show them."""
    return [shapes.Tag(key=tag.key, value=tag.value) for tag in tags_of(tx, resource)]


def not_found(kind: str, name: str) -> ApiError:
    """Return the refusal of something that the tenant does not have."""
    return ApiError("ResourceNotFound", f"The {kind} `{name}` does not exist.")
