"""`twincloud demo`: the README's stories by themselves, on a server of their own that goes when they end."""

from __future__ import annotations

from twincloud.cli.demo import balancing, messages
from twincloud.cli.demo.server import DemoError, say, started_server

__all__ = ["DemoError", "run_demo"]


def run_demo() -> None:
    """Tell the stories and print what was seen; raises DemoError when a step fails."""
    with started_server() as server:
        say(f"a twincloud server: {server.url}")
        balancing.tell(server)
        messages.tell(server)
    say("the server has stopped; nothing is left behind")
