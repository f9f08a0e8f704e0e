"""A position of a Case as the rules' inputs, by subject: people, jobs, home and what is left open. `build` puts them together.

Nothing here is law: it says under which name the rules know what a Case says.
"""

from calculator.month.inputs.amounts import PER_YEAR, ZERO, monthly, months_between, yearly, years_before
from calculator.month.inputs.build import Inputs, build_inputs, input_problems, with_answers
from calculator.month.inputs.home import childcare_of, childcare_of_one, whose_scheme
from calculator.month.inputs.open_questions import Unknown
from calculator.month.inputs.people import AGES, INCOME, esa_days_counted
from calculator.month.inputs.plan import GivenParts, plan_of

__all__ = [
    "AGES",
    "INCOME",
    "PER_YEAR",
    "ZERO",
    "GivenParts",
    "Inputs",
    "Unknown",
    "build_inputs",
    "childcare_of",
    "childcare_of_one",
    "esa_days_counted",
    "input_problems",
    "monthly",
    "months_between",
    "plan_of",
    "whose_scheme",
    "with_answers",
    "yearly",
    "years_before",
]
