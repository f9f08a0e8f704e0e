# Everything there is to do here, each in one command. `make` lists them.
# Asked of the machine: git, make and Python 3.11 or newer.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# A command starts three times as fast if Python may keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PORT ?= 8000
# How many tests run at once. ARGS goes to pytest for `make test`, and to the tool for `make translations`.
JOBS ?= auto
ARGS ?=

.PHONY: help install serve test lint format types bench load audit check checked docs postcodes translations screenshots ci lock clean

help:  ## List what can be done
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | while IFS=$$'\t' read -r name what; do printf 'make %-11s %s\n' "$$name" "$$what"; done

install: .venv/installed  ## Make .venv with the `calculator` command in it
	@echo "Ready: $(BIN)/calculator"

serve: .venv/installed  ## Set up what is missing and serve http://127.0.0.1:8000 (PORT=8000)
	@exec $(BIN)/calculator serve --port $(PORT)

test: .venv/installed-dev  ## Set up what is missing and run every test, the quick ones first
	@tools/chromium
	@tools/pango
	@tools/redis
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder $(ARGS)

lint: .venv/installed-dev  ## Look for mistakes, bad formatting, and imports that break the layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

format: .venv/installed-dev  ## Format the Python as `make lint` expects
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: .venv/installed-dev  ## Check the types, strictly
	@$(BIN)/mypy

check: .venv/installed  ## Check the rules: names, units, dates, sources, examples
	@$(BIN)/calculator rules check

docs: .venv/installed-dev  ## Write the generated parts of the documents: coverage, councils, layers, licences and the references
	@$(BIN)/python tools/coverage
	@$(BIN)/python tools/contract
	@$(BIN)/python tools/batch
	@$(BIN)/python tools/layers
	@$(BIN)/python tools/licences

checked: .venv/installed-dev  ## Run the tests that compare with figures from elsewhere, and write how many there are for the page /checked
	@$(BIN)/python tools/checked

translations: .venv/installed  ## Bring the translations up to date with the English (ARGS=--check: only say what is missing)
	@$(BIN)/python tools/translations $(ARGS)

postcodes: .venv/installed-dev  ## Make the table of postcodes again, twice a year (ARGS=ONSPD_MAY_2027.zip: from that file)
	@$(BIN)/python tools/postcodes $(ARGS)

screenshots: .venv/installed-dev  ## Photograph the pages for the documents (needs Chromium)
	@tools/chromium
	@$(BIN)/python tools/screenshots

bench: .venv/installed  ## Measure how fast the calculator is, beside the work that it is compared with
	@$(BIN)/python -m benchmarks

load: .venv/installed-dev  ## Test the real server with many users and with faults, and write docs/load.md
	@$(BIN)/python -m benchmarks.load

audit: .venv/installed-dev  ## Ask whether a pinned package has a known fault, and write sbom.cdx.json
	@$(BIN)/python tools/audit

ci: .venv/installed-dev  ## Everything that must pass before a change goes in
	@.ci/run

lock:  ## Choose the versions of dependencies again and pin them with hashes (needs uv)
	@tools/lock

clean:  ## Remove .venv and every cache
	@rm -rf .venv .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make a second run quick: only a change in what is asked for installs anything.
.venv/installed: pyproject.toml requirements.txt requirements-pip.txt tools/venv
	@tools/venv requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@tools/venv requirements-dev.txt
	@touch $@
