"""What becomes of tasks when the engine has spoken."""

from __future__ import annotations

from collections.abc import Callable

from twincloud.balancing.records import EVERY_LISTENER, Task, add_balancer, tasks, touch, touches
from twincloud.balancing.tasks import Fleet, TaskStatus, Verdict, settle_tasks, task_status
from twincloud.inventory.instances import Instance, instances
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.store import Store
from twincloud.storage.transaction import RowImage, Transaction

FLEET = Fleet(("local",))
REASON = {"lbl-1": "no"}


def rename(number: int, before: str, after: str) -> tuple[Instance, Instance]:
    return Instance(str(number), "1", before, "a"), Instance(str(number), "1", after, "a")


async def begin(store: Store) -> None:
    def work(tx: Transaction) -> None:
        add_balancer(tx, "lb-1", "clb", Tenant("1", "r"))
        tx.add_all(instances, [Instance(str(number), "1", "zero", "a") for number in (1, 2, 3)])

    await store.write(work)


async def change(store: Store, task_id: str, row: int, before: str, after: str, *subjects: str) -> None:
    """A call that renames a row and touches listeners, with its task."""

    def work(tx: Transaction) -> None:
        tx.replace(instances, *rename(row, before, after))
        touch(tx, "lb-1", *subjects)
        images: tuple[RowImage, ...] = tuple(tx.images)
        made = Task(task_id, "clb", "1", "r", "A", 0, "lb-1", open=True, touches=touches(tx), images=images)
        tx.add(tasks, made, undo=False)

    await store.write(work)


async def statuses(store: Store) -> dict[str, TaskStatus]:
    def look(tx: Transaction) -> dict[str, TaskStatus]:
        return {task.id: task_status(task, FLEET) for task in tx.find(tasks)}

    return await store.read(look)


async def names(store: Store) -> list[str]:
    found = await store.read(lambda tx: tx.find(instances))
    return [record.instance_id for record in sorted(found, key=lambda record: record.id)]


async def test_calls_on_other_listeners_are_done_when_one_is_refused(store: Store) -> None:
    await begin(store)
    await change(store, "bad", 1, "zero", "one", "lbl-1")
    await change(store, "good", 2, "zero", "one", "lbl-2")
    assert await store.write(lambda tx: settle_tasks(tx, "lb-1", Verdict(3, 3, REASON)))
    assert await names(store) == ["zero", "one", "zero"]
    assert await statuses(store) == {"bad": TaskStatus.FAILED, "good": TaskStatus.DONE}


async def test_a_later_call_on_the_same_listener_is_undone_too_and_says_so(store: Store) -> None:
    """The later generation was not applied yet, but its rows stand on rows that are put back."""
    await begin(store)
    await change(store, "bad", 1, "zero", "one", "lbl-1")
    await change(store, "later", 1, "one", "two", "lbl-1", "lbl-3")
    await change(store, "later still", 2, "zero", "one", "lbl-3")
    await change(store, "unconcerned", 3, "zero", "one", "lbl-4")
    assert await store.write(lambda tx: settle_tasks(tx, "lb-1", Verdict(2, 2, REASON)))
    assert await names(store) == ["zero", "zero", "one"]
    assert await statuses(store) == {
        "bad": TaskStatus.FAILED,
        "later": TaskStatus.FAILED,
        "later still": TaskStatus.FAILED,
        "unconcerned": TaskStatus.RUNNING,
    }
    failures = {task.id: task.failure for task in await store.read(lambda tx: tx.find(tasks))}
    assert failures["bad"] == "lbl-1: no"
    assert "undone with an earlier call" in str(failures["later"])


async def test_a_later_call_that_asked_for_the_same_to_be_gone_has_succeeded(store: Store) -> None:
    await begin(store)

    def call(task_id: str, *, removes: bool) -> Callable[[Transaction], None]:
        def work(tx: Transaction) -> None:
            new, marked = rename(4, "new", "marked")
            if removes:
                tx.replace(instances, new, marked)
            else:
                tx.add(instances, new)
            touch(tx, "lb-1", "lbl-1")
            made = Task(
                task_id,
                "clb",
                "1",
                "r",
                "A",
                0,
                "lb-1",
                open=True,
                touches=touches(tx),
                images=tuple(tx.images),
                removes=removes,
            )
            tx.add(tasks, made, undo=False)

        return work

    await store.write(call("create", removes=False))
    await store.write(call("delete", removes=True))
    assert await store.write(lambda tx: settle_tasks(tx, "lb-1", Verdict(2, 2, REASON)))
    assert await names(store) == ["zero", "zero", "zero"]
    assert await statuses(store) == {"create": TaskStatus.FAILED, "delete": TaskStatus.DONE}


async def test_nothing_is_undone_when_nothing_is_refused(store: Store) -> None:
    await begin(store)
    await change(store, "first", 1, "zero", "one", "lbl-1")
    await change(store, "second", 1, "one", "two", "lbl-1")
    assert not await store.write(lambda tx: settle_tasks(tx, "lb-1", Verdict(2, 2, {})))
    assert await names(store) == ["two", "zero", "zero"]
    assert await statuses(store) == {"first": TaskStatus.DONE, "second": TaskStatus.RUNNING}


async def test_a_later_call_on_the_same_row_is_undone_too(store: Store) -> None:
    """Its change stands on a row that is put back, although no listener is shared."""
    await begin(store)
    await change(store, "bad", 1, "zero", "one", "lbl-1")
    await change(store, "later", 1, "one", "two", "lbl-2")
    assert await store.write(lambda tx: settle_tasks(tx, "lb-1", Verdict(2, 2, REASON)))
    assert await names(store) == ["zero", "zero", "zero"]
    assert await statuses(store) == {"bad": TaskStatus.FAILED, "later": TaskStatus.FAILED}


async def test_who_changed_all_listeners_answers_for_those_that_served_before(store: Store) -> None:
    await begin(store)
    await change(store, "all", 1, "zero", "one", EVERY_LISTENER)
    verdict = Verdict(2, 2, {"lbl-1": "no", "lbl-2": "taken"}, fresh=frozenset())
    assert not await store.write(lambda tx: settle_tasks(tx, "lb-1", verdict))
    assert await statuses(store) == {"all": TaskStatus.DONE}
    await change(store, "all again", 1, "one", "two", EVERY_LISTENER)
    verdict = Verdict(3, 3, {"lbl-1": "no", "lbl-2": "taken"}, since=2, fresh=frozenset({"lbl-1"}))
    assert await store.write(lambda tx: settle_tasks(tx, "lb-1", verdict))
    assert await names(store) == ["one", "zero", "zero"]
    (failed,) = [task for task in await store.read(lambda tx: tx.find(tasks)) if task.id == "all again"]
    assert failed.failure == "lbl-1: no"


async def test_what_a_node_has_taken_is_not_refused_by_its_later_words(store: Store) -> None:
    await begin(store)
    await change(store, "good", 1, "zero", "one", "lbl-1")
    assert not await store.write(lambda tx: settle_tasks(tx, "lb-1", Verdict(2, 1, {})))
    await change(store, "bad", 2, "zero", "one", "lbl-1")
    assert await store.write(lambda tx: settle_tasks(tx, "lb-1", Verdict(3, 1, REASON, since=2)))
    assert await names(store) == ["one", "zero", "zero"]
    assert await statuses(store) == {"good": TaskStatus.RUNNING, "bad": TaskStatus.FAILED}
    await store.write(lambda tx: settle_tasks(tx, "lb-1", Verdict(4, 2, {}, since=3)))
    assert (await statuses(store))["good"] is TaskStatus.DONE
