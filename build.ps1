#!/usr/bin/env pwsh

<#
.SYNOPSIS
Builds, tests and shows the module, in the PowerShell that runs it. build.sh and build.cmd restore the pinned PowerShell and run this in it.
.PARAMETER Task
Build      builds everything; the module to import is out/AksExtensions
Test       builds, then runs all tests, xunit and Pester
Demo       builds, then shows what the module does on an emulated Azure
Shell      builds, then opens a PowerShell that is connected to an emulated Azure
Package    builds, then makes the packages in out/packages
Benchmark  measures what the module promises
Coverage   finds the lines that no test runs
Mutate     finds changes of the product that no test notices
Picture    makes the picture of a report in the README
Clean      removes what was built
#>

#requires -Version 7.4
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Shell', 'Package', 'Benchmark', 'Coverage', 'Mutate', 'Picture', 'Clean')]
    [string] $Task
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
Set-Location $PSScriptRoot
. ./scripts/processes.ps1
$env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:DOTNET_NOLOGO = $env:POWERSHELL_TELEMETRY_OPTOUT = 1
$pwsh, [string[]] $pwshArguments = Get-PowerShellCommand
# The tools that start PowerShell start this one.
$env:AKSEXTENSIONS_PWSH = @($pwsh; $pwshArguments)[-1]
# Profiles of code pay off in long runs only: without them, the tests need a fifth less processor time. A user's PowerShell has them.
if ($Task -ne 'Benchmark') { $env:DOTNET_TieredPGO = 0 }
$configuration = 'Release'
$started = [System.Diagnostics.Stopwatch]::StartNew()

function Write-Step([string] $Text) {
    Write-Host "[$($started.Elapsed.ToString('mm\:ss'))] $Text" -ForegroundColor Cyan
}

function Invoke-DotNet {
    dotnet @args
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine("dotnet $($args[0]) failed with exit code $LASTEXITCODE.")
        exit 1
    }
}

function Invoke-Tool([string] $Project) {
    Invoke-DotNet run --project $Project --configuration $configuration --no-build -- @args
}

function Invoke-Build([string] $Solution) {
    $isFirst = -not (Test-Path src/AksExtensions/obj/project.assets.json)
    Write-Step "Restoring packages$(if ($isFirst) { ' (about a minute the first time)' }) ..."
    Invoke-DotNet tool restore --verbosity quiet
    Invoke-DotNet restore $Solution --verbosity quiet
    Write-Step "Building$(if ($isFirst) { ' (about a minute the first time)' }) ..."
    Invoke-DotNet build $Solution --configuration $configuration --no-restore --verbosity quiet
}

# Runs everything, also after a failure, and adds up what the two kinds of tests report.
function Invoke-Test {
    Write-Step 'Running the tests (about four minutes): Pester here, xunit beside it ...'
    $xunit = Start-ThreadJob {
        Set-Location $using:PSScriptRoot
        dotnet test --solution AksExtensions.sln --configuration $using:configuration --no-build --results-directory out/TestResults --report-xunit-trx 2>&1 | ForEach-Object { "$_" }
        "exit code $LASTEXITCODE"
    }
    & $pwsh @pwshArguments -NoProfile -File tests/run-pester.ps1 2>&1 | Tee-Object -Variable pester | Out-Host
    $isGood = $LASTEXITCODE -eq 0
    Write-Step 'What xunit says:'
    Receive-Job $xunit -Wait -AutoRemoveJob | Tee-Object -Variable xunit | Out-Host
    $isGood = $isGood -and $xunit[-1] -eq 'exit code 0'
    $ends = @(
        [regex]::Match($xunit -join "`n", 'failed: (?<failed>\d+)\s+succeeded: (?<passed>\d+)\s+skipped: (?<skipped>\d+)', 'RightToLeft')
        [regex]::Match($pester[-1], '^(?<passed>\d+) passed, (?<failed>\d+) failed, (?<skipped>\d+) skipped')
    )
    $sum = foreach ($word in 'passed', 'failed', 'skipped') { ($ends | ForEach-Object { [int]$_.Groups[$word].Value } | Measure-Object -Sum).Sum }
    Write-Step 'Done.'
    '{0} passed, {1} failed, {2} skipped' -f $sum
    # A run that ended badly without a failed test, or that did not say how it ended, is no success either.
    exit [int](-not $isGood -or $ends.Success -contains $false -or $sum[1] -gt 0)
}

if ($Task -and $Task -ne 'Clean') {
    Invoke-Build ($Task -in 'Demo', 'Shell' ? 'demo.slnf' : 'AksExtensions.sln')
}

switch ($Task) {
    '' {
        (Get-Help $PSCommandPath -Parameter Task).description.Text
        exit 2
    }
    'Test' { Invoke-Test }
    { $_ -in 'Demo', 'Picture' } { & $pwsh @pwshArguments -NoProfile -File "scripts/$($Task.ToLowerInvariant()).ps1"; exit $LASTEXITCODE }
    'Shell' {
        & $pwsh @pwshArguments -NoProfile -NoLogo -NoExit -File scripts/shell.ps1
        # How the person's last command ended is not how this task ended.
        exit 0
    }
    'Package' {
        Write-Step 'Making the packages ...'
        Invoke-Tool src/AksExtensions.Package pack . out/AksExtensions out/packages
        Invoke-DotNet pack src/AksExtensions.Emulator --configuration $configuration --no-build --output out/packages --verbosity quiet
    }
    'Benchmark' {
        Write-Step 'Measuring (about four minutes) ...'
        Invoke-Tool tests/AksExtensions.Benchmarks
    }
    { $_ -in 'Coverage', 'Mutate' } {
        Write-Step 'Running the tests in a copy of the tree (ten minutes and more) ...'
        Invoke-Tool tests/AksExtensions.Quality $Task.ToLowerInvariant()
    }
    'Clean' {
        Invoke-DotNet clean AksExtensions.sln --configuration $configuration --verbosity quiet
        Remove-Item -Recurse -Force out -ErrorAction Ignore
    }
}
