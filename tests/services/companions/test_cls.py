"""Log sets and topics: CreateLogset to DeleteTopic, which CLB shares; SearchLog in pages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.services.companions.harness import NOW_MS, TENANT, Companion
from tests.services.tencent_clb.harness import Cloud
from twincloud.balancing.records import balancers
from twincloud.balancing.request_log import Found, Place, RequestLogs, Search
from twincloud.kernel.errors import ApiError
from twincloud.kernel.tenancy import Tenant
from twincloud.services.companions.cls import CLS
from twincloud.services.companions.tag import TAG
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

DAY_MS = 86_400_000
TAGS = [{"Key": "env", "Value": "test"}]


class Entries:
    """Logs that hold one entry for each number, a second apart, the last one a second ago."""

    def __init__(self, **counts: int) -> None:
        self._counts = counts

    async def search(self, log_id: str, asked: Search) -> list[Found]:
        count = self._counts.get(log_id, 0)
        every = [
            Found(Place(1, number), NOW_MS - 1000 * (count - number), {"number": str(number)})
            for number in range(count)
        ]
        if asked.newest_first:
            every.reverse()
        if asked.after is not None:
            after = asked.after
            every = [one for one in every if (one.place < after if asked.newest_first else one.place > after)]
        found = [one for one in every if asked.since_ms <= one.at_ms < asked.until_ms and asked.matches(one.fields)]
        return found[asked.skip : asked.skip + asked.limit]

    def forget(self, kept_since_ms: Mapping[str, int]) -> None:
        raise AssertionError("nobody asked for that")


async def logset(cls: Companion, name: str = "set", **members: Any) -> str:
    return str((await cls("CreateLogset", LogsetName=name, **members))["LogsetId"])


async def topic(cls: Companion, owner: str, name: str = "topic", **members: Any) -> str:
    return str((await cls("CreateTopic", LogsetId=owner, TopicName=name, **members))["TopicId"])


async def sets(cls: Companion, **filters: Any) -> list[str]:
    given = [{"Key": key, "Values": values} for key, values in filters.items()]
    return [one["LogsetName"] for one in (await cls("DescribeLogsets", Filters=given))["Logsets"]]


async def topics(cls: Companion, *filters: tuple[str, list[str]], **members: Any) -> list[str]:
    given = [{"Key": key, "Values": values} for key, values in filters]
    return [one["TopicName"] for one in (await cls("DescribeTopics", Filters=given, **members))["Topics"]]


async def test_a_set_as_it_is_shown(cls: Companion) -> None:
    made = await logset(cls, "mine", Tags=TAGS)
    await topic(cls, made)
    (shown,) = (await cls("DescribeLogsets"))["Logsets"]
    assert shown == {
        "LogsetId": made, "LogsetName": "mine", "CreateTime": "2026-01-01 08:00:00", "AssumerUin": None,
        "AssumerName": "", "Tags": TAGS, "TopicCount": 1, "RoleName": "", "MetricTopicCount": 0,
    }  # fmt: skip


async def test_a_topic_as_it_is_shown(cls: Companion) -> None:
    owner = await logset(cls)
    made = await topic(cls, owner, "requests", Tags=TAGS, Describes="what was served", PartitionCount=2)
    (shown,) = (await cls("DescribeTopics"))["Topics"]
    assert shown == {
        "LogsetId": owner, "TopicId": made, "TopicName": "requests", "PartitionCount": 2, "Index": True,
        "AssumerUin": None, "AssumerName": "", "CreateTime": "2026-01-01 08:00:00", "Status": True, "Tags": TAGS,
        "RoleName": "", "AutoSplit": True, "MaxSplitPartitions": 50, "StorageType": "hot", "Period": 30,
        "SubAssumerName": "", "Describes": "what was served", "HotPeriod": 0, "KeyId": None, "CustomKmsInfo": None,
        "BizType": 0, "IsWebTracking": False, "Extends": None, "TopicAsyncTaskID": None, "MigrationStatus": None,
        "EffectiveDate": None, "IsSourceFrom": False, "BillingMode": 0, "NewBillingMode": None,
    }  # fmt: skip


async def test_a_set_is_changed(cls: Companion) -> None:
    made = await logset(cls, "before", Tags=TAGS)
    await logset(cls, "taken")
    assert await cls.refused("ModifyLogset", LogsetId=made, LogsetName="taken") == "InvalidParameter.LogsetConflict"
    await cls("ModifyLogset", LogsetId=made, LogsetName="after")
    assert await sets(cls, tagKey=["env"]) == ["after"]
    await cls("ModifyLogset", LogsetId=made, Tags=[{"Key": "other", "Value": "x"}])
    assert await sets(cls, tagKey=["env"]) == []
    assert await cls.refused("ModifyLogset", LogsetId="none") == "ResourceNotFound.LogsetNotExist"


async def test_a_topic_is_changed(cls: Companion) -> None:
    owner = await logset(cls)
    made = await topic(cls, owner, "before")
    await topic(cls, owner, "taken")
    assert await cls.refused("ModifyTopic", TopicId=made, TopicName="taken") == "InvalidParameter.TopicConflict"
    changes = {"Period": 90, "Describes": "more", "StorageType": "cold", "PartitionCount": 0, "AutoSplit": False}
    await cls("ModifyTopic", TopicId=made, TopicName="after", Tags=TAGS, Status=False, **changes)
    (shown,) = (await cls("DescribeTopics", Filters=[{"Key": "topicId", "Values": [made]}]))["Topics"]
    wanted = {**changes, "PartitionCount": 1, "TopicName": "after", "Tags": TAGS, "Status": False}
    assert {name: shown[name] for name in wanted} == wanted
    assert await cls.refused("ModifyTopic", TopicId="none") == "ResourceNotFound.TopicNotExist"


async def test_names_and_ids(cls: Companion) -> None:
    owner = await logset(cls)
    await topic(cls, owner)
    assert await cls.refused("CreateLogset", LogsetName="set") == "InvalidParameter.LogsetConflict"
    assert await cls.refused("CreateTopic", LogsetId=owner, TopicName="topic") == "InvalidParameter.TopicConflict"
    for name in ("", "a|b"):
        assert await cls.refused("CreateLogset", LogsetName=name) == "InvalidParameterValue"
        assert await cls.refused("CreateTopic", LogsetId=owner, TopicName=name) == "InvalidParameterValue"
    assert await cls.refused("CreateTopic", LogsetId=owner, TopicName="cls_service_log") == "InvalidParameterValue"
    assert await cls.refused("CreateTopic", LogsetId="none", TopicName="a") == "ResourceNotFound.LogsetNotExist"
    own = {"LogsetId": "mine-1250000000"}
    assert await cls.refused("CreateLogset", LogsetName="own", **own) == "UnsupportedOperation"
    given = {"LogsetId": owner, "TopicName": "own"}
    for more in ({"TopicId": "mine-1250000000"}, {"Extends": {"AnonymousAccess": {"Operations": ["trackLog"]}}}):
        assert await cls.refused("CreateTopic", **given, **more) == "UnsupportedOperation"
    assert await topic(cls, await logset(cls, "other"), "topic"), "another set may have the name"


async def test_periods_have_bounds(cls: Companion) -> None:
    owner = await logset(cls)
    assert await topic(cls, owner, "a", Period=3640)
    for bad in ({"Period": 0}, {"Period": 3601}, {"Period": 6, "StorageType": "cold"}):
        given = {"LogsetId": owner, "TopicName": "b", **bad}
        assert await cls.refused("CreateTopic", **given) == "FailedOperation.InvalidPeriod"
    hot = {"LogsetId": owner, "TopicName": "b", "HotPeriod": 30, "Period": 30}
    assert await cls.refused("CreateTopic", **hot) == "InvalidParameterValue"


async def test_topics_of_metrics_are_not_there(cls: Companion) -> None:
    owner = await logset(cls)
    await topic(cls, owner)
    assert await cls.refused("CreateTopic", LogsetId=owner, TopicName="m", BizType=1) == "UnsupportedOperation"
    assert await topics(cls, BizType=1) == []


async def test_a_set_with_topics_stays(cls: Companion) -> None:
    owner = await logset(cls)
    made = await topic(cls, owner)
    assert await cls.refused("DeleteLogset", LogsetId=owner) == "FailedOperation.LogsetNotEmpty"
    await cls("DeleteTopic", TopicId=made)
    await cls("DeleteLogset", LogsetId=owner)
    assert await sets(cls) == []
    assert await cls.refused("DeleteLogset", LogsetId=owner) == "ResourceNotFound.LogsetNotExist"
    assert await cls.refused("DeleteTopic", TopicId=made) == "ResourceNotFound.TopicNotExist"


async def test_sets_are_found_by_filters(cls: Companion) -> None:
    first = await logset(cls, "web-blue", Tags=TAGS)
    await logset(cls, "web-green")
    assert await sets(cls) == ["web-green", "web-blue"]
    assert await sets(cls, logsetName=["blue", "red"]) == ["web-blue"]
    assert await sets(cls, logsetId=[first], logsetName=["web"]) == ["web-blue"]
    assert await sets(cls, **{"tag:env": ["test"]}) == ["web-blue"]
    assert await sets(cls, **{"tag:env": ["prod"]}) == []
    bad = [{"Key": "other", "Values": ["x"]}]
    assert await cls.refused("DescribeLogsets", Filters=bad) == "InvalidFilter"


async def test_topics_are_found_by_filters(cls: Companion) -> None:
    web, api = await logset(cls, "web"), await logset(cls, "web-api")
    first = await topic(cls, web, "requests", Tags=TAGS)
    await topic(cls, api, "requests-old", StorageType="cold")
    assert await topics(cls, ("topicName", ["requests"])) == ["requests-old", "requests"]
    assert await topics(cls, ("topicName", ["requests"]), PreciseSearch=1) == ["requests"]
    assert await topics(cls, ("logsetName", ["web"])) == ["requests-old", "requests"]
    assert await topics(cls, ("logsetName", ["web"]), PreciseSearch=2) == ["requests"]
    both = (("logsetName", ["web"]), ("topicName", ["requests"]))
    assert await topics(cls, *both, PreciseSearch=3) == ["requests"]
    assert await topics(cls, ("topicId", [first])) == ["requests"]
    assert await topics(cls, ("logsetId", [api])) == ["requests-old"]
    assert await topics(cls, ("storageType", ["hot"])) == ["requests"]
    assert await topics(cls, ("tag:env", ["test"])) == ["requests"]
    assert await topics(cls, ("tagKey", ["env"])) == ["requests"]
    bad = [{"Key": "other", "Values": ["x"]}]
    assert await cls.refused("DescribeTopics", Filters=bad) == "InvalidFilter"


async def test_lists_come_in_pages(cls: Companion) -> None:
    owner = await logset(cls, "set-0")
    for number in range(3):
        await topic(cls, owner, f"topic-{number}")
        await logset(cls, f"set-{number + 1}")
    page = await cls("DescribeTopics", Offset=1, Limit=1)
    assert (page["TotalCount"], [one["TopicName"] for one in page["Topics"]]) == (3, ["topic-1"])
    page = await cls("DescribeLogsets", Offset=2, Limit=5)
    assert (page["TotalCount"], [one["LogsetName"] for one in page["Logsets"]]) == (4, ["set-1", "set-0"])
    assert await cls.refused("DescribeLogsets", Limit=101) == "InvalidParameterValue"


async def test_tenants_do_not_see_each_other(empty_store: SqliteStore, cls: Companion) -> None:
    owner = await logset(cls)
    made = await topic(cls, owner)
    for tenant in (Tenant(TENANT.account, "ap-beijing"), Tenant("100000000002", TENANT.region)):
        other = Companion(empty_store, CLS, tenant=tenant)
        assert await sets(other) == []
        assert await topics(other) == []
        assert await other.refused("DeleteTopic", TopicId=made) == "ResourceNotFound.TopicNotExist"
        found = await other.refused("SearchLog", TopicId=made, From=0, To=1)
        assert found == "ResourceNotFound.TopicNotExist"


async def test_what_clb_makes_is_here(cls: Companion, cloud: Cloud, empty_store: SqliteStore) -> None:
    owner = (await cloud("CreateClsLogSet", Period=7))["LogsetId"]
    made = (await cloud("CreateTopic", TopicName="requests"))["TopicId"]
    (shown_set,) = (await cls("DescribeLogsets"))["Logsets"]
    assert (shown_set["LogsetId"], shown_set["LogsetName"], shown_set["AssumerName"]) == (owner, "clb_logset", "CLB")
    (shown,) = (await cls("DescribeTopics"))["Topics"]
    assert (shown["TopicId"], shown["Period"], shown["AssumerName"]) == (made, 7, "CLB")
    resource = f"qcs::cls:{TENANT.region}:uin/:topic/{made}"
    await Companion(empty_store, TAG)(
        "ModifyResourceTags", Resource=resource, ReplaceTags=[{"TagKey": "a", "TagValue": "b"}]
    )
    assert await topics(cls, ("tag:a", ["b"])) == ["requests"]
    await cls("DeleteTopic", TopicId=made)
    await cls("DeleteLogset", LogsetId=owner)
    assert (await cloud("DescribeClsLogSet"))["LogsetId"] == ""


async def test_what_ends_and_changes_reaches_the_balancers(cls: Companion, cloud: Cloud) -> None:
    owner = (await cloud("CreateClsLogSet"))["LogsetId"]
    made = (await cloud("CreateTopic", TopicName="requests"))["TopicId"]
    balancer = await cloud.balancer()
    await cloud("SetLoadBalancerClsLog", LoadBalancerId=balancer, LogSetId=owner, LogTopicId=made)
    other = await cloud.balancer()

    async def generation(name: str) -> int:
        row = await cls.store.read(lambda tx: tx.get(balancers, name))
        assert row is not None
        return row.generation

    before, untouched = await generation(balancer), await generation(other)
    await cls("ModifyTopic", TopicId=made, Describes="nothing that matters")
    assert await generation(balancer) == before
    await cls("ModifyTopic", TopicId=made, Status=False)
    assert await generation(balancer) == before + 1
    await cls("DeleteTopic", TopicId=made)
    assert await generation(balancer) == before + 2
    assert await generation(other) == untouched


class TestSearch:
    """SearchLog over logs that are known."""

    async def searching(self, store: SqliteStore, cls: Companion, *counts: int) -> tuple[Companion, list[str]]:
        """Return a client whose topics hold so many entries each, and the topics' ids."""
        owner = await logset(cls)
        ids = [await topic(cls, owner, f"topic-{number}", Period=1) for number in range(len(counts))]
        entries = Entries(**dict(zip(ids, counts, strict=True)))
        return Companion(store, CLS, ports={RequestLogs: entries}), ids

    @staticmethod
    def numbers(answer: Mapping[str, Any]) -> list[int]:
        return [int(json.loads(one["LogJson"])["number"]) for one in answer["Results"]]

    async def test_a_result_as_it_is_shown(self, empty_store: SqliteStore, cls: Companion) -> None:
        search, (one,) = await self.searching(empty_store, cls, 1)
        answer = await search("SearchLog", TopicId=one, From=0, To=NOW_MS)
        assert answer["Results"] == [{
            "Time": NOW_MS - 1000, "TopicId": one, "TopicName": "topic-0", "Source": "", "FileName": "",
            "PkgId": "0000000000000001", "PkgLogId": "0", "HighLights": None, "LogJson": '{"number":"0"}',
            "HostName": "", "RawLog": None, "IndexStatus": "", "TimeNanos": (NOW_MS - 1000) * 1_000_000,
        }]  # fmt: skip
        rest = {name: value for name, value in answer.items() if name not in {"Results", "Context", "RequestId"}}
        assert rest == {
            "ListOver": True, "Analysis": False, "ColNames": None, "AnalysisResults": None, "AnalysisRecords": None,
            "Columns": None, "SamplingRate": 1.0, "Topics": None,
        }  # fmt: skip

    async def test_without_a_data_plane_there_is_nothing(self, cls: Companion) -> None:
        made = await topic(cls, await logset(cls))
        answer = await cls("SearchLog", TopicId=made, From=0, To=NOW_MS)
        assert (answer["Results"], answer["ListOver"]) == ([], True)

    @pytest.mark.parametrize("sort", ["desc", "asc"])
    async def test_pages_follow_their_contexts(self, empty_store: SqliteStore, cls: Companion, sort: str) -> None:
        search, (one,) = await self.searching(empty_store, cls, 10)
        seen: list[int] = []
        context: dict[str, str] = {}
        for size in (4, 4, 2):
            page = await search("SearchLog", TopicId=one, From=0, To=NOW_MS, Sort=sort, Limit=4, **context)
            assert len(page["Results"]) == size
            assert page["ListOver"] == (size == 2)
            seen += self.numbers(page)
            context = {"Context": page["Context"]}
        assert seen == sorted(range(10), reverse=sort == "desc")
        empty = await search("SearchLog", TopicId=one, From=0, To=NOW_MS, Sort=sort, **context)
        assert (empty["Results"], empty["ListOver"]) == ([], True)

    async def test_pages_by_offset(self, empty_store: SqliteStore, cls: Companion) -> None:
        search, (one,) = await self.searching(empty_store, cls, 10)
        page = await search("SearchLog", TopicId=one, From=0, To=NOW_MS, Offset=3, Limit=2)
        assert (self.numbers(page), page["ListOver"]) == ([6, 5], False)
        both = {"Offset": 3, "Context": page["Context"]}
        assert await search.refused("SearchLog", TopicId=one, From=0, To=NOW_MS, **both) == "InvalidParameter"

    async def test_contexts_end(self, empty_store: SqliteStore, cls: Companion) -> None:
        search, (one,) = await self.searching(empty_store, cls, 10_001)
        asked: dict[str, Any] = {"TopicId": one, "From": 0, "To": NOW_MS, "Limit": 1000}
        for _ in range(10):
            asked["Context"] = (await search("SearchLog", **asked))["Context"]
        assert await search.refused("SearchLog", **asked) == "FailedOperation.GetlogReachLimit"
        asked["Context"] = (await search("SearchLog", TopicId=one, From=0, To=NOW_MS))["Context"]
        search.now_ms += 3_600_000
        assert await search("SearchLog", **asked)
        search.now_ms += 1
        assert await search.refused("SearchLog", **asked) == "FailedOperation.InvalidContext"
        for bad in ("nonsense", "bm9uc2Vuc2U=", "💥"):
            assert await search.refused("SearchLog", **{**asked, "Context": bad}) == "FailedOperation.InvalidContext"

    async def test_entries_are_found_by_time(self, empty_store: SqliteStore, cls: Companion) -> None:
        search, (one,) = await self.searching(empty_store, cls, 10)
        page = await search("SearchLog", TopicId=one, From=NOW_MS - 5000, To=NOW_MS - 3000)
        assert self.numbers(page) == [6, 5], "From is inside, To is not"
        assert await search.refused("SearchLog", TopicId=one, From=2, To=1) == "InvalidParameter"
        search.now_ms += DAY_MS - 4000
        later = await search("SearchLog", TopicId=one, From=0, To=search.now_ms)
        assert self.numbers(later) == [9, 8, 7, 6], "the period is over for the others"

    async def test_older_clients_ask_by_query(self, empty_store: SqliteStore, cls: Companion) -> None:
        search, (one,) = await self.searching(empty_store, cls, 10)
        asked = {"TopicId": one, "From": 0, "To": NOW_MS}
        assert self.numbers(await search("SearchLog", **asked, Query="number:>7", SyntaxRule=1)) == [9, 8]
        assert self.numbers(await search("SearchLog", **asked, QueryString="number:3", QuerySyntax=1)) == [3]
        refused = await search.refused("SearchLog", **asked, QueryString="number:3 | select 1")
        assert refused == "FailedOperation.SyntaxError"

    async def test_several_topics_at_once(self, empty_store: SqliteStore, cls: Companion) -> None:
        search, (one, two) = await self.searching(empty_store, cls, 5, 3)
        seen: list[tuple[int, str]] = []
        contexts = {one: "", two: "", "gone": ""}
        for size in (3, 3, 2):
            named = [{"TopicId": name, "Context": context} for name, context in contexts.items()]
            page = await search("SearchLog", Topics=named, From=0, To=NOW_MS, Limit=3)
            assert (len(page["Results"]), page["ListOver"]) == (size, size == 2)
            seen += [(entry["Time"], entry["TopicId"]) for entry in page["Results"]]
            (error,) = page["Topics"]["Errors"]
            assert (error["TopicId"], error["ErrorCodeStr"]) == ("gone", "ResourceNotFound.TopicNotExist")
            contexts |= {info["TopicId"]: info["Context"] for info in page["Topics"]["Infos"]}
        assert [at for at, _ in seen] == sorted((at for at, _ in seen), reverse=True)
        assert sorted(name for _, name in seen) == sorted([one] * 5 + [two] * 3)
        assert len(set(seen)) == 8
        for bad in ({}, {"TopicId": one, "Topics": [{"TopicId": two}]}, {"Topics": [{"TopicId": two}], "Offset": 1}):
            assert await search.refused("SearchLog", From=0, To=1, **bad) == "InvalidParameter"


async def test_sets_and_topics_on_both_stores(store: Store) -> None:
    cls, cloud = Companion(store, CLS), Cloud(store)
    owner = (await cloud("CreateClsLogSet", Period=7))["LogsetId"]

    async def attempt(number: int) -> str:
        try:
            return await topic(cls, owner, f"topic-{number % 2}")
        except ApiError as refusal:
            return refusal.code

    tried = await asyncio.gather(*(attempt(number) for number in range(6)))
    assert tried.count("InvalidParameter.TopicConflict") == 4
    first, second = (one for one in tried if one != "InvalidParameter.TopicConflict")
    balancer = await cloud.balancer(AccessLogTopicId=first)
    await cls("ModifyTopic", TopicId=first, Status=False, Tags=TAGS)
    await cls("DeleteTopic", TopicId=second)
    assert await topics(cls, ("tag:env", ["test"])) == await topics(cls)
    await cls("DeleteTopic", TopicId=first)
    (shown,) = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[balancer]))["LoadBalancerSet"]
    assert shown["LogTopicId"] == ""
    await cls("DeleteLogset", LogsetId=owner)
    assert await sets(cls) == []
