# Two commands do everything on a fresh machine: `make demo` and `make test`. Each sets up what it needs.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := build

# An installed tree, laid out as under a prefix: bin, lib, share/cajon. The program finds its effects relative to itself.
stage := .build/stage
share := $(stage)/share/cajon
cajon := $(stage)/bin/cajon

# A folder with Swift files is a native effect, one with a script of its own name a scripted one.
natives := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard Effects/*/*.swift)))))
scripts := $(foreach folder,$(notdir $(patsubst %/,%,$(wildcard Effects/*/))),$(if $(wildcard Effects/$(folder)/$(folder).js),$(folder)))
modules := $(patsubst %,$(share)/effects/%.wasm,$(natives) $(scripts))
engine  := $(share)/engines/javascript.wasm
# What modules made by Faust are linked with, by the program, when they are loaded.
faust   := $(share)/engines/faust.wasm
presets := $(patsubst Presets/%,$(share)/presets/%,$(filter-out Presets/preset.schema.json,$(wildcard Presets/*.json)))
sdk     := $(patsubst Effects/SDK/%,$(share)/sdk/%,$(shell find Effects/SDK -type f 2>/dev/null))
wasmtime := $(or $(WASMTIME_PREFIX),.deps/wasmtime)/lib/libwasmtime.so

swift_flags := -c release

.PHONY: help setup build demo test test-realtime test-threads bench bench-live bench-soak bench-save bench-idle bench-bundles bench-faust format samples pictures install clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 22

setup: ## Install what is missing: Debian packages, wasmtime and the JavaScript engine into .deps
	@Scripts/setup

build: $(cajon) $(engine) $(faust) $(modules) $(presets) ## Build the program, its effects and presets into .build/stage

# Swift decides what is to be rebuilt; the staged copy changes only when the program did.
.PHONY: program
program: setup
	@swift build $(swift_flags) --product cajon
	@mkdir -p $(stage)/bin $(stage)/lib
	@cmp -s .build/release/cajon $(cajon) || install -m 755 .build/release/cajon $(cajon)
	@cmp -s $(wasmtime) $(stage)/lib/libwasmtime.so || install -m 644 $(wasmtime) $(stage)/lib/libwasmtime.so

$(cajon): program ;

$(share)/sdk/%: Effects/SDK/%
	@mkdir -p $(@D) && cp $< $@

$(share)/presets/%: Presets/%
	@mkdir -p $(@D) && cp $< $@

# An effect is built by the program itself, as its author would. Sounds and data of its own lie in X.assets beside X.wasm.
define native_rule
$(share)/effects/$(1).wasm: $(shell find Effects/$(1) -name '*.swift' -o -name '*.c' -o -name renames.json -o -path '*.assets/*' -type f 2>/dev/null) $(sdk) | $(cajon)
	@mkdir -p $$(@D) && rm -rf $$(@D)/$(1).assets
	@$(if $(wildcard Effects/$(1)/$(1).assets),cp -R Effects/$(1)/$(1).assets $$(@D)/)
	@$(cajon) build Effects/$(1) -o $$@
endef
$(foreach effect,$(natives),$(eval $(call native_rule,$(effect))))

# The JavaScript engine, started: what has happened in it by then need not happen again.
$(engine): .deps/javascript/engine.wasm | $(cajon)
	@mkdir -p $(@D)
	@$(cajon) snapshot $< --init-func cajon-start-engine -o $@ --json >/dev/null

.deps/javascript/engine.wasm: setup ;

$(faust): $(wildcard Effects/faust/* Effects/SDK/c/*) Scripts/build-faust-runtime | setup
	@mkdir -p $(@D)
	@Scripts/build-faust-runtime $@

# A script's kernels are C files, each with its interface beside it; they are built into a copy of the effect's folder.
define script_rule
$(share)/effects/$(1).wasm: $(shell find Effects/$(1) -type f ! -name README.md ! -name '*.svg' 2>/dev/null) $(engine) | $(cajon)
	@mkdir -p $$(@D) .build/scripts && rm -rf .build/scripts/$(1) && cp -R Effects/$(1) .build/scripts/$(1)
	@$(foreach wit,$(wildcard Effects/$(1)/*.wit),Scripts/build-kernel $(wit:.wit=.c) .build/scripts/$(1)/$(notdir $(wit:.wit=.wasm));)
	@$(cajon) build .build/scripts/$(1) -o $$@
endef
$(foreach effect,$(scripts),$(eval $(call script_rule,$(effect))))

demo: build ## Build everything and render a sample through a filter, a compressor and a chorus
	@$(cajon) render Samples/plucked-strings.wav --preset warm-strings -o .build/demo.wav
	@echo "Listen to .build/demo.wav (and to what it was made from: Samples/plucked-strings.wav)."

test: build test-realtime test-threads ## Set up, build, and run all tests
	@Scripts/setup tests
	@Scripts/run-tests $(swift_flags)

# Each sanitizer has a build of its own, of the suites that it runs and no others.
test-realtime: setup ## Run the audio thread's tests under RealtimeSanitizer
	CAJON_RTSAN=1 CAJON_SUITES="AudioGraphTests AudioIOTests EffectHostTests ScriptTests SessionTests" \
		swift test --scratch-path .build/realtime --filter AudioThreadTests

# The suites in which threads share memory. A hundred thousand requests on one socket show nothing that a thousand don't.
threaded := RealtimeTests
threaded := $(threaded)|WasmEngineTests.(Deadline|Grace|EpochTicker|CodeCache|WasmStore|HostFunction)
threaded := $(threaded)|EffectHostTests.(Concurrency.*/(loads|someFail)|EffectLibrary|Log|Reload)
threaded := $(threaded)|ControlTests.(ControlServer|EventLoop|MIDI|OSC|ParameterChange|SessionFolder)
threaded := $(threaded)|SessionTests.Live(Edit|Fault|SessionThread|Thread)

test-threads: build ## Run the tests of what threads share under ThreadSanitizer
	CAJON_TSAN=1 CAJON_SUITES="ControlTests EffectHostTests RealtimeTests SessionTests WasmEngineTests" \
		swift test --sanitize thread --scratch-path .build/threads \
		--filter '$(threaded)' --skip 'ControlServerTests/flood'

bench: build ## Measure speed against pedalboard, ffmpeg, sox, node and native code
	@Benchmarks/run

bench-live: build ## Play 16 effects live for 10 minutes at each of three periods, beside aplay (30 minutes)
	@Scripts/setup tests
	@Benchmarks/live.py

bench-soak: build ## Change everything, and let effects misbehave, while it plays for 5 minutes; check what was heard
	@Scripts/setup tests
	@Benchmarks/soak.py

bench-save: build ## Measure the time from saving a script to hearing it
	@Scripts/setup tests
	@Benchmarks/save.py

bench-idle: build ## Measure what a session costs while it plays, and while there is nothing to hear
	@Scripts/setup tests
	@Benchmarks/idle.py

bench-bundles: build ## Measure what opening, listing and compiling bundles costs
	@Benchmarks/bundles.py

bench-faust: build ## Measure Faust's examples beside their native builds and Faust's own Wasm in node
	@Scripts/setup tests
	@Benchmarks/faust.py

format: ## Format all Swift sources
	swift format --in-place --parallel --recursive Package.swift Sources Tests Effects

samples: ## Make the samples anew
	Samples/make-samples

pictures: build ## Draw the pictures of the effects' READMEs anew
	@Scripts/pictures

PREFIX ?= /usr/local
install: build ## Copy the built tree under PREFIX (/usr/local)
	mkdir -p $(DESTDIR)$(PREFIX)
	cp -R $(stage)/. $(DESTDIR)$(PREFIX)/

clean: ## Remove what was built
	rm -rf .build
