# The front door. `make` alone lists what there is; `make run` and `make test` need nothing before.

EXAMPLE_MARKET    ?= Examples/hedged-book/market-btc.json Examples/hedged-book/market-eth.json
EXAMPLE_POSITIONS ?= Examples/hedged-book/positions.csv
EXAMPLE_MODEL     ?= deribit

STEELYARD := .build/release/steelyard

.DEFAULT_GOAL := help
.PHONY: help setup-run build run example setup-test test test-long test-debug update-examples \
        embed-dashboard schemathesis bench bench-peers bench-service bench-dashboard shown lint format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

setup-run: ## Install what compiling and running need, if anything is missing
	@Scripts/setup-run.sh

build: setup-run ## Build the command line and the service in release; silent when nothing changed
	@test -x $(STEELYARD) || echo "steelyard: the first build takes a few minutes" >&2
	@swift build -c release --product steelyard --quiet
	@swift build -c release --product steelyard-server --quiet

run: build ## A live service on a simulated market, to look at: set-up and build included
	@$(STEELYARD) demo $(DEMO)

example: build ## Margin of the example book, explained
	@$(STEELYARD) margin $(foreach file,$(EXAMPLE_MARKET),--market $(file)) \
	  --positions $(EXAMPLE_POSITIONS) --model $(EXAMPLE_MODEL)

setup-test: ## Install what the tests need beyond that
	@Scripts/setup-test.sh

test: setup-test ## Every test, in release: set-up and build included
	@Scripts/test.sh

test-long: setup-test ## Every test, those that take long as well
	@STEELYARD_LONG_TESTS=1 Scripts/test.sh

test-debug: setup-test ## Kernels, exact amounts and parsers in debug, for overflow and exclusivity
	@swift test --disable-xctest --filter '^(KernelsTests|ContractsTests|FormatsTests)\.'

soak: setup-test build ## A week of the service in MINUTES (5): memory must be flat and the ledger whole
	@.venv/test/bin/python Scripts/soak.py --seconds $$(( 60 * $(or $(MINUTES),5) ))

schemathesis: setup-test build ## A long search for answers that docs/openapi.json does not allow; SEED=1 by default
	@Scripts/schemathesis.sh 200 $(or $(SEED),1)

update-examples: setup-test ## Run every example and write what it prints into docs and Examples
	@swift build -c release --build-tests
	@STEELYARD_UPDATE_EXAMPLES=1 swift test -c release --skip-build --disable-xctest \
	  --no-parallel --filter '^ExampleTests\.|EventDocumentTests'

embed-dashboard: ## List the files of Dashboard/ for the compiler, after one was added or taken away
	@Scripts/embed-dashboard.sh

bench: build ## The speed of this machine, next to the targets
	@$(STEELYARD) bench

bench-peers: build ## The same work done by other libraries, in the same run
	@Scripts/python-environment.sh .venv/bench Benchmarks/requirements.txt
	@.venv/bench/bin/python Benchmarks/peers.py --steelyard $(STEELYARD)

bench-service: build ## The service over HTTP, next to FastAPI with numpy in the same run
	@Scripts/install-packages.sh wrk
	@Scripts/python-environment.sh .venv/bench-service Benchmarks/service-requirements.txt
	@.venv/bench-service/bin/python Benchmarks/service_peers.py --steelyard $(STEELYARD)

bench-dashboard: setup-test build ## First paint and scrolling of the dashboard, with ACCOUNTS (100000) in the book
	@.venv/test/bin/python Tests/Browser/speed.py $(or $(ACCOUNTS),100000)

shown: build ## The tables that docs/ show of real histories, made anew from STEELYARD_DATA (default: ../shared/data)
	@python3 Scripts/shown.py $(PARTS)

lint: setup-run ## Style: swift format, strict
	@swift format lint --strict -r Sources Tests Examples Package.swift

format: setup-run ## Rewrite the sources as swift format wants them
	@swift format -i -r Sources Tests Examples Package.swift

clean: ## Remove what was built; Python environments in .venv stay
	@rm -rf .build
