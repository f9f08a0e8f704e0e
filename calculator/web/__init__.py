"""The web surface: pages that work without scripts, and the API. It reads what people enter and shows results; it works nothing out.

Nothing that a person enters is kept on the server.
"""
