"""What stops a command."""


class Refused(Exception):
    """The command cannot go on; the message says why."""
