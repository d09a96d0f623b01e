# One list of commands; CI runs what a developer runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
ARGS ?=
export SOURCE_DATE_EPOCH ?= 1627156800

.DEFAULT_GOAL := help
.PHONY: help install run test coverage fuzz test-kafka chaos lint format bench bench-kafka bench-latency bench-viewers bench-load bench-scroll bench-restart screenshots judge peers messages clean lock

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Saylau needs Python 3.11 or newer, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

install: $(VENV)/.installed ## Install everything into .venv

run: install ## Replay 25 July 2021 live and write the report (ARGS="--speed max" for no waiting)
	$(BIN)/saylau run $(ARGS)

test: install ## Run the tests (ARGS="-k name" for some of them)
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal $(ARGS)

coverage: install ## Run the tests and show what they do not reach (three times as long as the tests alone)
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal --cov --cov-report=term $(ARGS)

fuzz: install ## Ask the API of the board a hundred things at each address, and hold the answers against what it says of itself (10 min)
	FUZZ_EXAMPLES=100 $(BIN)/python -m pytest tests/console/board/test_routes.py $(ARGS)

test-kafka: install ## Run the tests on a real Kafka alone (Java 17 and Maven needed)
	$(BIN)/python -m pytest tests/kafka $(ARGS)

chaos: install ## Play 50 seeded runs on a real Kafka, each with something gone wrong (ARGS="--only leader")
	$(BIN)/python -m tests.kafka.chaos $(ARGS)

lint: install ## Check formatting, lint, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install ## Format the code and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## Measure the queue of voters, the tally and the whole run
	$(BIN)/python -m bench $(ARGS)

$(PEERS)/.installed: pyproject.toml
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[peers]'
	touch $@

peers: $(PEERS)/.installed ## Install the worker's peers into .venv-peers, apart from our pins

bench-kafka: install peers ## Measure the worker beside its peers on one broker (Java 17, Maven)
	$(BIN)/python -m bench.kafka $(ARGS)

bench-latency: install ## Measure from a report sent to the tally that has it, and to its alert (Java 17, Maven)
	$(BIN)/python -m bench.latency $(ARGS)

bench-viewers: install ## Measure from a report to the pages of 200 viewers of the board
	$(BIN)/python -m bench.viewers $(ARGS)

bench-load: install ## Measure the generator of loads beside bare clients, its own delay, and a million stations
	$(BIN)/python -m bench.loading $(ARGS)

bench-scroll: install ## Measure how smoothly the board scrolls through 20,000 alerts in Chromium
	$(BIN)/python -m bench.scrolling $(ARGS)

screenshots: install ## Take pictures of the board's main views, in three languages (build/screenshots)
	$(BIN)/python -m tests.console.board.screenshots

bench-restart: install ## Measure the restart of two workers with a million stations (20 minutes, 12 GB)
	$(BIN)/python -m bench.restart $(ARGS)

judge: install ## Judge the alerts of 204 days, and the rules on many stations (40 minutes)
	$(BIN)/python -m bench.judging --write $(ARGS)
	$(BIN)/python -m bench.detection --write

POT := build/board.pot

messages: install ## Gather the texts of the board anew, for translators of console/locale
	mkdir -p build
	$(BIN)/pybabel -q extract --mapping console/locale/babel.cfg --keyword t:1 --keyword ngettext:1,2 \
		--no-location --sort-output --project Saylau --output $(POT) console/board/static config/rules
	for language in kk ru; do $(BIN)/pybabel -q update --domain board --input-file $(POT) --locale $$language \
		--output-dir console/locale --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

clean: ## Remove the environment and everything generated
	rm -rf $(VENV) $(PEERS) out build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*

lock: install ## Renew requirements.lock from the environment
	{ echo '# Exact versions that the tests run with; `make lock` renews them.'; $(BIN)/python -m pip freeze --exclude saylau; } > requirements.lock
