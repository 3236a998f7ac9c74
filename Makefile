# Everything a fresh machine needs: Python 3.11, make, git; apt and npm for the tests that need a browser.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help setup setup-browser setup-office demo test lint bench soak messages clean

help:
	@echo "make demo   set up, load the demonstration, serve it, print address and logins"
	@echo "make test   set up, run every test"
	@echo "make lint   style, types and walls"
	@echo "make bench  measure beside a peer;  make soak  the long drills"

$(VENV)/ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python 3.11 is needed: $(PYTHON) was not found. Set PYTHON=/path/to/python3."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (about two minutes the first time)..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(VENV)/ready
	@$(BIN)/shelterbelt messages compile

node_modules/ready: package.json package-lock.json
	@command -v npm >/dev/null 2>&1 || { echo "npm is needed for the browser tests: install Debian's nodejs and npm."; exit 1; }
	@npm ci --silent --no-audit --no-fund
	@touch $@

setup-browser: node_modules/ready
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core >/dev/null; \
	  else echo "Chromium is needed for the browser tests: sudo apt-get install chromium fonts-noto-core"; exit 1; fi; }

setup-office:
	@command -v soffice >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui >/dev/null; \
	  else echo "LibreOffice is needed for this drill: sudo apt-get install libreoffice-writer-nogui"; exit 1; fi; }

demo: setup
	@$(BIN)/shelterbelt demo

test: setup setup-browser
	@$(BIN)/pytest -n $(WORKERS) -m "not soak"

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: setup setup-browser
	@$(BIN)/python -m benchmarks

soak: setup setup-browser setup-office
	@$(BIN)/pytest -m "soak or office"

messages: setup
	@$(BIN)/shelterbelt messages extract

clean:
	rm -rf $(VENV) node_modules .run build dist
