BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator

    function Get-Wrong($Checks) { @($Checks | Where-Object Result -ne Passed | ForEach-Object ToString) }
    function Set-Provider([string] $State, [string] $Namespace = 'Microsoft.KubernetesConfiguration') {
        Invoke-Emulator PUT providers @{ namespace = $Namespace; state = $State }
    }
}

Describe 'Test-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
        $before = 'SignedIn', 'ProvidersRegistered', 'ClusterFound', 'Allowed', 'ClusterRunning', 'ManagedIdentity', 'TypeOffered', 'VersionResolvable',
            'KubernetesSupported', 'NodesSuitable', 'NoOtherOperation', 'Unlocked'
        $after = 'SignedIn', 'ClusterFound', 'ClusterRunning', 'ExtensionFound', 'StateSucceeded', 'StatusesClear', 'VersionInstalled', 'AgentInTouch'
    }

    Context 'before an installation' {
        It 'returns one object for each check, in order' {
            $checks = Test-AksClusterExtension @target -ExtensionType Microsoft.Dapr

            $checks | Should -BeOfType AksExtensions.ExtensionCheck
            $checks.Check | Should -Be $before
            $checks.Result | Sort-Object -Unique | Should -Be 'Passed'
            $checks | Where-Object Recommendation | Should -BeNullOrEmpty
            $checks.Detail | Should -Not -BeNullOrEmpty
            $checks[0].ExtensionType | Should -Be 'Microsoft.Dapr'
            $checks[0].ExtensionName | Should -BeNullOrEmpty
            $checks[0].ResourceId | Should -Be (Get-ClusterId)
            $checks[0].ClusterName, $checks[0].ResourceGroupName, $checks[0].SubscriptionId, $checks[0].ClusterType |
                Should -Be 'demo-aks', 'demo-rg', $Emulator.subscriptionId, 'managedClusters'
        }

        It 'changes nothing' {
            $null = Test-AksClusterExtension @target -ExtensionType microsoft.dapr

            (Get-ArmRequest).method | Sort-Object -Unique | Should -Be 'GET'
            @(Get-ArmRequest).Count | Should -Be 8
        }

        It 'checks only the cluster when neither type nor instance is specified' {
            (Test-AksClusterExtension @target).Check | Should -Be ($before | Where-Object { $_ -notin 'TypeOffered', 'VersionResolvable', 'KubernetesSupported', 'NodesSuitable' })
            Get-ArmRequest GET '*extensionTypes*' | Should -BeNullOrEmpty
        }

        It 'says <Expected> when <Case>' -ForEach @(
            @{ Case = 'the extensions provider is not registered'; Make = { Set-Provider NotRegistered }
                Expected = 'ProvidersRegistered: Failed', 'TypeOffered: Warning', 'VersionResolvable: Warning', 'KubernetesSupported: Warning', 'NoOtherOperation: Warning' }
            @{ Case = 'the clusters provider is not registered'; Make = { Set-Provider NotRegistered Microsoft.ContainerService }
                Expected = 'ProvidersRegistered: Failed', 'ClusterFound: Warning', 'ClusterRunning: Warning', 'ManagedIdentity: Warning', 'TypeOffered: Warning', 'VersionResolvable: Warning', 'KubernetesSupported: Warning' }
            @{ Case = 'nothing may be written'; Make = { Set-EmulatorOption @{ permissions = @(@{ actions = @('*/read') }) } }; Expected = 'Allowed: Failed' }
            @{ Case = 'writing is taken out of a role'; Make = { Set-EmulatorOption @{ permissions = @(@{ actions = @('*'); notActions = @('microsoft.kubernetesconfiguration/extensions/WRITE') }) } }; Expected = 'Allowed: Failed' }
            @{ Case = 'nothing may be deleted'; Make = { Set-EmulatorOption @{ permissions = @(@{ actions = @('*'); notActions = @('*/delete') }) } }; Expected = 'Allowed: Warning' }
            @{ Case = 'the cluster is stopped'; Make = { Add-Cluster @{ id = Get-ClusterId; powerState = 'Stopped' } }; Expected = 'ClusterRunning: Failed' }
            @{ Case = 'the cluster is broken'; Make = { Add-Cluster @{ id = Get-ClusterId; provisioningState = 'Failed' } }; Expected = 'ClusterRunning: Warning' }
            @{ Case = 'the cluster has a service principal'; Make = { Add-Cluster @{ id = Get-ClusterId; identity = 'None' } }; Expected = 'ManagedIdentity: Failed' }
            @{ Case = 'the region lacks the type'; Type = 'microsoft.azurecontainerstorage'; Make = { Add-Cluster @{ id = Get-ClusterId; location = 'norwayeast' } }; Expected = 'TypeOffered: Failed' }
            @{ Case = 'AKS has it as a feature'; Type = 'microsoft.policyinsights'; Expected = 'TypeOffered: Failed' }
            @{ Case = 'the type is for other clusters'; Type = 'microsoft.openservicemesh'; Expected = 'TypeOffered: Failed' }
            @{ Case = 'there is no such type'; Type = 'contoso.doesnotexist'; Expected = 'TypeOffered: Failed' }
            @{ Case = 'the API of types is not to be had'; Make = { Set-EmulatorOption @{ extensionTypesAvailable = $false } }
                Expected = 'TypeOffered: Warning', 'VersionResolvable: Warning', 'KubernetesSupported: Warning' }
            @{ Case = 'the train has no version'; Type = 'microsoft.argocd'; Expected = 'VersionResolvable: Failed' }
            @{ Case = 'there is no such version'; Options = @{ Version = '9.9.9' }; Expected = 'VersionResolvable: Failed' }
            @{ Case = 'there is no such train'; Options = @{ ReleaseTrain = 'nope' }; Expected = 'VersionResolvable: Failed' }
            @{ Case = 'Kubernetes is too old'; Type = 'microsoft.evictionautoscaler'; Make = { Add-Cluster @{ id = Get-ClusterId; kubernetesVersion = '1.27.9' } }; Expected = 'KubernetesSupported: Failed' }
            @{ Case = 'every node pool has a taint'; Make = { Add-Cluster @{ id = Get-ClusterId; nodePools = @(@{ taints = @('CriticalAddonsOnly=true:NoSchedule') }) } }; Expected = 'NodesSuitable: Warning' }
            @{ Case = 'the nodes are too small'; Type = 'microsoft.virtualnodes'; Make = { Add-Cluster @{ id = Get-ClusterId; vmSize = 'Standard_B2s' } }; Expected = 'NodesSuitable: Failed' }
            @{ Case = 'only Windows nodes are left'; Make = { Add-Cluster @{ id = Get-ClusterId; nodePools = @(@{ name = 'win'; osType = 'Windows' }; @{ count = 0 }) } }; Expected = 'NodesSuitable: Failed' }
            @{ Case = 'the sizes of nodes may not be read'; Type = 'microsoft.virtualnodes'; Make = { Add-Cluster @{ id = Get-ClusterId; vmSize = 'Standard_D4s_v5' }; Add-Fault @{ pathRegex = '/vmSizes'; action = 'Status'; status = 403; errorCode = 'AuthorizationFailed'; count = 1 } }; Expected = 'NodesSuitable: Warning' }
            @{ Case = 'the cluster is being changed'; Make = { Add-Cluster @{ id = Get-ClusterId; provisioningState = 'Updating' } }; Expected = 'NoOtherOperation: Failed' }
            @{ Case = 'the type is installed and allows one'; Make = { Add-Extension mine -Properties @{ extensionType = 'microsoft.dapr' } }; Expected = 'SingleInstance: Failed' }
            @{ Case = 'the type is installed, allows one, and has failed'; Make = { Add-Extension mine -Properties @{ extensionType = 'microsoft.dapr'; provisioningState = 'Failed' } }; Expected = 'SingleInstance: Warning' }
            @{ Case = 'the same type is being created'; Make = { Add-Extension other -Properties @{ extensionType = 'microsoft.dapr'; provisioningState = 'Creating' } }; Expected = 'NoOtherOperation: Failed' }
            @{ Case = 'another type is being deleted'; Make = { Add-Extension other -Properties @{ provisioningState = 'Deleting' } }; Expected = 'NoOtherOperation: Warning' }
            @{ Case = 'the group is locked'; Make = { Invoke-Emulator PUT locks @{ scope = (Get-ClusterId) -replace '/providers/.*'; level = 'ReadOnly' } }; Expected = 'Unlocked: Failed' }
            @{ Case = 'the subscription is locked against deletes'; Make = { Invoke-Emulator PUT locks @{ scope = "/subscriptions/$($Emulator.subscriptionId)" } }; Expected = 'Unlocked: Warning' }
            @{ Case = 'locks may not be read'; Make = { Set-EmulatorOption @{ deny = @(@{ pathRegex = '/locks$' }) } }; Expected = 'Unlocked: Warning' }
            @{ Case = 'permissions may not be read'; Make = { Set-EmulatorOption @{ deny = @(@{ pathRegex = '/permissions$' }) } }; Expected = 'Allowed: Warning' }
        ) {
            if ($Make) { $null = & $Make }
            $type = $Type ?? 'microsoft.dapr'
            $options = $Options ?? @{}

            $wrong = Test-AksClusterExtension @target -ExtensionType $type @options | Where-Object Result -ne Passed

            Get-Wrong $wrong | Should -Be $Expected
            $wrong[0].Recommendation | Should -Not -BeNullOrEmpty
            Test-AksClusterExtension @target -ExtensionType $type @options -Quiet | Should -Be (-not ($Expected -match 'Failed'))
        }

        It 'ends with ClusterFound when the cluster does not exist, without an error' {
            $checks = Test-AksClusterExtension -ResourceGroupName demo-rg -ClusterName nope -ExtensionType microsoft.dapr -ErrorAction Stop

            $checks.Check | Should -Be 'SignedIn', 'ProvidersRegistered', 'ClusterFound'
            $checks[-1].Result | Should -Be 'Failed'
            $checks[-1].Detail | Should -Match "nope \(demo-rg\): The cluster was not found"
        }

        It 'says why a check could not be made' {
            Set-EmulatorOption @{ deny = @(@{ pathRegex = '/locks$' }) }

            $check = Test-AksClusterExtension @target | Where-Object Check -eq Unlocked

            $check.Detail | Should -Match "^The check could not be made\. .*You don't have permission for this\.\s+AuthorizationFailed: .*Microsoft\.Authorization/locks/read"
        }

        It 'says what is left out of the question on a <Type> cluster' -ForEach @(
            @{ Type = 'ConnectedClusters'; Name = 'demo-arc' }
            @{ Type = 'Fleets'; Name = 'demo-fleet' }
        ) {
            $checks = Test-AksClusterExtension -ResourceGroupName demo-rg -ClusterName $Name -ClusterType $Type -ExtensionType microsoft.flux

            $checks.Check | Should -Be ($before | Where-Object { $_ -notin 'ManagedIdentity', 'NodesSuitable' })
            Get-Wrong $checks | Should -BeNullOrEmpty
        }

        It 'says that an Arc cluster is offline' {
            $id = Get-ClusterId demo-arc -Type Microsoft.Kubernetes/connectedClusters
            $null = Add-Cluster @{ id = $id; connectivityStatus = 'Offline'; lastConnectivityTime = '2026-01-02T03:04:05Z' }

            $check = Test-AksClusterExtension -Cluster $id | Where-Object Result -ne Passed

            $check.Check | Should -Be ClusterRunning
            $check.Detail | Should -Be 'Azure Arc reports that the cluster is Offline since 2026-01-02 03:04Z, so its agents cannot install anything.'
        }
    }

    Context 'not signed in' {
        AfterAll { $null = Connect-TestEmulator }

        It 'is a failed check, for each cluster, and no error' {
            $null = Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken (ConvertTo-SecureString wrong -AsPlainText -Force) `
                -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId

            $checks = (Get-ClusterId), (Get-ClusterId small-aks) | Test-AksClusterExtension -ExtensionType microsoft.dapr -ErrorAction Stop

            $checks.Check | Should -Be 'SignedIn', 'SignedIn'
            $checks.Result | Should -Be 'Failed', 'Failed'
            $checks[0].Detail | Should -Match 'Signing in to Azure failed'
            $checks[0].Recommendation | Should -Match 'Sign in again'
            (Get-ClusterId) | Test-AksClusterExtension -Name flux | ForEach-Object ToString | Should -Be 'SignedIn: Failed'
        }
    }

    Context 'after an installation' {
        It 'returns one object for each check, in order, with two requests' {
            $checks = Test-AksClusterExtension @target -Name flux

            $checks.Check | Should -Be $after
            Get-Wrong $checks | Should -BeNullOrEmpty
            $checks[0].ExtensionName, $checks[0].ExtensionType | Should -Be 'flux', 'microsoft.flux'
            $checks[0].ResourceId | Should -Be (Get-ExtensionId flux)
            @(Get-ArmRequest).Count | Should -Be 2
        }

        It 'says <Expected> when <Case>' -ForEach @(
            @{ Case = 'it failed'; Instance = @{ provisioningState = 'Failed'; statuses = @(@{ code = 'InstallationFailed'; message = 'boom' }) }; Expected = 'StateSucceeded: Failed', 'StatusesClear: Failed' }
            @{ Case = 'it is being created'; Instance = @{ provisioningState = 'Creating' }; Expected = 'StateSucceeded: Warning' }
            @{ Case = 'the agents report trouble'; Instance = @{ statuses = @(@{ level = 'Warning'; message = 'slow' }) }; Expected = 'StatusesClear: Warning' }
            @{ Case = 'the service reports an error'; Instance = @{ errorInfo = @{ code = 'X'; message = 'y' } }; Expected = 'StatusesClear: Failed' }
            @{ Case = 'another version is installed'; Instance = @{ version = '1.17.3'; autoUpgradeMinorVersion = $false }; Expected = 'VersionInstalled: Warning' }
            @{ Case = 'the last report is old'; Instance = @{ statuses = @(@{ message = 'm'; time = [datetime]::UtcNow.AddHours(-49).ToString('o') }) }; Expected = 'AgentInTouch: Warning' }
        ) {
            Add-Extension test -Properties $Instance

            $checks = Test-AksClusterExtension @target -Name test

            Get-Wrong $checks | Should -Be $Expected
            Test-AksClusterExtension @target -Name test -Quiet | Should -Be (-not ($Expected -match 'Failed'))
        }

        It 'says that an agent has been silent for 48 hours: an operation on AKS that does not end' {
            Invoke-Emulator POST extensions @{
                id = Get-ExtensionId test; properties = @{ extensionType = 'microsoft.flux'; provisioningState = 'Creating' }
                systemData = @{ createdAt = [datetime]::UtcNow.AddHours(-50).ToString('o'); lastModifiedAt = [datetime]::UtcNow.AddHours(-49).ToString('o') }
            }

            $check = Test-AksClusterExtension @target -Name test | Where-Object Check -eq AgentInTouch

            $check.Result | Should -Be 'Failed'
            $check.Detail | Should -Match '49 hours ago'
            $check.Recommendation | Should -Match 'Azure has deleted the protected settings'
        }

        It 'says that an agent has been silent for 48 hours: an Arc cluster that was not heard of' {
            $id = Get-ClusterId demo-arc -Type Microsoft.Kubernetes/connectedClusters
            $null = Add-Cluster @{ id = $id; connectivityStatus = 'Offline'; lastConnectivityTime = [datetime]::UtcNow.AddHours(-49).ToString('o') }
            Invoke-Emulator POST extensions @{ id = "$id/providers/Microsoft.KubernetesConfiguration/extensions/flux"; properties = @{ extensionType = 'microsoft.flux'; currentVersion = '1' } }

            Get-Wrong (Test-AksClusterExtension -Cluster $id -Name flux) | Should -Be 'ClusterRunning: Failed', 'AgentInTouch: Failed'
        }

        It 'shows the messages of the statuses' {
            $check = Test-AksClusterExtension @target -Name backup | Where-Object Check -eq StatusesClear

            $check.Detail | Should -Match '^InstallationFailed: .*Helm installation failed'
        }

        It 'ends with ExtensionFound when the extension does not exist, and with ClusterFound when the cluster does not exist' {
            (Test-AksClusterExtension @target -Name nope -ErrorAction Stop)[-1].ToString() | Should -Be 'ExtensionFound: Failed'
            (Test-AksClusterExtension -ResourceGroupName nope -ClusterName nope -Name nope -ErrorAction Stop)[-1].ToString() | Should -Be 'ClusterFound: Failed'
        }

        It 'warns of what may not be read' {
            Set-EmulatorOption @{ deny = @(@{ pathRegex = '/extensions/' }) }

            Get-Wrong (Test-AksClusterExtension @target -Name flux) | Should -Be ($after[3..7] | ForEach-Object { "${_}: Warning" })
        }
    }

    Context 'from the pipeline' {
        It 'takes clusters, and returns the extensions of each together' {
            $null = Add-Cluster @{ count = 40; prefix = 'f-'; resourceGroup = 'g' }

            $checks = 1..40 | ForEach-Object { Get-ClusterId ('f-{0:d5}' -f $_) g } | Test-AksClusterExtension -ExtensionType microsoft.dapr -Detailed

            $checks.Count | Should -Be (40 * $before.Count)
            for ($at = 0; $at -lt $checks.Count; $at += $before.Count) {
                @($checks[$at..($at + $before.Count - 1)].ClusterName | Sort-Object -Unique).Count | Should -Be 1
                $checks[$at..($at + $before.Count - 1)].Check | Should -Be $before
            }
            @(Get-ArmRequest).Count | Should -Be (40 * 3 + 5)
        }

        It 'returns one object for each cluster where all checks passed, and shows it in one line' {
            $null = Add-Cluster @{ count = 40; prefix = 'f-'; resourceGroup = 'g' }
            $all = (1..40 | ForEach-Object { Get-ClusterId ('f-{0:d5}' -f $_) g }), (Get-ClusterId stopped-aks) | ForEach-Object { $_ } |
                Test-AksClusterExtension -ExtensionType microsoft.dapr

            $healthy = $all | Where-Object Cluster -like 'f-*'
            $healthy.Count | Should -Be 40
            $healthy | ForEach-Object { $_.Check, $_.Result | Should -Be 'All', 'Passed'; $_.Checks.Check | Should -Be $before }
            ($all | Where-Object Cluster -eq stopped-aks).Check | Should -Contain 'ClusterRunning'
            (($healthy | Out-String -Width 120).Trim() -split "`r?`n").Count | Should -Be 44
            # By parameter and by pipe; one cluster alone is shown in full.
            (Test-AksClusterExtension demo-rg demo-aks, small-aks).Check | Should -Be 'All', 'All'
            (Get-ClusterId | Test-AksClusterExtension).Check | Should -Contain 'SignedIn'
            ($healthy | ConvertTo-Csv)[1] | Should -Not -Match 'System\.|JsonList'
        }

        It '-Quiet answers in the order of the clusters, whichever is checked first, and writes no summary' {
            Add-Fault @{ action = 'Delay'; delayMs = 700; method = 'GET'; pathRegex = 'demo-aks'; count = 99 }
            $ci, $env:CI = $env:CI, ''
            try {
                $seen = Invoke-WithHost "'$(Get-ClusterId)', '$(Get-ClusterId sp-aks)', 'junk', '$(Get-ClusterId small-aks)' | Test-AksClusterExtension -Quiet -ErrorAction SilentlyContinue"
                $seen.Output | Should -Be $true, $false, $true
                (Invoke-WithHost "'$(Get-ClusterId sp-aks)', '$(Get-ClusterId small-aks)' | Test-AksClusterExtension -Quiet").Text | Should -Not -BeLike '* done: *'
            }
            finally {
                $env:CI = $ci
            }
        }

        It 'takes the instances of -Name on clusters' {
            (Get-ClusterId), (Get-ClusterId small-aks) | Test-AksClusterExtension -Name flux -Quiet -ThrottleLimit 1 | Should -Be $true, $false
        }

        It 'takes an extension as the instance' {
            $checks = Get-AksClusterExtension @target -Name flux | Test-AksClusterExtension

            $checks.Check | Should -Be $after
            $checks[0].ExtensionName | Should -Be 'flux'
        }

        It 'takes an extension after an export, its id, and an operation' {
            $file = Join-Path $TestDrive flux.xml
            Get-AksClusterExtension @target -Name flux | Export-Clixml $file
            $operation = Update-AksClusterExtension @target -Name flux -AutoUpgradeMinorVersion $true -NoWait

            (Import-Clixml $file), (Get-ExtensionId backup), $operation | Test-AksClusterExtension -Detailed -ThrottleLimit 1 -WarningAction SilentlyContinue |
                Where-Object Check -eq StateSucceeded | ForEach-Object { "$($_.ExtensionName) $($_.Result)" } | Should -Be 'flux Passed', 'backup Failed'
        }

        It 'uses the cluster of an extension when a type is checked' {
            (Get-AksClusterExtension @target -Name flux | Test-AksClusterExtension -ExtensionType microsoft.dapr).Check | Should -Be $before
        }

        It 'returns what every other command accepts' {
            $failed = Get-AksClusterExtension @target | Test-AksClusterExtension | Where-Object Check -eq StateSucceeded | Where-Object Result -eq Failed
            $file = Join-Path $TestDrive failed.xml
            $failed | Export-Clixml $file

            ($failed | Get-AksClusterExtension).Name | Should -Be 'backup'
            (Import-Clixml $file | Get-AksClusterExtension).Name | Should -Be 'backup'
            (Test-AksClusterExtension @target)[0] | Get-AksClusterExtension | Measure-Object | ForEach-Object Count | Should -Be 3
        }

        It 'continues after an item that names no cluster' {
            $checks = 'nonsense', (Get-ClusterId) | Test-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable failures

            $failures.FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            $checks[0].ClusterName | Should -Be 'demo-aks'
        }

        It 'says of each once whether it is well' {
            'demo-aks', 'sp-aks', 'stopped-aks', 'nope' | ForEach-Object { Get-ClusterId $_ } |
                Test-AksClusterExtension -ExtensionType microsoft.dapr -Quiet -ThrottleLimit 1 | Should -Be $true, $false, $false, $false
        }

        It 'ends after -MaxErrorCount clusters with a failed check' {
            $failure = Get-Failure { 'sp-aks', 'stopped-aks', 'demo-aks' | ForEach-Object { Get-ClusterId $_ } | Test-AksClusterExtension -ThrottleLimit 1 -MaxErrorCount 2 }

            $failure.FullyQualifiedErrorId | Should -BeLike 'MaxErrorCountReached,*'
        }

        It 'runs as a job' {
            $job = Get-ClusterId | Test-AksClusterExtension -ExtensionType microsoft.dapr -AsJob
            try {
                ($job | Receive-Job -Wait).Check | Should -Be $before
            }
            finally {
                $job | Remove-Job -Force
            }
        }

        It 'ends early when enough has come' {
            $null = Add-Cluster @{ count = 100; prefix = 'f-'; resourceGroup = 'g' }

            1..100 | ForEach-Object { Get-ClusterId ('f-{0:d5}' -f $_) g } | Test-AksClusterExtension -ThrottleLimit 2 | Select-Object -First 3 | Should -HaveCount 3

            @(Get-ArmRequest).Count | Should -BeLessThan 100
        }
    }

    Context '-Register' {
        BeforeEach { Set-EmulatorOption @{ registrationSeconds = 0 } }

        It 'registers what is missing, once for all clusters, and then all is well' {
            Set-Provider NotRegistered
            Set-Provider NotRegistered Microsoft.ContainerService

            (Get-ClusterId), (Get-ClusterId small-aks) | Test-AksClusterExtension -ExtensionType microsoft.dapr -Register -Quiet | Should -Be $true, $true

            @(Get-ArmRequest POST).path | Sort-Object | Should -Be @('Microsoft.ContainerService', 'Microsoft.KubernetesConfiguration' |
                ForEach-Object { "/subscriptions/$($Emulator.subscriptionId)/providers/$_/register" })
        }

        It 'sends nothing when nothing is missing' {
            Test-AksClusterExtension @target -Register -Quiet | Should -BeTrue

            Get-ArmRequest POST | Should -BeNullOrEmpty
        }

        It 'sends nothing with -WhatIf, says what it would send, and runs the checks' {
            Set-Provider NotRegistered

            $run = Invoke-WithHost "Test-AksClusterExtension -Cluster '$(Get-ClusterId)' -Register -WhatIf"

            $run.Text | Should -Match 'What if: Register subscription .* POST /subscriptions/.*/providers/Microsoft.KubernetesConfiguration/register'
            Get-Wrong $run.Output | Should -Be 'ProvidersRegistered: Failed', 'NoOtherOperation: Warning'
            Get-ArmRequest POST | Should -BeNullOrEmpty
        }

        It 'asks with -Confirm, once for each subscription, and respects a No' {
            Set-Provider NotRegistered

            # The recording host answers with the first choice (yes) or the third (no).
            $run = Invoke-WithHost "'$(Get-ClusterId)', '$(Get-ClusterId small-aks)' | Test-AksClusterExtension -Register -Confirm -Quiet" -Answer 2

            $run.Output | Should -Be $false, $false
            @($run.Questions).Count | Should -Be 1
            Get-ArmRequest POST | Should -BeNullOrEmpty
        }

        It 'says that it may not be registered' {
            Set-Provider NotRegistered
            Set-EmulatorOption @{ deny = @(@{ method = 'POST'; pathRegex = '/register$' }) }

            $check = Test-AksClusterExtension @target -Register | Where-Object Check -eq ProvidersRegistered

            $check.Result | Should -Be 'Failed'
            $check.Detail | Should -Match 'could not be registered\. You don''t have permission for this'
        }

        It 'says that the registration continues after the timeout' {
            Set-Provider NotRegistered
            Set-EmulatorOption @{ registrationSeconds = 3600 }

            $check = Test-AksClusterExtension @target -Register -TimeoutSeconds 1 | Where-Object Check -eq ProvidersRegistered

            $check.Result | Should -Be 'Failed'
            $check.Detail | Should -Match 'Microsoft.KubernetesConfiguration is Registering'
            $check.Recommendation | Should -Match '^Wait'
        }

        It 'checks the cluster of a piped extension' {
            Get-ExtensionId flux | Test-AksClusterExtension -Register | Select-Object -Last 1 -ExpandProperty Check | Should -Be 'Unlocked'
        }
    }

    Context 'bad input' {
        It 'refuses <Case>' -ForEach @(
            @{ Case = 'a name that none can have'; Id = 'ExtensionNameInvalid,*'; Run = { Test-AksClusterExtension @target -Name 'a/b' } }
            @{ Case = 'a cluster that is none'; Id = 'ClusterIdInvalid,*'; Run = { Test-AksClusterExtension -Cluster 'nonsense' } }
            @{ Case = 'a type together with an instance'; Id = 'AmbiguousParameterSet,*'; Run = { Test-AksClusterExtension @target -Name a -ExtensionType b } }
            @{ Case = '-Register for an instance'; Id = 'AmbiguousParameterSet,*'; Run = { Test-AksClusterExtension @target -Name a -Register } }
        ) {
            (Get-Failure $Run).FullyQualifiedErrorId | Should -BeLike $Id
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context '-KubernetesVersion' {
        BeforeEach {
            Invoke-Emulator POST extensions @{
                id = "$(Get-ClusterId)/providers/Microsoft.KubernetesConfiguration/extensions/dapr"; name = 'dapr'
                properties = @{ extensionType = 'microsoft.dapr'; provisioningState = 'Succeeded'; currentVersion = '1.14.4'; releaseTrain = 'stable' }
            }
        }

        It 'checks every extension of a cluster, and says which has to be updated first' {
            $checks = Test-AksClusterExtension @target -KubernetesVersion 1.35

            $dapr = $checks | Where-Object ExtensionName -eq dapr
            $dapr.Check, $dapr.Result | Should -Be 'KubernetesSupported', 'Failed'
            $dapr.Recommendation | Should -BeLike 'Update it before you upgrade the cluster*1.16.4.'
            ($checks | Where-Object ExtensionName -eq flux).Result | Should -Be 'Passed'
            (Get-ArmRequest).method | Sort-Object -Unique | Should -Be 'GET'
        }

        It 'checks a fleet by pipe: a line for each cluster where all passed, and true or false with -Quiet' {
            $checks = 'demo-aks', 'small-aks' | ForEach-Object { Get-ClusterId $_ } | Test-AksClusterExtension -KubernetesVersion 1.35.1 -ThrottleLimit 1

            $brief = $checks | Where-Object ClusterName -eq small-aks
            $brief.Check, $brief.Detail | Should -Be 'All', 'small-aks (demo-rg): The cluster has no extensions.'
            $checks | Where-Object Result -eq Failed | ForEach-Object ExtensionName | Should -Be 'dapr'
            'small-aks', 'demo-aks' | ForEach-Object { Get-ClusterId $_ } | Test-AksClusterExtension -KubernetesVersion 1.35 -Quiet -ThrottleLimit 1 | Should -Be $true, $false
        }

        It 'checks the named or piped extension only' {
            (Test-AksClusterExtension @target -KubernetesVersion 1.35 -Name dapr, flux).ExtensionName | Sort-Object | Should -Be 'dapr', 'flux'
            $piped = Get-AksClusterExtension @target -Name dapr | Test-AksClusterExtension -KubernetesVersion 1.34
            $piped.ExtensionName, $piped.Result | Should -Be 'dapr', 'Passed'
        }

        It 'refuses <Case>, and sends nothing' -ForEach @(
            @{ Case = 'what is no version'; Id = 'ParameterArgumentValidationError,*'; Run = { Test-AksClusterExtension @target -KubernetesVersion latest } }
            @{ Case = 'a type beside it'; Id = 'AmbiguousParameterSet,*'; Run = { Test-AksClusterExtension @target -KubernetesVersion 1.35 -ExtensionType microsoft.flux } }
            @{ Case = '-Register beside it'; Id = 'AmbiguousParameterSet,*'; Run = { Test-AksClusterExtension @target -KubernetesVersion 1.35 -Register } }
        ) {
            (Get-Failure $Run).FullyQualifiedErrorId | Should -BeLike $Id
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'says which version it wants instead' {
            (Get-Failure { Test-AksClusterExtension @target -KubernetesVersion latest }).Exception.Message | Should -BeLike "*'latest' is not a version of Kubernetes; specify one such as 1.35 or 1.35.1."
        }
    }

    Context 'the view' {
        It 'has a heading for each cluster and instance, and what to do under what is wrong' {
            $id = Get-ClusterId sp-aks
            $text = (Invoke-WithHost "[cultureinfo]::CurrentCulture = 'en-US'; '$id', '$(Get-ExtensionId flux)' | Test-AksClusterExtension -Detailed -ThrottleLimit 1 | Out-String -Width 120").Output -replace '\e\[[\d;]*m'
            $lines = $text -split '\r?\n' | ForEach-Object TrimEnd

            $lines | Should -Contain '   Cluster: sp-aks (resource group demo-rg)'
            $lines | Should -Contain '   Cluster: demo-aks (resource group demo-rg), extension flux'
            $lines | Should -Contain 'ManagedIdentity     Failed  The cluster has a service principal, which extensions cannot use.'
            $lines | Should -Contain '                            -> Change the cluster to a managed identity (az aks update --enable-managed-identity).'
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
        }

        It 'has a heading that names the type' {
            Test-AksClusterExtension @target -ExtensionType microsoft.dapr | Out-String | Should -Match 'Cluster: demo-aks \(resource group demo-rg\), for microsoft\.dapr'
        }
    }
}
