BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
}

Describe 'Get-AksClusterExtensionType' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
    }

    AfterAll { Set-EmulatorOption @{ extensionTypesAvailable = $true; flatScopeSettings = $false } }

    Context 'on a cluster' {
        It 'shows one type with one request' {
            $type = Get-AksClusterExtensionType @target -ExtensionType Microsoft.Dapr

            $type | Should -BeOfType AksExtensions.ExtensionTypeInfo
            $type.Name | Should -Be 'microsoft.dapr'
            $type.DefaultScope | Should -Be 'cluster'
            $type.DefaultReleaseNamespace | Should -Be 'dapr-system'
            $type.AllowMultipleInstances | Should -BeFalse
            $type.SupportedClusterTypes | Should -Contain 'managedClusters'
            $requests = @(Get-ArmRequest)
            $requests | Should -HaveCount 1
            $requests[0].path | Should -BeLike '*/managedClusters/demo-aks/providers/Microsoft.KubernetesConfiguration/extensionTypes/Microsoft.Dapr'
        }

        It 'lists all, over pages' {
            Set-EmulatorOption @{ pageSize = 4 }
            $types = Get-AksClusterExtensionType @target

            $types.Count | Should -BeGreaterThan 8
            $types.Name | Should -Contain 'microsoft.flux'
            $types.Name | Should -Not -Contain 'microsoft.openservicemesh' -Because 'it is for Arc alone'
            @(Get-ArmRequest).Count | Should -BeGreaterThan 2
        }

        It 'lists what matches <Pattern>' -ForEach @(
            @{ Pattern = 'microsoft.azurecontainerstorage*'; Count = 2 }
            @{ Pattern = 'MICROSOFT.FLU?'; Count = 1 }
            @{ Pattern = 'contoso*'; Count = 1 }
            @{ Pattern = 'nothing*'; Count = 0 }
        ) {
            @(Get-AksClusterExtensionType @target -ExtensionType $Pattern) | Should -HaveCount $Count
        }

        It 'takes clusters from the pipeline, also of another kind' {
            $types = (Get-ClusterId), (Get-ClusterId demo-arc -Type Microsoft.Kubernetes/connectedClusters) | Get-AksClusterExtensionType -ExtensionType microsoft.open*
            $types.Name | Should -Be 'microsoft.openservicemesh'
            (Get-AksClusterExtension @target -Name flux | Get-AksClusterExtensionType -ExtensionType microsoft.flux).Name | Should -Be 'microsoft.flux'
        }

        It 'reads both shapes of clusterScopeSettings (flat: <Flat>)' -ForEach @(@{ Flat = $false }, @{ Flat = $true }) {
            Set-EmulatorOption @{ flatScopeSettings = $Flat }
            (Get-AksClusterExtensionType @target -ExtensionType microsoft.flux).DefaultReleaseNamespace | Should -Be 'flux-system'
        }

        It 'asks with the API''s filters' {
            $type = Get-AksClusterExtensionType @target -ReleaseTrain stable -PlanPublisher ppub -PlanProduct pp -PlanName pn

            $type.Name | Should -Be 'contoso.app'
            $type.Plan.Product | Should -Be 'pp'
            (Get-ArmRequest).query | Should -BeLike '*publisherId=ppub&offerId=pp&planId=pn&releaseTrain=stable*'
        }

        It 'filters one type too' {
            Get-AksClusterExtensionType @target -ExtensionType microsoft.flux -ReleaseTrain dev | Should -BeNullOrEmpty
            (Get-AksClusterExtensionType @target -ExtensionType microsoft.flux -ReleaseTrain preview).Name | Should -Be 'microsoft.flux'
        }
    }

    Context 'in a region' {
        It 'lists with the default subscription and -ClusterType as a filter' {
            $types = Get-AksClusterExtensionType -Location 'East US' -ClusterType Fleets

            $types.Name | Should -Be 'microsoft.flux'
            (Get-ArmRequest).path | Should -Be "/subscriptions/$($Emulator.subscriptionId)/providers/Microsoft.KubernetesConfiguration/locations/EastUS/extensionTypes"
            (Get-ArmRequest).query | Should -BeLike '*clusterType=fleets*'
        }

        It 'sends no filter that was not given' {
            @(Get-AksClusterExtensionType -Location eastus -SubscriptionId $Emulator.subscriptionId).Count | Should -BeGreaterThan 10
            (Get-ArmRequest).query | Should -Not -BeLike '*clusterType*'
        }

        It 'shows one type with one request' {
            (Get-AksClusterExtensionType -Location eastus -ExtensionType microsoft.dapr).Name | Should -Be 'microsoft.dapr'
            @(Get-ArmRequest) | Should -HaveCount 1
        }

        It 'says what is not available in the region' {
            Get-AksClusterExtensionType -Location norwayeast -ExtensionType microsoft.azurecontainerstorage -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionVersionNotFound,*'
            $problem[0].TargetObject | Should -Be 'norwayeast'
        }

        It 'excludes a cluster: <Case>' -ForEach @(
            @{ Case = 'by name'; Extra = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' } }
            @{ Case = 'by id'; Extra = @{ Cluster = 'x' } }
        ) {
            (Get-Failure { Get-AksClusterExtensionType -Location eastus @Extra }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
        }

        It 'refuses a broken pattern, and sends nothing' {
            (Get-Failure { Get-AksClusterExtensionType -Location eastus -ExtensionType '[m' }).FullyQualifiedErrorId | Should -BeLike 'FilterInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'refuses an invalid subscription, and sends nothing' {
            (Get-Failure { Get-AksClusterExtensionType -Location eastus -SubscriptionId 'a/b' }).FullyQualifiedErrorId | Should -BeLike 'SubscriptionNameUnknown,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'without the API of extension types' {
        BeforeEach { Set-EmulatorOption @{ extensionTypesAvailable = $false } }
        AfterEach { Set-EmulatorOption @{ extensionTypesAvailable = $true } }

        It 'lists the built-in catalogue and says so' {
            $types = Get-AksClusterExtensionType @target -WarningVariable warnings -WarningAction SilentlyContinue

            $types | Should -HaveCount 16
            $types[0] | Should -BeOfType AksExtensions.ExtensionTypeInfo
            ($types | Where-Object Name -eq microsoft.dapr).AdditionalProperties.releaseTrains | Should -Be 'stable', 'dev'
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike '*the types that the module knows*InvalidResourceType*'
        }

        It 'shows one type of it, and none that it does not know' {
            (Get-AksClusterExtensionType @target -ExtensionType Microsoft.Dapr -WarningAction SilentlyContinue).DefaultReleaseNamespace | Should -Be 'dapr-system'
            Get-AksClusterExtensionType @target -ExtensionType contoso.app -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            (Get-AksClusterExtensionType -Location eastus -ClusterType Appliances -WarningAction SilentlyContinue).Name | Should -Be 'microsoft.flux'
        }

        It 'does so when the provider is not registered, and in no other case' {
            Set-EmulatorOption @{ extensionTypesAvailable = $true }
            Add-Fault @{ action = 'Status'; pathRegex = 'extensionTypes'; status = 409; errorCode = 'MissingSubscriptionRegistration'; message = 'not registered'; count = 1 }
            Get-AksClusterExtensionType @target -WarningAction SilentlyContinue | Should -HaveCount 16
            Add-Fault @{ action = 'Status'; pathRegex = 'extensionTypes'; status = 403; errorCode = 'AuthorizationFailed'; message = 'no'; count = 1 }
            Get-AksClusterExtensionType @target -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'AuthorizationFailed,*'
        }
    }

    It 'prints a table, and the same after Clixml' {
        $PSStyle.OutputRendering = 'PlainText'
        $types = Get-AksClusterExtensionType @target -ExtensionType contoso.app
        $table = $types | Format-Table | Out-String -Width 200
        $table | Should -Match 'Name\s+Scope\s+Description'
        $table | Should -Match 'contoso\.app\s+namespace\s+Contoso'

        $list = $types | Format-List | Out-String -Width 200
        $list | Should -Match 'DefaultReleaseNamespace\s+: contoso-app'
        $list | Should -Match 'Plan\s+: ppub/pp/pn'

        $types | Export-Clixml TestDrive:/types.xml
        Import-Clixml TestDrive:/types.xml | Format-Table | Out-String -Width 200 | Should -Be $table
    }
}
