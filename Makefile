# Short names for what is done often. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run demo check test static unit integration e2e ui docs pictures openapi clean

help: ## This list
	@awk -F':.*## ' '/^[a-z0-9 ]+:.*## /{printf "  %-32s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Bring this checkout to where it can run (no root, nothing outside this folder)
	scripts/setup

run: ## Start the contact centre on this machine
	scripts/run

demo: ## Start it, and let practice citizens call
	scripts/run --demo

check: ## Put one call through everything on ports of its own, then exit
	scripts/run --check

test: ## Every ring of tests
	scripts/test

static unit integration e2e ui: ## One ring of tests (static, unit, integration, e2e or ui)
	scripts/test $@

docs: setup ## Write the generated pages anew: settings, routes, live topics, flow schema
	.venv/bin/callcenter settings --markdown > docs/settings.md
	.venv/bin/callcenter openapi docs/openapi.json
	.venv/bin/python -m callcenter.realtime.schema docs/realtime.json
	.venv/bin/callcenter flows schema

pictures: setup ## Take the screenshots of the documentation from a real centre (Chromium, SIPp, root)
	.venv/bin/python -m tests.support.pictures docs/images

openapi: ## Print the description of every HTTP route and live topic
	@.venv/bin/callcenter openapi

clean: ## Remove what the set-up built; var/ (database, recordings) stays
	rm -rf .venv agent_ui/node_modules agent_ui/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
