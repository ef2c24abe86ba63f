# Each command is a function of dev.py, which needs nothing but Python 3.11.
PYTHON ?= python3

help:
	@$(PYTHON) dev.py --help

env test demo lock peers bench clean:
	@$(PYTHON) dev.py $@

.PHONY: help env test demo lock peers bench clean
