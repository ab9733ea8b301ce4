BeforeDiscovery {
    $shared = $env:AKSEXTENSIONS_SHARED ? $env:AKSEXTENSIONS_SHARED : (Join-Path (Split-Path (Split-Path $PSScriptRoot)) shared)
    $published = Join-Path $shared dsc/manifest.json
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Folder = Join-Path (Get-Module AksExtensions).ModuleBase dsc
    $ManifestText = Get-Content -Raw (Join-Path $Folder clusterextension.dsc.resource.json)
    $Manifest = $ManifestText | ConvertFrom-Json -Depth 20 -AsHashtable
    $InstanceSchema = ConvertTo-Json $Manifest.schema.embedded -Depth 20
    $Connect = ConvertTo-Json -Compress @{
        Endpoint = $Emulator.endpoint; CertificateAuthority = $Emulator.certificate; SubscriptionId = $Emulator.subscriptionId; AccessToken = $Emulator.accessToken
    }

    # Runs an operation as DSC does: the command of the manifest, in the manifest's folder, with the instance on standard input.
    function Invoke-Dsc([string] $Operation, $Instance, [hashtable] $Environment = @{}) {
        $command = $Manifest[$Operation]
        $command.executable | Should -Be 'pwsh'
        $command.input | Should -Be 'stdin'
        # The PowerShell that runs the tests need not be on the path.
        $program, [string[]] $arguments = Get-PowerShellCommand
        $start = [System.Diagnostics.ProcessStartInfo]::new($program, [string[]](@($arguments) + $command.args | Where-Object { $_ }))
        $start.WorkingDirectory = $Folder
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.StandardInputEncoding = $start.StandardOutputEncoding = $start.StandardErrorEncoding = [System.Text.UTF8Encoding]::new($false)
        $start.Environment['AKSEXTENSIONS_DSC_CONNECT'] = $Connect
        $Environment.GetEnumerator() | ForEach-Object { $start.Environment[$_.Key] = $_.Value }
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            if ($null -ne $Instance) {
                $process.StandardInput.Write($Instance -is [string] ? $Instance : (ConvertTo-Json $Instance -Depth 20 -Compress))
            }

            $process.StandardInput.Close()
            $errors = $process.StandardError.ReadToEndAsync()
            $output = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            # Each line is JSON, or DSC refuses the output.
            [pscustomobject]@{
                ExitCode = $process.ExitCode
                Text     = $output + $errors.Result
                Lines    = @($output.Split("`n", [StringSplitOptions]::RemoveEmptyEntries))
                Values   = @($output.Split("`n", [StringSplitOptions]::RemoveEmptyEntries) | ForEach-Object { , ($_ | ConvertFrom-Json -Depth 20 -NoEnumerate) })
                Traces   = @($errors.Result.Split("`n", [StringSplitOptions]::RemoveEmptyEntries) | ForEach-Object { $_ | ConvertFrom-Json -AsHashtable })
            }
        }
        finally {
            $process.Dispose()
        }
    }

    function New-Instance([hashtable] $Properties = @{}, [string] $Name = 'flux', [string] $Cluster = 'demo-aks') {
        $instance = @{ clusterId = Get-ClusterId $Cluster; name = $Name; extensionType = 'microsoft.flux' }
        $Properties.GetEnumerator() | ForEach-Object { $instance[$_.Key] = $_.Value }
        $instance
    }

    function Get-Write { @(Get-ArmRequest | Where-Object method -in PUT, PATCH, DELETE) }

    function Assert-Instance($Result, [int] $Lines = 1) {
        $Result.ExitCode | Should -Be 0 -Because $Result.Text
        $Result.Lines | Should -HaveCount $Lines -Because $Result.Text
        Test-Json -Json $Result.Lines[0] -Schema $InstanceSchema | Should -BeTrue
    }
}

Describe 'The DSC resource' {
    BeforeEach { Reset-Emulator }

    Context 'manifest' {
        It 'has what DSC requires of a resource' {
            # The rules of DSC's schema (v3/bundled/resource/manifest.json) that apply to a resource whose input is standard input.
            $command = '"type": "object", "required": ["executable", "input"], "properties": { "executable": { "type": "string" }, "input": { "const": "stdin" },
                "args": { "type": "array", "items": { "type": "string" } }, "implementsPretest": { "type": "boolean" }, "handlesExist": { "type": "boolean" },
                "return": { "enum": ["state", "stateAndDiff"] } }, "additionalProperties": false'
            $schema = @"
{
  "type": "object", "additionalProperties": false,
  "required": ["`$schema", "type", "version", "get", "set", "test", "whatIf", "export", "schema", "exitCodes"],
  "properties": {
    "`$schema": { "const": "https://aka.ms/dsc/schemas/v3/bundled/resource/manifest.json" },
    "type": { "type": "string", "pattern": "^\\w+(\\.\\w+){0,3}\\/\\w+`$" },
    "description": { "type": "string" },
    "tags": { "type": "array", "uniqueItems": true, "items": { "type": "string", "pattern": "^\\w+`$" } },
    "version": { "type": "string", "pattern": "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)`$" },
    "get": { $command }, "set": { $command }, "test": { $command }, "export": { $command },
    "whatIf": { $command, "minProperties": 4 },
    "exitCodes": { "type": "object", "propertyNames": { "pattern": "^-?[0-9]+`$" }, "additionalProperties": { "type": "string" } },
    "schema": {
      "type": "object", "required": ["embedded"], "additionalProperties": false,
      "properties": { "embedded": {
        "type": "object", "required": ["`$schema", "type", "properties"],
        "properties": { "type": { "const": "object" }, "properties": {
          "type": "object", "minProperties": 1, "required": ["_exist", "_inDesiredState"],
          "properties": {
            "_exist": { "const": { "`$ref": "https://aka.ms/dsc/schemas/v3/resource/properties/exist.json" } },
            "_inDesiredState": { "const": { "`$ref": "https://aka.ms/dsc/schemas/v3/resource/properties/inDesiredState.json" } }
          }
        } }
      } }
    }
  }
}
"@
            Test-Json -Json $ManifestText -Schema $schema | Should -BeTrue
            $Manifest.whatIf.return | Should -Be 'state'
            $Manifest.test.return | Should -Be 'stateAndDiff'
        }

        It 'passes DSC''s published schema' -Skip:(-not (Test-Path $published)) -ForEach @{ Published = $published } {
            Test-Json -Json $ManifestText -SchemaFile $Published | Should -BeTrue
        }

        It 'has the version of the module, and a script that exists' {
            $Manifest.version | Should -Be (Get-Module AksExtensions).Version.ToString()
            $Manifest.get.args | Where-Object { $_ -like '*.ps1' } | ForEach-Object { Join-Path $Folder $_ | Should -Exist }
        }

        It 'accepts <json> as an instance: <valid>' -ForEach @(
            @{ valid = $true; json = '"version": "1.18.2", "settings": { "a.b": "x", "c": { "d": [1, true] } }, "_exist": true' }
            @{ valid = $true; json = '"protectedSettings": { "a": { "env": "X" } }, "scope": { "releaseNamespace": "x" }' }
            @{ valid = $false; json = '"versoin": "1.18.2"' }
            @{ valid = $false; json = '"autoUpgradeMode": "always"' }
            @{ valid = $false; json = '"_exist": "yes"' }
        ) {
            $instance = "{ `"clusterId`": `"$(Get-ClusterId)`", `"name`": `"flux`", $json }"
            Test-Json -Json $instance -Schema $InstanceSchema -ErrorAction Ignore | Should -Be $valid
        }
    }

    Context 'get and export' {
        It 'returns the current instance' {
            Add-Extension flux demo-aks @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false; configurationSettings = @{ 'a.b' = 'Grün 緑' } }

            $result = Invoke-Dsc get (New-Instance)

            Assert-Instance $result
            $instance = $result.Values[0]
            "$($instance.name) $($instance.extensionType) $($instance.version) $($instance.autoUpgradeMode) $($instance.provisioningState)" |
                Should -Be 'flux microsoft.flux 1.17.3 none Succeeded'
            $instance.settings.'a.b' | Should -Be 'Grün 緑'
            $instance._exist | Should -BeTrue
            $result.Traces | Should -BeNullOrEmpty
        }

        It 'says that an instance does not exist' {
            $result = Invoke-Dsc get (New-Instance -Name nothing)

            Assert-Instance $result
            $result.Values[0]._exist | Should -BeFalse
        }

        It 'exports all instances, or those of a cluster, name or type' {
            $all = Invoke-Dsc export $null

            $all.ExitCode | Should -Be 0
            $all.Lines.Count | Should -Be @(Find-AksClusterExtension).Count
            $all.Lines | ForEach-Object { Test-Json -Json $_ -Schema $InstanceSchema | Should -BeTrue }
            $some = Invoke-Dsc export @{ clusterId = Get-ClusterId; extensionType = 'Microsoft.Flux'; name = 'f*' }
            $some.Values.name | Should -Be 'flux'
        }
    }

    Context 'test and whatIf' {
        It 'compares what is specified, and returns what differs' {
            Add-Extension flux demo-aks @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false; configurationSettings = @{ a = '1'; other = 'x' } }

            $result = Invoke-Dsc test (New-Instance @{ version = '1.18.2'; settings = @{ a = 1; b = @{ c = $true } } })

            Assert-Instance $result -Lines 2
            $result.Values[0]._inDesiredState | Should -BeFalse
            $result.Values[0].version | Should -Be '1.17.3'
            $result.Values[1] | Should -Be 'version', 'settings'
            Get-Write | Should -BeNullOrEmpty
        }

        It 'finds what is as specified in the desired state; 1.10 stays 1.10' {
            Add-Extension flux demo-aks @{ version = '1.10'; currentVersion = '1.10'; autoUpgradeMinorVersion = $false; configurationSettings = @{ a = '1.10'; other = 'x' } }

            $result = Invoke-Dsc test "{ `"clusterId`": `"$(Get-ClusterId)`", `"name`": `"flux`", `"extensionType`": `"microsoft.flux`", `"version`": `"1.10`", `"settings`": { `"a`": 1.10 } }"

            Assert-Instance $result -Lines 2
            $result.Values[0]._inDesiredState | Should -BeTrue
            $result.Lines[1] | Should -Be '[]'
        }

        It 'says that an instance is missing or should not exist' {
            $missing = Invoke-Dsc test (New-Instance -Name new)
            $unexpected = Invoke-Dsc test @{ clusterId = Get-ClusterId; name = 'flux'; _exist = $false }
            $absent = Invoke-Dsc test @{ clusterId = Get-ClusterId; name = 'nothing'; _exist = $false }

            $missing.Values[0]._inDesiredState | Should -BeFalse
            $missing.Lines[1] | Should -Be '["_exist"]'
            $unexpected.Values[0]._inDesiredState | Should -BeFalse
            $unexpected.Lines[1] | Should -Be '["_exist"]'
            $absent.Values[0]._inDesiredState | Should -BeTrue
        }

        It 'shows what a set would do, and changes nothing' {
            Add-Extension flux demo-aks @{ version = '1.17.3'; currentVersion = '1.17.3'; autoUpgradeMinorVersion = $false; configurationSettings = @{ a = '1' } }

            $update = Invoke-Dsc whatIf (New-Instance @{ version = '1.18.2'; settings = @{ a = 2; b = 3 } })
            $create = Invoke-Dsc whatIf (New-Instance @{ version = '1.18.2' } -Name new)
            $remove = Invoke-Dsc whatIf @{ clusterId = Get-ClusterId; name = 'flux'; _exist = $false }

            $update, $create, $remove | ForEach-Object { Assert-Instance $_ }
            "$($update.Values[0].version) $($update.Values[0].settings.a) $($update.Values[0].settings.b)" | Should -Be '1.18.2 2 3'
            $update.Values[0]._metadata.whatIf[0] | Should -Be '~ update flux on demo-aks (demo-rg)'
            "$($create.Values[0]._exist) $($create.Values[0].extensionType)" | Should -Be 'True microsoft.flux'
            $remove.Values[0]._exist | Should -BeFalse
            $remove.Values[0]._metadata.whatIf | Should -Be '- remove flux on demo-aks (demo-rg): microsoft.flux'
            Get-Write | Should -BeNullOrEmpty
        }
    }

    Context 'set' {
        It 'creates, changes nothing the second time, updates and removes' {
            $created = Invoke-Dsc set (New-Instance @{ version = '1.17.3'; settings = @{ a = 1 } } -Name new)
            Assert-Instance $created -Lines 2
            "$($created.Values[0].version) $($created.Values[0].settings.a)" | Should -Be '1.17.3 1'
            $created.Lines[1] | Should -Be '["_exist"]'
            (Get-Write).method | Should -Be 'PUT'
            Clear-ArmRequest

            $again = Invoke-Dsc set (New-Instance @{ version = '1.17.3'; settings = @{ a = 1 } } -Name new)
            Assert-Instance $again -Lines 2
            $again.Lines[1] | Should -Be '[]'
            Get-Write | Should -BeNullOrEmpty

            $updated = Invoke-Dsc set (New-Instance @{ version = '1.18.2' } -Name new)
            $updated.Lines[1] | Should -Be '["version"]'
            $updated.Values[0].currentVersion | Should -Be '1.18.2'

            $removed = Invoke-Dsc set @{ clusterId = Get-ClusterId; name = 'new'; _exist = $false }
            Assert-Instance $removed -Lines 2
            $removed.Values[0]._exist | Should -BeFalse
            # Another extension of its type stays.
            Get-AksClusterExtension -Cluster (Get-ClusterId) | ForEach-Object Name | Should -Contain 'flux'
            (Get-Write).method | Should -Be 'PATCH', 'DELETE'
        }

        It 'reads protected settings from where they come from, and shows them nowhere' {
            $result = Invoke-Dsc set (New-Instance @{ protectedSettings = @{ password = @{ env = 'DSC_TEST_PASSWORD' } } } -Name new) -Environment @{
                DSC_TEST_PASSWORD = 'hidden-5ecret'; DSC_TRACE_LEVEL = 'trace'
            }

            Assert-Instance $result -Lines 2
            (Get-ReceivedSecret new).password | Should -Be 'hidden-5ecret'
            $result.Text | Should -Not -BeLike '*hidden*'
            $result.Text | Should -Not -BeLike "*$($Emulator.accessToken)*"
            Get-ChildItem ([System.IO.Path]::GetTempPath()) -Filter 'aksextensions-*.json' | Should -BeNullOrEmpty
        }

        It 'ends with exit code <ExitCode> and says why: <Because>' -ForEach @(
            @{ Because = 'managed'; ExitCode = 3; Like = '*aks manages this extension*'; Name = 'managed'; Properties = @{} }
            @{ Because = 'another type'; ExitCode = 3; Like = '*Azure cannot change the type*'; Name = 'other'; Properties = @{} }
            @{ Because = 'a failed operation'; ExitCode = 1; Like = '*ImagePullBackOff*'; Name = 'new'; Properties = @{ settings = @{ 'emulator.failWith' = 'ImagePullBackOff: no such image' } } }
            @{ Because = 'a literal secret'; ExitCode = 2; Like = '*The instance has 1 error*Specify where the secret comes from*'; Name = 'new'; Properties = @{ protectedSettings = @{ a = 'literal' } } }
            @{ Because = 'no type'; ExitCode = 2; Like = '*needs extensionType*'; Name = 'new'; Properties = @{ extensionType = '' } }
        ) {
            Add-Extension managed demo-aks @{ managedBy = 'aks'; version = '1.0.0'; autoUpgradeMinorVersion = $false }
            Add-Extension other demo-aks @{ extensionType = 'contoso.other' }

            $result = Invoke-Dsc set (New-Instance $Properties -Name $Name)

            $result.ExitCode | Should -Be $ExitCode -Because $result.Text
            $Manifest.exitCodes.Keys | Should -Contain "$ExitCode"
            $result.Lines | Should -BeNullOrEmpty
            $result.Traces[-1].error | Should -BeLike $Like
        }

        It 'refuses input that is not an instance: <Text>' -ForEach @{ Text = '' }, @{ Text = '{ "clusterId": ' } {
            $result = Invoke-Dsc set $Text

            $result.ExitCode | Should -Be 2
            $result.Lines | Should -BeNullOrEmpty
            $result.Traces[-1].error | Should -Not -BeNullOrEmpty
        }

        It 'says which cluster does not exist' {
            $result = Invoke-Dsc set (New-Instance -Cluster nowhere)

            $result.ExitCode | Should -Be 1
            $result.Traces[-1].error | Should -BeLike "*nowhere*"
        }
    }
}
