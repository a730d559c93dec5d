"""What a server that is ready tells those who started it."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from msgspec import Struct

from twincloud import __version__
from twincloud.identity.first_start import Credentials


class Running(Struct, frozen=True):
    """What a server that is ready tells those who started it."""

    http: str
    https: str
    operator: str
    credentials: Credentials
    ca: Path
    data: Path
    dataplane: str


def welcome(server: Running) -> str:
    """Return what a person needs to see first: the doors, the key and three lines to try."""
    keys = server.credentials
    # After `make run` the command is in an environment that the next terminal does not know.
    command = shlex.quote(
        "twincloud" if shutil.which("twincloud") else str(Path(sys.executable).with_name("twincloud"))
    )
    data = f" --data {shlex.quote(str(server.data))}"
    return f"""twincloud {__version__} is ready (data plane: {server.dataplane}).

  every product   http://{server.http}   https://{server.https} (CA: {server.ca})
  operator        http://{server.operator}   {server.data / "operator.sock"}
  access key      {keys.access_key_id}
  secret          {keys.access_key_secret}
  chat app        {keys.chat_sdkappid} (its secret key: `env` below)
  sockets         ws://{server.http}/connection/websocket (Chat)   ws://{server.http}/live/connection/websocket (Live)

Try it in another terminal:
  eval "$({command} env{data})"
  tccli clb CreateLoadBalancer --endpoint http://{server.http} --region ap-guangzhou --LoadBalancerType OPEN
  {command} status{data}
"""
