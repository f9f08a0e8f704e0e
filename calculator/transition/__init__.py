"""Time: assessment periods and, with them, which day's rules hold. Entitlement comes from the rules alone.

Imports case and the rulebook; calculate imports this.
"""
