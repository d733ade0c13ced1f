# Two commands for a newcomer: `make rehearse` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
STACK ?= prod
# What `make proofs` runs, by pytest's marks: property tests look for new examples there.
PROOFS ?= slow or hypothesis
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-dev
EVALUATOR := tests/access/node_modules/.package-lock.json
# Files of tests, some together (see tests/conftest.py), in the order of their folders: the longest come first.
IN_ORDER := --dist loadscope --no-loadscope-reorder
# Machines boot and databases wait: one process more than cores.
PATIENT = --numprocesses $(shell $(BIN)/python -c "import os; print((os.cpu_count() or 1) + 1)")
# Procedures are cut off in copies of the process, which cost twice as much where every other test is loaded too.
PROVE := -m "$(PROOFS)" --hypothesis-profile new $(IN_ORDER)

.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

rehearse: $(READY) ## stand up STACK (default: prod) on an embedded AWS
	@$(BIN)/storefront rehearse $(STACK)

test: $(READY) $(EVALUATOR) ## the tests that fit in minutes
	@$(BIN)/pytest -m "not slow" $(IN_ORDER) $(PATIENT)

# Of whole searches proofs try a part, by a seed that is new each time: SWEEP_SEED=... tries the same part again.
proofs: $(READY) ## the slow proofs, with a sample of each whole search
	@export SWEEP_SEED=$${SWEEP_SEED:-$$RANDOM}; echo "a sample of the whole searches; the same again: make proofs SWEEP_SEED=$$SWEEP_SEED"; \
	$(BIN)/pytest $(PROVE) --numprocesses auto tests/operations && $(BIN)/pytest $(PROVE) $(PATIENT) --ignore tests/operations

exhaustive: $(READY) ## the slow proofs with every whole search: an hour and more
	@$(BIN)/pytest $(PROVE) --numprocesses auto tests/operations && $(BIN)/pytest $(PROVE) $(PATIENT) --ignore tests/operations

# MUTANTS: how many, as many of each package; SEED: which, a new one if it is empty.
MUTANTS ?= 640
SEED ?=
mutants: $(READY) ## break the code on purpose: what does no test notice?
	@nice $(BIN)/python -m tests.mutation --count $(MUTANTS) $(if $(SEED),--seed $(SEED))

ansible-test: $(READY) ## the playbooks on scratch machines: Debian, systemd, Ansible
	@$(BIN)/pytest tests/ansible

lint: $(READY) ## ruff, layers, dead code, strict types, ansible-lint
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports --no-logo --no-cache && $(BIN)/vulture
	@$(BIN)/basedpyright
	@cd ansible && PATH="$(CURDIR)/$(BIN):$$PATH" ansible-lint -q

format: $(READY) ## let ruff format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(READY) ## the figures, as ratios in one run
	@$(BIN)/python -m bench

access: $(READY) $(EVALUATOR) ## prove what each role can do, and write docs/access.md
	@$(BIN)/storefront rehearse prod --json $(VENV)/prod.json >/dev/null
	@$(BIN)/python -m tests.access $(VENV)/prod.json
	@$(BIN)/pytest tests/access

docs: $(READY) ## write the pages and the picture that code makes
	@$(BIN)/storefront docs write
	@$(BIN)/storefront rehearse prod --picture docs/rehearsal.svg > /dev/null

golden: $(READY) ## take over every URN as it is now; say why in the commit
	@$(BIN)/python -m tests.components.golden

effects: $(READY) ## try a change of each setting, for docs/settings.md
	@$(BIN)/python -m cli.effects.table && $(BIN)/storefront docs write

facts: $(READY) ## write the tables of AWS's facts anew, from cfn-lint
	@$(BIN)/python -m rehearsal.facts

bundle: $(READY) ## record the checksum of what is delivered to servers
	@$(BIN)/python -m components.servers.bundle

lock: $(READY) ## refresh the lock files from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml $(LOCK_FLAGS) -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev $(LOCK_FLAGS) -o requirements-dev.lock
	@$(BIN)/uv pip compile --group servers $(LOCK_FLAGS) -o ansible/requirements.lock

LOCK_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock'

clean: ## remove what the other targets made
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(f"needs Python 3.11 or later, got {v.major}.{v.minor}; set PYTHON=/path/to/python3.11" if v < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python scripts/set_up.py requirements-dev.lock
	@touch $@

# Without npm's registry nothing but the proofs of access is missing: their tests say so.
$(EVALUATOR): tests/access/package-lock.json | $(READY)
	@echo "Fetching the evaluator of IAM's rules, once ..."
	@$(BIN)/python -m tests.access.evaluator || echo "No evaluator of IAM's rules: the proofs of access are skipped."

.PHONY: $(shell awk -F: '/^[a-z-]+:/{print $$1}' $(firstword $(MAKEFILE_LIST)))
