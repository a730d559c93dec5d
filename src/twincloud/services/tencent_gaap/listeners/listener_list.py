"""Listeners as they are shown: DescribeTCP-, DescribeUDP-, DescribeHTTP- and DescribeHTTPSListeners."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.kernel.paging import page
from twincloud.services.tencent_gaap.errors import missing, no_listener
from twincloud.services.tencent_gaap.listeners.certificate_use import alias_of
from twincloud.services.tencent_gaap.listeners.tls_choice import WIDE, spoken
from twincloud.services.tencent_gaap.lookups import bound_by_place, find_owner
from twincloud.services.tencent_gaap.origins.readings import bound_views, read_tcp, read_udp
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import HTTP, HTTPS, TCP, UDP, Binding, Listener, listeners
from twincloud.services.tencent_gaap.states import Progress
from twincloud.storage.transaction import Transaction

_MOST_SHOWN = 50

Request = (
    shapes.DescribeTCPListenersRequest
    | shapes.DescribeUDPListenersRequest
    | shapes.DescribeHTTPListenersRequest
    | shapes.DescribeHTTPSListenersRequest
)


@GAAP.read("DescribeTCPListeners", settle=read_tcp)
def describe_tcp_listeners(
    call: Call, request: shapes.DescribeTCPListenersRequest, tx: Transaction
) -> shapes.DescribeTCPListenersResponse:
    """List TCP listeners, oldest first, with their origins as the data plane sees them."""
    found = _found(call, request, tx, TCP)
    progress, bound = Progress(call, tx), _Bound(tx)
    shown = [_tcp_view(progress, listener, bound.of(listener)) for listener in _page(request, found)]
    return shapes.DescribeTCPListenersResponse(total_count=len(found), listener_set=shown, request_id=call.request_id)


@GAAP.read("DescribeUDPListeners", settle=read_udp)
def describe_udp_listeners(
    call: Call, request: shapes.DescribeUDPListenersRequest, tx: Transaction
) -> shapes.DescribeUDPListenersResponse:
    """List UDP listeners, oldest first, with their origins as the data plane sees them."""
    found = _found(call, request, tx, UDP)
    progress, bound = Progress(call, tx), _Bound(tx)
    shown = [_udp_view(progress, listener, bound.of(listener)) for listener in _page(request, found)]
    return shapes.DescribeUDPListenersResponse(total_count=len(found), listener_set=shown, request_id=call.request_id)


@GAAP.read("DescribeHTTPListeners")
def describe_http_listeners(
    call: Call, request: shapes.DescribeHTTPListenersRequest, tx: Transaction
) -> shapes.DescribeHTTPListenersResponse:
    """List HTTP listeners, oldest first."""
    found = _found(call, request, tx, HTTP)
    progress = Progress(call, tx)
    shown = [
        shapes.HTTPListener(
            listener_id=listener.id,
            listener_name=listener.name,
            port=listener.port,
            create_time=listener.created_ms // 1000,
            protocol=listener.protocol,
            listener_status=progress.status(listener),
            proxy_id=_proxy_id(listener),
            group_id=_group_id(listener),
        )
        for listener in _page(request, found)
    ]
    return shapes.DescribeHTTPListenersResponse(total_count=len(found), listener_set=shown, request_id=call.request_id)


@GAAP.read("DescribeHTTPSListeners")
def describe_https_listeners(
    call: Call, request: shapes.DescribeHTTPSListenersRequest, tx: Transaction
) -> shapes.DescribeHTTPSListenersResponse:
    """List HTTPS listeners, oldest first."""
    found = _found(call, request, tx, HTTPS)
    if request.http3_supported is not None:
        found = [listener for listener in found if listener.http3 == request.http3_supported]
    progress = Progress(call, tx)
    shown = [_https_view(progress, listener) for listener in _page(request, found)]
    return shapes.DescribeHTTPSListenersResponse(total_count=len(found), listener_set=shown, request_id=call.request_id)


def alias_views(tx: Transaction, ids: Sequence[str]) -> list[shapes.CertificateAliasInfo]:
    """Return certificates by id and name."""
    return [shapes.CertificateAliasInfo(certificate_id=one, certificate_alias=alias_of(tx, one)) for one in ids]


class _Bound:
    """The origins of listeners, read once for each connection or group."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._by_owner: dict[str, dict[str, list[Binding]]] = {}

    def of(self, listener: Listener) -> Sequence[Binding]:
        if listener.owner_id not in self._by_owner:
            self._by_owner[listener.owner_id] = bound_by_place(self._tx, listener.owner_id)
        return self._by_owner[listener.owner_id].get(listener.id, ())


def _found(call: Call, request: Request, tx: Transaction, protocol: str) -> list[Listener]:
    """Return the listeners that a request asks for; raises ApiError, in known words for an id that is not there."""
    known = _asked_for(call, request, tx, protocol)
    if request.listener_name is not None:
        known = [listener for listener in known if listener.name == request.listener_name]
    if request.port is not None:
        known = [listener for listener in known if listener.port == request.port]
    if request.search_value:
        wanted = request.search_value
        known = [listener for listener in known if wanted in listener.name or wanted == str(listener.port)]
    return known


def _asked_for(call: Call, request: Request, tx: Transaction, protocol: str) -> list[Listener]:
    if request.listener_id:
        found = tx.get(listeners, request.listener_id)
        owners = {request.proxy_id, request.group_id} - {None, ""}
        if (
            found is None
            or (found.account, found.protocol) != (call.tenant.account, protocol)
            or (owners and owners != {found.owner_id})
        ):
            raise no_listener(call, request.listener_id)
        return [found]
    if not request.proxy_id and not request.group_id:
        raise missing(call, "ProxyId")
    owner = find_owner(call, tx, request.proxy_id, request.group_id)
    return [listener for listener in tx.find(listeners, owner_id=owner.id) if listener.protocol == protocol]


def _page(request: Request, found: Sequence[Listener]) -> Sequence[Listener]:
    return page(found, request.offset, request.limit, most=_MOST_SHOWN)


def _proxy_id(listener: Listener) -> str:
    return "" if listener.of_group else listener.owner_id


def _group_id(listener: Listener) -> str | None:
    return listener.owner_id if listener.of_group else None


def _tcp_view(progress: Progress, listener: Listener, bound: Sequence[Binding]) -> shapes.TCPListener:
    return shapes.TCPListener(
        listener_id=listener.id,
        listener_name=listener.name,
        port=listener.port,
        real_server_type=listener.origin_type,
        protocol=listener.protocol,
        listener_status=progress.status(listener),
        scheduler=listener.scheduler,
        connect_timeout=listener.check.timeout,
        delay_loop=listener.check.interval,
        health_check=listener.check.on,
        bind_status=1,
        real_server_set=bound_views(bound),
        create_time=listener.created_ms // 1000,
        client_ip_method=listener.client_ip_method,
        healthy_threshold=listener.check.healthy,
        unhealthy_threshold=listener.check.unhealthy,
        failover_switch=listener.failover,
        session_persist=0,
        proxy_id=_proxy_id(listener),
        group_id=_group_id(listener),
    )


def _udp_view(progress: Progress, listener: Listener, bound: Sequence[Binding]) -> shapes.UDPListener:
    return shapes.UDPListener(
        listener_id=listener.id,
        listener_name=listener.name,
        port=listener.port,
        real_server_type=listener.origin_type,
        protocol=listener.protocol,
        listener_status=progress.status(listener),
        scheduler=listener.scheduler,
        bind_status=0,
        real_server_set=bound_views(bound),
        create_time=listener.created_ms // 1000,
        session_persist=0,
        delay_loop=listener.check.interval,
        connect_timeout=listener.check.timeout,
        healthy_threshold=listener.check.healthy,
        unhealthy_threshold=listener.check.unhealthy,
        failover_switch=listener.failover,
        health_check=listener.check.on,
        check_type=listener.check.kind,
        check_port=listener.check.port,
        context_type=listener.check.context_type,
        send_context=listener.check.send,
        recv_context=listener.check.receive,
        proxy_id=_proxy_id(listener),
        group_id=_group_id(listener),
    )


def _https_view(progress: Progress, listener: Listener) -> shapes.HTTPSListener:
    clients = listener.client_certificate_ids
    return shapes.HTTPSListener(
        listener_id=listener.id,
        listener_name=listener.name,
        port=listener.port,
        protocol=listener.protocol,
        listener_status=progress.status(listener),
        certificate_id=listener.certificate_id,
        forward_protocol=listener.forward_protocol,
        create_time=listener.created_ms // 1000,
        certificate_alias=alias_of(progress.tx, listener.certificate_id),
        client_certificate_id=clients[0] if clients else None,
        auth_type=listener.auth_type,
        client_certificate_alias=alias_of(progress.tx, clients[0]) if clients else None,
        poly_client_certificate_alias_info=alias_views(progress.tx, clients),
        http3_supported=listener.http3,
        proxy_id=_proxy_id(listener),
        group_id=_group_id(listener),
        tls_support_version=list(spoken(listener)),
        tls_ciphers=listener.tls_ciphers or WIDE,
    )
