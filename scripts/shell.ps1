# What ./build.sh shell opens: a PowerShell with the module, connected to an emulator that ends with it. Run with -NoExit.
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'processes.ps1')
Import-Module (Join-Path $PSScriptRoot '../out/AksExtensions/AksExtensions.psd1')
$emulator = Start-Emulator '--seed', 'demo'
$null = Connect-Emulator $emulator
$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
if (Get-Module PSReadLine) {
    # What is tried here does not belong in the person's own history.
    Set-PSReadLineOption -HistorySaveStyle SaveNothing
}

$ErrorActionPreference = 'Continue'
Write-Host @'

This PowerShell is connected to an emulated Azure; exit ends both.
$target is the cluster demo-aks. Try:

  Get-AksClusterExtension @target
  New-AksClusterExtension @target -Name dapr -ExtensionType <Tab>
  Find-AksCluster | Test-AksClusterExtension -ExtensionType microsoft.dapr

'@
