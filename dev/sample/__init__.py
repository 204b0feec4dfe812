"""The sample county: real divisions, invented residents; the same for the same seed.

Nobody in it can be real: citizen numbers lie under the county code 610999, which was never given
out (domain §2.1); phone numbers begin with 154, a segment no operator was given (libphonenumber,
too, calls them invalid) though the form is right; given names are made of the terms of the old
calendar (天干, 地支, 二十八宿), as in 张甲寅.
"""
