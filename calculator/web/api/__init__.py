"""The JSON API, its description, keys and signatures."""
