"""Figures that HMRC has published for checking payroll software, which more than one test is held against.

Source: HMRC, Payroll technical specifications, test data 2025 to 2026.
"""

# How often pay comes, a pay, and the employee's National Insurance on it (category A).
NATIONAL_INSURANCE = [
    ("week", "242.07", "0.00"),
    ("week", "242.08", "0.01"),
    ("week", "481.03", "19.12"),
    ("two_weeks", "962.03", "38.24"),
    ("four_weeks", "1924.04", "76.56"),
    ("month", "2083.05", "82.80"),
    ("month", "4189.04", "251.28"),
]
# The pays of eight tax months that reach the highest band.
EIGHT_MONTHS = {
    1: "1156.25", 2: "1156.26", 3: "31123.26", 4: "14465.71", 5: "52681.25", 6: "50000", 7: "15000", 8: "14000.55",
}  # fmt: skip
