"""Refusals of the server API: the four codes that every action documents, and the one of quotas."""

from __future__ import annotations

from twincloud.kernel.errors import ApiError

INPUT_INVALID = "InputInvalid"
NO_AUTH = "NoAuth"
NOT_EXIST = "ResourceNotExist"
TOO_MANY_GROUPS = "ErrorTooManyGroups"


def invalid(sentence: str) -> ApiError:
    """Return the refusal of a value; `sentence` names the parameter and ends with a period."""
    return ApiError(INPUT_INVALID, sentence, status=400)


def no_auth(sentence: str) -> ApiError:
    """Return the refusal of somebody who may not."""
    return ApiError(NO_AUTH, sentence, status=403)


def not_exist(sentence: str) -> ApiError:
    """Return the refusal of what is not there."""
    return ApiError(NOT_EXIST, sentence, status=404)


def too_many_groups(most: int) -> ApiError:
    """Return the refusal of a group over the application's quota."""
    return ApiError(TOO_MANY_GROUPS, f"An application holds at most {most} groups.", status=400)
