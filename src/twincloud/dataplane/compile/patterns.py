"""Regular expressions of plans, which search, as Envoy's, which match from end to end."""

from __future__ import annotations

from twincloud.dataplane.compile.resources import CompileError

PORT = "(?::[0-9]+)?$"


def path_pattern(expression: str) -> str:
    """Return the full-match form of an unanchored path expression; raises CompileError on stray parentheses."""
    _walk(expression)
    return f".*(?:{expression}).*"


def host_pattern(expression: str) -> str:
    """Return the full-match form of a host expression, blind to case and to a port behind the name.

    Raises CompileError on stray parentheses, which could otherwise close the group around the expression.
    """
    return f"(?i).*(?:{_walk(expression, end=PORT)}).*"


def _walk(expression: str, end: str = "$") -> str:
    """Return the expression with each end-of-text anchor replaced by `end`, its parentheses checked."""
    done: list[str] = []
    depth = 0
    in_class = False
    position = 0
    while position < len(expression):
        char = expression[position]
        if char == "\\":
            done.append(expression[position : position + 2])
            position += 2
            continue
        if in_class:
            in_class = char != "]" or _opens_class(expression, position)
        elif char == "[":
            in_class = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth < 0:
                raise CompileError(f"the expression {expression!r} closes a parenthesis that it never opened")
        done.append(end if char == "$" and not in_class else char)
        position += 1
    if depth:
        raise CompileError(f"the expression {expression!r} leaves a parenthesis open")
    return "".join(done)


def _opens_class(expression: str, position: int) -> bool:
    """Tell whether the bracket at `position` is the first member of its class, where it stands for itself."""
    return expression[position - 1] == "[" or expression[position - 2 : position] == "[^"
