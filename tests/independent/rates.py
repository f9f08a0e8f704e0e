"""The published rates that the model uses, by tax year or by the day from which they hold.

Tax and National Insurance: "Rates and thresholds for employers" 2024 to 2025, 2025 to 2026 and 2026 to 2027 (GOV.UK), and for Scotland the
Scottish Rate Resolutions. Pensions: the automatic enrolment earnings trigger and qualifying earnings band (DWP, each year). Universal Credit:
SI 2024/242, SI 2025/295 Sch 13, SI 2026/113, SI 2026/148 Sch 13, and the Universal Credit Act 2025 ss 2 and 3.
"""

import datetime as dt
from decimal import Decimal

# Upper ends of the bands of taxable pay a year, and their rates. The last band has no end.
UK_BANDS = [(Decimal(37_700), Decimal("0.20")), (Decimal(125_140), Decimal("0.40")), (None, Decimal("0.45"))]
SCOTTISH_RATES = [Decimal("0.19"), Decimal("0.20"), Decimal("0.21"), Decimal("0.42"), Decimal("0.45"), Decimal("0.48")]
SCOTTISH_ENDS = {
    2024: [2_306, 13_991, 31_092, 62_430, 125_140],
    2025: [2_827, 14_921, 31_092, 62_430, 125_140],
    2026: [3_967, 16_956, 31_092, 62_430, 125_140],
}
LAST_TAX_YEAR = 2026  # later years are taken to have the same rates

# National Insurance, category A: the primary threshold and upper earnings limit of each pay period (SI 2001/1004 regs 10 and 11).
NATIONAL_INSURANCE = {
    "week": (242, 967),
    "two_weeks": (484, 1_934),
    "four_weeks": (967, 3_867),
    "month": (1_048, 4_189),
}
NI_MAIN, NI_UPPER = Decimal("0.08"), Decimal("0.02")

# Automatic enrolment: the trigger, and the lower and upper end of qualifying earnings, for each pay period.
ENROLMENT = {
    "week": (192, 120, 967),
    "two_weeks": (384, 240, 1_934),
    "four_weeks": (768, 480, 3_867),
    "month": (833, 520, 4_189),
}
ENROLMENT_AGE, PENSION_AGE = 22, 66
WORKER_PERCENT = 5  # with the tax relief that the pension provider adds
RELIEF_AT_SOURCE = Decimal("0.20")

# Universal Credit, from the first assessment period that starts on or after the day.
UNIVERSAL_CREDIT = {
    dt.date(2024, 4, 8): {
        "single_under_25": Decimal("311.68"), "single": Decimal("393.45"), "couple_under_25": Decimal("489.23"), "couple": Decimal("617.60"),
        "child_born_before_2017": Decimal("333.33"), "child": Decimal("287.92"), "lcwra": Decimal("416.19"), "lcwra_new": Decimal("416.19"),
        "carer": Decimal("198.31"), "work_allowance": Decimal(673), "work_allowance_with_housing": Decimal(404),
    },
    dt.date(2025, 4, 7): {
        "single_under_25": Decimal("316.98"), "single": Decimal("400.14"), "couple_under_25": Decimal("497.55"), "couple": Decimal("628.10"),
        "child_born_before_2017": Decimal("339.00"), "child": Decimal("292.81"), "lcwra": Decimal("423.27"), "lcwra_new": Decimal("423.27"),
        "carer": Decimal("201.68"), "work_allowance": Decimal(684), "work_allowance_with_housing": Decimal(411),
    },
    dt.date(2026, 4, 6): {
        "single_under_25": Decimal("338.58"), "single": Decimal("424.90"), "couple_under_25": Decimal("528.34"), "couple": Decimal("666.97"),
        "child_born_before_2017": Decimal("351.88"), "child": Decimal("303.94"), "lcwra": Decimal("429.80"), "lcwra_new": Decimal("217.26"),
        "carer": Decimal("209.34"), "work_allowance": Decimal(710), "work_allowance_with_housing": Decimal(427),
    },
}  # fmt: skip
TAPER = Decimal("0.55")
TWO_CHILD_DATE = dt.date(2017, 4, 6)
TWO_CHILD_LIMIT_ENDS = dt.date(2026, 4, 6)  # Universal Credit (Removal of Two Child Limit) Act 2026
SURPLUS_EARNINGS = Decimal(2_500)
BENEFIT_CAP = {"single": Decimal("1229.42"), "family": Decimal("1835.00")}  # a month, outside London
CHILD_BENEFIT_AT_MOST = {
    0: Decimal(0),
    1: Decimal(118),
    2: Decimal(195),
    3: Decimal(273),
}  # a month; only to stay clear of the cap
