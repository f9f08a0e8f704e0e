"""Rules in force on a day, compiled to functions that work out a household. Imports from language/ and errors only."""
