# What is typed every day. Each target prepares what it needs, once: see scripts/prepare.
.DEFAULT_GOAL := help
.PHONY: help demo test test-quick check serve bench pictures learn-triage demo-model demo-model-eval speech-eval

bin := .venv/bin
ARGS ?=

help: ## This list; ARGS="..." is handed on to the command behind a target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Place sample calls and show what becomes of them: nothing to configure
	@scripts/prepare model
	@$(bin)/centralino demo $(ARGS)

# Some tests wait for processes or for time: one worker more than there are cores keeps these busy.
workers := $(shell expr $$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1) + 1)

# Each worker reads every test, and dozens of tests start the service anew: what one process compiled, all read.
test test-quick: export PYTHONDONTWRITEBYTECODE :=

test: ## Run the tests, on all cores
	@scripts/prepare tests
	@$(bin)/pytest -n $(workers) --dist worksteal $(ARGS)

test-quick: ## Run those of rules, flows, configuration, messages and architecture: under 20 seconds
	@scripts/prepare
	@$(bin)/pytest -q -n $(workers) --dist worksteal -m "not slow" -k "not postgresql" \
		tests/test_architecture.py tests/rules tests/ivr/flows tests/messages tests/centralino/config $(ARGS)

check: ## Lint, types, dependencies, configuration
	@scripts/prepare
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/pip check
	$(bin)/python scripts/audit
	$(bin)/centralino config check

serve: ## Run the service with the configuration of config.yaml and the environment
	@scripts/prepare model
	@$(bin)/centralino serve $(ARGS)

bench: ## Measure the figures of docs/performance.md
	@scripts/prepare
	@$(bin)/python -m bench $(ARGS)

pictures: ## Draw the pictures of the console that docs/ holds
	@scripts/prepare tests
	@$(bin)/python -m tests.browser.pictures

learn-triage: ## Learn names, firms, category and urgency anew from the labelled messages; ARGS=--check scores instead
	@scripts/prepare
	@$(bin)/pip install -q --editable '.[learn]'
	@$(bin)/python -m bench.triage_learning $(ARGS)

speech-eval: ## Measure what the model hears of natural voices, and leave what it misheard to listen to
	@scripts/prepare ears
	@$(bin)/python -m bench.speech.evaluate $(ARGS)

demo-model: ## Train the demonstration model (hours on two CPU cores, minutes on a GPU)
	@scripts/prepare speech
	@$(bin)/python -m transcription.demo_model train $(ARGS)

demo-model-eval: ## Measure the demonstration model on sentences that it never heard
	@scripts/prepare speech
	@$(bin)/python -m transcription.demo_model evaluate $(ARGS)
