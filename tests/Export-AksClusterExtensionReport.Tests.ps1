BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Page = Join-Path $TestDrive report.html
    $Rows = Join-Path $TestDrive report.csv

    function Set-Baseline([string] $Text) { Set-Content -LiteralPath (Join-Path $TestDrive fleet.yaml) -Value $Text }

    # The rows of a report, as 'cluster/extension'.
    function Get-Row { Import-Csv $Rows | ForEach-Object { "$($_.ClusterName)/$($_.ExtensionName)" } }
}

Describe 'Export-AksClusterExtensionReport' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem $TestDrive | Remove-Item -Recurse
        Clear-ArmRequest
    }

    Context 'without input' {
        It 'is about the whole estate, by two queries, and asks once for the newest version of each type and train' {
            $file = Export-AksClusterExtensionReport -Path $Rows

            $file | Should -BeOfType System.IO.FileInfo
            $file.FullName | Should -Be $Rows
            $file.Length | Should -BeGreaterThan 100
            Get-Row | Should -Be 'demo-aks/aks-managed-azure-monitor-metrics', 'demo-aks/backup', 'demo-aks/flux', 'small-aks/', 'sp-aks/', 'stopped-aks/'
            @(Get-ArmRequest POST).Count | Should -Be 2
            @(Get-ArmRequest GET '*/locations/eastus/extensionTypes/*/versions').Count | Should -Be 3
            @(Get-ArmRequest).Count | Should -Be 5
        }

        It 'searches only the subscriptions of -SubscriptionId, by ID or name' {
            Export-AksClusterExtensionReport $Rows -SubscriptionId 99999999-2222-3333-4444-555555555555
            Get-Row | Should -BeNullOrEmpty
            (Get-ArmRequest POST).body | Should -BeLike '*99999999-2222-3333-4444-555555555555*'

            (Get-Failure { Export-AksClusterExtensionReport (Join-Path $TestDrive other.csv) -SubscriptionId Nobody }).FullyQualifiedErrorId |
                Should -BeLike 'SubscriptionNameUnknown,*'
        }

        It 'writes no file when the search fails' {
            $null = Add-Fault @{ action = 'Status'; pathRegex = 'ResourceGraph'; skip = 1; status = 403; errorCode = 'AuthorizationFailed'; message = 'no' }

            (Get-Failure { Export-AksClusterExtensionReport $Page }).FullyQualifiedErrorId | Should -BeLike 'AuthorizationFailed,*'

            Get-ChildItem $TestDrive | Should -BeNullOrEmpty
        }

        It 'uses the newest installed version where Azure has no extension types' {
            $null = Add-Fault @{ action = 'Status'; pathRegex = 'extensionTypes'; status = 409; errorCode = 'MissingSubscriptionRegistration'; message = 'not registered' }
            Add-Extension old small-aks @{ currentVersion = '1.17.3'; releaseTrain = 'Stable' }

            $said = Export-AksClusterExtensionReport $Rows -Verbose 4>&1 | Out-String

            $said | Should -Match 'the report uses the newest that is installed'
            $old = Import-Csv $Rows | Where-Object ExtensionName -eq old
            "$($old.NewestVersion) $($old.IsOutdated)" | Should -Be '1.18.2 True'
        }
    }

    Context 'by pipe' {
        It 'shows piped extensions as they are' {
            Get-AksClusterExtension demo-rg demo-aks -Name flux, backup | Export-AksClusterExtensionReport $Rows
            Get-Row | Should -Be 'demo-aks/backup', 'demo-aks/flux'
            # The facts of their cluster are one query.
            @(Get-ArmRequest POST).Count | Should -Be 1
            (Import-Csv $Rows)[0].Location | Should -Be 'eastus'
        }

        It 'shows piped extensions without the facts of their clusters when Resource Graph refuses them' {
            Add-Fault @{ action = 'Status'; pathRegex = 'ResourceGraph'; status = 403; errorCode = 'AuthorizationFailed'; message = 'no' }
            $said = Get-AksClusterExtension demo-rg demo-aks | Export-AksClusterExtensionReport $Rows -ErrorAction Stop -Verbose 4>&1 | Out-String
            (Import-Csv $Rows).ClusterName | Should -Be 'demo-aks', 'demo-aks', 'demo-aks'
            (Import-Csv $Rows)[0].Location | Should -BeNullOrEmpty
            $said | Should -Match 'Azure Resource Graph did not return them'
        }

        It 'shows piped clusters that have no extension among the piped ones' {
            & { Find-AksCluster -Name *s*-aks; Find-AksClusterExtension -Name flux } | Export-AksClusterExtensionReport $Rows
            Get-Row | Should -Be 'demo-aks/flux', 'small-aks/', 'sp-aks/', 'stopped-aks/'
        }

        It 'searches the extensions of clusters when the input has clusters only: <Kind>' -ForEach @(
            @{ Kind = 'objects'; Clusters = { Find-AksCluster -Name demo-aks, sp-aks } }
            @{ Kind = 'IDs'; Clusters = { Get-ClusterId; Get-ClusterId sp-aks } }
            @{ Kind = 'rows'; Clusters = { "ResourceGroup,Cluster`ndemo-rg,demo-aks`ndemo-rg,sp-aks" | ConvertFrom-Csv } }
        ) {
            & $Clusters | Export-AksClusterExtensionReport $Rows
            Get-Row | Should -Be 'demo-aks/aks-managed-azure-monitor-metrics', 'demo-aks/backup', 'demo-aks/flux', 'sp-aks/'
            (Import-Csv $Rows)[-1].Location | Should -Be 'eastus'
        }

        It 'shows what comes twice once' {
            $flux = Get-AksClusterExtension demo-rg demo-aks -Name flux
            $flux, $flux, (Get-ClusterId), (Get-ClusterId).ToUpperInvariant() | Export-AksClusterExtensionReport $Rows
            Get-Row | Should -Be 'demo-aks/flux'
        }

        It 'continues without what names no cluster' {
            $flux = Get-AksClusterExtension demo-rg demo-aks -Name flux
            $flux, 'what?/x' | Export-AksClusterExtensionReport $Rows -ErrorVariable failures -ErrorAction SilentlyContinue
            Get-Row | Should -Be 'demo-aks/flux'
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
        }

        It 'is empty when nothing comes, and not about the whole estate' {
            Find-AksClusterExtension -Name nobody | Export-AksClusterExtensionReport $Rows
            Get-Row | Should -BeNullOrEmpty
            Test-Path $Rows | Should -BeTrue
            @(Get-ArmRequest POST).Count | Should -Be 1
        }
    }

    Context '-InputObject' {
        It 'takes what the pipeline takes' {
            Export-AksClusterExtensionReport $Rows -InputObject (Get-AksClusterExtension demo-rg demo-aks -Name flux), (Find-AksCluster -Name sp-aks)
            Get-Row | Should -Be 'demo-aks/flux', 'sp-aks/'
        }

        It 'ends the command when it names no cluster: <Given>, and recommends no parameter that it lacks' -ForEach @(@{ Given = 42 }, @{ Given = 'demo-aks' }) {
            $failure = Get-Failure { Export-AksClusterExtensionReport $Rows -InputObject $Given }
            $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            "$failure $($failure.ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*-ResourceGroupName*'
            Test-Path $Rows | Should -BeFalse
        }
    }

    Context 'formats' {
        It '<Name> is <Starts>' -ForEach @(
            @{ Name = 'a.html'; Starts = '<!DOCTYPE html>' }
            @{ Name = 'a'; Starts = '<!DOCTYPE html>' }
            @{ Name = 'a.CSV'; Starts = '"SubscriptionId","ResourceGroupName"' }
            @{ Name = 'a.md'; Starts = '# AKS cluster extensions' }
        ) {
            $null = Export-AksClusterExtensionReport (Join-Path $TestDrive $Name)
            Get-Content (Join-Path $TestDrive $Name) -TotalCount 1 | Should -BeLike "$Starts*"
        }

        It '-As has precedence, and -Title is the title' {
            $null = Export-AksClusterExtensionReport (Join-Path $TestDrive a.csv) -As Markdown -Title 'My *fleet*'
            Get-Content (Join-Path $TestDrive a.csv) -TotalCount 1 | Should -Be '# My \*fleet\*'
        }
    }

    Context 'the file' {
        It 'is not overwritten without -Force, and nothing is sent' {
            Set-Content $Page before

            $failure = Get-Failure { Export-AksClusterExtensionReport $Page }

            $failure.FullyQualifiedErrorId | Should -BeLike 'ExportFileExists,*'
            $failure.CategoryInfo.Category | Should -Be ResourceExists
            Get-Content $Page | Should -Be before
            Get-ArmRequest | Should -BeNullOrEmpty
            $null = Export-AksClusterExtensionReport $Page -Force
            (Get-Item $Page).Length | Should -BeGreaterThan 10000
        }

        It 'needs a folder that exists: <Path>' -ForEach @(@{ Path = 'none/report.html' }, @{ Path = '.' }) {
            $failure = Get-Failure { Export-AksClusterExtensionReport (Join-Path $TestDrive $Path) }
            $failure.FullyQualifiedErrorId | Should -BeLike 'ExportNotWritten,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'is relative to the location, and can have wildcard characters in its name' {
            Push-Location $TestDrive
            try {
                (Export-AksClusterExtensionReport '[a]*.html').FullName | Should -Be (Join-Path $TestDrive '[a]*.html')
            }
            finally { Pop-Location }

            Get-ChildItem $TestDrive | ForEach-Object Name | Should -Be '[a]*.html'
        }

        It '-WhatIf names it, and sends and writes nothing' {
            $said = Invoke-WithHost "Export-AksClusterExtensionReport '$Page' -WhatIf"
            $said.Text | Should -Match ([regex]::Escape($Page))
            Get-ChildItem $TestDrive | Should -BeNullOrEmpty
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context '-Baseline' {
        BeforeEach {
            Set-Baseline @'
version: 1
extensions:
  - name: flux
    type: microsoft.flux
    clusters: { names: [demo-aks, small-aks] }
    version: 1.17.3
'@
        }

        It 'adds what Compare-AksClusterExtension says' {
            Export-AksClusterExtensionReport $Rows -Baseline (Join-Path $TestDrive fleet.yaml)

            $drift = Import-Csv $Rows | Where-Object ExtensionName -eq flux | ForEach-Object { "$($_.ClusterName) $($_.Drift): $($_.Differences)" }
            $drift | Should -Be @(
                'demo-aks Different: version: 1.18.2 (not pinned) -> 1.17.3; autoUpgradeMinorVersion: true -> false'
                'small-aks Missing: type: microsoft.flux; version: 1.17.3'
            )
        }

        It 'compares only the clusters of the input' {
            Find-AksCluster -Name small-aks | Export-AksClusterExtensionReport $Rows -Baseline (Join-Path $TestDrive fleet.yaml)
            Get-Row | Should -Be 'small-aks/flux'
        }

        It 'is not compared when nothing comes, and is not about clusters other than AKS' {
            Find-AksCluster -Name nobody | Export-AksClusterExtensionReport $Rows -Baseline (Join-Path $TestDrive fleet.yaml)
            @(Get-ArmRequest).Count | Should -Be 1
            Get-ClusterId demo-arc -Type Microsoft.Kubernetes/connectedClusters |
                Export-AksClusterExtensionReport $Rows -Baseline (Join-Path $TestDrive fleet.yaml) -Force -ErrorAction Stop
            Get-Row | Should -Be 'demo-arc/'
        }

        It 'that cannot be read ends the command before anything is sent' {
            Set-Baseline 'version: 2'
            (Get-Failure { Export-AksClusterExtensionReport $Rows -Baseline (Join-Path $TestDrive fleet.yaml) }).FullyQualifiedErrorId | Should -BeLike 'BaselineInvalid,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    It 'loads the template library for a page only, and away from the session' {
        $said = Invoke-Pwsh -Variables @{ Folder = $TestDrive } -Script @'
            function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -in 'Handlebars', 'AksExtensions.Html' } }
            $null = Export-AksClusterExtensionReport "$Folder/a.csv"
            $null = Export-AksClusterExtensionReport "$Folder/a.md"
            "before: $(@(Get-Loaded).Count)"
            $null = Export-AksClusterExtensionReport "$Folder/a.html"
            Get-Loaded | ForEach-Object { "after: $($_.GetName().Name) $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_) -eq [System.Runtime.Loader.AssemblyLoadContext]::Default)" } | Sort-Object
'@
        $said.Trim() -split '\r?\n' | Should -Be 'before: 0', 'after: AksExtensions.Html False', 'after: Handlebars False'
    }

    It 'has no secret in any format' {
        $env:REPORT_CANARY = 'canary-4711'
        try {
            Set-Baseline @'
version: 1
extensions:
  - name: flux
    type: microsoft.flux
    clusters: { names: [demo-aks] }
    settings: { 'git.password': canary-4711-desired, level: high }
    protectedSettings: { key: { env: REPORT_CANARY } }
'@
            Add-Extension flux demo-aks @{
                provisioningState = 'Failed'
                configurationSettings = @{ 'git.password' = 'canary-4711-actual'; other = 'canary-4711-other'; level = 'low' }
                configurationProtectedSettings = @{ key = 'canary-4711' }
            }
            foreach ($name in 'a.html', 'a.csv', 'a.md') {
                $path = Join-Path $TestDrive $name
                $null = Export-AksClusterExtensionReport $path -Baseline (Join-Path $TestDrive fleet.yaml) -WarningAction SilentlyContinue
                $text = Get-Content -Raw $path
                $text | Should -Not -Match 'canary'
                $text | Should -Match 'git.?\.password'
                $text | Should -Match '\blow\b'
            }
        }
        finally {
            $env:REPORT_CANARY = $null
        }
    }
}
