<#
.SYNOPSIS
The operations of the DSC resource AksExtensions/ClusterExtension, which DSC calls as the manifest beside this script says.
.DESCRIPTION
Reads an instance as JSON from standard input. Writes JSON to standard output, one value in each line, and traces to standard error in the form
that DSC reads: {"error": "..."}, {"warn": "..."}, {"info": "..."} or {"debug": "..."}. The manifest describes the exit codes.

The instance becomes a baseline with one entry, so that the engine of Compare- and Sync-AksClusterExtension decides.
.PARAMETER Operation
get, test, set, whatIf or export.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateSet('get', 'test', 'set', 'whatIf', 'export')]
    [string] $Operation
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'
$PSStyle.OutputRendering = 'PlainText'
$utf8 = [System.Text.UTF8Encoding]::new($false)
$output = [Console]::OpenStandardOutput()
$traces = [Console]::OpenStandardError()
$refused, $invalid, $blocked = 1, 2, 3
$baseline = $null

# The console's encoding and width must not change what DSC reads.
function Write-Line([System.IO.Stream] $Stream, [string] $Text) {
    $Stream.Write($utf8.GetBytes("$Text`n"))
    $Stream.Flush()
}

function Write-Result($Value) { Write-Line $output (ConvertTo-Json -InputObject $Value -Depth 20 -Compress) }

function Write-Trace([string] $Level, [string] $Message) { Write-Line $traces (ConvertTo-Json @{ $Level = $Message } -Compress) }

function Stop-Operation([int] $ExitCode, [string] $Message) {
    $failure = [System.Management.Automation.RuntimeException]::new($Message)
    $failure.Data['ExitCode'] = $ExitCode
    throw $failure
}

# Runs a command and returns its output; its warnings and details become traces.
function Invoke-Traced([scriptblock] $Command) {
    $VerbosePreference = $env:DSC_TRACE_LEVEL -in 'debug', 'trace' ? 'Continue' : 'SilentlyContinue'
    & $Command 3>&1 4>&1 6>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.WarningRecord]) { Write-Trace warn $_.Message }
        elseif ($_ -is [System.Management.Automation.VerboseRecord]) { Write-Trace debug $_.Message }
        elseif ($_ -is [System.Management.Automation.InformationRecord]) { Write-Trace info "$_" }
        else { $_ }
    }
}

function Connect-FromEnvironment {
    if (-not $env:AKSEXTENSIONS_DSC_CONNECT) {
        return
    }

    $parameters = ConvertFrom-Json $env:AKSEXTENSIONS_DSC_CONNECT -AsHashtable
    $secrets = (Get-Command Connect-AksExtension).Parameters.Values | Where-Object ParameterType -eq ([securestring]) | ForEach-Object Name
    foreach ($name in @($parameters.Keys)) {
        if ($name -in $secrets) {
            $parameters[$name] = ConvertTo-SecureString $parameters[$name] -AsPlainText -Force
        }
    }

    $null = Invoke-Traced { Connect-AksExtension @parameters }
}

# The instance on standard input. Numbers keep their text: version 1.10 is not 1.1.
function Read-Instance {
    $text = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8).ReadToEnd()
    if (-not $text.Trim()) {
        return
    }

    try {
        $node = [System.Text.Json.Nodes.JsonNode]::Parse($text)
    }
    catch {
        Stop-Operation $invalid "The input is not JSON: $($_.Exception.InnerException.Message)"
    }

    if ($node -isnot [System.Text.Json.Nodes.JsonObject]) {
        Stop-Operation $invalid 'The input is not a JSON object.'
    }

    Write-Output $node -NoEnumerate
}

# The text of a property; null when it is not specified.
function Get-Text($Instance, [string] $Property) {
    if ($Instance -and $Instance.ContainsKey($Property)) {
        "$($Instance[$Property])"
    }
}

# Writes the instance as a baseline of one entry. Protected settings are references, so that the file has no secret.
function New-Baseline($Instance, [bool] $Exists, [string] $Type) {
    $properties = $Exists ? @('name', 'version', 'releaseTrain', 'autoUpgradeMode', 'autoUpgradeMinorVersion', 'allowPinnedTrain', 'scope', 'settings',
        'settingsMode', 'protectedSettings', 'plan', 'skipTypeRules') : @('name')
    $members = @(
        foreach ($property in $properties) {
            if ($Instance.ContainsKey($property)) {
                "`"$property`":$($Instance[$property] ? $Instance[$property].ToJsonString() : 'null')"
            }
        }
        "`"type`":$(ConvertTo-Json $Type)"
        if (-not $Exists) { '"ensure":"absent"' }
    )
    $path = Join-Path ([System.IO.Path]::GetTempPath()) "aksextensions-$([guid]::NewGuid()).json"
    [System.IO.File]::WriteAllText($path, "{`"version`":1,`"extensions`":[{$($members -join ',')}]}")
    $path
}

# An extension as an instance.
function ConvertTo-Instance($Extension) {
    $instance = [ordered]@{ clusterId = $Extension.ClusterId; name = $Extension.Name }
    if ($Extension.ExtensionType) { $instance.extensionType = $Extension.ExtensionType }
    if ($Extension.Version) { $instance.version = $Extension.Version }
    if ($Extension.ReleaseTrain) { $instance.releaseTrain = $Extension.ReleaseTrain }
    if ($Extension.AutoUpgradeMode -in 'none', 'patch', 'compatible') { $instance.autoUpgradeMode = $Extension.AutoUpgradeMode.ToLowerInvariant() }
    elseif ($null -ne $Extension.AutoUpgradeMinorVersion) { $instance.autoUpgradeMinorVersion = $Extension.AutoUpgradeMinorVersion }
    if ($Extension.TargetNamespace) { $instance.scope = @{ targetNamespace = $Extension.TargetNamespace } }
    elseif ($Extension.ReleaseNamespace) { $instance.scope = @{ releaseNamespace = $Extension.ReleaseNamespace } }
    if ($Extension.ConfigurationSettings.Count) {
        $instance.settings = [ordered]@{}
        $Extension.ConfigurationSettings.GetEnumerator() | ForEach-Object { $instance.settings[$_.Key] = $_.Value }
    }
    if ($Extension.Plan) { $instance.plan = [ordered]@{ name = $Extension.Plan.Name; publisher = $Extension.Plan.Publisher; product = $Extension.Plan.Product } }
    if ($Extension.CurrentVersion) { $instance.currentVersion = $Extension.CurrentVersion }
    if ($Extension.ProvisioningState) { $instance.provisioningState = $Extension.ProvisioningState }
    $instance._exist = $true
    $instance
}

# The instance as it is.
function Get-Instance([string] $ClusterId, [string] $Name) {
    try {
        ConvertTo-Instance (Invoke-Traced { Get-AksClusterExtension -Cluster $ClusterId -Name ([wildcardpattern]::Escape($Name)) })
    }
    catch {
        if ($_.FullyQualifiedErrorId -notlike 'ExtensionNotFound,*') { throw }
        [ordered]@{ clusterId = $ClusterId; name = $Name; _exist = $false }
    }
}

# The properties of the instance that differ, in the words of DSC.
function Get-DifferentProperty($Drift) {
    if ($Drift.Status -in 'Missing', 'Unexpected') {
        return '_exist'
    }

    $Drift.Differences | ForEach-Object {
        $name = $_.Property.Split('.')[0]
        switch ($name) { type { 'extensionType' } currentVersion { 'version' } default { $name } }
    } | Select-Object -Unique
}

# What the instance would be after a set.
function Get-Plan($State, $Drift) {
    if ($Drift.Status -eq 'Unexpected') {
        return [ordered]@{ clusterId = $State.clusterId; name = $State.name; _exist = $false }
    }

    if ($Drift.Action -notin 'None', 'Blocked') {
        $State._exist = $true
        foreach ($difference in $Drift.Differences) {
            $name, $key = $difference.Property -split '\.', 2
            switch ($name) {
                protectedSettings { }
                type { $State.extensionType = $difference.Desired }
                { $key } {
                    if (-not $State.Contains($name)) { $State.$name = [ordered]@{} }
                    $State.$name[$key] = $difference.Desired
                }
                autoUpgradeMinorVersion { $State.$name = $difference.Desired -eq 'true' }
                default { $State.$name = $difference.Desired }
            }
        }
    }

    $State
}

# How the instance compares with what is desired.
function Compare-Instance([string] $ClusterId, [string] $Name) {
    Invoke-Traced { Compare-AksClusterExtension $baseline -Cluster $ClusterId -Live } | Where-Object Name -eq $Name
}

function Set-Instance([string] $ClusterId, [string] $Name, $Drift) {
    if ($Drift.Status -eq 'Blocked') {
        Stop-Operation $blocked "'$Name' on '$ClusterId' cannot become what is desired. $($Drift.Detail)"
    }

    if ($Drift.Status -eq 'Unexpected') {
        # Not -Prune, which would also remove other extensions of this type.
        $null = Invoke-Traced { Remove-AksClusterExtension -Cluster $ClusterId -Name ([wildcardpattern]::Escape($Name)) -Force }
    }
    elseif ($Drift.Status -ne 'InSync') {
        $change = Invoke-Traced { Sync-AksClusterExtension $baseline -Cluster $ClusterId -Live } | Where-Object Name -eq $Name
        if ($change -and $change.Result -ne 'Succeeded') {
            Stop-Operation $blocked "'$Name' on '$ClusterId' cannot become what is desired. $($change.Detail)"
        }
    }
}

try {
    Import-Module (Join-Path $PSScriptRoot '../AksExtensions.psd1')
    $instance = Read-Instance
    Connect-FromEnvironment
    $clusterId, $name, $type = 'clusterId', 'name', 'extensionType' | ForEach-Object { "$(Get-Text $instance $_)" }
    if ($Operation -eq 'export') {
        $filter = @{}
        if ($name) { $filter.Name = $name }
        $found = if ($clusterId) { Invoke-Traced { Get-AksClusterExtension -Cluster $clusterId @filter } } else { Invoke-Traced { Find-AksClusterExtension @filter } }
        $found | Where-Object { -not $type -or $_.ExtensionType -eq $type } | ForEach-Object { Write-Result (ConvertTo-Instance $_) }
        exit 0
    }

    if (-not $clusterId -or -not $name) {
        Stop-Operation $invalid 'The instance needs clusterId and name.'
    }

    $state = Get-Instance $clusterId $name
    if ($Operation -eq 'get') {
        Write-Result $state
        exit 0
    }

    $exists = (Get-Text $instance '_exist') -ne 'false'
    if (-not $type) {
        if ($exists) {
            Stop-Operation $invalid "The instance '$name' needs extensionType."
        }

        # What should not exist needs no type: it is the one that is there, or any.
        $type = $state._exist ? $state.extensionType : 'none'
    }

    $baseline = New-Baseline $instance $exists $type
    $drift = Compare-Instance $clusterId $name
    $different = [string[]]@(Get-DifferentProperty $drift)
    switch ($Operation) {
        test {
            if ($drift.Detail) { Write-Trace warn $drift.Detail }
            $state._inDesiredState = $drift.Status -eq 'InSync'
            Write-Result $state
            Write-Result $different
        }
        set {
            Set-Instance $clusterId $name $drift
            Write-Result (Get-Instance $clusterId $name)
            Write-Result $different
        }
        whatIf {
            $lines = $exists ? @(Sync-AksClusterExtension $baseline -Cluster $clusterId -Live -WhatIf 3>$null 6>&1 | ForEach-Object { "$_" })
                : $drift.Status -eq 'Unexpected' ? @("- remove $name on $($drift.ClusterName) ($($drift.ResourceGroupName)): $type") : @()
            $plan = Get-Plan $state $drift
            $plan._metadata = @{ whatIf = [string[]]$lines }
            Write-Result $plan
        }
    }
}
catch {
    $message = $_.Exception.Message
    if ($_.FullyQualifiedErrorId -like 'BaselineInvalid,*') {
        $message = $message.Replace("The baseline '$baseline'", 'The instance')
    }
    elseif ($_.ErrorDetails -and $_.ErrorDetails.RecommendedAction) {
        $message += " $($_.ErrorDetails.RecommendedAction)"
    }

    Write-Trace error $message
    exit $(if ($_.Exception.Data.Contains('ExitCode')) { $_.Exception.Data['ExitCode'] }
        elseif ($_.CategoryInfo.Category -in 'InvalidData', 'InvalidArgument', 'ParserError') { $invalid }
        else { $refused })
}
finally {
    if ($baseline) {
        Remove-Item -LiteralPath $baseline -ErrorAction Ignore
    }
}
