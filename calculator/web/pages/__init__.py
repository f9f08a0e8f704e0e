"""The pages of the one-page form and its answer."""
