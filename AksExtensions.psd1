@{
    RootModule           = 'AksExtensions.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f2b0f5e-3c57-4a2b-9d0c-7d1f6a0a5c11'
    Author               = 'AksExtensions contributors'
    CompanyName          = 'AksExtensions contributors'
    Copyright            = '(c) AksExtensions contributors. MIT licence.'
    Description          = 'Cluster extensions on Azure Kubernetes Service: create, show, list, update and delete extension instances (Dapr, Azure ML, Flux, ...) through Azure Resource Manager.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = 'Core'
    FormatsToProcess     = 'AksExtensions.Format.ps1xml'
    # Lists without @( ), and no type data and FileList: those cost more at import than all the rest.
    CmdletsToExport      = 'Connect-AksExtension',
        'Disconnect-AksExtension',
        'Enable-AksExtensionAzAlias',
        'Get-AksExtensionContext',
        'New-AksClusterExtension',
        'Get-AksClusterExtension',
        'Update-AksClusterExtension',
        'Set-AksClusterExtension',
        'Compare-AksClusterExtension',
        'Sync-AksClusterExtension',
        'Export-AksClusterExtension',
        'Remove-AksClusterExtension',
        'Wait-AksClusterExtension',
        'Test-AksClusterExtension',
        'Get-AksClusterExtensionType',
        'Get-AksClusterExtensionTypeVersion',
        'Find-AksCluster',
        'Find-AksClusterExtension',
        'Export-AksClusterExtensionReport'
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    # The build adds ReleaseNotes from CHANGELOG.md.
    PrivateData          = @{
        PSData = @{
            Tags       = 'Azure', 'AKS', 'Kubernetes', 'ARM', 'Dapr', 'Flux', 'GitOps', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
            LicenseUri = 'https://licenses.nuget.org/MIT'
            ProjectUri = 'https://www.powershellgallery.com/packages/AksExtensions'
            Prerelease = 'preview'
        }
    }
}
