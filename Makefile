# Everything one does with a checkout of twincloud; `make` alone lists it. Nothing but Python >= 3.11 and make is needed:
# .venv is made here, uv is put into it, and uv installs the locked packages. A second call finds it all in place.

SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= python3
# More words for the program that a target runs, as in: make test ARGS="-k listeners"
ARGS ?=
# pytest-xdist's -n; at most 4 of them, as each may start servers of its own.
WORKERS ?= logical
# More words for the resolver of `make lock`, as in: make lock LOCK_ARGS=--upgrade
LOCK_ARGS ?=

BIN := .venv/bin
BOOT := .venv/.stamp-bootstrap
RUN := .venv/.stamp-run
TEST := .venv/.stamp-test

UV := $(BIN)/uv
INTO := --quiet --python $(BIN)/python --require-hashes --build-constraints requirements/build.txt
OURSELVES := $(UV) pip install --quiet --python $(BIN)/python --build-constraints requirements/build.txt --no-deps -e .
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" $(LOCK_ARGS)

# uv trusts a list of its own; where the machine keeps one (a company's proxy may stand in it), trust that, as pip does.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem /etc/pki/tls/certs/ca-bundle.crt),)
export UV_SYSTEM_CERTS ?= true
endif

# An environment knows its own absolute path: where the checkout was moved or copied, or its Python is gone, make a new one.
ifneq ($(shell test -x $(BIN)/python && cat $(BOOT) 2>/dev/null),$(CURDIR))
$(BOOT): FORCE
endif

.PHONY: FORCE help install run demo test test-slow check bench shapes coverage revision lock clean

help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

install: $(RUN) ## make .venv with what running needs

run: $(RUN) ## bring the server up (ARGS="..." for its options)
	@$(BIN)/twincloud serve $(ARGS)

demo: $(RUN) ## play the README's story and say what was seen
	@$(BIN)/twincloud demo $(ARGS)

test: $(TEST) ## run the tests (ARGS="-k word" for some of them)
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadgroup $(ARGS)

test-slow: $(TEST) ## run the campaigns that take minutes
	$(BIN)/python -m pytest -m slow $(ARGS)

check: $(TEST) ## lint, format, types, import directions, generated code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m twincloud.contract.generate --check
	$(BIN)/python -m twincloud.contract.coverage --check

bench: $(TEST) ## measure, and compare with the budgets
	$(BIN)/python -m bench $(ARGS)

shapes: $(TEST) ## write the contracts' typed shapes anew
	$(BIN)/python -m twincloud.contract.generate

coverage: $(TEST) ## write the README's coverage table and docs/coverage.md anew
	$(BIN)/python -m twincloud.contract.coverage

revision: $(TEST) ## write a migration from the difference to the last one (ID=0002 MESSAGE=words)
	$(BIN)/python -c 'import sys, twincloud.app; from twincloud.storage.revision import write_revision; \
		write_revision(*sys.argv[1:])' "$(ID)" "$(MESSAGE)"

lock: $(BOOT) ## renew requirements/*.txt (LOCK_ARGS=--upgrade for newer versions)
	$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml requirements/test.in -c requirements/run.txt -o requirements/test.txt

clean: ## remove .venv and what the tools left behind
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

$(BOOT): requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "twincloud needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another one, as in: make $(MAKECMDGOALS) PYTHON=/usr/local/bin/python3.12" >&2; exit 1; }
	@test -x $(BIN)/python && test "$$(cat $@ 2>/dev/null)" = "$(CURDIR)" || { \
		echo "Making .venv ..."; $(PYTHON) -m venv --clear .venv; } || { \
		echo "Python's venv module does not work here; on Debian and Ubuntu it is the package python3-venv." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@printf '%s\n' "$(CURDIR)" > $@

$(RUN): $(BOOT) requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing what running needs ..."
	@$(UV) pip install $(INTO) -r requirements/run.txt
	@$(OURSELVES)
	@touch $@

# The test set holds the run set at the same versions. Installing it also drops what no lock names any more.
$(TEST): $(BOOT) requirements/run.txt requirements/test.txt requirements/build.txt pyproject.toml
	@echo "Installing what testing needs ..."
	@$(UV) pip sync $(INTO) requirements/test.txt
	@$(OURSELVES)
	@touch $(RUN) $@

FORCE:
