.PHONY: help run test lint bench soak lock clean

help:  ## what there is to make
	@awk -F ':  ## ' '/^[a-z]+:  ## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

run:  ## serve Traject with a demo of two years on http://127.0.0.1:8000
	@.ci/environment
	@.venv/bin/python -m app.cli demo serve

test:  ## everything that must hold, on SQLite and PostgreSQL
	@.ci/test

lint:  ## style, types and who imports whom
	@.ci/environment
	@.ci/lint

bench:  ## measure against the budgets, each figure beside its reference (JSON=file keeps them, FULL=1 adds a year)
	@.ci/environment
	@.ci/with-postgres .venv/bin/python -m tests.load.bench $(if $(JSON),--json $(JSON)) $(if $(FULL),--full)

soak:  ## what is too long for every change (PART=kills for one: walks kills imports races workers messages api counter year life)
	@PEOPLE=$(PEOPLE) .ci/soak $(PART)

lock:  ## write the lock files anew
	@.ci/lock

clean:  ## remove all that was made, but no data
	rm -rf .venv node_modules app/web/static/dist app/engine/dist app/letters/fonts
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find app tests -name __pycache__ -prune -exec rm -rf {} +
