"""The one reader of what people type: numbers with their units and periods, days, and the words of lines.

Every field, line, page and desk reads with it. The words are in words.yaml and, for other languages, in its translations. Nothing is
guessed: a text is read whole, or comes back with what is wrong with it.
"""
