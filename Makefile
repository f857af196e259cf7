# Two commands do everything on a machine with git, make and Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8000
# Commands that tests start would compile the sources anew each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test test-all lint clean lock vectors cassettes screenshot bench help

help: ## what one can do here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Nextplay needs Python 3.11 or newer on the PATH; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: $(STAMP) ## a virtual environment in .venv with .venv/bin/nextplay

demo: install ## the demo company on http://127.0.0.1:8000, sign-in links printed
	$(BIN)/nextplay demo --port $(PORT)

test: install ## the test suite, without network
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-all: install ## everything, the heavy tier, Spark and PostgreSQL included
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/spark.txt -r requirements/postgresql.txt
	NEXTPLAY_HEAVY=1 $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: install ## ruff, mypy, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install ## the figures of benchmarks/
	$(BIN)/python -m benchmarks.product

lock: ## make requirements/*.txt anew from pyproject.toml and dev.in (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q -o requirements/runtime.txt pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q -o requirements/dev.txt requirements/dev.in
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q -o requirements/build.txt requirements/build.in
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q -o requirements/spark.txt requirements/spark.in
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q -o requirements/postgresql.txt requirements/postgresql.in

vectors: install ## make the shipped vectors of the starter playbook anew, after its pages changed
	$(BIN)/python -m knowledge.shipped

cassettes: install ## record the model cassettes anew from a real local server
	$(BIN)/python -m tests.integration.record_cassettes

screenshot: install ## make the README's screenshot anew (needs Chromium)
	$(BIN)/python -m tests.browser.screenshot

clean: ## remove what the above made, data folders excepted
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
