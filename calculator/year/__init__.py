"""The year after a choice as dated money: employments -> payroll -> awards -> payments -> months, actions and what-ifs.

Each step is a function of the one before it. The modules below import the rules' engine and the typical month; only
calculator/calculate.py and the payslip check's callers import this package.
"""
