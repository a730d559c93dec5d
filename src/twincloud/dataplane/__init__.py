"""The data plane: forwarding plans become Envoy's configuration, and Envoy is kept alive."""

from __future__ import annotations

import os

# gRPC reads this when it is imported: we start programs but never go on in a forked Python, and with its preparations
# for that it writes a line to the terminal at each start of a program.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
