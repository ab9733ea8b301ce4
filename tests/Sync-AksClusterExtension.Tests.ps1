BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Document = Join-Path $TestDrive fleet.yaml

    function Set-Baseline([string] $Text) { Set-Content -LiteralPath $Document -Value $Text }
    function Get-Row($Change) { @($Change | ForEach-Object { "$($_.ClusterName) $($_.Name) $($_.Action) $($_.Result)" }) | Sort-Object }
    function Get-Write { @(Get-ArmRequest | Where-Object method -in PUT, PATCH, DELETE) }
    function Get-WriteTrace { (Get-Write | ForEach-Object { "$($_.method) $(($_.path -split '/')[8])" } | Sort-Object) -join ', ' }
}

Describe 'Sync-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        Set-Baseline @'
version: 1
rings:
  - name: canary
    clusters: { names: demo-aks }
    soak: 1h
  - name: rest
extensions:
  - name: flux
    type: microsoft.flux
    clusters: { names: [demo-aks, small-aks] }
    version: 1.18.2
'@
        Add-Extension flux demo-aks @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false }
        Clear-ArmRequest
    }

    It 'changes the first ring, says what the next one waits for, and sends nothing the second time' {
        $changes = Sync-AksClusterExtension $Document

        $changes | Should -BeOfType AksExtensions.ExtensionChange
        Get-Row $changes | Should -Be 'demo-aks flux Update Succeeded', 'small-aks flux Create WaitingForRing'
        $demo = $changes | Where-Object ClusterName -eq demo-aks
        $demo.Ring | Should -Be 'canary'
        $demo.Before.CurrentVersion | Should -Be '1.17.3'
        $demo.After.CurrentVersion | Should -Be '1.18.2'
        $demo.Duration | Should -BeGreaterThan ([timespan]::Zero)
        "$($demo.Differences)" | Should -Be 'version: 1.17.3 -> 1.18.2'
        ($changes | Where-Object ClusterName -eq small-aks).Detail | Should -BeLike "Ring 'canary' soaks for 1h, until *UTC."
        Get-WriteTrace | Should -Be 'PATCH demo-aks'

        Clear-ArmRequest
        Get-Row (Sync-AksClusterExtension $Document) | Should -Be 'small-aks flux Create WaitingForRing'
        Get-Write | Should -BeNullOrEmpty
    }

    It 'continues with the next ring in the same run when nothing has to soak, and then everything is in sync' {
        Set-Baseline ((Get-Content -Raw $Document) -replace 'soak: 1h', 'soak: 0s')

        Get-Row (Sync-AksClusterExtension $Document) | Should -Be 'demo-aks flux Update Succeeded', 'small-aks flux Create Succeeded'
        Compare-AksClusterExtension $Document -Quiet | Should -BeTrue
        Sync-AksClusterExtension $Document | Should -BeNullOrEmpty
    }

    It 'writes a plan with -WhatIf, and changes nothing' {
        $plan = Sync-AksClusterExtension $Document -WhatIf 6>&1

        ($plan -join "`n") | Should -Be (@(
            'Ring canary', '~ update flux on demo-aks (demo-rg)', '    version: 1.17.3 -> 1.18.2'
            "Ring rest waits. Ring 'canary' is not in sync: flux on demo-aks (demo-rg) is Different."
            '+ create flux on small-aks (demo-rg): microsoft.flux', '    version: 1.18.2'
            'Waiting for a ring: 1.', 'Plan: 0 to create, 1 to update, 0 to remove, 0 in sync.') -join "`n")
        Get-Write | Should -BeNullOrEmpty
    }

    It 'works on one ring, and refuses one that the baseline does not have' {
        Get-Row (Sync-AksClusterExtension $Document -Ring rest) | Should -Be 'small-aks flux Create WaitingForRing'
        $failure = { Sync-AksClusterExtension $Document -Ring reste } | Should -Throw -ErrorId 'RingNotFound,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Be 'Its rings are canary, rest.'
    }

    It 'works on the clusters that are given or piped, and refuses some clusters of a rollout in rings' {
        { Sync-AksClusterExtension $Document -Cluster (Get-ClusterId) } | Should -Throw -ErrorId 'RingsNeedAllClusters,*'
        Get-ArmRequest | Should -BeNullOrEmpty
        Set-Baseline "version: 1`nextensions:`n  - { name: flux, type: microsoft.flux, version: 1.18.2 }`n"

        Get-Row (Sync-AksClusterExtension $Document -Cluster (Get-ClusterId) -Live) | Should -Be 'demo-aks flux Update Succeeded'
        Get-Row (Get-ClusterId small-aks | Sync-AksClusterExtension $Document) | Should -Be 'small-aks flux Create Succeeded'
        Get-WriteTrace | Should -Be 'PATCH demo-aks, PUT small-aks'
        Clear-ArmRequest
        @() | Sync-AksClusterExtension $Document | Should -BeNullOrEmpty
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'leaves alone what AKS has as a feature, and says how to turn it on' {
        Set-Baseline "version: 1`nextensions:`n  - { name: policy, type: microsoft.policyinsights, clusters: { names: demo-aks } }`n"

        $change = Sync-AksClusterExtension $Document

        Get-Row $change | Should -Be 'demo-aks policy Blocked Skipped'
        $change.Detail | Should -BeLike '*Use az aks enable-addons --addons azure-policy.'
        (Sync-AksClusterExtension $Document -WhatIf 6>&1)[0] | Should -BeLike '! blocked policy on demo-aks (demo-rg): *az aks enable-addons*'
        Get-Write | Should -BeNullOrEmpty
    }

    It 'runs as a job, and checks everything that it can before it starts one' {
        Set-Baseline "version: 1`nextensions:`n  - { name: flux, type: microsoft.flux, version: 1.18.2 }`n"
        Push-Location $TestDrive
        try {
            { Sync-AksClusterExtension nowhere.yaml -AsJob } | Should -Throw -ErrorId 'BaselineNotFound,*'
            { Sync-AksClusterExtension fleet.yaml -Ring none -AsJob } | Should -Throw -ErrorId 'RingNotFound,*'

            $job = (Get-ClusterId), (Get-ClusterId small-aks), 'junk' | Sync-AksClusterExtension fleet.yaml -AsJob -ErrorVariable errors -ErrorAction SilentlyContinue

            @($errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be 'ClusterIdInvalid'
            $job.Command | Should -BeLike '*Sync-AksClusterExtension fleet.yaml*'
            $changes = $job | Wait-Job | Receive-Job
            $job.State | Should -Be 'Completed'
            Get-Row $changes | Should -Be 'demo-aks flux Update Succeeded', 'small-aks flux Create Succeeded'
            $compared = Compare-AksClusterExtension fleet.yaml -Cluster (Get-ClusterId) -Quiet -AsJob | Wait-Job | Receive-Job
            $compared | Should -BeTrue
            (Sync-AksClusterExtension fleet.yaml -AsJob -WhatIf 6>&1)[-1] | Should -BeLike 'Plan: *'
        }
        finally {
            Pop-Location
            Get-Job | Remove-Job -Force
        }
    }

    It 'removes only with -Prune' {
        Set-Baseline "version: 1`nextensions:`n  - { name: flux, type: microsoft.flux, ensure: absent }`n"

        Get-Row (Sync-AksClusterExtension $Document) | Should -Be 'demo-aks flux None Skipped'
        Get-Write | Should -BeNullOrEmpty
        Get-Row (Sync-AksClusterExtension $Document -Prune -Force) | Should -Be 'demo-aks flux Remove Succeeded'
        Get-WriteTrace | Should -Be 'DELETE demo-aks'
    }

    It 'reads secrets from the environment, a file and Get-Secret, and shows them nowhere' {
        function global:Get-Secret([string] $Name, [string] $Vault) { ConvertTo-SecureString "hidden-$Vault-$Name" -AsPlainText -Force }
        $env:AKSEXTENSIONS_TEST_PASSWORD = 'hidden-env'
        Set-Content (Join-Path $TestDrive secret.txt) 'hidden-file'
        try {
            Set-Baseline @'
version: 1
extensions:
  - name: vault
    type: fabrikam.vault
    clusters: { names: demo-aks }
    protectedSettings:
      a: { env: AKSEXTENSIONS_TEST_PASSWORD }
      b: { file: secret.txt }
      c: { secret: token, vault: team }
'@
            $all = Sync-AksClusterExtension $Document -Verbose *>&1

            $received = Get-ReceivedSecret vault
            "$($received.a) $($received.b) $($received.c)" | Should -Be 'hidden-env hidden-file hidden-team-token'
            ($all | Out-String -Width 500) + ($all | ConvertTo-Json -Depth 6 -WarningAction Ignore) | Should -Not -BeLike '*hidden-*'
        }
        finally {
            Remove-Item function:Get-Secret, env:AKSEXTENSIONS_TEST_PASSWORD
        }
    }

    It 'says which secrets cannot be found before it sends anything' {
        Set-Baseline "version: 1`nextensions:`n  - { name: x, type: fabrikam.x, protectedSettings: { a: { env: AKSEXTENSIONS_TEST_NOT_SET }, b: { file: nowhere } } }`n"

        $failure = { Sync-AksClusterExtension $Document } | Should -Throw -ErrorId 'BaselineInvalid,*' -PassThru

        $failure.Exception.Message | Should -BeLike '*line 3, column*AKSEXTENSIONS_TEST_NOT_SET: it is not set.*nowhere: it does not exist.'
        Get-ArmRequest | Should -BeNullOrEmpty
        # A plan does not need secrets.
        (Sync-AksClusterExtension $Document -WhatIf 6>&1)[-1] | Should -BeLike 'Plan: * to create*'
    }

    It 'reports a failure as an error and an object, and stops the rings after it' {
        Set-EmulatorOption @{ failWith = 'ImagePullBackOff: no such image' }

        $changes = Sync-AksClusterExtension $Document -ErrorVariable errors -ErrorAction SilentlyContinue

        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
        $errors[0].TargetObject.ClusterName | Should -Be 'demo-aks'
        $failed = $changes | Where-Object Result -eq Failed
        $failed.Error.ErrorId | Should -Be 'OperationFailed'
        $failed.Error.Message | Should -BeLike '*ImagePullBackOff*'
        ($changes | Where-Object Result -eq WaitingForRing).Detail | Should -BeLike "Ring 'canary' is not in sync*"
    }

    It 'restores the previous state with -OnFailure Revert' {
        Set-Baseline ((Get-Content -Raw $Document) + "    settings: { emulator.failWith: it does not start }`n")

        $failed = Sync-AksClusterExtension $Document -OnFailure Revert -ErrorAction SilentlyContinue | Where-Object Result -eq Failed

        $failed.Detail | Should -BeLike '*restored*'
        (Get-AksClusterExtension -Cluster (Get-ClusterId) -Name flux).CurrentVersion | Should -Be '1.17.3'
    }

    It 'ends with an error after as many failures as are allowed' {
        Set-Baseline "version: 1`nextensions:`n  - { name: flux, type: microsoft.flux, clusters: { names: [demo-aks, small-aks] }, version: 1.18.2 }`n"
        Set-EmulatorOption @{ failWith = 'no' }

        $changes = Sync-AksClusterExtension $Document -MaxErrorCount 1 -ThrottleLimit 1 -ErrorVariable errors -ErrorAction SilentlyContinue

        Get-Row $changes | Should -Be 'demo-aks flux Update Failed', 'small-aks flux Create Skipped'
        @($errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be 'OperationFailed', 'MaxErrorCountReached'
    }

    It 'shows how many extensions are done, ring by ring' {
        $null = Add-Cluster @{ count = 12; prefix = 'bar-'; resourceGroup = 'demo-rg' }
        Set-Baseline @'
version: 1
rings:
  - { name: canary, clusters: { names: "bar-0000*" } }
  - { name: rest }
extensions:
  - { name: flux, type: microsoft.flux, clusters: { names: "bar-*" } }
'@
        Set-EmulatorOption @{ latencyMs = 60 }
        $shell = New-TestPowerShell
        try {
            $changes = $shell.AddCommand('Sync-AksClusterExtension').AddParameters(@{ Baseline = $Document; ThrottleLimit = 2 }).Invoke()

            $shell.Streams.Error | Should -BeNullOrEmpty
            $changes | Should -HaveCount 12
            $bars = $shell.Streams.Progress | Where-Object { $_.ActivityId -eq 0 -and $_.RecordType -eq 'Processing' }
            $bars.Count | Should -BeGreaterThan 3
            ($bars.PercentComplete | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 100
            # The first ring has 9 clusters, the second one 3.
            $bars[0].StatusDescription | Should -BeLike '0 done, 0 failed, 0 running, 9 left*'
            $bars[-1].StatusDescription | Should -Match '^(9|1\d) done, 0 failed, \d running, 0 left'
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    It 'is finished by the next run when its process is killed after <after> of 12 changes, and nothing is done twice' -ForEach @{ after = 0 }, @{ after = 3 }, @{ after = 9 } {
        $null = Add-Cluster @{ count = 12; prefix = 'kill-'; resourceGroup = 'demo-rg' }
        1..12 | ForEach-Object {
            $cluster = 'kill-{0:d5}' -f $_
            switch ($_ % 3) {
                0 { Add-Extension flux $cluster @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false } }
                1 {
                    Add-Extension flux $cluster @{ version = '1.18.2'; autoUpgradeMinorVersion = $false }
                    Add-Extension dapr $cluster @{ extensionType = 'microsoft.dapr' }
                }
            }
        }
        Set-Baseline @'
version: 1
extensions:
  - { name: flux, type: microsoft.flux, clusters: { names: "kill-*" }, version: 1.18.2 }
  - { name: dapr, type: microsoft.dapr, clusters: { names: "kill-*" }, ensure: absent }
'@
        function Get-Accepted { @(Get-Write | Where-Object { $_.status -ge 200 -and $_.status -lt 300 } | ForEach-Object { "$($_.method) $($_.path.Split('/')[8])" }) }
        # Operations take longer than the rest of the first run, so that the kill finds some of them running.
        Set-EmulatorOption @{ operationSeconds = 2; latencyMs = 30 }
        Clear-ArmRequest
        $process = Start-Pwsh 'Sync-AksClusterExtension $Document -Prune -Force -ThrottleLimit 2; "The run has ended."' @{ Document = $Document }
        try {
            Wait-Until { (Get-ArmRequest) -and (Get-Accepted).Count -ge $after } -Seconds 60
            $process.Kill()
            $process.WaitForExit()
            $process.ExitCode | Should -Not -Be 0
            $process.StandardOutput.ReadToEnd() | Should -Not -BeLike '*The run has ended.*'
        }
        finally {
            Close-Pwsh $process
        }

        $null = Get-SettledRequestCount
        $first = Get-Accepted
        $first.Count | Should -BeLessThan 12
        $first.Count | Should -BeGreaterOrEqual $after
        # The second run need not wait for operations of the first one.
        Set-EmulatorOption @{ operationSeconds = 0; latencyMs = 0 }

        $changes = Sync-AksClusterExtension $Document -Prune -Force

        $changes | Where-Object Result -ne Succeeded | Should -BeNullOrEmpty
        Compare-AksClusterExtension $Document -Quiet | Should -BeTrue
        $all = Get-Accepted
        $all | Should -HaveCount 12
        $all | Sort-Object -Unique | Should -HaveCount 12
        ($all | Group-Object { $_.Split(' ')[0] } | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be 'DELETE 4', 'PATCH 4', 'PUT 4'
    }
}
