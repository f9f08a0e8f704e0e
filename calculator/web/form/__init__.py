"""The form of all questions: its fields, how typed words are read, and what is shown again as it was typed."""
