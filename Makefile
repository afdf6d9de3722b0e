# Everything a developer does here has one word. `make run` and `make test` are
# the two that matter; both install what they need.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
GO ?= go
DATA ?= ./demo-data
LISTEN ?= 127.0.0.1:8080
LINT_VERSION := v2.15.0
S3_VERSION := v1.8.0
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
# All that compiles does so in one way, so that each package is compiled once.
export CGO_ENABLED := 0
export GOFLAGS := -trimpath
LDFLAGS := -s -w -X talaan/internal/app.Version=$(VERSION)

.PHONY: run build page gen test test-go test-page test-e2e lint lint-go lint-page bench clean

run: build ## build everything and start a made-up hospital
	./bin/talaan demo --data $(DATA) --listen $(LISTEN)

build: page
	$(GO) build -ldflags '$(LDFLAGS)' -o bin/talaan ./cmd/talaan

page: web/node_modules/.done web/dist/index.html

web/node_modules/.done: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	touch $@

web/dist/index.html: web/node_modules/.done $(shell find web/src web/public web/index.html web/vite.config.ts api/openapi.yaml -type f 2>/dev/null)
	cd web && npm run build

gen: web/node_modules/.done ## everything that is generated, and committed
	$(GO) run ./cmd/talaan openapi > api/openapi.yaml.new && mv api/openapi.yaml.new api/openapi.yaml
	cd web && npm run gen

test: build ## everything that CI checks
	$(MAKE) --no-print-directory -j2 --output-sync=target test-go test-page lint-go lint-page
	$(MAKE) --no-print-directory test-e2e
	@echo "All tests passed."

test-go: bin/versitygw
	scripts/need django-admin python3-django
	scripts/with-mariadb $(GO) test -vet=off -ldflags '-s -w' ./... # the linters look closer than vet

test-page: web/node_modules/.done
	cd web && npm test

test-e2e: build e2e/node_modules/.done
	scripts/need chromium chromium
	scripts/need certutil libnss3-tools
	cd e2e && npx tsc --noEmit && npx playwright test

e2e/node_modules/.done: e2e/package-lock.json
	cd e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	touch $@

lint: lint-go lint-page

lint-go: bin/golangci-lint
	bin/golangci-lint run ./...
	$(GO) mod tidy -diff

bin/golangci-lint: Makefile
	GOBIN=$(CURDIR)/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	touch $@

bin/versitygw: Makefile ## the S3 server of the tests
	GOBIN=$(CURDIR)/bin $(GO) install github.com/versity/versitygw/cmd/versitygw@$(S3_VERSION)
	touch $@

lint-page: web/node_modules/.done
	cd web && npm run lint
	new=$$(mktemp --suffix .d.ts); (cd web && npx openapi-typescript ../api/openapi.yaml -o $$new >/dev/null && cmp $$new src/api/schema.d.ts); status=$$?; rm -f $$new; \
	  [ $$status = 0 ] || { echo "web/src/api/schema.d.ts is older than api/openapi.yaml: run make gen"; exit 1; }

bench: bin/versitygw ## measure; see bench/README.md
	scripts/with-mariadb $(GO) test -run '^$$' -bench . -benchtime 3s ./...

clean:
	rm -rf bin web/dist/* web/node_modules e2e/node_modules e2e/artefacts
