"""The results of commands that do the same for many users: one item for each, in the product's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from twincloud.contract.shapes import chat as shapes

Named = TypeVar("Named", bound=shapes.AddFriendItem | shapes.ImportFriendItem | shapes.UpdateItem)
UNKNOWN, NOT_FRIEND = (30003, "Account_Not_Exist"), (30001, "Friend_Not_Exist")


class Results:
    """Collects one command's items; failed ones leave the answer as a whole an OK (product page)."""

    def __init__(self, command: str) -> None:
        """`command` is the part of ResultInfo that names it, such as ``FriendAdd``."""
        self._command = command
        self.items: list[shapes.ResultItem] = []
        self._failed: list[str] = []

    @property
    def failed(self) -> list[str] | None:
        """The accounts whose items failed; None, and so absent, when none did."""
        return self._failed or None

    def done(self, account: str) -> None:
        """Add an item that succeeded."""
        self.items.append(shapes.ResultItem(to_account=account, result_code=0, result_info=""))

    def failure(self, account: str, code: int, reason: str) -> None:
        """Add an item that failed; `reason` is the last part of its ResultInfo, or the whole where there is another."""
        self.items.append(shapes.ResultItem(to_account=account, result_code=code, result_info=self.info(reason)))
        self._failed.append(account)

    def info(self, reason: str) -> str:
        """Return the ResultInfo of a reason."""
        return f"Err_SNS_{self._command}_{reason}" if reason else ""


def distinct(items: Iterable[Named]) -> Iterable[Named]:
    """Return the first item of each account, in their order: who is named twice gets one result (our choice)."""
    found: dict[str, Named] = {}
    for item in items:
        found.setdefault(item.to_account, item)
    return found.values()
