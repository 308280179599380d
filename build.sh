#!/usr/bin/env bash
# The one door: sets up what is missing, builds, tests, runs and measures. `./build.sh help` lists the calls.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
usage: ./build.sh CALL

  demo                      build all, start the server with sample data and a sample app, open the browser on it
                            (without a display: play the main job headless and leave screenshots in out/demo)
  test                      every test there is
  build [--quick]           dist/extension, its .zip and .xpi, dist/web, and the muster program
                            (--quick: without size optimisation; for trying a change)
  serve [ARGS]              build and run `muster serve`
  read PAGE.html --url URL  what is read on one page: every field with its rule and element, what was left out
  eval pages DIR OUT [--no-adapters | --leave-one-out]
  eval anchors DIR          whether threads find their places again on changed pages
  eval experts DIR OUT [--no-learning] [--fairness] [--baselines]
  eval ablation DIR         what each group of the ranking's features is worth
  eval strangers DIR OTHER  whether nobody is suggested where nobody knows
  train experts DIR         learn the default ranking weights again
  check                     format, lints, types, licences; no tests
TEXT
}

# ---------------------------------------------------------------------------------------------- set-up

step() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

# Debian packages, installed when root and named otherwise.
need_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || fail "please install what provides: ${missing[*]}"
  [ "$(id -u)" = 0 ] || fail "missing packages. Please run: sudo apt-get install ${missing[*]}"
  step "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_rust() {
  command -v cargo >/dev/null || fail "Rust is missing. Install it from https://rustup.rs and run this again."
  command -v node >/dev/null || fail "Node.js 20 or newer is missing. Install it from https://nodejs.org and run this again."
  command -v cc >/dev/null || need_packages build-essential
}

need_browsers() { need_packages chromium firefox-esr fonts-dejavu-core fonts-noto-core; }

# How WebAssembly is built: with the standard library built from source, which can leave out what a panic
# would print (a fifth of a module). The source is rustup's where it is there or can be had, else Debian's
# rustc-web brings it. Sets the array WASM_CARGO.
need_wasm() {
  local source=lib/rustlib/src/rust/library/Cargo.lock
  WASM_CARGO=(env RUSTC_BOOTSTRAP=1 cargo)
  [ -f "$(rustc --print sysroot)/$source" ] && return
  command -v rustup >/dev/null && timeout 120 rustup component add rust-src >/dev/null 2>&1 && return
  need_packages rustc-web cargo-web rust-web-src lld-22
  WASM_CARGO=(env -u RUSTUP_TOOLCHAIN PATH=/usr/bin:/bin RUSTC_BOOTSTRAP=1
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22 /usr/bin/cargo)
}

# cargo-deny, built once into target/tools.
need_deny() {
  [ -x target/tools/bin/cargo-deny ] && return
  step "building cargo-deny"
  cargo install --quiet --locked --debug --no-default-features --version 0.20.2 --root target/tools cargo-deny
}

# npm packages: the WebAssembly optimiser, and what the browser tests need. Once per lock file.
need_npm() {
  local stamp=tests/node_modules/.installed
  cmp -s tests/package-lock.json "$stamp" 2>/dev/null && return
  step "installing npm packages"
  (cd tests && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
  cp tests/package-lock.json "$stamp"
}

# ---------------------------------------------------------------------------------------------- builds

xtask() { cargo run --quiet --package xtask -- "$@"; }

build_native() {
  step "building the server and the tools"
  cargo build --package server --package xtask
}

# The first argument is the cargo profile: `wasm` is what ships, `dev` is quick.
build_extension() {
  local profile=$1 folder=$1
  [ "$profile" = dev ] && folder=debug
  need_wasm
  step "building the extension ($profile)"
  # Paths of this machine must not show in what ships: the same source gives the same bytes anywhere.
  # `erase_components` has Leptos build views by dynamic dispatch, which is smaller.
  local flags=(-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none --cfg erase_components
    "--remap-path-prefix=$PWD=muster" "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo")
  CARGO_TARGET_DIR=target/wasm RUSTFLAGS="${flags[*]}" "${WASM_CARGO[@]}" build --package muster-core --package muster-recogniser --package muster-panel --lib \
    --target wasm32-unknown-unknown --profile "$profile" -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size
  xtask bundle --wasm "target/wasm/wasm32-unknown-unknown/$folder" --profile "$profile"
}

build_all() { need_rust; need_npm; build_native; build_extension "${1:-wasm}"; }

# ---------------------------------------------------------------------------------------------- checks

# Runs all of them and fails where one failed.
check() {
  local bad=0
  need_rust
  need_npm
  need_deny
  step "format"; cargo fmt --all --check || bad=1
  step "lints"; cargo clippy --workspace --all-targets --quiet -- -D warnings || bad=1
  # Advisories need a database from outside, which a build must not depend on: run `cargo deny check` for them.
  step "licences and sources"; target/tools/bin/cargo-deny --log-level error check bans licenses sources || bad=1
  step "types of the extension's scripts"; tests/node_modules/.bin/tsc --project extension/tsconfig.json || bad=1
  return $bad
}

# Every test there is. Each runner's own closing line is shown; the last line adds them up.
run_tests() {
  local log=out/test.log failed=0
  need_rust
  need_browsers
  need_npm
  mkdir -p out
  : >"$log"
  build_all
  step "tests of the crates"
  cargo test --workspace --no-fail-fast 2>&1 | tee -a "$log" || failed=1
  check || failed=1
  step "tests in browsers"
  find tests -name '*.test.mjs' -not -path '*/node_modules/*' -print0 | sort -z |
    timeout --kill-after=20 1200 xargs -0 node --test --test-timeout=120000 --test-reporter=spec --test-concurrency=1 2>&1 | tee -a "$log" || failed=1
  sum_up "$log"
  return $failed
}

# Adds up the closing lines of cargo test and of node's test runner in a log; a suite left out counts as one.
sum_up() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1); if ($i ~ /^ignored/) s += $(i-1) } }
    /^ℹ pass /    { p += $3 }
    /^ℹ fail /    { f += $3 }
    /^ *﹣ /      { s++ }
    END { printf "%d passed, %d failed, %d skipped\n", p, f, s }'
}

# ---------------------------------------------------------------------------------------------- calls

call=${1:-help}
[ $# -gt 0 ] && shift
case "$call" in
  build)
    if [ "${1:-}" = --quick ]; then build_all dev; else build_all wasm; fi ;;
  check) check ;;
  test) run_tests ;;
  serve)
    build_all
    exec target/debug/muster serve --web dist/web "$@" ;;
  demo)
    need_rust; need_browsers; need_npm; build_all
    exec node tests/demo.mjs "$@" ;;
  eval)
    need_rust
    case "${1:-}" in
      pages) need_browsers; need_npm; build_all ;;
      anchors) need_browsers; need_npm ;;
    esac
    xtask eval "$@" ;;
  read) need_rust; need_browsers; need_npm; xtask read "$@" ;;
  train) need_rust; xtask train "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; fail "there is no call '$call'" ;;
esac
