# run: everything from a fresh clone to a server.  test: everything the tests need, then all tests.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PORT ?= 8000
HOST ?= 127.0.0.1
DATA_DIR ?= $(CURDIR)/var
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

export DATA_DIR
run bench demo messages: export DEBUG ?= 1

.PHONY: run test quick lint types imports bench bench-gym bench-clinic bench-calls lock messages bundle demo clean

run: $(VENV)/.base bundle
	@mkdir -p "$(DATA_DIR)"
	@$(BIN)/python manage.py migrate --verbosity 0
	@PORT=$(PORT) HOST=$(HOST) $(BIN)/python manage.py demo --banner
	@exec $(BIN)/python -m uvicorn config.asgi:application --host $(HOST) --port $(PORT) --loop uvloop --http httptools \
	  --timeout-graceful-shutdown 35 --ws-max-size 1048576 --no-server-header --no-proxy-headers

test: $(VENV)/.dev bundle
	$(BIN)/python -m pytest -n auto $(ARGS)
	$(BIN)/python -m tests.on_postgres $(ARGS)

quick: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto -m "not browser and not processes and not live" $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tests.no_leaks

types: $(VENV)/.dev
	$(BIN)/mypy .

imports: $(VENV)/.dev
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m bench $(ARGS)

bench-gym: $(VENV)/.dev
	$(BIN)/python -m bench.aggregates $(ARGS)

bench-clinic: $(VENV)/.dev
	$(BIN)/python -m bench.clinic
	$(BIN)/python -m bench.knowledge $(ARGS)

bench-calls: $(VENV)/.dev
	$(BIN)/python -m bench.calls

lock: $(VENV)/.dev
	@for name in base dev prod; do \
	  $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	    requirements/$$name.in -o requirements/$$name.txt; done

bundle: $(VENV)/.base
	@$(BIN)/python -m config.bundle

messages: $(VENV)/.dev
	$(BIN)/python manage.py makemessages -l en --no-location --no-wrap -i node_modules -i $(VENV) -i var -e py,html,txt
	$(BIN)/python manage.py compilemessages -l en -l zh_Hans -i node_modules -i $(VENV)

demo: $(VENV)/.base
	@$(BIN)/python manage.py demo

clean:
	rm -rf $(VENV) node_modules static/dist

# One virtual environment; the stamps say which lock files it holds.
$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv make git"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11; choose another with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python has no working venv: apt-get install python3-venv"; exit 1; }

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@test -e $(VENV)/.dev || { echo "Installing what Xiliu needs (once) ..."; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt; }
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
