"""The commands, one module each. They read a case, ask the calculator, and print. They know nothing of `web`.

A command imports what it runs inside its function, so that `--help` and a wrong option are answered without loading the calculator.
"""
