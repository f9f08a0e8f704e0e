"""What a job would do to a household's money: a `Case` in, a `Result` out.

The law is in `rules/`; what is here reads it, works it out and shows it. Imports point one way, as pyproject.toml says.
"""
