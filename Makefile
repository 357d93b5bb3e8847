# `make run` serves the archive, `make test` runs every test; both do all their own set-up.

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
# number of test processes; auto: one per core
JOBS ?= auto
VENV := .venv
PY := $(VENV)/bin/python
CLIENTS := tests/clients/node_modules/.installed
LINTERS := tests/lint/node_modules/.installed
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --prefix

# your own collection: the folder that `make new` wrote (make … COLLECTION=DIR, or
# ARCHIVE_COLLECTION in the environment); the bundled collection by default
COLLECTION ?= $(ARCHIVE_COLLECTION)
ifneq ($(COLLECTION),)
override COLLECTION := $(abspath $(COLLECTION))
export ARCHIVE_COLLECTION := $(COLLECTION)
endif
# folder of the page texts, pages/ by default
ifdef ARCHIVE_PAGES
export ARCHIVE_PAGES
endif
ifdef ARCHIVE_IMAGES
export ARCHIVE_IMAGES
endif
# folder that editions and static files are built in, var/ by default
ifdef ARCHIVE_VAR
export ARCHIVE_VAR
endif
space := $(subst ,, )
# collectstatic writes this file last
VAR := $(or $(ARCHIVE_VAR),$(if $(COLLECTION),$(COLLECTION)/var,var))
STATIC := $(subst $(space),\ ,$(VAR))/static/staticfiles.json

# containers may set it, and each of the two hundred programs that the tests start would then recompile everything
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: messages help run demo new check serve publish scan zim port test test-fast test-cluster browser lock lint format screenshots lighthouse clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# two servers on one port would take turns answering, each with its own edition
define FREE_PORT
import errno, socket, sys
host, port = sys.argv[1:]
if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"PORT={port} is not a port: give a number from 1 to 65535")
try:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind)
    # ignore connections that have just been closed
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(address)
    listening.listen()
except OSError as error:
    sys.exit({
        errno.EADDRINUSE: f"Port {port} is in use: stop the program there (Ctrl-C), or choose another with PORT=…",
        errno.EACCES: f"This account may not use port {port}: choose 1024 or above with PORT=…",
    }.get(error.errno, f"HOST={host}: cannot listen there ({error.strerror})"))
endef
export FREE_PORT
CHECK_PORT = $(PY) -c "$$FREE_PORT" "$(HOST)" "$(PORT)"

port: | $(PY)
	@$(CHECK_PORT)

# check the port before building anything, and once more afterwards
run: port publish  ## set up and serve the archive at http://127.0.0.1:8000/ (PORT=…, COLLECTION=…, ARCHIVE_PAGES=…)
	@$(CHECK_PORT)
	@echo "http://$(HOST):$(PORT)$(ARCHIVE_PREFIX)/ (Ctrl-C to stop)"
	@$(PY) -m granian --interface wsgi --host $(HOST) --port $(PORT) --workers 1 \
		--blocking-threads 40 --backlog 4096 --backpressure 12000 --http1-header-read-timeout 10000 --http1-buffer-size 65536 \
		--respawn-failed-workers --workers-kill-timeout 5 --no-ws --log-level error archive.wsgi:application

# a newspaper written for this project, with page images, served beside the collection
SAMPLE := $(CURDIR)/tests/sample_newspaper
demo: PORT = 8001
demo:  ## serve a sample newspaper with page images at http://127.0.0.1:8001/ (PORT=…)
	@echo "样报 (two issues of a made-up newspaper: printed pages with their articles, 版面图):"
	@echo "  http://$(HOST):$(PORT)/newspapers/yangbao/2026-01-05/1/    point at an article, or zoom in"
	@echo "  http://$(HOST):$(PORT)/articles/dg7ccgd/?q=借阅点           an article beside its print, words marked"
	@echo "  http://$(HOST):$(PORT)/newspapers/yangbao/2026-01-12/1/    set vertically, from right to left"
	@$(MAKE) --no-print-directory run PORT=$(PORT) ARCHIVE_EDITION= \
		COLLECTION= ARCHIVE_COLLECTION= "ARCHIVE_VAR=$(or $(ARCHIVE_VAR),$(CURDIR)/var)/demo" "ARCHIVE_FIXTURES=$(SAMPLE)/catalogue" \
		"ARCHIVE_PAGES=$(SAMPLE)/texts" "ARCHIVE_IMAGES=$(SAMPLE)/scans"

serve: port publish  ## serve the archive to the public, behind docs/deploy/nginx.conf (docs/serving.md)
	@$(CHECK_PORT)
	@set -a; . docs/deploy/granian.env; set +a; exec $(PY) -m granian --host $(HOST) --port $(PORT) archive.wsgi:application

scan: $(VENV)/.scan  ## install the packages manage.py draft reads scans with (docs/drafting.md)

zim: $(VENV)/.zim  ## install the packages manage.py export_zim writes ZIM files with (docs/offline.md)

new: $(VENV)/.serve  ## create a folder for your own collection (COLLECTION=DIR NAME=… NEWSPAPER=…)
	@test -n "$(COLLECTION)" || { echo "make new COLLECTION=/path/to/folder NAME=名称 NEWSPAPER=报名"; exit 1; }
	@ARCHIVE_COLLECTION= $(PY) manage.py new_collection "$(COLLECTION)" $(if $(NAME),--name "$(NAME)") \
		$(if $(ROMANISED),--romanised "$(ROMANISED)") $(if $(NEWSPAPER),--newspaper "$(NEWSPAPER)")

check: $(VENV)/.serve  ## check every file of the catalogue (COLLECTION=…)
	@$(PY) manage.py check_catalogue

publish: $(VENV)/.serve $(STATIC)  ## build the database and the search index from the catalogue (COLLECTION=…)
	@$(PY) manage.py publish

# Publishing waits for the disk after every file (some 6 ms each), so the tests' files are kept in
# memory where /dev/shm has 4 GB free. TMPDIR=… overrides this.
SHM_FREE := $(shell test -w /dev/shm && df -m /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000 { print "/dev/shm" }')
ifneq ($(SHM_FREE),)
test test-fast test-cluster: export TMPDIR ?= $(SHM_FREE)
endif

# with COLLECTION, test that collection: its files, and every kind of page built from them
ifneq ($(COLLECTION),)
test: check $(STATIC)
	@$(PY) manage.py publish --aside
else
test: $(VENV)/.develop browser $(CLIENTS)  ## set up and run every test (ARGS=… goes to pytest, JOBS=… processes)
	@$(PY) -m pytest -n $(JOBS) --dist worksteal $(ARGS)
endif

# pyproject.toml says what the markers mean
test-fast: $(VENV)/.develop  ## run the quick tests, which need neither browsers nor servers
	@$(PY) -m pytest -n $(JOBS) --dist worksteal -m "not programs and not slow" $(ARGS)

test-cluster: $(VENV)/.develop  ## run the tests on PostgreSQL and a Sphinx cluster (docs/cluster.md)
	@$(PY) tests/cluster/run.py -n $(JOBS) --dist worksteal $(ARGS)

browser: $(VENV)/.develop
	@$(PY) tests/browser/chromium.py

# npm programs that tests read the archive with; without npm those tests are skipped
$(CLIENTS): tests/clients/package-lock.json
	@if command -v npm >/dev/null; then \
		echo "Installing the test clients from npm"; \
		$(NPM_CI) tests/clients --omit=dev && touch $@; \
	else echo "No npm: tests of its clients will be skipped"; fi

# what `make lighthouse` needs in addition
tests/clients/node_modules/.bench: tests/clients/package-lock.json
	@$(NPM_CI) tests/clients && touch $(CLIENTS) $@

$(LINTERS): tests/lint/package-lock.json
	@if command -v npm >/dev/null; then \
		echo "Installing the linters of scripts and style sheets from npm"; \
		$(NPM_CI) tests/lint && touch $@; \
	else echo "No npm: scripts and style sheets are not linted"; fi

LINT := tests/lint/node_modules/.bin

lint: $(VENV)/.develop $(LINTERS)  ## check types and the style of Python, templates, scripts and style sheets
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/djlint --check --lint templates
	@test ! -e $(LINTERS) || { set -x; \
		$(LINT)/eslint --config tests/lint/eslint.config.js static/js && \
		$(LINT)/stylelint --config tests/lint/stylelint.config.js "static/css/*.css" templates/proof/proof.css; }

format: $(VENV)/.develop  ## reformat Python and templates
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(VENV)/bin/djlint --quiet --reformat templates

# locale/ holds an extraction method of our own
BABEL := PYTHONPATH=locale $(VENV)/bin/pybabel --quiet

messages: $(VENV)/.develop  ## extract the interface's messages into locale/ and compile the translations
	@$(BABEL) extract --mapping-file pyproject.toml --keyword counted:1,1 --keyword gettext_lazy --keyword gettext_noop --keyword message --keyword ValueRefused --keyword pgettext_lazy:1c,2 --sort-by-file \
		--add-location file --add-comments "Translators:" --project Baozang --output $(VENV)/messages.pot archive templates
	@for locale in en zh_Hant; do \
		$(BABEL) update --domain django --locale $$locale --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
			--width 100 --input-file $(VENV)/messages.pot --output-dir locale; \
	done
	@$(PY) locale/traditional.py
	@$(BABEL) compile --domain django --directory locale

screenshots: $(VENV)/.develop browser  ## retake the screenshots in README and docs
	@$(PY) tests/browser/screenshots.py

lighthouse: $(VENV)/.develop browser tests/clients/node_modules/.bench  ## measure the front page, a list and an article on a simulated phone
	@$(PY) tests/bench/lighthouse.py

clean:  ## remove everything make has built
	rm -rf $(VENV) var .pytest_cache .ruff_cache .hypothesis .schemathesis tests/clients/node_modules tests/lint/node_modules

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Baozang needs Python 3.11 or later; make PYTHON=/path/to/python3.11 …"; exit 1; }
	@echo "Creating a virtual environment in $(VENV)/"
	@test -w . || { echo "This account may not write to $(CURDIR): give it ownership of the folder, or clone into one it owns"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "$(PYTHON) -m venv failed; if the module is missing, on Debian: apt install python3-venv"; exit 1; }

# the lock files list every package with its hashes, dependencies included, so pip resolves nothing
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r

$(VENV)/.serve: requirements.lock | $(PY)
	@echo "Installing the packages the archive runs on"
	@$(PY) $(INSTALL) requirements.lock
	@touch $@

$(VENV)/.scan: requirements-scan.lock | $(VENV)/.serve
	@echo "Installing the packages that read scans"
	@$(PY) $(INSTALL) requirements-scan.lock
	@touch $@

$(VENV)/.zim: requirements-zim.lock | $(VENV)/.serve
	@echo "Installing the packages that write ZIM files"
	@$(PY) $(INSTALL) requirements-zim.lock
	@touch $@

$(VENV)/.develop: requirements-test.lock | $(VENV)/.serve
	@echo "Installing the packages the tests need"
	@$(PY) $(INSTALL) requirements-test.lock
	@touch $@

LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"

lock: $(VENV)/.develop  ## rewrite the lock files from requirements.txt
	@sed '/^# --- scan/,$$d' requirements.txt > $(VENV)/serve.txt
	@sed '/^# --- zim/,$$d' requirements.txt > $(VENV)/scan.txt
	@sed -n '/^# --- zim/,/^# --- test/p' requirements.txt > $(VENV)/zim.txt
	@$(LOCK) -o requirements.lock $(VENV)/serve.txt
	@$(LOCK) -c requirements.lock -o requirements-scan.lock $(VENV)/scan.txt
	@$(LOCK) -c requirements.lock -o requirements-zim.lock $(VENV)/zim.txt
	@$(LOCK) -c requirements-scan.lock -o requirements-test.lock requirements.txt

$(STATIC): $(shell find static -type f) $(VENV)/.serve
	@echo "Collecting static files"
	@$(PY) manage.py collectstatic --no-input --verbosity 0
