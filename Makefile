# The commands of the house. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-kafka test test-long lint format client clean
BIN := .venv/bin
MEMBERS ?= 500
DAYS ?= 30
SEED ?= 1

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv with everything in it (the other commands do this by themselves)
	@scripts/setup.sh

demo: setup ## bring a synthetic credit union to life and prove its books (MEMBERS=500 DAYS=30 SEED=1)
	@$(BIN)/twincore demo --members $(MEMBERS) --days $(DAYS) --seed $(SEED)

demo-kafka: setup ## a bank on a real Kafka: core, twin, an outage and the way back (takes a Java 17 and, once, Maven)
	@$(BIN)/python -m twincore.drill.on_kafka

test: lint ## check style, types and imports, and run the tests
	@scripts/setup.sh --tests
	@$(BIN)/pytest -m "not long" -n 2 --dist loadfile --no-loadscope-reorder --durations=10 $(ARGS)

test-long: lint ## the longer suite: kills, heavy load, many random examples
	@scripts/setup.sh --tests
	@$(BIN)/pytest $(ARGS)

lint: setup ## ruff, mypy (strict) and the import contract
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports

format: setup ## let ruff put the code in order
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

client: setup ## write docs/openapi.json and generate src/twincore/client from it
	@$(BIN)/python -m twincore.gateway.client_code

clean: ## remove what the commands wrote: var/, caches and .venv
	@for pid in $$(head -qn 1 var/postgres/data/postmaster.pid var/*/postgres/data/postmaster.pid 2>/dev/null); do kill -INT "$$pid" 2>/dev/null || true; done
	@rm -rf var .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist build
	@find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
