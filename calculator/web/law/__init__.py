"""The law on the site: every rule with its value, history, formula, law, uses and examples, and what changes between two days."""
