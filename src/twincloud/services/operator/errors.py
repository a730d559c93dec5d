"""The refusals that several nouns of the operator's door share."""

from __future__ import annotations

from twincloud.kernel.errors import ApiError


def not_found(noun: str, some_id: str) -> ApiError:
    """Return the refusal of an id that stands for nothing."""
    return ApiError("NotFound", f"There is no {noun} `{some_id}`.", status=404)


def already_exists(sentence: str) -> ApiError:
    """Return the refusal of something that would be there twice."""
    return ApiError("AlreadyExists", sentence, status=409)


def invalid(sentence: str) -> ApiError:
    """Return the refusal of a value that the contract alone cannot judge."""
    return ApiError("InvalidParameterValue", sentence)
