#!/usr/bin/env bash
# Make .venv with exactly the packages of requirements.lock and twincore itself, editable. Run again, it does nothing unless something changed.
# Needs Python 3.11 or later (PYTHON=... names one). What Debian packages are missing it installs when root, and else says how to.
#
#   scripts/setup.sh           the environment
#   scripts/setup.sh --tests   also the Debian packages that some tests need (never fails: those tests say what they miss)
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON_MIN=3.11

say() { printf 'twincore: %s\n' "$*"; }
fail() { printf 'twincore: %s\n' "$*" >&2; exit 1; }

# Run a command without a word, unless it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Install Debian packages, one by one so that one which is not to be had does not keep the others away: as root by ourselves, else by telling the command.
debian() {
  local package failed=()
  command -v apt-get >/dev/null || { say "please install: $*" >&2; return 1; }
  if [ "$(id -u)" -ne 0 ]; then
    say "please run: sudo apt-get install --no-install-recommends $*" >&2
    return 1
  fi
  say "installing $* with apt-get"
  export DEBIAN_FRONTEND=noninteractive
  # An index that cannot be read anew may still be good enough: what is missing in it says so itself.
  quietly apt-get update -qq || true
  for package in "$@"; do
    quietly apt-get install -y -qq --no-install-recommends "$package" || failed+=("$package")
  done
  [ ${#failed[@]} -eq 0 ] && return
  say "not installed: ${failed[*]}; try: apt-get install --no-install-recommends ${failed[*]}" >&2
  return 1
}

recent() { "$1" -c "import sys; sys.exit(sys.version_info < tuple(map(int, '$PYTHON_MIN'.split('.'))))" 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if recent "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

environment() {
  local stamp=.venv/.twincore python requirement started=$SECONDS
  local wanted
  wanted=$(printf '%s\n' "$PWD" "$(cat requirements.lock pyproject.toml scripts/setup.sh | sha256sum)")
  if [ -x .venv/bin/twincore ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  say "setting up .venv"
  # An environment that was moved, or whose Python is gone, is of no use.
  if [ -e .venv ] && { ! recent .venv/bin/python || { [ -e "$stamp" ] && [ "$(head -n 1 "$stamp")" != "$PWD" ]; }; }; then
    rm -rf .venv
  fi
  if [ ! -x .venv/bin/python ]; then
    python=$(find_python) || { debian python3 python3-venv && python=$(find_python); } || fail "twincore needs Python $PYTHON_MIN or later"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      debian python3-venv || fail "$python has no venv module"
      # Debian's python3-venv serves Debian's own Python only.
      "$python" -c 'import ensurepip, venv' 2>/dev/null || python=/usr/bin/python3
      recent "$python" || fail "twincore needs Python $PYTHON_MIN or later with its venv module"
    fi
    quietly "$python" -m venv --clear .venv
  fi
  if [ ! -x .venv/bin/uv ]; then
    # uv too is the one of the lock file, checked by its hash.
    requirement=$(mktemp)
    awk '/^[a-z]/ { inside = /^uv==/ } inside && !/^ *#/' requirements.lock >"$requirement"
    quietly .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r "$requirement"
    rm -f "$requirement"
  fi
  export UV_SYSTEM_CERTS=1 UV_LINK_MODE=copy VIRTUAL_ENV="$PWD/.venv"
  quietly .venv/bin/uv pip sync --quiet --require-hashes requirements.lock
  quietly .venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
  printf '%s\n' "$wanted" >"$stamp"
  say "ready after $((SECONDS - started)) s"
}

# A browser for the browser tests, curl for the examples of the documents, a COBOL compiler for the core, Java and Maven for a real Kafka.
tools_of_tests() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v curl >/dev/null || missing+=(curl)
  command -v cobc >/dev/null || missing+=(gnucobol3)
  command -v java >/dev/null || missing+=(default-jre-headless)
  command -v mvn >/dev/null || missing+=(maven)
  [ ${#missing[@]} -eq 0 ] || debian "${missing[@]}" || say "without them some tests skip (with CI=true they fail)"
}

environment
if [ "${1:-}" = --tests ]; then tools_of_tests; fi
