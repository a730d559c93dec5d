"""Chat's error codes are numbers, of which each family of commands has its own for the same reasons."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from twincloud.execution.runner import TooManyConflictsError
from twincloud.kernel.errors import ApiError


class Family(Struct, frozen=True, kw_only=True):
    """The codes of one family of commands, such as ``sns``; the defaults are those of the gateway.

    `members` are codes of the family for single members of requests, by their names. `display` says that answers carry
    ErrorDisplay.
    """

    invalid: str
    internal: str
    timeout: str = "60008"
    conflict: str = ""
    not_admin: str = "60010"
    no_json: str = "60003"
    no_command: str = "60009"
    throttled: str = "60007"
    members: Mapping[str, str] = {}
    display: bool = False


_FAMILIES: dict[str, Family] = {
    "sns": Family(
        invalid="30001", internal="30006", timeout="30007", conflict="30008", not_admin="30004", display=True
    ),
    "profile": Family(
        invalid="40001", internal="40006", not_admin="40004", members={"To_Account": "40002"}, display=True
    ),
    "im_open_login_svc": Family(invalid="70402", internal="70500", timeout="70169"),
    "openim": Family(
        invalid="90010", internal="90994", timeout="20004", not_admin="90009", no_json="90001",
        members={"To_Account": "90003"},
    ),
    "recentcontact": Family(invalid="50001", internal="50006", not_admin="50003", display=True),
    "group_open_http_svc": Family(
        invalid="10004", internal="10002", not_admin="10007", no_json="10011", no_command="10003", throttled="10006"
    ),
}  # fmt: skip
_ANY = Family(invalid="60003", internal="60008")

NO_HTTP = "60002"
"""The request is no call at all."""
_INVALID = frozenset({"MissingParameter", "UnknownParameter", "InvalidParameter", "InvalidParameterValue"})


class ChatError(ApiError):
    """A refusal under its number; `display` says that the answer carries ErrorDisplay."""

    def __init__(self, code: str, error: ApiError, *, display: bool) -> None:
        super().__init__(code, error.message, member=error.member, hint=error.hint)
        self.trace = getattr(error, "trace", None)
        self.display = display


def family_of(action: str) -> Family:
    """Return the codes of the family to which the action belongs, such as ``sns/group_delete``."""
    return _FAMILIES.get(action.partition("/")[0], _ANY)


def numbered(error: ApiError, action: str) -> ChatError:
    """Return the refusal under the number that the action's family has for it; numbers stay what they are."""
    family = family_of(action)
    return ChatError(_number(error, family), error, display=family.display)


def _number(error: ApiError, family: Family) -> str:
    if error.code.isdecimal():
        return error.code
    if isinstance(error, TooManyConflictsError):
        return family.conflict or family.internal
    if error.code == "RequestTimeout":
        return family.timeout
    if error.code.partition(".")[0] in _INVALID:
        return family.members.get(error.member, family.invalid)
    return family.internal
