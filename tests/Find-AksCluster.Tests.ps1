BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Other = 'aaaaaaaa-0000-0000-0000-000000000001'

    # The bodies of the queries that were sent, oldest first.
    function Get-Query { @(Get-ArmRequest POST '/providers/Microsoft.ResourceGraph/resources' | ForEach-Object { $_.body | ConvertFrom-Json }) }
}

Describe 'Find-AksCluster' {
    BeforeEach {
        Reset-Emulator
        $null = Add-Cluster @{
            subscriptionId = $Other; resourceGroup = 'other-rg'; name = 'west-aks'; location = 'westeurope'; kubernetesVersion = '1.30.1'
            provisioningState = 'Failed'; tags = @{ Env = 'Prod'; owner = '' }
        }
        $all = 'demo-aks', 'small-aks', 'sp-aks', 'stopped-aks', 'west-aks'
    }

    Context 'by parameter' {
        It 'finds every cluster of every subscription with one request' {
            $clusters = Find-AksCluster

            $clusters | Should -BeOfType AksExtensions.AksCluster
            $clusters.Name | Should -Be $all
            (Get-ArmRequest).path | Should -Be '/providers/Microsoft.ResourceGraph/resources'
            (Get-Query).PSObject.Properties.Name | Should -Not -Contain 'subscriptions'
        }

        It 'shows what is known of a cluster' {
            $cluster = Find-AksCluster demo-aks

            $cluster.Id | Should -Be (Get-ClusterId)
            $cluster.ResourceId | Should -Be (Get-ClusterId)
            $cluster.ResourceGroupName | Should -Be 'demo-rg'
            $cluster.SubscriptionId | Should -Be $Emulator.subscriptionId
            $cluster.Location | Should -Be 'eastus'
            $cluster.KubernetesVersion | Should -Be '1.34.2'
            $cluster.State | Should -Be 'Succeeded'
            $cluster.PowerState | Should -Be 'Running'
            $cluster.NodeCount | Should -Be 3
            $cluster.IdentityType | Should -Be 'SystemAssigned'
            $cluster.Tags['ENV'] | Should -Be 'demo'
            "$cluster" | Should -Be 'demo-aks'
        }

        It 'says which clusters cannot run extensions' {
            (Find-AksCluster | Where-Object IdentityType -eq ServicePrincipal).Name | Should -Be 'sp-aks'
        }

        It 'filters with <Parameters>' -ForEach @(
            @{ Parameters = @{ SubscriptionId = 'aaaaaaaa-0000-0000-0000-000000000001' }; Expected = 'west-aks' }
            @{ Parameters = @{ ResourceGroupName = 'OTHER-RG' }; Expected = 'west-aks' }
            @{ Parameters = @{ ResourceGroupName = 'o*', 'nothing' }; Expected = 'west-aks' }
            @{ Parameters = @{ Location = 'West Europe' }; Expected = 'west-aks' }
            @{ Parameters = @{ KubernetesVersion = '1.3[01].*' }; Expected = 'west-aks' }
            @{ Parameters = @{ ProvisioningState = 'failed' }; Expected = 'west-aks' }
            @{ Parameters = @{ Tag = @{ env = 'prod' } }; Expected = 'west-aks' }
            @{ Parameters = @{ Tag = @{ owner = $null } }; Expected = 'west-aks' }
            @{ Parameters = @{ Tag = @{ owner = '' } }; Expected = 'west-aks' }
            @{ Parameters = @{ Tag = @{ env = 'prod', 'test' } }; Expected = 'small-aks', 'west-aks' }
            @{ Parameters = @{ Tag = @{ env = 'demo'; 'cost center' = 4711 }; Name = 'd*' }; Expected = 'demo-aks' }
            @{ Parameters = @{ Tag = @{ env = 'prod'; owner = 'me' } }; Expected = @() }
        ) {
            @((Find-AksCluster @Parameters).Name) | Should -Be $Expected
        }

        It 'takes the wildcard <_> as -like does' -ForEach '*', 'd*', '*AKS', '*p*', 's[m-p]*', 's?-aks', '[dw]*-aks', '?', 'demo-aks', 'DEMO*KS', '[^d]*', 's`*' {
            $pattern = $_
            @((Find-AksCluster -Name $pattern).Name) | Should -Be @($all | Where-Object { $_ -like $pattern })
        }

        It 'treats <_> as a value, not as part of the query' -ForEach @(
            "' or 1 == 1 //", 'x\', "x\' or true //", "a`n| count", "it's | limit 0", '"', '// comment', '`*`?`['
        ) {
            Find-AksCluster -Name $_ -ErrorAction Stop | Should -BeNullOrEmpty
            Find-AksCluster -Tag @{ $_ = $_ } -ErrorAction Stop | Should -BeNullOrEmpty
            Find-AksCluster -ResourceGroupName "*$_*" -Location $_ -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'finds a tag of any text' {
            $null = Add-Cluster @{ resourceGroup = 'g'; name = 'odd'; tags = @{ "it's" = "C:\new `"table`" | count //" } }

            (Find-AksCluster -Tag @{ "it's" = "C:\new `"table`" | count //" }).Name | Should -Be 'odd'
        }

        It 'has a table' {
            $table = Find-AksCluster demo-aks | Format-Table | Out-String -Width 200

            $table | Should -Match 'Name\s+ResourceGroupName\s+Kubernetes\s+Nodes\s+Power\s+State\s+Location'
            $table | Should -Match 'demo-aks\s+demo-rg\s+1\.34\.2\s+3\s+Running\s+Succeeded\s+eastus'
        }

        It 'shows the query with -Verbose' {
            $lines = Find-AksCluster demo* -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Out-String

            $lines | Should -Match "where name startswith 'demo'"
        }
    }

    Context 'in pages and batches' {
        It 'returns objects before it requests the next page, and requests no page that is not needed' {
            $null = Add-Cluster @{ count = 2500; resourceGroup = 'fleet-rg' }

            @(Find-AksCluster -ResourceGroupName fleet-rg).Count | Should -Be 2500
            (Get-Query).Count | Should -Be 3

            Clear-ArmRequest
            (Find-AksCluster -ResourceGroupName fleet-rg | Select-Object -First 1).Name | Should -Be 'aks-00001'
            (Get-Query).Count | Should -Be 1

            Clear-ArmRequest
            Find-AksCluster -ResourceGroupName fleet-rg | ForEach-Object -Begin { $seen = 0 } { if (++$seen -eq 1000) { $sent = (Get-Query).Count } }
            $sent | Should -Be 1
        }

        It 'asks for no second batch when the first has all that is wanted' {
            $ids = @($Emulator.subscriptionId) + (1..1499 | ForEach-Object { '00000000-0000-0000-0000-{0:x12}' -f $_ })

            (Find-AksCluster -SubscriptionId $ids | Select-Object -First 1).Name | Should -Be 'demo-aks'
            (Get-Query).Count | Should -Be 1

            Clear-ArmRequest
            (Find-AksCluster -SubscriptionId $ids).Name | Should -Be ($all -ne 'west-aks')
            (Get-Query).subscriptions.Count | Should -Be 1500
            (Get-Query).Count | Should -Be 2
        }
    }

    Context 'into other commands' {
        It 'feeds Get-AksClusterExtension' {
            Add-Extension one -Cluster small-aks

            (Find-AksCluster -Tag @{ env = 'test' } | Get-AksClusterExtension).Name | Should -Be 'one'
        }

        It 'feeds New-AksClusterExtension, in every subscription' {
            $new = Find-AksCluster -Name small-aks, west-aks | New-AksClusterExtension -Name flux -ExtensionType microsoft.flux | Sort-Object ClusterName

            $new.ClusterName | Sort-Object | Should -Be 'small-aks', 'west-aks'
            $new.SubscriptionId | Should -Be $Emulator.subscriptionId, $Other
            $new.State | Should -Be 'Succeeded', 'Succeeded'
        }

        It 'is a -Cluster by parameter too, and after a journey through a file' {
            $cluster = Find-AksCluster demo-aks
            (Get-AksClusterExtension -Cluster $cluster -Name flux).Name | Should -Be 'flux'

            $file = Join-Path $TestDrive clusters.xml
            $cluster | Export-Clixml $file
            (Import-Clixml $file | Get-AksClusterExtension -Name flux).Name | Should -Be 'flux'
            ($cluster | ConvertTo-Json | ConvertFrom-Json | Get-AksClusterExtension -Name flux).Name | Should -Be 'flux'
            ($cluster | ConvertTo-Csv | ConvertFrom-Csv | Get-AksClusterExtension -Name flux).Name | Should -Be 'flux'
        }
    }

    Context 'when it cannot' {
        It 'refuses <Parameters> before anything is sent' -ForEach @(
            @{ Parameters = @{ Name = 'a[' } }
            @{ Parameters = @{ ResourceGroupName = '[]' } }
            @{ Parameters = @{ KubernetesVersion = '1.[9-1]' } }
            @{ Parameters = @{ Tag = @{ env = @() } } }
        ) {
            $failure = Get-Failure { Find-AksCluster @Parameters }

            $failure.FullyQualifiedErrorId | Should -BeLike 'FilterInvalid,*'
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'does not take an empty list for no filter' {
            (Get-Failure { Find-AksCluster -SubscriptionId @() }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'ends with Azure''s words, and a part is not taken for the whole' {
            $null = Add-Cluster @{ count = 1500; resourceGroup = 'fleet-rg' }
            Add-Fault @{ status = 403; errorCode = 'AuthorizationFailed'; message = 'Not you.'; pathRegex = 'ResourceGraph'; skip = 1 }
            $found = 'as it was'

            $failure = Get-Failure { $script:found = Find-AksCluster -ResourceGroupName fleet-rg }

            $failure.FullyQualifiedErrorId | Should -BeLike 'AuthorizationFailed,*'
            $failure.Exception.Message | Should -Match 'Not you\.'
            $failure.TargetObject | Should -Match '^resources'
            $found | Should -Be 'as it was'
        }

        It 'warns when Azure left a part out' {
            Add-Fault @{ status = 200; body = @{ totalRecords = 9; count = 0; data = @(); resultTruncated = 'true' }; pathRegex = 'ResourceGraph' }

            Find-AksCluster -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty

            $warnings | Should -Match 'omitted part'
        }

        It 'waits while Azure is busy' {
            Add-Fault @{ status = 429; count = 2; pathRegex = 'ResourceGraph' }

            (Find-AksCluster demo-aks).Name | Should -Be 'demo-aks'
            (Get-ArmRequest).status | Should -Be 429, 429, 200
        }
    }
}
