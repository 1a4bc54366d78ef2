# The commands of this project; each does its own set-up. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help build demo test check catalog golden bench link-order headers install clean test-build

PREFIX ?= /usr/local
DESTDIR ?=

# Unit tests run one after another: many start a nats-server each, and all at once they starve one another on a small machine.
# Every debug build refuses an import that Package.swift does not declare.
SWIFT_FLAGS := --explicit-target-dependency-import-check error
RELEASE := .build/release/nats-operator
DEBUG := .build/debug/nats-operator

# On Linux the Swift runtime goes into the binary, so that it runs where Swift isn't installed; macOS ships it.
# The rest makes it smaller and quicker to load: dead code dropped, relocations packed (glibc 2.36, Debian 12's), and the
# C++ library linked in, whose look-ups were a third of the loader's time. The linker takes it from the first folder that
# has one; where there is no static one it takes the system's. What runs lies side by side (scripts/link-order).
ifeq ($(shell uname -s),Linux)
LINK := -Xswiftc -use-ld=lld -Xlinker -L$(CURDIR)/.build/static \
  -Xlinker --gc-sections -Xlinker --icf=safe -Xlinker --version-script=scripts/no-exports.map \
  -Xlinker -z -Xlinker pack-relative-relocs \
  -Xlinker --symbol-ordering-file=scripts/link-order.txt -Xlinker --no-warn-symbol-ordering
STATIC := --static-swift-stdlib -Xswiftc -Xfrontend -Xswiftc -function-sections $(LINK)
PREPARE := mkdir -p .build/static && ln -sf "$$(clang -print-file-name=libstdc++.a)" .build/static/libstdc++.a; \
  if [ scripts/link-order.txt -nt $(RELEASE) ]; then rm -f $(RELEASE); fi
else
PREPARE := true
endif

help: ## list the commands
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  make \1 — /p' $(firstword $(MAKEFILE_LIST))

build: ## build the release binary, .build/release/nats-operator
	scripts/bootstrap build
	@$(PREPARE)
	swift build -c release --product nats-operator $(STATIC)

demo: ## start an embedded server with a sample world and play an MCP session against it
	scripts/bootstrap demo
	@$(PREPARE)
	swift build -c release --product nats-operator $(STATIC)
	scripts/with-tools python3 scripts/demo $(RELEASE)

test: test-build ## run every test: unit, integration with a real nats-server, end to end
	scripts/with-tools swift test --skip-build --disable-xctest --no-parallel $(SWIFT_FLAGS)
	NATS_OPERATOR_BIN=$(CURDIR)/$(DEBUG) scripts/with-tools python3 -m pytest Tests/EndToEnd

check: test-build ## check format, import directions, house rules and generated files
	swift format lint --strict --recursive Package.swift Sources Tests
	scripts/catalog --check $(DEBUG)
	scripts/with-tools swift test --skip-build --disable-xctest $(SWIFT_FLAGS) --filter RepositoryTests

test-build:
	scripts/bootstrap test
	swift build --build-tests $(SWIFT_FLAGS)

catalog: ## renew the generated files: tools.json, docs/tools.md and the tool table of README.md
	scripts/bootstrap build
	swift build --product nats-operator $(SWIFT_FLAGS)
	scripts/catalog $(DEBUG)

golden: test-build ## renew the golden reports, Tests/AuditTests/Fixtures; read the difference before you commit it
	RENEW_GOLDEN=1 scripts/with-tools swift test --skip-build --disable-xctest $(SWIFT_FLAGS) --filter GoldenReportTests

bench: ## measure beside a relay and a plain copy in C, bare libnats, bare libjansson and nats-py
	scripts/bootstrap test
	@$(PREPARE)
	swift build -c release --product nats-operator $(STATIC)
	scripts/with-tools Benchmarks/stdio/run $(RELEASE)
	scripts/with-tools Benchmarks/listings/run $(RELEASE)
	scripts/with-tools Benchmarks/audit/run $(RELEASE)
	scripts/with-tools Benchmarks/backup/run $(RELEASE)
	swift run -c release --package-path Benchmarks json-bench

link-order: build ## renew scripts/link-order.txt, by which the linker puts side by side what runs; needs valgrind
	scripts/with-tools scripts/link-order $(RELEASE)

headers: ## compile against the headers of newer libnats releases; needs Debian's tools and the network
	scripts/check-headers

install: build ## install the binary into $(PREFIX)/bin; DESTDIR is honoured
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(RELEASE) "$(DESTDIR)$(PREFIX)/bin/nats-operator"
	strip "$(DESTDIR)$(PREFIX)/bin/nats-operator"

clean: ## remove what was built (.build) and fetched (.tools)
	rm -rf .build .tools
