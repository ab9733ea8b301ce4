BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator

    # Adds clusters and returns their IDs.
    function Add-Fleet([int] $Count) { Add-Cluster @{ count = $Count; resourceGroup = 'fleet-rg'; prefix = 'f-' } }

    function Get-FleetName([int[]] $Number) { $Number | ForEach-Object { 'f-{0:D5}' -f $_ } }

    # Runs a script in a separate PowerShell until a condition is met, stops it, and returns what happened.
    function Stop-InTheMiddle([string] $Script, [scriptblock] $When, [hashtable] $Variables = @{}) {
        $recording = New-RecordingHost
        $shell = New-TestPowerShell $recording
        try {
            $Variables.GetEnumerator() | ForEach-Object { $shell.Runspace.SessionStateProxy.SetVariable($_.Key, $_.Value) }
            $null = $shell.AddScript($Script).BeginInvoke()
            Wait-Until $When
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $milliseconds = $clock.ElapsedMilliseconds
            $sent = Get-SettledRequestCount
            [System.Threading.Thread]::Sleep(500)
            [pscustomobject]@{
                Milliseconds = $milliseconds; Text = $recording.Text; Errors = @($shell.Streams.Error); SentAfter = @(Get-ArmRequest).Count - $sent
                Warnings = @($recording.Text -split "`n" -like 'WARNING:*')
            }
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}

Describe 'Many clusters' {
    BeforeEach {
        Reset-Emulator
        $flux = @{ Name = 'flux2'; ExtensionType = 'microsoft.flux' }
    }

    Context 'the list' {
        It 'may be mixed: ids, objects, rows and objects of ours' {
            $ids = Add-Fleet 4
            $ours = $ids[3] | New-AksClusterExtension @flux
            $list = @(
                $ids[0]
                [pscustomobject]@{ Id = $ids[1] }
                "ResourceGroupName,ClusterName`nfleet-rg,$(Get-FleetName 3)" | ConvertFrom-Csv
                $ours
            )

            $list[0..2] | New-AksClusterExtension @flux -ErrorAction Stop | Should -HaveCount 3
            ($list | Get-AksClusterExtension -Name flux2 -ErrorAction Stop).ClusterName | Sort-Object | Should -Be (Get-FleetName 1, 2, 3, 4)
        }

        It 'has each cluster once, in any case, with a warning' {
            $ids = Add-Fleet 2
            Clear-ArmRequest

            $ids[0], $ids[1], $ids[0].ToUpperInvariant() | New-AksClusterExtension @flux -WarningVariable warnings -WarningAction SilentlyContinue |
                Should -HaveCount 2

            $warnings | Should -HaveCount 1
            "$warnings" | Should -BeLike '*more than once*'
            @(Get-ArmRequest PUT) | Should -HaveCount 2
        }

        It 'an invalid one is a separate error, and the others continue' {
            $ids = Add-Fleet 3

            $ids[0], 'nonsense', (Get-ClusterId nowhere), $ids[2] | New-AksClusterExtension @flux -ErrorAction SilentlyContinue -ErrorVariable problems |
                Should -HaveCount 2

            $problems.FullyQualifiedErrorId -replace ',.*' | Sort-Object | Should -Be 'ClusterIdInvalid', 'ClusterNotFound'
            ($problems | Where-Object FullyQualifiedErrorId -like 'ClusterNotFound*').TargetObject.Name | Should -Be 'nowhere'
        }

        It 'has each cluster once when -Name replaces the names of the piped extensions' {
            $ids = Add-Fleet 1
            $null = 'a', 'b' | ForEach-Object { $ids | New-AksClusterExtension -Name $_ -ExtensionType microsoft.flux }
            Clear-ArmRequest

            $ids | Get-AksClusterExtension | New-AksClusterExtension @flux -WarningVariable warnings -WarningAction SilentlyContinue | Should -HaveCount 1

            "$warnings" | Should -BeLike "Cluster '*' was specified more than once*"
            @(Get-ArmRequest PUT) | Should -HaveCount 1
            # Without -Name each is itself.
            $ids | Get-AksClusterExtension | Get-AksClusterExtension | Should -HaveCount 3
        }

        It 'warns of the first five duplicates one by one, and of the others together' {
            $ids = Add-Fleet 8

            $ids + $ids | Get-AksClusterExtension -WarningVariable warnings -WarningAction SilentlyContinue

            $warnings | Should -HaveCount 6
            "$($warnings[4])" | Should -BeLike "Cluster '$($ids[4])' was specified more than once*"
            "$($warnings[5])" | Should -Be '3 more were specified more than once and are processed once.'
            @(Get-ArmRequest GET) | Should -HaveCount 8
        }

        It 'names in an error what was given, so that it can be mended and piped again' {
            $row = [pscustomobject]@{ ResourceGroup = 'fleet-rg'; Name = ''; Note = 'n' }
            $null = 'junk', $row, [pscustomobject]@{ ResourceGroup = 'g'; Name = 'c'; Subscription = 'Production' } |
                Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problems

            $problems | Should -HaveCount 3
            $problems[0].TargetObject | Should -Be 'junk'
            [object]::ReferenceEquals($problems[1].TargetObject.PSObject.BaseObject, $row.PSObject.BaseObject) | Should -BeTrue
            "$($problems[1])" | Should -Be "'@{ResourceGroup=fleet-rg; Name=; Note}' does not name a cluster: its Name is empty."
            "$($problems[2])" | Should -Be "'Production' is not a subscription ID, and the signed-in account can see no subscription with this name."
            $problems[2].TargetObject.Name | Should -Be 'c'
        }

        It 'of 300 is done, each once' {
            $ids = Add-Fleet 300
            Clear-ArmRequest
            $ids | New-AksClusterExtension @flux -ErrorAction Stop | Should -HaveCount 300
            @(Get-ArmRequest PUT) | Should -HaveCount 300
        }
    }

    Context 'a row without a subscription in the middle of it' {
        BeforeEach { $null = Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken (Get-TestToken) -CertificateAuthority $Emulator.certificate }
        AfterEach { $null = Connect-TestEmulator }

        It 'waits for the subscription alone, and not for what was started before' {
            $ids = Add-Fleet 2
            Set-EmulatorOption @{ operationSeconds = 1000 }
            Clear-ArmRequest
            $list = $ids[0], [pscustomobject]@{ ResourceGroupName = 'fleet-rg'; ClusterName = Get-FleetName 2 }

            $list | New-AksClusterExtension @flux -TimeoutSeconds 3 -ErrorAction SilentlyContinue

            # Both have started before the first delayed poll of the first one.
            $sent = @(Get-ArmRequest).ForEach({ "$($_.method) $($_.path -replace '.*/(operations|[^/]+$)', '$1')" -replace '(operations).*', '$1' })
            $second = [array]::LastIndexOf($sent, 'PUT flux2')
            @($sent -eq 'PUT flux2') | Should -HaveCount 2
            @($sent[0..$second] -eq 'GET operations').Count | Should -BeLessOrEqual 1
        }
    }

    Context '-ThrottleLimit' {
        It '1 keeps the order of the input' {
            $ids = Add-Fleet 12
            [array]::Reverse($ids)
            $null = $ids | New-AksClusterExtension @flux -NoWait -ThrottleLimit 1

            ($ids | Get-AksClusterExtension -Name flux2 -ThrottleLimit 1).ClusterName | Should -Be (Get-FleetName (12..1))
        }

        It 'is <Limit>: so many requests at a time' -ForEach @(@{ Limit = 1; Least = 900 }, @{ Limit = 3; Least = 300 }) {
            $ids = Add-Fleet 9
            Set-EmulatorOption @{ latencyMs = 100 }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $ids | Get-AksClusterExtension -ThrottleLimit $Limit
            $clock.ElapsedMilliseconds | Should -BeGreaterOrEqual $Least
        }

        It '<Limit> is refused' -ForEach @(@{ Limit = 0 }, @{ Limit = 257 }) {
            (Get-Failure { Get-ClusterId | Get-AksClusterExtension -ThrottleLimit $Limit }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
        }

        It 'counts those that work, not those that wait for Azure' {
            $ids = Add-Fleet 20
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $stopped = Stop-InTheMiddle '$ids | New-AksClusterExtension -Name flux2 -ExtensionType microsoft.flux -ThrottleLimit 2' { @(Get-ArmRequest PUT).Count -eq 20 } @{ ids = $ids }
            $stopped.Errors | Should -BeNullOrEmpty
        }

        It 'holds for both ends of a pipeline' {
            $ids = Add-Fleet 60
            $null = $ids | New-AksClusterExtension @flux
            $changed = $ids | Get-AksClusterExtension -Name flux2 | Update-AksClusterExtension -ConfigurationSettings a=1 -ErrorAction Stop
            $changed | Should -HaveCount 60
            $changed | ForEach-Object { $_.ConfigurationSettings['a'] } | Select-Object -Unique | Should -Be '1'
        }

        It 'a consumer that has enough stops the rest' {
            $ids = Add-Fleet 200
            Set-EmulatorOption @{ latencyMs = 50 }
            Clear-ArmRequest
            $null = $ids | New-AksClusterExtension @flux -ThrottleLimit 4 -NoWait | Select-Object -First 1
            @(Get-ArmRequest PUT).Count | Should -BeLessThan 50
        }
    }

    Context '-MaxErrorCount' {
        It 'ends the command after so many failed clusters' {
            $ids = 1..50 | ForEach-Object { Get-ClusterId "nowhere$_" }
            $failure = Get-Failure { $ids | Get-AksClusterExtension -MaxErrorCount 3 -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable script:problems }

            $failure.FullyQualifiedErrorId | Should -BeLike 'MaxErrorCountReached,*'
            @($problems | Where-Object { "$($_.FullyQualifiedErrorId)" -like 'ClusterNotFound,*' }) | Should -HaveCount 3
            @(Get-ArmRequest).Count | Should -BeLessThan 20
        }

        It 'counts what names no cluster' {
            $failure = Get-Failure { 1..50 | Get-AksClusterExtension -MaxErrorCount 3 -ErrorAction SilentlyContinue -ErrorVariable script:problems }
            $failure.FullyQualifiedErrorId | Should -BeLike 'MaxErrorCountReached,*'
            @($problems | Where-Object { "$($_.FullyQualifiedErrorId)" -like 'ClusterIdInvalid,*' }) | Should -HaveCount 3
        }

        It 'that is not reached changes nothing' {
            (Get-ClusterId), (Get-ClusterId nowhere), (Get-ClusterId small-aks) | Get-AksClusterExtension -Name flux -MaxErrorCount 9 -ErrorAction SilentlyContinue -ErrorVariable problems | Should -Not -BeNullOrEmpty
            $problems.Count | Should -BeIn 1, 2
        }
    }

    Context '-TimeoutSeconds' {
        It 'is for each cluster' {
            $ids = Add-Fleet 3
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $seen = Invoke-WithHost "'$($ids -join "','")' | New-AksClusterExtension -Name flux2 -ExtensionType microsoft.flux -TimeoutSeconds 1"

            $seen.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'OperationTimedOut', 'OperationTimedOut', 'OperationTimedOut'
            $seen.Errors.TargetObject.Name | Sort-Object | Should -Be (Get-FleetName 1, 2, 3)
        }
    }

    Context '-AsJob' {
        AfterEach { Get-Job | Where-Object PSJobTypeName -eq AksExtensionsJob | Remove-Job -Force }

        It 'returns a job whose output and errors Receive-Job reads' {
            $ids = Add-Fleet 3
            $job = $ids[0], $ids[1], (Get-ClusterId nowhere), $ids[2] | New-AksClusterExtension @flux -AsJob

            $job | Should -HaveCount 1
            $job.PSJobTypeName | Should -Be 'AksExtensionsJob'
            $null = $job | Wait-Job -Timeout 30
            $job.State | Should -Be 'Completed'
            $output = $job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable problems
            $output.ClusterName | Sort-Object | Should -Be (Get-FleetName 1, 2, 3)
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'ClusterNotFound,*'
            (Get-Job -Id $job.Id).HasMoreData | Should -BeFalse
        }

        It 'continues after an item that names no cluster, as the command does' {
            $ids = Add-Fleet 2
            $job = $ids[0], 'junk', $null, $ids[1] | New-AksClusterExtension @flux -AsJob

            $null = $job | Wait-Job -Timeout 30
            $job.State | Should -Be 'Completed'
            $job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable problems | Should -HaveCount 2
            $problems.FullyQualifiedErrorId -replace ',.*' | Should -Be 'ClusterIdInvalid', 'ClusterIdInvalid'
            $problems[0].TargetObject | Should -Be 'junk'
        }

        It 'is Failed when the command ends with an error' {
            $job = 1..9 | ForEach-Object { Get-ClusterId "nowhere$_" } | Get-AksClusterExtension -AsJob -MaxErrorCount 2
            $null = $job | Wait-Job -Timeout 30
            $job.State | Should -Be 'Failed'
            $job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable problems
            @($problems.FullyQualifiedErrorId -like 'MaxErrorCountReached,*') | Should -HaveCount 1
        }

        It 'does not start when the parameters are invalid' {
            (Get-Failure { New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name '-bad-' -ExtensionType microsoft.flux -AsJob }).FullyQualifiedErrorId |
                Should -BeLike 'ExtensionNameInvalid,*'
            Get-Job | Where-Object PSJobTypeName -eq AksExtensionsJob | Should -BeNullOrEmpty
        }

        It 'Stop-Job stops at once, and the job says what continues' {
            $ids = Add-Fleet 3
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $job = $ids | New-AksClusterExtension @flux -AsJob
            Wait-Until { @(Get-ArmRequest GET '*/operations/*').Count -ge 3 }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $job | Stop-Job

            $clock.ElapsedMilliseconds | Should -BeLessThan 2000
            $job.State | Should -Be 'Stopped'
            $job.Error | Should -BeNullOrEmpty
            @($job.Warning | Where-Object Message -like "3 creates continue in Azure: 'flux2' on f-00001, f-00002, f-00003.*") | Should -HaveCount 1
        }

        It 'that has ended stays so when it is stopped' {
            $job = Get-ClusterId | Get-AksClusterExtension -AsJob
            $null = $job | Wait-Job -Timeout 30

            $job.StopJob()

            $job.State | Should -Be 'Completed'
        }

        It 'has no secret in it' {
            $job = New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks @flux -ConfigurationProtectedSettings @{ password = 'canary-in-a-job' } -AsJob
            $null = $job | Wait-Job -Timeout 30

            $job.State | Should -Be 'Completed'
            (Get-ReceivedSecret flux2).password | Should -Be 'canary-in-a-job'
            $job | Format-List * -Force | Out-String | Should -Not -BeLike '*canary*'
            $job | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue | Should -Not -BeLike '*canary*'
            $job | Receive-Job | Format-List * -Force | Out-String | Should -Not -BeLike '*canary*'
        }

        It 'reads a settings file that is relative to the location of the command' {
            '{"a":"from a file"}' | Set-Content TestDrive:/settings.json
            # The job knows no such drive.
            Push-Location TestDrive:/
            try {
                $job = New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks @flux -ConfigurationSettingsFile settings.json -AsJob
            }
            finally {
                Pop-Location
            }

            ($job | Receive-Job -Wait).ConfigurationSettings['a'] | Should -Be 'from a file'
        }

        It 'with -WhatIf starts no job' {
            New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks @flux -AsJob -WhatIf | Should -BeNullOrEmpty
            Get-Job | Where-Object PSJobTypeName -eq AksExtensionsJob | Should -BeNullOrEmpty
            Get-ArmRequest PUT | Should -BeNullOrEmpty
        }
    }

    Context 'progress' {
        It 'is one bar for all' {
            $ids = Add-Fleet 40
            Set-EmulatorOption @{ latencyMs = 30 }
            $seen = Invoke-WithHost "'$($ids -join "','")' | Get-AksClusterExtension -ThrottleLimit 2"

            $bars = @($seen.Text -split "`n" -like 'PROGRESS:*')
            $bars.Count | Should -BeGreaterThan 2
            # A few a second at most.
            $bars.Count | Should -BeLessThan 40
            $bars[-2] | Should -BeLike '*done, 0 failed, * running*'
            @($bars | ForEach-Object { ($_ -split 'act = ' -split ' ')[0] } | Select-Object -Unique) | Should -HaveCount 1
        }

        It 'says what is left from the beginning when the list is known' {
            $ids = Add-Fleet 40
            Set-EmulatorOption @{ latencyMs = 30 }
            $seen = Invoke-WithHost "Get-AksClusterExtension -Cluster '$($ids -join "','")' -ThrottleLimit 2"
            @($seen.Text -split "`n" -like 'PROGRESS:*')[0] | Should -BeLike '*running, * left*'
        }

        It 'leaves no bar of the first operation beside that of all' {
            $ids = Add-Fleet 5
            $null = $ids | New-AksClusterExtension @flux
            Set-EmulatorOption @{ operationSeconds = 1; latencyMs = 30 }
            $seen = Invoke-WithHost "'$($ids -join "','")' | ForEach-Object { `$_; Start-Sleep -Milliseconds 300 } | Remove-AksClusterExtension -Name flux2 -Force"

            $bars = @($seen.Text -split "`n" -like 'PROGRESS:*')
            $single = @($bars -like '*act = Delete flux2 on f-00001*')
            $single | Should -Not -BeNullOrEmpty
            $single[-1] | Should -BeLike '*type = Completed*'
            $bars.IndexOf($single[-1]) | Should -BeLessThan ($bars.Count - 3)
        }

        It 'says in its status, which every view shows, that Azure''s limit is the brake' {
            $ids = Add-Cluster @{ count = 270; resourceGroup = 'fleet-rg'; prefix = 'brake-' }
            Set-EmulatorOption @{ throttle = $true }
            $seen = Invoke-WithHost "'$($ids -join "','")' | Get-AksClusterExtension"
            $seen.Errors | Should -BeNullOrEmpty
            $seen.Text | Should -BeLike "*stat = * running*, at Azure's limit*"
        }

        It 'is silent when $ProgressPreference says so' {
            $ids = Add-Fleet 10
            (Invoke-WithHost "`$ProgressPreference = 'SilentlyContinue'; '$($ids -join "','")' | Get-AksClusterExtension").Text | Should -Not -BeLike '*PROGRESS*'
        }

        It 'is not shown in an unattended session' {
            $ids = Add-Fleet 10
            Invoke-Pwsh '$ProgressPreference = "Continue"; $Ids -split "," | Get-AksClusterExtension' @{ Ids = $ids -join ',' } | Should -BeNullOrEmpty
        }
    }

    Context 'stopped in the middle (Ctrl+C)' {
        It 'returns at once, sends nothing more, and says in one warning what continues' {
            $ids = Add-Fleet 3
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $stopped = Stop-InTheMiddle '$ids | New-AksClusterExtension -Name flux2 -ExtensionType microsoft.flux' { @(Get-ArmRequest GET '*/operations/*').Count -ge 3 } @{ ids = $ids }

            $stopped.Milliseconds | Should -BeLessThan 1500
            $stopped.SentAfter | Should -Be 0
            $stopped.Errors | Should -BeNullOrEmpty
            $stopped.Warnings | Should -Be "WARNING: 3 creates continue in Azure: 'flux2' on f-00001, f-00002, f-00003."
        }

        It 'names the first few of many, with one command that waits for all, also for those that have ended since' {
            $ids = Add-Fleet 60
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $stopped = Stop-InTheMiddle '$ids | New-AksClusterExtension -Name flux2 -ExtensionType microsoft.flux' { @(Get-ArmRequest GET '*/operations/*').Count -ge 60 } @{ ids = $ids }

            $stopped.Warnings | Should -Be "WARNING: 60 creates continue in Azure: 'flux2' on f-00001, f-00002, f-00003, f-00004, f-00005 and 55 more."
            $command = [regex]::Match($stopped.Text, '\.\.\. \| (Get-.*)').Groups[1].Value.Trim()
            $command | Should -Be "Get-AksClusterExtension | Where-Object Name -eq 'flux2' | Wait-AksClusterExtension"

            # The command in the hint works, also on clusters that were not started.
            $more = Add-Cluster @{ count = 2; resourceGroup = 'fleet-rg'; prefix = 'later-' }
            $wait = [scriptblock]::Create("`$input | $command")
            Step-EmulatorClock 990
            @($ids | Get-AksClusterExtension | Where-Object ProvisioningState -eq Creating) | Should -HaveCount 60
            Step-EmulatorClock 11
            $done = $ids + $more | & $wait
            $done | Should -HaveCount 60
            $done.ProvisioningState | Select-Object -Unique | Should -Be 'Succeeded'
        }

        It 'names the extensions where they differ' {
            $ids = Add-Fleet 2
            $null = 'a', 'b' | ForEach-Object { $ids | New-AksClusterExtension -Name $_ -ExtensionType microsoft.flux }
            Set-EmulatorOption @{ operationSeconds = 1000 }
            Clear-ArmRequest
            $stopped = Stop-InTheMiddle '$ids | Get-AksClusterExtension | Remove-AksClusterExtension -Force' { @(Get-ArmRequest GET '*/operations/*').Count -ge 4 } @{ ids = $ids }

            $stopped.Warnings | Should -HaveCount 1
            $stopped.Warnings | Should -BeLike "WARNING: 4 deletes continue in Azure: *'a' on f-00001*'b' on f-00002*"
            $stopped.Text | Should -BeLike '*pipe the same extensions again: ... | Get-AksClusterExtension | Wait-AksClusterExtension*'
        }

        It 'says of requests without an answer that they may have arrived' {
            $ids = Add-Fleet 2
            Add-Fault @{ method = 'PUT'; pathRegex = 'extensions'; action = 'hang'; count = 9 }
            $stopped = Stop-InTheMiddle '$ids | New-AksClusterExtension -Name flux2 -ExtensionType microsoft.flux' { @(Get-ArmRequest PUT).Count -ge 2 } @{ ids = $ids }

            $stopped.Warnings | Should -Be "WARNING: 2 creates continue in Azure if their requests arrived: 'flux2' on f-00001, f-00002."
        }

        It 'at the question sends nothing, whatever the host answers then' {
            $recording = New-RecordingHost
            $recording.MayAnswer.Reset()
            $shell = New-TestPowerShell $recording
            try {
                Clear-ArmRequest
                $null = $shell.AddScript('Remove-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux').BeginInvoke()
                $recording.Asked.Wait(10000) | Should -BeTrue
                $stop = $shell.BeginStop($null, $null)
                Wait-Until { $shell.InvocationStateInfo.State -ne 'Running' }
                $recording.MayAnswer.Set()
                $stop.AsyncWaitHandle.WaitOne(10000) | Should -BeTrue

                Get-ArmRequest | Should -BeNullOrEmpty
                $shell.Streams.Error | Should -BeNullOrEmpty
            }
            finally {
                $shell.Runspace.Dispose()
                $shell.Dispose()
            }
        }

        It 'in the middle of many reads sends nothing more' {
            $ids = Add-Fleet 1000
            Set-EmulatorOption @{ latencyMs = 50 }
            $stopped = Stop-InTheMiddle '$ids | Get-AksClusterExtension' { @(Get-ArmRequest GET).Count -ge 100 } @{ ids = $ids }

            $stopped.Milliseconds | Should -BeLessThan 1500
            $stopped.SentAfter | Should -Be 0
            $stopped.Errors | Should -BeNullOrEmpty
            $stopped.Warnings | Should -BeNullOrEmpty
        }
    }

    Context 'waits for what others started' {
        It 'Get | Where Creating | Wait' {
            $ids = Add-Fleet 10
            $null = $ids[0..4] | New-AksClusterExtension @flux
            Set-EmulatorOption @{ operationSeconds = 1 }
            $null = $ids[5..9] | New-AksClusterExtension @flux -NoWait

            $done = $ids | Get-AksClusterExtension -Name flux2 | Where-Object ProvisioningState -eq Creating | Wait-AksClusterExtension
            $done.ClusterName | Sort-Object | Should -Be (Get-FleetName (6..10))
            $done.ProvisioningState | Select-Object -Unique | Should -Be 'Succeeded'
        }
    }

    Context 'the summary' {
        BeforeEach {
            $ci = $env:CI, $env:TF_BUILD
            $env:CI = $env:TF_BUILD = ''
            $null = Add-Cluster @{ count = 20; prefix = 's-'; resourceGroup = 'g' }
            foreach ($bad in 3, 7, 11) {
                Add-Fault @{ action = 'Status'; method = 'PUT'; pathRegex = "s-000$('{0:d2}' -f $bad)"; status = 403; errorCode = 'AuthorizationFailed'; message = "no`nrole $bad" }
            }

            $list = "1..20 | ForEach-Object { '$(Get-ClusterId 's-XX' g)'.Replace('XX', '{0:d5}' -f `$_) }"
            function Get-Told($Seen) { @($Seen.Text -split '\r?\n' | Where-Object { $_ -and $_ -notlike 'PROGRESS:*' -and $_ -notlike 'WARNING:*' }) }
        }

        AfterEach {
            $env:CI, $env:TF_BUILD = $ci
        }

        It 'says how many succeeded, and each failure in one line, to the host and not to the output' {
            $seen = Invoke-WithHost "`$(${list}; 'junk') | New-AksClusterExtension -Name x -ExtensionType microsoft.flux -ErrorAction SilentlyContinue"
            $seen.Output | Should -HaveCount 17
            $told = Get-Told $seen
            $told | Should -HaveCount 5
            $told[0] | Should -Be '21 done: 17 succeeded, 4 failed'
            $told[1..4] -like "  'junk' does not name a cluster*" | Should -HaveCount 1
            foreach ($bad in 's-00003', 's-00007', 's-00011') { @($told[1..4] -like "  x on $bad (g): *role*") | Should -HaveCount 1 }
        }

        It 'comes before the error of -MaxErrorCount: <Case>' -ForEach @(
            @{ Case = 'the limit is reached by a refused cluster'; Given = "'junk1', 'junk2', 'junk3'"; Failed = 2; Start = '2 done: 0 succeeded, 2 failed; the others were stopped or not started' }
            @{ Case = 'the limit is reached by a failed change'; Given = '<list>'; Failed = 2; Start = '7 done: 5 succeeded, 2 failed; the others were stopped or not started' }
        ) {
            $seen = Invoke-WithHost "$($Given.Replace('<list>', $list)) | New-AksClusterExtension -Name m -ExtensionType microsoft.flux -MaxErrorCount 2 -ThrottleLimit 1 -NoWait"
            $seen.Errors[-1].FullyQualifiedErrorId | Should -BeLike 'MaxErrorCountReached,*'
            $told = Get-Told $seen
            $told[0] | Should -Be $Start
            @($told -like '  *') | Should -HaveCount $Failed
        }

        It 'comes once when -MaxErrorCount is reached by the last one' {
            $seen = Invoke-WithHost "'$(Get-ClusterId)', '$(Get-ClusterId small-aks)', '$(Get-ClusterId s-00003 g)' | New-AksClusterExtension -Name last -ExtensionType microsoft.flux -MaxErrorCount 1 -ThrottleLimit 1 -NoWait"
            @((Get-Told $seen) -like '* done: *') | Should -Be '3 done: 2 succeeded, 1 failed'
        }

        It 'comes after Ctrl+C, before what continues in Azure: <Command>' -ForEach @(
            @{ Command = 'New-AksClusterExtension -Name stopped -ExtensionType microsoft.flux -TimeoutSeconds 5000'; Hang = 'PUT'; Continues = $true }
            @{ Command = 'Get-AksClusterExtension -Name flux'; Hang = 'GET'; Continues = $false }
        ) {
            foreach ($slow in 15, 16) {
                Add-Fault @{ method = $Hang; pathRegex = "s-000$slow/.*extensions"; action = 'hang'; count = 9 }
            }

            Clear-ArmRequest
            $seen = Invoke-AndStop "$list | $Command -ErrorAction SilentlyContinue" { @(Get-ArmRequest $Hang "*extensions*").Count -ge 20 -and ($Hang -eq 'GET' -or @(Get-ArmRequest PUT '*s-00020*').Count) }
            $told = Get-Told $seen
            $told[0] | Should -Match '^\d+ done: \d+ succeeded, [1-9]\d* failed; the others were stopped or not started$'
            @($told -like '* done: *') | Should -HaveCount 1
            if ($Continues) {
                $seen.Text.IndexOf(' done: ') | Should -BeLessThan $seen.Text.IndexOf('WARNING: ')
            }
        }

        It 'is written without failures when something was changed: <Command>' -ForEach @(
            @{ Command = 'New-AksClusterExtension -Name y -ExtensionType microsoft.flux -NoWait' }
            @{ Command = 'Set-AksClusterExtension -Name y -ExtensionType microsoft.flux' }
            @{ Command = 'ForEach-Object -Begin { $all = @() } { $all += $_ } -End { $file = New-TemporaryFile; "{""version"":1,""extensions"":[{""name"":""flux"",""type"":""microsoft.flux"",""settings"":{""a"":""b""}}]}" > $file; $all | Sync-AksClusterExtension $file -WarningAction SilentlyContinue }' }
        ) {
            Get-Told (Invoke-WithHost "'$(Get-ClusterId)', '$(Get-ClusterId small-aks)' | $Command") | Should -Be '2 done: 2 succeeded, 0 failed'
        }

        It 'is not written: <Case>' -ForEach @(
            @{ Case = 'with one target'; Command = { "'$(Get-ClusterId s-00003 g)' | New-AksClusterExtension -Name x -ExtensionType microsoft.flux -ErrorAction SilentlyContinue" } }
            @{ Case = 'when nothing was changed and nothing failed'; Command = { "'$(Get-ClusterId)', '$(Get-ClusterId small-aks)' | Get-AksClusterExtension" } }
            @{ Case = 'with -WhatIf'; Command = { "'$(Get-ClusterId)', '$(Get-ClusterId small-aks)' | New-AksClusterExtension -Name x -ExtensionType microsoft.flux -WhatIf" } }
            @{ Case = 'in a job'; Command = { "'$(Get-ClusterId)', '$(Get-ClusterId small-aks)' | New-AksClusterExtension -Name x -ExtensionType microsoft.flux -AsJob | Receive-Job -Wait" } }
            @{ Case = 'in a build'; Command = { "`$env:CI = 'true'; 'junk', 'more' | Get-AksClusterExtension -ErrorAction SilentlyContinue" } }
            @{ Case = 'in a runbook'; Command = { "`$env:TF_BUILD = 'True'; 'junk', 'more' | Get-AksClusterExtension -ErrorAction SilentlyContinue" } }
        ) {
            (Invoke-WithHost (& $Command)).Text | Should -Not -BeLike '* done: *'
        }

        It 'is not written when PowerShell is not interactive' {
            Invoke-Pwsh '"junk", "more" | Get-AksClusterExtension -ErrorAction SilentlyContinue; "end"' | Should -Not -BeLike '* done: *'
        }

        It 'lists twenty failures and counts the rest' {
            $told = Get-Told (Invoke-WithHost '1..50 | ForEach-Object { "junk$_" } | Get-AksClusterExtension -ErrorAction SilentlyContinue')
            $told | Should -HaveCount 22
            $told[0] | Should -Be '50 done: 0 succeeded, 50 failed'
            $told[-1] | Should -BeLike '*30 more*'
        }
    }
}
