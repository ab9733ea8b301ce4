#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests and shows the module. build.sh does the same for a shell without PowerShell.
.EXAMPLE
./build.ps1 Demo
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Package', 'Benchmark', 'Coverage', 'Mutate', 'Clean')]
    [string] $Task
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = 1
$env:DOTNET_NOLOGO = 1
$configuration = 'Release'

function Invoke-DotNet {
    dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) ended with exit code $LASTEXITCODE."
    }
}

function Invoke-Build {
    Invoke-DotNet build AksExtensions.sln --configuration $configuration --verbosity quiet
}

function Get-Count([string[]] $Lines, [string] $Word) {
    $found = $Lines | Select-String "^ *${Word}: (\d+)" | Select-Object -Last 1
    if ($found) { [int]$found.Matches[0].Groups[1].Value } else { 0 }
}

function Invoke-Test {
    Invoke-Build
    dotnet test --solution AksExtensions.sln --configuration $configuration --no-build 2>&1 | Tee-Object -Variable xunit | Out-Host
    $ok = $LASTEXITCODE -eq 0
    $passed = Get-Count $xunit 'succeeded'
    $failed = Get-Count $xunit 'failed'
    $skipped = Get-Count $xunit 'skipped'

    # In a process of its own, so that the module under test is never the one of this session.
    Invoke-DotNet tool restore
    dotnet pwsh -NoProfile -File tests/run-pester.ps1 2>&1 | Tee-Object -Variable pester | Out-Host
    $ok = $ok -and $LASTEXITCODE -eq 0
    if ("$($pester[-1])" -match '^(\d+) passed, (\d+) failed, (\d+) skipped') {
        $passed += [int]$Matches[1]
        $failed += [int]$Matches[2]
        $skipped += [int]$Matches[3]
    }

    "$passed passed, $failed failed, $skipped skipped"
    # A run that ended badly without a failed test, or that ran none, is no success.
    if (-not $ok -or $failed -gt 0 -or $passed -eq 0) {
        exit 1
    }
}

switch ($Task) {
    'Build' { Invoke-Build }
    'Test' { Invoke-Test }
    'Demo' {
        Invoke-Build
        Invoke-DotNet run --project src/AksExtensions.Demo --configuration $configuration --no-build
    }
    'Package' {
        Invoke-Build
        Invoke-DotNet run --project src/AksExtensions.Package --configuration $configuration --no-build -- pack out/AksExtensions out/packages
    }
    'Benchmark' {
        Invoke-Build
        Invoke-DotNet run --project tests/AksExtensions.Benchmarks --configuration $configuration --no-build
    }
    { $_ -in 'Coverage', 'Mutate' } {
        Invoke-DotNet run --project tests/AksExtensions.Quality --configuration $configuration -- $Task.ToLowerInvariant()
    }
    'Clean' {
        Invoke-DotNet clean AksExtensions.sln --configuration $configuration --verbosity quiet
        Remove-Item -Recurse -Force out -ErrorAction Ignore
    }
}
