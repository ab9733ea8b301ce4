BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
}

Describe 'Get-AksClusterExtensionTypeVersion' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
    }

    AfterAll { Set-EmulatorOption @{ extensionTypesAvailable = $true } }

    It 'lists the versions of a type with one request' {
        $versions = Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux

        $versions | Should -BeOfType AksExtensions.ExtensionTypeVersionInfo
        $versions[0].Version | Should -Be '1.18.2'
        $versions[0].ExtensionType | Should -Be 'microsoft.flux'
        @(Get-ArmRequest) | Should -HaveCount 1
    }

    It 'shows one version with one request' {
        (Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux -Version 1.17.3).Version | Should -Be '1.17.3'
        (Get-ArmRequest).path | Should -BeLike '*/extensionTypes/microsoft.flux/versions/1.17.3'
    }

    It 'lists what matches, of versions and of types' {
        (Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux -Version 1.1?.*).Count | Should -Be 5
        $all = Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.azurecontainerstorage* -Latest
        $all.ExtensionType | Should -Be 'microsoft.azurecontainerstorage', 'microsoft.azurecontainerstoragev2'
    }

    It 'asks with the API''s filters' {
        $version = Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.azuremonitor.containers -ReleaseTrain stable -MajorVersion 2 -Latest

        $version.Version | Should -Be '2.8.2'
        (Get-ArmRequest).query | Should -BeLike '*releaseTrain=stable&majorVersion=2&showLatest=true*'
    }

    It 'takes a region, with -ClusterType as a filter' {
        (Get-AksClusterExtensionTypeVersion -Location eastus -ExtensionType microsoft.dapr -ClusterType ManagedClusters -Latest).Version | Should -Be '1.16.4'
        (Get-ArmRequest).path | Should -BeLike '*/locations/eastus/extensionTypes/microsoft.dapr/versions'
        (Get-ArmRequest).query | Should -BeLike '*clusterType=managedClusters*'
        Get-AksClusterExtensionTypeVersion -Location eastus -ExtensionType microsoft.dapr -ClusterType Fleets | Should -BeNullOrEmpty
    }

    It 'takes clusters from the pipeline and continues after one that fails' {
        $versions = (Get-ClusterId nowhere), (Get-ClusterId) | Get-AksClusterExtensionTypeVersion -ExtensionType microsoft.dapr -Latest -ErrorAction SilentlyContinue -ErrorVariable problem
        $versions.Version | Should -Be '1.16.4'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ClusterNotFound,*'
    }

    It 'refuses a broken pattern of <Of>, and sends nothing' -ForEach @(
        @{ Of = 'types'; Extra = @{ ExtensionType = '[m' } }
        @{ Of = 'versions'; Extra = @{ ExtensionType = 'microsoft.flux'; Version = '1.[' } }
    ) {
        (Get-Failure { Get-AksClusterExtensionTypeVersion @target @Extra }).FullyQualifiedErrorId | Should -BeLike 'FilterInvalid,*'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It '<Id>: <Case>' -ForEach @(
        @{ Id = 'ExtensionVersionNotFound'; Case = 'no such type'; Extra = @{ ExtensionType = 'no.such' } }
        @{ Id = 'ExtensionVersionNotFound'; Case = 'no such version'; Extra = @{ ExtensionType = 'microsoft.flux'; Version = '9.9.9' } }
    ) {
        Get-AksClusterExtensionTypeVersion @target @Extra -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'ExtensionTypesUnavailable without the API: the catalogue knows no versions' {
        Set-EmulatorOption @{ extensionTypesAvailable = $false }
        try {
            Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        }
        finally {
            Set-EmulatorOption @{ extensionTypesAvailable = $true }
        }

        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionTypesUnavailable,*'
        $problem[0].CategoryInfo.Category | Should -Be 'NotEnabled'
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*Get-AksClusterExtensionType*'
    }

    It 'prints a table with the Kubernetes versions that it does not run on, and the same after Clixml' {
        $PSStyle.OutputRendering = 'PlainText'
        $version = Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.evictionautoscaler -Latest
        $table = $version | Format-Table | Out-String -Width 160
        $table | Should -Match 'microsoft\.evictionautoscaler\s+0\.1\.4.*1\.26, 1\.27'
        $version | Export-Clixml TestDrive:/version.xml
        Import-Clixml TestDrive:/version.xml | Format-Table | Out-String -Width 160 | Should -Be $table
    }
}
