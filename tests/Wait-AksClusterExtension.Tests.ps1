BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
}

Describe 'Wait-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        Set-EmulatorOption @{ operationSeconds = 1000 }
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
        $dapr = $target + @{ Name = 'dapr'; ExtensionType = 'microsoft.dapr' }
    }

    Context 'waits for what -NoWait started' {
        It 'a create: returns the final resource' {
            $operation = New-AksClusterExtension @dapr -NoWait
            Step-EmulatorClock 1000
            Clear-ArmRequest

            $extension = $operation | Wait-AksClusterExtension

            $extension | Should -BeOfType AksExtensions.ClusterExtension
            $extension.State | Should -Be 'Succeeded'
            Get-ArmTrace | Should -Be 'GET operation, GET extension'
        }

        It 'a create that fails: with -DiagnosePods names the pods that are not well' {
            Add-Pod 'Unschedulable by CPU'
            $operation = New-AksClusterExtension @dapr -NoWait -ConfigurationSettings 'emulator.failWith=timed out waiting for the condition'
            Step-EmulatorClock 1000
            $operation | Wait-AksClusterExtension -DiagnosePods -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem.Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            $problem[0].Exception.Diagnosis.Cause | Should -Be 'PodsUnschedulable'
            "$($problem[0])" | Should -BeLike '*Not well in its namespace:*Unschedulable: 0/3 nodes are available: 3 Insufficient cpu*'
            @(Get-ArmRequest POST '*/runCommand').Count | Should -Be 1
        }

        It 'an update' {
            $operation = Update-AksClusterExtension @target -Name flux -ConfigurationSettings a=1 -NoWait
            Step-EmulatorClock 1000

            ($operation | Wait-AksClusterExtension).ConfigurationSettings['a'] | Should -Be '1'
        }

        It 'a delete: returns nothing' {
            $operation = Remove-AksClusterExtension @target -Name flux -Force -NoWait
            Step-EmulatorClock 1000
            Clear-ArmRequest

            $operation | Wait-AksClusterExtension -ErrorAction Stop | Should -BeNullOrEmpty

            Get-ArmTrace | Should -Be 'GET operation'
        }

        It 'a delete whose operation Azure has forgotten' {
            Set-EmulatorOption @{ deletedOperationSeconds = 0 }
            $operation = Remove-AksClusterExtension @target -Name flux -Force -NoWait
            Step-EmulatorClock 1000

            $operation | Wait-AksClusterExtension -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'a forced delete, which has ended: no request' {
            $operation = Remove-AksClusterExtension @target -Name flux -Force -ForceDelete -NoWait
            Clear-ArmRequest
            $operation | Wait-AksClusterExtension -ErrorAction Stop | Should -BeNullOrEmpty
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'by parameter too' {
            $operation = New-AksClusterExtension @dapr -NoWait
            Step-EmulatorClock 1000
            (Wait-AksClusterExtension -Cluster $operation).Name | Should -Be 'dapr'
        }

        It 'several' {
            $operations = (Get-ClusterId), (Get-ClusterId small-aks) | New-AksClusterExtension -Name dapr -ExtensionType microsoft.dapr -NoWait
            Step-EmulatorClock 1000
            ($operations | Wait-AksClusterExtension).ClusterName | Sort-Object | Should -Be 'demo-aks', 'small-aks'
        }

        It 'a create that failed: OperationFailed with the reason' {
            $operation = New-AksClusterExtension @dapr -NoWait -ConfigurationSettings 'emulator.failWith=no room on the nodes'
            Step-EmulatorClock 1000

            $operation | Wait-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            "$($problem[0])" | Should -BeLike '*no room on the nodes*'
        }

        It 'gives up after -TimeoutSeconds with OperationTimedOut' {
            $seen = Invoke-WithHost ('New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr -NoWait |' +
                'Wait-AksClusterExtension -TimeoutSeconds 1')

            $seen.Errors | Should -HaveCount 1
            $seen.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationTimedOut,*'
        }
    }

    Context 'waits in another process' {
        BeforeAll {
            # Both ways of export in one process each: starting a PowerShell is what costs time.
            function Get-ExportedOperation {
                New-AksClusterExtension @dapr -NoWait -ConfigurationProtectedSettings @{ password = 'canary' }
            }
        }

        It 'after <Way>' -ForEach @(
            @{ Way = 'Export-Clixml'; Export = { $input | Export-Clixml TestDrive:/operation }; Import = 'Import-Clixml $Path' }
            @{ Way = 'ConvertTo-Json'; Export = { $input | ConvertTo-Json | Set-Content TestDrive:/operation }; Import = 'Get-Content -Raw $Path | ConvertFrom-Json' }
            @{ Way = 'Export-Csv'; Export = { $input | Export-Csv TestDrive:/operation }; Import = 'Import-Csv $Path' }
        ) {
            Get-ExportedOperation | & $Export
            $path = (Get-Item TestDrive:/operation).FullName
            Get-Content -Raw $path | Should -Not -BeLike '*canary*'
            Get-Content -Raw $path | Should -Not -BeLike "*$($Emulator.accessToken)*"
            Step-EmulatorClock 1000
            Clear-ArmRequest

            $output = Invoke-Pwsh "`$done = $Import | Wait-AksClusterExtension; `$done.Name + ' ' + `$done.State" @{ Path = $path }

            $output.Trim() | Should -Be 'dapr Succeeded'
            Get-ArmTrace | Should -Be 'GET operation, GET extension'
        }
    }

    Context 'waits for an extension that is not in a final state' {
        It 'an object' {
            $null = New-AksClusterExtension @dapr -NoWait
            $extension = Get-AksClusterExtension @target -Name dapr
            $extension.State | Should -Be 'Creating'
            Step-EmulatorClock 1000

            ($extension | Wait-AksClusterExtension).State | Should -Be 'Succeeded'
        }

        It '<Kind>' -ForEach @(
            @{ Kind = 'by name'; Wait = { Wait-AksClusterExtension @target -Name dapr } }
            @{ Kind = 'by its id'; Wait = { Get-ExtensionId dapr | Wait-AksClusterExtension } }
            @{ Kind = 'by a cluster''s id and -Name'; Wait = { Get-ClusterId | Wait-AksClusterExtension -Name dapr } }
            @{ Kind = 'by a row and -Name'; Wait = { "ResourceGroupName,Name`ndemo-rg,demo-aks" | ConvertFrom-Csv | Wait-AksClusterExtension -Name dapr } }
        ) {
            $null = New-AksClusterExtension @dapr -NoWait
            Step-EmulatorClock 1000
            (& $Wait).State | Should -Be 'Succeeded'
        }

        It 'one that is in a final state is put out at once' {
            (Wait-AksClusterExtension @target -Name flux).State | Should -Be 'Succeeded'
            (Get-ArmRequest).Count | Should -BeLessOrEqual 2
        }

        It 'one that failed is OperationFailed with its status messages' {
            Wait-AksClusterExtension @target -Name backup -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            "$($problem[0])" | Should -BeLike '*Helm installation failed*'
        }

        It 'one that is being deleted: waits until it no longer exists' {
            $null = Remove-AksClusterExtension @target -Name flux -Force -NoWait
            $extension = Get-AksClusterExtension @target -Name flux
            $extension.State | Should -Be 'Deleting'
            # It is removed between the first check and the second.
            Add-Fault @{ method = 'GET'; pathRegex = '/extensions/flux\?'; skip = 1; status = 404; errorCode = 'ResourceNotFound'; message = "Extension instance with name 'flux' not found." }

            $extension | Wait-AksClusterExtension -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'one that was being deleted and no longer exists: nothing to wait for' {
            $null = Remove-AksClusterExtension @target -Name flux -Force -NoWait
            $extension = Get-AksClusterExtension @target -Name flux
            Add-Fault @{ method = 'GET'; pathRegex = '/extensions/flux\?'; status = 404; errorCode = 'ResourceNotFound'; message = "Extension instance with name 'flux' not found." }

            $extension | Wait-AksClusterExtension -ErrorAction Stop | Should -BeNullOrEmpty
            # Another one on its cluster was never reported as existing.
            $extension | Wait-AksClusterExtension -Name nothing -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionNotFound,*'
        }

        It 'one that was removed in the meantime is not reported as continuing' {
            Set-EmulatorOption @{ operationSeconds = 0 }
            $run = Invoke-WithHost @'
                $operation = New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name gone -ExtensionType contoso.thing -NoWait
                Remove-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name gone -ForceDelete -Force
                $operation | Wait-AksClusterExtension
'@

            $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionNotFound,*'
            $run.Text | Should -Not -BeLike '*continues in Azure*'
        }

        It 'a missing one is ExtensionNotFound' {
            Wait-AksClusterExtension @target -Name nothing -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionNotFound,*'
        }
    }

    Context 'refuses' {
        BeforeEach {
            $operation = New-AksClusterExtension @dapr -NoWait | Select-Object *
            Clear-ArmRequest
        }

        It 'OperationInvalid: an operation whose <Property> was made "<Value>"' -ForEach @(
            @{ Property = 'Kind'; Value = 'Explode' }
            @{ Property = 'Kind'; Value = '7' }
            @{ Property = 'StartedAt'; Value = 'yesterday' }
            @{ Property = 'RehydrationToken'; Value = 'junk' }
            @{ Property = 'RehydrationToken'; Value = '{}' }
        ) {
            $operation.$Property = $Value

            $operation | Wait-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty

            $problem | Should -HaveCount 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'ForeignHostRefused: an operation that leads to another host; nothing is sent' {
            $operation.RehydrationToken = $operation.RehydrationToken -replace [regex]::Escape($Emulator.endpoint), 'https://evil.example'

            $operation | Export-Clixml TestDrive:/foreign.xml
            $seen = Invoke-WithHost "Import-Clixml '$((Get-Item TestDrive:/foreign.xml).FullName)' | Wait-AksClusterExtension"

            $seen.Errors | Should -HaveCount 1
            $seen.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ForeignHostRefused,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'OperationInvalid: an operation whose token is about another extension' {
            $operation.ExtensionName = 'flux'
            $operation | Wait-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'ends for a bad one that was given by parameter' {
            $operation.Kind = 'Explode'
            (Get-Failure { Wait-AksClusterExtension -Cluster $operation -ErrorAction SilentlyContinue }).FullyQualifiedErrorId | Should -BeLike 'OperationInvalid,*'
        }

        It 'reports invalid ones and continues with the others' {
            Step-EmulatorClock 1000
            (('bad', $operation, (Get-ClusterId)) | Wait-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problems).Name | Should -Be 'dapr'
            ($problems.FullyQualifiedErrorId -replace ',.*') | Should -Be 'ClusterIdInvalid', 'ExtensionNameRequired'
        }

        It '<Id>: <Case>' -ForEach @(
            @{ Id = 'ExtensionNameInvalid'; Case = 'a/b'; Extra = @{ Name = 'a/b' } }
            @{ Id = 'ExtensionNameRequired'; Case = 'no name'; Extra = @{} }
            @{ Id = 'ClusterIdInvalid'; Case = 'a bad cluster'; Extra = @{ Name = 'x'; ClusterName = '..' } }
        ) {
            $arguments = $target.Clone()
            $Extra.GetEnumerator() | ForEach-Object { $arguments[$_.Key] = $_.Value }
            (Get-Failure { Wait-AksClusterExtension @arguments -ErrorAction SilentlyContinue }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    It 'returns at once when it is stopped, and says how to wait again' {
        $null = New-AksClusterExtension @dapr -NoWait
        Clear-ArmRequest
        # Two requests: the instance was read, and its state was polled.
        $stopped = Invoke-AndStop 'Wait-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr' { @(Get-ArmRequest GET).Count -ge 2 }

        $stopped.Milliseconds | Should -BeLessThan 1000
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Text | Should -BeLike "*Creating 'dapr'*continues in Azure. To wait again: *"
    }
}
