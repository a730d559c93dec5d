"""`twincloud certificates`: certificates that listeners of any product may name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import print_pairs, print_table
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(name="certificates", help="Certificates that listeners may name.", no_args_is_help=True)

Account = Annotated[str | None, typer.Option(help="The account's id; the first account when absent.")]
PemFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The certificate (and chain) in PEM.")]


def _show(certificate: shapes.Certificate) -> None:
    print_pairs(
        [
            ("certificate", certificate.id),
            ("account", certificate.account),
            ("name", certificate.name or None),
            ("kind", certificate.kind),
            ("subject", certificate.subject),
            ("vouches for", ", ".join(certificate.names or [])),
            ("key", certificate.algorithm),
            ("ends", _day(certificate.not_after_ms)),
        ]
    )


def _show_all(answer: shapes.ListCertificatesResponse) -> None:
    print_table(
        ("certificate", "account", "name", "kind", "vouches for", "ends"),
        [
            (each.id, each.account, each.name, each.kind, ", ".join(each.names or []), _day(each.not_after_ms))
            for each in answer.certificates or []
        ],
        nothing="There is no certificate.",
    )


def _day(at_ms: int | None) -> str:
    return datetime.fromtimestamp((at_ms or 0) / 1000, UTC).date().isoformat()


@command(app, "list", show=_show_all)
def list_certificates(
    client: OperatorClient,
    account: Annotated[str | None, typer.Option(help="Only this account's certificates.")] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> shapes.ListCertificatesResponse:
    """List certificates."""
    request = shapes.ListCertificatesRequest(account=account, offset=offset, limit=limit)
    return client.ask(request, shapes.ListCertificatesResponse)


@command(app, "add", show=_show)
def add_certificate(
    client: OperatorClient,
    certificate: PemFile,
    key: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Its private key in PEM; none for an authority.")
    ] = None,
    account: Account = None,
    name: Annotated[str | None, typer.Option(help="What the certificate is called.")] = None,
) -> shapes.Certificate:
    """Keep a server's certificate with its key, or an authority's without."""
    request = shapes.AddCertificateRequest(
        account=account,
        name=name,
        certificate=certificate.read_text(),
        private_key=key.read_text() if key is not None else None,
    )
    return client.ask(request, shapes.Certificate)


@command(app, "remove", show=lambda _: print("The certificate is removed."))
def remove_certificate(
    client: OperatorClient, certificate: str, account: Account = None
) -> shapes.RemoveCertificateResponse:
    """Forget a certificate and its key."""
    request = shapes.RemoveCertificateRequest(account=account, id=certificate)
    return client.ask(request, shapes.RemoveCertificateResponse)
