"""Councils and their council tax reduction schemes, from the rules. The month and the year import it."""
