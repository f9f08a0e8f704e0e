"""The rules as people read them: one rule as data, what is covered, and a council's scheme by hours. The surfaces import it."""
