"""Registering and changing one household: rights, custody, claims, corrections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kit.access import OutOfScope
from kit.model.errors import NotCustodian, NotFound, RequestReused, StaleRevision
from kit.roles import Role
from services.registry.domain.correction import CorrectableField, FieldChange
from services.registry.domain.corrections import RequestCorrection, ReviewCorrection
from services.registry.domain.duplicates import CaseState
from services.registry.domain.errors import PersonAlreadyRegistered, SelfReview
from services.registry.domain.household import JoinReason, Relation
from services.registry.domain.ids import CorrectionId, HouseholdId
from services.registry.domain.membership import AddMember
from services.registry.domain.restructuring import MoveHousehold
from services.registry.usecases.desk import Target
from services.registry.usecases.duplicates import Verdict
from tests.support.builders import JIANGHE, TODAY, YUHE, HouseholdBuilder, a_household, a_person
from tests.support.registry_app import FAR, SiteWorld, World, access_to
from tests.support.registry_orders import COUNTY, a_man, a_request

H = HouseholdId("a")
MOVE = MoveHousehold(YUHE, "一组", "001", TODAY)


async def register(site: SiteWorld, builder: HouseholdBuilder, subject: str = "") -> None:
    access = access_to("HouseholdService/RegisterHousehold", subject=subject)
    await site.desk.register(access, builder.order(), a_request(builder.id_))


def target(name: str = "change", revision: int | None = None, household: str = "a") -> Target:
    return Target(HouseholdId(household), revision, a_request(name))


def joining(sequence: int = 0) -> AddMember:
    person = a_person("new").with_id_number(sequence).build()
    return AddMember(person, Relation.SIBLING, JoinReason.MOVE_IN, TODAY)


async def carry_out(site: SiteWorld, order: object, to: Target, scope: str = "610921") -> None:
    await site.desk.carry_out(access_to("HouseholdService/AddMember", scope=scope), to, order)


async def only_case(site: SiteWorld) -> str:
    [case] = await site.cases.page(COUNTY, True, "", 10)
    return case.state.id


async def test_a_village_of_another_site_is_refused_with_its_center_named(world: World) -> None:
    with pytest.raises(NotCustodian) as refused:
        await register(world.site("villages"), a_household("a").in_village(FAR))
    assert refused.value.fields["custodian"] == FAR.digits


@pytest.mark.parametrize("site", ["county", "towns"])
async def test_a_tier_above_refuses_to_register_and_names_the_village(
    world: World, site: str
) -> None:
    with pytest.raises(NotCustodian) as refused:
        await register(world.site(site), a_household("a"))
    assert refused.value.fields["custodian"] == JIANGHE.digits


async def test_a_tier_above_refuses_to_change_what_it_has_a_copy_of(world: World) -> None:
    await register(world.site("villages"), a_household("a"))
    await world.settle()
    with pytest.raises(NotCustodian) as refused:
        await carry_out(world.site("county"), joining(), target())
    assert refused.value.fields == {"id": "a", "custodian": JIANGHE.digits}


async def test_a_tier_above_does_not_know_what_it_has_no_copy_of(world: World) -> None:
    with pytest.raises(NotFound):
        await carry_out(world.site("county"), joining(), target())


async def test_a_village_the_county_does_not_have_is_not_found(villages: SiteWorld) -> None:
    unknown = type(JIANGHE).parse("610921104999")
    with pytest.raises(NotFound):
        await register(villages, a_household("a").in_village(unknown))


async def test_who_works_for_another_village_may_not_change(villages: SiteWorld) -> None:
    await register(villages, a_household("a"))
    with pytest.raises(OutOfScope):
        await carry_out(villages, joining(), target(), scope=YUHE.digits)


async def test_a_household_moves_only_where_the_clerk_may_register(villages: SiteWorld) -> None:
    await register(villages, a_household("a"))
    with pytest.raises(OutOfScope):
        await carry_out(villages, MOVE, target(), scope=JIANGHE.digits)


async def test_a_household_does_not_move_to_a_village_of_another_site(
    villages: SiteWorld,
) -> None:
    await register(villages, a_household("a"))
    with pytest.raises(NotCustodian):
        await carry_out(villages, MoveHousehold(FAR, "一组", "1", TODAY), target())


async def test_a_repeated_change_shows_the_household_and_happens_once(
    villages: SiteWorld,
) -> None:
    await register(villages, a_household("a"))
    for _ in range(2):
        await carry_out(villages, joining(), target(revision=1))
    assert (await villages.desk.get(H)).revision == 2


async def test_a_change_on_an_older_state_is_refused(villages: SiteWorld) -> None:
    await register(villages, a_household("a"))
    await carry_out(villages, joining(), target())
    with pytest.raises(StaleRevision):
        await carry_out(villages, MOVE, target("later", revision=1))


async def test_a_request_id_used_for_another_household_does_not_leak_over(
    villages: SiteWorld,
) -> None:
    await register(villages, a_household("a"))
    await carry_out(villages, joining(), target())
    with pytest.raises(RequestReused):
        await villages.desk.carry_out(
            access_to("HouseholdService/AddMember"),
            Target(H, None, a_request("change", "another body")),
            MOVE,
        )


async def test_a_citizen_number_registered_elsewhere_is_refused_with_the_case(
    villages: SiteWorld,
) -> None:
    await register(villages, a_man("a"))
    with pytest.raises(PersonAlreadyRegistered) as refused:
        await register(villages, a_man("b").in_village(YUHE))
    case = await only_case(villages)
    assert refused.value.fields == {"household": "a", "case": case}
    assert await villages.households.get_many(["b"]) == {}


async def test_a_pair_has_one_case_however_often_it_is_tried(villages: SiteWorld) -> None:
    await register(villages, a_man("a"))
    for _ in range(3):
        with pytest.raises(PersonAlreadyRegistered):
            await register(villages, a_man("b").numbered("002"))
    await only_case(villages)


async def test_a_member_who_joins_with_a_registered_number_is_refused_too(
    villages: SiteWorld,
) -> None:
    await register(villages, a_man("a"))
    await register(villages, a_household("b").numbered("002"))
    with pytest.raises(PersonAlreadyRegistered):
        await carry_out(villages, joining(), target(household="b"))
    assert (await villages.desk.get(HouseholdId("b"))).revision == 1


async def test_a_number_decided_to_be_shared_lets_the_second_person_in(
    villages: SiteWorld,
) -> None:
    await register(villages, a_man("a"))
    with pytest.raises(PersonAlreadyRegistered):
        await register(villages, a_man("b").numbered("002"))
    await decide(villages, CaseState.DISTINCT)
    await register(villages, a_man("b").numbered("002"))
    [member] = (await villages.desk.get(HouseholdId("b"))).state.members
    assert member.person.id_number_shared


async def test_who_entered_the_second_person_may_not_decide_the_case(villages: SiteWorld) -> None:
    await register(villages, a_man("a"))
    with pytest.raises(PersonAlreadyRegistered):
        await register(villages, a_man("b").numbered("002"), subject="wang")
    with pytest.raises(SelfReview):
        await decide(villages, CaseState.DISTINCT, subject="wang")


async def decide(site: SiteWorld, state: CaseState, subject: str = "reviewer-1") -> None:
    [case] = await site.cases.page(COUNTY, True, "", 10)
    verdict = Verdict(state, "核对户口簿", case.state.first.person)
    access = access_to("DuplicateService/DecideDuplicateCase", Role.REVIEWER, subject=subject)
    await site.duplicates.decide(access, case.state.id, verdict, a_request("decide"), None)


async def ask_for_correction(site: SiteWorld, subject: str) -> CorrectionId:
    change = FieldChange(CorrectableField.ADDRESS, "江河村二组3号")
    order = RequestCorrection(CorrectionId("c-1"), (change,), "地址写错", subject, TODAY)
    access = access_to("HouseholdService/RequestCorrection", subject=subject)
    await site.desk.request_correction(access, target("ask"), order)
    return order.correction


async def review(site: SiteWorld, subject: str, *, approve: bool) -> None:
    order = ReviewCorrection(CorrectionId("c-1"), subject, TODAY)
    access = access_to("HouseholdService/ReviewCorrection", Role.REVIEWER, subject=subject)
    await site.desk.review_correction(access, target(f"review {subject}"), order, approve=approve)


async def test_a_correction_waits_for_a_second_person(villages: SiteWorld) -> None:
    await register(villages, a_household("a"))
    await ask_for_correction(villages, "wang")
    with pytest.raises(SelfReview):
        await review(villages, "wang", approve=True)
    assert (await villages.desk.get(H)).state.address == ""
    await review(villages, "li", approve=True)
    found = (await villages.desk.get(H)).state
    assert (found.address, found.corrections) == ("江河村二组3号", ())


async def test_who_asked_may_withdraw_a_correction(villages: SiteWorld) -> None:
    await register(villages, a_household("a"))
    await ask_for_correction(villages, "wang")
    await review(villages, "wang", approve=False)
    found = (await villages.desk.get(H)).state
    assert (found.address, found.corrections) == ("", ())


async def test_a_correction_to_a_registered_citizen_number_opens_a_case(
    villages: SiteWorld,
) -> None:
    await register(villages, a_man("a"))
    await register(villages, a_man("b", 1).numbered("002"))
    number = a_man("a").people[0].person.id_number
    assert number is not None
    change = FieldChange(CorrectableField.ID_NUMBER, number.digits, a_man("b").people[0].person.id)
    order = RequestCorrection(CorrectionId("c-1"), (change,), "录入错误", "wang", TODAY)
    access = access_to("HouseholdService/RequestCorrection", subject="wang")
    to = target("ask", household="b")
    await villages.desk.request_correction(access, to, order)
    reviewer = access_to("HouseholdService/ReviewCorrection", Role.REVIEWER, subject="li")
    decision = ReviewCorrection(CorrectionId("c-1"), "li", TODAY)
    with pytest.raises(PersonAlreadyRegistered):
        await villages.desk.review_correction(
            reviewer, target("review", household="b"), decision, approve=True
        )


async def test_today_is_the_countys_day(world: World) -> None:
    desk = world.site("villages").desk
    world.clock.advance(timedelta(hours=14, minutes=1))
    assert desk.today == TODAY + timedelta(days=1)
