BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
}

Describe 'Remove-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
        $flux = $target + @{ Name = 'flux' }
        $script = 'Remove-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux'
    }

    Context 'removes' {
        It 'with DELETE and a poll, returns nothing, and mentions the Helm release' {
            Remove-AksClusterExtension @flux -Force -InformationVariable told 6>$null | Should -BeNullOrEmpty

            Get-ArmTrace | Should -Be 'DELETE extension, GET operation'
            "$told" | Should -BeLike '*agents uninstall the Helm release when they next connect.'
            Get-AksClusterExtension @flux -ErrorAction Ignore | Should -BeNullOrEmpty
        }

        It 'treats a 404 of the operation as success' {
            # The service forgets the operation with the extension.
            Set-EmulatorOption @{ deletedOperationSeconds = 0 }
            Remove-AksClusterExtension @flux -Force -ErrorAction Stop 6>$null | Should -BeNullOrEmpty
            (Get-ArmRequest GET '*/operations/*').status | Should -Be 404
        }

        It '-ForceDelete says so to Azure, and needs no poll for its odd answer' {
            Remove-AksClusterExtension @flux -Force -ForceDelete -InformationVariable told 6>$null | Should -BeNullOrEmpty
            "$told" | Should -BeLike '*Helm release can remain on the cluster*'

            Get-ArmTrace | Should -Be 'DELETE extension'
            (Get-ArmRequest).query | Should -BeLike '*forceDelete=true*'
        }

        It '-NoWait returns the operation after the DELETE' {
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $operation = Remove-AksClusterExtension @flux -Force -NoWait

            $operation.Kind | Should -Be 'Delete'
            $operation.Status | Should -Be 'Deleting'
            Get-ArmTrace | Should -Be 'DELETE extension'
        }

        It '-NoWait with -ForceDelete returns an operation that has ended' {
            (Remove-AksClusterExtension @flux -Force -ForceDelete -NoWait).Status | Should -Be 'Succeeded'
        }

        It 'says why a delete failed' {
            Add-Extension stuck -Properties @{ configurationSettings = @{ 'emulator.deleteFailWith' = 'a finaliser holds it' } }
            Remove-AksClusterExtension @target -Name stuck -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            "$($problem[0])" | Should -BeLike '*Removing*a finaliser holds it*'
            $problem[0].Exception.Diagnosis | Should -BeNullOrEmpty
        }

        It 'says what to do about a failure that it knows' {
            Add-Extension stuck -Properties @{ configurationSettings = @{ 'emulator.deleteFailWith' = 'another operation (install/upgrade/rollback) is in progress' } }
            Remove-AksClusterExtension @target -Name stuck -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].Exception.Diagnosis.Cause | Should -Be 'HelmOperationInProgress'
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*helm rollback*https://learn.microsoft.com/*'
        }

        It 'does not take the reason of an older failure for that of a delete' {
            Add-Extension stuck -Properties @{
                provisioningState = 'Failed'; statuses = @(@{ code = 'InstallationFailed'; message = 'timed out waiting for the condition' })
                configurationSettings = @{ 'emulator.deleteFailWith' = 'a finaliser holds it'; 'emulator.failIn' = 'Message' }
            }
            Remove-AksClusterExtension @target -Name stuck -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
            $problem[0].Exception.Diagnosis | Should -BeNullOrEmpty
        }

        It 'says what to do about a lock' {
            Invoke-Emulator PUT locks @{ scope = (Get-ClusterId); name = 'keep'; level = 'CanNotDelete' }
            Remove-AksClusterExtension @flux -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ScopeLocked,*'
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*Remove-AzResourceLock*lock-resources'
        }

        It 'says what to do about an extension that AKS manages' {
            Remove-AksClusterExtension @target -Name aks-managed-azure-monitor-metrics -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ManagedExtension,*'
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*az aks*categories-of-cluster-extensions'
        }
    }

    Context 'an extension that does not exist' {
        It 'is a warning and no error: answered with <Answer>' -ForEach @(
            @{ Answer = '204'; Fault = $null }
            @{ Answer = '404'; Fault = @{ method = 'DELETE'; status = 404; errorCode = 'ResourceNotFound'; message = "Extension instance with name 'nothing' not found." } }
        ) {
            if ($Fault) { Add-Fault $Fault }
            Remove-AksClusterExtension @target -Name nothing -Force -ErrorVariable problem -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty

            $problem | Should -BeNullOrEmpty
            "$warning" | Should -BeLike "Extension 'nothing' does not exist*demo-aks*"
        }

        It 'on a missing cluster is an error' {
            Remove-AksClusterExtension -ResourceGroupName demo-rg -ClusterName nowhere -Name flux -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ClusterNotFound,*'
        }
    }

    Context 'any other answer is an error' {
        It '<Status> <Code> is <Id>' -ForEach @(
            @{ Status = 403; Code = 'AuthorizationFailed'; Id = 'AuthorizationFailed' }
            @{ Status = 500; Code = 'InternalServerError'; Id = 'ServiceUnavailable' }
            @{ Status = 409; Code = 'ScopeLocked'; Id = 'ScopeLocked' }
        ) {
            Add-Fault @{ method = 'DELETE'; status = $Status; errorCode = $Code; message = 'No.' }

            Remove-AksClusterExtension @flux -Force -ErrorAction SilentlyContinue -ErrorVariable problem -WarningVariable warning

            $problem | Should -HaveCount 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $warning | Should -BeNullOrEmpty
        }

        It 'a lock is ScopeLocked' {
            Invoke-Emulator PUT locks @{ scope = Get-ClusterId; level = 'CanNotDelete' }
            Remove-AksClusterExtension @flux -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ScopeLocked,*'
        }

        It 'one that AKS manages is ManagedExtension' {
            Remove-AksClusterExtension @target -Name aks-managed-azure-monitor-metrics -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ManagedExtension,*'
        }
    }

    Context 'asks' {
        It 'has the ConfirmImpact High, and asks by itself' {
            $seen = Invoke-WithHost $script

            $seen.Questions | Should -HaveCount 1
            $seen.Questions[0] | Should -BeLike "*Remove extension 'flux'*Helm release*"
            Get-ArmTrace | Should -Be 'DELETE extension, GET operation'
        }

        It 'sends nothing after a No' {
            $seen = Invoke-WithHost $script -Answer 1
            $seen.Questions | Should -HaveCount 1
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'does not ask with <Switch>' -ForEach @(@{ Switch = '-Force' }, @{ Switch = '-Confirm:$false' }) {
            $seen = Invoke-WithHost "$script $Switch"
            $seen.Questions | Should -BeNullOrEmpty
            Get-ArmRequest DELETE | Should -HaveCount 1
        }

        It 'is ConfirmationRequired in a session that is not interactive, once for a whole list, and sends nothing' {
            $output = Invoke-Pwsh "try { $script; 'went on' } catch { 'caught ' + `$_.FullyQualifiedErrorId; `"`$_`"; `$_.ErrorDetails.RecommendedAction; `$_.TargetObject }"

            $output | Should -BeLike 'caught ConfirmationRequired,*'
            $output | Should -BeLike "*flux on demo-aks (demo-rg): *not interactive*"
            $output | Should -BeLike '*-Force or -Confirm:$false*'
            $output | Should -BeLike "*$(Get-ExtensionId flux)*"
            $list = "'$(Get-ClusterId)', '$(Get-ClusterId small-aks)'"
            (Invoke-Pwsh "`$ErrorActionPreference = 'Continue'; try { $list | Remove-AksClusterExtension -Name flux 2>&1 } catch { 'caught' }").Trim() |
                Should -Be 'caught'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'is ConfirmationRequired in a job' {
            $job = Remove-AksClusterExtension @flux -AsJob | Wait-Job

            { $job | Receive-Job -ErrorAction Stop } | Should -Throw -ErrorId 'ConfirmationRequired,*'
            $job.State | Should -Be 'Failed'
            $job | Remove-Job
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It '-WhatIf sends nothing, even with -Force' {
            $seen = Invoke-WithHost "$script -WhatIf -Force -ForceDelete"
            $seen.Text | Should -BeLike "*What if: Remove extension 'flux'*DELETE $(Get-ExtensionId flux) (forced)*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'from the pipeline' {
        It 'Get | Where-Object State -eq Failed | Remove removes what failed, and nothing else' {
            Get-AksClusterExtension @target | Where-Object State -eq Failed | Remove-AksClusterExtension -Force 6>$null

            (Get-AksClusterExtension @target).Name | Should -Be 'aks-managed-azure-monitor-metrics', 'flux'
            (Get-ArmRequest DELETE).path | Should -Be (Get-ExtensionId backup)
        }

        It 'takes <Kind>' -ForEach @(
            @{ Kind = 'the id of an extension'; Make = { Get-ExtensionId flux }; Extra = @{} }
            @{ Kind = 'an extension, deserialised'; Make = { Get-AksClusterExtension @flux | Export-Clixml TestDrive:/x.xml; Import-Clixml TestDrive:/x.xml }; Extra = @{} }
            @{ Kind = 'an object with an Id and -Name'; Make = { [pscustomobject]@{ Name = 'demo-aks'; Id = Get-ClusterId } }; Extra = @{ Name = 'flux' } }
            @{ Kind = 'an object with a ResourceId and -Name'; Make = { [pscustomobject]@{ Name = 'demo-aks'; ResourceId = Get-ClusterId } }; Extra = @{ Name = 'flux' } }
            @{ Kind = 'a row and -Name'; Make = { "ResourceGroupName,ClusterName`ndemo-rg,demo-aks" | ConvertFrom-Csv }; Extra = @{ Name = 'flux' } }
        ) {
            & $Make | Remove-AksClusterExtension @Extra -Force 6>$null
            (Get-ArmRequest DELETE).path | Should -Be (Get-ExtensionId flux)
        }

        It 'never uses a piped cluster''s name as the extension to remove' {
            Add-Extension demo-aks
            [pscustomobject]@{ Name = 'demo-aks'; ResourceGroupName = 'demo-rg' } | Remove-AksClusterExtension -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionNameRequired,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'reports invalid ones, warns of missing ones, and continues; mentions Helm once' {
            Add-Extension flux -Cluster small-aks
            'bad', (Get-ExtensionId nothing), (Get-ExtensionId flux), (Get-ExtensionId flux small-aks) | Remove-AksClusterExtension -Force `
                -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction SilentlyContinue -WarningVariable warnings -InformationVariable told 6>$null

            $problems | Should -HaveCount 1
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            $warnings | Should -HaveCount 1
            @($told -like "*uninstall the Helm release*") | Should -HaveCount 1
            (Get-ArmRequest DELETE).Count | Should -Be 3
        }

        It 'asks for each, and names each' {
            $seen = Invoke-WithHost 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name [bf]* | Remove-AksClusterExtension' -Answer 1
            $seen.Questions | Should -HaveCount 2
            Get-ArmRequest DELETE | Should -BeNullOrEmpty
        }
    }

    Context 'rules: an error and no request' {
        It '<Id>: <Case>' -ForEach @(
            @{ Id = 'ExtensionNameInvalid'; Case = 'a wildcard'; Extra = @{ Name = 'f*' } }
            @{ Id = 'ExtensionNameInvalid'; Case = '../x'; Extra = @{ Name = '../x' } }
            @{ Id = 'ExtensionNameRequired'; Case = 'no name'; Extra = @{} }
            @{ Id = 'ClusterIdInvalid'; Case = 'a bad cluster'; Extra = @{ Name = 'x'; ClusterName = 'a/b' } }
            @{ Id = 'ClusterResourceProviderRequired'; Case = 'ProvisionedClusters'; Extra = @{ Name = 'x'; ClusterType = 'ProvisionedClusters' } }
        ) {
            $arguments = $target.Clone()
            $Extra.GetEnumerator() | ForEach-Object { $arguments[$_.Key] = $_.Value }
            (Get-Failure { Remove-AksClusterExtension @arguments -Force -ErrorAction SilentlyContinue }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    It 'returns at once when it is stopped, and says how to wait again' {
        Set-EmulatorOption @{ operationSeconds = 1000 }
        $stopped = Invoke-AndStop "$script -Force" { Get-ArmRequest GET '*/operations/*' }

        $stopped.Milliseconds | Should -BeLessThan 1000
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Text | Should -BeLike "*Removing 'flux'*continues in Azure. To wait again: *"
    }
}
