# Needs make and Python 3.11 or later; everything else comes from the locks, once. A second run needs no network.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# What Python has compiled is kept, whatever the machine says: each test process would compile every test anew.
unexport PYTHONDONTWRITEBYTECODE

LOCK ?= requirements-dev.txt
UV ?= uv
PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input
STAMPS := .stamps
# Building needs no data of this machine's installation, nor of any other.
BUILD := env -u AMANA_ENV -u AMANA_DATABASE_URL AMANA_HOME=$(CURDIR)/$(STAMPS)/home
ASSETS := $(shell find amana/ground/shell/assets -type f 2>/dev/null)
STATIC := $(shell find amana -path '*/static/*' -type f -not -path '*/static/built/*' 2>/dev/null)
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(STAMPS)/python $(STAMPS)/catalogues $(STAMPS)/static ## Install what is locked, build the pages' style and script, compile the translations

$(STAMPS)/python: $(LOCK) pyproject.toml
	@mkdir -p $(STAMPS)
	@scripts/python-environment .venv
	@echo "Installing what $(LOCK) names; the first time it takes a minute or two"
	@$(PIP) --require-hashes -r $(LOCK)
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(STAMPS)/node: package.json package-lock.json
	@mkdir -p $(STAMPS)
	scripts/node npm ci --prefer-offline --ignore-scripts --no-progress --loglevel=error
	@touch $@

$(STAMPS)/assets: $(STAMPS)/node $(ASSETS)
	scripts/node node amana/ground/shell/assets/build.mjs
	@touch $@

$(STAMPS)/static: $(STAMPS)/python $(STAMPS)/assets $(STATIC)
	$(BUILD) $(PY) manage.py collectstatic --no-input --clear --verbosity 0
	@touch $@

$(STAMPS)/catalogues: $(STAMPS)/python $(CATALOGUES)
	@if [ -n "$(CATALOGUES)" ]; then $(PY) -m babel.messages.frontend --quiet compile --domain django --directory locale; fi
	@touch $@

.PHONY: demo
demo: setup ## Set up, fill a data folder with invented people, and serve it
	.venv/bin/amana demo

.PHONY: test
test: setup ## Set up and run the tests; T=path runs a part of them
	AMANA_TEST_FSYNC=off $(PY) -m pytest $(if $(T),$(T),-n 2 $(if $(CI),--durations=30))

CHECKS := style contracts types migrations catalogues tracked
.PHONY: check
check: setup ## Linters, contracts between packages, types, migrations, translations, what git holds
	@$(MAKE) -j2 --keep-going --output-sync=target $(CHECKS:%=check-%)

.PHONY: $(CHECKS:%=check-%)
check-style:
	@.venv/bin/ruff check --quiet .
check-contracts:
	@.venv/bin/lint-imports > $(STAMPS)/contracts.txt || { cat $(STAMPS)/contracts.txt; exit 1; }
check-types:
	@$(BUILD) .venv/bin/mypy --no-error-summary amana
check-migrations:
	@$(BUILD) $(PY) scripts/migrations.py
check-catalogues:
	@$(PY) scripts/messages.py --check
check-tracked:
	@$(PY) scripts/tracked.py

.PHONY: proof proof-doors proof-rule proof-processes
proof: setup ## Prove over all inputs who sees what (AMANA_PROOF_SECONDS limits the faults, and the roles at each door)
	@$(MAKE) -j2 --keep-going --output-sync=target proof-doors proof-rule proof-processes
proof-doors:
	AMANA_PROOF_DOORS=$(if $(AMANA_PROOF_SECONDS),many,all) AMANA_TEST_FSYNC=off $(PY) -m pytest -m proof tests/proof tests/test_extending.py
# In workers, so that their databases have names of their own beside that of the doors.
proof-processes:
	AMANA_PROOF_DOORS=$(if $(AMANA_PROOF_SECONDS),many,all) AMANA_TEST_FSYNC=off $(PY) -m pytest -m proof -n 2 $(if $(CI),--durations=30) --ignore=tests/proof --ignore=tests/test_extending.py
proof-rule:
	AMANA_TEST_FSYNC=off $(PY) -m tests.proof.run

.PHONY: bench
bench: setup ## Measure speed against the floors
	@test -f tests/bench/run.py || { echo "There is no tests/bench/run.py yet."; exit 1; }
	$(PY) -m pytest -m bench --capture=no tests/journeys
	$(PY) -m tests.bench.run

.PHONY: fix
fix: setup ## Let the linter mend what it can
	.venv/bin/ruff check --fix .

.PHONY: messages
messages: $(STAMPS)/python ## Bring locale/ up to date with the texts in the code; fails while a translation is missing
	$(PY) scripts/messages.py

LOCKING := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	--custom-compile-command "make lock"
.PHONY: lock
lock: ## Lock the newest allowed dependencies (developers; needs uv)
	$(LOCKING) pyproject.toml --group build -o requirements.txt
	$(LOCKING) pyproject.toml --group build --group dev -o requirements-dev.txt
	$(LOCKING) --group node -o requirements-node.txt
	$(LOCKING) pyproject.toml --extra spark --constraints requirements.txt -o requirements-spark.txt
