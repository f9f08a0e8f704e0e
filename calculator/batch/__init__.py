"""Caseloads: households as rows of a table, answered a record batch at a time.

`columns` says which columns a table can have and `figures` which figures can be asked for. `cases` makes the case of a row, `exact` answers it
one at a time, and `answer` answers a record batch. `files` reads and writes files, and `job` runs a whole file in parts that are kept.

pyarrow is an extra. Only the modules that need it import it, and `needs` says how to install it.
"""
