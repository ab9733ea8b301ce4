BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
}

Describe 'Update-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
        $flux = $target + @{ Name = 'flux' }
    }

    Context 'updates' {
        It 'with PATCH, a poll and the final GET, and nothing else' {
            $extension = Update-AksClusterExtension @flux -ConfigurationSettings new=value

            $extension | Should -BeOfType AksExtensions.ClusterExtension
            $extension.State | Should -Be 'Succeeded'
            Get-ArmTrace | Should -Be 'PATCH extension, GET operation, GET extension'
        }

        It 'with -DiagnosePods names the pods that are not well after a failure: <Case>' -ForEach @(
            @{ Case = 'by parameter'; Update = { Update-AksClusterExtension @flux -DiagnosePods -ConfigurationSettings 'emulator.failWith=timed out waiting for the condition' -ErrorAction SilentlyContinue -ErrorVariable problem; $problem } }
            @{ Case = 'by pipe'; Update = { Get-AksClusterExtension @flux | Update-AksClusterExtension -DiagnosePods -ConfigurationSettings 'emulator.failWith=timed out waiting for the condition' -ErrorAction SilentlyContinue -ErrorVariable problem; $problem } }
        ) {
            Add-Pod 'Unschedulable by CPU' -Namespace flux-system
            $problem = @(& $Update)

            $problem.Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            $problem[0].Exception.Diagnosis.Cause | Should -Be 'PodsUnschedulable'
            "$($problem[0])" | Should -BeLike '*Not well in its namespace:*Unschedulable: 0/3 nodes are available: 3 Insufficient cpu*'
            @(Get-ArmRequest POST '*/runCommand').Count | Should -Be 1
        }

        It 'sends what was given and nothing else: <Case>' -ForEach @(
            @{ Case = 'a setting'; Extra = @{ ConfigurationSettings = 'a=1' }; Body = '{"properties":{"configurationSettings":{"a":"1"}}}' }
            @{ Case = 'upgrade off'; Extra = @{ AutoUpgradeMinorVersion = $false }; Body = '{"properties":{"autoUpgradeMinorVersion":false}}' }
            @{ Case = 'upgrade on'; Extra = @{ AutoUpgradeMinorVersion = $true }; Body = '{"properties":{"autoUpgradeMinorVersion":true}}' }
            @{ Case = 'a mode'; Extra = @{ AutoUpgradeMode = 'Patch' }; Body = '{"properties":{"autoUpgradeMode":"patch"}}' }
            @{ Case = 'a train'; Extra = @{ ReleaseTrain = 'preview' }; Body = '{"properties":{"releaseTrain":"preview"}}' }
            @{ Case = 'a version'; Extra = @{ Version = '1.17.3' }; Body = '{"properties":{"autoUpgradeMinorVersion":false,"version":"1.17.3"}}' }
            @{ Case = 'protected settings'; Extra = @{ ConfigurationProtectedSettings = @{ s = 'x' } }; Body = '{"properties":{"configurationProtectedSettings":{"s":"x"}}}' }
        ) {
            $null = Update-AksClusterExtension @flux @Extra -ErrorAction Stop
            (Get-ArmRequest PATCH).body | Should -BeExactly $Body
        }

        It 'merges settings' {
            $settings = (Update-AksClusterExtension @flux -ConfigurationSettings new=value).ConfigurationSettings

            $settings['new'] | Should -Be 'value'
            $settings['image-automation-controller.enabled'] | Should -Be 'true'
        }

        It 'takes settings from files, by name and by pipe' {
            Set-Content TestDrive:/plain.json '{"a":"1"}'
            Set-Content TestDrive:/secret.json '{"s":"2"}'

            $null = Update-AksClusterExtension @flux -ConfigurationSettingsFile TestDrive:/plain.json -ConfigurationProtectedSettingsFile TestDrive:/secret.json
            $null = Get-ExtensionId flux | Update-AksClusterExtension -ConfigurationSettings b=2 -ConfigurationProtectedSettingsFile TestDrive:/secret.json
            $null = Get-ExtensionId flux | Update-AksClusterExtension -ConfigurationSettingsFile TestDrive:/plain.json -ConfigurationProtectedSettings s=3

            (Get-ArmRequest PATCH).body | Should -HaveCount 3
            (Get-ReceivedSecret flux).s | Should -Be '3'
        }

        It '-NoWait returns the operation after the PATCH' {
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $operation = Update-AksClusterExtension @flux -ConfigurationSettings a=1 -NoWait

            $operation.Kind | Should -Be 'Update'
            $operation.Status | Should -Be 'Updating'
            Get-ArmTrace | Should -Be 'PATCH extension'
        }

        It 'takes a PATCH that is answered with 200 and no headers' {
            Add-Fault @{ method = 'PATCH'; status = 200; execute = $true; body = '{"id":"x","name":"flux","properties":{"provisioningState":"Succeeded"}}' }
            (Update-AksClusterExtension @flux -ConfigurationSettings a=1).State | Should -Be 'Succeeded'
        }

        It 'says why an update failed' {
            Update-AksClusterExtension @flux -ConfigurationSettings 'emulator.failWith=no room on the nodes' -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            "$($problem[0])" | Should -BeLike '*Updating*no room on the nodes*'
        }

        It 'says what to do about a failure that it knows' {
            Update-AksClusterExtension @flux -ConfigurationSettings "emulator.failWith=can't evaluate field enabled in type interface {}" -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].Exception.Diagnosis.Cause | Should -Be 'SettingsRefused'
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*configuration settings*https://learn.microsoft.com/*'
            (Get-AksClusterExtension @flux).Diagnosis.Cause | Should -Be 'SettingsRefused'
        }

        It 'says that another operation is in progress' {
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $null = Update-AksClusterExtension @flux -ConfigurationSettings a=1 -NoWait
            Update-AksClusterExtension @flux -ConfigurationSettings a=2 -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationConflict,*'
            $problem[0].Exception.Diagnosis.Cause | Should -Be 'ConflictingOperation'
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*Wait-AksClusterExtension*'
        }

        It 'a missing extension is ExtensionNotFound' {
            Update-AksClusterExtension @target -Name nothing -ConfigurationSettings a=1 -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionNotFound,*'
        }

        It 'refuses one that AKS manages' {
            Update-AksClusterExtension @target -Name aks-managed-azure-monitor-metrics -ConfigurationSettings a=1 -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ManagedExtension,*'
        }
    }

    Context 'asserts what Azure cannot change' {
        It 'continues when -ExtensionType and -Scope are right, and does not send them' {
            $null = Update-AksClusterExtension @flux -ExtensionType Microsoft.Flux -Scope cluster -ConfigurationSettings a=1

            (Get-ArmRequest PATCH).body | Should -BeExactly '{"properties":{"configurationSettings":{"a":"1"}}}'
            Get-ArmTrace | Should -Be 'GET extension, PATCH extension, GET operation, GET extension'
        }

        It 'takes the parameters of a create unchanged' {
            $parameters = $flux + @{ ExtensionType = 'microsoft.flux'; Scope = 'Cluster'; ReleaseNamespace = 'flux-system' }

            $null = Update-AksClusterExtension @parameters -ConfigurationSettings a=1

            (Get-ArmRequest PATCH).body | Should -BeExactly '{"properties":{"configurationSettings":{"a":"1"}}}'
        }

        It '<Id> when it is not so' -ForEach @(
            @{ Id = 'ExtensionTypeMismatch'; Extra = @{ ExtensionType = 'microsoft.dapr' } }
            @{ Id = 'ScopeMismatch'; Extra = @{ Scope = 'Namespace' } }
            @{ Id = 'NamespaceMismatch'; Extra = @{ ReleaseNamespace = 'flux' } }
            @{ Id = 'NamespaceMismatch'; Extra = @{ TargetNamespace = 'flux' } }
            @{ Id = 'PlanMismatch'; Extra = @{ PlanName = 'basic' } }
        ) {
            Update-AksClusterExtension @flux @Extra -ConfigurationSettings a=1 -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-ArmTrace | Should -Be 'GET extension'
        }
    }

    Context 'rules: an error and no request' {
        It '<Id>: <Case>' -ForEach @(
            @{ Id = 'NothingToUpdate'; Case = 'nothing'; Extra = @{} }
            @{ Id = 'NothingToUpdate'; Case = 'only what is asserted'; Extra = @{ ExtensionType = 'microsoft.flux'; Scope = 'Cluster' } }
            @{ Id = 'NothingToUpdate'; Case = 'empty settings'; Extra = @{ ConfigurationSettings = @{}; ConfigurationProtectedSettings = @{} } }
            @{ Id = 'NothingToUpdate'; Case = '-Force and -NoWait'; Extra = @{ Force = $true; NoWait = $true } }
            @{ Id = 'VersionNeedsAutoUpgradeOff'; Case = '-Version with automatic upgrade'; Extra = @{ Version = '1.0'; AutoUpgradeMinorVersion = $true } }
            @{ Id = 'ReleaseTrainNeedsAutoUpgrade'; Case = '-ReleaseTrain with -Version'; Extra = @{ Version = '1.0'; ReleaseTrain = 'preview' } }
            @{ Id = 'AutoUpgradeModeConflict'; Case = 'both switches'; Extra = @{ AutoUpgradeMode = 'None'; AutoUpgradeMinorVersion = $false } }
            @{ Id = 'SettingInvalid'; Case = '$null'; Extra = @{ ConfigurationSettings = @{ a = $null } } }
            @{ Id = 'SettingDuplicated'; Case = 'one key in both'; Extra = @{ ConfigurationSettings = 'a=1'; ConfigurationProtectedSettings = 'a=1' } }
            @{ Id = 'SettingsFileNotFound'; Case = 'no such file'; Extra = @{ ConfigurationSettingsFile = 'nowhere.json' } }
            @{ Id = 'ExtensionNameInvalid'; Case = 'a/b'; Extra = @{ Name = 'a/b'; ConfigurationSettings = 'a=1' } }
            @{ Id = 'ClusterIdInvalid'; Case = 'a bad name'; Extra = @{ ClusterName = 'a b'; ConfigurationSettings = 'a=1' } }
            @{ Id = 'ClusterResourceProviderRequired'; Case = 'ProvisionedClusters'; Extra = @{ ClusterType = 'ProvisionedClusters'; ConfigurationSettings = 'a=1' } }
            @{ Id = 'AmbiguousParameterSet'; Case = 'settings inline and from a file'; Extra = @{ ConfigurationSettings = 'a=1'; ConfigurationSettingsFile = 'f' } }
            @{ Id = 'AmbiguousParameterSet'; Case = 'protected settings inline and from a file'; Extra = @{ ConfigurationProtectedSettings = 'a=1'; ConfigurationProtectedSettingsFile = 'f' } }
        ) {
            $arguments = $flux.Clone()
            $Extra.GetEnumerator() | ForEach-Object { $arguments[$_.Key] = $_.Value }

            (Get-Failure { Update-AksClusterExtension @arguments -ErrorAction SilentlyContinue }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'ExtensionNameRequired: a cluster without -Name, piped or by parameter' {
            Get-ClusterId | Update-AksClusterExtension -ConfigurationSettings a=1 -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionNameRequired,*'
            (Get-Failure { Update-AksClusterExtension @target -ConfigurationSettings a=1 -ErrorAction SilentlyContinue }).FullyQualifiedErrorId |
                Should -BeLike 'ExtensionNameRequired,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'from the pipeline' {
        It 'takes <Kind>' -ForEach @(
            @{ Kind = 'the id of an extension'; Make = { Get-ExtensionId flux }; Extra = @{} }
            @{ Kind = 'an extension'; Make = { Get-AksClusterExtension @flux }; Extra = @{} }
            @{ Kind = 'an extension, deserialised'; Make = { Get-AksClusterExtension @flux | Export-Clixml TestDrive:/x.xml; Import-Clixml TestDrive:/x.xml }; Extra = @{} }
            @{ Kind = 'an extension from JSON'; Make = { Get-AksClusterExtension @flux | ConvertTo-Json -Depth 8 | ConvertFrom-Json }; Extra = @{} }
            @{ Kind = 'a cluster''s id with -Name'; Make = { Get-ClusterId }; Extra = @{ Name = 'flux' } }
            @{ Kind = 'an object with an Id and -Name'; Make = { [pscustomobject]@{ Name = 'demo-aks'; Id = Get-ClusterId } }; Extra = @{ Name = 'flux' } }
            @{ Kind = 'a row and -Name'; Make = { "ResourceGroupName,Name`ndemo-rg,demo-aks" | ConvertFrom-Csv }; Extra = @{ Name = 'flux' } }
        ) {
            $extension = & $Make | Update-AksClusterExtension @Extra -ConfigurationSettings a=1

            $extension.Name | Should -Be 'flux'
            $extension.ConfigurationSettings['a'] | Should -Be '1'
        }

        It 'reports invalid ones and continues with the others' {
            Add-Extension flux -Cluster small-aks
            $done = 'bad', (Get-ExtensionId nothing), (Get-ClusterId small-aks), (Get-ExtensionId flux) |
                Update-AksClusterExtension -ConfigurationSettings a=1 -ErrorAction SilentlyContinue -ErrorVariable problems

            $done.ClusterName | Should -Be 'demo-aks'
            # An immediate refusal can be reported before Azure's answer about an earlier one.
            ($problems.FullyQualifiedErrorId -replace ',.*') | Sort-Object | Should -Be 'ClusterIdInvalid', 'ExtensionNameRequired', 'ExtensionNotFound'
        }
    }

    Context 'losing protected settings' {
        BeforeEach {
            Add-Extension guarded -Properties @{ configurationProtectedSettings = [ordered]@{ keep = 'k'; lose = 'l'; lost = 'm' } }
            $guarded = $target + @{ Name = 'guarded' }
            $script = 'Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name guarded -ConfigurationProtectedSettings keep=new'
        }

        It 'asks, and names the keys that would be lost and no other' {
            $seen = Invoke-WithHost $script

            $seen.Questions | Should -HaveCount 1
            $seen.Questions[0] | Should -BeLike '*deletes lose, lost.*'
            $seen.Output.State | Should -Be 'Succeeded'
            (Get-ReceivedSecret guarded).PSObject.Properties.Name | Should -Be 'keep'
            Get-ArmTrace | Should -Be 'GET extension, PATCH extension, GET operation, GET extension'
        }

        It 'sends nothing after a No, which is not an error' {
            $seen = Invoke-WithHost $script -Answer 1

            $seen.Questions | Should -HaveCount 1
            $seen.Errors | Should -BeNullOrEmpty
            $seen.Output | Should -BeNullOrEmpty
            Get-ArmTrace | Should -Be 'GET extension'
        }

        It 'does not ask with <Case>' -ForEach @(
            @{ Case = '-Force'; Extra = @{ Force = $true } }
            @{ Case = '-Confirm:$false'; Extra = @{ Confirm = $false } }
        ) {
            (Update-AksClusterExtension @guarded @Extra -ConfigurationProtectedSettings keep=new).State | Should -Be 'Succeeded'
            (Get-ReceivedSecret guarded).PSObject.Properties.Name | Should -Be 'keep'
        }

        It 'does not ask when all keys are given' {
            (Update-AksClusterExtension @guarded -ConfigurationProtectedSettings keep=1, lose=2, lost=3).State | Should -Be 'Succeeded'
        }

        It 'is ConfirmationRequired in a session that is not interactive' {
            $output = Invoke-Pwsh "try { $script -ErrorAction Stop } catch { 'caught ' + `$_.FullyQualifiedErrorId; `"`$_`"; `$_.ErrorDetails.RecommendedAction }"

            $output | Should -BeLike 'caught ConfirmationRequired,*'
            $output | Should -BeLike '*lose, lost*'
            $output | Should -BeLike '*-Force*'
            Get-ArmRequest PATCH | Should -BeNullOrEmpty
        }

        It '-WhatIf changes nothing and shows the body, secrets as ***' {
            $seen = Invoke-WithHost "$script -WhatIf -Force".Replace('keep=new', 'keep=canary')

            $seen.Text | Should -BeLike "*What if:*PATCH $(Get-ExtensionId guarded)*"
            $seen.Text | Should -BeLike '*"keep": "`*`*`*"*'
            $seen.Text | Should -Not -BeLike '*canary*'
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }

        It '-WhatIf shows what each value was and becomes' {
            Add-Extension old -Properties @{ version = '1.16.12'; currentVersion = '1.16.12'; autoUpgradeMinorVersion = $false; releaseTrain = 'Stable'; configurationSettings = @{ a = '1'; b = 'same' }
                configurationProtectedSettings = @{ keep = ''; lose = '' } }
            Clear-ArmRequest
            $text = (Invoke-WithHost 'Update-AksClusterExtension demo-rg demo-aks -Name old -Version 1.17.3 -ConfigurationSettings a=2, b=same, c=3 -ConfigurationProtectedSettings keep=x -WhatIf').Text
            foreach ($line in 'version: 1.16.12 -> 1.17.3', 'settings.a: 1 -> 2', 'settings.c: 3', 'protectedSettings.keep: *** -> ***', 'protectedSettings.lose: *** -> (none)') {
                ($text -split '\r?\n').Trim() | Should -Contain $line
            }

            $text | Should -Not -BeLike '*settings.b: *'
            $text | Should -Not -BeLike '*autoUpgradeMinorVersion: *'
            (Invoke-WithHost 'Update-AksClusterExtension demo-rg demo-aks -Name old -ConfigurationSettings a=1 -WhatIf').Text | Should -BeLike '*whose values are the same already*'
            (Invoke-WithHost 'Update-AksClusterExtension demo-rg demo-aks -Name old -ExtensionType microsoft.dapr -ConfigurationSettings a=1 -SkipTypeRules -WhatIf').Text |
                Should -BeLike "*Nothing on cluster*microsoft.flux*"
            (Invoke-WithHost 'Update-AksClusterExtension demo-rg demo-aks -Name nowhere -ConfigurationSettings a=1 -WhatIf').Errors[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionNotFound,*'
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }
    }

    It 'returns at once when it is stopped, and says how to wait again' {
        Set-EmulatorOption @{ operationSeconds = 1000 }
        $stopped = Invoke-AndStop 'Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux -ConfigurationSettings a=1' { Get-ArmRequest GET '*/operations/*' }

        $stopped.Milliseconds | Should -BeLessThan 1000
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Text | Should -BeLike "*Updating 'flux'*continues in Azure. To wait again: *"
    }
}
