BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Other = 'aaaaaaaa-0000-0000-0000-000000000001'

    function Get-Query { @(Get-ArmRequest POST '/providers/Microsoft.ResourceGraph/resources' | ForEach-Object { $_.body | ConvertFrom-Json }) }
}

Describe 'Find-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        $id = "/subscriptions/$Other/resourceGroups/west-rg/providers/Microsoft.ContainerService/managedClusters/west-aks"
        $null = Add-Cluster @{ id = $id }
        Invoke-Emulator POST extensions @{
            id = "$id/providers/Microsoft.KubernetesConfiguration/extensions/flux"; name = 'flux'
            properties = @{ extensionType = 'microsoft.flux'; provisioningState = 'Succeeded'; currentVersion = '1.2.3' }
        }
        $all = 'aks-managed-azure-monitor-metrics', 'backup', 'flux', 'flux'
    }

    Context '-Outdated' {
        BeforeEach {
            $cluster = "/subscriptions/$($Emulator.subscriptionId)/resourceGroups/demo-rg/providers/Microsoft.ContainerService/managedClusters/demo-aks"
            $versions = @{ 'dapr-old' = '1.14.4'; 'dapr-new' = '1.16.4' }
            foreach ($name in $versions.Keys) {
                Invoke-Emulator POST extensions @{
                    id = "$cluster/providers/Microsoft.KubernetesConfiguration/extensions/$name"; name = $name
                    properties = @{ extensionType = 'microsoft.dapr'; provisioningState = 'Succeeded'; currentVersion = $versions[$name]; releaseTrain = 'Stable' }
                }
            }
        }

        It 'returns what has a newer version on its train, and names it' {
            $outdated = Find-AksClusterExtension -ExtensionType microsoft.dapr -Outdated

            $outdated.Name | Should -Be 'dapr-old'
            $outdated.NewestVersion | Should -Be '1.16.4'
            ($outdated | Out-String -Width 120) | Should -Match '1\.14\.4 \(newest\s'
            (Get-ArmRequest GET '*/locations/eastus/extensionTypes/microsoft.dapr/versions').query |
                Should -Be 'api-version=2026-05-01&releaseTrain=Stable&clusterType=managedClusters&showLatest=true'
        }

        It 'asks once for two clusters of a region, and reads the regions of the clusters that it searches' {
            Find-AksClusterExtension -Name 'dapr-*', flux -ClusterName 'demo-*' -Outdated | Out-Null

            (Get-ArmRequest GET '*/versions') | Should -HaveCount 2
            (Get-Query)[1].query | Should -BeLike "*microsoft.containerservice/managedclusters*name startswith 'demo-'*"
        }

        It 'says nothing where nothing is outdated, and ends where Azure returns no versions' {
            Find-AksClusterExtension -Name dapr-new -Outdated | Should -BeNullOrEmpty
            Set-EmulatorOption @{ extensionTypesAvailable = $false }
            (Get-Failure { Find-AksClusterExtension -Name dapr-old -Outdated }).FullyQualifiedErrorId | Should -BeLike 'ExtensionTypesUnavailable,*'
        }

        AfterAll { Set-EmulatorOption @{ extensionTypesAvailable = $true } }
    }

    Context 'by parameter' {
        It 'finds every extension of every subscription with one request' {
            $extensions = Find-AksClusterExtension

            $extensions | Should -BeOfType AksExtensions.ClusterExtension
            $extensions.Name | Should -Be $all
            $extensions.SubscriptionId | Select-Object -Unique | Should -Be $Emulator.subscriptionId, $Other
            (Get-ArmRequest).path | Should -Be '/providers/Microsoft.ResourceGraph/resources'
            (Get-Query).PSObject.Properties.Name | Should -Not -Contain 'subscriptions'
        }

        It 'shows an extension as Get-AksClusterExtension does' {
            $found = Find-AksClusterExtension -Name backup
            $got = Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name backup

            foreach ($property in 'Id', 'Name', 'ExtensionType', 'State', 'StatusMessage', 'CurrentVersion', 'Version', 'AutoUpgradeMinorVersion', 'ReleaseTrain',
                'Scope', 'ReleaseNamespace', 'ClusterName', 'ResourceGroupName', 'SubscriptionId', 'ClusterType') {
                $found.$property | Should -Be $got.$property -Because $property
            }

            $found.ConfigurationSettings['configuration.backupStorageLocation.bucket'] | Should -Be 'backups'
            $found.ConfigurationProtectedSettings['credentials.tenantId'] | Should -BeExactly ''
        }

        It 'filters with <Parameters>' -ForEach @(
            @{ Parameters = @{ SubscriptionId = 'aaaaaaaa-0000-0000-0000-000000000001' }; Expected = 'west-aks/flux' }
            @{ Parameters = @{ ResourceGroupName = 'WEST*' }; Expected = 'west-aks/flux' }
            @{ Parameters = @{ ClusterName = 'west-aks' }; Expected = 'west-aks/flux' }
            @{ Parameters = @{ ClusterName = 'W?st*', 'nothing' }; Expected = 'west-aks/flux' }
            @{ Parameters = @{ ClusterName = 'aks' }; Expected = @() }
            @{ Parameters = @{ Name = 'flux' }; Expected = 'demo-aks/flux', 'west-aks/flux' }
            @{ Parameters = @{ Name = '[ab]*' }; Expected = 'demo-aks/aks-managed-azure-monitor-metrics', 'demo-aks/backup' }
            @{ Parameters = @{ ExtensionType = 'Microsoft.Flux' }; Expected = 'demo-aks/flux', 'west-aks/flux' }
            @{ Parameters = @{ ExtensionType = 'microsoft.azuremonitor.*', '*kubernetes' }; Expected = 'demo-aks/aks-managed-azure-monitor-metrics', 'demo-aks/backup' }
            @{ Parameters = @{ ProvisioningState = 'Failed', 'Canceled' }; Expected = 'demo-aks/backup' }
            @{ Parameters = @{ ExtensionType = 'microsoft.flux'; ClusterName = 'demo*' }; Expected = 'demo-aks/flux' }
        ) {
            @(Find-AksClusterExtension @Parameters | ForEach-Object { "$($_.ClusterName)/$($_.Name)" }) | Should -Be $Expected
        }

        It 'finds what is on clusters of other kinds, and -ClusterType leaves it out' {
            $arc = Get-ClusterId demo-arc -Type Microsoft.Kubernetes/connectedClusters
            Invoke-Emulator POST extensions @{
                id = "$arc/providers/Microsoft.KubernetesConfiguration/extensions/flux"; name = 'flux'; properties = @{ extensionType = 'microsoft.flux' }
            }

            @(Find-AksClusterExtension -Name flux).Count | Should -Be 3
            (Find-AksClusterExtension -ClusterType connectedclusters).ClusterType | Should -Be 'connectedClusters'
            @(Find-AksClusterExtension -Name flux -ClusterType ManagedClusters, Fleets).Count | Should -Be 2
        }

        It 'treats <_> as a value, not as part of the query' -ForEach "' or 1 == 1 //", 'x\', "x\' or true //", "a`n| count", '"', '// comment' {
            Find-AksClusterExtension -Name $_ -ErrorAction Stop | Should -BeNullOrEmpty
            Find-AksClusterExtension -ClusterName $_, "$_*x" -ExtensionType "*$_*" -ProvisioningState $_ -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'drops no property that it has no name for' {
            Add-Extension new -Properties @{ propertyOfTomorrow = @{ deep = @(1, 'two') } }

            (Find-AksClusterExtension -Name new).AdditionalProperties['propertyOfTomorrow']['deep'] | Should -Be @(1, 'two')
        }

        It 'asks for one page when one object is wanted' {
            1..1100 | ForEach-Object { @{ id = Get-ExtensionId "x$_" small-aks; name = "x$_"; properties = @{ extensionType = 'x' } } } |
                ForEach-Object -Begin { $many = @() } -Process { $many += $_ } -End { Invoke-Emulator POST extensions $many }

            (Find-AksClusterExtension -ExtensionType x | Select-Object -First 1).ClusterName | Should -Be 'small-aks'
            (Get-Query).Count | Should -Be 1

            Clear-ArmRequest
            @(Find-AksClusterExtension -ExtensionType x).Count | Should -Be 1100
            (Get-Query).Count | Should -Be 2
        }
    }

    Context 'into other commands' {
        It 'feeds Get-AksClusterExtension: each instance with one request' {
            (Find-AksClusterExtension -Name flux | Get-AksClusterExtension -ThrottleLimit 1).ClusterName | Should -Be 'demo-aks', 'west-aks'

            (Get-ArmRequest GET).Count | Should -Be 2
        }

        It 'feeds Update-AksClusterExtension' {
            $updated = Find-AksClusterExtension -ExtensionType microsoft.flux | Update-AksClusterExtension -ConfigurationSettings a=b

            $updated.ClusterName | Sort-Object | Should -Be 'demo-aks', 'west-aks'
            $updated | ForEach-Object { $_.ConfigurationSettings['a'] } | Should -Be 'b', 'b'
        }

        It 'feeds Remove-AksClusterExtension' {
            Find-AksClusterExtension -ProvisioningState Failed | Remove-AksClusterExtension -Force

            (Find-AksClusterExtension).Name | Should -Not -Contain 'backup'
            @(Find-AksClusterExtension).Count | Should -Be 3
        }

        It 'feeds Wait-AksClusterExtension' {
            Set-EmulatorOption @{ operationSeconds = 600 }
            $null = New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName small-aks -Name slow -ExtensionType microsoft.flux -NoWait
            $creating = Find-AksClusterExtension -ProvisioningState Creating
            $creating.Name | Should -Be 'slow'
            Step-EmulatorClock 700

            ($creating | Wait-AksClusterExtension).State | Should -Be 'Succeeded'
        }
    }

    Context 'when it cannot' {
        It 'refuses <Parameters> before anything is sent' -ForEach @(
            @{ Parameters = @{ ClusterName = 'a[' } }
            @{ Parameters = @{ ExtensionType = 'microsoft.[]' } }
        ) {
            (Get-Failure { Find-AksClusterExtension @Parameters }).FullyQualifiedErrorId | Should -BeLike 'FilterInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'warns once of what is on an unknown kind of cluster, and shows the others' {
            $row = { @{ id = "/subscriptions/$Other/resourceGroups/g/providers/Microsoft.Future/things/$($args[0])/providers/Microsoft.KubernetesConfiguration/extensions/x"; name = 'x' } }
            $flux = @{ id = Get-ExtensionId flux; name = 'flux'; properties = @{ ExtensionType = 'microsoft.flux' } }
            Add-Fault @{ status = 200; body = @{ data = @((& $row one), $flux, (& $row two)); resultTruncated = 'false' }; pathRegex = 'ResourceGraph' }

            (Find-AksClusterExtension -WarningVariable warnings -WarningAction SilentlyContinue).Name | Should -Be 'flux'

            $warnings | Should -HaveCount 1
            $warnings | Should -Match '/things/one/'
        }

        It 'ends with Azure''s words' {
            Add-Fault @{ status = 400; errorCode = 'BadRequest'; message = 'The query is not to my liking.'; pathRegex = 'ResourceGraph' }

            $failure = Get-Failure { Find-AksClusterExtension }

            $failure.FullyQualifiedErrorId | Should -BeLike 'RequestRefused,*'
            $failure.Exception.Message | Should -Match 'not to my liking'
        }
    }
}
