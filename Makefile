# Two commands matter: `make workshop` and `make test`. Both set up what they need, once, in .venv.
VENV := .venv
READY := $(VENV)/.ready
INSIDE := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help workshop room test check-all bench load lock clean moved

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

workshop: $(READY) ## set up if needed, start the workshop, open the browser
	@$(INSIDE)/counterparts serve

room: $(READY) ## the same, and let in the phones on this computer's network
	@$(INSIDE)/counterparts serve --lan

test: $(READY) ## set up if needed, then style, types, all but the slow tests, notebooks and browser
	@.ci/need-browser $(INSIDE)/python
	$(INSIDE)/ruff check .
	$(INSIDE)/mypy
	COUNTERPARTS_REQUIRE_BROWSER=1 $(INSIDE)/python -m pytest -m "not slow" --durations=25

check-all: $(READY) ## what `make test` leaves out because it takes long: acceptance, claims, calibration, kills
	@.ci/need-browser $(INSIDE)/python
	COUNTERPARTS_REQUIRE_BROWSER=1 $(INSIDE)/python -m pytest -m slow --durations=25

bench: $(READY) ## set up if needed, then every figure of speed and memory (about ten minutes; keep the computer idle)
	@$(INSIDE)/python tests/benchmarks/figures.py

load: $(READY) ## set up if needed, then a full room that arrives, moves and waits, beside stock Voila (under ten minutes; keep the computer idle)
	@$(INSIDE)/python tests/load/everything.py

lock: $(READY) ## renew requirements.lock from pyproject.toml
	@.ci/renew-locks $(INSIDE)/python

clean: ## remove all that set-up and tests made
	rm -rf .venv .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The marker holds the folder it was made in: an environment that was copied or moved is made anew.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
$(READY): moved
endif
$(READY): requirements.lock pyproject.toml .ci/make-venv
	@.ci/make-venv $(VENV)
