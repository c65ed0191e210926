# One door to everything. `make help` lists what is here. Needs Python 3.11 or newer, and nothing else.

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-postgres check lint types imports coverage format docs assets \
	pins wheel clean

VENV ?= .venv
HOME_FOLDER ?= $(CURDIR)/var
JOBS ?= 2
BIN := $(VENV)/bin
UV := $(BIN)/uv
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
	--python-version 3.11 $(if $(UPGRADE),--upgrade)
INSTALL = VIRTUAL_ENV=$(abspath $(VENV)) $(UV) pip
export PYTHON
export UPTAKE_HOME ?= $(HOME_FOLDER)

help: ## List what can be asked for
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

demo: $(VENV)/.web assets ## Open the worked example in a browser (Ctrl-C ends it)
	@$(BIN)/uptake demo $(ARGS)

serve: $(VENV)/.web assets ## Serve your own projects, kept in ./var
	@$(BIN)/uptake serve $(ARGS)

test: $(VENV)/.dev assets ## Run every test; warnings are errors (ARGS="-k word" narrows it)
	@mkdir -p var && rm -f .coverage .coverage.* var/coverage.json
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --cov --cov-report=json:var/coverage.json \
		--cov-report= $(ARGS)

test-postgres: $(VENV)/.dev assets ## Run the steps' tests (not their pages') on the database that UPTAKE_DATABASE_URL names
	@test -n "$$UPTAKE_DATABASE_URL" || \
		{ echo "Set UPTAKE_DATABASE_URL to a PostgreSQL that may create databases."; exit 1; }
	UPTAKE_HYPOTHESIS=brief $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder \
		--ignore-glob='*_pages.py' tests/steps $(ARGS)

check: lint types imports docs coverage ## Every gate: lint, types, imports, docs, coverage

lint: $(VENV)/.dev ## Lint and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## Types, strictly
	$(BIN)/mypy

imports: $(VENV)/.dev ## Imports run one way
	$(BIN)/lint-imports

coverage: $(VENV)/.dev ## Coverage floors, from the last `make test`
	@test -f var/coverage.json || $(MAKE) --no-print-directory test
	$(BIN)/python tools/coverage_gate.py var/coverage.json

format: $(VENV)/.dev ## Put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev ## Build the documentation into docs/_build/html; warnings are errors
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "Documentation: docs/_build/html/index.html"

assets: $(BIN)/python ## Build the site's CSS and scripts, if anything changed (node is fetched when missing)
	@$(BIN)/python tools/build_assets.py

wheel: $(VENV)/.web assets ## Build the wheel into dist/
	$(UV) build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir dist

pins: $(UV) ## Pin packages by hash in requirements/ (UPGRADE=1 takes newer versions)
	$(COMPILE) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) --group assets -o requirements/assets.txt
	$(COMPILE) pyproject.toml --extra web --extra postgres --group dev --group docs \
		-o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra web -c requirements/dev.txt -o requirements/web.txt
	$(COMPILE) pyproject.toml --extra web --extra postgres -c requirements/dev.txt \
		-o requirements/postgres.txt
	$(COMPILE) pyproject.toml --extra web --group docs -c requirements/dev.txt \
		-o requirements/docs.txt
	$(COMPILE) pyproject.toml --extra web --extra embeddings -c requirements/dev.txt \
		-o requirements/embeddings.txt
	$(COMPILE) pyproject.toml --extra web --extra deid -c requirements/dev.txt \
		-o requirements/deid.txt

clean: ## Remove what was built; ./var with your data stays
	rm -rf $(VENV) tools/assets/node_modules tools/assets/.venv-node src/uptake/website/static \
		docs/_build dist .coverage .coverage.* var/coverage.json .mypy_cache .ruff_cache \
		.pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@python=$$(sh tools/find_python.sh) && echo "Making an environment in $(VENV)" && \
		$$python -m venv $(VENV)

$(UV): requirements/uv.txt | $(BIN)/python
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/uv.txt
	@touch $(UV)

# An environment for running; what tests need is taken away, so its stamp goes too.
$(VENV)/.web: requirements/web.txt requirements/build.txt pyproject.toml | $(UV)
	@echo "Installing pinned packages"
	@rm -f $(VENV)/.dev
	@$(INSTALL) sync --quiet --require-hashes requirements/web.txt requirements/build.txt \
		requirements/uv.txt
	@$(INSTALL) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# An environment for development holds all of it.
$(VENV)/.dev: requirements/dev.txt requirements/build.txt pyproject.toml | $(UV)
	@echo "Installing pinned packages for development"
	@$(INSTALL) sync --quiet --require-hashes requirements/dev.txt requirements/build.txt \
		requirements/uv.txt
	@$(INSTALL) install --quiet --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.web $@
