BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Flux = @{ Name = 'flux'; ExtensionType = 'microsoft.flux' }

    function Get-Write { @(Get-ArmRequest | Where-Object method -in PUT, PATCH, DELETE) }
    function Get-WriteTrace { (Get-Write | ForEach-Object { "$($_.method) $(($_.path -split '/')[8])" } | Sort-Object) -join ', ' }
    function Get-ErrorIds($Errors) { @($Errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) }
}

Describe 'Set-AksClusterExtension' {
    BeforeEach { Reset-Emulator }

    Context 'by parameter' {
        It 'creates what is missing and returns it' {
            $extension = Set-AksClusterExtension -ResourceGroupName demo-rg -ClusterName small-aks @Flux -Version 1.17.3 -ConfigurationSettings @{ a = 1 }

            $extension | Should -BeOfType AksExtensions.ClusterExtension
            $extension.Version | Should -Be '1.17.3'
            $extension.ConfigurationSettings['a'] | Should -Be '1'
            Get-WriteTrace | Should -Be 'PUT small-aks'
        }

        It 'with -DiagnosePods names the pods that are not well after a failure' {
            Add-Pod 'Unschedulable by CPU' -Namespace flux-system
            Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux -DiagnosePods -ConfigurationSettings 'emulator.failWith=timed out waiting for the condition' -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem.Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            $problem[0].Exception.Diagnosis.Cause | Should -Be 'PodsUnschedulable'
            "$($problem[0])" | Should -BeLike '*Not well in its namespace:*Unschedulable: 0/3 nodes are available: 3 Insufficient cpu*'
            @(Get-ArmRequest POST '*/runCommand').Count | Should -Be 1
        }

        It 'updates what differs, sends nothing else, and says so with -Verbose' {
            Add-Extension flux -Properties @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false; configurationSettings = @{ a = '1'; b = '2' } }

            $output = Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux -Version 1.18.2 -ConfigurationSettings @{ a = 1; b = 3 } -Verbose 4>&1

            ($output | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }).CurrentVersion | Should -Be '1.18.2'
            ($output -join "`n") | Should -Match 'flux on demo-aks \(demo-rg\): updated: version: 1.17.3 -> 1.18.2; settings.b: 2 -> 3\.'
            $body = (Get-Write).body | ConvertFrom-Json
            $body.properties.configurationSettings.PSObject.Properties.Name | Should -Be 'b'
            $body.properties.version | Should -Be '1.18.2'
        }

        It 'only reads where nothing differs, and returns the extension' {
            Add-Extension flux -Properties @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false; configurationSettings = @{ a = '1'; other = 'x' } }

            $output = Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux -Version 1.17.3 -ConfigurationSettings @{ a = 1 } -Verbose 4>&1

            ($output | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }).Name | Should -Be 'flux'
            ($output -join "`n") | Should -Match 'is in sync; no change was sent'
            Get-ArmTrace | Should -Be 'GET extension'
        }

        It 'creates a Failed extension again with what it had' {
            Add-Extension flux -Properties @{ provisioningState = 'Failed'; version = '1.17.3'; autoUpgradeMinorVersion = $false; autoUpgradeMode = 'none'; configurationSettings = @{ a = '1'; other = 'x' } }

            $extension = Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux -ConfigurationSettings @{ a = 1 }

            $extension.ProvisioningState | Should -Be 'Succeeded'
            $extension.Version | Should -Be '1.17.3'
            $extension.ConfigurationSettings['other'] | Should -Be 'x'
            Get-WriteTrace | Should -Be 'PUT demo-aks'
        }

        It 'refuses what AKS manages, and another type, scope or namespace' {
            Add-Extension flux -Properties @{ managedBy = 'aks' }
            Add-Extension other -Properties @{ extensionType = 'contoso.other' }
            Add-Extension scoped -Properties @{ scope = @{ cluster = @{ releaseNamespace = 'a' } } }

            Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux -Version 1.17.3 -ErrorVariable managed -ErrorAction SilentlyContinue
            Set-AksClusterExtension -Cluster (Get-ClusterId) -Name other -ExtensionType microsoft.flux -ErrorVariable type -ErrorAction SilentlyContinue
            Set-AksClusterExtension -Cluster (Get-ClusterId) -Name scoped -ExtensionType microsoft.flux -TargetNamespace b -ErrorVariable scope -ErrorAction SilentlyContinue
            Set-AksClusterExtension -Cluster (Get-ClusterId) -Name scoped -ExtensionType microsoft.flux -ReleaseNamespace b -ErrorVariable namespace -ErrorAction SilentlyContinue

            Get-ErrorIds $managed | Should -Be 'ManagedExtension'
            Get-ErrorIds $type | Should -Be 'ExtensionTypeMismatch'
            Get-ErrorIds $scope | Should -Be 'ScopeMismatch'
            Get-ErrorIds $namespace | Should -Be 'NamespaceMismatch'
            "$namespace" | Should -BeLike "*ReleaseNamespace is 'a', not 'b'*"
            Get-Write | Should -BeNullOrEmpty
        }

        It 'sends protected settings when a key is missing and with -RefreshSecrets, and not otherwise' {
            Add-Extension flux -Properties @{ configurationProtectedSettings = @{ password = 'old' } }
            $secret = @{ ConfigurationProtectedSettings = @{ password = 'hidden-1' } }

            $null = Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux @secret
            Get-Write | Should -BeNullOrEmpty
            $null = Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux @secret -RefreshSecrets
            (Get-ReceivedSecret flux).password | Should -Be 'hidden-1'
            $null = Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux -ConfigurationProtectedSettings @{ password = 'hidden-2'; token = 'hidden-3' }
            (Get-ReceivedSecret flux).token | Should -Be 'hidden-3'
        }

        It 'does not lose protected settings that were not named unless it is forced' {
            Add-Extension flux -Properties @{ configurationProtectedSettings = @{ other = 'x' } }

            $null = Set-AksClusterExtension -Cluster (Get-ClusterId) @Flux -ConfigurationProtectedSettings @{ password = 'y' } -Force

            (Get-ReceivedSecret flux).PSObject.Properties.Name | Should -Be 'password'
        }

        It 'returns the operation with -NoWait, and the extension where nothing is to be done' {
            $output = (Get-ClusterId), (Get-ClusterId small-aks) | Set-AksClusterExtension @Flux -NoWait

            ($output | Where-Object { $_ -is [AksExtensions.ExtensionOperation] }).ExtensionName | Should -Be 'flux'
            ($output | Where-Object { $_ -is [AksExtensions.ClusterExtension] }).ClusterName | Should -Be 'demo-aks'
        }

        It 'shows a plan with -WhatIf, and changes nothing' {
            Add-Extension flux demo-aks @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false }

            $plan = (Get-ClusterId small-aks), (Get-ClusterId) |
                Set-AksClusterExtension @Flux -Version 1.18.2 -ConfigurationProtectedSettings @{ password = 'hidden' } -ThrottleLimit 1 -WhatIf 6>&1

            ($plan -join "`n") | Should -Be (@(
                '+ create flux on small-aks (demo-rg): microsoft.flux', '    version: 1.18.2', '    protectedSettings.password: ***'
                '~ update flux on demo-aks (demo-rg)', '    version: 1.17.3 -> 1.18.2', '    protectedSettings.password: ***'
                'Plan: 1 to create, 1 to update, 0 to remove, 0 in sync.') -join "`n")
            Get-Write | Should -BeNullOrEmpty
        }

        It 'refuses what AKS has as a feature before it sends anything, and says how to turn it on; -SkipTypeRules tries' {
            $policy = @{ Name = 'policy'; ExtensionType = 'Microsoft.PolicyInsights' }

            $failure = { Set-AksClusterExtension -Cluster (Get-ClusterId) @policy } | Should -Throw -ErrorId 'TypeRuleViolated,*' -PassThru
            Get-ClusterId | Set-AksClusterExtension @policy -ErrorVariable errors -ErrorAction SilentlyContinue

            Get-ErrorIds $errors | Should -Be 'TypeRuleViolated'
            $failure, $errors[0] | ForEach-Object { $_.ErrorDetails.RecommendedAction | Should -BeLike 'Use az aks enable-addons --addons azure-policy.*' }
            Get-ArmRequest | Should -BeNullOrEmpty
            $null = Set-AksClusterExtension -Cluster (Get-ClusterId) @policy -SkipTypeRules -ErrorAction SilentlyContinue
            Get-WriteTrace | Should -Be 'PUT demo-aks'
        }

        It 'checks everything before it sends anything: <ErrorId>' -ForEach @(
            @{ ErrorId = 'VersionNeedsAutoUpgradeOff'; Parameters = @{ Version = '1.0'; AutoUpgradeMode = 'Patch' } }
            @{ ErrorId = 'PlanIncomplete'; Parameters = @{ PlanName = 'x' } }
            @{ ErrorId = 'ScopeNamespaceMismatch'; Parameters = @{ Scope = 'Cluster'; TargetNamespace = 'x' } }
            @{ ErrorId = 'ExtensionNameInvalid'; Parameters = @{ Name = 'a b' } }
        ) {
            $all = $Flux.Clone()
            $Parameters.GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }

            { Set-AksClusterExtension -Cluster (Get-ClusterId) @all } | Should -Throw -ErrorId "$ErrorId,*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'by pipe' {
        It 'does what each of 1,000 clusters needs, and nothing the second time' {
            $null = Add-Cluster @{ count = 1000; prefix = 'fleet-'; resourceGroup = 'demo-rg' }
            $ids = Find-AksCluster fleet-* | ForEach-Object Id
            $ids | Should -HaveCount 1000
            $states = [ordered]@{
                missing = $null
                same    = @{ version = '1.18.2' }
                differs = @{ version = '1.17.3'; currentVersion = '1.17.3' }
                failed  = @{ version = '1.18.2'; provisioningState = 'Failed' }
                managed = @{ version = '1.17.3'; managedBy = 'aks' }
                other   = @{ version = '1.17.3'; extensionType = 'contoso.other' }
            }
            $stateOf = @{}
            $number = 0
            $there = foreach ($id in $ids) {
                $state = $stateOf[$id.Split('/')[-1]] = @($states.Keys)[$number++ % 6]
                if ($states[$state]) {
                    $properties = @{ extensionType = 'microsoft.flux'; currentVersion = '1.18.2'; provisioningState = 'Succeeded'; autoUpgradeMinorVersion = $false }
                    $states[$state].GetEnumerator() | ForEach-Object { $properties[$_.Key] = $_.Value }
                    @{ id = "$id/providers/Microsoft.KubernetesConfiguration/extensions/flux"; name = 'flux'; properties = $properties }
                }
            }
            Invoke-Emulator POST extensions $there
            function Get-States($ClusterNames) { @($ClusterNames | Group-Object { $stateOf[$_] } | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) }
            $all = 'differs 167', 'failed 167', 'missing 167', 'same 167'
            Clear-ArmRequest

            $output = $ids | Set-AksClusterExtension @Flux -Version 1.18.2 -ErrorVariable errors -ErrorAction SilentlyContinue

            Get-States $output.ClusterName | Should -Be $all
            $output | Where-Object { $_.Version -ne '1.18.2' -or $_.CurrentVersion -ne '1.18.2' -or $_.ProvisioningState -ne 'Succeeded' } | Should -BeNullOrEmpty
            $writes = Get-Write | Group-Object method -AsHashTable
            $writes.Keys | Sort-Object | Should -Be 'PATCH', 'PUT'
            Get-States ($writes.PUT | ForEach-Object { $_.path.Split('/')[8] }) | Should -Be 'failed 167', 'missing 167'
            Get-States ($writes.PATCH | ForEach-Object { $_.path.Split('/')[8] }) | Should -Be 'differs 167'
            $refused = $errors | Group-Object { ($_.FullyQualifiedErrorId -split ',')[0] } -AsHashTable
            $refused.Keys | Sort-Object | Should -Be 'ExtensionTypeMismatch', 'ManagedExtension'
            Get-States ($refused.ManagedExtension | ForEach-Object { "$($_.TargetObject)".Split('/')[8] }) | Should -Be 'managed 166'
            Get-States ($refused.ExtensionTypeMismatch | ForEach-Object { "$($_.TargetObject)".Split('/')[8] }) | Should -Be 'other 166'

            Clear-ArmRequest
            $again = $ids | Set-AksClusterExtension @Flux -Version 1.18.2 -ErrorVariable errors -ErrorAction SilentlyContinue
            Get-States $again.ClusterName | Should -Be $all
            $errors | Should -HaveCount 332
            Get-Write | Should -BeNullOrEmpty
            Get-ArmRequest | Should -HaveCount 1000
        }
    }
}
