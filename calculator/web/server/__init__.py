"""The server that runs the site, and its workers."""
