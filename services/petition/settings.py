"""What an operator may set for the petition service, besides what every service has."""

from __future__ import annotations

from pydantic import Field

from kit.settings import ServiceSettings


class PetitionSettings(ServiceSettings):
    """Settings of the petition service; see services/petition/README.md for the table."""

    petition_policy: str = Field(
        default="",
        description="File with clocks and limits by date (JSON); empty takes the default",
    )
    work_calendars: str = Field(
        default="",
        description="File with days off and make-up days by year (JSON); empty takes the default",
    )
    categories: str = Field(
        default="", description="File with the category tree (JSON); empty takes the default"
    )
    units: str = Field(
        default="", description="File with the units' dictionary (JSON); empty takes the default"
    )
    responsibilities: str = Field(
        default="",
        description="File with the responsibility table (权责清单, JSON); empty takes the default",
    )
    attachments: str = Field(
        default="",
        description="Directory, on a volume all replicas share, for attached files; "
        "empty keeps them in the database",
    )
    measure_seconds: float = Field(
        default=60.0, gt=0, description="How often open appeals are counted for the metrics"
    )
