# Onward's commands. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo serve test check audit sbom bench bench-pages bench-idle bench-growth bench-processes environment environment-dev

BIN := .venv/bin
# The environment's own Python once it stands, else the newest usable one of this machine.
PYTHON = $$(test -x $(BIN)/python && echo $(BIN)/python || scripts/find_python.sh)

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 16

environment:
	@python="$(PYTHON)" && "$$python" scripts/environment.py runtime

environment-dev:
	@python="$(PYTHON)" && "$$python" scripts/environment.py dev

demo: environment ## a workspace with believable data, and the server (RESET=1 makes it anew)
	@$(BIN)/onward demo $(if $(filter 1,$(RESET)),--reset)

serve: environment ## the server, with the settings of the environment or .env
	@$(BIN)/onward serve

test: ## every test; installs Chromium, PostgreSQL and Redis if they are missing (FULL=1: all on PostgreSQL too)
	@python="$(PYTHON)" && "$$python" scripts/test.py

check: environment-dev ## lint, format, types, translations, vendored files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/check_vendored.py
	$(BIN)/python -m pytest -q tests/web/test_german.py

audit: ## known holes in the locked packages, asked of the registry; fails where it cannot be asked
	@python="$(PYTHON)" && { test -x .venv-audit/bin/pip-audit || { "$$python" -m venv .venv-audit && \
		.venv-audit/bin/python -m pip install --quiet --require-hashes -r requirements-audit.txt; }; }
	.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements.txt

sbom: ## what Onward is made of, as CycloneDX JSON in sbom.json
	@python="$(PYTHON)" && "$$python" scripts/sbom.py sbom.json && echo "sbom.json is written."

bench: environment ## the figures of a kickoff beside a bare relay
	@$(BIN)/python -m tests.load.bench

bench-pages: environment ## what each page costs
	@$(BIN)/python -m tests.load.pages

bench-idle: environment ## what ten thousand open pages weigh on one process (SOCKETS=1000 for fewer)
	@$(BIN)/python -m tests.load.idle

bench-growth: environment ## what edits and pages cost with long histories and many workspaces (some minutes)
	@$(BIN)/python -m tests.load.growth

bench-processes: environment ## one process and two behind nginx, on PostgreSQL and Redis
	@$(BIN)/python -m tests.load.scaling
