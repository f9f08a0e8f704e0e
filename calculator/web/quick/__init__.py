"""The quick look: five questions and a range."""
