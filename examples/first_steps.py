"""The first steps with the official Tencent Cloud SDK: a balancer, two listeners, two targets, and traffic.

Needs a running server and its variables in the environment: eval "$(twincloud env)".
"""

from __future__ import annotations

import collections
import http.server
import os
import threading
import time
import urllib.request
from typing import Any

from tencentcloud.clb.v20180317 import clb_client, models
from tencentcloud.common import credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile


def web_server(name: str) -> int:
    """Start a web server that answers with its name, and return its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(name)))
            self.end_headers()
            self.wfile.write(name.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


# The only thing that is not as in production: where the endpoint is.
profile = ClientProfile(httpProfile=HttpProfile(endpoint=os.environ["TWINCLOUD_HTTP"], protocol="http"))
keys = credential.Credential(os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"])
client = clb_client.ClbClient(keys, "ap-guangzhou", profile)


def call(action: str, **fields: Any) -> Any:
    """Call an action of CLB and, when it is asynchronous, poll its task to the end."""
    request = getattr(models, f"{action}Request")()
    request._deserialize(fields)
    answer = getattr(client, action)(request)
    if not action.startswith("Describe"):
        while (status := call("DescribeTaskStatus", TaskId=answer.RequestId)).Status == 2:
            time.sleep(0.05)
        if status.Status != 0:
            raise SystemExit(f"{action} failed: {status.Message}")
    return answer


lb = call("CreateLoadBalancer", LoadBalancerType="OPEN", LoadBalancerName="first-steps").LoadBalancerIds[0]
vip = call("DescribeLoadBalancers", LoadBalancerIds=[lb]).LoadBalancerSet[0].LoadBalancerVips[0]
tcp = call("CreateListener", LoadBalancerId=lb, Protocol="TCP", Ports=[9000]).ListenerIds[0]
web = call("CreateListener", LoadBalancerId=lb, Protocol="HTTP", Ports=[8080]).ListenerIds[0]
rule = call("CreateRule", LoadBalancerId=lb, ListenerId=web, Rules=[{"Domain": "shop.example", "Url": "/"}])

targets = [{"EniIp": "127.0.0.1", "Port": web_server(name)} for name in ("blue", "green")]
call("RegisterTargets", LoadBalancerId=lb, ListenerId=tcp, Targets=targets)
call("RegisterTargets", LoadBalancerId=lb, ListenerId=web, LocationId=rule.LocationIds[0], Targets=targets)

for port in (9000, 8080):
    seen: collections.Counter[str] = collections.Counter()
    for _ in range(10):
        request = urllib.request.Request(f"http://{vip}:{port}/", headers={"Host": "shop.example"})
        seen[urllib.request.urlopen(request, timeout=5).read().decode()] += 1
    print(f"http://{vip}:{port} was answered by {dict(sorted(seen.items()))}")

call("DeleteLoadBalancer", LoadBalancerIds=[lb])
print("done")
