"""A second calculation of the year, written from the law and the published figures. It shares no code with the calculator."""
