#!/usr/bin/env bash
# Runs a task of build.ps1 in the PowerShell that .config/dotnet-tools.json names, or in another one:
#   ./build.sh <task> [--pwsh <path>]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1

if ! dotnet --version >/dev/null 2>&1; then
    needed=$(sed -nE 's/.*"version": "([0-9.]+)".*/\1/p' global.json)
    present=$(dotnet --list-sdks 2>/dev/null | cut -d ' ' -f 1 | paste -sd ' ' -) || true
    echo "The .NET SDK $needed or later with the same major version is required; this machine has ${present:-none}." >&2
    echo "Install it from https://dotnet.microsoft.com/download, then run this command again." >&2
    exit 1
fi

if [ "${2:-}" = --pwsh ]; then
    command -v "${3:-}" >/dev/null || { echo "--pwsh needs the path of a PowerShell; '${3:-}' is none." >&2; exit 2; }
    exec "$3" -NoProfile -File build.ps1 "$1"
fi

if ! dotnet pwsh --version >/dev/null 2>&1; then
    echo "Restoring PowerShell (200 MB, about half a minute the first time) ..."
    dotnet tool restore
fi

exec dotnet pwsh -NoProfile -File build.ps1 "$@"
