"""Rule files and amendments, read into a Rulebook. Imports from language/ and errors only."""
