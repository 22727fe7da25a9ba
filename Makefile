SAMPLE ?= pizzeria
# Without the validator rule that calls methods by name the linker drops what nobody calls; see mvc/validation.
TAGS   ?= validator_novalidatefn
GO     ?= go
BIN    := bin
FOR    ?= 30s

.DEFAULT_GOAL := help

.PHONY: help
help: ## print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## serve a sample: make run SAMPLE=pizzeria PORT=8080
	@$(GO) build -tags $(TAGS) -o $(BIN)/$(SAMPLE) ./samples/$(SAMPLE)/cmd/$(SAMPLE)
	@cd samples/$(SAMPLE) && NEUROGLIA_PROFILE=$${NEUROGLIA_PROFILE:-development} exec ../../$(BIN)/$(SAMPLE) serve

.PHONY: test
test: ## run every test of the module with the race detector
	$(GO) test -race -timeout 20m ./...

.PHONY: torture
torture: ## kill, cut and crowd everything in full; FOR=10m for longer
	NEUROGLIA_TORTURE=$(FOR) $(GO) test -count=1 -timeout 30m -run 'Torture|Faults|PgBouncer|Contract|Killed|Conserved|MayDie' ./data/postgres ./data/sqlite ./samples/...

.PHONY: verify
verify: tools ## check style, import law, snippets, requirements and generated files
	$(BIN)/gofumpt -l . | (! grep .)
	$(GO) vet ./...
	$(BIN)/golangci-lint run ./...
	$(GO) mod tidy -diff
	for module in internal/bench internal/conformance; do (cd $$module && $(GO) vet ./... && $(GO) mod tidy -diff) || exit 1; done
	$(GO) test -count=1 ./internal/archtest ./internal/docsnip

.PHONY: conformance
conformance: ## hold the pizzeria's API to independent validators, a linter and a real browser (needs Node.js and Chromium)
	cd internal/conformance && npm ci --no-audit --no-fund && $(GO) test -timeout 10m ./...

.PHONY: test-extra
test-extra: $(BIN)/consul ## hold adapters to a real OpenFGA server and a real Consul agent, which take minutes to build
	cd internal/extra/openfga && $(GO) test -count=1 -timeout 10m ./...
	NEUROGLIA_TEST_CONSUL=$(CURDIR)/$(BIN)/consul $(GO) test -count=1 -run Real ./hosting/config/consul

$(BIN)/consul: internal/extra/consul/go.mod
	@mkdir -p $(BIN)
	$(GO) build -C internal/extra/consul -o ../../../$(BIN)/consul github.com/hashicorp/consul
	@touch $(BIN)/consul

.PHONY: bench
bench: ## compare with the peers named in docs/reference/budgets.md, in one run
	cd internal/bench && $(GO) run . $(BENCHFLAGS)

.PHONY: cover
cover: ## print the coverage of each package
	$(GO) test -coverprofile=coverage.out ./... && $(GO) tool cover -func=coverage.out | tail -1

.PHONY: fmt
fmt: tools ## format the code and write the snippets of the pages anew
	$(BIN)/golangci-lint fmt ./...
	$(GO) test -count=1 ./internal/docsnip -update

.PHONY: tools
tools: $(BIN)/golangci-lint $(BIN)/gofumpt

$(BIN)/golangci-lint $(BIN)/gofumpt: internal/tools/go.mod
	@mkdir -p $(BIN)
	$(GO) build -C internal/tools -o ../../$(BIN)/ tool
	@touch $(BIN)/golangci-lint $(BIN)/gofumpt
