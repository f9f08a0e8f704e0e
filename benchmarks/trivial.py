"""The least that Flask can serve, to measure a page against."""

from flask import Flask

app = Flask("trivial")
app.add_url_rule("/", view_func=lambda: "<!doctype html><title>Hello</title><h1>Hello</h1>")
