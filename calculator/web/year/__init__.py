"""The page of the year, payday by payday, with its calendar file and payslip check."""
