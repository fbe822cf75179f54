# make          set up, check the data, run the notebooks, write charts and page
# make test     linter, types, data checks, all tests, notebooks compared with a fresh run
# make quick    linter, types and the unit tests on a small data folder, in seconds
# make mutants  change the rules in small ways and see which changes no unit test notices (an hour)
# make update   take a publisher's FILE=... in, and run what depends on it
# make lab      JupyterLab on the notebooks
# make bench    how fast builds, citations, readers and models are, and how often models see what is not there
# make lock     resolve the packages of pyproject.toml again
# make clean    delete what can be made again

PYTHON ?= python3
PY := .venv/bin/python
READY := .venv/.ready
APT := sudo apt-get install python3-venv

.DELETE_ON_ERROR:
.PHONY: build test quick style mutants update lab bench lock clean
.DEFAULT_GOAL := build

# The environment knows the folder it was made in: a clone that was moved is set up again.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

build: $(READY)
	@$(PY) -m compileall -q src
	@.venv/bin/harmstats build
	@$(MAKE) --no-print-directory build/stalking-in-figures.html build/stalking-in-figures.docx

# The example report: made again when its text, a register, the cleaned figures or any file of the library has changed.
build/stalking-in-figures.%: reports/stalking-in-figures.md $(shell find src/harmstats data -type f ! -name '*.pyc' ! -path 'data/published/*')
	@.venv/bin/harmstats report $< --out $@ > /dev/null

style: $(READY)
	@$(PY) -m ruff check --quiet src tests tools benchmarks notebooks
	@$(PY) -m ruff format --quiet --check src tests tools benchmarks || \
	  { echo "Not laid out as ruff does it; this mends it: $(PY) -m ruff format src tests tools benchmarks" >&2; exit 1; }
	@$(PY) -m mypy --no-error-summary

# No test in tests/unit reads the published figures; some doctests do, and take seconds all the same.
quick: style
	@OPENBLAS_NUM_THREADS=1 $(PY) -m pytest -q -n 2 -m "not slow" src tests/unit

# Notebooks under test draw into a folder of their own: what make has built stays as it is.
test: style
	@$(PY) -m compileall -q src tests
	@.venv/bin/harmstats validate
	@HARMSTATS_OUT="$(CURDIR)/build/test" $(PY) -m pytest -n 2

mutants: $(READY)
	@OPENBLAS_NUM_THREADS=1 $(PY) tools/mutants.py

update: $(READY)
	@test -n "$(FILE)" || { echo "make update FILE=tables.xlsx [PUBLISHED=2026-01-29]" >&2; exit 2; }
	@.venv/bin/harmstats update "$(FILE)" $(if $(PUBLISHED),--published $(PUBLISHED))

lab: $(READY)
	@$(PY) -m jupyter lab --notebook-dir=notebooks

bench: $(READY)
	@$(PY) benchmarks/bench.py
	@$(PY) benchmarks/reading.py
	@$(PY) benchmarks/models.py

# pip fetches one pinned tool, uv, which fetches the rest in a tenth of pip's time. Byte code is
# compiled once here: where PYTHONDONTWRITEBYTECODE is set every start would compile it again.
$(READY): requirements.lock tools/uv.lock.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || \
	  { echo "harmstats needs Python 3.11 or newer as $(PYTHON), which is: $$($(PYTHON) --version 2>&1 | tail -n 1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || \
	  { echo "$(PYTHON) has no ensurepip, which setting up needs. On Debian or Ubuntu: $(APT)" >&2; exit 1; }
	@echo "Setting up .venv (about half a minute, once)"
	@test "$$(cat $(READY) 2>/dev/null)" = "$(CURDIR)" || $(PYTHON) -m venv --clear .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/uv.lock.txt
	@$(PY) -m uv pip sync --quiet --python $(PY) --require-hashes --compile-bytecode requirements.lock
	@$(PY) -m uv pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@printf '%s\n' "$(CURDIR)" > $(READY)

lock: $(READY)
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --extra notebooks --extra test --extra build \
	  --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv build dist mutants .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
