"""The commands. They read a case, ask the calculator, and print."""
