"""What is stored about balancers as such: their generations, what each node has applied, and tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from twincloud.kernel.tenancy import Tenant
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import News, RowImage, Transaction

R = TypeVar("R", bound=Struct)
BALANCER_NEWS = "balancer"
EVERY_LISTENER = "*"
"""As a subject: all listeners of a balancer, whichever they are. As what is refused: nothing of the balancer serves."""


class Balancer(Struct, frozen=True):
    """A balancer of any product. `generation` grows with every change of what it does with traffic."""

    id: str
    product: str
    account: str
    region: str
    generation: int
    locked: str = ""
    """Why the operator has locked it (such as ``financial`` or ``security``): no traffic, no writes; empty when not."""
    managed: bool = False
    """It is the vendor's to configure, the operator says: it serves, but products that know such ones refuse writes."""
    part_of: str = ""
    """Another balancer that listens on this one's address: whatever changes here makes a new generation there too."""


class NodeState(Struct, frozen=True):
    """How far one node has come with one balancer; `refused` maps listener ids to the engine's reasons."""

    id: str
    node: str
    balancer_id: str
    applied: int
    refused: dict[str, str] = {}

    def reason(self, listener_id: str) -> str | None:
        """Return why a listener does not serve on the node, or None."""
        return self.refused.get(listener_id) or self.refused.get(EVERY_LISTENER)


class Touch(Struct, frozen=True, array_like=True):
    """One change of one balancer: the generation that it made and the listeners concerned."""

    balancer_id: str
    generation: int
    subjects: tuple[str, ...] = ()


class Task(Struct, frozen=True):
    """What became of a call whose effect comes after its answer. Its id is the call's RequestId.

    It is open until every node has applied every touched generation, or one has refused one. `images` are the rows as
    they were before the call, kept for as long. The `balancer_id` is empty where there are several: each has a
    `TaskTouch` then.
    """

    id: str
    product: str
    account: str
    region: str
    action: str
    created_ms: int
    balancer_id: str
    open: bool
    touches: tuple[Touch, ...] = ()
    results: tuple[str, ...] = ()
    failure: str | None = None
    images: tuple[RowImage, ...] = ()
    removes: bool = False
    """The call asked for things to be gone, so it has succeeded when an earlier call's undoing takes them away."""
    locks: tuple[str, ...] = ()
    """What the call held beside its balancers; who undoes it holds that as well."""


class TaskTouch(Struct, frozen=True):
    """What a task over several balancers waits for at one of them; open until every node has applied it."""

    id: str
    task_id: str
    balancer_id: str
    generation: int
    subjects: tuple[str, ...] = ()
    open: bool = True


balancers = Collection("balancer", Balancer, columns={"product": str, "account": str, "region": str})
node_states = Collection("node_state", NodeState, columns={"balancer_id": str}, index=[("balancer_id",)])
tasks = Collection(
    "task",
    Task,
    columns={"balancer_id": str, "open": bool, "created_ms": int},
    index=[("balancer_id", "open"), ("created_ms",)],
)
task_touches = Collection(
    "task_touch",
    TaskTouch,
    columns={"task_id": str, "balancer_id": str, "open": bool},
    index=[("task_id", "open"), ("balancer_id", "open")],
)

users_of: dict[str, Callable[[Transaction, Any], Iterable[tuple[str, Sequence[str]]]]] = {}
"""By the name of a collection whose rows several balancers share: given a row, yields each balancer that uses it with
the listeners concerned. Collections add themselves where their rows are changed."""


def add_balancer(tx: Transaction, balancer_id: str, product: str, tenant: Tenant, *, part_of: str = "") -> None:
    """Begin the life of a balancer at generation 1, with nothing to forward."""
    tx.add(balancers, Balancer(balancer_id, product, tenant.account, tenant.region, generation=1, part_of=part_of))
    tx.tell(News(BALANCER_NEWS, balancer_id, 1))
    if part_of:
        tx.lock([balancer_lock(part_of)])
        touch(tx, part_of, EVERY_LISTENER)


def touch(tx: Transaction, balancer_id: str, *subjects: str) -> int:
    """Note that the balancer's listeners `subjects` changed; returns the new generation.

    The caller holds the balancer's lock. Several touches in one transaction make one generation.
    """
    for index, news in enumerate(tx.news):
        if news.kind == BALANCER_NEWS and news.key == balancer_id:
            tx.news[index] = replace(news, subjects=(*news.subjects, *subjects))
            return news.number
    before = tx.get(balancers, balancer_id)
    if before is None:
        raise LookupError(f"balancer {balancer_id} has no generation row")
    after = replace(before, generation=before.generation + 1)
    # An undone call must not turn generations back.
    tx.replace(balancers, before, after, undo=False)
    tx.tell(News(BALANCER_NEWS, balancer_id, after.generation, subjects))
    if before.part_of:
        tx.lock([balancer_lock(before.part_of)])
        touch(tx, before.part_of, EVERY_LISTENER)
    return after.generation


def touch_users(tx: Transaction, collection: Collection[R], record: R) -> None:
    """Touch the balancers that share a row which has changed, and hold them; the caller holds the row's aggregate."""
    users = list(users_of[collection.name](tx, record))
    tx.lock([balancer_lock(balancer_id) for balancer_id, _ in users])
    for balancer_id, subjects in users:
        touch(tx, balancer_id, *subjects)


def touches(tx: Transaction) -> tuple[Touch, ...]:
    """Return what this transaction has touched so far."""
    return tuple(Touch(news.key, news.number, news.subjects) for news in tx.news if news.kind == BALANCER_NEWS)


def balancer_lock(balancer_id: str) -> str:
    """Return the name of a balancer's aggregate."""
    return f"balancer:{balancer_id}"


def state_id(node: str, balancer_id: str) -> str:
    """Return the id of a node's state row for a balancer."""
    return f"{node}/{balancer_id}"
