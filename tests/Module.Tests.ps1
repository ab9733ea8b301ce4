BeforeDiscovery {
    $packages = if ($env:NUGET_PACKAGES) { $env:NUGET_PACKAGES } else { Join-Path ([Environment]::GetFolderPath('UserProfile')) '.nuget/packages' }
    # Any version but the one that the module ships.
    $shipped = [xml](Get-Content -Raw (Join-Path (Split-Path $PSScriptRoot) 'Directory.Packages.props'))
    $own = $shipped.SelectSingleNode("//PackageVersion[@Include='Azure.Core']/@Version").Value
    $otherAzureCore = Get-ChildItem (Join-Path $packages 'azure.core') -Directory -ErrorAction Ignore | Where-Object Name -ne $own |
        ForEach-Object { Get-ChildItem "$_/lib/net*/Azure.Core.dll" | Where-Object { $_.Directory.Name -in 'net8.0', 'net6.0', 'net5.0', 'netstandard2.0' } | Select-Object -Last 1 } |
        ForEach-Object FullName
    $noOther = -not $otherAzureCore
    if ($noOther) {
        $otherAzureCore = 'another Azure.Core (there is none in the package cache)'
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $cmdlets = 'Connect-AksExtension', 'Disconnect-AksExtension', 'Get-AksExtensionContext', 'Get-AksClusterExtension', 'New-AksClusterExtension',
        'Update-AksClusterExtension', 'Remove-AksClusterExtension', 'Wait-AksClusterExtension', 'Find-AksCluster', 'Find-AksClusterExtension',
        'Get-AksClusterExtensionType', 'Get-AksClusterExtensionTypeVersion'
}

Describe 'The module' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
    }

    Context 'import' {
        It 'exports its cmdlets and nothing else' {
            $module = Get-Module AksExtensions
            $module.ExportedCmdlets.Keys | Should -Contain 'Get-AksClusterExtension'
            $cmdlets | ForEach-Object { $module.ExportedCmdlets.Keys | Should -Contain $_ }
            $module.ExportedFunctions.Count + $module.ExportedVariables.Count + $module.ExportedAliases.Count | Should -Be 0
            # What the manifest promises is what the assembly has.
            (Test-ModuleManifest $ModulePath).ExportedCmdlets.Keys | Sort-Object | Should -Be ($module.ExportedCmdlets.Keys | Sort-Object)
            Get-Command -Module AksExtensions | ForEach-Object { $_.ImplementingType.IsSealed | Should -BeTrue }
        }

        It 'uses approved verbs, and supports ShouldProcess where it changes things' {
            $approved = (Get-Verb).Verb
            foreach ($command in Get-Command -Module AksExtensions) {
                $approved | Should -Contain $command.Verb
                if ($command.Verb -in 'New', 'Update', 'Remove') {
                    $command.Parameters.Keys | Should -Contain 'WhatIf'
                }
            }
        }

        It 'loads no assembly of Azure; the first connection does, beside everybody else''s' {
            $output = Invoke-Pwsh -WithoutModule {
                function Get-Azure { @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -like 'Azure*' -or $_.GetName().Name -like 'AksExtensions.Azure' }) }
                Import-Module $ModulePath
                "import $((Get-Azure).Count)"
                $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId -AccessToken (ConvertTo-SecureString $Emulator.accessToken -AsPlainText -Force)
                "request $((Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux).Name)"
                $contexts = Get-Azure | ForEach-Object { [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name } | Select-Object -Unique
                "loaded into $contexts"
            }

            $output -split "`n" | Select-Object -First 3 | Should -Be 'import 0', 'request flux', 'loaded into AksExtensions.Azure'
        }

        It 'takes an assembly of .NET from PowerShell when PowerShell has the same or a newer version, and any other from deps' {
            $output = Invoke-Pwsh {
                $null = Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux
                $theirs = [AppContext]::GetData('TRUSTED_PLATFORM_ASSEMBLIES') -split [IO.Path]::PathSeparator | Group-Object { [IO.Path]::GetFileName($_) } -AsHashTable
                $loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Group-Object { "$($_.GetName().Name).dll" } -AsHashTable
                foreach ($file in Get-ChildItem (Join-Path (Split-Path $ModulePath) 'deps') | Where-Object { $loaded.ContainsKey($_.Name) }) {
                    $own = [Reflection.AssemblyName]::GetAssemblyName($file)
                    $isShared = $theirs.ContainsKey($file.Name) -and [Reflection.AssemblyName]::GetAssemblyName($theirs[$file.Name][0]).Version -ge $own.Version
                    $expected = $isShared ? $theirs[$file.Name][0] : $file.FullName
                    "$($isShared ? 'shared' : 'own') $($file.BaseName) $(($loaded[$file.Name].Location -join ', ') -eq $expected)"
                }
            }

            $lines = $output.Trim() -split '\r?\n'
            $lines | Should -Contain 'own Azure.Core True'
            $lines | Should -Contain 'own System.ClientModel True'
            # PowerShell 7.6 is .NET 10, of which the module ships assemblies; 7.4 has older ones.
            $lines | Should -Contain "$($PSVersionTable.PSVersion -ge '7.6' ? 'shared' : 'own') System.Text.Json True"
            $lines | Should -Not -Match 'False'
        }

        It 'loads its own assembly where PowerShell has an older one or none, and never one of other modules' {
            $folder = Join-Path (Get-PSDrive TestDrive).Root 'older'
            $null = New-Item -ItemType Directory $folder
            Add-Type -OutputAssembly "$folder/System.Text.Json.dll" -TypeDefinition '[assembly: System.Reflection.AssemblyVersion("8.0.0.0")] public class Older { }'
            Add-Type -OutputAssembly "$folder/Azure.Core.dll" -TypeDefinition '[assembly: System.Reflection.AssemblyVersion("99.0.0.0")] public class Others { }'
            Add-Type -OutputAssembly "$folder/System.Text.Encodings.Web.dll" -TypeDefinition '[assembly: System.Reflection.AssemblyVersion("99.0.0.0")] public class Newer { }'
            $output = Invoke-Pwsh -WithoutModule {
                # The output of a PowerShell that was started with these.
                [AppContext]::SetData('TRUSTED_PLATFORM_ASSEMBLIES', (Get-ChildItem $Folder | ForEach-Object FullName) -join [IO.Path]::PathSeparator)
                Import-Module $ModulePath
                $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId -AccessToken (ConvertTo-SecureString $Emulator.accessToken -AsPlainText -Force)
                (New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr).State
                $deps = Join-Path (Split-Path $ModulePath) 'deps'
                $own = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.Location -like "$deps*" }.ForEach{ $_.GetName().Name }
                foreach ($name in 'System.Text.Json', 'System.Diagnostics.DiagnosticSource', 'Azure.Core', 'System.Text.Encodings.Web') {
                    "$name $($own -contains $name)"
                }
            } @{ Folder = $folder }

            $output.Trim() -split '\r?\n' | Should -Be 'Succeeded', 'System.Text.Json True', 'System.Diagnostics.DiagnosticSource True', 'Azure.Core True', 'System.Text.Encodings.Web False'
        }

        It 'opens no file but its own and no connection' -Skip:(-not $IsLinux) {
            $output = Invoke-Pwsh -WithoutModule {
                $null = Get-Content /proc/self/stat  # What reading needs itself is loaded now.
                $null = Get-ChildItem /proc/self/fd | ForEach-Object Target
                $before = @(Get-ChildItem /proc/self/fd | ForEach-Object Target) -like 'socket:*'
                Import-Module $ModulePath
                $after = @(Get-ChildItem /proc/self/fd | ForEach-Object Target) -like 'socket:*'
                $folder = Split-Path $ModulePath
                $foreign = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.Location -like "$folder/deps*" }
                "sockets $($after.Count - $before.Count) dependencies $(@($foreign).Count)"
            }

            $output.Trim() | Should -Be 'sockets 0 dependencies 0'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'works with <_> already loaded' -ForEach $otherAzureCore -Skip:$noOther {
            $output = Invoke-Pwsh -WithoutModule {
                $other = [System.Reflection.Assembly]::LoadFrom($AzureCore)
                $null = $other.GetType('Azure.ETag', $true)
                Import-Module $ModulePath
                $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId -AccessToken (ConvertTo-SecureString $Emulator.accessToken -AsPlainText -Force)
                (New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr).State
                # Ours came beside the other one, which is still the session's own.
                $all = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Azure.Core' }
                "$(@($all).Count) versions"
                [Azure.ETag].Assembly -eq $other
            } @{ AzureCore = $_ }

            $output -split "`n" | Select-Object -First 3 | Should -Be 'Succeeded', '2 versions', 'True'
        }

        It 'works after Import-Module -Force, and after Remove-Module and import, with and without a connection' {
            $output = Invoke-Pwsh {
                $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
                (Get-AksClusterExtension @target -Name flux).Name
                Import-Module $ModulePath -Force
                (Get-AksClusterExtension @target -Name flux).Name
                Remove-Module AksExtensions
                "$(@(Get-Command -Module AksExtensions).Count) commands"
                Import-Module $ModulePath
                $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId -AccessToken (ConvertTo-SecureString $Emulator.accessToken -AsPlainText -Force)
                (Get-AksClusterExtension @target -Name flux).Name
                @(Get-AksClusterExtension @target | Format-Table | Out-String) -match 'ExtensionType' | ForEach-Object { 'table' }
            }

            $output.Trim() -split "`n" | Should -Be 'flux', 'flux', '0 commands', 'flux', 'table'
        }
    }

    Context 'connections' {
        It 'one for each runspace: two at a time do not see each other''s' {
            $other = 'aaaaaaaa-0000-0000-0000-000000000001'
            $null = Add-Cluster @{ subscriptionId = $other; resourceGroup = 'demo-rg'; name = 'demo-aks' }
            $barrier = [System.Threading.Barrier]::new(2)

            $seen = $Emulator.subscriptionId, $other | ForEach-Object -ThrottleLimit 2 -Parallel {
                $server = $using:Emulator
                Import-Module $using:ModulePath
                $before = @(Get-AksExtensionContext).Count
                $null = Connect-AksExtension -Endpoint $server.endpoint -SubscriptionId $_ -CertificateAuthority $server.certificate -AccessToken (ConvertTo-SecureString $server.accessToken -AsPlainText -Force)
                $null = ($using:barrier).SignalAndWait(20000)
                [pscustomobject]@{
                    Asked = $_; Before = $before; Context = (Get-AksExtensionContext).SubscriptionId
                    Count = @(Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks).Count
                }
            }

            $seen | Should -HaveCount 2
            $seen.Before | Should -Be 0, 0
            $seen | ForEach-Object { $_.Context | Should -Be $_.Asked }
            ($seen | Where-Object Asked -eq $other).Count | Should -Be 0
            ($seen | Where-Object Asked -ne $other).Count | Should -Be 3
            (Get-AksExtensionContext).SubscriptionId | Should -Be $Emulator.subscriptionId
        }
    }

    Context 'tables' {
        BeforeAll {
            $rendering = $PSStyle.OutputRendering
            # Unwrapped lines, whatever the width of the window.
            function Get-Table($Object) { @(($Object | Format-Table | Out-String -Width 250) -split "`r?`n" | Where-Object { $_.Trim() }) }
        }

        AfterEach {
            $PSStyle.OutputRendering = $rendering
        }

        It 'show Cluster, Name, State, Version and ExtensionType' {
            $PSStyle.OutputRendering = 'PlainText'
            Add-Extension pinned -Properties @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false; releaseTrain = 'preview' }

            $table = Get-Table (Get-AksClusterExtension @target)

            ($table[0].Trim() -split '\s+') | Should -Be 'Cluster', 'Name', 'State', 'Version', 'ExtensionType'
            "$($table -match ' flux ')" | Should -Match '^demo-aks\s+flux\s+Succeeded\s+1\.18\.2\s+microsoft\.flux$'
            "$($table -match ' pinned ')" | Should -Match '^demo-aks\s+pinned\s+Succeeded\s+1\.17\.3 \(pinned\)\s+microsoft\.flux$'
            "$($table -match ' backup ')" | Should -Match '^demo-aks\s+backup\s+Failed\s+-\s+microsoft\.dataprotection\.kubernetes$'
        }

        It 'highlight a Failed state, except without colors' {
            $backup = Get-AksClusterExtension @target -Name backup
            $escape = [char]27

            $PSStyle.OutputRendering = 'Ansi'
            "$(Get-Table $backup)" | Should -Match "$escape\[31;1mFailed$escape\[0m"
            $PSStyle.OutputRendering = 'PlainText'
            "$(Get-Table $backup)" | Should -Not -Match "$escape"
        }

        It 'show why instances failed and what to do: Format-Table -View Diagnosis' {
            $PSStyle.OutputRendering = 'PlainText'
            $table = Get-AksClusterExtension @target -Name backup | Format-Table -View Diagnosis | Out-String -Width 120

            $table | Should -Match '^\s*Cluster\s+Name\s+Cause\s+Recommendation'
            $table | Should -Match 'demo-aks\s+backup\s+HelmTimeout\s+While Azure keeps retrying'
            $table | Should -Match 'reasons\.'
        }

        It 'look the same for objects that come back from Clixml, and from a job' {
            $PSStyle.OutputRendering = 'PlainText'
            $all = Get-AksClusterExtension @target
            $all | Export-Clixml TestDrive:/all.xml

            Get-Table (Import-Clixml TestDrive:/all.xml) | Should -Be (Get-Table $all)
        }

        It 'show operations, and the same after Clixml' {
            $PSStyle.OutputRendering = 'PlainText'
            Set-EmulatorOption @{ operationSeconds = 1000 }
            $operation = New-AksClusterExtension @target -Name dapr -ExtensionType microsoft.dapr -NoWait
            $table = Get-Table $operation
            ($table[0].Trim() -split '\s+') | Should -Be 'Cluster', 'ExtensionName', 'Kind', 'Status', 'StartedAt'
            $table[-1] | Should -Match '^demo-aks\s+dapr\s+Create\s+Creating\s+\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'

            $operation | Export-Clixml TestDrive:/operation.xml
            Get-Table (Import-Clixml TestDrive:/operation.xml) | Should -Be $table
        }
    }

    Context 'every output object survives export' {
        It '<Kind>' -ForEach @(
            @{ Kind = 'an extension'; Make = { Get-AksClusterExtension @target -Name backup }; Property = 'StatusMessage'; Nested = { $args[0].Statuses[0].Code }; Value = 'InstallationFailed' }
            @{ Kind = 'a managed extension'; Make = { Get-AksClusterExtension @target -Name aks-managed-azure-monitor-metrics }; Property = 'ManagedBy'; Nested = { $args[0].ManagementDetails.category }; Value = 'managed' }
            @{ Kind = 'an extension with a plan'; Make = { New-AksClusterExtension @target -Name p -ExtensionType a.b -PlanName n -PlanPublisher p -PlanProduct o }; Property = 'ExtensionType'; Nested = { $args[0].Plan.Product }; Value = 'o' }
            @{ Kind = 'an operation'; Make = { New-AksClusterExtension @target -Name dapr -ExtensionType microsoft.dapr -NoWait }; Property = 'RehydrationToken'; Nested = { $args[0].Kind }; Value = 'Create' }
            @{ Kind = 'a connection'; Make = { Get-AksExtensionContext }; Property = 'ApiVersion'; Nested = { "$($args[0].Endpoint)".TrimEnd('/') }; Value = $null }
            @{ Kind = 'a cluster'; Make = { Find-AksCluster -Name demo-aks }; Property = 'Id'; Nested = { $args[0].Location }; Value = 'eastus' }
        ) {
            $object = & $Make
            $expected = if ($null -eq $Value) { $Emulator.endpoint } else { $Value }
            $object.$Property | Should -Not -BeNullOrEmpty

            $selected = $object | Select-Object *
            $object | Export-Clixml TestDrive:/object.xml
            $imported = Import-Clixml TestDrive:/object.xml
            # A deserialized object from a job can be exported again.
            $imported | Export-Clixml TestDrive:/again.xml
            $json = $object | ConvertTo-Json -Depth 10 -WarningVariable cut -WarningAction SilentlyContinue | ConvertFrom-Json

            $cut | Should -BeNullOrEmpty
            foreach ($copy in $selected, $imported, (Import-Clixml TestDrive:/again.xml), $json) {
                $copy.$Property | Should -Be $object.$Property
                & $Nested $copy | Should -Be $expected
            }

            # Not one property is lost, nor a getter that throws.
            foreach ($property in $object.PSObject.Properties) {
                $json.PSObject.Properties.Name | Should -Contain $property.Name
                $imported.PSObject.Properties.Name | Should -Contain $property.Name
            }
        }

        It 'ConvertTo-Json shows words and not the numbers of enumerations' {
            $json = Get-AksClusterExtension @target -Name flux | ConvertTo-Json -Depth 10
            $json | Should -BeLike '*"Scope": "Cluster"*'
            $json | Should -BeLike '*"ClusterType": "managedClusters"*'
        }
    }

    It 'a secret appears in no stream, error, history or transcript of a whole session, and arrives at Azure' {
        $canary = 'CANARY7f3a'
        Set-Content TestDrive:/secret.json "{`"file.key`":`"$canary-file`"}"
        Set-Content TestDrive:/broken.json "{`"file.key`":`"$canary"
        $output = Invoke-Pwsh {
            Start-Transcript $Transcript | Out-Host
            $ErrorActionPreference = 'Continue'
            $VerbosePreference = $DebugPreference = $InformationPreference = $ProgressPreference = 'Continue'
            $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
            $new = $target + @{ ExtensionType = 'microsoft.dapr' }
            $secure = ConvertTo-SecureString $Canary -AsPlainText -Force
            New-AksClusterExtension @new -Name inline -ConfigurationProtectedSettings @{ a = $secure; b = $Canary }, "c=$Canary" -WhatIf
            New-AksClusterExtension @new -Name inline -ConfigurationProtectedSettings @{ a = $secure; b = $Canary }, "c=$Canary" | Format-List *
            New-AksClusterExtension @new -Name file -ConfigurationProtectedSettingsFile $SecretFile
            New-AksClusterExtension @new -Name nowait -ConfigurationProtectedSettings "a=$Canary" -NoWait | ConvertTo-Json
            Update-AksClusterExtension @target -Name inline -ConfigurationProtectedSettings @{ a = $secure } -Force | ConvertTo-Json -Depth 8
            New-AksClusterExtension @new -Name failed -ConfigurationProtectedSettings "a=$Canary" -ConfigurationSettings emulator.failWith=bad
            foreach ($bad in { New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings $Canary },
                { New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings "=$Canary" },
                { New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings @{ a = $Canary } -ConfigurationSettings @{ a = $Canary } },
                { New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings @{ a = @{ b = $secure, $null } } },
                { New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings @{ a = @($Canary, $null, [datetime]::Now) } -PlanName only },
                { New-AksClusterExtension @new -Name x -ConfigurationProtectedSettingsFile $BrokenFile }) {
                try { & $bad } catch { $_ | Format-List * -Force }
            }

            $Error | Format-List * -Force
            Get-History | Format-List *
            Stop-Transcript | Out-Host
        } @{
            Canary = $canary; SecretFile = (Get-Item TestDrive:/secret.json).FullName; BrokenFile = (Get-Item TestDrive:/broken.json).FullName
            Transcript = Join-Path (Get-PSDrive TestDrive).Root 'transcript.txt'
        }

        (Get-ReceivedSecret file).'file.key' | Should -BeExactly "$canary-file"
        (Get-ReceivedSecret inline).a | Should -BeExactly $canary
        (Get-ReceivedSecret nowait).a | Should -BeExactly $canary
        $transcript = Get-Content -Raw TestDrive:/transcript.txt
        foreach ($text in $output, $transcript) {
            # The session has much output, so the test cannot pass because of silence.
            $text | Should -BeLike '*VERBOSE: PUT *'
            $text | Should -BeLike '*DEBUG: *`*`*`**'
            $text | Should -BeLike '*SettingsFileInvalid*'
            $text | Should -Not -BeLike "*$canary*"
            $text | Should -Not -BeLike "*$($Emulator.accessToken)*"
        }
    }
}
