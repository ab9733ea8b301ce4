BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator

    function Get-SentBody { (Get-ArmRequest PUT).body | ConvertFrom-Json }
}

Describe 'New-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
        $dapr = $target + @{ Name = 'dapr'; ExtensionType = 'microsoft.dapr' }
        # Nothing is known of this type, and so nothing is added to it.
        $any = $target + @{ Name = 'any'; ExtensionType = 'unheard.of' }
    }

    Context 'creates' {
        It 'with GET, PUT, a poll and the final GET, and nothing else' {
            $extension = New-AksClusterExtension @dapr

            $extension | Should -BeOfType AksExtensions.ClusterExtension
            $extension.Name | Should -Be 'dapr'
            $extension.State | Should -Be 'Succeeded'
            $extension.CurrentVersion | Should -Be '1.16.4'
            Get-ArmTrace | Should -Be 'GET extension, PUT extension, GET operation, GET extension'
        }

        It 'sends what was given and nothing else' {
            $null = New-AksClusterExtension @target -Name settings -ExtensionType microsoft.appconfiguration

            (Get-ArmRequest PUT).body | Should -BeExactly '{"properties":{"extensionType":"microsoft.appconfiguration"}}'
        }

        It 'sends every option' {
            $null = New-AksClusterExtension @target -Name app -ExtensionType Contoso.App -AutoUpgradeMinorVersion $true -ReleaseTrain stable `
                -Scope Cluster -ReleaseNamespace contoso -ConfigurationSettings 'enableInference=True', 'allowInsecureConnections=True' `
                -ConfigurationProtectedSettings @{ key = 'value' } -PlanName n -PlanPublisher p -PlanProduct o

            (Get-ArmRequest PUT).body | Should -BeExactly (
                '{"plan":{"name":"n","publisher":"p","product":"o"},"properties":{"extensionType":"Contoso.App","autoUpgradeMinorVersion":true,' +
                '"releaseTrain":"stable","scope":{"cluster":{"releaseNamespace":"contoso"}},' +
                '"configurationSettings":{"enableInference":"True","allowInsecureConnections":"True"},"configurationProtectedSettings":{"key":"value"}}}')
        }

        It 'sends an identity to <Type> alone: <Sends>' -ForEach @(
            @{ Type = 'ManagedClusters'; Cluster = 'demo-aks'; Sends = $false }
            @{ Type = 'ConnectedClusters'; Cluster = 'demo-arc'; Sends = $true }
            @{ Type = 'Fleets'; Cluster = 'demo-fleet'; Sends = $true }
        ) {
            $null = New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName $Cluster -ClusterType $Type -Name flux2 -ExtensionType microsoft.flux -ErrorAction Stop

            [bool](Get-SentBody).PSObject.Properties['identity'] | Should -Be $Sends
        }

        It 'pins a version and turns automatic upgrade off' {
            $extension = New-AksClusterExtension @target -Name settings -ExtensionType microsoft.appconfiguration -Version 2.3.0

            $extension.Version | Should -Be '2.3.0'
            (Get-ArmRequest PUT).body | Should -BeExactly '{"properties":{"extensionType":"microsoft.appconfiguration","autoUpgradeMinorVersion":false,"version":"2.3.0"}}'
        }

        It 'pins a version on a train with -AllowPinnedTrain' {
            $extension = New-AksClusterExtension @dapr -Version 1.17.0-rc.1 -ReleaseTrain dev -AllowPinnedTrain
            $extension.CurrentVersion | Should -Be '1.17.0-rc.1'
        }

        It 'takes -AutoUpgradeMode <Mode>' -ForEach @(@{ Mode = 'None' }, @{ Mode = 'patch' }, @{ Mode = 'COMPATIBLE' }) {
            $null = New-AksClusterExtension @dapr -AutoUpgradeMode $Mode
            (Get-SentBody).properties.autoUpgradeMode | Should -BeExactly $Mode.ToLowerInvariant()
        }

        It 'implies the scope from a namespace' {
            $null = New-AksClusterExtension @target -Name a -ExtensionType microsoft.flux -TargetNamespace apps
            (Get-ArmRequest PUT).body | Should -BeLike '*"scope":{"namespace":{"targetNamespace":"apps"}}*'
            Clear-ArmRequest

            $null = New-AksClusterExtension @target -Name b -ExtensionType microsoft.flux -ReleaseNamespace apps
            (Get-ArmRequest PUT).body | Should -BeLike '*"scope":{"cluster":{"releaseNamespace":"apps"}}*'
        }

        It 'refuses a name that is taken, and -Force overwrites' {
            New-AksClusterExtension @target -Name flux -ExtensionType microsoft.flux -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionAlreadyExists,*'
            $problem[0].CategoryInfo.Category | Should -Be 'ResourceExists'
            Get-ArmTrace | Should -Be 'GET extension'

            (New-AksClusterExtension @target -Name flux -ExtensionType microsoft.flux -Force).State | Should -Be 'Succeeded'
        }

        It 'creates a Failed one again without -Force' {
            (New-AksClusterExtension @target -Name backup -ExtensionType microsoft.dataprotection.kubernetes).State | Should -Be 'Succeeded'
        }

        It 'refuses one that AKS manages, even with -Force, before it sends the change' {
            New-AksClusterExtension @target -Name aks-managed-azure-monitor-metrics -ExtensionType microsoft.flux -Force -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ManagedExtension,*'
            Get-ArmTrace | Should -Be 'GET extension'
        }

        It 'says why a create failed, from the statuses and the operation''s error' {
            New-AksClusterExtension @dapr -ConfigurationSettings 'emulator.failWith=no room on the nodes', "emulator.failIn=$Place" -ErrorAction SilentlyContinue -ErrorVariable problem |
                Should -BeNullOrEmpty

            $problem.Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            "$($problem[0])" | Should -BeLike '*no room on the nodes*'
            "$($problem[0])" | Should -BeLike '*x-ms-request-id*'
            "$($problem[0].TargetObject)" | Should -Be (Get-ClusterId)
        } -ForEach @(@{ Place = 'Message' }, @{ Place = 'Details' }, @{ Place = 'Statuses' }, @{ Place = 'ErrorInfo' })

        It 'with -DiagnosePods names the pods that are not well after a failure' {
            Add-Pod 'ErrImagePull 401'
            New-AksClusterExtension @dapr -ConfigurationSettings 'emulator.failWith=timed out waiting for the condition' -ErrorAction SilentlyContinue -ErrorVariable problem -DiagnosePods

            $problem.Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            "$($problem[0])" | Should -BeLike '*timed out waiting for the condition*Not well in its namespace:*dapr-operator-7d9c6b5f44-x2x5k: ErrImagePull: *401 Unauthorized*'
            $problem[0].Exception.Diagnosis.Cause | Should -Be 'ImageAccessDenied'
            $problem[0].Exception.Pods.Name | Should -Be 'dapr-operator-7d9c6b5f44-x2x5k'
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*--attach-acr*'
            @(Get-ArmRequest POST '*/runCommand').Count | Should -Be 1
        }

        It 'starts nothing with -DiagnosePods: <Case>' -ForEach @(
            @{ Case = 'a success'; More = @{} }
            @{ Case = 'a failure without the switch'; More = @{ ConfigurationSettings = 'emulator.failWith=no room'; DiagnosePods = $false } }
            @{ Case = '-WhatIf'; More = @{ ConfigurationSettings = 'emulator.failWith=no room'; WhatIf = $true } }
            @{ Case = '-NoWait'; More = @{ ConfigurationSettings = 'emulator.failWith=no room'; NoWait = $true } }
        ) {
            $switch = @{ DiagnosePods = $true }
            if ($More.ContainsKey('DiagnosePods')) { $switch = @{} }
            $null = New-AksClusterExtension @dapr @More @switch -ErrorAction SilentlyContinue 6>$null
            @(Get-ArmRequest POST).Count | Should -Be 0
        }

        It 'says with -DiagnosePods that no pod is unhealthy, or why they could not be read' {
            Add-Pod 'Healthy'
            New-AksClusterExtension @dapr -DiagnosePods -ConfigurationSettings 'emulator.failWith=no room' -ErrorAction SilentlyContinue -ErrorVariable problem
            "$($problem[0])" | Should -BeLike '*No unhealthy pods are left in its namespace. Helm may have removed them.'

            $null = Add-Cluster @{ name = 'demo-aks'; resourceGroup = 'demo-rg'; runCommandDisabled = $true }
            New-AksClusterExtension @dapr -DiagnosePods -ConfigurationSettings 'emulator.failWith=no room' -ErrorAction SilentlyContinue -ErrorVariable problem -WarningVariable warnings -WarningAction SilentlyContinue
            $problem[0].Exception.Pods | Should -BeNullOrEmpty
            "$($problem[0])" | Should -Not -BeLike '*in its namespace*'
            "$warnings" | Should -BeLike '*AKS Run Command is disabled for the cluster*'
        }

        It 'says what to do about <Cause>, with the page that says more' -ForEach @(
            @{ Cause = 'ImagePullFailed'; Place = 'Statuses'; Do = '*mcr.microsoft.com*'; Text = 'release dapr failed, and has been uninstalled due to atomic being set: timed out waiting for the condition: Back-off pulling image "mcr.microsoft.com/daprio/dapr:1.14.4"' }
            @{ Cause = 'ResourceAlreadyExists'; Place = 'Details'; Do = '*helm list -A*'; Text = 'rendered manifests contain a resource that already exists. Unable to continue with install: ServiceAccount "dapr-operator" in namespace "dapr-system" exists and cannot be imported into the current release' }
            @{ Cause = 'WebhookFailed'; Place = 'ErrorInfo'; Do = '*webhook*'; Text = 'Internal error occurred: failed calling webhook "validate.nginx.ingress.kubernetes.io": no endpoints available for service' }
            @{ Cause = 'NamespaceQuotaExceeded'; Place = 'Message'; Do = '*ResourceQuota*'; Text = 'pods "dapr-operator-0" is forbidden: exceeded quota: compute, requested: limits.memory=1Gi, used: limits.memory=9Gi, limited: limits.memory=9Gi' }
        ) {
            New-AksClusterExtension @dapr -ConfigurationSettings @{ 'emulator.failWith' = $Text; 'emulator.failIn' = $Place } -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            $problem[0].Exception.Diagnosis.Cause | Should -Be $Cause
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike $Do
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '* See https://learn.microsoft.com/*'
        }

        It 'gives no advice for an unknown failure' {
            New-AksClusterExtension @dapr -ConfigurationSettings 'emulator.failWith=Error: {exit status 1}' -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].Exception.Diagnosis | Should -BeNullOrEmpty
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike 'Fix the cause, then create the extension again with New-AksClusterExtension*'
        }

        It 'says what to do about a cluster with a service principal, and one whose agents are offline' {
            $null = Add-Cluster @{ name = 'sp'; resourceGroup = 'demo-rg'; identity = 'None' }
            $null = Add-Cluster @{ name = 'off'; resourceGroup = 'demo-rg'; powerState = 'Stopped' }
            'sp', 'off' | ForEach-Object {
                New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName $_ -Name flux -ExtensionType microsoft.flux -ErrorAction SilentlyContinue -ErrorVariable problem
                $problem[0].Exception.Diagnosis.Cause
            } | Should -Be 'ServicePrincipalCluster', 'AgentOffline'
        }

        It 'says what to do about a policy' {
            Add-Fault @{ method = 'PUT'; status = 403; errorCode = 'RequestDisallowedByPolicy'; message = "Resource 'dapr' was disallowed by policy. Policy identifiers: '[]'." }
            New-AksClusterExtension @dapr -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'PolicyDenied,*'
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*assignment*exemption*requestdisallowedbypolicy*'
        }

        It 'says that a create was canceled, without a diagnosis' {
            New-AksClusterExtension @dapr -ConfigurationSettings emulator.cancel=true -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationCanceled,*'
            $problem[0].Exception.Diagnosis | Should -BeNullOrEmpty
        }

        It 'says that a version is not available' {
            New-AksClusterExtension @dapr -Version 9.9.9 -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionVersionNotFound,*'
        }

        It 'says that a provider is not registered' {
            Invoke-Emulator PUT providers @{ namespace = 'Microsoft.KubernetesConfiguration'; state = 'NotRegistered' }
            New-AksClusterExtension @dapr -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ProviderNotRegistered,*'
        }

        It 'does not take trouble with reading the state for the operation''s failure' {
            Add-Fault @{ status = 503; count = 1; pathRegex = '/operations/' }
            (New-AksClusterExtension @dapr).State | Should -Be 'Succeeded'
        }

        It 'stops waiting after -TimeoutSeconds, and says that the operation continues' {
            Set-EmulatorOption @{ operationSeconds = 1000 }

            $seen = Invoke-WithHost 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr -TimeoutSeconds 1'

            $seen.Output | Should -BeNullOrEmpty
            $seen.Errors | Should -HaveCount 1
            $seen.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationTimedOut,*'
            $seen.Errors[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
            "$($seen.Errors[0])" | Should -BeLike '*Creating*'
            $seen.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Wait-AksClusterExtension*'
            # Only the error says it.
            $seen.Text | Should -Not -BeLike '*WARNING*'
        }
    }

    Context '-NoWait' {
        It 'returns the operation after the PUT, without a poll' {
            Set-EmulatorOption @{ operationSeconds = 1000 }

            $operation = New-AksClusterExtension @dapr -NoWait

            $operation | Should -BeOfType AksExtensions.ExtensionOperation
            $operation.Kind | Should -Be 'Create'
            $operation.ExtensionName | Should -Be 'dapr'
            $operation.ClusterId | Should -Be (Get-ClusterId)
            $operation.Status | Should -Be 'Creating'
            $operation.RequestId | Should -Not -BeNullOrEmpty
            Get-ArmTrace | Should -Be 'GET extension, PUT extension'
        }
    }

    Context 'from the pipeline' {
        It 'creates on each cluster' {
            $made = (Get-ClusterId), (Get-ClusterId small-aks) | New-AksClusterExtension -Name dapr -ExtensionType microsoft.dapr

            $made.ClusterName | Sort-Object | Should -Be 'demo-aks', 'small-aks'
            (Get-ArmRequest PUT).Count | Should -Be 2
        }

        It 'takes <Kind>' -ForEach @(
            @{ Kind = 'an object with an Id'; Make = { [pscustomobject]@{ Id = Get-ClusterId small-aks; Name = 'small-aks' } } }
            @{ Kind = 'an object with a ResourceId'; Make = { [pscustomobject]@{ ResourceId = Get-ClusterId small-aks; Name = 'small-aks' } } }
            @{ Kind = 'a CSV row with ClusterName'; Make = { "ResourceGroupName,ClusterName`ndemo-rg,small-aks" | ConvertFrom-Csv } }
            @{ Kind = 'a CSV row with Name'; Make = { "ResourceGroupName,Name`ndemo-rg,small-aks" | ConvertFrom-Csv } }
        ) {
            $extension = & $Make | New-AksClusterExtension -Name dapr -ExtensionType microsoft.dapr

            $extension.Name | Should -Be 'dapr'
            $extension.ClusterName | Should -Be 'small-aks'
        }

        It 'creates on the cluster of a piped extension, under the new name' {
            (Get-AksClusterExtension @target -Name flux | New-AksClusterExtension -Name dapr -ExtensionType microsoft.dapr).Name | Should -Be 'dapr'
        }

        It 'reports invalid ones and continues with the others' {
            $made = 'bad', (Get-ClusterId nowhere), (Get-ClusterId small-aks), $null |
                New-AksClusterExtension -Name dapr -ExtensionType microsoft.dapr -ErrorAction SilentlyContinue -ErrorVariable problems

            $made.ClusterName | Should -Be 'small-aks'
            $problems.Count | Should -Be 3
            ($problems.FullyQualifiedErrorId -replace ',.*') | Sort-Object | Should -Be 'ClusterIdInvalid', 'ClusterIdInvalid', 'ClusterNotFound'
        }

        It 'ends for a bad one that was given by parameter' {
            (Get-Failure { New-AksClusterExtension -Cluster bad -Name dapr -ExtensionType microsoft.dapr -ErrorAction SilentlyContinue }).FullyQualifiedErrorId |
                Should -BeLike 'ClusterIdInvalid,*'
        }
    }

    Context 'rules: an error and no request' {
        It '<Id>: <Case>' -ForEach @(
            @{ Id = 'VersionNeedsAutoUpgradeOff'; Case = '-Version with automatic upgrade'; Extra = @{ Version = '1.0'; AutoUpgradeMinorVersion = $true } }
            @{ Id = 'VersionNeedsAutoUpgradeOff'; Case = '-Version with a mode'; Extra = @{ Version = '1.0'; AutoUpgradeMode = 'Patch' } }
            @{ Id = 'VersionNeedsAutoUpgradeOff'; Case = '-Version with the other mode'; Extra = @{ Version = '1.0'; AutoUpgradeMode = 'Compatible' } }
            @{ Id = 'ReleaseTrainNeedsAutoUpgrade'; Case = '-ReleaseTrain with automatic upgrade off'; Extra = @{ ReleaseTrain = 'preview'; AutoUpgradeMinorVersion = $false } }
            @{ Id = 'ReleaseTrainNeedsAutoUpgrade'; Case = '-ReleaseTrain with the mode None'; Extra = @{ ReleaseTrain = 'preview'; AutoUpgradeMode = 'None' } }
            @{ Id = 'ReleaseTrainNeedsAutoUpgrade'; Case = '-ReleaseTrain with -Version'; Extra = @{ ReleaseTrain = 'preview'; Version = '1.0' } }
            @{ Id = 'ScopeNamespaceMismatch'; Case = '-ReleaseNamespace in a namespace'; Extra = @{ ReleaseNamespace = 'a'; Scope = 'Namespace' } }
            @{ Id = 'ScopeNamespaceMismatch'; Case = '-TargetNamespace for the cluster'; Extra = @{ TargetNamespace = 'a'; Scope = 'Cluster' } }
            @{ Id = 'ScopeNamespaceMismatch'; Case = 'both namespaces'; Extra = @{ TargetNamespace = 'a'; ReleaseNamespace = 'b' } }
            @{ Id = 'TargetNamespaceRequired'; Case = 'no namespace'; Extra = @{ Scope = 'Namespace' } }
            @{ Id = 'AutoUpgradeModeConflict'; Case = 'both switches'; Extra = @{ AutoUpgradeMode = 'Patch'; AutoUpgradeMinorVersion = $true } }
            @{ Id = 'PlanIncomplete'; Case = 'a name alone'; Extra = @{ PlanName = 'a' } }
            @{ Id = 'PlanIncomplete'; Case = 'two of three'; Extra = @{ PlanPublisher = 'a'; PlanProduct = 'b' } }
            @{ Id = 'SettingInvalid'; Case = 'text without ='; Extra = @{ ConfigurationSettings = 'lonely' } }
            @{ Id = 'SettingInvalid'; Case = 'no key'; Extra = @{ ConfigurationSettings = '=value' } }
            @{ Id = 'SettingInvalid'; Case = '$null'; Extra = @{ ConfigurationSettings = @{ a = $null } } }
            @{ Id = 'SettingInvalid'; Case = 'nothing, as a command without output gives it'; Extra = @{ ConfigurationSettings = @{ a = $(if ($false) { 'x' }) } } }
            @{ Id = 'SettingInvalid'; Case = 'a credential'; Extra = @{ ConfigurationProtectedSettings = @{ a = [pscredential]::new('me', (ConvertTo-SecureString x -AsPlainText -Force)) } } }
            @{ Id = 'SettingInvalid'; Case = 'a key of 10,000 characters'; Extra = @{ ConfigurationSettings = @{ ('k' * 10000) = 'v' } } }
            @{ Id = 'SettingInvalid'; Case = 'a key with a line break'; Extra = @{ ConfigurationSettings = "a`nb=c" } }
            @{ Id = 'SettingInvalid'; Case = 'a number'; Extra = @{ ConfigurationSettings = 42 } }
            @{ Id = 'SettingInvalid'; Case = 'a SecureString in readable settings'; Extra = @{ ConfigurationSettings = @{ a = [securestring]::new() } } }
            @{ Id = 'SettingDuplicated'; Case = 'one key in both'; Extra = @{ ConfigurationSettings = 'a=1'; ConfigurationProtectedSettings = @{ a = '2' } } }
            @{ Id = 'SettingsFileNotFound'; Case = 'no such file'; Extra = @{ ConfigurationSettingsFile = 'no/such/file.json' } }
            @{ Id = 'SettingsFileNotFound'; Case = 'no such drive'; Extra = @{ ConfigurationSettingsFile = 'nodrive:/file.json' } }
            @{ Id = 'SettingsFileNotFound'; Case = 'a folder'; Extra = @{ ConfigurationProtectedSettingsFile = 'TestDrive:/' } }
            @{ Id = 'SettingsFileNotFound'; Case = 'another provider'; Extra = @{ ConfigurationSettingsFile = 'Env:PATH' } }
            @{ Id = 'ExtensionNameInvalid'; Case = 'a/b'; Extra = @{ Name = 'a/b' } }
            @{ Id = 'ExtensionNameInvalid'; Case = 'a wildcard'; Extra = @{ Name = 'a*' } }
            @{ Id = 'ExtensionNameInvalid'; Case = '..'; Extra = @{ Name = '..' } }
            @{ Id = 'ExtensionNameInvalid'; Case = 'a?b#c'; Extra = @{ Name = 'a?b#c' } }
            @{ Id = 'ExtensionNameInvalid'; Case = 'not ASCII'; Extra = @{ Name = 'größe' } }
            @{ Id = 'ExtensionNameInvalid'; Case = '254 characters'; Extra = @{ Name = 'x' * 254 } }
            @{ Id = 'ClusterIdInvalid'; Case = 'a cluster''s name'; Extra = @{ ClusterName = 'a/../b' } }
            @{ Id = 'ClusterResourceProviderRequired'; Case = 'ProvisionedClusters'; Extra = @{ ClusterType = 'ProvisionedClusters' } }
        ) {
            $arguments = $dapr.Clone()
            $Extra.GetEnumerator() | ForEach-Object { $arguments[$_.Key] = $_.Value }

            $failure = Get-Failure { New-AksClusterExtension @arguments -ErrorAction SilentlyContinue }

            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            "$failure".Length | Should -BeLessThan 1000
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'names both parameters and the way out' {
            $failure = Get-Failure { New-AksClusterExtension @dapr -Version 1.0 -AutoUpgradeMinorVersion $true }
            "$failure" | Should -BeLike '*-Version*-AutoUpgradeMinorVersion*'
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Version*'
        }

        It 'checks rules when clusters are piped too' {
            (Get-Failure { Get-ClusterId | New-AksClusterExtension -Name x -ExtensionType y -PlanName p }).FullyQualifiedErrorId | Should -BeLike 'PlanIncomplete,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'does not take an empty <Parameter>' -ForEach @(
            @{ Parameter = 'Name' }, @{ Parameter = 'ExtensionType' }, @{ Parameter = 'Version' }, @{ Parameter = 'ResourceGroupName' }, @{ Parameter = 'ConfigurationSettingsFile' }
        ) {
            $arguments = $dapr + @{}
            $arguments[$Parameter] = ''
            (Get-Failure { New-AksClusterExtension @arguments }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'the eight parameter sets' {
        BeforeAll {
            Set-Content TestDrive:/plain.json '{"a":"1"}'
            Set-Content TestDrive:/secret.json '{"s":"2"}'
            $inline = @{ ConfigurationSettings = @{ a = '1' } }
            $file = @{ ConfigurationSettingsFile = 'TestDrive:/plain.json' }
            $secret = @{ ConfigurationProtectedSettings = @{ s = '2' } }
            $secretFile = @{ ConfigurationProtectedSettingsFile = 'TestDrive:/secret.json' }
        }

        It '<Set>, by <By>' -ForEach @(
            foreach ($by in 'name', 'pipe', 'parameter') {
                @{ By = $by; Set = 'inline and inline'; Settings = 'inline'; Secrets = 'secret' }
                @{ By = $by; Set = 'file and inline'; Settings = 'file'; Secrets = 'secret' }
                @{ By = $by; Set = 'inline and file'; Settings = 'inline'; Secrets = 'secretFile' }
                @{ By = $by; Set = 'file and file'; Settings = 'file'; Secrets = 'secretFile' }
            }
        ) {
            $settings = (Get-Variable $Settings -ValueOnly) + (Get-Variable $Secrets -ValueOnly) + @{ Name = 'dapr'; ExtensionType = 'microsoft.dapr' }

            $null = switch ($By) {
                'name' { New-AksClusterExtension @target @settings }
                'pipe' { Get-ClusterId | New-AksClusterExtension @settings }
                'parameter' { New-AksClusterExtension -Cluster (Get-ClusterId) @settings }
            }

            (Get-SentBody).properties.configurationSettings.a | Should -Be '1'
            (Get-ReceivedSecret dapr).s | Should -Be '2'
        }

        It 'does not bind <Case>' -ForEach @(
            @{ Case = 'settings inline and from a file'; Extra = @{ ConfigurationSettings = 'a=1'; ConfigurationSettingsFile = 'f' } }
            @{ Case = 'protected settings inline and from a file'; Extra = @{ ConfigurationProtectedSettings = 'a=1'; ConfigurationProtectedSettingsFile = 'f' } }
            @{ Case = 'a cluster by name and by object'; Extra = @{ Cluster = 'c' } }
        ) {
            (Get-Failure { New-AksClusterExtension @dapr @Extra }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'has exactly eight' {
            (Get-Command New-AksClusterExtension).ParameterSets | Should -HaveCount 8
            (Get-Command Update-AksClusterExtension).ParameterSets | Should -HaveCount 8
        }

        It 'takes the official module''s name <Alias>' -ForEach @(
            @{ Alias = 'ConfigurationSetting' }, @{ Alias = 'ConfigurationProtectedSetting' }
        ) {
            $settings = @{ $Alias = @{ a = '1' } }
            $null = New-AksClusterExtension @dapr @settings
            if ($Alias -like '*Protected*') { (Get-ReceivedSecret dapr).a | Should -Be '1' } else { (Get-SentBody).properties.configurationSettings.a | Should -Be '1' }
        }
    }

    Context 'settings' {
        It 'inline: <Case>' -ForEach @(
            @{ Case = 'the first = splits'; Given = 'a=b=c'; Expected = '{"a":"b=c"}' }
            @{ Case = 'an empty value'; Given = 'a='; Expected = '{"a":""}' }
            @{ Case = 'no trimming'; Given = ' a = b '; Expected = '{" a ":" b "}' }
            @{ Case = 'the last one wins'; Given = @('a=1', @{ a = '2' }, 'a=3'); Expected = '{"a":"3"}' }
            @{ Case = 'keys that differ by case'; Given = @('a=1', 'A=2'); Expected = '{"a":"1","A":"2"}' }
            @{ Case = 'keys with \. [0] and /'; Given = @('a\.b[0].c/d=1'); Expected = '{"a\\.b[0].c/d":"1"}' }
            @{ Case = 'text is never reinterpreted'; Given = @('a={x,y}', 'b=True', 'c=007', 'd=null'); Expected = '{"a":"{x,y}","b":"True","c":"007","d":"null"}' }
            @{ Case = 'an ordered dictionary'; Given = [ordered]@{ z = '1'; a = '2'; m = '3' }; Expected = '{"z":"1","a":"2","m":"3"}' }
            @{ Case = 'booleans'; Given = [ordered]@{ a = $true; b = $false }; Expected = '{"a":"true","b":"false"}' }
            @{ Case = 'switches'; Given = [ordered]@{ a = [switch]$true; b = [switch]$false; c = @([switch]$true) }; Expected = '{"a":"true","b":"false","c[0]":"true"}' }
            @{ Case = 'numbers'; Given = [ordered]@{ a = 1; b = 2.5; c = 3GB; d = 1.10d }; Expected = '{"a":"1","b":"2.5","c":"3221225472","d":"1.10"}' }
            @{ Case = 'lists'; Given = @{ a = 1, 'two', $true }; Expected = '{"a[0]":"1","a[1]":"two","a[2]":"true"}' }
            @{ Case = 'nested hashtables'; Given = @{ global = @{ ha = @{ enabled = $true } } }; Expected = '{"global.ha.enabled":"true"}' }
            @{ Case = 'a list of hashtables'; Given = @{ tolerations = @([ordered]@{ key = 'gpu'; operator = 'Exists' }, @{ key = 'b' }) }; Expected = '{"tolerations[0].key":"gpu","tolerations[0].operator":"Exists","tolerations[1].key":"b"}' }
            @{ Case = 'a pscustomobject inside'; Given = @{ a = [pscustomobject]@{ b = 1; c = [pscustomobject]@{ d = 'x' } } }; Expected = '{"a.b":"1","a.c.d":"x"}' }
            @{ Case = 'a label inside'; Given = @{ nodeSelector = @{ 'kubernetes.io/os' = 'linux' } }; Expected = '{"nodeSelector.kubernetes\\.io/os":"linux"}' }
            @{ Case = 'keys with dots inside'; Given = @{ global = @{ 'ha.enabled' = $true } }; Expected = '{"global.ha.enabled":"true"}' }
            @{ Case = 'a pscustomobject'; Given = [pscustomobject]@{ a = 1; b = 'x' }; Expected = '{"a":"1","b":"x"}' }
            @{ Case = 'several hashtables'; Given = @(@{ a = 1 }, @{ b = 2 }); Expected = '{"a":"1","b":"2"}' }
            @{ Case = 'a number as the key'; Given = @{ 1 = 'one' }; Expected = '{"1":"one"}' }
        ) {
            $null = New-AksClusterExtension @any -ConfigurationSettings $Given

            $body = (Get-ArmRequest PUT).body
            # The writer may escape in any way; only the text and the order matter.
            $sent = [System.Text.Json.Nodes.JsonNode]::Parse($body)['properties']['configurationSettings']
            $sent.ToJsonString() | Should -BeExactly ([System.Text.Json.Nodes.JsonNode]::Parse($Expected).ToJsonString())
        }

        It 'inline numbers do not follow the culture' {
            $culture = [cultureinfo]::CurrentCulture
            try {
                [cultureinfo]::CurrentCulture = 'de-DE'
                $null = New-AksClusterExtension @any -ConfigurationSettings @{ a = 1.5 }
            }
            finally {
                [cultureinfo]::CurrentCulture = $culture
            }

            (Get-SentBody).properties.configurationSettings.a | Should -BeExactly '1.5'
        }

        It 'refuses what no setting can be, and says which: <Case>' -ForEach @(
            @{ Case = 'nothing inside an object'; Given = @{ a = @{ b = $(if ($false) { 1 }) } }; Says = "*'a.b'*" }
            @{ Case = 'nothing inside a list'; Given = @{ a = @(1, $null) }; Says = "*'a``[1``]'*" }
            @{ Case = 'an empty list'; Given = @{ a = @{ d = @() } }; Says = "*'a.d' is an empty list*" }
            @{ Case = 'an empty hashtable'; Given = @{ a = @{} }; Says = "*'a' is an empty object*" }
            @{ Case = 'the wrapper of an ARM template'; Given = @{ configurationSettings = @{ a = 1 } }; Says = "*inside 'configurationSettings', as in an ARM template*" }
            @{ Case = 'one flat key twice'; Given = @{ 'a.b' = 1; a = @{ b = 2 } }; Says = "*'a.b' occurs twice*" }
        ) {
            $failure = Get-Failure { New-AksClusterExtension @any -ConfigurationSettings $Given }
            $failure.FullyQualifiedErrorId | Should -BeLike 'SettingInvalid,*'
            $failure.Exception.Message | Should -BeLike $Says
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'warns of what may not be meant, and sends it: <Case>' -ForEach @(
            @{ Case = 'several settings in a string'; Given = @('a=1 b=2'); Says = "-ConfigurationSettings: item 1 is one setting, 'a', with the value '1 b=2'. If 'b' is another setting, *" }
            @{ Case = 'several settings with commas'; Given = @('x=1', 'a=1,b.c=2'); Says = "-ConfigurationSettings: item 2 is one setting, 'a', *'b.c' is another setting*" }
            @{ Case = 'one key twice'; Given = @('a=1', 'a=2'); Says = "-ConfigurationSettings: the setting 'a' is specified more than once. The last value is sent." }
            @{ Case = 'a password'; Given = @{ 'redis.password' = 'hidden' }; Says = "'redis.password' looks like a secret, *-ConfigurationProtectedSettings.*" }
            @{ Case = 'a token, nested'; Given = @{ auth = @{ accessToken = 'hidden' } }; Says = "'auth.accessToken' looks like a secret, *" }
        ) {
            (New-AksClusterExtension @any -ConfigurationSettings $Given -WarningVariable warnings -WarningAction SilentlyContinue).State | Should -Be 'Succeeded'
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike $Says
            $warnings[0].Message | Should -Not -BeLike '*hidden*'
        }

        It 'warns of nothing of a protected setting''s value' {
            $null = New-AksClusterExtension @any -ConfigurationProtectedSettings 'a=hidden b=hidden' -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike "-ConfigurationProtectedSettings: item 1 is one setting, 'a', *"
            $warnings[0].Message | Should -Not -BeLike '*hidden*'
            (Get-ReceivedSecret any).a | Should -Be 'hidden b=hidden'
        }

        It 'an object that contains itself is refused, not followed for ever' {
            $loop = @{}
            $loop.self = $loop

            (Get-Failure { New-AksClusterExtension @any -ConfigurationSettings @{ a = $loop } }).FullyQualifiedErrorId | Should -BeLike 'SettingInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'from a file: <Case>' -ForEach @(
            @{ Case = 'strings as they are'; Json = '{"a":"True","b":" x ","c":"\u00e9 \u20ac"}'; Expected = '{"a":"True","b":" x ","c":"é €"}' }
            @{ Case = 'booleans and numbers with their digits'; Json = '{"a":true,"b":1.10,"c":1e3}'; Expected = '{"a":"true","b":"1.10","c":"1e3"}' }
            @{ Case = 'nested objects and lists'; Json = "{`n`"a`": { `"b`": [ 1, 2 ], `"c`": [ { `"d`": true } ] }`n}"; Expected = '{"a.b[0]":"1","a.b[1]":"2","a.c[0].d":"true"}' }
            @{ Case = 'keys with dots, flat and nested'; Json = '{"global.ha.enabled":"true","x":{"y.z":1}}'; Expected = '{"global.ha.enabled":"true","x.y.z":"1"}' }
            @{ Case = 'no settings'; Json = '{}'; Expected = $null }
        ) {
            Set-Content TestDrive:/settings.json $Json -Encoding utf8NoBOM

            $null = New-AksClusterExtension @any -ConfigurationSettingsFile TestDrive:/settings.json

            $sent = [System.Text.Json.Nodes.JsonNode]::Parse((Get-ArmRequest PUT).body)['properties']['configurationSettings']
            if ($Expected) {
                $sent.ToJsonString() | Should -BeExactly ([System.Text.Json.Nodes.JsonNode]::Parse($Expected).ToJsonString())
            }
            else {
                $null -eq $sent | Should -BeTrue
            }
        }

        It 'refuses a file in <Encoding> and says how to save it' -ForEach @(@{ Encoding = 'unicode' }, @{ Encoding = 'bigendianunicode' }) {
            Set-Content TestDrive:/utf16.json '{"a":"1"}' -Encoding $Encoding

            $failure = Get-Failure { New-AksClusterExtension @any -ConfigurationSettingsFile TestDrive:/utf16.json }
            $failure.FullyQualifiedErrorId | Should -BeLike 'SettingsFileInvalid,*'
            $failure.Exception.Message | Should -BeLike "*is UTF-16, not UTF-8*-Encoding $Encoding <file> | Set-Content -Encoding utf8*"

            # The advice works.
            Get-Content -Raw -Encoding $Encoding TestDrive:/utf16.json | Set-Content -Encoding utf8 TestDrive:/utf8.json
            (New-AksClusterExtension @any -ConfigurationSettingsFile TestDrive:/utf8.json).ConfigurationSettings['a'] | Should -Be '1'
        }

        It 'refuses a file that still has the wrapper of an ARM template, with a hint' {
            Set-Content TestDrive:/wrapped.json '{ "configurationSettings": { "a": "1" } }'

            $failure = Get-Failure { New-AksClusterExtension @any -ConfigurationSettingsFile TestDrive:/wrapped.json }
            $failure.FullyQualifiedErrorId | Should -BeLike 'SettingsFileInvalid,*'
            $failure.Exception.Message | Should -BeLike "*inside 'configurationSettings' (line 1, column 3)*keep only the object inside 'configurationSettings'*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'finds a file <Case>' -ForEach @(
            @{ Case = 'relative to Get-Location'; Path = 'here.json' }
            @{ Case = 'with ./'; Path = './here.json' }
            @{ Case = 'on a PSDrive'; Path = 'TestDrive:/folder/here.json' }
            @{ Case = 'with ..'; Path = '../folder/here.json' }
        ) {
            $null = New-Item TestDrive:/folder -ItemType Directory -Force
            Set-Content TestDrive:/folder/here.json '{"a":"found"}'
            Push-Location TestDrive:/folder
            try {
                $null = New-AksClusterExtension @any -ConfigurationSettingsFile $Path
            }
            finally {
                Pop-Location
            }

            (Get-SentBody).properties.configurationSettings.a | Should -Be 'found'
        }

        It 'finds a file in the home folder (~)' {
            $name = ".aksextensions-test-$PID.json"
            Set-Content "~/$name" '{"a":"home"}'
            try {
                $null = New-AksClusterExtension @any -ConfigurationSettingsFile "~/$name"
            }
            finally {
                Remove-Item "~/$name" -Force
            }

            (Get-SentBody).properties.configurationSettings.a | Should -Be 'home'
        }

        It 'finds a file whose name has brackets' {
            Set-Content -LiteralPath 'TestDrive:/a[1].json' '{"a":"brackets"}'
            $null = New-AksClusterExtension @any -ConfigurationSettingsFile 'TestDrive:/a[1].json'
            (Get-SentBody).properties.configurationSettings.a | Should -Be 'brackets'
        }

        It 'takes a file with a BOM' {
            Set-Content TestDrive:/bom.json '{"a":"1"}' -Encoding utf8BOM
            $null = New-AksClusterExtension @any -ConfigurationSettingsFile TestDrive:/bom.json
            (Get-SentBody).properties.configurationSettings.a | Should -Be '1'
        }

        It 'refuses a file that <Case>' -ForEach @(
            @{ Case = 'is half-written'; Text = "{`n  `"a`": `"canary"; Says = '*line 2*' }
            @{ Case = 'is empty'; Text = ''; Says = '*' }
            @{ Case = 'is a list'; Text = '["a"]'; Says = '*object*' }
            @{ Case = 'has a comment'; Text = "{`"a`":`"1`" // canary`n}"; Says = '*line 1*' }
            @{ Case = 'has a key twice'; Text = '{"a":"canary","a":"canary"}'; Says = '*twice*line 1*' }
            @{ Case = 'has something behind the object'; Text = '{"a":"1"} canary'; Says = '*line 1*' }
            @{ Case = 'has a null'; Text = '{"a":null}'; Says = '*null*' }
            @{ Case = 'is larger than 1 MiB'; Text = '{"a":"' + 'canary' * 400000 + '"}'; Says = '*1048576*' }
            @{ Case = 'is UTF-16'; Text = '{"a":"canary"}'; Encoding = 'unicode'; Says = '*UTF-8*' }
        ) {
            $encoding = if ($_.ContainsKey('Encoding')) { $_.Encoding } else { 'utf8NoBOM' }
            Set-Content TestDrive:/bad.json $Text -Encoding $encoding -NoNewline

            foreach ($parameter in 'ConfigurationSettingsFile', 'ConfigurationProtectedSettingsFile') {
                $settings = @{ $parameter = 'TestDrive:/bad.json' }
                $failure = Get-Failure { New-AksClusterExtension @any @settings -ErrorAction SilentlyContinue }

                $failure.FullyQualifiedErrorId | Should -BeLike 'SettingsFileInvalid,*'
                "$failure" | Should -BeLike '*bad.json*'
                "$failure" | Should -BeLike $Says
                $failure | Format-List * -Force | Out-String | Should -Not -BeLike '*canary*'
            }

            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'refuses a file that may not be read' -Skip:(-not $IsLinux -or [Environment]::UserName -eq 'root') {
            Set-Content TestDrive:/closed.json '{}'
            chmod 000 (Get-Item TestDrive:/closed.json).FullName
            (Get-Failure { New-AksClusterExtension @any -ConfigurationSettingsFile TestDrive:/closed.json }).FullyQualifiedErrorId | Should -BeLike 'SettingsFileNotFound,*'
        }

        It 'sends SecureString values to Azure' {
            $null = New-AksClusterExtension @any -ConfigurationProtectedSettings @{ password = ConvertTo-SecureString 'p=ä"\ x' -AsPlainText -Force; other = 'text' }, 'pair=value'

            $received = Get-ReceivedSecret any
            $received.password | Should -BeExactly 'p=ä"\ x'
            $received.other | Should -BeExactly 'text'
            $received.pair | Should -BeExactly 'value'
        }
    }

    It 'names the version and the release train that are not available: <Extra>' -ForEach @(
        @{ Extra = @{ Version = '99.0.0' }; Says = "Version 99.0.0 of 'microsoft.flux' is not available for this cluster." }
        @{ Extra = @{ Version = '99.0.0'; ReleaseTrain = 'preview'; AllowPinnedTrain = $true }; Says = "Version 99.0.0 of 'microsoft.flux' on release train 'preview' is not available for this cluster." }
        @{ Extra = @{ ReleaseTrain = 'stabel' }; Says = "A version of 'microsoft.flux' on release train 'stabel' is not available for this cluster." }
    ) {
        $failure = Get-Failure { New-AksClusterExtension demo-rg demo-aks -Name x -ExtensionType microsoft.flux @Extra -ErrorAction Stop -WarningAction SilentlyContinue }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ExtensionVersionNotFound,*'
        $failure.Exception.Message | Should -BeLike "x on demo-aks (demo-rg): $Says*"
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeLike '*dapr*'

        $failure = Get-Failure { Update-AksClusterExtension demo-rg demo-aks -Name flux @Extra -ErrorAction Stop -WarningAction SilentlyContinue }
        $failure.Exception.Message | Should -BeLike "flux on demo-aks (demo-rg): $($Says -replace " of 'microsoft.flux'")*"
    }

    Context 'asks and shows' {
        It '-WhatIf changes nothing and shows the body, secrets as ***' {
            $seen = Invoke-WithHost ("New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr " +
                "-ConfigurationSettings a=readable -ConfigurationProtectedSettings @{ password = 'canary' } -WhatIf")

            $seen.Output | Should -BeNullOrEmpty
            $seen.Text | Should -BeLike "*What if:*PUT $(Get-ExtensionId dapr)*"
            $seen.Text | Should -BeLike '*"extensionType": "microsoft.dapr"*'
            $seen.Text | Should -BeLike '*"a": "readable"*'
            $seen.Text | Should -BeLike '*"password": "`*`*`*"*'
            $seen.Text | Should -Not -BeLike '*canary*'
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }

        It '-WhatIf wins over -Force, and $WhatIfPreference counts' {
            $command = 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr -Force'
            foreach ($script in "$command -WhatIf", "`$WhatIfPreference = `$true; $command") {
                $seen = Invoke-WithHost $script
                $seen.Text | Should -BeLike '*What if:*'
                $seen.Output | Should -BeNullOrEmpty
            }

            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }

        It '-WhatIf says what would happen to an existing extension: <Case>' -ForEach @(
            @{ Case = 'Succeeded'; Name = 'flux'; Extra = ''; Says = "*What if: Nothing on cluster 'demo-aks'*already exists*-Force to overwrite*"; Not = '*"extensionType"*' }
            @{ Case = 'Succeeded, -Force'; Name = 'flux'; Extra = '-Force -ConfigurationSettings a=1'; Says = '*Overwrite extension ''flux''*settings.a: 1*settings.image-automation-controller.enabled: true -> (none)*"a": "1"*'; Not = '*Nothing*' }
            @{ Case = 'Failed'; Name = 'broken'; Extra = ''; Says = '*Create again extension ''broken''*which is Failed*'; Not = '*Nothing*' }
            @{ Case = 'Creating'; Name = 'young'; Extra = ''; Says = '*Nothing*young*Creating*Wait-AksClusterExtension*'; Not = '*-Force*' }
            @{ Case = 'managed'; Name = 'aks-managed-azure-monitor-metrics'; Extra = '-Force'; Says = '*Nothing*managed*'; Not = '*Overwrite*' }
        ) {
            Add-Extension broken -Properties @{ provisioningState = 'Failed' }
            Add-Extension young -Properties @{ provisioningState = 'Creating' }
            Clear-ArmRequest
            $seen = Invoke-WithHost "New-AksClusterExtension demo-rg demo-aks -Name $Name -ExtensionType microsoft.flux $Extra -WhatIf"
            $seen.Errors | Should -BeNullOrEmpty
            $seen.Text | Should -BeLike $Says
            $seen.Text | Should -Not -BeLike $Not
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }

        It '-WhatIf of 200 clusters is a summary, with the body once and each exception' {
            $null = Add-Cluster @{ count = 200; prefix = 'f-'; resourceGroup = 'g' }
            Invoke-Emulator POST extensions @{ id = "$(Get-ClusterId f-00100 g)/providers/Microsoft.KubernetesConfiguration/extensions/flux"; name = 'flux'; properties = @{
                extensionType = 'microsoft.flux'; provisioningState = 'Succeeded' } }
            $seen = Invoke-WithHost "1..200 | ForEach-Object { '$(Get-ClusterId 'f-XX' g)'.Replace('XX', '{0:d5}' -f `$_) } | New-AksClusterExtension -Name flux -ExtensionType microsoft.flux -ConfigurationSettings a=1 -WhatIf"
            $lines = $seen.Text.Trim() -split '\r?\n' | Where-Object { $_ -notlike 'PROGRESS:*' }
            $lines.Count | Should -BeLessThan 40
            $lines[-1] | Should -Be 'Plan: 199 to create, 1 that exist and stay as they are. 189 of them are not listed.'
            @($lines -match '"a": "1"') | Should -HaveCount 1
            @($lines -match "Nothing on cluster 'f-00100'") | Should -HaveCount 1
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }

        It 'does not ask by itself' {
            $seen = Invoke-WithHost 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr'
            $seen.Questions | Should -BeNullOrEmpty
            $seen.Output.State | Should -Be 'Succeeded'
        }

        It '-Confirm asks, and No changes nothing' {
            $seen = Invoke-WithHost 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr -Confirm' -Answer 1
            $seen.Questions | Should -HaveCount 1
            $seen.Questions[0] | Should -BeLike "*Create extension 'dapr'*"
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }

        It '-Confirm asks about what -WhatIf shows: <Case>' -ForEach @(
            @{ Case = 'values of the cluster'; Command = 'New-AksClusterExtension demo-rg demo-aks -Name aml -ExtensionType Microsoft.AzureML.Kubernetes -ConfigurationSettings enableTraining=True'; Says = '*: "eastus"*'; Changes = 'PUT' }
            @{ Case = 'an overwrite'; Command = 'New-AksClusterExtension demo-rg demo-aks -Name flux -ExtensionType microsoft.flux -ConfigurationSettings a=1 -Force'; Says = '*Overwrite extension ''flux''*settings.a: 1*(none)*'; Changes = 'PUT' }
            @{ Case = 'an update'; Command = 'Update-AksClusterExtension demo-rg demo-aks -Name flux -ConfigurationSettings a=1'; Says = '*settings.a: 1*'; Changes = 'PATCH' }
        ) {
            $plan = ((Invoke-WithHost "$Command -WhatIf").Text -split '\r?\n' | Where-Object { $_ -and $_ -notlike 'PROGRESS:*' }) -replace '^What if: '
            $seen = Invoke-WithHost "$Command -Confirm"
            $seen.Errors | Should -BeNullOrEmpty
            $seen.Questions | Should -HaveCount 1
            $seen.Questions[0] | Should -BeLike $Says
            $seen.Questions[0] | Should -Not -Match '\{(cluster|current)\.'
            foreach ($line in $plan) { $seen.Questions[0].Contains($line) | Should -BeTrue -Because $line }
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET', $Changes
        }

        It '-Confirm does not ask about what would be refused' {
            $seen = Invoke-WithHost 'New-AksClusterExtension demo-rg demo-aks -Name flux -ExtensionType microsoft.flux -Confirm'
            $seen.Questions | Should -BeNullOrEmpty
            $seen.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionAlreadyExists,*'
        }

        It '-Confirm of several clusters asks about each, with the body once' {
            $ids = Add-Cluster @{ count = 3; prefix = 'asked-'; resourceGroup = 'g' }
            $command = "'$($ids[0])', '$($ids[1])', '$($ids[2])' | New-AksClusterExtension -Name confirmed -ExtensionType microsoft.dapr"
            $seen = Invoke-WithHost "$command -Confirm"
            $seen.Questions | Should -HaveCount 3
            @($seen.Questions -like '*"extensionType"*') | Should -HaveCount 1
            $seen.Output | Should -HaveCount 3
            (Invoke-WithHost "$($command -replace 'confirmed', 'declined') -Confirm" -Answer 1).Output | Should -BeNullOrEmpty
            @(Get-ArmRequest PUT) | Should -HaveCount 3
        }

        It '$ConfirmPreference asks as -Confirm does, and -Force and -Confirm:$false win over it' {
            $command = "`$ConfirmPreference = 'Medium'; New-AksClusterExtension demo-rg demo-aks -Name preferred -ExtensionType microsoft.dapr"
            (Invoke-WithHost $command -Answer 1).Questions | Should -HaveCount 1
            foreach ($switch in '-Force', '-Confirm:$false') {
                (Invoke-WithHost "$command $switch" -Answer 1).Questions | Should -BeNullOrEmpty
            }
        }

        It '-Confirm asks even with -Force' {
            $seen = Invoke-WithHost 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr -Confirm -Force'
            $seen.Questions | Should -HaveCount 1
            $seen.Output.State | Should -Be 'Succeeded'
        }

        It 'a protected value appears in no stream' {
            $streams = New-AksClusterExtension @dapr -ConfigurationProtectedSettings @{ password = 'canary' } -ConfigurationSettings emulator.failWith=bad `
                -Verbose -Debug -InformationAction Continue -ErrorAction Continue *>&1

            (Get-ReceivedSecret dapr).password | Should -Be 'canary'
            $streams.Count | Should -BeGreaterThan 3
            $streams | Format-List * -Force | Out-String | Should -Not -BeLike '*canary*'
            $Error | Format-List * -Force | Out-String | Should -Not -BeLike '*canary*'
        }
    }

    Context 'stopped in the middle (Ctrl+C)' {
        BeforeAll {
            $create = 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr'
        }

        It 'has shown a time that runs, also between polls' {
            Set-EmulatorOption @{ operationSeconds = 1000 }
            Add-Fault @{ action = 'Hang'; method = 'GET'; pathRegex = '/operations/'; count = 9 }
            $recording = New-RecordingHost
            $shell = New-TestPowerShell $recording
            try {
                $null = $shell.AddScript($create).BeginInvoke()
                # No poll is answered, but each second is shown.
                Wait-Until { ([regex]::Matches($recording.Text, 'Creating, \d+:\d\d').Value | Sort-Object -Unique).Count -ge 4 }
                $shell.Stop()
            }
            finally {
                $shell.Runspace.Dispose()
                $shell.Dispose()
            }
        }

        It 'returns at once, without an error, and says how to wait again' {
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $stopped = Invoke-AndStop $create { Get-ArmRequest GET '*/operations/*' }

            $stopped.Milliseconds | Should -BeLessThan 1000
            $stopped.IsCompleted | Should -BeTrue
            $stopped.State | Should -Be 'Stopped'
            $stopped.Errors | Should -BeNullOrEmpty
            $stopped.Text | Should -BeLike "*WARNING: Creating 'dapr'*continues in Azure. To wait again: *"
            $sent = @(Get-ArmRequest).Count

            # The command in the hint works, also in this session.
            $hint = [regex]::Match($stopped.Text, 'To wait again: (.*)').Groups[1].Value
            Step-EmulatorClock 1000
            (Invoke-Expression $hint).State | Should -Be 'Succeeded'
            (Get-ArmTrace) -split ', ' | Select-Object -Skip $sent | Should -Not -Contain 'GET operation'
        }

        It 'says that the create may have been started when its answer is still out' {
            Add-Fault @{ action = 'Hang'; method = 'PUT' }
            $stopped = Invoke-AndStop $create { Get-ArmRequest PUT }

            $stopped.Errors | Should -BeNullOrEmpty
            $stopped.Text | Should -BeLike "*'dapr'*may have started*"
        }

        It 'says nothing when nothing was started' {
            Add-Fault @{ action = 'Hang'; method = 'GET' }
            $stopped = Invoke-AndStop $create { Get-ArmRequest GET }

            $stopped.Errors | Should -BeNullOrEmpty
            $stopped.Text | Should -Not -BeLike '*WARNING*'
        }
    }
}
