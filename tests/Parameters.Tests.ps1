<#
Parameters as sessions have them: what is true of several commands. What is true of one is in the file of that command.
#>
BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Other = 'aaaaaaaa-0000-0000-0000-000000000001'
}

Describe 'Parameters' {
    BeforeEach {
        Reset-Emulator
        $null = Connect-TestEmulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
    }

    Context 'everything that is given by parameter is checked before the first request' {
        It 'one bad cluster among 200 in -Cluster of <Cmdlet>: <Bad>' -ForEach $(
            foreach ($command in @(
                @{ Cmdlet = 'New-AksClusterExtension'; With = @{ Name = 'x'; ExtensionType = 'microsoft.flux' } }
                @{ Cmdlet = 'Update-AksClusterExtension'; With = @{ Name = 'flux'; ReleaseTrain = 'preview'; Force = $true } }
                @{ Cmdlet = 'Remove-AksClusterExtension'; With = @{ Name = 'flux'; Force = $true } }
                @{ Cmdlet = 'Wait-AksClusterExtension'; With = @{ Name = 'flux' } }
                @{ Cmdlet = 'Get-AksClusterExtension'; With = @{} }
                @{ Cmdlet = 'Test-AksClusterExtension'; With = @{} }
                @{ Cmdlet = 'Get-AksClusterExtensionType'; With = @{} }
            )) {
                foreach ($bad in 'no-id', '/subscriptions/x/resourceGroups/y', '') {
                    $command + @{ Bad = $bad }
                }
            }
        ) {
            $ids = 1..200 | ForEach-Object { Get-ClusterId "f-$_" }

            $failure = Get-Failure { & $Cmdlet -Cluster ($ids + $Bad) @With }

            $failure.FullyQualifiedErrorId | Should -Be "ClusterIdInvalid,AksExtensions.Commands.$($Cmdlet -replace '-')Command"
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'a row whose <Column> is bad, the last of three' -ForEach @(
            @{ Column = 'ClusterType'; Value = 'aks'; Id = 'ClusterIdInvalid' }
            @{ Column = 'Subscription'; Value = "a`nb"; Id = 'SubscriptionNameUnknown' }
            @{ Column = 'ExtensionName'; Value = 'a/b'; Id = 'ExtensionNameInvalid' }
            @{ Column = 'ResourceGroup'; Value = '..'; Id = 'ClusterIdInvalid' }
        ) {
            $row = @{ ResourceGroup = 'demo-rg'; ClusterName = 'demo-aks'; ExtensionName = 'flux' }
            $row[$Column] = $Value

            (Get-Failure { Remove-AksClusterExtension -Cluster (Get-ExtensionId a), (Get-ExtensionId b), ([pscustomobject]$row) -Force }).FullyQualifiedErrorId |
                Should -BeLike "$Id,*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'a cluster without an extension''s name, behind one with it' {
            (Get-Failure { Remove-AksClusterExtension -Cluster (Get-ExtensionId flux), (Get-ClusterId) -Force }).FullyQualifiedErrorId |
                Should -BeLike 'ExtensionNameRequired,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'a bad one of several -Name and -ClusterName: <Extra.Keys>' -ForEach @(
            @{ Extra = @{ Name = 'flux', 'a/b' }; Id = 'ExtensionNameInvalid' }
            @{ Extra = @{ Name = 'flux'; ClusterName = 'demo-aks', 'a/b' }; Id = 'ClusterIdInvalid' }
        ) {
            $bad = $target.Clone()
            $Extra.GetEnumerator() | ForEach-Object { $bad[$_.Key] = $_.Value }
            (Get-Failure { Remove-AksClusterExtension @bad -Force }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'and before a job starts' {
            (Get-Failure { Remove-AksClusterExtension -Cluster (Get-ExtensionId flux), 'no-id' -Force -AsJob }).FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            Get-Job | Should -BeNullOrEmpty
        }
    }

    Context 'columns of rows' {
        It 'that have the name of a parameter are not passed over in silence: <Columns>' -ForEach @(
            @{ Columns = @{ Force = 'true' }; Says = "'Force'*-Force*" }
            @{ Columns = @{ 'Extension Type' = 'microsoft.dapr' }; Says = "'Extension Type'*-ExtensionType*" }
            @{ Columns = @{ ConfigurationSetting = 'a=1' }; Says = "'ConfigurationSetting'*-ConfigurationSettings*" }
        ) {
            $rows = 'demo-aks', 'small-aks' | ForEach-Object {
                [pscustomobject](@{ ResourceGroupName = 'demo-rg'; ClusterName = $_; Owner = 'Ann' } + $Columns)
            }

            $null = $rows | New-AksClusterExtension -Name x -ExtensionType microsoft.flux -WarningVariable warnings 3>$null

            @($warnings) | Should -HaveCount 1
            "$warnings" | Should -BeLike "The column $Says"
            @(Get-ArmRequest PUT) | Should -HaveCount 2
        }

        It 'are options of their row: <Cmdlet> <Columns>' -ForEach @(
            foreach ($cmdlet in 'New-AksClusterExtension', 'Set-AksClusterExtension') {
                @{ Cmdlet = $cmdlet; Columns = @{ Version = '1.17.3' }; Sent = '*"version":"1.17.3"*'; Minor = '*"autoUpgradeMinorVersion":false*' }
                @{ Cmdlet = $cmdlet; Columns = @{ 'Release Train' = 'stable' }; Sent = '*"releaseTrain":"stable"*'; Minor = '*' }
                @{ Cmdlet = $cmdlet; Columns = @{ auto_upgrade_minor_version = 'FALSE' }; Sent = '*"autoUpgradeMinorVersion":false*'; Minor = '*' }
                @{ Cmdlet = $cmdlet; Columns = @{ AutoUpgradeMode = 'patch' }; Sent = '*"autoUpgradeMode":"patch"*'; Minor = '*' }
                @{ Cmdlet = $cmdlet; Columns = @{ ReleaseNamespace = 'own' }; Sent = '*"releaseNamespace":"own"*'; Minor = '*' }
                @{ Cmdlet = $cmdlet; Columns = @{ PlanName = 'n'; PlanPublisher = 'p'; PlanProduct = 'o' }; Sent = '*"product":"o"*'; Minor = '*' }
            }
            @{ Cmdlet = 'Update-AksClusterExtension'; Columns = @{ Version = '1.17.3' }; Sent = '*"version":"1.17.3"*'; Minor = '*' }
            @{ Cmdlet = 'Update-AksClusterExtension'; Columns = @{ ReleaseTrain = 'stable' }; Sent = '*"releaseTrain":"stable"*'; Minor = '*' }
        ) {
            Add-Extension x small-aks @{ currentVersion = '1.0.0' }
            $with = if ($Cmdlet -like 'Update*') { Add-Extension x; @{ Name = 'x' } } else { @{ Name = 'y'; ExtensionType = 'microsoft.flux'; SkipTypeRules = $true } }
            $rows = [pscustomobject](@{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' } + $Columns),
                [pscustomobject]@{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks'; ReleaseTrain = 'preview' }
            Clear-ArmRequest

            $null = $rows | & $Cmdlet @with -ErrorAction SilentlyContinue -WarningVariable warnings

            $warnings | Should -BeNullOrEmpty
            $first = (Get-ArmRequest P* '*/demo-aks/*').body
            $first | Should -BeLike $Sent
            $first | Should -BeLike $Minor
            $second = (Get-ArmRequest P* '*/small-aks/*').body
            $second | Should -BeLike '*"releaseTrain":"preview"*'
            $second | Should -Not -BeLike $Sent
            # By parameter and by pipe.
            Clear-ArmRequest
            if ($Cmdlet -eq 'New-AksClusterExtension') {
                $null = & $Cmdlet -Cluster $rows @with -Force -ErrorAction SilentlyContinue
                (Get-ArmRequest P* '*/demo-aks/*').body | Should -BeLike $Sent
            }
        }

        It 'are options of Test- too' {
            $row = [pscustomobject]@{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; Version = '99.0.0' }
            ($row | Test-AksClusterExtension -ExtensionType microsoft.flux | Where-Object Check -eq VersionResolvable).Detail | Should -BeLike '*99.0.0*'
            $null = $row | Test-AksClusterExtension -WarningVariable warnings 3>$null
            "$warnings" | Should -BeLike "The column 'Version'*"
        }

        It 'that contradict a parameter or each other are an error of that row: <Columns>' -ForEach @(
            @{ Columns = @{ Version = '1.0' }; Extra = @{ AutoUpgradeMinorVersion = $true }; Id = 'VersionNeedsAutoUpgradeOff' }
            @{ Columns = @{ Version = '1.0'; AutoUpgradeMode = 'Patch' }; Extra = @{}; Id = 'VersionNeedsAutoUpgradeOff' }
            @{ Columns = @{ AutoUpgradeMode = 'Sometimes' }; Extra = @{}; Id = 'ColumnInvalid' }
            @{ Columns = @{ AutoUpgradeMinorVersion = 'maybe' }; Extra = @{}; Id = 'ColumnInvalid' }
            @{ Columns = @{ Scope = '1' }; Extra = @{}; Id = 'ColumnInvalid' }
            @{ Columns = @{ PlanName = 'n' }; Extra = @{}; Id = 'PlanIncomplete' }
            @{ Columns = @{ TargetNamespace = 'n'; ReleaseNamespace = 'm' }; Extra = @{}; Id = 'ScopeNamespaceMismatch' }
        ) {
            $bad = [pscustomobject](@{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' } + $Columns)
            $good = [pscustomobject]@{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks' }

            ($bad, $good | New-AksClusterExtension -Name y -ExtensionType microsoft.flux @Extra -ErrorAction SilentlyContinue -ErrorVariable problem).Cluster | Should -Be 'small-aks'

            $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-ArmRequest -Path '*/demo-aks/*' | Should -BeNullOrEmpty
            # As a parameter, nothing is sent at all.
            Clear-ArmRequest
            (Get-Failure { New-AksClusterExtension -Cluster $good, $bad -Name y -ExtensionType microsoft.flux @Extra }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'of an export are not wishes, which is said once' {
            Add-Extension x small-aks
            Get-AksClusterExtension demo-rg demo-aks, small-aks | Where-Object Name -in flux, x | Export-Csv TestDrive:/export.csv
            Clear-ArmRequest
            $null = Import-Csv TestDrive:/export.csv | Update-AksClusterExtension -AutoUpgradeMode Patch -WarningVariable warnings 3>$null
            $warnings | Should -HaveCount 1
            "$warnings" | Should -BeLike 'The input describes installed extensions, so its columns *Version*'
            (Get-ArmRequest PATCH).body | Should -Not -BeLike '*"version"*'
        }

        It 'nothing to update: in a row it is its error, without rows it ends the command' {
            $row = [pscustomobject]@{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
            $null = $row | Update-AksClusterExtension -Name flux -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem.FullyQualifiedErrorId | Should -BeLike 'NothingToUpdate,*'
            (Get-Failure { (Get-ClusterId), (Get-ClusterId) | Update-AksClusterExtension -Name flux -ErrorAction SilentlyContinue }).FullyQualifiedErrorId | Should -BeLike 'NothingToUpdate,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'are named once each, also where the parameter was given, and empty ones not at all' {
            $rows = 1..3 | ForEach-Object { [pscustomobject]@{ ResourceGroupName = 'demo-rg'; ClusterName = "c$_"; Version = '1.0.0'; ReleaseTrain = '' } }
            $null = $rows | New-AksClusterExtension -Name x -ExtensionType microsoft.flux -Version 1.18.2 -WhatIf -ErrorAction SilentlyContinue -WarningVariable warnings 3>$null
            "$warnings" | Should -Be "The column 'Version' of the input is not used, because -Version was given and applies to every cluster."
        }

        It 'that are no command''s parameter, and properties of objects, cause no warning' {
            Add-Extension x
            $null = [pscustomobject]@{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; Owner = 'Ann'; Version = '1' } |
                Get-AksClusterExtension -WarningVariable warnings
            $null = Get-AksClusterExtension @target -Name x | Update-AksClusterExtension -AutoUpgradeMinorVersion $true -WarningVariable +warnings
            $warnings | Should -BeNullOrEmpty
        }

        It 'in our own headings come back in' {
            Add-Extension x
            $csv = "Resource Group,Cluster,Extension`ndemo-rg,demo-aks,x"
            ($csv | ConvertFrom-Csv | Get-AksClusterExtension).Id | Should -Be (Get-ExtensionId x)
        }

        It 'of a refused row are not in its error: <Kind>' -ForEach @(
            @{ Kind = 'a row'; Row = [pscustomobject]@{ ResourceGroupName = 'g'; ClusterName = 'a/b'; Password = 'hunter2' } }
            @{ Kind = 'a hashtable'; Row = @{ ResourceGroupName = 'g'; ClusterName = 'a/b'; Password = 'hunter2' } }
            @{ Kind = 'a row of a database'; Row = $(
                $table = [System.Data.DataTable]::new()
                'ResourceGroupName', 'ClusterName', 'Password' | ForEach-Object { $null = $table.Columns.Add($_) }
                , $table.Rows.Add('g', 'a/b', 'hunter2')) }
            @{ Kind = 'an object of a class'; Row = [pscustomobject]@{ ResourceGroupName = 'g'; Name = 'a/b'; Password = 'hunter2' } | ForEach-Object { $_.PSObject.TypeNames.Insert(0, 'Contoso.Cluster'); $_ } }
            @{ Kind = 'a row without a cluster'; Row = [pscustomobject]@{ ResourceGroupName = 'g'; Password = 'hunter2' } }
        ) {
            $null = , $Row | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem

            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            $problem[0].TargetObject.ResourceGroupName | Should -Be 'g'
            $problem | ConvertTo-Json -Depth 5 -WarningAction Ignore | Should -Not -BeLike '*hunter2*'
            $problem | Format-List * -Force | Out-String | Should -Not -BeLike '*hunter2*'
        }
    }

    Context '-ResourceGroupName' {
        It 'is a default for what is piped without one: <Kind>' -ForEach @(
            @{ Kind = 'names'; Piped = 'demo-aks', 'small-aks' }
            @{ Kind = 'rows with a name'; Piped = [pscustomobject]@{ Name = 'demo-aks' }, [pscustomobject]@{ ClusterName = 'small-aks' } }
            @{ Kind = 'rows with an empty group'; Piped = [pscustomobject]@{ Name = 'demo-aks'; ResourceGroup = '' }, @{ Cluster = 'small-aks' } }
        ) {
            $Piped | Get-AksClusterExtension -ResourceGroupName demo-rg | Should -HaveCount 3
            Get-ArmTrace | Should -Be 'GET extensions, GET extensions'
        }

        It 'does not come before what an item says itself' {
            (Get-ClusterId) | Get-AksClusterExtension -ResourceGroupName other | Should -HaveCount 3
            [pscustomobject]@{ ResourceGroupName = 'demo-rg'; Name = 'demo-aks' } | Get-AksClusterExtension -ResourceGroupName other | Should -HaveCount 3
        }

        It 'may be given with -Cluster' {
            Get-AksClusterExtension -ResourceGroupName demo-rg -Cluster demo-aks | Should -HaveCount 3
        }

        It 'may be a default of the session, with the pipe of every command' {
            $PSDefaultParameterValues = @{ '*:ResourceGroupName' = 'elsewhere' }
            Get-ClusterId | Get-AksClusterExtension | Should -HaveCount 3
            (Get-ClusterId | New-AksClusterExtension -Name x -ExtensionType microsoft.flux).Name | Should -Be 'x'
            (Get-ExtensionId x | Update-AksClusterExtension -AutoUpgradeMinorVersion $true).Name | Should -Be 'x'
            (Get-ExtensionId x | Wait-AksClusterExtension).Name | Should -Be 'x'
            Get-ExtensionId x | Test-AksClusterExtension -Quiet | Should -BeTrue
            Get-ClusterId | Get-AksClusterExtensionType | Should -Not -BeNullOrEmpty
            Get-ClusterId | Get-AksClusterExtensionTypeVersion -ExtensionType microsoft.flux | Should -Not -BeNullOrEmpty
            Get-ExtensionId x | Remove-AksClusterExtension -Force 6>$null
            Find-AksCluster -ResourceGroupName demo-rg | Should -Not -BeNullOrEmpty
            Get-ArmRequest -Path '*elsewhere*' | Should -BeNullOrEmpty
        }

        It 'is missing: <Text> is not a cluster' -ForEach @(@{ Text = 'demo-aks' }, @{ Text = 'my cluster' }) {
            $null = $Text | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            "$problem" | Should -BeLike "'$Text'*not a resource ID*-ResourceGroupName*"
        }
    }

    Context 'lists of names' {
        BeforeEach {
            foreach ($cluster in 'demo-aks', 'small-aks') {
                Add-Extension one -Cluster $cluster
                Add-Extension two -Cluster $cluster
            }

            $both = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks', 'small-aks' }
            $expected = foreach ($cluster in 'demo-aks', 'small-aks') { foreach ($name in 'one', 'two') { Get-ExtensionId $name $cluster } }
        }

        It 'Get: each name on each cluster' {
            (Get-AksClusterExtension @both -Name one, two).Id | Sort-Object | Should -Be $expected
            Get-ArmTrace | Should -Be (@('GET extension') * 4 -join ', ')
        }

        It 'Get: patterns cost one list for a cluster, and each extension comes once' {
            (Get-AksClusterExtension @both -Name 'on*', '*ne', two).Id | Sort-Object | Should -Be $expected
            Get-ArmTrace | Should -Be 'GET extensions, GET extensions'
        }

        It 'Get: by pipe too' {
            ('demo-aks', 'small-aks' | Get-AksClusterExtension -ResourceGroupName demo-rg -Name one, two).Id | Sort-Object | Should -Be $expected
        }

        It 'Wait and Test' {
            (Wait-AksClusterExtension @both -Name one, two).Id | Sort-Object | Should -Be $expected
            Test-AksClusterExtension @both -Name one, two -Quiet | Should -Be $true, $true, $true, $true
        }

        It 'Remove' {
            Remove-AksClusterExtension @both -Name one, two -Force 6>$null
            Get-ArmRequest DELETE | ForEach-Object path | Sort-Object | Should -Be $expected
        }

        It 'New and Update take several clusters' {
            New-AksClusterExtension @both -Name three -ExtensionType microsoft.flux | Should -HaveCount 2
            Update-AksClusterExtension @both -Name three -AutoUpgradeMinorVersion $true | Should -HaveCount 2
        }

        It 'a name that comes twice is worked on once, with a warning' {
            Get-AksClusterExtension @target -Name one, ONE -WarningVariable warnings 3>$null | Should -HaveCount 1
            "$warnings" | Should -BeLike '*more than once*'
        }
    }

    Context '-AutoUpgradeMinorVersion' {
        It 'takes <Kind>' -ForEach @(
            @{ Kind = 'the word false'; Value = 'false'; Sent = $false }
            @{ Kind = 'the word TRUE'; Value = 'TRUE'; Sent = $true }
            @{ Kind = 'a column of a CSV'; Value = ("x`nfalse" | ConvertFrom-Csv).x; Sent = $false }
            @{ Kind = '$true in quotes'; Value = '$true'; Sent = $true }
            @{ Kind = 'a switch'; Value = [switch]$true; Sent = $true }
            @{ Kind = 'a switch that is off'; Value = [switch]$false; Sent = $false }
            @{ Kind = '$false'; Value = $false; Sent = $false }
            @{ Kind = '1'; Value = 1; Sent = $true }
        ) {
            $splat = $target + @{ AutoUpgradeMinorVersion = $Value }
            $null = New-AksClusterExtension @splat -Name x -ExtensionType microsoft.flux
            $null = Update-AksClusterExtension @splat -Name x
            foreach ($method in 'PUT', 'PATCH') {
                ((Get-ArmRequest $method).body | ConvertFrom-Json).properties.autoUpgradeMinorVersion | Should -Be $Sent
            }
        }

        It 'refuses <Value>' -ForEach @(@{ Value = 'yes' }, @{ Value = '' }, @{ Value = 'off' }) {
            (Get-Failure { Update-AksClusterExtension @target -Name x -AutoUpgradeMinorVersion $Value }).FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgument*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'still takes $false after a space, typed without a variable' {
            (Update-AksClusterExtension demo-rg demo-aks -Name flux -AutoUpgradeMinorVersion $false).AutoUpgradeMinorVersion | Should -BeFalse
        }
    }

    Context 'by position' {
        It 'resource group and cluster come first: <Cmdlet>' -ForEach @(
            @{ Cmdlet = 'Get-AksClusterExtension'; With = @{ Name = 'flux' } }
            @{ Cmdlet = 'Wait-AksClusterExtension'; With = @{ Name = 'flux' } }
            @{ Cmdlet = 'Update-AksClusterExtension'; With = @{ Name = 'flux'; AutoUpgradeMinorVersion = $true } }
            @{ Cmdlet = 'New-AksClusterExtension'; With = @{ Name = 'new'; ExtensionType = 'microsoft.flux' } }
        ) {
            (& $Cmdlet demo-rg demo-aks @With).Id | Should -BeLike (Get-ExtensionId '*')
        }

        It 'also for the others' {
            Get-AksClusterExtension demo-rg demo-aks | Should -HaveCount 3
            Get-AksClusterExtension demo-rg demo-aks, small-aks | Should -HaveCount 3
            Test-AksClusterExtension demo-rg demo-aks -Quiet | Should -BeTrue
            Test-AksClusterExtension demo-rg demo-aks -Name flux -Quiet | Should -BeTrue
            Test-AksClusterExtension demo-rg demo-aks -ExtensionType microsoft.dapr -Quiet | Should -BeTrue
            Get-AksClusterExtensionType demo-rg demo-aks | Should -Not -BeNullOrEmpty
            Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.flux | Should -Not -BeNullOrEmpty
            Remove-AksClusterExtension demo-rg demo-aks -Name flux -Force 6>$null
            @(Get-ArmRequest DELETE).path | Should -Be (Get-ExtensionId flux)
        }
    }

    Context 'text that is meant for a cluster' {
        It '<Kind>: the error says which' -ForEach @(
            @{ Kind = 'an ID with a trailing slash'; Text = { "$(Get-ClusterId)/" }; Says = { "*does not end with '/'; give $(Get-ClusterId)." } }
            @{ Kind = 'a link to the portal'; Text = { "https://portal.azure.com/#@contoso.com/resource$(Get-ClusterId)/overview" }; Says = { "*it is a link; give the resource ID that is in it: $(Get-ClusterId)." } }
            @{ Kind = 'a link to something else'; Text = { 'https://portal.azure.com/#home' }; Says = { '*it is a link, and not*' } }
            @{ Kind = 'a line of JSON'; Text = { '{"id":"/subscriptions/x"}' }; Says = { '*it is JSON text*ConvertFrom-Json*' } }
            @{ Kind = 'a list as JSON'; Text = { '["a","b"]' }; Says = { '*it is JSON text*' } }
            @{ Kind = 'an ID without its first slash'; Text = { (Get-ClusterId).Substring(1) }; Says = { "*starts with '/'; give $(Get-ClusterId)." } }
            @{ Kind = 'a line of a CSV'; Text = { 'demo-rg;demo-aks' }; Says = { "*line with several values*Import-Csv -Delimiter ';'*" } }
            @{ Kind = 'a line with tabs'; Text = { "demo-rg`tdemo-aks" }; Says = { "*line with several values*Import-Csv -Delimiter '````t'*" } }
        ) {
            $value = & $Text
            $null = $value | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            "$problem" | Should -BeLike (& $Says)
            (Get-Failure { Get-AksClusterExtension -Cluster $value }).FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'a CSV whose delimiter is <Delimiter>' -ForEach @(@{ Delimiter = ';' }, @{ Delimiter = "`t"; Shown = '``t' }) {
            $rows = "ResourceGroupName${Delimiter}ClusterName`ndemo-rg${Delimiter}demo-aks" | ConvertFrom-Csv
            $null = $rows | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem
            "$problem" | Should -BeLike "*Import-Csv -Delimiter '$($Shown ?? $Delimiter)'*"
        }
    }

    Context '-SubscriptionId by name' {
        BeforeEach {
            Invoke-Emulator PUT subscriptions @{ id = $Other; displayName = 'Contoso Production' }
            $null = Add-Cluster @{ id = (Get-ClusterId other) -replace [regex]::Escape($Emulator.subscriptionId), $Other }
            # A session that has not asked for subscriptions yet.
            $null = Connect-TestEmulator
        }

        It 'is found, in any case, and looked up once in a session' {
            Get-AksClusterExtension demo-rg other -SubscriptionId 'contoso production' | Should -BeNullOrEmpty
            (New-AksClusterExtension demo-rg other -Name x -ExtensionType microsoft.flux -SubscriptionId 'Contoso Production').SubscriptionId | Should -Be $Other
            @(Get-ArmRequest -Path /subscriptions) | Should -HaveCount 1
        }

        It 'in a row' {
            ([pscustomobject]@{ Subscription = 'Contoso Production'; ResourceGroup = 'demo-rg'; Cluster = 'other' } |
                New-AksClusterExtension -Name x -ExtensionType microsoft.flux).SubscriptionId | Should -Be $Other
        }

        It 'for what Find- finds' {
            (Find-AksCluster -SubscriptionId 'Contoso Production').Name | Should -Be 'other'
            Find-AksClusterExtension -SubscriptionId 'Contoso Production' | Should -BeNullOrEmpty
        }

        It 'for a region' {
            Get-AksClusterExtensionType -Location eastus -SubscriptionId 'Contoso Production' | Should -Not -BeNullOrEmpty
            Get-ArmRequest -Path "*$Other*locations/eastus*" | Should -Not -BeNullOrEmpty
        }

        It 'of the connection' {
            (Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken (Get-TestToken) -CertificateAuthority $Emulator.certificate -SubscriptionId 'Contoso Production').SubscriptionId |
                Should -Be $Other
        }

        It 'that no command has: <Name>' -ForEach @(@{ Name = 'Nobody' }, @{ Name = '{11111111-2222-3333-4444-555555555555}' }, @{ Name = '11111111-2222-3333-4444' }) {
            $failure = Get-Failure { Get-AksClusterExtension demo-rg demo-aks -SubscriptionId $Name }
            $failure.FullyQualifiedErrorId | Should -BeLike 'SubscriptionNameUnknown,*'
            "$failure" | Should -BeLike "'$Name' is not a subscription ID*"
            (Get-Failure { Find-AksCluster -SubscriptionId $Name }).FullyQualifiedErrorId | Should -BeLike 'SubscriptionNameUnknown,*'
            Get-ArmRequest -Path '*/extensions*' | Should -BeNullOrEmpty
        }

        It 'that two have' {
            Invoke-Emulator PUT subscriptions @{ id = 'aaaaaaaa-0000-0000-0000-000000000002'; displayName = 'CONTOSO production' }
            "$(Get-Failure { Get-AksClusterExtension demo-rg other -SubscriptionId 'Contoso Production' })" | Should -BeLike "*several*$Other*"
        }

        It 'that cannot be one costs no request' {
            foreach ($name in "a`nb", 'a/b', ('x' * 300)) {
                (Get-Failure { Get-AksClusterExtension demo-rg demo-aks -SubscriptionId $name }).FullyQualifiedErrorId | Should -BeLike 'SubscriptionNameUnknown,*'
            }

            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'under Set-StrictMode -Version Latest' {
        It 'the documented idioms do not throw when nothing is found' {
            Set-StrictMode -Version Latest
            @(Find-AksCluster -Name nobody).ForEach('Id') | Should -BeNullOrEmpty
            @(Get-AksClusterExtension demo-rg small-aks).Where({ $_.State -eq 'Failed' }) | Should -BeNullOrEmpty
            Find-AksClusterExtension -Name nobody | ForEach-Object Cluster | Should -BeNullOrEmpty
        }
    }
}
