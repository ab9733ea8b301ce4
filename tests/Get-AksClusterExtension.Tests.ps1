BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
}

Describe 'Get-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
    }

    Context 'by name' {
        It 'shows one extension with exactly one request' {
            $extension = Get-AksClusterExtension @target -Name flux

            $extension | Should -BeOfType AksExtensions.ClusterExtension
            $extension.Name | Should -Be 'flux'
            $extension.ExtensionType | Should -Be 'microsoft.flux'
            $extension.State | Should -Be 'Succeeded'
            $extension.CurrentVersion | Should -Be '1.18.2'
            $extension.Scope | Should -Be 'Cluster'
            $extension.ReleaseNamespace | Should -Be 'flux-system'
            $extension.ConfigurationSettings['image-automation-controller.enabled'] | Should -Be 'true'
            $extension.ClusterName | Should -Be 'demo-aks'
            $extension.ResourceGroupName | Should -Be 'demo-rg'
            $extension.SubscriptionId | Should -Be $Emulator.subscriptionId
            Get-ArmTrace | Should -Be 'GET extension'
        }

        It 'sends the path, the api-version and the token of the connection' {
            $null = Get-AksClusterExtension @target -Name flux

            $request = Get-ArmRequest
            $request.path | Should -BeExactly (Get-ExtensionId flux)
            $request.query | Should -BeExactly 'api-version=2025-03-01'
            $request.headers.Authorization | Should -Be 'Valid'
        }

        It 'lists all extensions with one request' {
            $names = (Get-AksClusterExtension @target).Name

            $names | Should -Be @('aks-managed-azure-monitor-metrics', 'backup', 'flux')
            Get-ArmTrace | Should -Be 'GET extensions'
        }

        It 'takes the wildcard <Pattern>' -ForEach @(
            @{ Pattern = 'f*'; Expected = @('flux') }
            @{ Pattern = 'F?U*'; Expected = @('flux') }
            @{ Pattern = '[ab]*'; Expected = @('aks-managed-azure-monitor-metrics', 'backup') }
            @{ Pattern = 'none*'; Expected = @() }
        ) {
            @((Get-AksClusterExtension @target -Name $Pattern).Name) | Should -Be $Expected
            Get-ArmTrace | Should -Be 'GET extensions'
        }

        It 'says why an extension failed' {
            $backup = Get-AksClusterExtension @target -Name backup

            $backup.State | Should -Be 'Failed'
            $backup.StatusMessage | Should -Match 'InstallationFailed: .*Helm installation failed'
            $backup.Statuses[0].Code | Should -Be 'InstallationFailed'
            $backup.Diagnosis.Cause | Should -Be 'HelmTimeout'
            $backup.StatusMessage | Should -BeLike "*$($backup.Diagnosis.Evidence)*"
            $backup.Diagnosis.Recommendation | Should -BeLike '*kubectl get events*'
            $backup.Diagnosis.Link | Should -BeLike 'https://learn.microsoft.com/*'
        }

        It 'has no diagnosis of <Kind>' -ForEach @(
            @{ Kind = 'an instance that has not failed'; Properties = @{ provisioningState = 'Updating'; statuses = @(@{ code = 'InstallationFailed'; message = 'timed out waiting for the condition' }) } }
            @{ Kind = 'a failure that is not known'; Properties = @{ provisioningState = 'Failed'; statuses = @(@{ code = 'InstallationFailed'; message = 'Error: {exit status 1}' }) } }
            @{ Kind = 'what is information only'; Properties = @{ provisioningState = 'Failed'; statuses = @(@{ code = 'Earlier'; level = 'Information'; message = 'timed out waiting for the condition' }) } }
            @{ Kind = 'a failure without a word'; Properties = @{ provisioningState = 'Failed'; statuses = $null } }
        ) {
            Add-Extension unclear -Properties $Properties
            (Get-AksClusterExtension @target -Name unclear).Diagnosis | Should -BeNullOrEmpty
        }

        It 'diagnoses by errorInfo too' {
            Add-Extension info -Properties @{ provisioningState = 'Failed'; statuses = @(); errorInfo = @{ code = 'ExtensionOperationFailed'; message = 'Error: {failed to install chart from path [] for release [flux]: err [cannot re-use a name that is still in use]}' } }
            (Get-AksClusterExtension @target -Name info).Diagnosis.Cause | Should -Be 'ReleaseNameInUse'
        }

        It 'shows the keys of protected settings and no value' {
            $protected = (Get-AksClusterExtension @target -Name backup).ConfigurationProtectedSettings

            $protected.Keys | Should -Be 'credentials.tenantId'
            $protected['credentials.tenantId'] | Should -BeExactly ''
        }

        It 'drops no property that it has no name for' {
            Add-Extension new -Properties @{ propertyOfTomorrow = @{ deep = @(1, 'two') } }

            $extension = Get-AksClusterExtension @target -Name new

            $extension.AdditionalProperties['propertyOfTomorrow']['deep'] | Should -Be @(1, 'two')
        }

        It 'shows who manages an extension' {
            $managed = Get-AksClusterExtension @target -Name aks-managed-azure-monitor-metrics

            $managed.ManagedBy | Should -Be (Get-ClusterId)
            $managed.ManagementDetails['category'] | Should -Be 'managed'
        }

        It 'takes -ClusterType in any case and sends its spelling' {
            Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-arc -ClusterType connectedclusters | Should -BeNullOrEmpty

            (Get-ArmRequest).path | Should -BeLike '*/Microsoft.Kubernetes/connectedClusters/demo-arc/*'
        }

        It 'uses -SubscriptionId instead of the connection''s' {
            $other = 'aaaaaaaa-0000-0000-0000-000000000001'
            $null = Add-Cluster @{ subscriptionId = $other; resourceGroup = 'g'; name = 'c' }

            Get-AksClusterExtension -SubscriptionId $other -ResourceGroupName g -ClusterName c | Should -BeNullOrEmpty

            (Get-ArmRequest).path | Should -BeLike "/subscriptions/$other/*"
        }

        It 'encodes what a resource group may be named' {
            $null = Add-Cluster @{ resourceGroup = 'größe(1)'; name = 'c' }

            Get-AksClusterExtension -ResourceGroupName 'größe(1)' -ClusterName c -ErrorAction Stop | Should -BeNullOrEmpty

            (Get-ArmRequest).path | Should -BeLike '*/resourceGroups/gr%C3%B6%C3%9Fe*'
        }
    }

    Context 'lists in pages' {
        It 'reads all pages, empty ones too' {
            Set-EmulatorOption @{ pageSize = 1; emptyFirstPage = $true }

            (Get-AksClusterExtension @target).Name | Should -HaveCount 3

            (Get-ArmRequest).Count | Should -Be 4
        }

        It 'accepts "value": null as an empty list' {
            Set-EmulatorOption @{ emptyListAsNull = $true }

            Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName small-aks -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'refuses a next page on another host, and sends nothing there' {
            Add-Fault @{ action = 'Link'; target = 'nextLink'; url = 'https://evil.example/next'; pathRegex = '/extensions\?' }

            Get-AksClusterExtension @target -ErrorAction SilentlyContinue -ErrorVariable problem | Should -HaveCount 3

            $problem.FullyQualifiedErrorId | Should -BeLike 'ForeignHostRefused,*'
            (Get-ArmRequest).Count | Should -Be 1
        }

        It 'leaves nothing running after Select-Object -First 1' {
            Set-EmulatorOption @{ pageSize = 1 }
            # The second page never arrives; if the command waited for it, this would not end.
            Add-Fault @{ action = 'Hang'; pathRegex = 'skiptoken' }

            $first = Get-AksClusterExtension @target | Select-Object -First 1

            $first.Name | Should -Be 'aks-managed-azure-monitor-metrics'
            $sent = Get-SettledRequestCount
            $sent | Should -BeLessOrEqual 2
            # Another command on the same connection works, and nothing else was sent in the meantime.
            $null = Get-AksClusterExtension @target -Name flux
            (Get-ArmRequest).Count | Should -Be ($sent + 1)
        }

        It 'stops reading pages after Select-Object -First 2' {
            1..40 | ForEach-Object { Add-Extension ('x{0:00}' -f $_) -Cluster small-aks }
            Set-EmulatorOption @{ pageSize = 1; latencyMs = 5 }

            (Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName small-aks | Select-Object -First 2).Name | Should -Be 'x01', 'x02'

            $sent = Get-SettledRequestCount
            $sent | Should -BeLessThan 20
            1..20 | ForEach-Object { @(Get-ArmRequest).Count | Should -Be $sent }
        }
    }

    Context 'from the pipeline' {
        BeforeEach {
            Add-Extension one -Cluster small-aks
        }

        It 'takes resource ids' {
            ((Get-ClusterId small-aks), (Get-ClusterId sp-aks) | Get-AksClusterExtension).Name | Should -Be 'one'
            (Get-ArmRequest).Count | Should -Be 2
        }

        It 'takes the id of an extension: that one is shown' {
            (Get-ExtensionId flux | Get-AksClusterExtension).Name | Should -Be 'flux'
            Get-ArmTrace | Should -Be 'GET extension'
        }

        It 'takes objects with an Id, as Get-AzAksCluster gives them' {
            [pscustomobject]@{ Name = 'small-aks'; ResourceGroupName = 'demo-rg'; Id = Get-ClusterId small-aks; NodeResourceGroup = 'MC_x' } |
                Get-AksClusterExtension | ForEach-Object Name | Should -Be 'one'
        }

        It 'takes objects with a ResourceId, as Get-AzResource gives them' {
            [pscustomobject]@{
                Name = 'small-aks'; ResourceGroupName = 'demo-rg'; ResourceId = Get-ClusterId small-aks; Id = Get-ClusterId small-aks
                ResourceType = 'Microsoft.ContainerService/managedClusters'; SubscriptionId = $Emulator.subscriptionId
            } | Get-AksClusterExtension | ForEach-Object Name | Should -Be 'one'
        }

        It 'takes CSV rows with <Header>' -ForEach @(
            @{ Header = 'ClusterName'; Csv = "ResourceGroupName,ClusterName`ndemo-rg,small-aks" }
            @{ Header = 'Name'; Csv = "Name,ResourceGroupName`nsmall-aks,demo-rg" }
            @{ Header = 'an empty SubscriptionId'; Csv = "SubscriptionId,ResourceGroupName,ClusterName`n,demo-rg,small-aks" }
            @{ Header = 'ClusterName and another Name'; Csv = "Name,ResourceGroupName,ClusterName`nrow 1,demo-rg,small-aks" }
            @{ Header = 'headers as the portal writes them'; Csv = "NAME,RESOURCE GROUP,LOCATION`nsmall-aks,demo-rg,East US" }
            @{ Header = 'underscores'; Csv = "resource_group,cluster_name`ndemo-rg,small-aks" }
            @{ Header = 'spaces around the values'; Csv = "ResourceGroup,Name`n`"demo-rg `",`" small-aks`"" }
        ) {
            ($Csv | ConvertFrom-Csv | Get-AksClusterExtension).Name | Should -Be 'one'
        }

        It 'takes rows with an id under <Header>' -ForEach @(@{ Header = 'ClusterId' }, @{ Header = 'Resource ID' }, @{ Header = 'cluster_resource_id' }) {
            ("Id,Team,$Header`n17,platform,$(Get-ClusterId small-aks)" | ConvertFrom-Csv | Get-AksClusterExtension).Name | Should -Be 'one'
        }

        It 'does not pass over a row''s subscription under <Header>' -ForEach @(@{ Header = 'Subscription' }, @{ Header = 'subscription_id' }, @{ Header = 'SUBSCRIPTION ID' }) {
            $other = [guid]::NewGuid()
            "$Header,ResourceGroup,Name`n$other,demo-rg,small-aks" | ConvertFrom-Csv | Get-AksClusterExtension -ErrorAction SilentlyContinue
            (Get-ArmRequest).path | ForEach-Object { $_ | Should -BeLike "/subscriptions/$other/*" }
            @(Get-ArmRequest) | Should -Not -BeNullOrEmpty
        }

        It 'refuses the ClusterType <Type> of a row, and continues with the others' -ForEach @(@{ Type = '7' }, @{ Type = '0,1' }, @{ Type = 'AKS' }) {
            $good = [pscustomobject]@{ ResourceGroup = 'demo-rg'; Name = 'small-aks' }
            $bad = [pscustomobject]@{ ResourceGroup = 'demo-rg'; Name = 'small-aks'; ClusterType = $Type }
            ($bad, $good | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problems).Name | Should -Be 'one'
            "$problems" | Should -BeLike "*'$Type' is not a kind of cluster*"
        }

        It 'takes rows that name an instance beside <Case>' -ForEach @(
            @{ Case = 'names'; Csv = { "ResourceGroup,ClusterName,ExtensionName`ndemo-rg,small-aks,one" } }
            @{ Case = 'an id'; Csv = { "ClusterId,ExtensionName`n$(Get-ClusterId small-aks),one" } }
        ) {
            (& $Csv | ConvertFrom-Csv | Get-AksClusterExtension).Name | Should -Be 'one'
            (Get-ArmRequest).path | Should -BeLike '*/extensions/one'
        }

        It 'refuses a row whose ExtensionName cannot be one' {
            [pscustomobject]@{ ResourceGroup = 'demo-rg'; Name = 'small-aks'; ExtensionName = 'a b' } | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems.FullyQualifiedErrorId | Should -BeLike 'ExtensionNameInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'takes IDs with spaces around them, as lines of a file can have' {
            (" $(Get-ClusterId small-aks)`t" | Get-AksClusterExtension).Name | Should -Be 'one'
        }

        It 'takes rows with a ClusterType' {
            "ResourceGroupName,ClusterName,ClusterType`ndemo-rg,demo-arc,ConnectedClusters" | ConvertFrom-Csv | Get-AksClusterExtension -ErrorAction Stop
            (Get-ArmRequest).path | Should -BeLike '*/connectedClusters/*'
        }

        It 'takes hashtables' {
            (@{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks' } | Get-AksClusterExtension).Name | Should -Be 'one'
        }

        It 'takes its own objects: each names its cluster and itself' {
            $all = Get-AksClusterExtension @target
            Clear-ArmRequest

            ($all | Get-AksClusterExtension -ThrottleLimit 1).Name | Should -Be $all.Name

            Get-ArmTrace | Should -Be 'GET extension, GET extension, GET extension'
        }

        It 'takes its own objects after deserialization' {
            Get-AksClusterExtension @target -Name flux | Export-Clixml TestDrive:/flux.xml
            Clear-ArmRequest

            (Import-Clixml TestDrive:/flux.xml | Get-AksClusterExtension).Name | Should -Be 'flux'

            Get-ArmTrace | Should -Be 'GET extension'
        }

        It 'takes the ClusterId of its own object, deserialized or not' {
            $extension = Get-AksClusterExtension @target -Name flux

            @($extension.ClusterId | Get-AksClusterExtension).Count | Should -Be 3
            $extension.ClusterId | Export-Clixml TestDrive:/cluster.xml
            @(Import-Clixml TestDrive:/cluster.xml | Get-AksClusterExtension).Count | Should -Be 3
        }

        It 'does not take a cluster''s name for an extension''s' {
            Add-Extension demo-aks
            Clear-ArmRequest

            @([pscustomobject]@{ Name = 'demo-aks'; ResourceGroupName = 'demo-rg' } | Get-AksClusterExtension).Count | Should -Be 4

            Get-ArmTrace | Should -Be 'GET extensions'
        }

        It 'lets -Name win over the piped extension' {
            (Get-ExtensionId flux | Get-AksClusterExtension -Name backup).Name | Should -Be 'backup'
        }

        It 'reports an invalid one and continues with the others' {
            $names = 'not an id', (Get-ClusterId small-aks), $null, 42, [pscustomobject]@{ Colour = 'red' }, (Get-ExtensionId flux) |
                Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problems | ForEach-Object Name

            $names | Sort-Object | Should -Be 'flux', 'one'
            $problems.Count | Should -Be 4
            $problems.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'ClusterIdInvalid,*' }
            (Get-ArmRequest).Count | Should -Be 2
        }

        It 'reports a missing cluster and continues with the others' {
            $names = (Get-ClusterId nowhere), (Get-ClusterId small-aks) | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problems |
                ForEach-Object Name

            $names | Should -Be 'one'
            $problems.FullyQualifiedErrorId | Should -BeLike 'ClusterNotFound,*'
            "$($problems[0].TargetObject)" | Should -Be (Get-ClusterId nowhere)
        }
    }

    Context 'in a pipeline with other commands' {
        BeforeEach {
            1..100 | ForEach-Object { @{ id = Get-ExtensionId "x$_" small-aks; name = "x$_"; properties = @{ extensionType = 'a.b'; provisioningState = 'Succeeded' } } } -OutVariable many | Out-Null
            Invoke-Emulator POST extensions $many
            Set-EmulatorOption @{ pageSize = 7 }
            $small = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks' }
        }

        It 'more objects than fit between the commands come through' {
            $listed = (Get-AksClusterExtension @small).Name
            $listed | Should -HaveCount 100

            (Get-AksClusterExtension @small | Get-AksClusterExtension | Wait-AksClusterExtension).Name | Sort-Object | Should -Be ($listed | Sort-Object)
        }

        It 'Select-Object -First 1 at the end stops all of them' {
            (Get-AksClusterExtension @small | Get-AksClusterExtension | Wait-AksClusterExtension | Select-Object -First 1).Name | Should -BeLike 'x*'

            $sent = Get-SettledRequestCount
            # All of them would be 215.
            $sent | Should -BeLessThan 180
            1..20 | ForEach-Object { @(Get-ArmRequest).Count | Should -Be $sent }
        }

        It 'an exception further down stops all of them, and the next command works' {
            { Get-AksClusterExtension @small | Get-AksClusterExtension | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'

            $sent = Get-SettledRequestCount
            (Get-AksClusterExtension @target -Name flux).Name | Should -Be 'flux'
            @(Get-ArmRequest).Count | Should -Be ($sent + 1)
        }

        It 'a break out of a loop stops all of them' {
            foreach ($once in 1) { Get-AksClusterExtension @small | ForEach-Object { break } }

            $sent = Get-SettledRequestCount
            # All pages would be 15.
            $sent | Should -BeLessThan 15
            1..20 | ForEach-Object { @(Get-ArmRequest).Count | Should -Be $sent }
        }

        It '-ErrorAction Stop ends with the first error' {
            (Get-Failure { (Get-ClusterId nowhere), (Get-ClusterId), (Get-ClusterId sp-aks), (Get-ClusterId small-aks) | Get-AksClusterExtension -ThrottleLimit 1 -ErrorAction Stop }).FullyQualifiedErrorId |
                Should -BeLike 'ClusterNotFound,*'
            @(Get-ArmRequest -Path '*small-aks*') | Should -BeNullOrEmpty
        }

        It 'returns at once when it is stopped, without an error' {
            Add-Fault @{ action = 'Hang'; pathRegex = 'skiptoken' }
            $stopped = Invoke-AndStop 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName small-aks | Get-AksClusterExtension' {
                Get-ArmRequest | Where-Object query -like '*skiptoken*'
            }

            $stopped.Milliseconds | Should -BeLessThan 1000
            $stopped.State | Should -Be 'Stopped'
            $stopped.Errors | Should -BeNullOrEmpty
        }
    }

    Context '-Cluster as a parameter' {
        It 'takes several, of different kinds' {
            @(Get-AksClusterExtension -Cluster (Get-ClusterId), @{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks' }).Count | Should -Be 3
        }

        It 'ends the command for <Case>' -ForEach @(
            @{ Case = 'text'; Value = 'not an id' }
            @{ Case = 'an id with ..'; Value = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/../providers/Microsoft.ContainerService/managedClusters/x' }
            @{ Case = 'an id with a query'; Value = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/x?a=b' }
            @{ Case = 'an id with a fragment'; Value = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/x#y' }
            @{ Case = 'an id of a foreign provider'; Value = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/x' }
            @{ Case = 'an id with something behind it'; Value = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/x/agentPools/y' }
            @{ Case = 'an id whose subscription is no GUID'; Value = '/subscriptions/mine/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/x' }
            @{ Case = 'an object without an id'; Value = [pscustomobject]@{ Colour = 'red' } }
            @{ Case = 'a row with a bad type'; Value = [pscustomobject]@{ ResourceGroupName = 'g'; ClusterName = 'c'; ClusterType = 'Sheep' } }
        ) {
            $failure = Get-Failure { Get-AksClusterExtension -Cluster $Value -ErrorAction SilentlyContinue }

            $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context '-IncludePods' {
        BeforeEach {
            $null = Connect-TestEmulator
            Add-Extension dapr -Properties @{ extensionType = 'microsoft.dapr'; scope = @{ cluster = @{ releaseNamespace = 'dapr-system' } } }
            Add-Pod 'OOMKilled'
            Clear-ArmRequest
        }

        It 'starts nothing in the cluster, and says once what is missing' {
            $extensions = Get-AksClusterExtension @target -IncludePods -WarningVariable warnings -WarningAction SilentlyContinue

            $extensions.Count | Should -Be 4
            $extensions | ForEach-Object { $null -eq $_.Pods | Should -BeTrue }
            @($warnings).Count | Should -Be 1
            "$warnings" | Should -BeLike 'Pods of demo-aks (demo-rg): This cloud does not have kubernetesResources (a preview).*-UseRunCommand*'
            @(Get-ArmRequest POST).Count | Should -Be 0
            ($extensions | Where-Object Name -eq dapr).PodsNote | Should -BeLike 'This cloud does not have*'
        }

        It 'reads what the cloud lists, with one request for the cluster' {
            Set-EmulatorOption @{ kubernetesResourcesAvailable = $true }
            $dapr = Get-AksClusterExtension @target -Name dapr -IncludePods -WarningVariable warnings

            $warnings | Should -BeNullOrEmpty
            $dapr.Pods.Count | Should -Be 1
            $dapr.Pods[0] | Should -BeOfType AksExtensions.ExtensionPod
            $dapr.Pods[0].Reason | Should -Be 'OOMKilled'
            $dapr.Pods[0].ExitCode | Should -Be 137
            $dapr.Cause | Should -Be 'ContainerOutOfMemory'
            $dapr.State | Should -Be 'Succeeded'
            Get-ArmTrace | Should -Be 'GET extension, GET other'
        }

        It 'with -UseRunCommand starts one command for all extensions of a cluster' {
            $extensions = Get-AksClusterExtension @target -UseRunCommand -WarningVariable warnings

            $warnings | Should -BeNullOrEmpty
            ($extensions | Where-Object Name -eq dapr).Cause | Should -Be 'ContainerOutOfMemory'
            ($extensions | Where-Object Name -eq flux).Pods.Count | Should -Be 0
            $null -eq ($extensions | Where-Object Name -eq flux).Pods | Should -BeFalse
            @(Get-ArmRequest POST '*/runCommand').Count | Should -Be 1
        }

        It 'takes the cause of a pod for the reason of a time-out' {
            $backup = Get-AksClusterExtension @target -Name backup
            $backup.Cause | Should -Be 'HelmTimeout'
            $null -eq $backup.Pods | Should -BeTrue

            Reset-Emulator
            (Get-AksClusterExtension @target -Name backup -IncludePods -UseRunCommand).Cause | Should -Be 'RegistryUnreachable'
        }

        It 'by pipe: clusters and extensions' {
            Set-EmulatorOption @{ kubernetesResourcesAvailable = $true }
            (Get-ClusterId | Get-AksClusterExtension -Name dapr -IncludePods).Cause | Should -Be 'ContainerOutOfMemory'
            (Get-AksClusterExtension @target -Name dapr | Get-AksClusterExtension -IncludePods).Cause | Should -Be 'ContainerOutOfMemory'
            (Find-AksClusterExtension dapr | Get-AksClusterExtension -IncludePods).Pods.Name | Should -Be 'dapr-operator-7d9c6b5f44-x2x5k'
        }

        It 'says of an Arc cluster that it has no Run Command, and returns the extension' {
            $extension = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-arc'; ClusterType = 'ConnectedClusters'; Name = 'flux' }
            $null = New-AksClusterExtension @extension -ExtensionType microsoft.flux
            (Get-AksClusterExtension @extension -UseRunCommand -WarningVariable warnings -WarningAction SilentlyContinue).Name | Should -Be 'flux'
            "$warnings" | Should -BeLike '*Run Command exists for AKS clusters only*'
        }

        It 'names the role action that is missing, once for a fleet' {
            1..3 | ForEach-Object { $null = Add-Cluster @{ name = "p$_"; resourceGroup = 'demo-rg' }; Add-Extension flux -Cluster "p$_" -Properties @{ scope = @{ cluster = @{ releaseNamespace = 'flux-system' } } } }
            Set-EmulatorOption @{ deny = @(@{ method = 'POST'; pathRegex = 'runCommand$' }) }
            $found = 'p1', 'p2', 'p3' | Get-AksClusterExtension -ResourceGroupName demo-rg -UseRunCommand -WarningVariable warnings -WarningAction SilentlyContinue

            $found.Count | Should -Be 3
            @($warnings).Count | Should -Be 1
            "$warnings" | Should -BeLike '*Microsoft.ContainerService/managedClusters/runcommand/action is missing.'
        }

        It 'shows no value of a specification, and escapes what a terminal would obey' {
            Add-Pod 'CreateContainerConfigError'
            $dapr = Get-AksClusterExtension @target -Name dapr -UseRunCommand
            $text = ($dapr | Format-List | Out-String) + ($dapr.Pods | Format-List * | Out-String) + ($dapr.Pods | ConvertTo-Json -Depth 9) + ($dapr | ConvertTo-Csv | Out-String)

            $text | Should -BeLike '*dapr-api-token*'
            $text | Should -Not -BeLike '*s3cr3t*'
        }

        It 'ends at Ctrl+C while a command runs' {
            Set-EmulatorOption @{ runCommandSeconds = 3600 }
            $stopped = Invoke-AndStop 'Get-AksClusterExtension demo-rg demo-aks -Name dapr -UseRunCommand' { Get-ArmRequest GET '*commandResults*' }

            $stopped.State | Should -Be 'Stopped'
            $stopped.Milliseconds | Should -BeLessThan 5000
            $stopped.Errors | Should -BeNullOrEmpty
        }
    }

    Context 'refuses before any request' {
        It '-Name "<Name>"' -ForEach @(
            @{ Name = 'a/b' }, @{ Name = 'a?b=c/' }, @{ Name = 'a#b' }, @{ Name = '../x' }, @{ Name = 'größe' }, @{ Name = '-x' }, @{ Name = ' x' }, @{ Name = "x`n" }
            @{ Name = 'x' * 254 }, @{ Name = '*/../*' }
        ) {
            $failure = Get-Failure { Get-AksClusterExtension @target -Name $Name }

            $failure.FullyQualifiedErrorId | Should -BeLike 'ExtensionNameInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'the pattern "<Name>"' -ForEach @(@{ Name = '[f' }, @{ Name = 'f[]' }, @{ Name = 'f[z-a]' }) {
            (Get-Failure { Get-AksClusterExtension @target -Name $Name }).FullyQualifiedErrorId | Should -BeLike 'FilterInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'a cluster''s name "<Name>"' -ForEach @(@{ Name = 'a/b' }, @{ Name = 'a?b' }, @{ Name = '..' }, @{ Name = 'größe' }) {
            (Get-Failure { Get-AksClusterExtension -ResourceGroupName g -ClusterName $Name }).FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            (Get-Failure { Get-AksClusterExtension -ResourceGroupName 'a/../b' -ClusterName c }).FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            (Get-Failure { Get-AksClusterExtension -ResourceGroupName g -ClusterName c -SubscriptionId 'a/b' }).FullyQualifiedErrorId | Should -BeLike 'SubscriptionNameUnknown,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'ProvisionedClusters without -ClusterResourceProvider' {
            $failure = Get-Failure { Get-AksClusterExtension @target -ClusterType ProvisionedClusters }

            $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterResourceProviderRequired,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'says what Azure answers' {
        It 'a missing extension is ExtensionNotFound' {
            Get-AksClusterExtension @target -Name nothing -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionNotFound,*'
            $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $problem[0].Exception.Arm.RequestId | Should -Not -BeNullOrEmpty
        }

        It 'a missing cluster is ClusterNotFound' {
            Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName nowhere -Name flux -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ClusterNotFound,*'
        }

        It '<Status> <Code> is <Id>' -ForEach @(
            @{ Status = 401; Code = 'InvalidAuthenticationToken'; Id = 'AuthenticationFailed' }
            @{ Status = 403; Code = 'AuthorizationFailed'; Id = 'AuthorizationFailed' }
            @{ Status = 409; Code = 'MissingSubscriptionRegistration'; Id = 'ProviderNotRegistered' }
            @{ Status = 500; Code = 'InternalServerError'; Id = 'ServiceUnavailable' }
            @{ Status = 418; Code = 'Teapot'; Id = 'RequestRefused' }
        ) {
            Add-Fault @{ status = $Status; errorCode = $Code; message = 'The reason.' }

            Get-AksClusterExtension @target -Name flux -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty

            $problem.Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            "$($problem[0])" | Should -BeLike '*The reason.*'
            "$($problem[0])" | Should -BeLike '*x-ms-request-id*'
            $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'waits out a burst of four 504s' {
            Add-Fault @{ status = 504; count = 4 }

            (Get-AksClusterExtension @target -Name flux).Name | Should -Be 'flux'

            (Get-ArmRequest).Count | Should -Be 5
        }

        It 'shows each request with -Verbose' {
            $lines = Get-AksClusterExtension @target -Name flux -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }

            $lines.Count | Should -Be 1
            "$lines" | Should -BeLike "GET $(Get-ExtensionId flux)* 200 *"
        }
    }
}
