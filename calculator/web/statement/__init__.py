"""The page on which a person starts from a Universal Credit statement."""
