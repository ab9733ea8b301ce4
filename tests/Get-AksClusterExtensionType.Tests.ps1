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

    Context 'in a subscription' {
        It 'lists the types of the default subscription with their regions' {
            $types = Get-AksClusterExtensionType

            $types.Name | Should -Contain 'microsoft.openservicemesh' -Because 'all kinds of cluster count'
            ($types | Where-Object Name -eq microsoft.azurecontainerstorage).SupportedRegions | Should -Contain 'eastus'
            (Get-ArmRequest).path | Should -Be "/subscriptions/$($Emulator.subscriptionId)/providers/Microsoft.KubernetesConfiguration/extensionTypes"
            (Get-ArmRequest).query | Should -BeLike '*api-version=2026-05-01*'
        }

        It 'of another subscription, with the filters of the API' {
            Invoke-Emulator PUT subscriptions @{ id = '22222222-3333-4444-5555-666666666666' }
            (Get-AksClusterExtensionType -SubscriptionId 22222222-3333-4444-5555-666666666666 -ClusterType Fleets -ReleaseTrain stable).Name | Should -Be 'microsoft.flux'
            (Get-ArmRequest).path | Should -BeLike '/subscriptions/22222222-*'
            (Get-ArmRequest).query | Should -BeLike '*releaseTrain=stable&clusterType=fleets*'
        }

        It 'shows one type with one request, and lists what matches a pattern' {
            (Get-AksClusterExtensionType -ExtensionType Microsoft.Dapr).Name | Should -Be 'microsoft.dapr'
            (Get-ArmRequest).path | Should -BeLike '*/Microsoft.KubernetesConfiguration/extensionTypes/Microsoft.Dapr'
            (Get-AksClusterExtensionType -ExtensionType *dapr).Name | Should -Be 'microsoft.dapr'
            Get-AksClusterExtensionType -ExtensionType microsoft.nothing -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionVersionNotFound,*'
        }

        It 'is not what an empty pipeline asks for' {
            @() | Get-AksClusterExtensionType | Should -BeNullOrEmpty
            Find-AksCluster -Name nowhere | Get-AksClusterExtensionType | Should -BeNullOrEmpty
            Get-ArmRequest GET | Should -BeNullOrEmpty
        }

        It 'takes the cluster by position' {
            (Get-AksClusterExtensionType demo-rg demo-aks -ExtensionType microsoft.flux).Name | Should -Be 'microsoft.flux'
            (Get-ArmRequest).path | Should -BeLike '*/managedClusters/demo-aks/*'
        }

        It 'says where to look when the cloud has only the types of regions (<Case>)' -ForEach @(
            @{ Case = 'another revision'; Option = @{ extensionTypesBySubscription = $false } }
            @{ Case = 'the preview'; Option = @{ extensionTypesInPreview = $true } }
        ) {
            Set-EmulatorOption $Option
            Get-AksClusterExtensionType -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionTypesUnavailable,*'
            $problem[0].Exception.Message | Should -BeLike '*for a whole subscription*InvalidResourceType*'
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Location*'
            (Get-AksClusterExtensionType -Location eastus -ExtensionType microsoft.dapr).Name | Should -Be 'microsoft.dapr'
        }
    }

    Context 'without the API of extension types' {
        BeforeEach { Set-EmulatorOption @{ extensionTypesAvailable = $false } }
        AfterEach { Set-EmulatorOption @{ extensionTypesAvailable = $true } }

        It 'lists the built-in catalogue and says so' {
            $types = Get-AksClusterExtensionType @target -WarningVariable warnings -WarningAction SilentlyContinue

            $types | Should -HaveCount 17
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
            Get-AksClusterExtensionType @target -WarningAction SilentlyContinue | Should -HaveCount 17
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
