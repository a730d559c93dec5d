"""Why a call was refused; for signatures, what the server signed beside what the client signed."""

from __future__ import annotations

from itertools import zip_longest

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.execution.journal import Entry, Journal
from twincloud.kernel.errors import ApiError
from twincloud.services.operator.journal import newest, view
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction

_BETWEEN = "%26"
"""What stands between the parameters of a string to sign that is a single line."""


async def _find(call: Call, request: shapes.ExplainRequest) -> Entry:
    async for entry in newest(call.port(Journal)):
        if entry.request_id == request.request_id:
            return entry
    raise ApiError("NotFound", f"There is no request `{request.request_id}` in the journal.", status=404)


@OPERATOR.read("Explain", prepare=_find)
def explain(call: Call, request: shapes.ExplainRequest, tx: Transaction) -> shapes.ExplainResponse:
    """Tell what the journal knows of a call; raises ApiError NotFound.

    For a signature that did not match, the client's own strings are compared line by line with those of the server.
    """
    entry: Entry = call.prepared
    given = {"canonical_request": request.canonical_request, "string_to_sign": request.string_to_sign}
    comparisons = [
        _compare(part, getattr(entry, part), text)
        for part, text in given.items()
        if text is not None and getattr(entry, part)
    ]
    return shapes.ExplainResponse(
        entry=view(entry),
        findings=_findings(entry, comparisons, asked=any(given.values())),
        canonical_request=entry.canonical_request or None,
        string_to_sign=entry.string_to_sign or None,
        comparisons=comparisons,
    )


def _compare(part: str, server: str, client: str) -> shapes.Comparison:
    if "\n" not in client:
        # Logs often show a string with its line ends written out.
        client = client.replace("\\n", "\n")
    between = "\n" if "\n" in server else _BETWEEN
    pairs = zip_longest(server.split(between), client.split(between))
    lines = [
        shapes.ComparedLine(number=number, server=ours, client=theirs, same=ours == theirs)
        for number, (ours, theirs) in enumerate(pairs, start=1)
    ]
    first = next((line.number for line in lines if not line.same), None)
    return shapes.Comparison(part=part, lines=lines, first_difference=first)


def _findings(entry: Entry, comparisons: list[shapes.Comparison], *, asked: bool) -> list[str]:
    if not entry.code:
        return ["The call was answered without an error."]
    findings = [f"{entry.code}: {entry.message}"]
    if entry.hint:
        findings.append(entry.hint)
    if entry.error:
        findings.append("This is a fault of the server, not of the client; `error` holds its traceback.")
    if entry.string_to_sign:
        findings += _signature_findings(entry, comparisons)
    elif asked:
        findings.append("The signature was not what the call was refused for, so there is nothing to compare.")
    return findings


def _signature_findings(entry: Entry, comparisons: list[shapes.Comparison]) -> list[str]:
    if not comparisons:
        return ["Give the client's own string to sign to see where it differs from the server's."]
    findings = [_finding(comparison) for comparison in comparisons]
    differences = {comparison.part: comparison.first_difference for comparison in comparisons}
    if not any(differences.values()):
        findings.append("Both sides signed the same text: the secrets differ, or the key was derived differently.")
    elif entry.canonical_request and differences == {"string_to_sign": entry.string_to_sign.count("\n") + 1}:
        findings.append(
            "The last line is the digest of the canonical request: give the client's canonical request as well."
        )
    return findings


def _finding(comparison: shapes.Comparison) -> str:
    name = (comparison.part or "").replace("_", " ")
    if comparison.first_difference is None:
        return f"The {name} is the same on both sides."
    return f"The {name} differs first in line {comparison.first_difference}."
