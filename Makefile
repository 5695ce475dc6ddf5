# `make demo` and `make test` do all of their own set-up. `make help` lists everything.

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-stack demo examples dev test test-api test-api-stack test-model test-stack lint fmt docs bench hear audit \
	lambda layers check-layers deploy clean

# Nothing here spends money, whatever keys there are: programs that are asked for take them from `oma`.
export OMA_PROVIDERS := offline

OMA := cargo run --quiet --locked -p oma-cli --

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## install what films are made with (ffmpeg, espeak-ng, voices, music)
	@scripts/setup.sh films

setup-test: setup
	@scripts/setup.sh tests

demo: setup ## make the coffee-shop film from its brief
	cargo build --locked -p oma-cli
	$(OMA) generate examples/coffee-shop.json

examples: setup ## make a film from every brief in examples/
	cargo build --locked -p oma-cli
	for brief in examples/*.json; do $(OMA) generate "$$brief" || exit 1; done

test: setup-test lint ## everything that must pass before a change lands
	cargo build --locked --workspace --bins
	cargo nextest run --locked --workspace
	cargo test --locked --workspace --doc
	scripts/check-docs.sh

setup-stack: setup
	@scripts/setup-stack.sh
	scripts/lambda/build.sh

# The whole workspace is named, or Cargo would compile its dependencies again with fewer features.
test-stack: setup-stack ## deploy the stack to an emulator and drive it as a client would
	cargo build --locked --workspace --bins
	cargo test --locked --workspace --test stack

test-api: setup ## drive `oma serve` as a newcomer with docs/api.md, and as schemathesis
	cargo build --locked --workspace --bins
	scripts/test-api.sh

test-api-stack: setup-stack ## let schemathesis ask the stack on the emulator, through its gateway
	scripts/test-api.sh stack

dev: setup-stack ## the same stack for you: a sample user, and how to call the API, until Ctrl-C
	cargo run --quiet --locked -p oma-stack-tests --bin dev

test-model: ## ask a real language model on this machine (Linux x86-64; fetches 180 MB once)
	scripts/test-model.sh

lint: setup-test ## formatting, clippy, licences and bans, the templates
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- --deny warnings
	cargo deny --locked check --hide-inclusion-graph bans licenses sources
	git ls-files 'infra/*.yaml' | xargs .venv/bin/cfn-lint
	scripts/check-size.sh

fmt: ## format the code
	cargo fmt --all

docs: ## write the pages that are made from the code
	cargo run --quiet --locked -p api-function --example openapi >target/openapi.json
	cp target/openapi.json docs/openapi.json
	cargo run --quiet --locked -p oma-gateway -- docs/openapi.json >target/openapi.gateway.json
	cp target/openapi.gateway.json infra/openapi.gateway.json
	$(OMA) errors > docs/errors.md
	$(OMA) schema brief > docs/brief.schema.json
	OMA_WRITE_DOCS=1 cargo nextest run --locked -p oma-local --test security
	OMA_WRITE_DOCS=1 cargo nextest run --locked -p oma-scale --test page

bench: setup ## measure: overhead, OMA beside ffmpeg and another tool, the cloud (half an hour)
	@scripts/setup-bench.sh rivals
	cargo build --locked --profile bench-product -p oma-cli
	cargo bench --locked --profile dev -p oma-tests --bench overhead
	cargo bench --locked --profile dev -p oma-tests --bench variants
	cargo bench --locked --profile dev -p oma-tests --bench render
	cargo bench --locked --profile dev -p oma-tests --bench cloud_model
	@scripts/setup-bench.sh api
	cargo bench --locked --profile bench-product -p oma-tests --bench api
	scripts/lambda/build.sh
	cargo bench --locked --profile dev -p oma-tests --bench lambda

hear: setup ## let a speech recogniser listen to every example's film
	@scripts/setup-bench.sh hear
	cargo build --locked -p oma-cli
	cd tests/asr && ../../.venv-hear/bin/python -m unittest
	.venv-hear/bin/python tests/asr/hear.py --markdown docs/listening.md

lambda: ## build the functions as AWS Lambda runs them
	scripts/lambda/build.sh

layers: ## build the Lambda layers: ffmpeg, espeak-ng, music, the voice
	infra/layers/build.sh

check-layers: lambda layers ## make two films with functions and layers in an empty root (needs root)
	scripts/lambda/check-layers.sh

deploy: ## build and deploy the stack: make deploy ENV=dev|staging|prod
	@scripts/lambda/deploy.sh $(ENV)

audit: setup-test ## known vulnerabilities; needs the network
	cargo deny --locked check advisories

clean: ## remove what was built, never films or finished steps
	cargo clean
