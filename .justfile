# What one can do here. `just` lists it; each recipe is a line or two that you may as well type.

[private]
list:
    @just --list --unsorted

# An answer in under a minute: form, unit tests with fewer random texts, and what the tree says of itself
quick:
    cargo fmt --check
    PROPTEST_CASES=16 cargo test --quiet --lib
    cargo test --quiet --test it -- architecture:: tidy:: documents::

# Run the tests, or those whose names hold a word: `just test disclosure::`
test *words:
    cargo test {{ words }}

# Write docs/CLI.md, docs/RULES.md and tests/golden anew from the program, and show what has changed
docs:
    UPDATE_DOCS=1 cargo test --quiet --test it -- documents:: golden::
    git diff --stat -- docs tests/golden

# Draw the two pictures of the README anew from real runs; needs poppler-utils
pictures:
    UPDATE_DOCS=1 cargo test --quiet --features interop --test it -- pictures::

# What the compiler and clippy say of all that is not formatted or not documented
lint:
    cargo fmt --check
    cargo clippy --all-targets --all-features -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items

# Licences, known faults and sources of all dependencies; needs cargo-deny and a network
deny:
    cargo deny check

# Time the program against ripgrep (docs/BENCHMARKS.md): `just bench --bench trees`
bench *which:
    cargo bench {{ which }}

# Run every benchmark but that of growth, and write the tables of docs/BENCHMARKS.md anew; an hour on two cores
bench-all:
    UPDATE_DOCS=1 cargo bench --bench trees -- all
    UPDATE_DOCS=1 cargo bench --bench export
    UPDATE_DOCS=1 cargo bench --bench vault
    cargo build --release --locked
    UPDATE_DOCS=1 CASENOTES_BIN=target/release/casenotes cargo test --features interop --test it -- instructions

# All that must be green before a change lands, on Debian as root; installs what it needs
ci:
    .ci/run
