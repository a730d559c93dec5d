"""The one exception by which the program refuses a call."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal in a product's own words.

    `code` is the documented error code, `message` a sentence for people, `status` the HTTP status for dialects that
    use one; 0 stands for the one that is documented for the code, or 400. `resource` names what was denied where a
    dialect reports it. `member` is the path of the request's member that broke the contract, such as
    ``Rules.0.Domain``. `hint` is for the journal alone: what to do on this server, in words that the product does not
    have.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 0,
        resource: str | None = None,
        member: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.resource = resource
        self.member = member
        self.hint = hint
