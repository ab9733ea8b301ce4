# The five commands of Microsoft's document on cluster extensions, on the emulator: create Azure ML, show, list, update, delete.
param([Parameter(Mandatory)] [string] $Module)

$ErrorActionPreference = 'Stop'
Import-Module $Module

$connection = @{
    Endpoint             = $env:AKSEXTENSIONS_DEMO_ENDPOINT
    AccessToken          = ConvertTo-SecureString $env:AKSEXTENSIONS_DEMO_TOKEN -AsPlainText
    CertificateAuthority = $env:AKSEXTENSIONS_DEMO_CERTIFICATE
    SubscriptionId       = $env:AKSEXTENSIONS_DEMO_SUBSCRIPTION
}
Connect-AksExtension @connection | Out-Null

# Each command is shown as a person would type it, and then run as shown.
$commands = @(
    "New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -ClusterType ManagedClusters -Name aml-compute -ExtensionType Microsoft.AzureML.Kubernetes -Scope Cluster -ConfigurationSettings enableInference=True, allowInsecureConnections=True"
    "Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name aml-compute | Format-List Name, ExtensionType, State, CurrentVersion, AutoUpgradeMinorVersion, ReleaseTrain, Scope, ReleaseNamespace, ConfigurationSettings, Id"
    "Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks"
    "Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name aml-compute -ExtensionType Microsoft.AzureML.Kubernetes -Scope Cluster -AutoUpgradeMinorVersion `$false"
    "Remove-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name aml-compute -Confirm:`$false"
)
foreach ($command in $commands) {
    "`nPS> $command"
    & ([scriptblock]::Create($command)) | Out-String -Stream -Width 160 | Where-Object { $_ }
}
