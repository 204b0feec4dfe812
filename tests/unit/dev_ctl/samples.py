"""Messages a registry could answer with."""

from __future__ import annotations

from gov321.common.v1.date_pb2 import Date
from gov321.registry.v1 import household_pb2 as pb

VILLAGE = "610921104206"


def a_household(**fields: object) -> pb.Household:
    """Return a household of two; fields given replace the usual ones."""
    usual = pb.Household(
        id="h-1",
        revision=3,
        division=VILLAGE,
        group="三组",
        number="0007",
        status=pb.Household.STATUS_LIVE,
        head_person_id="p-1",
        members=[
            pb.Member(
                person_id="p-1",
                name="张*",
                relation=pb.RELATION_HEAD,
                sex=pb.SEX_MALE,
                birth_year=1980,
                id_number="6109**********0010",
                needs=[pb.NEED_KIND_LEFT_BEHIND_ELDER],
                sealed_need_count=1,
            ),
            pb.Member(person_id="p-2", name="李*", relation=pb.RELATION_SPOUSE, absent=True),
        ],
        incomes=[
            pb.IncomeYear(
                year=2024,
                items=[pb.IncomeAmount(item=pb.INCOME_ITEM_WAGE, cents=3_200_050)],
                net_cents=3_200_050,
                per_person_cents=1_600_025,
            )
        ],
        awards=[
            pb.Award(year=2023),
            pb.Award(year=2024, revoke_date=Date(year=2025, month=1, day=2)),
        ],
        custodian=VILLAGE,
    )
    usual.MergeFrom(pb.Household(**fields))  # pyright: ignore[reportArgumentType]
    return usual
