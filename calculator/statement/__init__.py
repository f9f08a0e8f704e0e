"""From a Universal Credit statement to facts of a case: the text is read into lines, the lines are compared with the amounts in the rules,
and what follows is checked against what the rules give. Nothing is guessed, and nothing that is read is kept."""
