# Everything a person does with this checkout, by name; `make` alone lists it.

PORT ?= 8000
DATA ?= var
PHONES ?= 300
MINUTES ?= 5
# Browsers wait more than they work: a few more processes than cores finish sooner.
TESTERS ?= 4

python := .venv/bin/python
install := $(python) -m pip install --quiet
compile := CUSTOM_COMPILE_COMMAND="make lock" .venv-lock/bin/pip-compile --quiet --generate-hashes --strip-extras \
	--allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

export PIP_DISABLE_PIP_VERSION_CHECK := 1
MAKEFLAGS += --no-print-directory

.PHONY: help run demo test check format bench soak screens lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run ## serve the real programme on port 8000 (PORT=…), data in ./var (DATA=…)
	@exec .venv/bin/entaku serve programmes/rencontres.toml --port $(PORT) --data $(DATA)

demo: PORT = 8024
demo: .venv/.run ## a rehearsal to look at: a server of its own and a simulated hall (PHONES=…, MINUTES=…)
	@PORT=$(PORT) PHONES=$(PHONES) MINUTES=$(MINUTES) bin/demo

test: ## all checks, then all tests; installs what they need
	@bin/test-tools
	@$(MAKE) check
	@$(python) -m compileall -q server moderation tests
	@$(python) -m pytest --numprocesses=$(TESTERS) --dist=load --maxschedchunk=2 --max-worker-restart=0

check: .venv/.dev ## format, lint, types, layers and translations
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy --no-error-summary
	@report=$$(.venv/bin/lint-imports --no-logo) || { echo "$$report"; exit 1; }
	@$(python) -m server.render.catalogue check
	@echo "Format, lint, types, layers and translations hold"

format: .venv/.dev ## format the code and mend what can be mended
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .

bench: .venv/.dev ## measure beside the floor and the peers, write docs/benchmarks.md (BENCH=full takes longer)
	@$(python) -m bench $(BENCH)

soak: .venv/.dev ## the long tests
	@bin/test-tools
	@$(python) -m pytest tests -m soak -o faulthandler_timeout=1800

screens: .venv/.dev ## a picture of every screen
	@bin/test-tools
	@$(python) -m tests.browser.screens

lock: .venv-lock/bin/pip-compile ## lock the dependencies again (LOCK=--upgrade takes newer ones)
	@$(compile) $(LOCK) --build-deps-for=editable --output-file=requirements.txt pyproject.toml
	@$(compile) $(LOCK) --extra=dev --constraint=requirements.txt --output-file=requirements-dev.txt pyproject.toml
	@cd bench/peers && $(subst .venv-lock,../../.venv-lock,$(compile)) $(LOCK) --constraint=../../requirements.txt \
		--output-file=requirements.txt requirements.in

clean: ## remove what was built; data stays
	@rm -rf .venv .venv-lock .bench bench/peers/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache entaku.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp in .venv says that a step is done, so that the next start does not wait for it.
.venv/.made:
	@bin/venv
	@touch $@

.venv/.run: .venv/.made requirements.txt pyproject.toml
	@echo "Setting up .venv; this happens once"
	@$(install) --require-hashes -r requirements.txt
	@$(install) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@echo "Adding the tools for checks and tests"
	@$(install) --require-hashes -r requirements-dev.txt
	@touch $@

.venv-lock/bin/pip-compile: .venv/.made
	@$(python) -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --quiet pip-tools==7.6.2
