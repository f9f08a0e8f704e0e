"""The language of the rules: what a rule is made of, units, expressions, functions and meaning. Imports only errors."""
