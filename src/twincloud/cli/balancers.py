"""`twincloud address`, `lock`, `unlock` and `managed`: balancers of every product."""

from __future__ import annotations

from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import print_pairs, print_table, shown
from twincloud.contract.shapes import operator as shapes


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    command(app, "address", show=_show_address)(get_address)
    command(app, "lock", show=_show_balancer)(lock_balancer)
    command(app, "unlock", show=_show_balancer)(unlock_balancer)
    command(app, "managed", show=_show_balancer)(set_managed)


def get_address(client: OperatorClient, id: str) -> shapes.GetAddressResponse:  # noqa: A002 (the argument's name in the help)
    """Say where a listener, or every listener of a balancer, really listens."""
    return client.ask(shapes.GetAddressRequest(id=id), shapes.GetAddressResponse)


def lock_balancer(
    client: OperatorClient,
    id: str,  # noqa: A002
    reason: Annotated[str, typer.Option(help="Why, such as financial or security.")],
) -> shapes.Balancer:
    """Close a balancer's ports, as an unpaid bill does; SLB and GAAP also refuse writes to it."""
    return client.ask(shapes.LockBalancerRequest(id=id, reason=reason), shapes.Balancer)


def unlock_balancer(client: OperatorClient, id: str) -> shapes.Balancer:  # noqa: A002
    """Let a locked balancer serve again."""
    return client.ask(shapes.UnlockBalancerRequest(id=id), shapes.Balancer)


def set_managed(
    client: OperatorClient,
    id: str,  # noqa: A002
    on: Annotated[bool, typer.Option("--on/--off", help="Whether the vendor alone configures it.")] = True,
) -> shapes.Balancer:
    """Mark a balancer as the vendor's to configure: it serves, and products that know such ones refuse writes."""
    return client.ask(shapes.SetManagedRequest(id=id, managed=on), shapes.Balancer)


def _show_address(answer: shapes.GetAddressResponse) -> None:
    rows = [
        (each.listener_id, each.protocol, _endpoint(each), each.serving, each.reason) for each in answer.listeners or []
    ]
    columns = ("listener", "protocol", "address", "serving", "reason")
    print_table(columns, rows, nothing=f"{shown(answer.id)} does not listen: {shown(answer.reason)}.")


def _endpoint(listener: shapes.ListenerAddress) -> str | None:
    if listener.address is None:
        return None
    host = f"[{listener.address}]" if ":" in listener.address else listener.address
    return f"{host}:{listener.port}"


def _show_balancer(balancer: shapes.Balancer) -> None:
    print_pairs(
        [
            ("balancer", balancer.id),
            ("product", balancer.product),
            ("account", balancer.account),
            ("region", balancer.region),
            ("locked", balancer.locked or "no"),
            ("managed", balancer.managed),
        ]
    )
