<#
.SYNOPSIS
Shows what the module does, on an emulator that ends with this script: the five commands of Microsoft's document on cluster extensions, then a fleet,
a check, a plan and a report. Every command is shown as a person would type it, and then run.
#>
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'processes.ps1')
if ([Console]::IsOutputRedirected) {
    $PSStyle.OutputRendering = 'PlainText'
}

$width = [math]::Max(60, $Host.UI.RawUI.WindowSize.Width)

function Write-Wrapped([string] $Text) {
    [regex]::Matches($Text, "\S(.{0,$($width - 2)})(?=\s|$)") | ForEach-Object { Write-Host $_.Value }
}

function Write-Title([string] $Text) {
    Write-Host "`n$($PSStyle.Bold)$($PSStyle.Foreground.BrightCyan)$Text$($PSStyle.Reset)"
}

# A command that does not fit continues after a backtick, before a parameter or a pipe, so that it can be copied as it stands.
function Write-Command([string] $Command) {
    $lines = @()
    $line = 'PS>'
    foreach ($part in $Command -split ' (?=-[A-Z]|\| )') {
        if ($line.Length + $part.Length + 3 -gt $width) {
            $lines += "$line ``"
            $line = '   '
        }

        $line += " $part"
    }

    foreach ($line in $lines + $line) {
        $line = $line -replace '(?<=^PS> |\| )[A-Z]\w+-\w+', "$($PSStyle.Foreground.BrightYellow)`$0$($PSStyle.Reset)"
        Write-Host ($line -replace '(?<= )-[A-Z]\w+', "$($PSStyle.Foreground.BrightBlack)`$0$($PSStyle.Reset)")
    }
}

function Invoke-Shown([string] $Command) {
    Write-Command $Command
    # Errors take their place among the output, also where the two streams are redirected.
    . ([scriptblock]::Create($Command)) 2>&1 | Out-Host
}

Import-Module (Join-Path $PSScriptRoot '../out/AksExtensions/AksExtensions.psd1')
$emulator = Start-Emulator '--seed', 'demo', '--operation-seconds', '2'
try {
    # Two hundred clusters; one is stopped, and one has a service principal, with which extensions do not work.
    $clusters = @(
        @{ count = 198; prefix = 'shop-'; resourceGroup = 'shops-rg' }
        @{ name = 'shop-stopped'; resourceGroup = 'shops-rg'; powerState = 'Stopped' }
        @{ name = 'shop-principal'; resourceGroup = 'shops-rg'; identity = 'None' }
    )
    Send-Control $emulator PUT clusters $clusters
    $null = Connect-Emulator $emulator
    $ErrorActionPreference = 'Continue'
    $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }

    Write-Title "The five commands of Microsoft's document, on an emulated Azure"
    Write-Wrapped 'Create. The document leaves out a setting that Azure Machine Learning needs for inference; the module knows the type and says so.'
    Write-Command '$target = @{ ResourceGroupName = ''demo-rg''; ClusterName = ''demo-aks'' }'
    Invoke-Shown 'New-AksClusterExtension @target -Name azureml -ExtensionType Microsoft.AzureML.Kubernetes -Scope Cluster -ConfigurationSettings enableInference=True, allowInsecureConnections=True'
    Write-Wrapped 'Show. A result is an object: all that Azure returns is in its properties.'
    Invoke-Shown 'Get-AksClusterExtension @target -Name azureml | Format-List Name, ExtensionType, State, CurrentVersion, ReleaseTrain, Id'
    Write-Wrapped 'List.'
    Invoke-Shown 'Get-AksClusterExtension @target | Format-Table Name, State, ExtensionType, CurrentVersion'
    Write-Wrapped 'Update: no automatic upgrades from now on.'
    Invoke-Shown 'Update-AksClusterExtension @target -Name azureml -AutoUpgradeMinorVersion $false'
    Write-Wrapped 'Delete.'
    Invoke-Shown 'Remove-AksClusterExtension @target -Name azureml -Force'

    Write-Title '200 clusters, one pipeline'
    # Long enough to see the bar.
    Send-Control $emulator PUT options @{ operationSeconds = 4; latencyMs = 500 }
    Write-Wrapped 'The module works on many clusters at once, within the limits of Azure Resource Manager. Two clusters fail; each error says why and what to do, and the other 198 continue.'
    Invoke-Shown 'Find-AksCluster -ResourceGroupName shops-rg | New-AksClusterExtension -Name dapr -ExtensionType microsoft.dapr | Group-Object State -NoElement'

    Send-Control $emulator PUT options @{ latencyMs = 0 }
    Write-Title 'Will it work? A check before anything is sent'
    Invoke-Shown 'Test-AksClusterExtension -ResourceGroupName demo-rg -ClusterName stopped-aks -ExtensionType microsoft.dapr'

    Write-Title 'What would it do? A plan that changes nothing and shows no secret'
    Invoke-Shown 'Update-AksClusterExtension @target -Name flux -ReleaseTrain preview -ConfigurationProtectedSettings @{ ''git.password'' = ''hunter2'' } -WhatIf'

    Write-Title 'A report to send to the team'
    $null = New-Item -ItemType Directory -Force out
    Invoke-Shown 'Export-AksClusterExtensionReport out/report.html -Title ''The demo'' -Force | Select-Object Name, Length'
    Write-Wrapped "Open $(Convert-Path out/report.html) in a browser. It needs no network."

    Write-Title 'What to try next'
    Write-Wrapped './build.sh shell opens a PowerShell that is connected to an emulated Azure. In it, Get-Help about_AksExtensions is the way in, and Tab completes types, names, versions and settings.'
}
finally {
    Stop-Emulator $emulator
}
