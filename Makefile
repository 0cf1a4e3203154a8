# `make publish` builds the publication, `make test` runs the tests; both set up what they need.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: publish test long check golden bench clean help

help:            ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 12

publish: $(READY) ## build the publication into dist/
	$(BIN)/lod build

test: $(READY)    ## run the tests, with branch coverage
	$(BIN)/python -m pytest -n auto --dist worksteal -rs --cov --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE)

long: $(READY)    ## run the tests for a night, with many more examples
	$(BIN)/python -m pytest -n auto --dist worksteal -rs --hypothesis-profile=long

check: $(READY)   ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(READY)  ## rewrite the golden files; review the diff like code
	$(BIN)/python -m pytest tests -k golden --rewrite-golden

bench: $(READY)   ## the quick benchmarks
	$(BIN)/python benchmarks/start.py

clean:           ## delete what was built, not the environment
	rm -rf dist .dist.* .lod .mypy_cache .pytest_cache .ruff_cache .coverage

COVERAGE ?= 95

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "lod needs Python 3.11 or later; say which: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@
