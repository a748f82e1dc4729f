# Two commands matter: `make workshop` and `make test`. Both set up what they need, once, in .venv.
VENV := .venv
READY := $(VENV)/.ready
INSIDE := $(VENV)/bin
SHORT := tests/integration tests/oracle tests/browser notebooks/workshop notebooks/analysis/first_steps.ipynb notebooks/analysis/your_own_page.ipynb
LONG_NOTEBOOKS := $(filter-out notebooks/analysis/first_steps.ipynb,$(wildcard notebooks/analysis/*.ipynb))

.DEFAULT_GOAL := help
.PHONY: help workshop room lab viewer test check-all docs bench load lock clean moved

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

workshop: $(READY) ## set up if needed, start the workshop, open the browser
	@$(INSIDE)/counterparts serve

room: $(READY) ## the same, and let in the phones on this computer's network
	@$(INSIDE)/counterparts serve --lan

lab: $(READY) ## set up if needed, then the notebooks for analysts, in JupyterLab, in the browser
	@$(INSIDE)/jupyter lab notebooks/analysis/first_steps.ipynb

viewer: $(READY) ## set up if needed, then one future of a plan in Mesa's own viewer, in the browser
	@.ci/need-viz $(INSIDE)/python
	@.ci/mesa-viewer $(INSIDE)

test: $(READY) ## set up if needed, then style, types, unit tests, and what starts servers and browsers for a short while
	@.ci/need-browser $(INSIDE)/python
	$(INSIDE)/ruff check .
	$(INSIDE)/mypy
	$(INSIDE)/python -m pytest -n 2
	COUNTERPARTS_REQUIRE_BROWSER=1 $(INSIDE)/python -m pytest $(SHORT) -m "not slow" -n 4 --dist loadfile --durations=25

check-all: $(READY) ## all the rest that must hold: acceptance, claims, calibration, kills, all sizes and languages, all notebooks, the reference
	@.ci/need-browser $(INSIDE)/python
	@.ci/need-viz $(INSIDE)/python
	$(INSIDE)/python -m pytest $(LONG_NOTEBOOKS)
	COUNTERPARTS_REQUIRE_BROWSER=1 $(INSIDE)/python -m pytest tests -m slow -n 2 --dist loadfile --timeout 900 --durations=25

docs: $(READY) ## set up if needed, then the reference for analysts, as web pages made without internet
	@$(INSIDE)/python -m sphinx -W --keep-going -q -E -b html -d build/doctrees docs build/docs
	@echo "The reference is made: open build/docs/index.html"

bench: $(READY) ## set up if needed, then every figure of speed and memory (about fifteen minutes; keep the computer idle)
	@$(INSIDE)/python tests/benchmarks/figures.py
	@$(INSIDE)/python tests/benchmarks/sweeps.py

load: $(READY) ## set up if needed, then a full room that arrives, moves and waits, beside stock Voila (under ten minutes; keep the computer idle)
	@$(INSIDE)/python tests/load/everything.py

lock: $(READY) ## renew requirements.lock from pyproject.toml, and ask whether a fault is known in any of its packages
	@.ci/renew-locks $(INSIDE)/python
	@.ci/audit $(INSIDE)/python

clean: ## remove all that set-up and tests made
	rm -rf .venv .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The marker holds the folder it was made in: an environment that was copied or moved is made anew.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
$(READY): moved
endif
$(READY): requirements.lock pyproject.toml .ci/make-venv
	@.ci/make-venv $(VENV)
