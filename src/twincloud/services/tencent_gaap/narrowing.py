"""What list calls have in common: the project, filters and tags that leave out of a list what is not asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.tags import tags_of
from twincloud.services.tencent_gaap.errors import VALUE, refusal
from twincloud.storage.transaction import Transaction

ALL_PROJECTS = -1


class Item(Protocol):
    """What can be left out of a list."""

    @property
    def id(self) -> str:
        """The id on which its tags hang."""
        ...

    @property
    def project_id(self) -> int:
        """The project to which it belongs."""
        ...


R = TypeVar("R", bound=Item)


def of_project(items: Iterable[R], project_id: int) -> list[R]:
    """Return those of a project, or all of them for ALL_PROJECTS."""
    return [item for item in items if project_id in (ALL_PROJECTS, item.project_id)]


def filtered(
    call: Call,
    items: Sequence[R],
    filters: Sequence[shapes.Filter] | None,
    readers: Mapping[str, Callable[[R], str]],
) -> list[R]:
    """Return those that every filter lets pass; raises ApiError for a filter that is not known."""
    found = list(items)
    for given in filters or ():
        read = readers.get(given.name)
        if read is None:
            raise refusal(call, VALUE, f"The filter {given.name} is not known; there are: {', '.join(readers)}.")
        values = set(given.values)
        found = [item for item in found if read(item) in values]
    return found


def tagged(tx: Transaction, items: list[R], wanted: Sequence[shapes.TagPair] | None) -> list[R]:
    """Return those that have one of the tags; without any all of them."""
    pairs = {(tag.tag_key, tag.tag_value) for tag in wanted or ()}
    if not pairs:
        return items
    return [item for item in items if any((tag.key, tag.value) in pairs for tag in tags_of(tx, item.id))]
