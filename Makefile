# The commands of a fresh clone. `make run` and `make test` install what they need; when it is there, they only look.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet
UV_VERSION := 0.13.9
# Two processes halve the suite on two cores; `make test WORKERS=0` runs it in one.
WORKERS ?= 2

RUN := .venv/.stamp-run
DEV := .venv/.stamp-dev
TRAIN := .venv-train/.stamp
PEERS := .venv-peers/.stamp
LANGUAGES := fi sv en

.DEFAULT_GOAL := help
.PHONY: help run test test-fast check lint lint-texts types train bench docs messages lock system

help:
	@echo "make run         everything on this machine, with demo data"
	@echo "make test        lint, types and all tests"
	@echo "make test-fast   tests without the browser and without killing processes"
	@echo "make train       the model that reads messages, from dialogs/words/training"
	@echo "make lint lint-texts types bench docs messages lock"

run: $(RUN)
	$(BIN)/meijan demo

test: $(DEV) $(PEERS) system check
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

test-fast: $(DEV)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not crash and not browser"

# Programs of others that count the same elections, and against which benches measure: an environment of their own.
$(PEERS): bench/peers/requirements.txt | $(DEV)
	$(PYTHON) -m venv --clear .venv-peers
	.venv-peers/bin/pip --disable-pip-version-check install --quiet --require-hashes -r bench/peers/requirements.txt
	cp bench/peers/requirements.txt $@

check: lint types

lint: $(DEV)
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	PYTHONPATH=. $(BIN)/lint-imports --no-logo

# Is the Finnish easy to read? With libvoikko by morphology too.
lint-texts: $(DEV) system
	$(BIN)/python -m locales

types: $(DEV)
	$(BIN)/mypy

bench: $(DEV)
	$(BIN)/python -m bench

# One thread: two make a fit of this size ten times slower where others use the machine too.
train: $(TRAIN)
	OMP_NUM_THREADS=1 .venv-train/bin/python -m train

$(TRAIN): requirements-train.txt
	test -d .venv-train || $(PYTHON) -m venv .venv-train
	.venv-train/bin/pip --disable-pip-version-check install --quiet --require-hashes -r requirements-train.txt
	@touch $@

# docs/dialogues.md: the diagrams and wordings of the steps, from the code.
docs: $(RUN)
	$(BIN)/python -m meijan.docs

# Catalogues are read from their .po files; the templates are made here and not kept. What residents read in messages
# is marked by T and TN, what pages, papers and the console say by the usual _ and ngettext.
messages: $(RUN)
	$(BIN)/pybabel -q extract -F babel.cfg --no-default-keywords -k T:1 -k TN:1,2 --no-location --no-wrap -o locales/messages.pot .
	$(BIN)/pybabel -q extract -F babel-pages.cfg --no-location --no-wrap -o locales/pages.pot .
	$(BIN)/pybabel -q extract -F babel-console.cfg --no-location --no-wrap -o locales/console.pot .
	for d in messages pages console; do \
	  for l in $(LANGUAGES); do \
	    test -e locales/$$l/LC_MESSAGES/$$d.po \
	    || $(BIN)/pybabel -q init -D $$d -i locales/$$d.pot -d locales -l $$l || exit; \
	  done; \
	  $(BIN)/pybabel -q update -D $$d --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
	    -i locales/$$d.pot -d locales || exit; \
	done

# Programs that do not come from PyPI.
system: $(DEV)
	@.ci/system-packages

$(RUN): requirements.txt pyproject.toml | .venv
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# The dev file holds every pin of the other one.
$(DEV): requirements-dev.txt pyproject.toml | .venv
	$(PIP) --require-hashes -r requirements-dev.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $(RUN) $@

.venv:
	$(PYTHON) -m venv .venv

# Newest versions for every platform; `make lock UPGRADE=` keeps those that still fit.
UPGRADE ?= --upgrade
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv --no-config --quiet pip compile \
  --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links

lock: | .venv
	$(PIP) uv==$(UV_VERSION)
	$(COMPILE) $(UPGRADE) --group build --extra dev pyproject.toml -o requirements-dev.txt
	$(COMPILE) --group build -c requirements-dev.txt pyproject.toml -o requirements.txt
	$(COMPILE) $(UPGRADE) bench/peers/requirements.in -o bench/peers/requirements.txt
	$(COMPILE) $(UPGRADE) train/requirements.in -o requirements-train.txt
