"""What each command sends, from what a person typed."""

from __future__ import annotations

from uuid import UUID

import pytest
from gov321.registry.v1 import household_service_pb2 as pb
from gov321.registry.v1 import registry_service_pb2 as registry_pb

from tests.support.fake_site_service import FakeSite

from .conftest import Ctl
from .samples import VILLAGE, a_household
from .typed import Typed, day, typed_and_sent

HOUSEHOLD = {"household_id": "h-1"}
ON = {**HOUSEHOLD, "person_id": "p-1"}

COMMANDS = (
    Typed(
        "register",
        f"register --division {VILLAGE} --group 三组 --number 0008 --address 三组8号 "
        "--member 关系=户主,姓名=张甲寅,身份证号=610999198503150010,联系电话=15400000001,民族=汉族 "
        "--member 关系=女，姓名=张乙卯，性别=女，出生日期=2015-06-01 --date 2026-03-01",
        "RegisterHousehold",
        {
            "division": VILLAGE,
            "group": "三组",
            "number": "0008",
            "address": "三组8号",
            "members": [
                {
                    "relation": "RELATION_HEAD",
                    "name": "张甲寅",
                    "id_number": "610999198503150010",
                    "phone": "15400000001",
                    "ethnicity": "01",
                },
                {
                    "relation": "RELATION_DAUGHTER",
                    "name": "张乙卯",
                    "sex": "SEX_FEMALE",
                    "birth_date": day(2015, 6, 1),
                },
            ],
            "effective_date": day(2026, 3, 1),
        },
    ),
    Typed(
        "add-member",
        "add-member h-1 --member 关系=子,姓名=张丙辰,性别=男,出生日期=2026-02-01 --reason 出生",
        "AddMember",
        {
            **HOUSEHOLD,
            "person": {
                "relation": "RELATION_SON",
                "name": "张丙辰",
                "sex": "SEX_MALE",
                "birth_date": day(2026, 2, 1),
            },
            "reason": "JOIN_REASON_BIRTH",
        },
    ),
    Typed(
        "remove-member",
        "remove-member h-1 p-1 --reason 死亡 --new-head p-2 --revision 3",
        "RemoveMember",
        {**ON, "reason": "LEAVE_REASON_DEATH", "new_head_person_id": "p-2", "revision": "3"},
    ),
    Typed("change-head", "change-head h-1 p-1", "ChangeHead", ON),
    Typed(
        "split",
        "split h-1 --person p-2 --person p-3 --head p-2 --number 0009",
        "SplitHousehold",
        {
            **HOUSEHOLD,
            "person_ids": ["p-2", "p-3"],
            "new_head_person_id": "p-2",
            "number": "0009",
        },
        pb.SplitHouseholdResponse(household=a_household(), new_household=a_household(id="h-2")),
    ),
    Typed(
        "merge",
        "merge h-1 h-2 --relation p-5=父母 --relation p-6=其他",
        "MergeHouseholds",
        {
            **HOUSEHOLD,
            "merged_household_id": "h-2",
            "members": [
                {"person_id": "p-5", "relation": "RELATION_PARENT"},
                {"person_id": "p-6", "relation": "RELATION_OTHER"},
            ],
        },
        pb.MergeHouseholdsResponse(household=a_household(), merged_household=a_household()),
    ),
    Typed(
        "transfer",
        "transfer h-1 p-1 h-2 --relation 兄弟姐妹 --new-head p-2",
        "TransferMember",
        {
            **ON,
            "to_household_id": "h-2",
            "relation": "RELATION_SIBLING",
            "new_head_person_id": "p-2",
        },
        pb.TransferMemberResponse(household=a_household(), to_household=a_household()),
    ),
    Typed(
        "move",
        "move h-1 --division 610921104207 --group 一组 --number 0100",
        "MoveHousehold",
        {**HOUSEHOLD, "division": "610921104207", "group": "一组", "number": "0100"},
    ),
    Typed(
        "place",
        "place h-1 --address 三组9号 --point 108.5,32.75",
        "PlaceHousehold",
        {**HOUSEHOLD, "address": "三组9号", "point": {"longitude": 108.5, "latitude": 32.75}},
    ),
    Typed(
        "correct",
        "correct h-1 --person p-1 --set 姓名=张甲卯 --set 住址=三组10号 --reason 录入有误",
        "RequestCorrection",
        {
            **HOUSEHOLD,
            "changes": [
                {"field": "CORRECTABLE_FIELD_NAME", "value": "张甲卯", "person_id": "p-1"},
                {"field": "CORRECTABLE_FIELD_ADDRESS", "value": "三组10号"},
            ],
            "reason": "录入有误",
        },
        pb.RequestCorrectionResponse(household=a_household(), correction_id="c-1"),
    ),
    Typed(
        "review",
        "review h-1 c-1 --approve",
        "ReviewCorrection",
        {**HOUSEHOLD, "correction_id": "c-1", "approve": True},
    ),
    Typed(
        "tag",
        "tag h-1 p-1 残疾 --kind 肢体 --grade 2 --from 2020-01-01",
        "TagNeed",
        {
            **ON,
            "need": {
                "kind": "NEED_KIND_DISABILITY",
                "valid_from": day(2020, 1, 1),
                "disability_kind": 4,
                "disability_grade": 2,
            },
        },
    ),
    Typed("untag", "untag h-1 p-1 低保", "EndNeed", {**ON, "kind": "NEED_KIND_MINIMUM_LIVING"}),
    Typed(
        "income",
        "income h-1 2025 --item 工资性收入=32000.5 --item 生产经营性支出=0",
        "RecordIncome",
        {
            **HOUSEHOLD,
            "year": 2025,
            "items": [
                {"item": "INCOME_ITEM_WAGE", "cents": "3200050"},
                {"item": "INCOME_ITEM_BUSINESS_COST"},
            ],
        },
    ),
    Typed("award", "award h-1 2025", "GrantAward", {**HOUSEHOLD, "year": 2025}),
    Typed(
        "revoke",
        "award h-1 2025 --revoke --reason 发生打架",
        "RevokeAward",
        {**HOUSEHOLD, "year": 2025, "reason": "发生打架"},
    ),
)


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case.id)
def test_a_command_sends_what_was_typed(asking: Ctl, registry: FakeSite, case: Typed) -> None:
    answer = case.answer or getattr(pb, f"{case.method}Response")(household=a_household())
    ran = typed_and_sent(asking, registry, "household", case, answer)
    assert "双乳镇江河村" in ran.out


def test_each_command_gets_a_request_id_of_its_own(asking: Ctl, registry: FakeSite) -> None:
    registry.on("ChangeHead", lambda _: pb.ChangeHeadResponse(household=a_household()))
    asking("household", "change-head", "h-1", "p-2")
    asking("household", "change-head", "h-1", "p-2")
    first, second = (UUID(sent.request_id) for sent in registry.requests("ChangeHead"))
    assert first != second


def test_a_list_goes_from_page_to_page_until_the_limit(asking: Ctl, registry: FakeSite) -> None:
    def page(request: registry_pb.ListHouseholdsRequest) -> registry_pb.ListHouseholdsResponse:
        begun = int(request.page_token or 0)
        size = min(request.page_size, 1000)
        found = [a_household(id=f"h-{begun + at}") for at in range(size)]
        return registry_pb.ListHouseholdsResponse(
            households=found, next_page_token=str(begun + size)
        )

    registry.on("ListHouseholds", page)
    ran = asking("household", "list", "--division", VILLAGE, "--limit", "1500", "--json")
    ids = [household["id"] for household in ran.json["households"]]
    assert ids == [f"h-{at}" for at in range(1500)]
    assert [r.page_size for r in registry.requests("ListHouseholds")] == [1000, 500]


def test_a_list_ends_with_the_last_page(asking: Ctl, registry: FakeSite) -> None:
    answer = registry_pb.ListHouseholdsResponse(households=[a_household()])
    registry.on("ListHouseholds", lambda _: answer)
    ran = asking("household", "list", "--division", VILLAGE)
    assert len(registry.requests("ListHouseholds")) == 1
    assert "0007" in ran.out


def test_a_list_without_a_division_asks_for_one(asking: Ctl) -> None:
    ran = asking("household", "list")
    assert (ran.code, "请用 --division" in ran.err) == (2, True)


def test_the_history_is_told_in_chinese(asking: Ctl, registry: FakeSite) -> None:
    step = registry_pb.HouseholdRevision(
        revision=2, facts=["gov321.registry.events.v1.MemberAdded"], member_count=3
    )
    step.occur_time.FromSeconds(1_772_323_200)
    answer = registry_pb.ListHouseholdRevisionsResponse(revisions=[step])
    registry.on("ListHouseholdRevisions", lambda _: answer)
    ran = asking("household", "history", "h-1")
    assert "成员加入" in ran.out
    assert "2026-03-01 08:00:00" in ran.out


def test_a_revealed_value_is_all_that_is_printed(asking: Ctl, registry: FakeSite) -> None:
    registry.on("RevealField", lambda _: registry_pb.RevealFieldResponse(value="张甲寅"))
    how = ("--person", "p-1", "--purpose", "VISIT", "--reason", "入户走访")
    ran = asking("household", "reveal", "h-1", "姓名", *how)
    [sent] = registry.requests("RevealField")
    assert ran.out == "张甲寅\n"
    assert (sent.field, sent.purpose) == (registry_pb.SENSITIVE_FIELD_NAME, "VISIT")
