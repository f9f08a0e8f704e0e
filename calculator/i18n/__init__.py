"""Languages: the words that people read, in English and from catalogues, and numbers as people type them."""
