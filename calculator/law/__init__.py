"""The rules as people read them: one rule as data or in words, what changes between two days, what is covered, and a council's
scheme by hours. Only `cli/` and `web/` import it."""
