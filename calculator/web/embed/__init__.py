"""The widget, and the pages of providers that embed it."""
