"""Whole caseloads: synthetic ones, what work means for public money, comparisons of two rule sets, and the report.

Everything here works through the facade, case by case, and takes and gives iterators, so that a caseload of any size needs little memory.
"""
