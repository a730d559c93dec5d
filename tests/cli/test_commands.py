"""Every command does at the server what it says, and shows what it got, for people and for programs."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from twincloud.balancing.plan import Endpoint, Listener, Protocol
from twincloud.balancing.records import NodeState, add_balancer, balancers, node_states, state_id
from twincloud.cli.commands import app
from twincloud.execution.faults import faults
from twincloud.execution.journal import Entry
from twincloud.identity.accounts import access_keys, accounts, users
from twincloud.identity.chat_apps import chat_apps
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.inventory.functions import find_function
from twincloud.inventory.instances import find_instance
from twincloud.kernel.tenancy import Tenant

POLICY = {"version": "2.0", "statement": [{"effect": "allow", "action": "clb:Describe*", "resource": "*"}]}


def stored(server: Any, collection: Any, key: str) -> Any:
    return server.run(lambda door: door.store.read(lambda tx: tx.get(collection, key)))


def test_status(cli: Any) -> None:
    text = cli("status")
    assert re.search(r"^data plane +ready: envoy 1\.36\.0$", text, re.MULTILINE)
    assert re.search(r"^http +http://127\.0\.0\.1:4600$", text, re.MULTILINE)
    assert cli.json("status")["counts"]["accounts"] >= 1


def test_accounts(cli: Any, server: Any) -> None:
    account = cli.json("accounts", "create", "people", "--individual")
    assert stored(server, accounts, account["id"]).enterprise is False
    text = cli("accounts", "update", account["id"], "--name", "persons", "--suspended", "--terms-open")
    assert re.search(r"^suspended +yes$", text, re.MULTILINE)
    after = stored(server, accounts, account["id"])
    assert (after.name, after.suspended, after.terms_accepted, after.enterprise) == ("persons", True, False, False)
    cli("accounts", "update", account["id"], "--not-suspended")
    assert stored(server, accounts, account["id"]).suspended is False
    assert re.search(rf"^{account['id']} +persons ", cli("accounts", "list"), re.MULTILINE)
    assert len(cli.json("accounts", "list", "--limit", "1")["accounts"]) == 1


def test_keys(cli: Any, server: Any) -> None:
    text = cli("keys", "create")
    found = re.search(r"^id +(AKID\w+)$", text, re.MULTILINE)
    assert found
    key = found[1]
    assert stored(server, access_keys, key).secret in text
    assert key in cli("keys", "list", "--account", FIRST_ACCOUNT)
    cli("keys", "update", key, "--inactive")
    assert stored(server, access_keys, key).active is False
    cli("keys", "update", key, "--active")
    assert stored(server, access_keys, key).active is True
    cli("keys", "delete", key)
    assert stored(server, access_keys, key) is None
    assert cli("keys", "list", "--user", "nobody") == "There is no key.\n"


def test_chat_apps(cli: Any, server: Any) -> None:
    text = cli(
        "chat-apps", "create", "--sdkappid", "1400000042", "--name", "game", "--admin", "root", "--admin", "boss"
    )
    app = stored(server, chat_apps, "1400000042")
    assert (app.name, app.admins) == ("game", ("root", "boss"))
    assert app.secret in text
    listed = cli("chat-apps", "list", "--account", FIRST_ACCOUNT)
    assert "root, boss" in listed
    assert app.secret not in listed
    hook = ("--webhook-url", "http://127.0.0.1:9/", "--webhook-token", "t", "--webhook-event", "Sns.CallbackFriendAdd")
    shown = cli("chat-apps", "update", "1400000042", *hook, "--webhook-strict")
    changed = stored(server, chat_apps, "1400000042")
    assert (changed.webhook_url, changed.webhook_token, changed.webhook_strict) == ("http://127.0.0.1:9/", "t", True)
    assert changed.webhook_events == ("Sns.CallbackFriendAdd",)
    assert "http://127.0.0.1:9/" in shown
    assert cli("chat-apps", "list", "--account", "nobody") == "There is no app.\n"


def test_users(cli: Any, server: Any, tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(POLICY) + "\n")
    user = cli.json("users", "create", "reader", "--policy", str(policy))
    assert stored(server, users, user["id"]).policies == (json.dumps(POLICY),)
    assert "reader" in cli("users", "list")
    key = cli.json("keys", "create", "--user", user["id"])
    assert key["user"] == user["id"]
    cli("users", "set-policies", user["id"])
    assert stored(server, users, user["id"]).policies == ()
    assert "clb:Describe*" in cli("users", "set-policies", user["id"], "--policy", str(policy))
    cli("users", "delete", user["id"])
    assert stored(server, users, user["id"]) is None
    assert stored(server, access_keys, key["id"]) is None


def test_instances(cli: Any, server: Any) -> None:
    def found() -> Any:
        return server.run(lambda door: door.store.read(lambda tx: find_instance(tx, FIRST_ACCOUNT, "ins-1")))

    cli("instances", "add", "ins-1", "10.1.2.3", "--name", "web")
    assert (found().address, found().name) == ("10.1.2.3", "web")
    assert re.search(rf"^ins-1 +{FIRST_ACCOUNT} +10\.1\.2\.3 +web$", cli("instances", "list"), re.MULTILINE)
    cli("instances", "remove", "ins-1")
    assert found() is None


def test_functions(cli: Any, server: Any) -> None:
    def found() -> Any:
        look = functools.partial(find_function, account=FIRST_ACCOUNT, namespace="shop", name="hello", qualifier="v2")
        return server.run(lambda door: door.store.read(look))

    place = ("hello", "--namespace", "shop", "--qualifier", "v2")
    cli("functions", "add", "hello", "http://127.0.0.1:9000/f", *place[1:])
    assert found().url == "http://127.0.0.1:9000/f"
    line = rf"^hello +shop +v2 +{FIRST_ACCOUNT} +http://127\.0\.0\.1:9000/f$"
    assert re.search(line, cli("functions", "list"), re.MULTILINE)
    cli("functions", "remove", *place)
    assert found() is None


def test_addresses_and_locks(cli: Any, server: Any) -> None:
    def prepare(tx: Any) -> None:
        add_balancer(tx, "lb-cli", "clb", Tenant(FIRST_ACCOUNT, "ap-guangzhou"))
        state = state_id("local", "lb-cli")
        tx.add(node_states, NodeState(state, "local", "lb-cli", 1, {"lbl-refused": "the port is taken"}))

    server.run(lambda door: door.store.write(prepare))
    server.door.planner.listeners["lb-cli"] = (
        Listener("lbl-open", Protocol.TCP, (Endpoint("127.64.0.1", 443),)),
        Listener("lbl-refused", Protocol.HTTP, (Endpoint("::1", 80),)),
    )
    assert re.search(r"^lbl-open +tcp +127\.64\.0\.1:443 +yes", cli("address", "lbl-open"), re.MULTILINE)
    both = cli("address", "lb-cli")
    assert re.search(r"^lbl-refused +http +\[::1\]:80 +no +the port is taken$", both, re.MULTILINE)
    assert cli.json("address", "lbl-open")["port"] == 443

    assert re.search(r"^locked +financial$", cli("lock", "lb-cli", "--reason", "financial"), re.MULTILINE)
    assert stored(server, balancers, "lb-cli").locked == "financial"
    assert re.search(r"^locked +no$", cli("unlock", "lb-cli"), re.MULTILINE)
    for option, shown in (("--on", "yes"), ("--off", "no")):
        assert re.search(rf"^managed +{shown}$", cli("managed", "lb-cli", option), re.MULTILINE)
    server.door.planner.listeners["lb-cli"] = ()
    assert cli("address", "lb-cli") == "lb-cli does not listen: the balancer has no listener.\n"


def test_the_clock(cli: Any, server: Any) -> None:
    before = server.door.clock.now_ms()
    frozen = cli.json("clock", "freeze")
    assert frozen["frozen"] is True
    assert "Timers that came due and have run: 0" in cli("clock", "advance", "1d12h")
    assert cli.json("clock", "show")["now_ms"] == frozen["now_ms"] + 36 * 3600 * 1000
    assert re.search(r"^ahead of real time +1 day, 1[12]:", cli("clock", "resume"), re.MULTILINE)
    assert server.door.clock.now_ms() >= before + 36 * 3600 * 1000
    wrong = cli.run("clock", "advance", "soon")
    assert wrong.exit_code == 2
    assert "30d" in wrong.output


def test_faults(cli: Any, server: Any) -> None:
    fault = cli.json(
        "faults", "add", "clb", "CreateListener", "--code", "InternalError", "--latency", "1.5s", "--times", "3"
    )
    kept = stored(server, faults, fault["id"])
    assert (kept.code, kept.latency_ms, kept.remaining, kept.drop) == ("InternalError", 1500, 3, False)
    cli("faults", "add", "clb", "*", "--drop")
    listed = cli("faults", "list")
    assert re.search(
        rf"^{fault['id']} +clb +CreateListener +waits 1500 ms, answers InternalError +3$", listed, re.MULTILINE
    )
    assert re.search(r"clb +\* +drops the connection +every call$", listed, re.MULTILINE)
    assert cli("faults", "clear", fault["id"]) == "Faults cleared: 1\n"
    assert cli("faults", "clear") == "Faults cleared: 1\n"
    assert cli("faults", "list") == "There is no fault.\n"


def test_logs(cli: Any, server: Any) -> None:
    def entry(number: int, **members: Any) -> None:
        at_ms = server.door.clock.now_ms() - 1000
        plain = {"at_ms": at_ms, "request_id": f"r{number}", "dialect": "tencent", "product": "clb"}
        server.run(lambda door: add(door, Entry(**{**plain, **members})))

    async def add(door: Any, item: Entry) -> None:
        door.journal.add(item)

    entry(1, action="CreateListener", latency_us=1234)
    entry(2, action="\x1b[31mred", code="InvalidAction", message="no such\naction")
    lines = cli("logs").splitlines()
    assert [line.split()[2] for line in lines] == ["r1", "r2"]
    assert "clb CreateListener" in lines[0]
    assert lines[0].endswith("1.2 ms  ok")
    assert lines[1].endswith(r"InvalidAction: no such\naction")
    assert "\x1b" not in lines[1]
    assert [
        json.loads(line)["request_id"] for line in cli("logs", "--json", "--code", "InvalidAction").splitlines()
    ] == ["r2"]
    assert len(cli("logs", "--limit", "1").splitlines()) == 1
    assert len(cli("logs", "--since", "1h").splitlines()) == 2
    assert cli("logs", "--since", "10ms") == ""
    assert "operator GetStatus" in cli("status") + cli("logs", "--product", "operator", "--action", "GetStatus")
    assert cli.run("logs", "--since", "yesterday").exit_code == 2


def test_explain(cli: Any, server: Any, tmp_path: Path) -> None:
    entry = Entry(
        at_ms=1,
        request_id="signed",
        dialect="tencent",
        product="clb",
        action="CreateListener",
        code="AuthFailure.SignatureFailure",
        message="wrong",
        string_to_sign="TC3\n1\nscope\nabc",
        canonical_request="POST\n/",
    )

    async def add(door: Any) -> None:
        door.journal.add(entry)

    server.run(add)
    plain = cli("explain", "signed")
    assert "AuthFailure.SignatureFailure: wrong" in plain
    assert re.search(r"The server's string to sign:\n +1  TC3\n +2  1\n", plain)
    mine = tmp_path / "mine.txt"
    mine.write_text("TC3\n1\nscope\nxyz\nmore")
    compared = cli("explain", "signed", "--string-to-sign", str(mine))
    assert re.search(r" 3    scope\n +4 S  abc\n +C  xyz\n +5 S  \(no such line\)\n +C  more\n", compared)
    assert "differs first in line 4" in compared
    assert cli.run("explain", "signed", "--string-to-sign", str(tmp_path)).exit_code == 2
    piped = cli.run("explain", "signed", "--canonical-request", "-", "--json", typed="POST\n/")
    assert json.loads(piped.stdout)["comparisons"][0]["first_difference"] is None


def test_logs_are_followed(cli: Any, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def add(door: Any, name: str) -> None:
        door.journal.add(Entry(at_ms=1, request_id=name, dialect="tencent", product="clb", account="follower"))

    waits = iter(["second", "third", None])

    def wait(_: float) -> None:
        name = next(waits)
        if name is None:
            raise KeyboardInterrupt
        server.run(lambda door: add(door, name))

    server.run(lambda door: add(door, "first"))
    monkeypatch.setattr("twincloud.cli.journal.time.sleep", wait)
    result = cli.run("logs", "--follow", "--account", "follower")
    assert [line.split()[2] for line in result.stdout.splitlines() if line] == ["first", "second", "third"]


def test_reset_asks_first(cli: Any, server: Any) -> None:
    before = server.door.resets
    assert cli.run("reset", typed="n\n").exit_code == 1
    assert cli.run("reset").exit_code == 1
    assert server.door.resets == before
    assert re.search(r"^Deleted \d+ rows", cli("reset", "--yes"))
    assert server.door.resets == before + 1
    assert "Deleted" in cli.run("reset", typed="y\n").stdout


@pytest.mark.parametrize(
    "group", ["accounts", "keys", "users", "chat-apps", "instances", "functions", "clock", "faults", "hosts"]
)
def test_groups_list_their_commands(group: str) -> None:
    assert "Commands" in CliRunner().invoke(app, [group, "--help"]).stdout
