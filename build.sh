#!/usr/bin/env bash
# The shell's way to the tasks of build.ps1, for machines that have the .NET SDK alone:
#   ./build.sh build|test|demo|package|benchmark|coverage|mutate|clean
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release

usage() {
    sed -n '2,3s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
}

build() {
    dotnet build AksExtensions.sln --configuration "$configuration" --verbosity quiet
}

# Runs a command, shows its output, and keeps it in $output and its exit code in $status.
capture() {
    local log
    log=$(mktemp)
    set +e
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    set -e
    output=$(cat "$log")
    rm -f "$log"
}

# The number after a word in the last captured output, or 0.
count() {
    sed -nE "s/^ *$1: ([0-9]+)\r?$/\1/p" <<<"$output" | tail -n 1 | grep . || echo 0
}

run_tests() {
    local passed failed skipped result=0
    build
    capture dotnet test --solution AksExtensions.sln --configuration "$configuration" --no-build
    result=$status
    passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)

    dotnet tool restore
    capture dotnet pwsh -NoProfile -File tests/run-pester.ps1
    [ "$status" -eq 0 ] || result=$status
    if [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped ]]; then
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
    fi

    echo "$passed passed, $failed failed, $skipped skipped"
    # A run that ended badly without a failed test, or that ran none, is no success.
    [ "$result" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

case "${1:-}" in
    build) build ;;
    test) run_tests ;;
    demo)
        build
        dotnet run --project src/AksExtensions.Demo --configuration "$configuration" --no-build
        ;;
    package)
        build
        dotnet run --project src/AksExtensions.Package --configuration "$configuration" --no-build -- pack out/AksExtensions out/packages
        ;;
    benchmark)
        build
        dotnet run --project tests/AksExtensions.Benchmarks --configuration "$configuration" --no-build
        ;;
    coverage | mutate)
        dotnet run --project tests/AksExtensions.Quality --configuration "$configuration" -- "$1"
        ;;
    clean)
        dotnet clean AksExtensions.sln --configuration "$configuration" --verbosity quiet
        rm -rf out
        ;;
    *) usage ;;
esac
