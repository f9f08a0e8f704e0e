"""How much one request may send. How much work it may ask for is in `effort`, and how long it may take in `turns`."""

MOST_BYTES = 1_000_000
MOST_BATCH_BYTES = 5_000_000
MOST_CASES = 1_000
