BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Document = Join-Path $TestDrive fleet.yaml

    function Set-Baseline([string] $Text) { Set-Content -LiteralPath $Document -Value $Text }
    function Get-Row($Drift) { @($Drift | ForEach-Object { "$($_.ClusterName) $($_.Name) $($_.Status) $($_.Action)" }) }
}

Describe 'Compare-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        Set-Baseline @'
version: 1
extensions:
  - name: flux
    type: microsoft.flux
    clusters: { names: [demo-aks, small-aks, sp-aks] }
    version: 1.18.2
    settings: { multiTenancy.enforce: true }
'@
        Add-Extension flux demo-aks @{ version = '1.18.2'; autoUpgradeMinorVersion = $false; configurationSettings = @{ 'multiTenancy.enforce' = 'true' } }
        Add-Extension flux small-aks @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false; configurationSettings = @{ 'multiTenancy.enforce' = 'false' } }
        Add-Extension flux-old small-aks
        Clear-ArmRequest
    }

    Context 'by parameter' {
        It 'says of each extension how it differs' {
            $drift = Compare-AksClusterExtension -Baseline $Document

            $drift | Should -BeOfType AksExtensions.ExtensionDrift
            Get-Row $drift | Should -Be 'demo-aks flux InSync None', 'small-aks flux Different Update', 'small-aks flux-old Unexpected Remove', 'sp-aks flux Missing Create'
            $small = $drift | Where-Object { $_.Name -eq 'flux' -and $_.ClusterName -eq 'small-aks' }
            "$($small.Differences)" | Should -Be 'version: 1.17.3 -> 1.18.2 settings.multiTenancy.enforce: false -> true'
            $small.Differences[0].Property | Should -Be 'version'
            $small.Differences[0].Desired | Should -Be '1.18.2'
            $small.Differences[0].Actual | Should -Be '1.17.3'
            $small.ResourceId | Should -Be (Get-ExtensionId flux small-aks)
            $small.ResourceGroupName | Should -Be 'demo-rg'
            $small.SubscriptionId | Should -Be $Emulator.subscriptionId
            $small.ExtensionType | Should -Be 'microsoft.flux'
            # Two queries, and each of the three that seem to differ.
            Get-ArmTrace | Should -Be 'POST other, POST other, GET extension, GET extension, GET extension'
        }

        It 'returns the same when everything is read from ARM' {
            $graph = Get-Row (Compare-AksClusterExtension $Document)
            Clear-ArmRequest

            Get-Row (Compare-AksClusterExtension $Document -Live) | Should -Be $graph
            Get-ArmRequest POST | Should -BeNullOrEmpty
        }

        It 'is true or false with -Quiet' {
            Compare-AksClusterExtension $Document -Quiet | Should -BeFalse
            Set-Baseline "version: 1`nextensions:`n  - { name: flux, type: microsoft.flux, clusters: { names: demo-aks } }`n"
            Compare-AksClusterExtension $Document -Quiet | Should -BeTrue
        }

        It 'says all that is wrong with the document at once, and sends nothing' {
            Set-Baseline "version: 1`nextensions:`n  - name: flux`n    tpye: microsoft.flux`n    protectedSettings: { password: hunter2 }`n"

            $failure = { Compare-AksClusterExtension $Document } | Should -Throw -ErrorId 'BaselineInvalid,*' -PassThru

            $failure.Exception.Message | Should -BeLike "*has 2 errors:*- line 4, column 5: 'tpye' is not a property of an extension. Did you mean 'type'?*- line 5, column 36: *"
            $failure.Exception.Message | Should -Not -BeLike '*hunter2*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'says when the document does not exist' {
            { Compare-AksClusterExtension (Join-Path $TestDrive nowhere.yaml) } | Should -Throw -ErrorId 'BaselineNotFound,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'takes a path of a PowerShell drive, and JSON' {
            Set-Content (Join-Path $TestDrive fleet.json) '{ "version": 1, "extensions": [ { "name": "flux", "type": "microsoft.flux", "clusters": { "names": "demo-aks" } } ] }'
            Get-Row (Compare-AksClusterExtension TestDrive:/fleet.json) | Should -Be 'demo-aks flux InSync None'
        }

        It 'says which entries contradict each other, and compares the rest' {
            Set-Baseline @'
version: 1
extensions:
  - name: flux
    type: microsoft.flux
    clusters: { names: [demo-aks, small-aks] }
  - name: flux
    type: microsoft.flux
    clusters: { names: "small*" }
'@
            $drift = Compare-AksClusterExtension $Document -ErrorVariable errors -ErrorAction SilentlyContinue

            $errors[0].FullyQualifiedErrorId | Should -BeLike 'BaselineEntriesOverlap,*'
            $errors[0].Exception.Message | Should -BeLike '*line 3, column 5 and line 6, column 5*small-aks*'
            Get-Row $drift | Should -Contain 'demo-aks flux InSync None'
            Get-Row $drift | Should -Contain 'small-aks flux Blocked Blocked'
        }

        It 'takes a subscription by name, and refuses one that does not exist' {
            { Compare-AksClusterExtension $Document -SubscriptionId Nowhere } | Should -Throw -ErrorId 'SubscriptionNameUnknown,*'
            Get-Row (Compare-AksClusterExtension $Document -SubscriptionId $Emulator.subscriptionId) | Should -Contain 'demo-aks flux InSync None'
        }

        It 'reads one cluster and no other with -Cluster and -Live, and says which one it cannot read' {
            Add-Fault @{ method = 'GET'; pathRegex = 'managedClusters/sp-aks\?'; status = 403; errorCode = 'AuthorizationFailed'; message = 'no' }
            $ids = 'demo-aks', 'sp-aks', 'nowhere' | ForEach-Object { Get-ClusterId $_ }

            $drift = $ids | Compare-AksClusterExtension $Document -Live -ErrorVariable errors -ErrorAction SilentlyContinue

            Get-Row $drift | Should -Be 'demo-aks flux InSync None'
            @($errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Sort-Object) | Should -Be 'AuthorizationFailed', 'ClusterNotFound'
            Get-ArmRequest | Where-Object path -notmatch 'managedClusters/(demo-aks|sp-aks|nowhere)' | Should -BeNullOrEmpty
            Compare-AksClusterExtension $Document -Cluster $ids[0] -Live -Quiet | Should -BeTrue
            Compare-AksClusterExtension $Document -Cluster $ids -Live -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
        }

        It 'recommends no -ResourceGroupName, which it does not have, for the name of a cluster' {
            $failure = Get-Failure { Compare-AksClusterExtension $Document -Cluster demo-aks -Live }

            $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid,*'
            $failure.Exception.Message | Should -BeLike "'demo-aks' does not name a cluster: it is not a resource ID, and a name alone does not identify a cluster.*"
            "$($failure.Exception.Message) $($failure.ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*-ResourceGroupName*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'ships the schema that editors check the document with' {
            $schema = Get-Content -Raw (Join-Path (Get-Module AksExtensions).ModuleBase schemas/baseline.schema.json) | ConvertFrom-Json

            $schema.title | Should -Be 'AksExtensions baseline'
            $schema.required | Should -Be 'version', 'extensions'
        }

        It 'ships a schema that Test-Json accepts <json> by: <valid>' -ForEach @(
            @{ valid = $true; json = '' }
            @{ valid = $true; json = ', "settings": { "a.b": true, "c": 1 }' }
            @{ valid = $true; json = ', "settings": { "a": { "b": [1, { "c": { "d": ["x", false] } }] } }' }
            @{ valid = $true; json = ', "protectedSettings": { "a": { "b": [{ "env": "X" }, { "c": { "secret": "s", "vault": "v" } }] } }' }
            @{ valid = $true; json = ', "version": "1.18.2", "clusters": { "names": ["prod-*"], "tags": { "env": ["prod", 1] } }' }
            @{ valid = $false; json = ', "settings": { "a": { "b": [1, { "c": { "d": ["x", null] } }] } }' }
            @{ valid = $false; json = ', "settings": { "a": {} }' }
            @{ valid = $false; json = ', "protectedSettings": { "a": "literal" }' }
            @{ valid = $false; json = ', "protectedSettings": { "a": { "b": [{ "c": "literal" }] } }' }
            @{ valid = $false; json = ', "versoin": "1.18.2"' }
            @{ valid = $false; json = ', "autoUpgradeMode": "none", "autoUpgradeMinorVersion": false' }
        ) {
            $schema = Join-Path (Get-Module AksExtensions).ModuleBase schemas/baseline.schema.json

            $result = Test-Json -Json "{ `"version`": 1, `"extensions`": [{ `"name`": `"flux`", `"type`": `"microsoft.flux`"$json }] }" `
                -SchemaFile $schema -ErrorVariable errors -ErrorAction SilentlyContinue

            $result | Should -Be $valid
            "$errors" | Should -Not -BeLike '*circular*'
            "$errors" | Should -Not -BeLike '*Cannot parse*'
        }

        It 'shows what differs in a table' {
            $table = Compare-AksClusterExtension $Document | Format-Table | Out-String -Width 160

            $table | Should -Match 'Cluster\s+Name\s+Status\s+Action\s+Ring\s+Differences'
            $table | Should -Match 'small-aks\s+flux\s+Different\s+Update\s+version: 1.17.3 -> 1.18.2'
        }
    }

    Context 'by pipe' {
        It 'compares the piped clusters only' {
            Get-Row (Find-AksCluster small-aks | Compare-AksClusterExtension $Document) | Should -Be 'small-aks flux Different Update', 'small-aks flux-old Unexpected Remove'
            @() | Compare-AksClusterExtension $Document | Should -BeNullOrEmpty
        }

        It 'reports clusters that do not exist or are invalid, and compares the others' {
            $drift = (Get-ClusterId nowhere), 'no cluster', (Get-ClusterId) | Compare-AksClusterExtension $Document -ErrorVariable errors -ErrorAction SilentlyContinue

            @($errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Sort-Object) | Should -Be 'ClusterIdInvalid', 'ClusterNotFound'
            Get-Row $drift | Should -Be 'demo-aks flux InSync None'
        }

        It 'returns objects that pipe to other commands' {
            Compare-AksClusterExtension $Document | Where-Object Status -eq Unexpected | Remove-AksClusterExtension -Force
            Get-Row (Compare-AksClusterExtension $Document) | Should -Not -BeLike '*flux-old*'
        }
    }
}
