BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    Enable-AksExtensionAzAlias
}

AfterAll {
    Remove-Module AksExtensions.AzAlias -ErrorAction Ignore
}

Describe 'Enable-AksExtensionAzAlias' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; ClusterType = 'managedClusters' }
    }

    It 'adds the commands and aliases of Az.KubernetesConfiguration, and Remove-Module removes them' {
        (Get-Command -Module AksExtensions.AzAlias).Name | Sort-Object | Should -Be @(
            'Get-AzK8sExtension', 'Get-AzKubernetesExtension', 'New-AzK8sExtension', 'New-AzKubernetesExtension'
            'Remove-AzK8sExtension', 'Remove-AzKubernetesExtension', 'Update-AzK8sExtension', 'Update-AzKubernetesExtension')

        Remove-Module AksExtensions.AzAlias
        Get-Command *-AzKubernetesExtension, *-AzK8sExtension -ErrorAction Ignore | Should -BeNullOrEmpty
        Enable-AksExtensionAzAlias
    }

    It 'warns when the official module is loaded' {
        New-Module Az.KubernetesConfiguration { } | Import-Module

        Enable-AksExtensionAzAlias -WarningVariable warnings -WarningAction SilentlyContinue

        "$warnings" | Should -BeLike 'Az.KubernetesConfiguration is loaded.*'
        Remove-Module Az.KubernetesConfiguration
    }

    Context 'New-AzKubernetesExtension' {
        It 'sends what the official command sends: <Case>' -ForEach @(
            @{
                Case = 'a type only'; Extra = @{}
                Body = '{"properties":{"extensionType":"contoso.monitor"}}'
            }
            @{
                Case = 'an identity, an upgrade and a namespace'
                Extra = @{ AutoUpgradeMinorVersion = $true; ReleaseNamespace = 'flux-system'; EnableSystemAssignedIdentity = $true }
                Body = '{"identity":{"type":"SystemAssigned"},"properties":{"extensionType":"contoso.monitor","autoUpgradeMinorVersion":true,"scope":{"cluster":{"releaseNamespace":"flux-system"}}}}'
            }
            @{
                Case = 'a switch that is off, and a version'; Extra = @{ AutoUpgradeMinorVersion = $false; Version = '1.2.3' }
                Body = '{"properties":{"extensionType":"contoso.monitor","autoUpgradeMinorVersion":false,"version":"1.2.3"}}'
            }
            @{
                Case = 'a whole plan'
                Extra = @{ PlanName = 'p'; PlanPublisher = 'q'; PlanProduct = 'r'; PlanPromotionCode = 's'; PlanVersion = '1' }
                Body = '{"plan":{"name":"p","publisher":"q","product":"r","promotionCode":"s","version":"1"},"properties":{"extensionType":"contoso.monitor"}}'
            }
            @{
                Case = 'settings and a namespace'
                Extra = @{ ConfigurationSetting = @{ a = 'b' }; ConfigurationProtectedSetting = @{ c = 'd' }; TargetNamespace = 'team'; AkAssignedIdentityType = 'SystemAssigned' }
                Body = '{"properties":{"extensionType":"contoso.monitor","scope":{"namespace":{"targetNamespace":"team"}},"configurationSettings":{"a":"b"},"configurationProtectedSettings":{"c":"d"},"aksAssignedIdentity":{"type":"SystemAssigned"}}}'
            }
        ) {
            $extension = New-AzKubernetesExtension @target -Name monitor -ExtensionType contoso.monitor @Extra -ErrorAction Stop

            (Get-ArmRequest PUT).body | Should -BeExactly $Body
            $extension | Should -BeOfType AksExtensions.ClusterExtension
            $extension.ProvisioningState | Should -Be 'Succeeded'
        }

        It 'requests an identity on Azure Arc only when asked to, as Az does' {
            $arc = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-arc'; ClusterType = 'ConnectedClusters'; ExtensionType = 'contoso.monitor' }

            $null = New-AzKubernetesExtension @arc -Name plain -ErrorAction Stop
            $null = New-AzKubernetesExtension @arc -Name with -EnableSystemAssignedIdentity -ErrorAction Stop

            (Get-ArmRequest PUT).body | Should -BeExactly '{"properties":{"extensionType":"contoso.monitor"}}',
                '{"identity":{"type":"SystemAssigned"},"properties":{"extensionType":"contoso.monitor"}}'
        }

        It 'overwrites an existing extension without asking' {
            $null = New-AzKubernetesExtension @target -ExtensionName flux -ExtensionType microsoft.flux -ErrorAction Stop

            (Get-ArmRequest PUT).body | Should -BeLike '*"extensionType":"microsoft.flux"*'
        }

        It 'sends nothing with -WhatIf' {
            New-AzK8sExtension @target -Name monitor -ExtensionType contoso.monitor -WhatIf

            Get-ArmRequest PUT | Should -BeNullOrEmpty
        }
    }

    Context 'Get-AzKubernetesExtension' {
        It 'returns one, all of a cluster, of subscriptions in a list, and what is piped in' {
            (Get-AzKubernetesExtension @target -Name flux).Name | Should -Be 'flux'
            $all = Get-AzK8sExtension @target
            $all.Name | Should -Contain 'flux'
            (Get-AzKubernetesExtension @target -SubscriptionId @($all[0].SubscriptionId)).Name | Should -Be $all.Name
            ($all | Where-Object Name -in flux, backup | Get-AzKubernetesExtension).Name | Sort-Object | Should -Be 'backup', 'flux'
        }

        It 'has the property names of the official module' {
            $extension = Get-AzKubernetesExtension @target -Name backup
            $names = 'Id', 'Name', 'Type', 'ExtensionType', 'ProvisioningState', 'CurrentVersion', 'AutoUpgradeMinorVersion', 'ReleaseTrain', 'ReleaseNamespace', 'TargetNamespace',
                'ConfigurationSetting', 'ConfigurationProtectedSetting', 'Status', 'ErrorInfoCode', 'ErrorInfoMessage', 'ErrorInfoTarget', 'ErrorInfoDetail',
                'ErrorInfoAdditionalInfo', 'IdentityType', 'IdentityPrincipalId', 'IdentityTenantId', 'AkAssignedIdentityType', 'AkAssignedIdentityPrincipalId',
                'AkAssignedIdentityTenantId', 'PlanName', 'PlanProduct', 'PlanPublisher', 'PlanPromotionCode', 'PlanVersion', 'SystemDataCreatedAt', 'SystemDataCreatedBy',
                'SystemDataCreatedByType', 'SystemDataLastModifiedAt', 'SystemDataLastModifiedBy', 'SystemDataLastModifiedByType'

            $names | Should -BeIn $extension.PSObject.Properties.Name
            $extension.ErrorInfoMessage | Should -Be $extension.ErrorInfo.Message
            $extension.ConfigurationSetting | Should -Be $extension.ConfigurationSettings
            $extension.SystemDataCreatedAt | Should -Be $extension.SystemData.CreatedAt
        }
    }

    Context 'Update-AzKubernetesExtension' {
        It 'sends what the official command sends, by name and by pipe' {
            $null = Update-AzKubernetesExtension @target -Name flux -ConfigurationProtectedSetting @{ aa = 'bb' } -ErrorAction Stop
            (Get-ArmRequest PATCH).body | Should -BeExactly '{"properties":{"configurationProtectedSettings":{"aa":"bb"}}}'

            Reset-Emulator
            $null = Get-AzKubernetesExtension @target -Name flux | Update-AzK8sExtension -AutoUpgradeMinorVersion -ErrorAction Stop
            (Get-ArmRequest PATCH).body | Should -BeExactly '{"properties":{"autoUpgradeMinorVersion":true}}'
        }
    }

    Context 'Remove-AzKubernetesExtension' {
        It 'removes without asking and returns nothing, or true with -PassThru' {
            Remove-AzKubernetesExtension @target -Name flux | Should -BeNullOrEmpty
            Get-AzKubernetesExtension @target -Name backup | Remove-AzK8sExtension -PassThru | Should -BeTrue

            @(Get-ArmRequest DELETE).Count | Should -Be 2
        }

        It 'does not say true of what was not removed' {
            Remove-AzKubernetesExtension @target -Name aks-managed-azure-monitor-metrics -PassThru -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ManagedExtension,*'
        }
    }

    It 'is not needed by scripts that only get Set-Alias: same requests, same properties' {
        Add-Extension broken -Properties @{ provisioningState = 'Failed'; errorInfo = @{ code = 'Bad'; message = 'no' } }
        $said = Invoke-Pwsh {
            Set-StrictMode -Version Latest
            'New', 'Get', 'Update', 'Remove' | ForEach-Object { Set-Alias "$_-AzKubernetesExtension" "$_-AksClusterExtension" }
            $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; ClusterType = 'managedClusters' }
            $plan = @{ PlanName = 'p'; PlanPublisher = 'q'; PlanProduct = 'r'; PlanPromotionCode = 's'; PlanVersion = '1' }
            $new = New-AzKubernetesExtension @target -ExtensionName monitor -ExtensionType contoso.monitor -ConfigurationSetting @{ a = 'b' } -EnableSystemAssignedIdentity @plan
            "setting $($new.ConfigurationSetting['a']), plan $($new.PlanName) $($new.planproduct), identity same: $($new.AkAssignedIdentityPrincipalId -eq $new.AksAssignedIdentity.PrincipalId -and $new.AkAssignedIdentityPrincipalId.Length -eq 36)"
            $null = Update-AzKubernetesExtension -InputObject $new -ConfigurationSetting @{ a = 'c' }
            $failed = Get-AzKubernetesExtension @target -Name backup
            $broken = Get-AzKubernetesExtension @target -Name broken
            "error: $($broken.ErrorInfoCode), $($broken.ErrorInfoMessage), none: $($null -eq $failed.ErrorInfoCode)"
            "created same: $($failed.SystemDataCreatedAt -eq $failed.SystemData.CreatedAt), status same: $($failed.Status.Count -eq $failed.Statuses.Count)"
            "where: $(Get-AzKubernetesExtension @target | Where-Object PlanName -eq p | ForEach-Object Name)"
            "select: $(($new | Select-Object Name, PlanName, @{ n = 'Promotion'; e = 'PlanPromotionCode' } | ConvertTo-Csv -UseQuotes Never)[1])"
            "group: $((Get-AzKubernetesExtension @target | Group-Object PlanPublisher | Where-Object Name -eq q).Count)"
            "listed: $(@($new.PSObject.Properties.Name -like 'Plan?*').Count), $(($new | ConvertTo-Json) -match 'PlanName')"
            try { $new.PlanNam } catch { "unknown: $($_.FullyQualifiedErrorId)" }
            Remove-AzKubernetesExtension @target -Name monitor -Force -InformationAction Ignore
        }
        $said.Trim() -split '\r?\n' | Should -Be 'setting b, plan p r, identity same: True', 'error: Bad, no, none: True', 'created same: True, status same: True', 'where: monitor',
            'select: monitor,p,s', 'group: 1', 'listed: 0, False', 'unknown: PropertyNotFoundStrict'
        (Get-ArmRequest PUT).body | Should -BeExactly '{"identity":{"type":"SystemAssigned"},"plan":{"name":"p","publisher":"q","product":"r","promotionCode":"s","version":"1"},"properties":{"extensionType":"contoso.monitor","configurationSettings":{"a":"b"}}}'
        (Get-ArmRequest PATCH).body | Should -BeExactly '{"properties":{"configurationSettings":{"a":"c"}}}'
    }

    It 'lists the names that an extension has in any session' {
        $internal = [AksExtensions.ClusterExtension].Assembly.GetType('AksExtensions.AzNames')
        $names = @($internal::All)
        $names | Should -HaveCount 25
        (Get-TypeData AksExtensions.ClusterExtension).Members.Keys | Sort-Object | Should -Be ($names | Sort-Object)
    }

    It 'the commands of this module accept the names that scripts use: -ExtensionName, -InputObject, a list of one subscription' {
        $flux = Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -ExtensionName flux -SubscriptionId @('11111111-2222-3333-4444-555555555555')

        (Update-AksClusterExtension -InputObject $flux -ConfigurationSettings a=1).Name | Should -Be 'flux'
        Remove-AksClusterExtension -InputObject $flux -Force
        Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -InformationAction Ignore | Where-Object Name -eq flux | Should -BeNullOrEmpty
    }

    It 'ignores -DefaultProfile, and says so once in a process' {
        $said = Invoke-Pwsh {
            $common = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; DefaultProfile = 'x' }
            $null = Get-AksClusterExtension @common -WarningVariable +warnings -WarningAction SilentlyContinue
            $null = Get-AksClusterExtension @common -WarningVariable +warnings -WarningAction SilentlyContinue
            "count: $($warnings.Count) $warnings"
        }
        "$said" | Should -BeLike '*count: 1 -DefaultProfile is ignored.*'
    }
}
