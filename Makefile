# Every command sets itself up: a virtual environment with exactly the versions of constraints.txt, bytecode compiled.
PYTHON ?= python3.11
DEMO = landing/demo
LANDING ?= $(DEMO)
TRUTH ?= truth/$(notdir $(patsubst %/,%,$(LANDING)))
HOME_OF_LANDING = warehouse/$(notdir $(patsubst %/,%,$(LANDING)))
WAREHOUSE ?= $(HOME_OF_LANDING)
BIN = .venv/bin
PLACES = --landing $(LANDING) --home $(WAREHOUSE)
export PYTHONUTF8 = 1
export DO_NOT_TRACK = 1
export DAGSTER_DISABLE_TELEMETRY = 1

.DEFAULT_GOAL = help
.PHONY: help setup run score test test-slow test-spark dev lint bench verify versions rollback clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/installed: constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r constraints.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --compile-bytecode --editable .
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps --target .venv/old-duckdb -r tests/publish/old_client.txt
	@touch $@

setup: .venv/installed ## set up the environment (the other commands do it when needed)

# Ninety days of a company that does not exist, written on the spot; the truth about it lies where the warehouse does not look.
$(DEMO): | setup
	@$(BIN)/opsfacts simulate --landing $@ --truth truth/$(notdir $@) --scale 0.5

run: setup $(filter $(DEMO),$(LANDING)) ## run the whole job on LANDING (default: the demo, a simulated company)
	@$(BIN)/opsfacts run $(PLACES)

score: run ## compare what the warehouse found in simulated exports with what is true
	@$(BIN)/opsfacts score $(PLACES) --truth $(TRUTH)

test: setup ## run the tests
	@$(BIN)/pytest -n 2 --dist loadfile

test-slow: setup ## run the long proofs (forty kills, forty arrivals, large data)
	@$(BIN)/pytest -m slow

.venv/spark-installed: .venv/installed constraints-spark.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r constraints-spark.txt
	@touch $@

test-spark: setup .venv/spark-installed ## build the example exports on Spark as well (needs Java 17) and compare every table
	@$(BIN)/pytest -m spark

dev: setup $(filter $(DEMO),$(LANDING)) ## serve the Dagster UI on http://127.0.0.1:3000
	@$(BIN)/opsfacts prepare $(PLACES)
	@OPSFACTS_LANDING=$(abspath $(LANDING)) OPSFACTS_HOME=$(abspath $(WAREHOUSE)) DAGSTER_HOME=$(abspath $(WAREHOUSE))/dagster \
		$(BIN)/dagster dev -w workspace.yaml -h 127.0.0.1 -p 3000

lint: setup ## check Python style and that models keep to what both engines understand
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/python dbt_project/lint.py

bench: setup ## measure readers, simulator and the whole job at 1 and 10 million rows
	@$(BIN)/python tests/bench/bench.py

verify: setup ## verify the chain of evidence of a warehouse
	@$(BIN)/opsfacts verify $(PLACES)

versions: setup ## list the published versions
	@$(BIN)/opsfacts versions $(PLACES)

rollback: setup ## take BI back one version: make rollback REASON="why"
	@$(BIN)/opsfacts rollback $(PLACES) --reason "$(REASON)"

clean: ## remove the environment (never the warehouse)
	rm -rf .venv
