"""What goes in and what comes out: the case, the result, the file of a plan, and errors. It imports no other part of the calculator."""
