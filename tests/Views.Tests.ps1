<#
What is seen of objects, wherever they are seen: in constrained language mode, after a job, in a CSV of any culture, in JSON at its default depth,
and with text of Azure that a terminal would obey.
#>
BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }

    function Get-Text($Object, [hashtable] $With = @{}) { ($Object | Format-Table @With | Out-String -Width 250).Trim() }

    # Runs a script in a separate PowerShell, which is connected and then constrained as on a locked-down computer.
    function Invoke-Constrained([string] $Script) {
        $shell = New-TestPowerShell
        try {
            $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $output = $shell.AddScript($Script).Invoke()
            @($shell.Streams.Error) | Should -BeNullOrEmpty
            ($output | Out-String).Trim()
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'Views' {
    BeforeEach {
        Reset-Emulator
        $null = Connect-TestEmulator
    }

    Context 'in constrained language mode' {
        It 'show what they show in full language: <Command>' -ForEach @(
            @{ Command = 'Get-AksClusterExtension demo-rg demo-aks' }
            @{ Command = 'Get-AksClusterExtension demo-rg demo-aks | Format-Table -View Diagnosis' }
            @{ Command = 'Get-AksClusterExtension demo-rg demo-aks | Format-Table -View Wide' }
            @{ Command = 'Get-AksClusterExtension demo-rg demo-aks | Format-List' }
            @{ Command = 'Get-AksClusterExtension demo-rg demo-aks -Name backup | Format-List -View Diagnosis' }
            @{ Command = 'Get-AksClusterExtensionType demo-rg demo-aks -ExtensionType microsoft.flux | Format-List' }
            @{ Command = '"demo-aks", "small-aks" | Test-AksClusterExtension -ResourceGroupName demo-rg | Sort-Object Cluster' }
            @{ Command = 'Test-AksClusterExtension demo-rg demo-aks -ExtensionType microsoft.dapr' }
            @{ Command = 'Test-AksClusterExtension demo-rg demo-aks -Name backup' }
            @{ Command = 'Find-AksCluster' }
            @{ Command = 'Find-AksClusterExtension' }
            @{ Command = 'Get-AksClusterExtensionType demo-rg demo-aks' }
            @{ Command = 'Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.flux' }
            @{ Command = 'Get-AksExtensionContext' }
            @{ Command = 'Get-AksClusterExtension demo-rg demo-aks | Format-List Name, Cause, AutoUpgrade, DisplayVersion' }
        ) {
            $script = "$Command | Out-String -Width 200"
            $full = (& ([scriptblock]::Create($script)) | Out-String).Trim()
            $full | Should -Not -BeNullOrEmpty
            Invoke-Constrained $script | Should -Be $full
        }

        It 'show an operation' {
            Set-EmulatorOption @{ operationSeconds = 1000 }
            Invoke-Constrained 'New-AksClusterExtension demo-rg demo-aks -Name x -ExtensionType microsoft.flux -NoWait | Out-String -Width 200' |
                Should -Match '(?s)Cluster\s+ExtensionName\s+Kind\s+Status\s+StartedAt.*demo-aks\s+x\s+Create\s+Creating\s+\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ'
        }

        BeforeAll {
            Set-Content TestDrive:/baseline.yaml "version: 1`nextensions:`n  - name: flux`n    type: microsoft.flux`n    version: 1.17.3`n    clusters: { names: [demo-aks] }`n"
            $baseline = (Get-Item TestDrive:/baseline.yaml).FullName
        }

        It 'the list has every exported command' {
            $list = Get-Content -Raw $PSCommandPath
            foreach ($command in Get-Command -Module AksExtensions -CommandType Cmdlet) {
                $list | Should -Match "(?m)@\{ Command = .*\b$($command.Name)\b"
            }
        }

        It 'every command runs in it: <Command>' -ForEach @(
            @{ Command = '$s = ConvertTo-SecureString token -AsPlainText -Force; $null = Connect-AksExtension -Endpoint https://127.0.0.1:1 -AccessToken $s -SubscriptionId 11111111-2222-3333-4444-555555555555; (Get-AksExtensionContext).SubscriptionId'; Says = '11111111-2222-3333-4444-555555555555' }
            @{ Command = 'Compare-AksClusterExtension "{1}" | ForEach-Object {{ $_.Cluster + " " + $_.Status }} | Select-Object -First 1'; Says = 'demo-aks Different' }
            @{ Command = 'Sync-AksClusterExtension "{1}" -Force 6>$null | Where-Object Cluster -eq demo-aks | ForEach-Object Result'; Says = 'Succeeded' }
            @{ Command = '((Get-AksClusterExtension demo-rg demo-aks -Name flux | Export-AksClusterExtension -As Terraform) -split "`n") -like "resource*"'; Says = 'resource "azurerm_kubernetes_cluster_extension" "demo_aks_flux" {' }
            @{ Command = 'Find-AksCluster -Tag @{{ env = $null }} | Measure-Object | ForEach-Object {{ "found" }}'; Says = 'found' }
            @{ Command = 'Find-AksClusterExtension -Name flux | ForEach-Object Cluster'; Says = 'demo-aks' }
            @{ Command = 'Get-AksClusterExtensionType demo-rg demo-aks -ExtensionType microsoft.flux | ForEach-Object Name'; Says = 'microsoft.flux' }
            @{ Command = 'Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.flux -Latest | ForEach-Object Version'; Says = '1.18.2' }
            @{ Command = '"{0}" | New-AksClusterExtension -Name x -ExtensionType microsoft.flux -ConfigurationSettings @{{ a = 1 }} -ConfigurationProtectedSettings @{{ b = 2 }} | ForEach-Object Name'; Says = 'x' }
            @{ Command = '"{0}" | Set-AksClusterExtension -Name flux -ExtensionType microsoft.flux -Force | ForEach-Object Name'; Says = 'flux' }
            @{ Command = 'Update-AksClusterExtension demo-rg demo-aks -Name flux -AutoUpgradeMinorVersion $true | ForEach-Object Name'; Says = 'flux' }
            @{ Command = '"ResourceGroup,Cluster,Extension`ndemo-rg,demo-aks,flux" | ConvertFrom-Csv | Get-AksClusterExtension | ForEach-Object Name'; Says = 'flux' }
            @{ Command = 'Wait-AksClusterExtension -Cluster "{0}" -Name flux | ForEach-Object State'; Says = 'Succeeded' }
            @{ Command = 'Test-AksClusterExtension demo-rg demo-aks -Quiet'; Says = 'True' }
            @{ Command = 'Remove-AksClusterExtension demo-rg demo-aks -Name flux -Force 6>$null; (Get-AksClusterExtension demo-rg demo-aks).Name -contains "flux"'; Says = 'False' }
            @{ Command = 'Enable-AksExtensionAzAlias; (Get-AzK8sExtension -ResourceGroupName demo-rg -ClusterName demo-aks -ClusterType managedClusters -Name flux | Get-AzKubernetesExtension).SystemDataCreatedAt -ne $null'; Says = 'True' }
            @{ Command = '(Export-AksClusterExtensionReport "{1}.html").Name'; Says = 'baseline.yaml.html' }
            @{ Command = 'Disconnect-AksExtension; Get-AksExtensionContext; "gone"'; Says = 'gone' }
        ) {
            Invoke-Constrained ($Command -f (Get-ClusterId), $baseline) | Should -Be $Says
        }
    }

    Context 'after a journey' {
        It 'a job: the diagnosis is kept' {
            $here = Get-AksClusterExtension @target -Name backup
            $job = Start-Job { param($path, $ready, $token)
                Import-Module $path
                $null = Connect-AksExtension -Endpoint $ready.endpoint -CertificateAuthority $ready.certificate -SubscriptionId $ready.subscriptionId -AccessToken (ConvertTo-SecureString $token -AsPlainText -Force)
                Get-AksClusterExtension demo-rg demo-aks -Name backup
                Test-AksClusterExtension demo-rg demo-aks -Name backup
                Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.flux
            } -ArgumentList $ModulePath, ($Emulator | Select-Object endpoint, certificate, subscriptionId), $Emulator.accessToken
            $there = $job | Receive-Job -Wait -AutoRemoveJob

            $extension = $there | Where-Object { $_.PSObject.TypeNames -like '*ClusterExtension' }
            Get-Text $extension @{ View = 'Diagnosis' } | Should -Be (Get-Text $here @{ View = 'Diagnosis' })
            Get-Text $extension | Should -Be (Get-Text $here)
            $checks = $there | Where-Object { $_.PSObject.TypeNames -like '*ExtensionCheck' }
            Get-Text $checks | Should -Be (Get-Text (Test-AksClusterExtension @target -Name backup))
            $versions = $there | Where-Object { $_.PSObject.TypeNames -like '*ExtensionTypeVersionInfo' }
            Get-Text $versions | Should -Be (Get-Text (Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux))
        }

        It 'a CSV: no name of a class, and it comes back in' {
            Add-Extension x -Properties @{ configurationSettings = @{ 'a.b' = '1'; q = 'say "hi"' }; managementDetails = @{ category = 'managed'; rules = @(@{ who = 'AKS' }) } }
            $csv = Get-AksClusterExtension @target | ConvertTo-Csv
            "$csv" | Should -Not -Match 'System\.|Dictionary|AksExtensions\.|``'
            $row = $csv | ConvertFrom-Csv | Where-Object Name -eq x
            ($row.ConfigurationSettings | ConvertFrom-Json).'a.b' | Should -Be '1'
            ($row.ConfigurationSettings | ConvertFrom-Json).q | Should -Be 'say "hi"'
            ($row.ManagementDetails | ConvertFrom-Json).rules[0].who | Should -Be 'AKS'
            ($row | Get-AksClusterExtension).Name | Should -Be 'x'
            "$(Find-AksCluster | ConvertTo-Csv)" | Should -Not -Match 'System\.|Dictionary'
            "$(Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux | ConvertTo-Csv)" | Should -Not -Match 'System\.|Dictionary'
        }

        It 'JSON at its default depth: nothing is lost' {
            Add-Extension x -Properties @{ managementDetails = @{ category = 'managed'; rules = @(@{ who = @{ name = 'AKS' } }) } }
            $back = Get-AksClusterExtension @target -Name x | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json
            $back.ManagementDetails.category | Should -Be 'managed'
            "$($back.ManagementDetails.rules)" | Should -BeLike '*AKS*'
            "$($back.ManagementDetails.rules)" | Should -Not -BeLike '*System.*'
        }

        It 'StartedAt is ISO 8601 in <Culture>, and Wait- reads it there' -ForEach @(@{ Culture = 'de-DE' }, @{ Culture = 'en-GB' }, @{ Culture = 'th-TH' }, @{ Culture = 'ar-SA' }) {
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $before = [Threading.Thread]::CurrentThread.CurrentCulture
            try {
                [Threading.Thread]::CurrentThread.CurrentCulture = $Culture
                $operation = New-AksClusterExtension @target -Name x -ExtensionType microsoft.flux -NoWait
                $csv = $operation | ConvertTo-Csv
                ($csv | ConvertFrom-Csv).StartedAt | Should -Match '^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$'
                $written = [datetimeoffset]::ParseExact(($csv | ConvertFrom-Csv).StartedAt, "yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture, 'AssumeUniversal')
                ([datetimeoffset]::UtcNow - $written).Duration().TotalMinutes | Should -BeLessThan 5
                Step-EmulatorClock 2000
                ($csv | ConvertFrom-Csv | Wait-AksClusterExtension).State | Should -Be 'Succeeded'
            }
            finally {
                [Threading.Thread]::CurrentThread.CurrentCulture = $before
            }
        }
    }

    Context 'headings are properties' {
        BeforeEach {
            Add-Extension pinned -Properties @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false }
        }

        It 'of <Where>: what a table says is found by Where-Object, Group-Object and Select-Object' -ForEach @(
            @{ Where = 'objects'; Get = { Get-AksClusterExtension @target } }
            @{ Where = 'objects of a search'; Get = { Find-AksClusterExtension -ResourceGroupName demo-rg } }
            @{ Where = 'objects after a job'; Get = { Get-AksClusterExtension @target | Export-Clixml TestDrive:/e.xml; Import-Clixml TestDrive:/e.xml } }
            @{ Where = 'objects after another runspace'; Get = {
                [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-AksClusterExtension @target), 1)) } }
            @{ Where = 'rows of a CSV'; Get = { Get-AksClusterExtension @target | ConvertTo-Csv | ConvertFrom-Csv } }
            @{ Where = 'JSON'; Get = { Get-AksClusterExtension @target | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json } }
        ) {
            $all = & $Get
            @($all | Where-Object Cluster -eq demo-aks).Count | Should -Be 4
            ($all | Group-Object Version | Where-Object Name -eq '1.17.3').Group.Name | Should -Be 'pinned'
            ($all | Group-Object Cluster).Name | Should -Be 'demo-aks'
            ($all | Where-Object Name -eq pinned | Select-Object Cluster, Version, AutoUpgrade, PinnedVersion | ConvertTo-Csv)[1] | Should -Be '"demo-aks","1.17.3","off","1.17.3"'
            ($all | Where-Object Name -eq flux).AutoUpgrade | Should -Be 'compatible'
            ($all | Where-Object State -eq Failed).Name | Should -Be 'backup'
        }

        It 'of <Command>: each heading is a property' -ForEach @(
            @{ Command = 'Get-AksClusterExtension demo-rg demo-aks' }
            @{ Command = 'Find-AksCluster' }
            @{ Command = 'Get-AksClusterExtensionType demo-rg demo-aks' }
            @{ Command = 'Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.flux' }
            @{ Command = 'Test-AksClusterExtension demo-rg demo-aks' }
            @{ Command = 'New-AksClusterExtension demo-rg demo-aks -Name op -ExtensionType microsoft.flux -NoWait' }
        ) {
            $objects = @(& ([scriptblock]::Create($Command)))
            foreach ($view in (Get-FormatData $objects[0].PSObject.TypeNames[0]).FormatViewDefinition) {
                $labels = if ($view.Control -is [System.Management.Automation.TableControl]) { $view.Control.Headers.Label }
                    else { $view.Control.Entries.Items | ForEach-Object { if ($_.Label) { $_.Label } else { $_.DisplayEntry.Value } } }
                $labels | Should -Not -BeNullOrEmpty
                foreach ($label in $labels | Where-Object { $_ -ne 'Link' }) { $objects[0].PSObject.Properties.Name | Should -Contain $label }
            }
        }

        It 'and a CSV of them comes back in' {
            Get-AksClusterExtension @target | Select-Object Cluster, ResourceGroupName, Name, State, Version | Export-Csv TestDrive:/own.csv
            Import-Csv TestDrive:/own.csv | Get-AksClusterExtension -WarningVariable warnings -ThrottleLimit 1 | ForEach-Object Name |
                Should -Be 'aks-managed-azure-monitor-metrics', 'backup', 'flux', 'pinned'
            $warnings | Should -BeNullOrEmpty
            Get-ArmTrace | Should -BeLike '*GET extension, GET extension, GET extension, GET extension'
            # Beside a cluster, the name of something that is not said to be an extension is not taken for one.
            (Get-Failure { [pscustomobject]@{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; Name = 'Bob' } | Remove-AksClusterExtension -Force -ErrorAction Stop }).FullyQualifiedErrorId |
                Should -BeLike 'ExtensionNameRequired*'
            "Resource Group,Cluster,Extension`ndemo-rg,demo-aks,flux" | ConvertFrom-Csv | Get-AksClusterExtension | ForEach-Object Name | Should -Be 'flux'
        }
    }

    Context 'versions' {
        It 'sort as versions: of installed extensions' {
            $versions = '1.9.0', '1.10.0', '1.10.0-rc.1', '1.14.4-msft.1', '1.14.4', '0.20.1', '1.10.0.2'
            for ($i = 0; $i -lt $versions.Count; $i++) { Add-Extension "v$i" -Cluster small-aks -Properties @{ currentVersion = $versions[$i] } }
            (Get-AksClusterExtension demo-rg small-aks | Sort-Object VersionSortKey).CurrentVersion |
                Should -Be '0.20.1', '1.9.0', '1.10.0-rc.1', '1.10.0', '1.10.0.2', '1.14.4', '1.14.4-msft.1'
        }

        It 'sort as versions: of what can be installed, also after a job' {
            $all = Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux
            $sorted = ($all | Sort-Object VersionSortKey -Descending).Version
            $expected = ($all.Version | Sort-Object { [semver]$_ } -Descending)
            $sorted | Should -Be $expected
            $all | Export-Clixml TestDrive:/versions.xml
            (Import-Clixml TestDrive:/versions.xml | Sort-Object VersionSortKey -Descending).Version | Should -Be $expected
        }
    }

    Context 'text that a terminal would obey' {
        BeforeAll {
            # ESC [2J, OSC 8, BEL, C1 CSI, a carriage return and a right-to-left override.
            $evil = "$([char]27)[2J$([char]27)]8;;http://evil$([char]7)x$([char]0x9b)31m`rover$([char]0x202e)txt"
            function Test-Harmless([string] $Text) { $Text | Should -Not -Match '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)' }
        }

        It 'is escaped in tables, lists and properties of extensions' {
            Add-Extension evil -Properties @{
                provisioningState = 'Failed'; extensionType = "microsoft.$evil"; currentVersion = "1.0$evil"; releaseTrain = $evil
                statuses = @(@{ code = "Code$evil"; message = "first line`nsecond $evil"; level = 'Error' }); errorInfo = @{ code = 'x'; message = $evil }
            }
            $extension = Get-AksClusterExtension @target -Name evil
            foreach ($shown in ($extension | Format-Table | Out-String -Width 400), ($extension | Format-List | Out-String), ($extension | Format-Table -View Diagnosis | Out-String),
                "$($extension.StatusMessage)", "$($extension.Statuses[0])", "$($extension.ErrorInfo)", ($extension | Format-Wide | Out-String)) {
                Test-Harmless $shown
                $shown | Should -Not -BeNullOrEmpty
            }

            $extension.StatusMessage | Should -BeLike '*\u001b`[2J*'
            $extension.StatusMessage | Should -BeLike "*first line`n*second*"
        }

        It 'is escaped in errors of Azure' {
            Add-Fault @{ method = 'GET'; status = 400; body = @{ error = @{ code = 'Bad'; message = "no $evil"; details = @(@{ code = "d$evil"; message = $evil }) } } }
            $null = Get-AksClusterExtension @target -Name flux -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem | Should -Not -BeNullOrEmpty
            Test-Harmless "$problem"
            Test-Harmless ($problem[0].ErrorDetails.Message + $problem[0].ErrorDetails.RecommendedAction)
            Test-Harmless ($problem | Out-String)
            "$problem" | Should -BeLike '*\u001b`[2J*'
        }

        It 'is escaped in errors that repeat the input: <Case>' -ForEach @(
            @{ Case = 'a cluster'; Do = { $args[0] | Get-AksClusterExtension } }
            @{ Case = 'a name'; Do = { Get-AksClusterExtension g c -Name $args[0] } }
            @{ Case = 'a row'; Do = { [pscustomobject]@{ ResourceGroup = $args[0]; Name = 'x' } | Get-AksClusterExtension } }
            @{ Case = 'a subscription'; Do = { Get-AksClusterExtension g c -SubscriptionId $args[0] } }
            @{ Case = 'a resource provider'; Do = { Get-AksClusterExtension g c -ClusterResourceProvider $args[0] } }
            @{ Case = 'a file'; Do = { New-AksClusterExtension g c -Name x -ExtensionType y -ConfigurationSettingsFile "./$($args[0])" } }
            @{ Case = 'a filter'; Do = { Find-AksCluster -Name "[$($args[0])" } }
        ) {
            $problem = try { & $Do $evil -ErrorAction Stop; $null } catch { $_ }
            if (-not $problem) { $problem = $Error[0] }
            "$problem" | Should -BeLike '*\u001b*'
            Test-Harmless "$problem"
        }

        It 'is escaped in what is said of columns, and in checks' {
            [pscustomobject]@{ ResourceGroupName = 'demo-rg'; Name = 'demo-aks'; "Release$([char]0x202e)Train" = '1'; Version = "1$evil" } |
                New-AksClusterExtension -Name x -ExtensionType microsoft.flux -WhatIf -WarningVariable warnings 3>$null
            Test-Harmless "$warnings"
            Add-Extension evil -Properties @{ provisioningState = 'Failed'; statuses = @(@{ code = $evil; message = $evil; level = 'Error' }) }
            $checks = Test-AksClusterExtension @target -Name evil
            Test-Harmless ($checks | Out-String -Width 300)
        }
    }
}
