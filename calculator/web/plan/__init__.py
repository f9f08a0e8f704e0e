"""The plan that a person keeps, on the page and as a PDF."""
