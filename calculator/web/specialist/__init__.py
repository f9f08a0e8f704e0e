"""The specialist's desk: a case and its answer on one page."""
