"""One typical month: the household becomes inputs of the rules, the rules run, and their values become lines and notices."""
