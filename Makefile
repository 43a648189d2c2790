# Everything a person needs here: run, test, check, bench, lock. PYTHON chooses the interpreter (3.11 or later).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTS ?= -n 2
ROUNDS ?= 30
SEED ?=
RECORD ?=
ONLY ?=

.PHONY: run test cover check generated bench crash pictures lock clean
.DEFAULT_GOAL := run

# Deno lints and checks the page's script; nothing runs on it.
export DENO_DIR := build/deno
export DENO_NO_UPDATE_CHECK := 1

run: $(VENV)/run.stamp
	@exec $(BIN)/python main.py run

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest $(TESTS)

# The whole suite, and how much of the domain's branches it goes through; the least is fail_under in pyproject.toml.
cover: $(VENV)/dev.stamp
	@rm -rf build/coverage
	$(BIN)/python -m pytest -p tests.support.covered $(TESTS)
	@$(BIN)/coverage combine -q
	$(BIN)/coverage report

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/deno lint --quiet
	$(BIN)/deno check --quiet bot/sandbox/page

# The files that are made from others; guards compare them.
generated: $(VENV)/dev.stamp
	@PYTHONPATH=. $(BIN)/python -m tests.support.generating

# Prints; with RECORD=1 it also writes docs/figures.md. One part: make bench ONLY=confirm. For an idle machine.
bench: $(VENV)/dev.stamp
	@PYTHONPATH=. RECORD=$(RECORD) $(BIN)/python -m tests.bench.run $(ONLY)

# Kills the real program and counts what was lost or doubled: make crash ROUNDS=200 SEED=7
crash: $(VENV)/dev.stamp
	@PYTHONPATH=. $(BIN)/python -m tests.crash.run --rounds $(ROUNDS) $(if $(SEED),--seed $(SEED))

# The pictures of README.md, from the stories that run in the browser; every screen stays in build/screens.
pictures: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q tests/browser/test_story.py
	@PYTHONPATH=. $(BIN)/python -m tests.browser.pictures

# Needs uv; the installed versions move only as far as pyproject.toml and the registry allow.
lock: $(BIN)/python
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or later is needed, and '$(PYTHON)' is not: name one with make PYTHON=/path/to/python3" >&2; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "'$(PYTHON)' cannot make an environment: on Debian, install python3-venv" >&2; exit 1; }

# A stamp is written only when the whole lock is installed, so an interrupted make starts that step again.
$(VENV)/run.stamp: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/run.stamp
