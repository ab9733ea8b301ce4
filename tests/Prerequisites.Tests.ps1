# The roles that types of extension need: -IncludePrerequisites on New-, Set- and Remove-, the warning without it, and the checks of Test-.
BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $BlobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
    $StorageOperator = '08d4c71a-cc63-4ce4-a9c8-5dd251b4d619'
    $AccountId = "/subscriptions/$($Emulator.subscriptionId)/resourceGroups/demo-rg/providers/Microsoft.Storage/storageAccounts/demobackups"
    $Settings = @{
        blobContainer = 'aks'; storageAccount = 'demobackups'; storageAccountResourceGroup = 'demo-rg'; storageAccountSubscriptionId = $Emulator.subscriptionId
    }
    $Backup = @{ Name = 'backup'; ExtensionType = 'microsoft.dataprotection.kubernetes'; ConfigurationSettings = $Settings }
    $Pairs = ($Settings.GetEnumerator() | ForEach-Object { "'$($_.Key)=$($_.Value)'" }) -join ','
    $San = @{ Name = 'acstor'; ExtensionType = 'microsoft.azurecontainerstorage'; ConfigurationSettings = @{ 'global.cli.storagePool.elasticSan.enabled' = $true } }
    $Small = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks' }

    function Get-Role { @((Invoke-Emulator GET roleAssignments).value) }
    function Add-Role([guid] $PrincipalId, [string] $Scope = $AccountId, [hashtable] $More = @{}, [string] $RoleId = $BlobContributor) {
        $null = Invoke-Emulator PUT roleAssignments (@{ roleId = $RoleId; scope = $Scope; principalId = $PrincipalId } + $More)
    }
    function Get-Principal([string] $Cluster = 'small-aks', [string] $Name = 'backup') {
        (Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName $Cluster -Name $Name).AksAssignedIdentity.PrincipalId
    }
    # 'GET, PUT' of role assignments.
    function Get-RoleTrace { (Get-ArmRequest * '*/roleAssignments*').method -join ', ' }
    function Set-Denial([string] $Method) { Set-EmulatorOption @{ deny = @(@{ method = $Method; pathRegex = '/roleAssignments' }) } }
}

Describe '-IncludePrerequisites' {
    BeforeEach { Reset-Emulator }

    Context 'New-AksClusterExtension' {
        It 'assigns the role to the identity that Azure created, by parameter' {
            $extension = New-AksClusterExtension @Small @Backup -IncludePrerequisites -WarningVariable warnings

            $extension.ProvisioningState | Should -Be 'Succeeded'
            $warnings | Should -BeNullOrEmpty
            $role = Get-Role
            $role | Should -HaveCount 1
            $role.principalId | Should -Be $extension.AksAssignedIdentity.PrincipalId
            $role.scope | Should -Be $AccountId
            $role.roleId | Should -Be $BlobContributor
            $role.principalType | Should -Be 'ServicePrincipal'
            Get-RoleTrace | Should -Be 'GET, PUT'
            # After the create, whose identity it is.
            (Get-ArmRequest PUT)[-1].path | Should -BeLike "$AccountId/providers/Microsoft.Authorization/roleAssignments/*"
        }

        It 'assigns the role on each cluster, by pipe, and reads the assignments once' {
            $extensions = Get-ClusterId small-aks | Add-Member -PassThru x 1 | ForEach-Object { $_; Add-Cluster @{ name = 'other-aks'; resourceGroup = 'demo-rg' } } |
                New-AksClusterExtension @Backup -IncludePrerequisites

            $extensions | Should -HaveCount 2
            (Get-Role).principalId | Sort-Object | Should -Be ($extensions.AksAssignedIdentity.PrincipalId | Sort-Object)
            @(Get-ArmRequest GET '*/roleAssignments') | Should -HaveCount 1
            @(Get-ArmRequest PUT '*/roleAssignments/*') | Should -HaveCount 2
        }

        It 'says what it assigned with -Verbose' {
            (New-AksClusterExtension @Small @Backup -IncludePrerequisites -Verbose 4>&1) -join "`n" |
                Should -Match "backup on small-aks \(demo-rg\): Assigned the role 'Storage Blob Data Contributor' on /subscriptions/.*/demobackups to the extension's identity \("
        }

        It 'returns the extension and names the command to run when it may not assign roles' {
            Set-Denial PUT
            $extension = New-AksClusterExtension @Small @Backup -IncludePrerequisites -ErrorVariable failures -ErrorAction SilentlyContinue

            $extension.ProvisioningState | Should -Be 'Succeeded'
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'PrerequisiteFailed,*'
            $principal = $extension.AksAssignedIdentity.PrincipalId
            $failures[0].Exception.Message | Should -BeLike "backup on small-aks (demo-rg): The extension was created, but the role 'Storage Blob Data Contributor' on $AccountId was not assigned to the extension's identity ($principal).*AuthorizationFailed*roleAssignments/write*"
            $failures[0].Exception.Arm.RequestId | Should -Not -BeNullOrEmpty
            $advice = $failures[0].ErrorDetails.RecommendedAction
            $advice | Should -BeLike "*az role assignment create --assignee-object-id $principal --assignee-principal-type ServicePrincipal --role $BlobContributor --scope '$AccountId'*"
            $advice | Should -BeLike "*New-AzRoleAssignment -ObjectId $principal -RoleDefinitionId $BlobContributor -Scope '$AccountId'*"
            @(Get-ArmRequest PUT '*/roleAssignments/*') | Should -HaveCount 1
        }

        It 'counts a cluster without its role as failed, and continues with the others' {
            $other = Add-Cluster @{ name = 'other-aks'; resourceGroup = 'demo-rg' }
            Add-Fault @{ method = 'PUT'; pathRegex = '/roleAssignments/'; status = 403; errorCode = 'AuthorizationFailed'; message = 'no'; count = 1 }

            # In a build, no summary is written.
            $ci = $env:CI, $env:TF_BUILD
            $env:CI = $env:TF_BUILD = ''
            try {
                $seen = Invoke-WithHost "'$(Get-ClusterId small-aks)', '$other' | New-AksClusterExtension -Name backup -ExtensionType $($Backup.ExtensionType) -IncludePrerequisites -ConfigurationSettings $Pairs"
            }
            finally {
                $env:CI, $env:TF_BUILD = $ci
            }

            $seen.Output | Should -HaveCount 2
            $seen.Errors | Should -HaveCount 1
            $seen.Text | Should -Match '2 done: 1 succeeded, 1 failed'
        }

        It 'assigns nothing where the identity has the role through a group' {
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $null = New-AksClusterExtension @Small @Backup -NoWait -WarningAction SilentlyContinue
            Step-EmulatorClock 1001
            Set-EmulatorOption @{ operationSeconds = 0 }
            Add-Role (New-Guid) "/subscriptions/$($Emulator.subscriptionId)" @{ principalType = 'Group'; members = @(Get-Principal) }
            Clear-ArmRequest

            $null = Set-AksClusterExtension @Small @Backup -IncludePrerequisites

            Get-RoleTrace | Should -Be 'GET, GET'
            Get-Role | Should -HaveCount 1
        }

        It 'assigns the role for Elastic SAN before it creates the extension, as Azure CLI does' {
            $null = New-AksClusterExtension @Small @San -IncludePrerequisites

            $role = Get-Role
            $role.roleId | Should -Be $StorageOperator
            $role.scope | Should -BeLike '*/resourceGroups/MC_demo-rg_small-aks_*'
            (Get-ArmRequest PUT).path | ForEach-Object { ($_ -split '/')[-2] } | Should -Be 'roleAssignments', 'extensions'
        }

        It 'creates nothing when the role for Elastic SAN cannot be assigned' {
            Set-Denial PUT
            New-AksClusterExtension @Small @San -IncludePrerequisites -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $failures[0].Exception.Message | Should -BeLike "acstor on small-aks (demo-rg): Nothing was created, because the role 'Azure Container Storage Operator' on *kubelet identity*"
            Get-ArmRequest PUT '*/extensions/*' | Should -BeNullOrEmpty
        }

        It 'assigns nothing where the extension exists already' {
            Add-Extension acstor small-aks -Properties @{ extensionType = 'microsoft.azurecontainerstorage' }
            New-AksClusterExtension @Small @San -IncludePrerequisites -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $failures[0].FullyQualifiedErrorId | Should -BeLike 'ExtensionAlreadyExists,*'
            Get-Role | Should -BeNullOrEmpty
        }

        It 'does nothing more for a type that needs no role' {
            $null = New-AksClusterExtension @Small -Name dapr -ExtensionType microsoft.dapr -IncludePrerequisites
            Get-RoleTrace | Should -BeNullOrEmpty
        }

        It 'is refused with -NoWait before any request: <Verb>' -ForEach @(
            @{ Verb = 'New' }, @{ Verb = 'Set' }, @{ Verb = 'Update' }, @{ Verb = 'Remove' }
        ) {
            Clear-ArmRequest
            $more = if ($Verb -eq 'Remove') { @{ Name = 'backup'; Force = $true } } else { $Backup }
            (Get-Failure { & "$Verb-AksClusterExtension" @Small @more -IncludePrerequisites -NoWait }).FullyQualifiedErrorId | Should -BeLike 'PrerequisitesNeedWait,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'shows the role with -WhatIf, and assigns nothing' {
            $seen = Invoke-WithHost "New-AksClusterExtension demo-rg small-aks -Name backup -ExtensionType $($Backup.ExtensionType) -IncludePrerequisites -WhatIf -ConfigurationSettings $Pairs"

            $seen.Text | Should -Match "What if: Create extension 'backup'[^\n]*\n    Assign the role 'Storage Blob Data Contributor' on $AccountId to the extension's identity, which Azure creates with the extension"
            Get-ArmRequest PUT | Should -BeNullOrEmpty
        }

        It 'asks about both changes at once with -Confirm' {
            $create = "New-AksClusterExtension demo-rg small-aks -Name backup -ExtensionType $($Backup.ExtensionType) -IncludePrerequisites -Confirm -ConfigurationSettings $Pairs"

            $declined = Invoke-WithHost $create -Answer 2
            $declined.Questions | Should -HaveCount 1
            $declined.Questions[0] | Should -Match "Assign the role 'Storage Blob Data Contributor'"
            Get-ArmRequest PUT | Should -BeNullOrEmpty

            (Invoke-WithHost $create).Questions | Should -HaveCount 1
            Get-Role | Should -HaveCount 1
        }
    }

    Context 'without the switch' {
        It 'a create warns with the commands that assign the role' {
            $extension = New-AksClusterExtension @Small @Backup -WarningVariable warnings -WarningAction SilentlyContinue

            $warnings | Should -HaveCount 1
            $principal = $extension.AksAssignedIdentity.PrincipalId
            $warnings[0].Message | Should -BeLike "backup on small-aks (demo-rg): The extension's identity ($principal) does not have the role 'Storage Blob Data Contributor' on $AccountId, which lets it write backups to the storage account. Set-AksClusterExtension with the same parameters and -IncludePrerequisites assigns it, or run: az role assignment create --assignee-object-id $principal *"
            Get-RoleTrace | Should -Be 'GET'
            Get-Role | Should -BeNullOrEmpty
        }

        It 'a fleet warns once, reads the assignments once, and names ten of many' {
            $clusters = Add-Cluster @{ count = 12; prefix = 'b-'; resourceGroup = 'fleet-rg' }
            Clear-ArmRequest

            $null = $clusters | New-AksClusterExtension @Backup -WarningVariable warnings -WarningAction SilentlyContinue

            $warnings | Should -HaveCount 1
            $lines = $warnings[0].Message -split '\r?\n'
            $lines[0] | Should -BeLike '12 extensions need a role that they do not have*-IncludePrerequisites assigns the roles*'
            $lines[1] | Should -BeLike "  backup on b-00001 (fleet-rg): az role assignment create --assignee-object-id *"
            $lines | Should -HaveCount 12
            $lines[-1] | Should -Be '  ... and 2 more.'
            Get-RoleTrace | Should -Be 'GET'
        }

        It 'does not warn when the role is there, or not needed' {
            $null = New-AksClusterExtension @Small -Name backup -ExtensionType $Backup.ExtensionType -ConfigurationSettings ($Settings + @{ useAAD = 'false' }) -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Where-Object Message -Like '*role*' | Should -BeNullOrEmpty
            Get-RoleTrace | Should -BeNullOrEmpty

            $null = New-AksClusterExtension @Small @San -WarningVariable warnings -WarningAction SilentlyContinue
            $kubelet = [regex]::Match($warnings[0].Message, "acstor on small-aks \(demo-rg\): The cluster's kubelet identity \(([0-9a-f-]{36})\) does not have").Groups[1].Value
            Add-Role $kubelet '/providers/Microsoft.Management/managementGroups/contoso' -RoleId $StorageOperator
            $null = New-AksClusterExtension @Small @San -Force -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -BeNullOrEmpty
        }

        It 'says when it may not read assignments, and does not fail' {
            Set-Denial GET
            New-AksClusterExtension @Small @Backup -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop | Should -HaveCount 1
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike '*Whether it has the role could not be read.*az role assignment create*permission*'
        }

        It 'says with -NoWait what the extension will need' {
            $null = New-AksClusterExtension @Small @Backup -NoWait -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike "*After the create, the extension's identity needs the role 'Storage Blob Data Contributor'*Set-AksClusterExtension with the same parameters and -IncludePrerequisites assigns it."
        }

        It 'a job warns too' {
            $job = Get-ClusterId small-aks | New-AksClusterExtension @Backup -AsJob | Wait-Job
            $job.ChildJobs + $job | ForEach-Object Warning | Where-Object { "$_" -like '*does not have the role*' } | Should -HaveCount 1
            Remove-Job $job
        }
    }

    Context 'Set-AksClusterExtension' {
        It 'assigns what is missing although nothing else differs, and then nothing more' {
            $null = New-AksClusterExtension @Small @Backup -WarningAction SilentlyContinue
            Clear-ArmRequest

            $extension = Set-AksClusterExtension @Small @Backup -IncludePrerequisites
            $extension.Name | Should -Be 'backup'
            (Get-Role).principalId | Should -Be $extension.AksAssignedIdentity.PrincipalId
            (Get-ArmRequest).method -join ', ' | Should -Be 'GET, GET, PUT'

            Clear-ArmRequest
            (Get-ClusterId small-aks | Set-AksClusterExtension @Backup -IncludePrerequisites).Name | Should -Be 'backup'
            (Get-ArmRequest).method -join ', ' | Should -Be 'GET, GET'
        }

        It 'creates what is missing with its role, and without the switch warns' {
            $null = Set-AksClusterExtension @Small @Backup -IncludePrerequisites
            Get-Role | Should -HaveCount 1

            $null = Set-AksClusterExtension -ResourceGroupName demo-rg -ClusterName (Split-Path -Leaf (Add-Cluster @{ name = 'other-aks'; resourceGroup = 'demo-rg' })) @Backup -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -HaveCount 1
            # In sync, it only reads the instance.
            Clear-ArmRequest
            $null = Set-AksClusterExtension @Small @Backup -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
            (Get-ArmRequest).method -join ', ' | Should -Be 'GET'
        }

        It 'assigns the role on another storage account after the update that names it' {
            Invoke-Emulator PUT storageAccounts @{ name = 'others'; resourceGroup = 'demo-rg' }
            $null = New-AksClusterExtension @Small @Backup -IncludePrerequisites

            $null = Set-AksClusterExtension @Small -Name backup -ExtensionType $Backup.ExtensionType -ConfigurationSettings ($Settings + @{} | ForEach-Object { $_.storageAccount = 'others'; $_ }) -IncludePrerequisites

            (Get-Role).scope | Should -Be $AccountId, ($AccountId -replace 'demobackups', 'others')
        }

        It 'warns when an update names another storage account without the switch' {
            Invoke-Emulator PUT storageAccounts @{ name = 'others'; resourceGroup = 'demo-rg' }
            $null = New-AksClusterExtension @Small @Backup -IncludePrerequisites

            $null = Set-AksClusterExtension @Small -Name backup -ExtensionType $Backup.ExtensionType -ConfigurationSettings ($Settings + @{} | ForEach-Object { $_.storageAccount = 'others'; $_ }) -WarningVariable warnings -WarningAction SilentlyContinue

            @($warnings | Where-Object Message -Like "*does not have the role 'Storage Blob Data Contributor' on */others, *") | Should -HaveCount 1
        }

        It 'shows the role in the plan' {
            $null = New-AksClusterExtension @Small @Backup -WarningAction SilentlyContinue
            $plan = (Set-AksClusterExtension @Small @Backup -IncludePrerequisites -WhatIf 6>&1) -join "`n"
            $plan | Should -Match "~ backup on small-aks \(demo-rg\)\n    Assign the role 'Storage Blob Data Contributor' on .* to the extension's identity \("
            $plan | Should -Match '1 in sync\. Roles to assign: 1\.'
            Get-Role | Should -BeNullOrEmpty
        }

        It 'asks about the role alone with -Confirm' {
            $null = New-AksClusterExtension @Small @Backup -WarningAction SilentlyContinue
            $set = "Set-AksClusterExtension demo-rg small-aks -Name backup -ExtensionType $($Backup.ExtensionType) -IncludePrerequisites -Confirm -ConfigurationSettings $Pairs"

            (Invoke-WithHost $set -Answer 2).Questions | Should -HaveCount 1
            Get-Role | Should -BeNullOrEmpty
            (Invoke-WithHost $set).Questions | Should -HaveCount 1
            Get-Role | Should -HaveCount 1
        }

        It 'finishes what Ctrl+C left between the create and the role' {
            Add-Fault @{ method = 'PUT'; pathRegex = '/roleAssignments/'; action = 'hang'; count = 1 }
            $stopped = Invoke-AndStop "New-AksClusterExtension demo-rg small-aks -Name backup -ExtensionType $($Backup.ExtensionType) -IncludePrerequisites -ConfigurationSettings $Pairs" { Get-ArmRequest PUT '*/roleAssignments/*' }
            $stopped.State | Should -Be 'Stopped'
            $stopped.Text | Should -BeLike '*WARNING: The roles of backup on small-aks (demo-rg) are not assigned yet.*Set-AksClusterExtension with the same parameters and -IncludePrerequisites.*'
            Get-Role | Should -BeNullOrEmpty
            Invoke-Emulator DELETE faults
            Clear-ArmRequest

            (Test-AksClusterExtension @Small -Name backup | Where-Object Check -EQ BackupStorageRole).Result | Should -Be 'Failed'
            $output = Set-AksClusterExtension @Small @Backup -IncludePrerequisites -Verbose 4>&1
            $output -join "`n" | Should -Match 'is in sync; no change was sent[\s\S]*Assigned the role'
            Get-Role | Should -HaveCount 1
            Get-ArmRequest PUT '*/extensions/*' | Should -BeNullOrEmpty
            (Test-AksClusterExtension @Small -Name backup | Where-Object Check -EQ BackupStorageRole).Result | Should -Be 'Passed'
        }
    }

    Context 'Update-AksClusterExtension' {
        BeforeEach {
            Invoke-Emulator PUT storageAccounts @{ name = 'others'; resourceGroup = 'demo-rg' }
            $null = New-AksClusterExtension @Small @Backup -IncludePrerequisites
            Clear-ArmRequest
        }

        It 'assigns the role on the storage account that the update names: <How>' -ForEach @(@{ How = 'by parameter' }, @{ How = 'by pipe' }) {
            $update = @{ ConfigurationSettings = @{ 'configuration.backupStorageLocation.config.storageAccount' = 'others' }; IncludePrerequisites = $true }
            $extension = if ($How -eq 'by pipe') { Get-AksClusterExtension @Small -Name backup | Update-AksClusterExtension @update } else { Update-AksClusterExtension @Small -Name backup @update }

            $extension.Name | Should -Be 'backup'
            (Get-Role).scope | Should -Be $AccountId, ($AccountId -replace 'demobackups', 'others')
        }

        It 'warns without the switch when settings change, and only then' {
            $null = Update-AksClusterExtension @Small -Name backup -AutoUpgradeMinorVersion $false -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
            Get-RoleTrace | Should -BeNullOrEmpty

            $null = Update-AksClusterExtension @Small -Name backup -ConfigurationSettings @{ 'configuration.backupStorageLocation.config.storageAccount' = 'others' } -WarningVariable warnings -WarningAction SilentlyContinue
            @($warnings | Where-Object Message -Like "backup on small-aks (demo-rg): *does not have the role 'Storage Blob Data Contributor' on */others, *") | Should -HaveCount 1
        }

        It 'shows the role with -WhatIf' {
            $plan = Invoke-WithHost 'Update-AksClusterExtension demo-rg small-aks -Name backup -ConfigurationSettings configuration.backupStorageLocation.config.storageAccount=others -IncludePrerequisites -WhatIf'
            $plan.Text | Should -Match "What if: Update extension 'backup'[\s\S]*    Assign the role 'Storage Blob Data Contributor' on [^ ]*/others to the extension's identity \("
            Get-ArmRequest PATCH | Should -BeNullOrEmpty
        }
    }

    Context 'Remove-AksClusterExtension' {
        BeforeEach {
            $null = New-AksClusterExtension @Small @Backup -IncludePrerequisites
            $principal = Get-Principal
            Add-Role $principal "/subscriptions/$($Emulator.subscriptionId)" @{ name = 'inherited' }
            Add-Role (New-Guid) -More @{ name = 'other' }
            Clear-ArmRequest
        }

        It 'removes the assignment after the extension, and no other one, by parameter' {
            Remove-AksClusterExtension @Small -Name backup -IncludePrerequisites -Force

            (Get-Role).name | Should -Be 'inherited', 'other'
            (Get-ArmRequest DELETE).path | ForEach-Object { ($_ -split '/')[-2] } | Should -Be 'extensions', 'roleAssignments'
        }

        It 'removes it by pipe' {
            Get-AksClusterExtension @Small -Name backup | Remove-AksClusterExtension -IncludePrerequisites -Confirm:$false
            (Get-Role).name | Should -Be 'inherited', 'other'
        }

        It 'keeps it without the switch' {
            Remove-AksClusterExtension @Small -Name backup -Force
            Get-Role | Should -HaveCount 3
            Get-RoleTrace | Should -BeNullOrEmpty
        }

        It 'shows it with -WhatIf, and asks about it' {
            $plan = Invoke-WithHost 'Remove-AksClusterExtension demo-rg small-aks -Name backup -IncludePrerequisites -WhatIf'
            $plan.Text | Should -Match "What if: Remove extension 'backup'[^\n]*\n    Remove the assignment of the role 'Storage Blob Data Contributor' on $AccountId to the extension's identity \($principal\)"
            $declined = Invoke-WithHost 'Remove-AksClusterExtension demo-rg small-aks -Name backup -IncludePrerequisites' -Answer 2
            $declined.Questions[0] | Should -Match 'Remove the assignment of the role'
            Get-ArmRequest DELETE | Should -BeNullOrEmpty
        }

        It 'keeps it when the removal of the extension fails' {
            Add-Fault @{ method = 'DELETE'; pathRegex = '/extensions/'; status = 409; errorCode = 'ScopeLocked'; message = 'locked' }
            Remove-AksClusterExtension @Small -Name backup -IncludePrerequisites -Force -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures | Should -HaveCount 1
            Get-Role | Should -HaveCount 3
        }

        It 'names the command to run when it may not remove it' {
            Set-Denial DELETE
            Remove-AksClusterExtension @Small -Name backup -IncludePrerequisites -Force -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'PrerequisiteFailed,*'
            $failures[0].Exception.Message | Should -BeLike "backup on small-aks (demo-rg): The extension was removed, but the assignment of the role * was not.*"
            $failures[0].ErrorDetails.RecommendedAction | Should -BeLike "*az role assignment delete --assignee $principal --role $BlobContributor --scope '$AccountId' (or Remove-AzRoleAssignment *"
        }

        It 'removes its own without the permission to read assignments' {
            Set-Denial GET
            Remove-AksClusterExtension @Small -Name backup -IncludePrerequisites -Force
            Set-EmulatorOption @{ deny = @() }
            (Get-Role).name | Should -Be 'inherited', 'other'
        }

        It 'warns where the extension does not exist' {
            Remove-AksClusterExtension @Small -Name none -IncludePrerequisites -Force -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings[0].Message | Should -BeLike '*does not exist*nothing was removed.'
            Get-Role | Should -HaveCount 3
        }
    }

    Context 'Test-AksClusterExtension' {
        It 'says before the installation what the extension will need' {
            $check = Test-AksClusterExtension @Small -ExtensionType $Backup.ExtensionType | Where-Object Check -EQ BackupStorageRole
            $check.Result | Should -Be 'Warning'
            $check.Detail | Should -Be "After the create, the extension's identity needs the role 'Storage Blob Data Contributor', which lets it write backups to the storage account."
            $check.Recommendation | Should -BeLike '*-IncludePrerequisites*'
        }

        It 'checks the role of an installed extension: <Is>' -ForEach @(
            @{ Is = 'missing'; Result = 'Failed'; Detail = "The extension's identity (*) does not have the role *, which lets it write backups to the storage account." }
            @{ Is = 'there'; Result = 'Passed'; Detail = "The extension's identity (*) has the role *." }
            @{ Is = 'inherited'; Result = 'Passed'; Detail = "The extension's identity (*) has the role *." }
            @{ Is = 'unreadable'; Result = 'Warning'; Detail = 'The check could not be made. *' }
        ) {
            $null = New-AksClusterExtension @Small @Backup -WarningAction SilentlyContinue
            switch ($Is) {
                there { Add-Role (Get-Principal) }
                inherited { Add-Role (Get-Principal) '/' }
                unreadable { Set-Denial GET }
            }

            Clear-ArmRequest
            $check = Get-AksClusterExtension @Small -Name backup | Test-AksClusterExtension | Where-Object Check -EQ BackupStorageRole
            $check.Result | Should -Be $Result
            $check.Detail | Should -BeLike $Detail
            ($check.Recommendation -like '*az role assignment create*') | Should -Be ($Is -eq 'missing')
            @(Get-ArmRequest * '*/roleAssignments*') | Should -HaveCount 1
        }

        It 'has no such check for another type' {
            $null = New-AksClusterExtension @Small -Name dapr -ExtensionType microsoft.dapr
            (Test-AksClusterExtension @Small -Name dapr).Check | Should -Not -Contain 'BackupStorageRole'
        }
    }
}
