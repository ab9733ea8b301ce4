BeforeDiscovery {
    # Every completer: a line with the cursor at its end, what Azure adds, and what is known without Azure.
    $completers = @(
        @{ Line = 'Get-AksClusterExtension -ResourceGroupName '; Azure = 'demo-rg', 'web-rg'; Known = @() }
        @{ Line = 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName '; Azure = 'demo-aks', 'small-aks', 'sp-aks', 'stopped-aks'; Known = @() }
        @{ Line = 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name '; Azure = 'aks-managed-azure-monitor-metrics', 'backup', 'dapr', 'flux', 'own'; Known = @() }
        @{ Line = 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -ExtensionType contoso'; Azure = 'contoso.app'; Known = @() }
        @{ Line = 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -ExtensionType microsoft.azurec'; Azure = @()
            Known = 'microsoft.azurecontainerstorage', 'microsoft.azurecontainerstoragev2' }
        @{ Line = 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -ExtensionType microsoft.dapr -ReleaseTrain stable -Version 1.1'
            Azure = '1.16.4', '1.15.6', '1.14.4', '1.13.6', '1.11.2'; Known = @() }
        @{ Line = 'Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux -Version 1.1'
            Azure = '1.18.2', '1.17.3', '1.16.12', '1.15.0'; Known = @() }
        @{ Line = 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -ExtensionType microsoft.dapr -ReleaseTrain '; Azure = @(); Known = 'stable', 'dev' }
        @{ Line = 'Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name own -ReleaseTrain in'; Azure = , 'inner'; Known = @() }
        @{ Line = 'Test-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name f'; Azure = , 'flux'; Known = @() }
        @{ Line = 'Find-AksCluster -Location '; Azure = 'eastus', 'westeurope'; Known = @() }
        @{ Line = 'Find-AksCluster -Name web'; Azure = , 'web-aks'; Known = @() }
        @{ Line = 'Find-AksCluster -ResourceGroupName w'; Azure = , 'web-rg'; Known = @() }
        @{ Line = 'Find-AksClusterExtension -Name '; Azure = 'aks-managed-azure-monitor-metrics', 'backup', 'dapr', 'flux', 'own'; Known = @() }
        @{ Line = 'Find-AksClusterExtension -ClusterName demo'; Azure = , 'demo-aks'; Known = @() }
        @{ Line = 'Find-AksClusterExtension -ExtensionType microsoft.d'; Azure = @(); Known = 'microsoft.dapr', 'microsoft.dataprotection.kubernetes' }
        @{ Line = 'Get-AksClusterExtensionType -Location west'; Azure = , 'westeurope'; Known = @() }
        @{ Line = 'Get-AksClusterExtensionType -Location eastus -ExtensionType contoso'; Azure = , 'contoso.app'; Known = @() }
        @{ Line = 'Get-AksClusterExtensionTypeVersion -Location eastus -ExtensionType microsoft.dapr -ReleaseTrain dev -Version '; Azure = , '1.17.0-rc.1'; Known = @() }
        @{ Line = 'New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings @{ global.'; Azure = @(); Known = @() }
        @{ Line = 'New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings @{ hooks'; Azure = @(); Known = , "'hooks.applyCrds'" }
        @{ Line = 'New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings @{ skipExistingDaprCheck = "true"; existing'; Azure = @()
            Known = 'existingDaprReleaseName', 'existingDaprReleaseNamespace' }
        @{ Line = "New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings 'hooks"; Azure = @(); Known = , "'hooks.applyCrds='" }
        @{ Line = "New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings 'global.ha.enabled="; Azure = @()
            Known = "'global.ha.enabled=true'", "'global.ha.enabled=false'" }
        @{ Line = 'New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings a=b,global.daprControlPlaneOs=w'; Azure = @(); Known = , 'global.daprControlPlaneOs=windows' }
        @{ Line = 'Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ConfigurationSettings hooks'; Azure = @(); Known = , 'hooks.applyCrds=' }
        @{ Line = 'Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ConfigurationSettings @{ hooks'; Azure = @(); Known = , "'hooks.applyCrds'" }
        @{ Line = 'New-AksClusterExtension -ExtensionType microsoft.azureml.kubernetes -ConfigurationProtectedSettings @{ ssl'; Azure = @(); Known = 'sslCertPemFile', 'sslKeyPemFile' }
        @{ Line = 'New-AksClusterExtension -ExtensionType microsoft.azureml.kubernetes -ConfigurationProtectedSettings sslKeyPemFile='; Azure = @(); Known = @() }
    )

    # A tour of a session: lines as people type them, and the first result or nothing. $c is a cluster's ID, $o a cluster, $all all of them,
    # and $t a hashtable with the names of the same cluster.
    $of = 'New-AksClusterExtension -ExtensionType microsoft.dapr'
    $tour = @(
        # After a period in @{ } PowerShell replaces only the rest of the key.
        @{ Line = "$of -ConfigurationSettings @{ global.h"; First = $null }
        @{ Line = "$of -ConfigurationSettings @{ global.ha.e"; First = $null }
        @{ Line = "$of -ConfigurationSettings @{ a=1; global.h"; First = $null }
        @{ Line = "$of -ConfigurationSettings a=b,@{ global.h"; First = $null }
        @{ Line = "$of -ConfigurationSettings @{ global.h$([char]0x2038) } -Name x"; First = $null }
        @{ Line = "$of -ConfigurationSettings @{ global.ha.enabled = tr"; First = $null }
        # PowerShell calls no completer for a quoted key.
        @{ Line = "$of -ConfigurationSettings @{ 'global.h"; First = $null }
        @{ Line = "$of -ConfigurationSettings @{ 'hoo'"; First = $null }
        @{ Line = "$of -ConfigurationSettings @{ ""hoo"; First = $null }
        @{ Line = "$of -ConfigurationSettings @{ 'global.ha.enabled' = "; First = $null }
        # After other keys, and in the middle of a line.
        @{ Line = "$of -ConfigurationSettings @{ a=1; hoo"; First = "'hooks.applyCrds'" }
        @{ Line = "$of -ConfigurationSettings @{ a=1;hoo"; First = "'hooks.applyCrds'" }
        @{ Line = "$of -ConfigurationSettings @{ 'global.ha.enabled' = `$true; hoo"; First = "'hooks.applyCrds'" }
        @{ Line = "$of -ConfigurationSettings @{ a=1`n  hoo"; First = "'hooks.applyCrds'" }
        @{ Line = "$of -ConfigurationSettings @{a=1},@{hoo"; First = "'hooks.applyCrds'" }
        @{ Line = "$of -ConfigurationSettings @{ hoo$([char]0x2038) } -Name x"; First = "'hooks.applyCrds'" }
        @{ Line = "$of -ConfigurationSettings @{a=1},hoo"; First = 'hooks.applyCrds=' }
        @{ Line = "`$x = 1; $of -ConfigurationSettings @{ hoo"; First = "'hooks.applyCrds'" }
        # With splatting.
        @{ Line = 'Get-AksClusterExtension @t -Name f'; First = 'flux' }
        @{ Line = 'Get-AksClusterExtension @byCluster -Name f'; First = 'flux' }
        @{ Line = 'Get-AksClusterExtension @short -Name f'; First = 'flux' }
        @{ Line = 'Get-AksClusterExtension @notThere -Name f'; First = $null }
        @{ Line = 'New-AksClusterExtension @t -ExtensionType microsoft.dapr -Version '; First = '1.16.4' }
        @{ Line = 'Update-AksClusterExtension @t -Name dapr -ConfigurationSettings hoo'; First = 'hooks.applyCrds=' }
        @{ Line = 'New-AksClusterExtension @t -ExtensionType microsoft.dapr -ConfigurationSettings @{ hoo'; First = "'hooks.applyCrds'" }
        # With -Cluster.
        @{ Line = 'Get-AksClusterExtension -Cluster $c -Name f'; First = 'flux' }
        @{ Line = 'Get-AksClusterExtension -Cluster $o -Name f'; First = 'flux' }
        @{ Line = 'Get-AksClusterExtension -Cluster $all[0] -Name f'; First = 'flux' }
        @{ Line = 'Get-AksClusterExtension -Cluster $o.Id -Name f'; First = 'flux' }
        @{ Line = 'Update-AksClusterExtension -Cluster $c -Name dapr -ConfigurationSettings @{ hoo'; First = "'hooks.applyCrds'" }
        @{ Line = 'New-AksClusterExtension -Cluster $notThere -ExtensionType microsoft.dapr -ConfigurationSettings @{ hoo'; First = "'hooks.applyCrds'" }
        # After a pipe.
        @{ Line = '$c | Get-AksClusterExtension -Name f'; First = 'flux' }
        @{ Line = '$o.Id | Get-AksClusterExtension -Name f'; First = 'flux' }
        @{ Line = '$o.Id.ToString() | Get-AksClusterExtension -Name f'; First = $null }
        @{ Line = '(Find-AksCluster) | Get-AksClusterExtension -Name f'; First = $null }
        @{ Line = 'Find-AksCluster -Name demo-aks -ResourceGroupName demo-rg | Get-AksClusterExtension -Name f'; First = 'flux' }
        @{ Line = 'Find-AksCluster | Get-AksClusterExtension -Name f'; First = $null }
        @{ Line = 'Find-AksCluster | New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings @{ hoo'; First = "'hooks.applyCrds'" }
        @{ Line = 'Get-AksClusterExtension @t -Name dapr | Update-AksClusterExtension -Version '; First = '1.16.4' }
        @{ Line = 'Get-AksClusterExtension @t -Name dapr | Update-AksClusterExtension -ConfigurationSettings hoo'; First = 'hooks.applyCrds=' }
        @{ Line = 'Find-AksClusterExtension -ExtensionType microsoft.dapr | Update-AksClusterExtension -ConfigurationSettings hoo'; First = 'hooks.applyCrds=' }
        # Inside a name.
        @{ Line = 'New-AksClusterExtension -ExtensionType dapr'; First = 'microsoft.dapr' }
        @{ Line = 'Find-AksClusterExtension -ExtensionType DAPR'; First = 'microsoft.dapr' }
        @{ Line = "New-AksClusterExtension -ExtensionType 'flux"; First = "'microsoft.flux'" }
        @{ Line = 'New-AksClusterExtension @t -ExtensionType con'; First = 'contoso.app' }
        @{ Line = 'New-AksClusterExtension -ExtensionType daprr'; First = $null }
        # Versions of the release train only.
        @{ Line = 'New-AksClusterExtension @t -ExtensionType microsoft.dapr -ReleaseTrain dev -Version '; First = '1.17.0-rc.1' }
        @{ Line = 'New-AksClusterExtension @t -ExtensionType microsoft.dapr -Version 1.17'; First = $null }
        @{ Line = 'Update-AksClusterExtension @t -Name ondev -Version '; First = '1.17.0-rc.1' }
        @{ Line = 'Test-AksClusterExtension @t -ExtensionType microsoft.dapr -Version '; First = '1.16.4' }
        @{ Line = 'Get-AksClusterExtensionTypeVersion @t -ExtensionType microsoft.dapr -Version '; First = '1.17.0-rc.1' }
        # Values that are not files.
        @{ Line = 'Find-AksClusterExtension -ProvisioningState f'; First = 'Failed' }
        @{ Line = 'Find-AksCluster -ProvisioningState up'; First = 'Updating' }
        @{ Line = 'Find-AksClusterExtension -ProvisioningState up,x'; First = $null }
        @{ Line = 'Get-AksClusterExtension -SubscriptionId '; First = '11111111-2222-3333-4444-555555555555' }
        @{ Line = 'Find-AksCluster -SubscriptionId demo'; First = '11111111-2222-3333-4444-555555555555' }
        @{ Line = 'Get-AksClusterExtension -SubscriptionId nothere'; First = $null }
        @{ Line = 'Get-AksClusterExtension -SubscriptionId "AksExtensions demo" -ResourceGroupName demo-rg -ClusterName demo-aks -Name f'; First = 'flux' }
        @{ Line = 'Get-AksClusterExtension -Cluster aks'; First = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/demo-rg/providers/Microsoft.ContainerService/managedClusters/demo-aks' }
        @{ Line = 'Get-AksClusterExtension -Cluster small'; First = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/demo-rg/providers/Microsoft.ContainerService/managedClusters/small-aks' }
        @{ Line = "$of -ReleaseNamespace "; First = 'dapr-system' }
        @{ Line = "$of -AutoUpgradeMinorVersion "; First = '$true' }
        @{ Line = 'Get-AksClusterExtension -ClusterType ProvisionedClusters -ClusterResourceProvider '; First = 'microsoft.hybridcontainerservice' }
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $wholeLine = 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -ExtensionType '

    # One press of Tab at the end of a line, or where the line has a '|'. $Error must stay unchanged, and nothing else may be written.
    function Get-Completion([string] $Line) {
        $at = $Line.LastIndexOf([char]0x2038)
        $at = $at -lt 0 ? $Line.Length : $at
        $before = $global:Error.Count
        $answer = TabExpansion2 $Line.Replace("$([char]0x2038)", '') $at *>&1
        $global:Error.Count | Should -Be $before
        @($answer).Count | Should -Be 1
        $answer | Should -BeOfType ([System.Management.Automation.CommandCompletion])
        , @($answer.CompletionMatches)
    }

    function Get-CompletionText([string] $Line) { @((Get-Completion $Line) | ForEach-Object CompletionText) }

    # An answer that is late for one Tab is available to another one, so the speed of the computer does not matter.
    function Wait-Completion([string] $Line, [string[]] $Expected) {
        try {
            Wait-Until { -not (Compare-Object @($Expected) @(Get-CompletionText $Line)) }
        }
        catch {
            Get-CompletionText $Line | Should -Be $Expected
        }
    }

    function Connect-Dead {
        # A port without a listener: it was just released.
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $null = Connect-AksExtension -Endpoint "https://127.0.0.1:$port" -AccessToken (Get-TestToken) -SubscriptionId $Emulator.subscriptionId
    }
}

AfterAll {
    Reset-Emulator
    $null = Connect-TestEmulator
}

Describe 'Completion' {
    BeforeEach {
        Reset-Emulator
        Add-Extension flux
        Add-Extension dapr -Properties @{ extensionType = 'microsoft.dapr'; currentVersion = '1.14.4' }
        Add-Extension own -Properties @{ extensionType = 'contoso.own'; releaseTrain = 'inner' }
        $null = Add-Cluster @{ name = 'web-aks'; resourceGroup = 'web-rg'; location = 'westeurope' }
        $null = Connect-TestEmulator
        # The suggestions of one line do not affect the next one.
        'ExtensionSettings', 'ProtectedExtensionSettings' | ForEach-Object { Remove-TypeData "AksExtensions.Parameters.$_" -ErrorAction Ignore }
    }

    Context 'when Azure answers' {
        It 'completes <Line>' -ForEach $completers {
            Wait-Completion $Line (@($Known) + @($Azure))
        }

        It 'has every -ExtensionType: those that are known, and those that Azure offers on the cluster' {
            Wait-Until { (Get-CompletionText $wholeLine) -contains 'contoso.app' }
            $all = Get-CompletionText $wholeLine
            $all | Should -Contain 'microsoft.dapr'
            $all | Should -Be @($all | Sort-Object -Unique)
        }

        It 'the tour: <Line>' -ForEach $tour {
            Add-Extension ondev -Properties @{ extensionType = 'microsoft.dapr'; currentVersion = '1.17.0-rc.1'; releaseTrain = 'dev' }
            $global:c = Get-ClusterId
            $global:o = Find-AksCluster -Name demo-aks
            $global:all = @(Find-AksCluster -Name demo-aks, small-aks)
            $global:t = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
            $global:byCluster = @{ Cluster = $global:c }
            # PowerShell accepts the first letters of a parameter's name in a splatted hashtable too.
            $global:short = @{ ResourceG = 'demo-rg'; ClusterN = 'demo-aks' }
            try {
                if ($First) {
                    Wait-Until { (Get-CompletionText $Line | Select-Object -First 1) -ceq $First }
                }

                # Once more, after Azure has answered all requests.
                Get-CompletionText $Line | Select-Object -First 1 | Should -BeExactly $First
            }
            finally {
                'c', 'o', 'all', 't', 'byCluster', 'short' | ForEach-Object { Remove-Variable -Scope Global $_ }
            }
        }

        It 'lists subscriptions and clusters by name' {
            Wait-Until { Get-CompletionText 'Get-AksClusterExtension -SubscriptionId d' }
            $one = (Get-Completion 'Get-AksClusterExtension -SubscriptionId d')[0]
            $one.ListItemText | Should -Be 'AksExtensions demo'
            $one.ToolTip | Should -Be "AksExtensions demo, Enabled, $($Emulator.subscriptionId)"
            Wait-Until { Get-CompletionText 'Get-AksClusterExtension -Cluster small' }
            (Get-Completion 'Get-AksClusterExtension -Cluster small')[0].ListItemText | Should -Be 'small-aks (demo-rg)'
        }

        It 'has versions newest first, with their release trains' {
            $line = 'Get-AksClusterExtensionTypeVersion -ResourceGroupName demo-rg -ClusterName demo-aks -ExtensionType microsoft.dapr -Version '
            Wait-Until { (Get-CompletionText $line).Count -gt 0 }
            $all = Get-Completion $line
            $all.CompletionText | Should -Be '1.17.0-rc.1', '1.16.4', '1.15.6', '1.14.4', '1.13.6', '1.11.2', '1.9.0', '1.6.0'
            $all[0].ToolTip | Should -Be 'microsoft.dapr 1.17.0-rc.1, the newest, on the release train dev'
            $all[1].ToolTip | Should -Be 'microsoft.dapr 1.16.4, on the release train stable'
        }

        It 'says in tooltips what is meant' {
            Wait-Completion 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName sm' @('small-aks')
            (Get-Completion 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName sm').ToolTip | Should -BeLike 'demo-rg, eastus, Kubernetes 1.*, Running'
            (Get-Completion 'Get-AksClusterExtension -ResourceGroupName we').ToolTip | Should -Be '1 cluster: web-aks'
            Wait-Completion 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name f' @('flux')
            (Get-Completion 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name f').ToolTip | Should -Be 'microsoft.flux, 1.18.2, Succeeded'
            (Get-Completion 'New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings @{ hooks').ToolTip |
                Should -BeLike '*hooks.applyCrds=True or false. Default: true. Whether the custom resource definitions are applied.*'
        }

        It 'takes the cluster from <Case>' -ForEach @(
            @{ Case = 'an id'; Line = 'Get-AksClusterExtension -Cluster $global:CompletionCluster -Name f' }
            @{ Case = 'the pipeline'; Line = '$global:CompletionCluster | Get-AksClusterExtension -Name f' }
        ) {
            $global:CompletionCluster = Get-ClusterId
            try {
                Wait-Completion $Line @('flux')
            }
            finally {
                Remove-Variable -Scope Global CompletionCluster
            }
        }

        It 'searches the subscription of the line, and no other' {
            Wait-Completion 'Get-AksClusterExtension -SubscriptionId 99999999-2222-3333-4444-555555555555 -ResourceGroupName ' @()
            Wait-Until { Get-ArmRequest POST '*ResourceGraph*' }
            (Get-ArmRequest POST '*ResourceGraph*').body | Should -BeLike '*99999999-2222-3333-4444-555555555555*'
        }

        It 'a new instance must not have the name of an existing one, unless -Force replaces it' {
            $line = 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks'
            Wait-Completion "$line -Force -Name " 'aks-managed-azure-monitor-metrics', 'backup', 'dapr', 'flux', 'own'
            Get-CompletionText "$line -Name " | Should -BeNullOrEmpty
        }

        It 'asks once for what several completers want, and not again at the next Tab' {
            Wait-Completion 'Get-AksClusterExtension -ResourceGroupName ' 'demo-rg', 'web-rg'
            Wait-Completion 'Get-AksClusterExtension -ClusterName web' @('web-aks')
            Wait-Completion 'Get-AksClusterExtension -ResourceGroupName w' @('web-rg')
            @(Get-ArmRequest).Count | Should -Be 1
        }

        It 'a new connection asks again, and the end of one forgets' {
            Wait-Completion 'Get-AksClusterExtension -ResourceGroupName ' 'demo-rg', 'web-rg'
            $null = Add-Cluster @{ name = 'new-aks'; resourceGroup = 'new-rg'; location = 'westeurope' }
            $null = Connect-TestEmulator
            Wait-Completion 'Get-AksClusterExtension -ResourceGroupName ' 'demo-rg', 'new-rg', 'web-rg'
            Disconnect-AksExtension
            Get-CompletionText 'Get-AksClusterExtension -ResourceGroupName ' | Should -BeNullOrEmpty
        }

        It 'asks for values that begin with the word when they do not fit one page' {
            1..1100 | ForEach-Object { @{ name = "many-$_"; resourceGroup = 'many-rg'; location = 'eastus' } } | ForEach-Object { $null = Add-Cluster $_ }
            Wait-Completion 'Get-AksClusterExtension -ResourceGroupName web' @('web-rg')
        }

        It 'completes a value within open quotes: <Line>' -ForEach @(
            @{ Line = "Get-AksClusterExtension -ResourceGroupName 'w"; Text = "'web-rg'" }
            @{ Line = 'Get-AksClusterExtension -ResourceGroupName "w'; Text = '"web-rg"' }
            @{ Line = "Get-AksClusterExtension -ResourceGroupName 'W$([char]0x2038)'"; Text = "'web-rg'" }
            @{ Line = 'Get-AksClusterExtension -ResourceGroupName:w'; Text = 'web-rg' }
            @{ Line = 'Get-AksClusterExtension -ResourceGroupName [w'; Text = $null }
            @{ Line = 'Get-AksClusterExtension -ResourceGroupName *'; Text = $null }
        ) {
            Wait-Completion $Line @($Text | Where-Object { $_ })
        }

        It 'quotes what would not be one word: (it) <Open>' -ForEach @(
            @{ Open = ''; Text = "'(it)'" }
            @{ Open = "'"; Text = "'(it)'" }
            @{ Open = '"'; Text = '"(it)"' }
        ) {
            $null = Add-Cluster @{ name = 'odd-aks'; resourceGroup = '(it)'; location = 'westeurope' }
            Wait-Completion "Get-AksClusterExtension -ClusterName odd-aks -ResourceGroupName $Open" @($Text)
        }

        It 'what Azure says is put into quotes whatever it holds: <Name>' -ForEach @(
            @{ Name = "a'b"; Text = "'a''b'" }
            @{ Name = 'a $(Get-Date) b'; Text = "'a `$(Get-Date) b'" }
            @{ Name = 'a;b'; Text = "'a;b'" }
        ) {
            Add-Fault @{ pathRegex = '/extensions\?'; action = 'Status'; status = 200; body = @{ value = @(
                        @{ id = (Get-ExtensionId x); name = $Name; properties = @{ extensionType = 't' } }
                        @{ id = (Get-ExtensionId x); name = "two`nlines"; properties = @{ extensionType = 't' } }) } }
            Wait-Completion 'Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name ' @($Text)
        }

        It 'an instance that is updated is asked for its type' {
            $line = 'Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux -ConfigurationSettings @{ '
            Wait-Until { (Get-CompletionText $line) -contains "'multiTenancy.enforce'" -and (Get-CompletionText $line) -notcontains "'global.ha.enabled'" }
        }

        It 'without a type all known keys are offered, each with its type' {
            $all = Get-Completion 'New-AksClusterExtension -ConfigurationSettings @{ '
            $all.CompletionText | Should -Contain "'global.ha.enabled'"
            $all.CompletionText | Should -Contain "'multiTenancy.enforce'"
            ($all | Where-Object CompletionText -EQ "'multiTenancy.enforce'").ToolTip | Should -BeLike '*microsoft.flux: *'
        }

        It 'a type that is not known has no keys, whatever was completed before' {
            Get-CompletionText 'New-AksClusterExtension -ExtensionType microsoft.dapr -ConfigurationSettings @{ ' | Should -Contain "'global.ha.enabled'"
            Get-CompletionText 'New-AksClusterExtension -ExtensionType contoso.app -ConfigurationSettings @{ ' | Should -BeNullOrEmpty
            Get-CompletionText 'New-AksClusterExtension -ExtensionType contoso.app -ConfigurationSettings ' | Should -BeNullOrEmpty
        }
    }

    Context 'when Azure is slow' {
        It 'comes back before the answer, with what is known: <Line>' -ForEach $completers {
            Add-Fault @{ action = 'Hang' }
            Get-CompletionText $Line | Should -Be @($Known)
            Get-ArmRequest | ForEach-Object { $_.status | Should -Be 0 -Because 'no request was answered' }
        }

        It 'waits once for an answer, and uses it when it arrives' {
            Add-Fault @{ action = 'Hang'; count = 1 }
            Get-CompletionText 'Get-AksClusterExtension -ResourceGroupName ' | Should -BeNullOrEmpty
            Get-CompletionText 'Get-AksClusterExtension -ResourceGroupName ' | Should -BeNullOrEmpty
            @(Get-ArmRequest).Count | Should -Be 1
        }
    }

    Context 'when Azure is dead' {
        It 'has what is known: <Line>' -ForEach $completers {
            Connect-Dead
            Get-CompletionText $Line | Should -Be @($Known)
        }
    }

    Context 'when Azure denies' {
        It '<Status>, and what is known is offered: <Line>' -ForEach ($completers | ForEach-Object { $one = $_; 403, 401, 429, 500 | ForEach-Object { $one + @{ Status = $_ } } }) {
            Add-Fault @{ action = 'Status'; status = $Status; errorCode = 'AuthorizationFailed'; message = 'No.'; headers = @{ 'Retry-After' = '30' } }
            Get-CompletionText $Line | Should -Be @($Known)
        }

        It 'is not asked again at every Tab' {
            Add-Fault @{ action = 'Status'; status = 403; errorCode = 'AuthorizationFailed'; message = 'No.' }
            1..3 | ForEach-Object { Get-CompletionText 'Get-AksClusterExtension -ResourceGroupName ' | Should -BeNullOrEmpty }
            Wait-Until { (Get-ArmRequest).status -eq 403 }
            @(Get-ArmRequest).Count | Should -Be 1
        }

        It 'a rejected token shows nowhere' {
            $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -AccessToken (ConvertTo-SecureString rejected -AsPlainText -Force)
            Get-CompletionText 'Get-AksClusterExtension -ResourceGroupName ' | Should -BeNullOrEmpty
        }
    }

    Context 'without a connection' {
        It 'offers what is known, without a request: <Line>' -ForEach $completers {
            Disconnect-AksExtension
            Get-CompletionText $Line | Should -Be @($Known)
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'with Az.Accounts' {
        BeforeAll {
            $az = Join-Path (New-Item -ItemType Directory -Force TestDrive:/Az.Accounts).FullName 'Az.Accounts.psm1'
            Set-Content $az {
                function Get-AzContext {
                    [CmdletBinding()] param()
                    [pscustomobject]@{
                        Account = 'someone@example.com'
                        Subscription = [pscustomobject]@{ Id = $Emulator.subscriptionId }
                        Tenant = [pscustomobject]@{ Id = 'aaaaaaaa-0000-0000-0000-00000000000a' }
                        Environment = [pscustomobject]@{
                            Name = 'Emulator'; ResourceManagerUrl = "$($Emulator.endpoint)/"; ActiveDirectoryAuthority = 'https://login.example/'
                            ActiveDirectoryServiceEndpointResourceId = 'https://audience.example/'
                        }
                    }
                }

                function Get-AzAccessToken {
                    [CmdletBinding()] param([string] $ResourceUrl, [string] $TenantId)
                    $global:Asked++
                    Write-Warning 'not for you'
                    if ($Mode -eq 'slow') { Start-Sleep -Seconds 3600; $global:Slept = $true }
                    if ($Mode -eq 'broken') { Write-Error 'Run Connect-AzAccount to login.' }
                    [pscustomobject]@{ Token = ConvertTo-SecureString $Emulator.accessToken -AsPlainText -Force; ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) }
                }

                Export-ModuleMember -Function *
            }.ToString()
            $script = {
                Import-Module $ModulePath
                Import-Module $AzPath
                $global:Asked = 0
                $global:Slept = $false
                $line = 'Get-AksClusterExtension -ResourceGroupName '
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                do {
                    $groups = @((TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object CompletionText)
                    [System.Threading.Thread]::Sleep(10)
                } until ($groups -or $Once -or $watch.Elapsed.TotalSeconds -gt 10)
                $line = 'New-AksClusterExtension -ResourceGroupName g -ClusterName c -ExtensionType microsoft.dap'
                $errors = @($Error | ForEach-Object { "$_" })
                if ($Mode -eq 'slow') {
                    # The command answers the question that the Tab left open.
                    $Mode = 'works'
                    $commands = @(Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -WarningAction Ignore | ForEach-Object Name)
                }

                [pscustomobject]@{
                    Commands = $commands; Groups = $groups
                    Types = @((TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object CompletionText)
                    Asked = $Asked; Slept = $Slept; Errors = $errors
                } | ConvertTo-Json -Depth 5
            }.ToString()

            function Invoke-AzTab([string] $Mode, [switch] $Once) {
                $before = $env:SSL_CERT_FILE
                $env:SSL_CERT_FILE = $Emulator.certificate
                try {
                    $text = Invoke-Pwsh -WithoutModule $script @{ AzPath = $az; Mode = $Mode; Once = $(if ($Once) { 'yes' }) }
                }
                finally {
                    [Environment]::SetEnvironmentVariable('SSL_CERT_FILE', $before ?? [NullString]::Value)
                }

                # The output may contain only the answer: no warning, no error.
                try { $text | ConvertFrom-Json } catch { throw "The other PowerShell says: $text" }
            }
        }

        It 'takes its token, on its own thread and once, before any command has run' {
            $seen = Invoke-AzTab works
            $seen.Groups | Should -Be 'demo-rg', 'web-rg'
            $seen.Asked | Should -Be 1
            $seen.Errors | Should -BeNullOrEmpty
        }

        It 'one that fails leaves no trace' {
            $seen = Invoke-AzTab broken -Once
            $seen.Groups | Should -BeNullOrEmpty
            $seen.Types | Should -Be 'microsoft.dapr'
            $seen.Errors | Should -BeNullOrEmpty
        }

        It 'a slow one is not waited for, and the next command asks it again' {
            $seen = Invoke-AzTab slow -Once
            $seen.Groups | Should -BeNullOrEmpty
            $seen.Types | Should -Be 'microsoft.dapr'
            $seen.Slept | Should -BeFalse
            $seen.Commands | Should -Contain 'flux'
            $seen.Errors | Should -BeNullOrEmpty
        }
    }

    It 'a parameter that has such a value has a completer' {
        $wanted = 'ExtensionType', 'Name', 'ClusterName', 'ResourceGroupName', 'Version', 'ReleaseTrain', 'Location', 'ConfigurationSettings', 'ConfigurationProtectedSettings'
        $without = foreach ($command in Get-Command -Module AksExtensions) {
            $command.Parameters.Values | Where-Object { $_.Name -in $wanted -and -not ($_.Attributes | Where-Object { $_ -is [ArgumentCompleter] }) } |
                ForEach-Object { "$($command.Name) -$($_.Name)" }
        }
        $without | Should -BeNullOrEmpty
    }

    It 'offers files only where a file is meant' {
        # A folder with files, and a file that every parameter could complete.
        Push-Location (New-Item -ItemType Directory -Force TestDrive:/files)
        try {
            $null = New-Item some.txt, other.json
            $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
            $files = foreach ($command in Get-Command -Module AksExtensions -CommandType Cmdlet) {
                foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -notin $common -and -not $_.SwitchParameter }) {
                    $matches = Get-Completion "$command -$($parameter.Name) "
                    if ($matches.ResultType -contains 'ProviderItem') { "$command -$($parameter.Name)" }
                }
            }
        }
        finally {
            Pop-Location
        }

        # A parameter that takes a path is named after it; a baseline is a file.
        $files | Where-Object { $_ -notmatch '(File|Path|CertificateAuthority|Baseline)$' } | Should -BeNullOrEmpty
        $files | Should -Contain 'New-AksClusterExtension -ConfigurationSettingsFile'
    }

    It 'a command that runs offers nothing to anybody' {
        # Refused before anything is sent, but bound like any other.
        $parameters = @{
            ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; Name = 'x'; ExtensionType = 'microsoft.flux'; ConfigurationSettings = @{ a = 'b' }; Scope = 'Namespace'
        }
        (Get-Failure { New-AksClusterExtension @parameters }).FullyQualifiedErrorId | Should -BeLike 'TargetNamespaceRequired,*'
        $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::CurrentRunspace)
        { $shell.AddCommand('New-AksClusterExtension').AddParameters($parameters).Invoke() } | Should -Throw
        $shell.Dispose()
        Get-TypeData AksExtensions.Parameters.ExtensionSettings | Should -BeNullOrEmpty
    }
}
