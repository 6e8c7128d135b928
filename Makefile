# `make test` and `make run` set up all they need. Nothing here needs more than make and Python 3.11 or later.
# Another Python: `make test PYTHON=python3.13` (its own environment, .venv-3.13).

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv$(if $(filter python3.1%,$(notdir $(PYTHON))),$(patsubst python%,-%,$(filter-out python3.11,$(notdir $(PYTHON)))))
PY := $(VENV)/bin/python
APP_VENV := .venv-app
PROFILE := build/demo-profile
OFFSCREEN := QT_QPA_PLATFORM=offscreen

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Byte code is kept: no process that a test starts compiles the program again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: test lint types layers texts pytest run shots bench books fuzz faults app app-check fresh lock clean

test: $(VENV)/.stamp lint types layers texts pytest

lint: $(VENV)/.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(VENV)/.stamp
	$(PY) -m mypy

layers: $(VENV)/.stamp
	$(VENV)/bin/lint-imports

# Reports the messages without a Chinese text and those that no source uses any more.
texts: $(VENV)/.stamp
	$(PY) -m tools.texts

pytest: $(VENV)/.stamp
	$(OFFSCREEN) $(PY) -m pytest -q -n 2 --dist worksteal

run: $(VENV)/.stamp
	@sh tools/system.sh window
	@test -d $(PROFILE) || $(PY) -m vipdesk demo --profile $(PROFILE)
	$(PY) -m vipdesk --profile $(PROFILE)

# Every screen, zh and en, light and dark, two sizes, into build/shots.
shots: $(VENV)/.stamp
	VIPDESK_KEEP_SHOTS=1 $(OFFSCREEN) $(PY) -m pytest -q -m shots

bench: $(VENV)/.stamp
	$(OFFSCREEN) $(PY) -m bench

# Kills, full disks and damage, and what they cost. Full disks and read-only folders need root.
faults: $(VENV)/.stamp
	$(PY) -m faults

# Indicators of random books against plain rules: always new ones.
BOOKS ?= 500
books: $(VENV)/.stamp
	BOOKS=$(BOOKS) $(OFFSCREEN) $(PY) -m pytest -q tests/services/indicators/test_random_books.py

# Hostile input for every reader: what bombs take, then a coverage-guided run. Linux and macOS, by atheris.
MINUTES ?= 10
fuzz: $(VENV)/.fuzz-stamp
	$(PY) -m fuzz.bombs
	$(PY) -m fuzz --minutes $(MINUTES)

# The program as a folder that runs without Python: build/app/vipdesk/vipdesk.
app: $(APP_VENV)/.stamp
	$(APP_VENV)/bin/python -m PyInstaller --noconfirm --log-level WARN \
		--distpath build/app --workpath build/pyinstaller build.spec

app-check:
	$(OFFSCREEN) build/app/vipdesk/vipdesk self-check

# A bare Debian 12 in build/fresh, in which a clean checkout runs `make test`. Needs root and debootstrap.
fresh:
	sh tools/fresh.sh

# Writes requirements.lock anew from pyproject.toml.
lock:
	sh tools/lock.sh $(PYTHON)

clean:
	rm -rf build $(VENV) $(APP_VENV)

$(VENV)/.stamp: pyproject.toml requirements.lock tools/system.sh
	sh tools/system.sh test $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --constraint requirements.lock --editable ".[dev]"
	touch $@

$(VENV)/.fuzz-stamp: $(VENV)/.stamp
	$(PY) -m pip install --quiet --constraint requirements.lock --editable ".[fuzz]"
	touch $@

$(APP_VENV)/.stamp: pyproject.toml requirements.lock tools/system.sh
	sh tools/system.sh app $(PYTHON)
	$(PYTHON) -m venv $(APP_VENV)
	$(APP_VENV)/bin/python -m pip install --quiet --constraint requirements.lock --editable ".[app]"
	touch $@
