"""The rules engine: dated YAML rules in, one function out. It knows nothing of benefits.

Nothing here imports from the rest of the package.
"""
