"""The contract: the case that goes in, the result that comes out, plan files, and errors. It imports no other part of the calculator."""
