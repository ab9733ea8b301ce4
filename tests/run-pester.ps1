#!/usr/bin/env pwsh
<#
.SYNOPSIS
Runs the tests of the cmdlets: all of tests/*.Tests.ps1 against the built module and an emulator. Build the solution first.
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
$isAll = -not $PSBoundParameters.ContainsKey('Path')
$beside = $null
try {
    if ($isAll) {
        # These mostly wait for processes that they start. So they run beside the others, in a second PowerShell with a second emulator.
        $waiting = 'Dsc', 'HostileInput', 'Package', 'Secrets', 'SignIn' | ForEach-Object { Join-Path $PSScriptRoot "$_.Tests.ps1" -Resolve }
        $Path = (Get-Item $Path).FullName | Where-Object { $_ -notin $waiting }
        . (Join-Path (Split-Path $PSScriptRoot) 'scripts/processes.ps1')
        $program, [string[]] $arguments = Get-PowerShellCommand
        # Not a job: tests look at the jobs of their session.
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        @($arguments) + '-NoProfile', '-File', $PSCommandPath, '-Path', ($waiting -join ',') | Where-Object { $_ } | ForEach-Object { $start.ArgumentList.Add($_) }
        $beside = [System.Diagnostics.Process]::Start($start)
        $output, $errors = $beside.StandardOutput.ReadToEndAsync(), $beside.StandardError.ReadToEndAsync()
    }

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
    $configuration.TestResult.OutputPath = Join-Path (Split-Path $PSScriptRoot) "out/TestResults/$($isAll ? 'pester' : 'pester-some').xml"
    $result = Invoke-Pester -Configuration $configuration
    if (-not $result) {
        throw 'Pester gave no result.'
    }

    # A file that cannot be read, or a block that cannot be cleaned up, is not a failed test, but must fail the run.
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

if ($beside) {
    $beside.WaitForExit()
    $lines = @($errors.Result, $output.Result | ForEach-Object { $_.TrimEnd() -split '\r?\n' })
    $lines | Select-Object -SkipLast 1 | Write-Host
    if ($lines -and $lines[-1] -match '^(\d+) passed, (\d+) failed, (\d+) skipped$') {
        $passed += [int] $Matches[1]
        $failed += [int] $Matches[2]
        $skipped += [int] $Matches[3]
        # A run without passed tests is not a success.
        $broken = $broken -or [int] $Matches[2] -gt 0 -or [int] $Matches[1] -eq 0
    }
    else {
        Write-Host "The second PowerShell did not say how its tests ended: $($lines | Select-Object -Last 1)"
        $failed++
        $broken = $true
    }
}

"$passed passed, $failed failed, $skipped skipped"
exit [int]$broken
