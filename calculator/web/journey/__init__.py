"""The participant's journey: one question a page, over the same form as every other way in."""

from calculator.web.journey.pages import blueprint, set_up

__all__ = ["blueprint", "set_up"]
