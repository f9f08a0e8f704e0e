"""A rulebook looked at: ranges, workings, checks, random households. Imports from run/, language/ and errors only."""
