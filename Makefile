# `make run` and `make test` need nothing but Python 3.11 or later and, for the browser tests, a Chromium.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run serve test lint types lock goldens sample benchmarks

# The sample's twelve weeks, from files to the browser; your own data, once you have loaded some, come first.
run: $(VENV)/installed
	$(BIN)/python -m pipelines --data data/demo sample data/demo/exports --ledger
	$(BIN)/python -m pipelines --data data/demo run data/demo/exports
	$(BIN)/python -m pipelines serve

# Your own data, in data/.
serve: $(VENV)/installed
	$(BIN)/python -m pipelines serve

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

# Golden files, written anew: read each change by eye before it is committed.
goldens: $(VENV)/installed-dev
	$(BIN)/python -m tests.goldens

sample: $(VENV)/installed
	rm -rf data/sample && $(BIN)/python -m pipelines sample data/sample

lock: $(VENV)/installed-dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev -o requirements-dev.txt pyproject.toml

$(VENV)/installed: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	touch $@

$(VENV)/installed-dev: requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@ $(VENV)/installed

# Needs about 30 GB of disk and some hours; the figures go into the README.
benchmarks: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.load all
	$(BIN)/python -m benchmarks.large_documents
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.fuzz
	$(BIN)/python -m benchmarks.week
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.review
	$(BIN)/python -m benchmarks.classifier
	$(BIN)/python -m benchmarks.ledger
