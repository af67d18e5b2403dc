# make run: the bot. make test: its tests, all day. make check: everything, before a release.
# Each sets up what it needs, from the lock, in .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
AUDIT ?= .venv-audit
MUTATION ?= .venv-mutation
# What make mutation mutates: mutants by name, all of those in pyproject.toml unless told otherwise.
ONLY ?=
INSTALL = $(VENV)/bin/python deploy/packages.py
PYTEST = $(VENV)/bin/python -m pytest
COVERAGE = $(VENV)/bin/python -m coverage
RETRIEVAL = retrieval tests/retrieval tests/benchmarks
SETS = blind development sealed challenge challenge-third challenge-sealed
# What `make NAME` adds to the environment; docs/dependencies.md says what each is for and weighs.
EXTRAS = charts dashboard fast ocr cluster bench
TESTED = dev charts dashboard fast office
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

# The tests start the program many times: it is compiled once, also where the environment asks for no compiled files.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo desk $(EXTRAS) test test-retrieval test-bot coverage check lint units lock audit mutation quality figures picture api clean

run: $(VENV)/run.ready
	@$(VENV)/bin/wenda run

# A first look without a token: the same conversation in a page of the browser, on this machine alone.
demo: $(VENV)/run.ready
	@$(VENV)/bin/wenda demo

# The dashboard, with what it needs; `wenda desk` takes options.
desk: dashboard
	@$(VENV)/bin/wenda desk

$(EXTRAS): %: $(VENV)/%.ready

# In two parts, and with one arena, in which what a thread frees is used again by others: a worker stays below 500 MB.
test: test-retrieval test-bot

test-retrieval: $(VENV)/test.ready
	@MALLOC_ARENA_MAX=1 $(PYTEST) -n 2 --dist loadfile -m "not slow" $(RETRIEVAL)

# Three at a time on two cores: many of these wait for a program to start.
test-bot: $(VENV)/test.ready
	@MALLOC_ARENA_MAX=1 $(PYTEST) -n 3 --dist loadfile -m "not slow" $(RETRIEVAL:%=--ignore=%)

# How many lines and branches of bot and retrieval the tests take; fails below the least share of both in pyproject.toml,
# and below that of branches alone in deploy/branch_coverage.py. The fast tests of both, and the cluster's, whose three
# nodes need Java and are started once; without those that measure time. `python -m coverage html` then shows in
# .coverage/html what was left out, line by line.
coverage: $(VENV)/test.ready
	@$(COVERAGE) erase
	@MALLOC_ARENA_MAX=1 $(COVERAGE) run -m pytest -n 2 --dist loadfile -m "not slow" retrieval tests/retrieval
	@MALLOC_ARENA_MAX=1 $(COVERAGE) run -m pytest -n 3 --dist loadfile -m "not slow" bot tests/bot
	@$(COVERAGE) run -m pytest -rs tests/cluster
	@$(COVERAGE) combine --quiet
	@$(COVERAGE) report
	@$(COVERAGE) json --quiet --fail-under=0 -o - | $(VENV)/bin/python deploy/branch_coverage.py

# What make test leaves out, and every property with all of its examples. The faults by themselves: they look at
# how others are served meanwhile, and at memory.
check: lint test coverage audit units
	@MALLOC_ARENA_MAX=1 AUDIT_PYTHON="$(abspath $(AUDIT))/bin/python" $(PYTEST) -n 2 --dist loadfile --ignore tests/faults --ignore tests/cluster \
		-m "slow or sized or hypothesis" --hypothesis-profile full
	@$(PYTEST) tests/faults

lint: $(VENV)/test.ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

units: $(VENV)/run.ready
	@VENV="$(VENV)" deploy/check.sh

$(VENV)/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "wenda needs Python 3.11 or newer, found: $(PYTHON)" >&2; exit 1; }
	@echo "Setting up in $(VENV), once. It takes one to three minutes, by the network." >&2
	@"$(PYTHON)" -m venv $(VENV) >&2

$(VENV)/run.ready: requirements-build.lock requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(INSTALL) requirements-build.lock
	@$(INSTALL) requirements.lock
	@$(VENV)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable . >&2
	@touch $@

$(VENV)/test.ready: $(VENV)/run.ready requirements-dev.lock
	@$(INSTALL) requirements-dev.lock
	@touch $@

# Each lock of an extra names only what that adds to requirements.lock.
$(EXTRAS:%=$(VENV)/%.ready): $(VENV)/%.ready: requirements-%.lock $(VENV)/run.ready
	@$(INSTALL) $<
	@touch $@

# All at once first, so that each lock has the same versions.
lock:
	rm -f requirements*.lock
	$(LOCK) --all-extras pyproject.toml -o requirements-all.lock
	$(LOCK) -c requirements-all.lock --extra office pyproject.toml -o requirements.lock
	$(LOCK) -c requirements-all.lock $(TESTED:%=--extra %) pyproject.toml -o requirements-dev.lock
	for extra in $(EXTRAS); do \
		$(LOCK) -c requirements-all.lock --extra $$extra pyproject.toml -o requirements-$$extra.lock \
			$$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package=\1/p' requirements.lock) || exit; done
	$(LOCK) -c requirements-all.lock --group build -o requirements-build.lock
	rm requirements-all.lock
	$(LOCK) --group audit -o requirements-audit.lock
	$(LOCK) -c requirements-dev.lock --group mutation -o requirements-mutation.lock \
		$$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package=\1/p' requirements-dev.lock)

# Known vulnerabilities in anything that is locked; what the bot consists of, in dist/components.cdx.json.
audit: $(VENV)/run.ready $(AUDIT)/ready
	$(AUDIT)/bin/python deploy/audit.py --python $(VENV)/bin/python --components dist/components.cdx.json

$(AUDIT)/ready: requirements-audit.lock
	@"$(PYTHON)" -m venv $(AUDIT) >&2
	@$(AUDIT)/bin/python deploy/packages.py requirements-audit.lock
	@touch $@

# Whether the tests notice a change of the code; [tool.mutmut] in pyproject.toml says of which. One core, about an hour.
# One module: make mutation ONLY='retrieval.text.values.dates.*'. Then $(MUTATION)/bin/mutmut show NAME.
# Always in a new copy: mutmut takes over Python files that have changed, and no others.
mutation: $(MUTATION)/ready
	@rm -rf mutants
	$(MUTATION)/bin/mutmut run --max-children 1 $(if $(ONLY),'$(ONLY)')
	$(MUTATION)/bin/mutmut results

$(MUTATION)/ready: requirements-build.lock requirements-dev.lock requirements-mutation.lock
	@"$(PYTHON)" -m venv $(MUTATION) >&2
	@$(MUTATION)/bin/python deploy/packages.py requirements-build.lock
	@$(MUTATION)/bin/python deploy/packages.py requirements-dev.lock requirements-mutation.lock
	@touch $@

clean:
	rm -rf $(VENV) $(AUDIT) $(MUTATION) mutants

# The picture of the structure in docs/architecture.md, from the imports.
picture: $(VENV)/test.ready
	$(VENV)/bin/python -m tests.architecture

# The reference in docs/python.md, from the docstrings.
api: $(VENV)/run.ready
	$(VENV)/bin/python deploy/api_page.py

# Figures in README and docs, taken over from the tables that commands write.
figures: $(VENV)/run.ready
	$(VENV)/bin/python -m benchmarks.figures

quality: $(VENV)/run.ready
	$(VENV)/bin/wenda eval --no-staff --report docs/quality.md $(SETS:%=data/eval/%.jsonl)
