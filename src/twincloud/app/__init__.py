"""The composition root: the only module that knows everyone. `running` reads like a server's table of contents."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twincloud import __version__
from twincloud.app.dataplane import OnMoved, dataplane_status, health, mend, start_engine
from twincloud.app.welcome import Running, welcome
from twincloud.balancing.engine import Engine
from twincloud.balancing.plans import Plans
from twincloud.balancing.reconciler import Planner, Reconciler
from twincloud.balancing.request_log import RequestLogs
from twincloud.balancing.tasks import Fleet, TaskEnds
from twincloud.balancing.traffic import Moved, TrafficMeter
from twincloud.balancing.traffic_history import TrafficHistory
from twincloud.dataplane.envoy.launch import raise_descriptor_limit
from twincloud.dataplane.names import NamedTargets
from twincloud.dataplane.request_logs import RequestLogFiles
from twincloud.egress.callouts import HttpCallOuts
from twincloud.egress.sender import Sender
from twincloud.egress.webhooks import WebhookLoop
from twincloud.execution import retention
from twincloud.execution.callouts import CallOuts
from twincloud.execution.faults import Faults
from twincloud.execution.journal import Journal
from twincloud.execution.limits import RateLimits
from twincloud.execution.runner import Runner
from twincloud.execution.timers import TimerLoop
from twincloud.execution.webhooks import Signer
from twincloud.gateway.dialects.alibaba import AlibabaDialect
from twincloud.gateway.dialects.dialect import Dialect
from twincloud.gateway.dialects.operator import OperatorDialect
from twincloud.gateway.dialects.tencent import TencentDialect
from twincloud.gateway.dialects.tencent_chat import TencentChatDialect
from twincloud.gateway.dialects.tencent_chat_lockout import Lockout
from twincloud.gateway.http.asgi import application
from twincloud.gateway.http.edge import Edge, Services
from twincloud.gateway.http.message import Answer
from twincloud.gateway.server import Door, bind
from twincloud.gateway.sockets.doors import SocketDoors
from twincloud.gateway.sockets.sessions import USUAL_TIMES, Sessions, SocketTimes
from twincloud.gateway.tls import LocalAuthority
from twincloud.identity.directory import Directory
from twincloud.identity.first_start import ensure_first_account, operator_token
from twincloud.inventory.addresses import AddressBook
from twincloud.inventory.books import open_book
from twincloud.kernel.clock import AdjustableClock
from twincloud.kernel.files import write_private
from twincloud.kernel.logs import set_up_logging
from twincloud.kernel.settings import Settings, host_port
from twincloud.realtime.presence import Presence
from twincloud.realtime.world import World
from twincloud.services import alibaba_live, tencent_chat, tencent_clb
from twincloud.services.alibaba_slb import (
    SLB,
    SlbPlanner,
)
from twincloud.services.companions import TENCENT_COMPANIONS
from twincloud.services.companions.alibaba_location import LOCATION
from twincloud.services.companions.alibaba_vpc import ALIBABA_VPC
from twincloud.services.operator import OPERATOR, ServerStatus, Supervision, restore_clock
from twincloud.services.tencent_clb import (
    CLB,
    ClbPlanner,
)
from twincloud.services.tencent_gaap import (
    GAAP,
    GaapPlanner,
    Leniency,
)
from twincloud.storage.opening import held_directory, open_store
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

if TYPE_CHECKING:
    from twincloud.dataplane.engine import EnvoyEngine

log = logging.getLogger(__name__)
NODE = "local"
"""The name of the one Envoy that an embedded server drives."""
_TENCENT = (CLB, GAAP, *TENCENT_COMPANIONS)
_ALIBABA = (SLB, alibaba_live.LIVE, LOCATION, ALIBABA_VPC)
_DESCRIPTORS = 65_536
"""Open files that the server allows itself, where it may: each connected client is one."""


WORLDS: tuple[World, ...] = (alibaba_live.LiveWorld(), tencent_chat.ChatWorld())
"""The products whose clients connect to stay."""
SIGNERS: dict[str, Signer] = {
    alibaba_live.SIGNER: alibaba_live.sign,
    tencent_chat.SIGNER: tencent_chat.sign,
}
"""The products' ways of signing what they send, by the names that their webhooks and call-outs say."""


async def serve(
    settings: Settings,
    *,
    worlds: Sequence[World] = WORLDS,
    signers: Mapping[str, Signer] = SIGNERS,
    socket_times: SocketTimes = USUAL_TIMES,
) -> None:
    """Run a server until SIGINT or SIGTERM; prints how to use it once it is ready.

    Raises SettingsError, StoreError, DoorError, AuthorityError, EngineStartError or AddressesExhausted when it cannot
    start; each says what to do.
    """
    # Whoever made the data directory, and whatever is put into it: it is nobody else's business.
    os.umask(0o077)
    raise_descriptor_limit(_DESCRIPTORS)
    stop = asyncio.Event()
    loop, starting = asyncio.get_running_loop(), asyncio.current_task()

    def end() -> None:
        stop.set()
        if starting is not None:
            starting.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    try:
        async with running(settings, worlds=worlds, signers=signers, socket_times=socket_times) as server:
            starting = None
            sys.stdout.write(welcome(server))
            sys.stdout.flush()
            await stop.wait()
    except asyncio.CancelledError:
        if not stop.is_set():
            raise


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    *,
    worlds: Sequence[World] = WORLDS,
    signers: Mapping[str, Signer] = SIGNERS,
    socket_times: SocketTimes = USUAL_TIMES,
) -> AsyncIterator[Running]:
    """Start a server, hand out where it is, and stop it in reverse order."""
    set_up_logging(settings.log_level)
    # httpx loads a command line of its own, and all of rich with it (0.15 s), unless it finds that there is none.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None is how Python marks what is not there
    async with contextlib.AsyncExitStack() as stack:
        directory = stack.enter_context(held_directory(settings.data))
        doors = {name: bind(*host_port(getattr(settings, name), name)) for name in ("http", "https", "operator")}
        for sock in doors.values():
            stack.callback(sock.close)
        bound = {name: _shown(sock) for name, sock in doors.items()}

        store = await open_store(settings.database, directory)
        stack.push_async_callback(store.close)
        clock = AdjustableClock()
        await restore_clock(store, clock)
        credentials = await ensure_first_account(store, directory, settings, clock)

        book = open_book(settings, directory)
        stack.callback(book.close)
        planners: dict[str, Planner] = {
            CLB.name: ClbPlanner(book),
            SLB.name: SlbPlanner(book),
            GAAP.name: GaapPlanner(book),
        }
        logs = RequestLogFiles(directory / "logs", clock.shown_at)
        meter = TrafficMeter()
        engine = await start_engine(settings, directory, logs, _watched(meter, store, clock, stack), stack)
        named = NamedTargets(engine) if engine is not None else None
        if named is not None:
            stack.push_async_callback(named.stop)
        reconciler = Reconciler(store, named, NODE, planners) if named is not None else None
        if reconciler is not None:
            stack.push_async_callback(reconciler.stop)
            await reconciler.start()
        if engine is not None and reconciler is not None:
            mending = asyncio.create_task(mend(engine, reconciler), name="mend")
            stack.callback(mending.cancel)

        journal = _start_journal(directory, stack)
        timers = await _start_timers(store, clock, logs, stack)
        sender = Sender(signers, private_targets=settings.private_targets)
        await _start_webhooks(WebhookLoop(store, sender, journal, clock), sender, stack)
        limits = RateLimits(on=settings.limits)
        presence = Presence()
        server = Running(
            **bound,
            credentials=credentials,
            ca=directory / "ca.pem",
            data=directory,
            dataplane=dataplane_status(engine).detail,
        )
        ports: dict[type, object] = {
            AddressBook: book,
            Fleet: Fleet((NODE,) if engine is not None else ()),
            Plans: Plans(planners),
            AdjustableClock: clock,
            Journal: journal,
            TimerLoop: timers,
            RateLimits: limits,
            Presence: presence,
            Leniency: Leniency(settings.gaap_delete_bound_without_force),
            Store: store,
            RequestLogs: logs,
            alibaba_live.Receipts: alibaba_live.Receipts(store),
            CallOuts: HttpCallOuts(sender, journal, clock),
        }
        if named is not None and reconciler is not None:
            ports |= {Engine: named, TaskEnds: reconciler, TrafficMeter: meter}
        services = Services(Runner(store, ports), Directory(store), limits, Faults(store), journal, clock)
        sessions = Sessions(store, presence, services, socket_times)
        reset = functools.partial(_follow_reset, store, clock, reconciler, sessions, logs)
        ports[Supervision] = Supervision(_status(server, settings, clock, engine), reset)
        await sessions.start(worlds)
        sockets = SocketDoors(worlds, sessions)
        await _open_doors(server, services, sockets, doors, functools.partial(health, engine), stack)
        stack.push_async_callback(sessions.close)
        write_private(directory / "server.json", (json.dumps({**bound, "pid": os.getpid()}) + "\n").encode())
        stack.callback((directory / "server.json").unlink, missing_ok=True)
        yield server


async def _open_doors(
    server: Running,
    services: Services,
    sockets: SocketDoors,
    bound: Mapping[str, socket.socket],
    health: Callable[[], dict[str, Any]],
    stack: contextlib.AsyncExitStack,
) -> None:
    """Let clients in: the public doors, and the operator's with a token and, on a socket of its own, without."""
    token = operator_token(server.data)
    public = application(Edge(_dialects(services), services), health, sockets, _pages())
    outside = application(Edge([OperatorDialect(OPERATOR, token=token)], services), health)
    inside = application(Edge([OperatorDialect(OPERATOR, token=None)], services), health)
    authority = LocalAuthority.open(server.data)
    doors = (
        Door(public, sock=bound["http"]),
        Door(public, sock=bound["https"], tls=authority.server_context()),
        Door(outside, sock=bound["operator"]),
        Door(inside, uds=server.data / "operator.sock"),
    )

    async def close() -> None:
        await asyncio.gather(*(door.close() for door in doors))

    stack.push_async_callback(close)
    for door in doors:
        await door.open()


def _dialects(services: Services) -> Sequence[Dialect]:
    """Return the public doors' dialects in the order in which they are asked; the last takes what nobody claims."""
    chat = TencentChatDialect(tencent_chat.CHAT, services.directory, Lockout(on=services.limits.on))
    return (chat, AlibabaDialect(_ALIBABA), TencentDialect(_TENCENT))


def _pages() -> dict[str, Answer]:
    """Return what the public doors hand out as it is: the script for Live's pages, which any page may load."""
    script = alibaba_live.SCRIPT.read_bytes()
    headers = (("access-control-allow-origin", "*"), ("cache-control", "no-cache"))
    return {alibaba_live.SCRIPT_PATH: Answer(200, "text/javascript; charset=utf-8", script, headers)}


def _watched(meter: TrafficMeter, store: Store, clock: AdjustableClock, stack: contextlib.AsyncExitStack) -> OnMoved:
    """Return who the engine tells of what was moved: the meter, and the history that is written down."""
    history = TrafficHistory(store, clock)
    history.start()
    stack.push_async_callback(history.stop)

    def tell(seconds: float, moved: Mapping[str, Moved]) -> None:
        meter.record(seconds, moved)
        history.record(seconds, moved)

    return tell


def _start_journal(directory: Path, stack: contextlib.AsyncExitStack) -> Journal:
    journal = Journal(directory)
    journal.start()
    stack.push_async_callback(journal.stop)
    return journal


async def _start_timers(
    store: Store, clock: AdjustableClock, logs: RequestLogFiles, stack: contextlib.AsyncExitStack
) -> TimerLoop:
    forget = functools.partial(retention.forget, logs=logs)
    timers = TimerLoop(store, clock, {retention.KIND: forget, **tencent_clb.TIMERS, **alibaba_live.TIMERS})
    await store.write(lambda tx: _set_timers(tx, clock.now_ms()))
    timers.start()
    stack.push_async_callback(timers.stop)
    return timers


async def _start_webhooks(webhooks: WebhookLoop, sender: Sender, stack: contextlib.AsyncExitStack) -> None:
    stack.push_async_callback(sender.close)
    await webhooks.start()
    stack.push_async_callback(webhooks.stop)


def _status(
    server: Running, settings: Settings, clock: AdjustableClock, engine: EnvoyEngine | None
) -> Callable[[], ServerStatus]:
    """Return what tells the operator's door of the whole server."""
    started_ms = clock.now_ms()

    def status() -> ServerStatus:
        return ServerStatus(
            version=__version__,
            pid=os.getpid(),
            data=str(server.data),
            http=server.http,
            https=server.https,
            operator=server.operator,
            started_ms=started_ms,
            addresses=settings.addresses,
            products=tuple(
                f"{each.name} {each.contract.version}" for each in (*_TENCENT, *_ALIBABA, tencent_chat.CHAT)
            ),
            dataplane=dataplane_status(engine),
        )

    return status


async def _follow_reset(
    store: Store, clock: AdjustableClock, reconciler: Reconciler | None, sessions: Sessions, logs: RequestLogs
) -> None:
    """Send everybody away whose rows are gone, and wait until nothing serves and nothing written down is left."""
    sessions.send_all_away()
    await store.write(lambda tx: _set_timers(tx, clock.now_ms()))
    if reconciler is not None:
        await reconciler.idle()
    await store.read(lambda tx: retention.forget_logs(tx, logs, clock.now_ms()))


def _set_timers(tx: Transaction, now_ms: int) -> None:
    """Set the timers that every store has, unless they are waiting."""
    retention.ensure_retention(tx, now_ms)
    alibaba_live.ensure_retention(tx, now_ms)


def _shown(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
