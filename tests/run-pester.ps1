#!/usr/bin/env pwsh
<#
.SYNOPSIS
Runs the tests of the cmdlets: all of tests/*.Tests.ps1 against the built module and one emulator. Build the solution first.
.PARAMETER Path
Some of the test files, as a list or separated by commas; default: all.
.OUTPUTS
Pester's report, and as the last line "N passed, N failed, N skipped". The exit code is 0 when all is well and something was tested.
#>
[CmdletBinding()]
param([string[]] $Path = (Join-Path $PSScriptRoot '*.Tests.ps1'))

$ErrorActionPreference = 'Stop'
$passed = $failed = $skipped = 0
$broken = $true
try {
    # The version that the build restored, whatever the user has installed.
    Import-Module (Join-Path (Split-Path $PSScriptRoot) 'out/Pester/*/Pester.psd1' -Resolve)
    . (Join-Path $PSScriptRoot 'common.ps1')

    $configuration = New-PesterConfiguration
    # Through pwsh -File, a list arrives as one text.
    $configuration.Run.Path = $Path -split ','
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Normal'
    # For continuous integration, which keeps it.
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputPath = Join-Path (Split-Path $PSScriptRoot) 'out/TestResults/pester.xml'
    $result = Invoke-Pester -Configuration $configuration
    if (-not $result) {
        throw 'Pester gave no result.'
    }

    # A file that could not be read, or a block that could not be cleaned up, is no failed test and must not pass for that.
    $failed = [math]::Max($result.FailedCount, $result.FailedBlocksCount + $result.FailedContainersCount)
    $passed = $result.PassedCount
    $skipped = $result.SkippedCount + $result.NotRunCount + $result.InconclusiveCount
    $broken = $result.Result -ne 'Passed' -or $failed -gt 0 -or $passed -eq 0
}
catch {
    $_ | Out-String | Write-Host
    $failed++
}
finally {
    if (Test-Path function:Stop-TestEmulator) {
        Stop-TestEmulator
    }
}

"$passed passed, $failed failed, $skipped skipped"
exit [int]$broken
