"""The questions of the form, section by section, in the words that people read."""

from collections.abc import Sequence
from dataclasses import dataclass

from calculator.web.form.fields import (
    KINDS_OF_OPTION,
    PAID,
    PAY_PERIODS,
    PENSIONS,
    PERIODS,
    Age,
    Amount,
    ChildcareLines,
    Choice,
    CompareWith,
    ContractPay,
    Cost,
    CouncilField,
    DatedPays,
    Day,
    Esa,
    Field,
    Income,
    KindOfOption,
    Number,
    PaydayField,
    PayField,
    Pension,
    Pounds,
    Radios,
    Replaces,
    Schedule,
    Several,
    SickSince,
    Taken,
    Text,
    WhichAdult,
    YesNo,
)
from calculator.web.language import later as _

MOST_CHILDREN = 6
MOST_TAKEN = 2
MOST_OPTIONS = 5
MOST_INCOMES = 2
MOST_OTHERS = 3

NOT_SURE = {"": _("Not sure")}
YES_NO = {**NOT_SURE, "yes": _("Yes"), "no": _("No")}
ENDED_BENEFITS = {
    "incapacity_benefit": _("Incapacity Benefit"),
    "severe_disablement_allowance": _("Severe Disablement Allowance"),
    "income_related_esa": _("Income-related ESA"),
    "income_support": _("Income Support"),
    "income_based_jsa": _("Income-based JSA"),
    "child_tax_credit": _("Child Tax Credit"),
    "working_tax_credit": _("Working Tax Credit"),
    "housing_benefit": _("Housing Benefit"),
    "work_programme": _("Work Programme"),
    "work_choice": _("Work Choice"),
}
_ORDINALS = (
    _("The first child"),
    _("The second child"),
    _("The third child"),
    _("The fourth child"),
    _("The fifth child"),
    _("The sixth child"),
)
_COUNTED = (
    _("The first choice"),
    _("The second choice"),
    _("The third choice"),
    _("The fourth choice"),
    _("The fifth choice"),
)
PIP = {**NOT_SURE, "none": _("None"), "standard": _("Standard rate"), "enhanced": _("Enhanced rate")}


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together. `rows` are the same questions for each child, or each job; `more` are those
    that matter to few, put away under words that say what they are about."""

    id: str
    title: str
    intro: str = ""
    fields: Sequence[Field] = ()
    rows: Sequence["FormRow"] = ()
    more_title: str = ""
    more: Sequence[Field] = ()


@dataclass(frozen=True, slots=True)
class FormRow:
    id: str
    title: str
    fields: Sequence[Field]
    more: Sequence[Field] = ()


def _person(adult: int) -> list[Field]:
    """Health and disability of one adult."""
    name, at = ("", "/adults/0") if adult == 1 else ("partner_", "/adults/1")
    about = "" if adult == 1 else _("your partner")
    return [
        Radios(
            f"{name}uc_health",
            f"{at}/uc_health",
            _("Does Universal Credit hold a health decision for you?")
            if adult == 1
            else _("Does Universal Credit hold a health decision for your partner?"),
            _("Choose one of the health decisions"),
            hint=_("It sets how much pay takes nothing off. We do not ask what a health condition is."),
            choices={
                **NOT_SURE,
                "none": _("No, or still waiting"),
                "lcw": _("Limited capability for work (LCW)"),
                "lcwra": _("Limited capability for work and work-related activity (LCWRA), with extra money"),
            },
        ),
        Choice(
            f"{name}lcwra_rate",
            f"{at}/lcwra_rate",
            _("If LCWRA: which amount?"),
            _("Choose one of the amounts"),
            hint=_("Not sure: we work it out from the date, or show the answer both ways."),
            about=about,
            choices={
                **NOT_SURE,
                "protected": _("The higher, protected amount"),
                "new": _("The lower amount for claims from April 2026"),
            },
        ),
        Day(
            f"{name}lcwra_from",
            f"{at}/lcwra_from",
            _("If LCWRA: since when?"),
            _("Enter the date as day, month and year, such as 12 5 2022"),
            hint=_("Day, month, year, such as 12 5 2022. Leave it blank if you are not sure."),
            width="w8",
            about=about,
        ),
        Choice(
            f"{name}pip_daily_living",
            f"{at}/pip_daily_living",
            _("Personal Independence Payment (PIP): daily living"),
            _("Choose one of the rates"),
            hint=_("Or Adult Disability Payment in Scotland"),
            about=about,
            choices=PIP,
        ),
        Choice(
            f"{name}pip_mobility",
            f"{at}/pip_mobility",
            _("PIP: mobility"),
            _("Choose one of the rates"),
            about=about,
            choices=PIP,
        ),
        Esa(
            f"{name}esa",
            f"{at}/new_style_esa",
            _("New Style Employment and Support Allowance (ESA)"),
            _("Choose one of the groups"),
            about=about,
            choices={
                "": _("None, or not sure"),
                "assessment": _("Yes, before a decision (assessment phase)"),
                "work_related": _("Yes, work-related activity group"),
                "support": _("Yes, support group"),
            },
        ),
    ]


def _more_of_person(adult: int) -> list[Field]:
    """What few have: caring, other money that comes in, and what changes who can claim."""
    name, at = ("", "/adults/0") if adult == 1 else ("partner_", "/adults/1")
    about = "" if adult == 1 else _("your partner")
    return [
        YesNo(
            f"{name}cares",
            f"{at}/cares_35_hours",
            _("Caring for a disabled person, 35 hours a week or more"),
            _("Choose yes or no"),
            about=about,
            choices=YES_NO,
        ),
        YesNo(
            f"{name}carers_allowance",
            f"{at}/carers_allowance",
            _("Carer’s Allowance paid for that"),
            _("Choose yes or no"),
            hint=_("Or Carer Support Payment in Scotland"),
            about=about,
            choices=YES_NO,
        ),
        *(
            Income(
                f"{name}income{number}",
                f"{at}/other_income/{number - 1}",
                _("Other money coming in") if number == 1 else _("And another"),
                _("Enter the other money as a number, such as 70"),
                hint=_("Leave out benefits named elsewhere on this page") if number == 1 else "",
                about=about,
                choices=PERIODS,
            )
            for number in range(1, MOST_INCOMES + 1)
        ),
        Several(
            f"{name}ended",
            f"{at}/ended_benefits",
            _("Do you get, or were you told about, one of these?")
            if adult == 1
            else _("Does your partner get, or were they told about, one of these?"),
            _("Choose from the list"),
            hint=_("They have ended for most people. We say what happened to them and what there is now."),
            choices=ENDED_BENEFITS,
        ),
        Choice(
            f"{name}cares_for",
            f"{at}/cares_for",
            _("If caring: for whom?"),
            _("Choose whom the care is for"),
            about=about,
            choices={
                **NOT_SURE,
                "outside": _("Somebody outside the home"),
                **({"adult:2": _("My partner")} if adult == 1 else {"adult:1": _("Me")}),
                **{f"child:{number}": _ORDINALS[number - 1] for number in range(1, MOST_CHILDREN + 1)},
            },
        ),
        YesNo(
            f"{name}care_leaver",
            f"{at}/care_leaver",
            _("Was in care as a child (a care leaver)"),
            _("Choose yes or no"),
            about=about,
            choices=YES_NO,
        ),
        Number(
            f"{name}prescriptions",
            f"{at}/prescription_items_per_month",
            _("Items on prescription each month"),
            _("Enter the items as a whole number, such as 6"),
            about=about,
            width="w5",
        ),
        YesNo(
            f"{name}student",
            f"{at}/full_time_student",
            _("In full-time education"),
            _("Choose yes or no"),
            about=about,
            choices=YES_NO,
        ),
        YesNo(
            f"{name}no_public_funds",
            f"{at}/no_public_funds",
            _("A visa that says “no public funds”"),
            _("Choose yes or no"),
            about=about,
            choices=YES_NO,
        ),
    ]


def _work_now(adult: int) -> list[Field]:
    name, at = ("now_", "/adults/0/jobs/0") if adult == 1 else ("partner_now_", "/adults/1/jobs/0")
    about = "" if adult == 1 else _("your partner")
    return [
        Number(
            f"{name}hours",
            f"{at}/hours_per_week",
            _("Hours a week now"),
            _("Enter the hours a week now as a number from 0 to 168, such as 16"),
            width="w5",
            about=about,
        ),
        PayField(
            f"{name}pay",
            at,
            _("Pay now"),
            _("Enter the pay now as a number, such as 12.71"),
            about=about,
            choices=PAY_PERIODS,
        ),
        Choice(f"{name}paid", f"{at}/paid", _("Paid now"), _("Choose how often"), about=about, choices=PAID),
        SickSince(
            f"{name}sick",
            f"{at}/sick",
            _("If off sick from this job: since when?"),
            _("Enter the day as day, month and year, such as 5 10 2026"),
            hint=_("The first day off. We then count Statutory Sick Pay in place of the pay."),
            width="w8",
            about=about,
        ),
        Number(
            f"{name}days",
            f"{at}/days_per_week",
            _("Days a week now"),
            _("Enter the days a week as a number from 0 to 7, such as 5"),
            width="w5",
            about=about,
        ),
        PaydayField(
            f"{name}payday",
            f"{at}/payday",
            _("Day of the month on which pay comes now"),
            _("Enter a day from 1 to 31, or “last working day”"),
            width="w8",
            about=about,
        ),
        Number(
            f"{name}ssp_weeks",
            f"{at}/sick/ssp_weeks_used",
            _("If off sick: weeks of Statutory Sick Pay so far"),
            _("Enter the weeks as a number from 0 to 28, such as 7"),
            width="w5",
            about=about,
        ),
        Amount(
            f"{name}average",
            f"{at}/sick/average_weekly_earnings",
            _("If off sick: average pay before tax in the eight weeks before"),
            _("Enter the pay as a number, such as 547.50"),
            about=about,
            choices=PERIODS,
        ),
        _contract_pay(name, at, about),
        Cost(
            f"{name}costs",
            f"{at}/work_costs/0",
            _("Costs of going to work now, such as fares"),
            _("Enter the costs of going to work as a number, such as 60"),
            hint=_("While somebody is off sick we count none."),
            about=about,
            choices=PERIODS,
        ),
    ]


def _contract_pay(name: str, job: str, about: str) -> Field:
    return ContractPay(
        f"{name}contract",
        f"{job}/sick/contract_pay",
        _("If off sick: what the employer pays on top of Statutory Sick Pay"),
        _("Write each amount on a line of its own, such as 300 a week until 1/3/2027"),
        hint=_("One amount a line, and the day until which it is paid: 300 a week until 1/3/2027"),
        about=about,
    )


def _other_adult(number: int) -> list[Field]:
    """Somebody grown-up in the home who is not part of the household's claim."""
    return [
        Number(
            f"other{number}_age",
            f"/home/non_dependants/{number - 1}/age",
            _("Age of another adult"),
            _("Enter the age of the other adult as a whole number from 16 to 120"),
            hint=_("Not a partner, a lodger or a child you get benefits for") if number == 1 else "",
            about=str(number),
            width="w5",
        ),
        Amount(
            f"other{number}_pay",
            f"/home/non_dependants/{number - 1}/gross_pay",
            _("Their pay before tax"),
            _("Enter their pay as a number, such as 250"),
            about=str(number),
            choices=PERIODS,
        ),
    ]


def _option(number: int) -> FormRow:
    name, at = f"job{number}_", f"/options/{number - 1}"
    about = _("the job") if number == 1 else ""
    job = f"{at}/job"
    return FormRow(
        f"job{number}",
        _("The job") if number == 1 else "",
        [
            Text(
                f"{name}name",
                f"{at}/name",
                _("What to call it"),
                _("Give each choice a name of its own, of up to 200 characters"),
                hint=_("Your own words, such as “Café, 16 hours”"),
                about=about,
                width="w20",
            ),
            Number(
                f"{name}hours",
                f"{job}/hours_per_week",
                _("Hours a week"),
                _("Enter the hours a week as a number from 0 to 168, such as 16"),
                about=about,
                width="w5",
            ),
            PayField(
                f"{name}pay",
                job,
                _("Pay"),
                _("Enter the pay as a number, such as 12.71"),
                hint=_("If an advert gives a range, put the lower figure."),
                about=about,
                choices=PAY_PERIODS,
            ),
            Choice(f"{name}paid", f"{job}/paid", _("How often paid"), _("Choose how often"), about=about, choices=PAID),
            Day(
                f"{name}starts",
                f"{at}/starts",
                _("First day of work"),
                _("Enter the date as day, month and year, such as 7 12 2026"),
                hint=_("Day, month, year, such as 7 12 2026. Leave it blank if you are not sure.")
                if number == 1
                else "",
                width="w8",
                about=about,
            ),
            Day(
                f"{name}first_payday",
                f"{job}/first_payday",
                _("First payday"),
                _("Enter the date as day, month and year, such as 31 12 2026"),
                hint=_("Day, month, year, such as 31 12 2026. Leave it blank if you are not sure.")
                if number == 1
                else "",
                width="w8",
                about=about,
            ),
            Pension(
                f"{name}pension",
                f"{job}/pension",
                _("Workplace pension"),
                _("Enter the percentage of pay as a number from 0 to 100, such as 5"),
                about=about,
                choices=PENSIONS,
            ),
            Cost(
                f"{name}costs",
                f"{job}/work_costs/0",
                _("Costs of going to work, such as fares"),
                _("Enter the costs of going to work as a number, such as 60"),
                about=about,
                choices=PERIODS,
            ),
            WhichAdult(
                f"{name}adult",
                f"{at}/adult",
                _("Whose choice is it?"),
                _("Choose your partner only if you have one"),
                about=about,
                choices={"": _("Mine"), "2": _("My partner’s")},
            ),
            Replaces(
                f"{name}replaces",
                f"{at}/replaces",
                _("If there is work now, this would be"),
                _("Choose one of the two"),
                about=about,
                choices={"": _("In place of it"), "none": _("As well as it")},
            ),
            KindOfOption(
                f"{name}kind", at, _("What is it?"), _("Choose one of these"), about=about, choices=KINDS_OF_OPTION
            ),
        ],
        [
            Number(
                f"{name}days",
                f"{job}/days_per_week",
                _("Days a week"),
                _("Enter the days a week as a number from 0 to 7, such as 3"),
                about=about,
                width="w5",
            ),
            Number(
                f"{name}weeks",
                f"{job}/weeks_per_year",
                _("Weeks a year, if not all"),
                _("Enter the weeks a year as a number from 0 to 52, such as 39"),
                hint=_("Such as 39 for school terms only") if number == 1 else "",
                about=about,
                width="w5",
            ),
            PaydayField(
                f"{name}payday",
                f"{job}/payday",
                _("Day of the month on which pay comes"),
                _("Enter a day from 1 to 31, or “last working day”"),
                about=about,
                width="w8",
            ),
            Schedule(
                f"{name}schedule",
                f"{job}/schedule",
                _("Hours that change later, such as a phased return"),
                _("Write each change on a line of its own, such as 14/12/2026 22.5 hours 3 days"),
                hint=_("One change a line: the day, the hours a week, the days a week") if number == 1 else "",
                about=about,
            ),
            DatedPays(
                f"{name}pays",
                f"{job}/pays",
                _("Pay that differs from payday to payday"),
                _("Write each payday on a line of its own, such as 12/2/2027 381.30 30 hours"),
                hint=_("One payday a line: the day, the pay before tax, the hours") if number == 1 else "",
                about=about,
            ),
            SickSince(
                f"{name}sick",
                f"{job}/sick",
                _("If you would be off sick in this choice: from when?"),
                _("Enter the day as day, month and year, such as 5 10 2026"),
                hint=_("We then count Statutory Sick Pay in place of the pay.") if number == 1 else "",
                about=about,
                width="w8",
            ),
            _contract_pay(name, job, about),
            Day(
                f"{name}ends",
                f"{at}/ends",
                _("Last day, if the job ends"),
                _("Enter the date as day, month and year, such as 2 4 2027"),
                width="w8",
                about=about,
            ),
            ChildcareLines(
                f"{name}childcare",
                f"{at}/childcare",
                _("Childcare with this choice, child by child"),
                _("Write each on a line of its own, such as child 2, 62 a day, 3 days, 52 weeks"),
                hint=_(
                    "One a line: the child, the cost, the days a week, the weeks a year. Add “first month paid” if the Jobcentre pays it."
                )
                if number == 1
                else "",
                about=about,
            ),
            YesNo(
                f"{name}claims_uc",
                f"{at}/claims/universal_credit",
                _("Would you claim Universal Credit with this choice?"),
                _("Choose yes or no"),
                about=about,
                choices=YES_NO,
            ),
            YesNo(
                f"{name}claims_cb",
                f"{at}/claims/child_benefit",
                _("Would you get Child Benefit with this choice?"),
                _("Choose yes or no"),
                about=about,
                choices=YES_NO,
            ),
        ],
    )


def sections_of(areas: Sequence[str], councils: Sequence[str]) -> list[Section]:
    """Every question there is. `areas` and `councils` are the names of the rental market areas and councils that the rules know."""
    return [
        Section(
            "job",
            _("The job you have in mind"),
            _("A real offer or an idea. Only the hours and the pay are needed."),
            rows=[_option(number) for number in range(1, MOST_OPTIONS + 1)],
            more_title=_("What to compare with"),
            more=[
                CompareWith(
                    "compare_with",
                    "/compare_with",
                    _("Set each choice against"),
                    _("Choose one of these"),
                    choices={
                        "": _("How things are now"),
                        **{str(n): _COUNTED[n - 1] for n in range(1, MOST_OPTIONS + 1)},
                    },
                )
            ],
        ),
        Section(
            "you",
            _("About you"),
            fields=[
                Age(
                    "age",
                    "/adults/0",
                    _("Your age"),
                    _("Enter your age as a whole number from 16 to 120, or your date of birth"),
                    hint=_("In years, such as 34, or your date of birth"),
                    width="w8",
                ),
                Radios(
                    "nation",
                    "/nation",
                    _("Where do you live?"),
                    _("Choose the nation where you live"),
                    choices={
                        "england": _("England"),
                        "scotland": _("Scotland"),
                        "wales": _("Wales"),
                        "": _("Not sure, or rather not say"),
                    },
                ),
                CouncilField(
                    "council",
                    "/council",
                    _("Your council"),
                    _("Enter the council’s name in up to 200 characters"),
                    hint=_("The one that sends the council tax bill"),
                    width="w20",
                    choices={name: name for name in councils},
                ),
            ],
        ),
        Section(
            "health",
            _("Your health and disability benefits"),
            fields=_person(1),
            more_title=_("More about you: caring, other money coming in, older benefits, studying, visa"),
            more=_more_of_person(1),
        ),
        Section(
            "work",
            _("Your work now"),
            _("Leave these blank if you are not in paid work."),
            fields=_work_now(1),
        ),
        Section(
            "partner",
            _("Your partner"),
            fields=[
                Age(
                    "partner_age",
                    "/adults/1",
                    _("Your partner’s age"),
                    _("Enter your partner’s age as a whole number from 16 to 120, or a date of birth"),
                    hint=_("In years, or a date of birth"),
                    width="w8",
                ),
                *_person(2),
                *_work_now(2),
            ],
            more_title=_("More about your partner: caring, other money coming in, older benefits, studying, visa"),
            more=_more_of_person(2),
        ),
        Section(
            "children",
            _("Children who live with you"),
            _("Leave these blank if there are none."),
            rows=[
                FormRow(
                    f"child{number}",
                    "",
                    [
                        Age(
                            f"child{number}_age",
                            f"/children/{number - 1}",
                            _("Age"),
                            _("Enter the child’s age as a whole number from 0 to 19, or a date of birth"),
                            hint=_("Or date of birth"),
                            width="w8",
                        ),
                        Choice(
                            f"child{number}_disability",
                            f"/children/{number - 1}/disability",
                            _("Disability addition"),
                            _("Choose one of these"),
                            hint=_("Of Universal Credit"),
                            choices={
                                "": _("None, or not sure"),
                                "none": _("None"),
                                "lower": _("Lower"),
                                "higher": _("Higher"),
                            },
                        ),
                        Choice(
                            f"child{number}_care",
                            f"/children/{number - 1}/care",
                            _("Disability Living Allowance: care"),
                            _("Choose one of the rates"),
                            hint=_("Or Child Disability Payment in Scotland"),
                            choices={
                                **NOT_SURE,
                                "none": _("None"),
                                "lowest": _("Lowest"),
                                "middle": _("Middle"),
                                "highest": _("Highest"),
                            },
                        ),
                    ],
                )
                for number in range(1, MOST_CHILDREN + 1)
            ],
        ),
        Section(
            "home",
            _("Your home"),
            fields=[
                Choice(
                    "tenure",
                    "/home/tenure",
                    _("What kind of home is it?"),
                    _("Choose one kind of home"),
                    choices={
                        **NOT_SURE,
                        "social": _("Rented from a council or housing association"),
                        "private": _("Rented from a private landlord"),
                        "owner": _("Owned, with or without a mortgage"),
                        "living_with_others": _("Living with family or friends, no rent"),
                        "supported": _("Supported housing"),
                        "temporary": _("Temporary accommodation from the council"),
                    },
                ),
                Amount(
                    "rent",
                    "/home/rent",
                    _("Rent"),
                    _("Enter the rent as a number, such as 118.50"),
                    hint=_("Your share, with any service charges"),
                    choices=PERIODS,
                ),
                Amount(
                    "ineligible_charges",
                    "/home/ineligible_charges",
                    _("Part of the rent that no benefit covers, such as heating or meals"),
                    _("Enter the amount as a number, such as 14"),
                    choices=PERIODS,
                ),
                Number(
                    "bedrooms",
                    "/home/bedrooms",
                    _("Bedrooms"),
                    _("Enter the number of bedrooms as a whole number from 0 to 20"),
                    width="w5",
                ),
                Choice(
                    "brma",
                    "/brma",
                    _("If you rent from a private landlord: rental market area"),
                    _("Choose one of the areas"),
                    hint=_("It caps the help with rent. Not sure: we show the answer from lowest to highest."),
                    choices={**NOT_SURE, **{area: area for area in areas}},
                ),
                Amount(
                    "council_tax",
                    "/home/council_tax",
                    _("Council tax bill"),
                    _("Enter the council tax bill as a number, such as 1400"),
                    hint=_("After discounts, before any reduction for a low income"),
                    choices=PERIODS,
                ),
                Choice(
                    "council_tax_band",
                    "/home/council_tax_band",
                    _("Council tax band"),
                    _("Choose a band from A to I"),
                    hint=_("It is on the bill. Some councils help only up to a band."),
                    choices={**NOT_SURE, **{band: band for band in "ABCDEFGHI"}},
                ),
            ],
            more_title=_("Other adults in your home, such as grown-up children or parents"),
            more=[each for number in range(1, MOST_OTHERS + 1) for each in _other_adult(number)],
        ),
        Section(
            "money",
            _("Savings, childcare and Universal Credit"),
            fields=[
                YesNo(
                    "claims_uc",
                    "/claims/universal_credit",
                    _("Do you get Universal Credit, or would you claim it?"),
                    _("Choose yes or no"),
                    hint=_("Not sure: we take it that you would."),
                    choices=YES_NO,
                ),
                YesNo(
                    "claims_cb",
                    "/claims/child_benefit",
                    _("Do you get Child Benefit?"),
                    _("Choose yes or no"),
                    choices=YES_NO,
                ),
                YesNo(
                    "claims_hb",
                    "/claims/housing_benefit",
                    _("Do you get Housing Benefit?"),
                    _("Choose yes or no"),
                    hint=_("Mostly in supported or temporary housing"),
                    choices=YES_NO,
                ),
                Pounds(
                    "savings",
                    "/savings",
                    _("Savings"),
                    _("Enter the savings as a number from 0, such as 380"),
                    hint=_("Yours and your partner’s together"),
                    width="w8",
                ),
                Amount(
                    "childcare",
                    "/childcare",
                    _("Registered childcare you pay for"),
                    _("Enter what childcare costs as a number, such as 400"),
                    hint=_("What you would pay in the job"),
                    choices=PERIODS,
                ),
                *(
                    Taken(
                        f"taken{number}",
                        f"/deductions/{number - 1}",
                        _("Taken off your Universal Credit each month")
                        if number == 1
                        else _("Something else taken off"),
                        _("Enter what is taken off each month as a number, such as 30"),
                        choices={
                            "advance": _("An advance"),
                            "budgeting": _("A budgeting advance"),
                            "rent_arrears": _("Rent arrears"),
                            "council_tax": _("Council tax arrears"),
                            "overpayment": _("An overpayment"),
                            "fine": _("A fine"),
                            "child_maintenance": _("Child maintenance"),
                            "other": _("Something else"),
                        },
                    )
                    for number in range(1, MOST_TAKEN + 1)
                ),
                Number(
                    "period_day",
                    "/universal_credit/assessment_period_day",
                    _("Day of the month on which your Universal Credit month starts"),
                    _("Enter the day as a whole number from 1 to 31"),
                    hint=_("Its name is “assessment period”; the dates are on each statement"),
                    width="w5",
                ),
                Pounds(
                    "bank_balance",
                    "/bank_balance",
                    _("Money in the bank today"),
                    _("Enter the amount as a number, such as 120"),
                    hint=_("Only for the day with the least money in the year"),
                ),
            ],
        ),
    ]
