"""The figures the sample county follows (domain §3), in one place to change them."""

from __future__ import annotations

from datetime import date

DEFAULT_SEED = 321
COUNTY_HOUSEHOLDS = 92_000

DAY = date(2025, 6, 1)
"""The day the county is seen on. Ages that matter to a need keep three years of distance."""

INCOME_YEAR = 2024
"""The closed year whose income the roster tells, unless another is asked for."""

AWARDS = 3
"""Years of 平安家庭 awards, the last one that of the income."""

AWARD_SHARE = 0.78

COUNTY_GROUPS = 1_100
"""村民小组 of the county."""

SIZE_WEIGHTS = ((1, 9.0), (2, 20.0), (3, 26.0), (4, 24.0), (5, 13.0), (6, 6.0), (7, 2.0))
"""Registered persons of a household; the mean is 3.38 (310,000 persons in about 92,000)."""

WORKER_AWAY = 0.355
"""Share of people of 18 to 59 who work elsewhere; with the children they take, 23 % of all."""

CHILD_GOES_ALONG = 0.35
"""Share of children who live where both their parents work."""

DISABLED_BY_AGE = ((18, 0.008), (45, 0.015), (60, 0.03), (200, 0.065))
"""Share of holders of a certificate up to an age."""

MINIMUM_LIVING = 0.07
EXTREME_POVERTY_ALONE = 0.06
"""Share of households on 低保, and of old people alone on 特困."""

SERVING = 0.0006
RELEASED = 0.0012
"""Share of men of 20 to 59."""

FLAGGED_ELDER = 0.65
FLAGGED_WOMAN = 0.55
"""Share of those who could be called 留守 that the village lists so."""

ETHNICITIES = (("汉族", 0.985), ("回族", 0.007), ("苗族", 0.004), ("土家族", 0.004))

PHONE_PREFIX = "154"
TEST_COUNTY = "610999"
