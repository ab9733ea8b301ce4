BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator

    $location = 'configuration.backupStorageLocation'
    function Get-SentSettings([string] $Method = 'PUT') { ((Get-ArmRequest $Method).body | ConvertFrom-Json).properties.configurationSettings }
    $settings = "blobContainer=b, storageAccount=demobackups, storageAccountResourceGroup=demo-rg, storageAccountSubscriptionId=$($Emulator.subscriptionId)"
}

Describe 'Azure Backup' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks'; Name = 'azure-backup' }
        $backup = $target + @{ ExtensionType = 'Microsoft.DataProtection.Kubernetes' }
        $account = @{
            blobContainer = 'b'; storageAccount = 'demobackups'; storageAccountResourceGroup = 'demo-rg'; storageAccountSubscriptionId = $Emulator.subscriptionId
        }
        $installed = @{
            "$location.bucket" = 'b'; "$location.config.storageAccount" = 'demobackups'
            "$location.config.resourceGroup" = 'demo-rg'; "$location.config.subscriptionId" = $Emulator.subscriptionId
        }
    }

    Context 'a create' {
        It 'derives what Azure CLI derives' {
            (New-AksClusterExtension @backup -ConfigurationSettings $account).State | Should -Be 'Succeeded'

            $sent = Get-SentSettings
            $sent."$location.config.storageAccountURI" | Should -Be 'https://demobackups.blob.core.windows.net/'
            $sent."$location.config.useAAD" | Should -Be 'true'
            $sent.'credentials.tenantId' | Should -Be '99999999-8888-7777-6666-555555555555'
            @($sent.PSObject.Properties).Count | Should -Be 7
        }

        It 'shows it with -WhatIf, which only reads' {
            $shown = (Invoke-WithHost "New-AksClusterExtension demo-rg small-aks -Name b -ExtensionType microsoft.dataprotection.kubernetes -ConfigurationSettings $settings -WhatIf").Text

            $shown | Should -BeLike '*"configuration.backupStorageLocation.config.storageAccountURI": "https://demobackups.blob.core.windows.net/"*'
            $shown | Should -BeLike '*Defaults added for this extension type:*useAAD=true*'
            (Get-ArmRequest).method | Sort-Object -Unique | Should -Be 'GET'
        }

        It 'does not start where the account is in another region, and says which' {
            Add-StorageAccount @{ name = 'far'; resourceGroup = 'demo-rg'; location = 'westus' }
            $account.storageAccount = 'far'
            New-AksClusterExtension @backup -ConfigurationSettings $account -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
            $problem[0].Exception.Message | Should -BeLike "azure-backup on small-aks (demo-rg): *'far' is in westus, but the cluster 'small-aks' is in eastus*"
            Get-ArmRequest PUT | Should -BeNullOrEmpty
        }

        It 'sends nothing where the account is missing, and says what to run' {
            $account.storageAccount = 'nothere'
            New-AksClusterExtension @backup -ConfigurationSettings $account -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ResourceNotFound,*'
            $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $problem[0].Exception.Message | Should -BeLike "*The storage account 'nothere' (/subscriptions/*) was not found.*"
            $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*az storage account list --subscription *'
            Get-ArmRequest PUT | Should -BeNullOrEmpty
        }

        It 'warns once for a fleet whose account may not be read, and goes on where its address is specified' {
            Set-EmulatorOption @{ deny = @(@{ method = 'GET'; pathRegex = 'storageAccounts' }) }
            $account.storageAccountURI = 'https://own/'
            $ids = Add-Cluster @{ count = 5; resourceGroup = 'demo-rg' }
            $made = $ids | New-AksClusterExtension -Name b -ExtensionType microsoft.dataprotection.kubernetes -ConfigurationSettings $account -WarningVariable warnings -WarningAction SilentlyContinue

            $made.State | Should -Be (, 'Succeeded' * 5)
            $unread = @($warnings -like '*you don''t have permission to read, so it was not checked*')
            $unread.Count | Should -Be 1
            $unread[0] | Should -BeLike "*storage account 'demobackups'*"
            @(Get-ArmRequest GET '*/storageAccounts/demobackups').Count | Should -Be 1
        }
    }

    Context 'an update' {
        BeforeEach {
            Add-Extension azure-backup small-aks @{
                extensionType = 'microsoft.dataprotection.kubernetes'; configurationSettings = $installed; scope = @{ cluster = @{ releaseNamespace = 'dataprotection-microsoft' } }
            }
            Add-StorageAccount @{ name = 'newer'; resourceGroup = 'demo-rg' }
            Add-StorageAccount @{ name = 'closed'; resourceGroup = 'demo-rg'; allowSharedKeyAccess = $false }
        }

        It 'of the account takes the rest from the instance, by parameter and by pipe' {
            $null = Update-AksClusterExtension @target -ConfigurationSettings storageAccount=newer
            $null = Get-AksClusterExtension @target | Update-AksClusterExtension -ConfigurationSettings storageAccount=demobackups

            $uris = (Get-ArmRequest PATCH).body | ForEach-Object { ($_ | ConvertFrom-Json).properties.configurationSettings."$location.config.storageAccountURI" }
            $uris | Should -Be 'https://newer.blob.core.windows.net/', 'https://demobackups.blob.core.windows.net/'
        }

        It 'shows it with -WhatIf, which only reads' {
            $shown = (Invoke-WithHost 'Update-AksClusterExtension demo-rg small-aks -Name azure-backup -ConfigurationSettings storageAccount=newer -WhatIf').Text

            $shown | Should -BeLike '*storageAccountURI*https://newer.blob.core.windows.net/*'
            (Get-ArmRequest).method | Sort-Object -Unique | Should -Be 'GET'
        }

        It 'to an account without keys needs useAAD' {
            Update-AksClusterExtension @target -ConfigurationSettings storageAccount=closed -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
            $problem[0].Exception.Message | Should -BeLike '*KeyBasedAuthenticationNotPermitted*'
            Get-ArmRequest PATCH | Should -BeNullOrEmpty

            (Update-AksClusterExtension @target -ConfigurationSettings storageAccount=closed, useAAD=true).State | Should -Be 'Succeeded'
        }
    }

    Context 'desired state' {
        It 'Set- shows with -WhatIf what it derives' {
            $shown = (Invoke-WithHost "Set-AksClusterExtension demo-rg small-aks -Name b -ExtensionType microsoft.dataprotection.kubernetes -ConfigurationSettings $settings -WhatIf").Text

            $shown | Should -BeLike '*storageAccountURI=https://demobackups.blob.core.windows.net/ (added for the type)*'
            (Get-ArmRequest).method | Sort-Object -Unique | Should -Be 'GET'
        }

        It 'Set- derives the same, and is in sync the second time' {
            $first = Set-AksClusterExtension @backup -ConfigurationSettings $account
            $second = Set-AksClusterExtension @backup -ConfigurationSettings $account

            (Get-SentSettings)."$location.config.storageAccountURI" | Should -Be 'https://demobackups.blob.core.windows.net/'
            $first.State, $second.State | Should -Be 'Succeeded', 'Succeeded'
            @(Get-ArmRequest PUT).Count | Should -Be 1
            Get-ArmRequest PATCH | Should -BeNullOrEmpty

            Add-StorageAccount @{ name = 'newer'; resourceGroup = 'demo-rg' }
            $account.storageAccount = 'newer'
            $null = Set-AksClusterExtension @backup -ConfigurationSettings $account
            (Get-SentSettings PATCH)."$location.config.storageAccountURI" | Should -Be 'https://newer.blob.core.windows.net/'
        }
    }
}
