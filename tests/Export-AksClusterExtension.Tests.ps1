BeforeDiscovery {
    $formats = [enum]::GetNames([AksExtensions.ExportFormat])
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $Document = Join-Path $TestDrive fleet.yaml

    # A folder that does not exist yet.
    function New-OutPath { Join-Path $TestDrive ([guid]::NewGuid().ToString('n')) }
    function Add-Instance([string] $Name, [hashtable] $Properties = @{}) {
        $all = @{ extensionType = 'microsoft.flux'; currentVersion = '1.18.2'; provisioningState = 'Succeeded' }
        $Properties.GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }
        $null = Invoke-Emulator POST extensions @{ id = "$(Get-ClusterId aks3 rg-aks3)/providers/Microsoft.KubernetesConfiguration/extensions/$Name"; name = $Name; properties = $all }
    }

    function Get-Text($Path) { (Get-ChildItem $Path -File | Sort-Object Name | ForEach-Object { "$($_.Name)`n$([System.IO.File]::ReadAllText($_.FullName))" }) -join "`n" }
}

Describe 'Export-AksClusterExtension' {
    BeforeEach {
        Reset-Emulator
        foreach ($name in 'aks1', 'aks2', 'aks3') { $null = Add-Cluster @{ name = $name; resourceGroup = "rg-$name" } }
        $aks1 = @{ Cluster = Get-ClusterId aks1 rg-aks1 }
        $aks2 = @{ Cluster = Get-ClusterId aks2 rg-aks2 }
        $null = New-AksClusterExtension @aks1 -Name flux -ExtensionType microsoft.flux -Version 1.17.3 -ConfigurationSettings @{ 'multiTenancy.enforce' = 'true' } -ConfigurationProtectedSettings @{ password = 'canary-4711' }
        $null = New-AksClusterExtension @aks2 -Name flux -ExtensionType microsoft.flux -Version 1.18.2 -ConfigurationProtectedSettings @{ password = 'canary-4711' }
        $null = New-AksClusterExtension @aks2 -Name dapr -ExtensionType microsoft.dapr -AutoUpgradeMode Patch -SkipTypeRules
        Clear-ArmRequest
    }

    Context 'by pipe' {
        It 'returns text, and sends nothing else' {
            $extension = Get-AksClusterExtension @aks1
            Clear-ArmRequest

            $text = $extension | Export-AksClusterExtension -As Bicep

            $text | Should -BeOfType string
            $text | Should -Match "(?m)^resource flux 'Microsoft\.KubernetesConfiguration/extensions@2025-03-01' = \{$"
            $text | Should -Match "(?m)^    version: '1\.17\.3'$"
            $text | Should -Match "(?m)^      'multiTenancy\.enforce': 'true'$"
            $text | Should -Not -Match 'identity|provisioningState|canary'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'takes what Find- returns, and returns one text if the language allows it: <_>' -ForEach 'Baseline', 'Terraform', 'AzApi', 'ServiceOperator' {
            $text = Find-AksClusterExtension -ClusterName 'aks[12]' | Export-AksClusterExtension $_ -WarningAction SilentlyContinue

            @($text).Count | Should -Be 1
            $text | Should -Match 'microsoft\.dapr'
            $text | Should -Not -Match "`r"
        }

        It 'gives the text of each file where one is not enough, and -Verbose says their names' {
            $text, $names = (Find-AksClusterExtension -ClusterName 'aks[12]' | Export-AksClusterExtension Arm -Verbose 4>&1).Where({ $_ -is [string] }, 'Split')

            $text.Count | Should -Be 2
            $text | ForEach-Object { ($_ | ConvertFrom-Json).resources.Count } | Should -Be 1, 2
            "$names" | Should -BeLike "*'aks1.json'*'aks2.json'*"
        }

        It 'writes a file for each cluster into a new folder, and returns the files' {
            $out = New-OutPath

            $files = Find-AksClusterExtension -ClusterName 'aks[12]' | Export-AksClusterExtension -As Bicep -Path $out

            $files | Should -BeOfType System.IO.FileInfo
            $files.Name | Should -Be 'aks1.bicep', 'aks2.bicep'
            $files.DirectoryName | Should -Be $out, $out
            # The table of files shows the folder.
            $files[0].PSParentPath | Should -BeLike '*::*'
            [System.IO.File]::ReadAllBytes($files[0].FullName)[0] | Should -Be ([byte][char]'/')
        }

        It 'writes one module and its parameters where clusters have the same' {
            Remove-AksClusterExtension @aks2 -Name dapr -Force 6>$null
            $out = New-OutPath

            (Find-AksClusterExtension -ClusterName 'aks[12]' | Export-AksClusterExtension -As Bicep -Path $out).Name | Should -Be 'flux.bicep', 'aks1.bicepparam', 'aks2.bicepparam'

            Get-Content -Raw $out/aks2.bicepparam | Should -Match "(?m)^param fluxVersion = '1\.18\.2'$"
            Get-Content -Raw $out/aks2.bicepparam | Should -Match "(?m)^param fluxPassword = readEnvironmentVariable\('FLUX_PASSWORD'\)$"
        }

        It 'writes one file where -Path has an extension' {
            Get-AksClusterExtension @aks2 | Export-AksClusterExtension -As Terraform -Path $TestDrive/aks2.tf -WarningAction SilentlyContinue | ForEach-Object Name | Should -Be 'aks2.tf'

            Get-Content -Raw $TestDrive/aks2.tf | Should -Match '(?m)^# azapi_resource, because azurerm has no autoUpgradeMode\.$'
        }

        It 'resolves -Path from the location of PowerShell' {
            Push-Location (New-Item -ItemType Directory (New-OutPath))
            try {
                $file = Get-AksClusterExtension @aks1 | Export-AksClusterExtension -As Arm -Path sub/one.json
                $file.FullName | Should -Be (Join-Path $PWD sub one.json)
            }
            finally {
                Pop-Location
            }
        }

        It 'names what azurerm cannot express' {
            $null = Get-AksClusterExtension @aks2 | Export-AksClusterExtension -As Terraform -WarningVariable warnings -WarningAction SilentlyContinue

            "$warnings" | Should -Be 'azapi_resource is used instead of azurerm, because azurerm has no autoUpgradeMode: dapr on aks2 (rg-aks2).'
        }

        It 'leaves out what Azure manages or deletes, and names it' {
            Add-Instance managed @{ managedBy = 'AKS'; isSystemExtension = $true }
            Add-Instance system @{ isSystemExtension = $true }
            Add-Instance gone @{ provisioningState = 'Deleting' }
            Add-Instance flux

            $text = Find-AksClusterExtension -ClusterName aks3 | Export-AksClusterExtension -As Arm -WarningVariable warnings -WarningAction SilentlyContinue

            ($text | ConvertFrom-Json).resources.name | Should -Be flux
            $warnings[0].Message | Should -Be 'Azure manages these extensions, so they are left out: managed on aks3 (rg-aks3), system on aks3 (rg-aks3).'
            $warnings[1].Message | Should -Be 'These extensions are being deleted, so they are left out: gone on aks3 (rg-aks3).'
        }

        It 'writes nothing when nothing is left' {
            Add-Instance managed @{ isSystemExtension = $true }
            $out = New-OutPath

            Find-AksClusterExtension -ClusterName aks3 | Export-AksClusterExtension -As Bicep -Path $out -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            $out | Should -Not -Exist
        }

        It 'refuses what is not an extension' {
            { 'x' | Export-AksClusterExtension -As Arm -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        }
    }

    Context 'files that exist' {
        BeforeEach {
            $out = New-OutPath
            $null = Find-AksClusterExtension -ClusterName 'aks[12]' | Export-AksClusterExtension -As Bicep -Path $out
            Set-Content $out/aks1.bicep mine
            Set-Content $out/aks2.bicep mine
        }

        It 'are all named, and nothing is written' {
            Add-Instance flux
            $failure = { Find-AksClusterExtension -ClusterName 'aks[123]' | Export-AksClusterExtension -As Bicep -Path $out } | Should -Throw -ErrorId 'ExportFileExists,*' -PassThru

            $failure.Exception.Message | Should -Be "2 of the files already exist: $(Join-Path $out aks1.bicep), $(Join-Path $out aks2.bicep). Nothing was written."
            $failure.CategoryInfo.Category | Should -Be ResourceExists
            $failure.ErrorDetails.RecommendedAction | Should -Be 'To overwrite, add -Force.'
            (Get-ChildItem $out -Force).Name | Should -Be 'aks1.bicep', 'aks2.bicep'
            Get-Content $out/aks1.bicep, $out/aks2.bicep | Should -Be mine, mine
        }

        It 'are overwritten with -Force' {
            (Find-AksClusterExtension -ClusterName 'aks[12]' | Export-AksClusterExtension -As Bicep -Path $out -Force).Count | Should -Be 2
            Get-Content -Raw $out/aks1.bicep | Should -Match 'microsoft.flux'
            # No file under another name is left.
            (Get-ChildItem $out -Force).Count | Should -Be 2
        }

        It 'are named by -WhatIf, which writes nothing' {
            $said = Invoke-WithHost "Get-AksClusterExtension -Cluster '$($aks1.Cluster)' | Export-AksClusterExtension -As Bicep -Path '$out' -Force -WhatIf"
            $said.Text | Should -Match 'What if: .*"Overwrite file".*aks1\.bicep'
            Get-Content $out/aks1.bicep | Should -Be mine
        }

        It 'cannot be a folder' {
            $null = New-Item -ItemType Directory $out/aks1.json
            { Get-AksClusterExtension @aks1 | Export-AksClusterExtension -As Arm -Path $out -Force } | Should -Throw -ErrorId 'ExportNotWritten,*'
        }
    }

    It 'refuses a path outside the file system, before anything is read' {
        { Export-AksClusterExtension -As Arm -Path Env:/x -Baseline nothing.yaml } | Should -Throw -ErrorId 'ExportNotWritten,*'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'cannot write below a file' {
        Set-Content $TestDrive/file x
        $failure = { Get-AksClusterExtension @aks1 | Export-AksClusterExtension -As Arm -Path $TestDrive/file/folder } | Should -Throw -ErrorId 'ExportNotWritten,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be WriteError
    }

    It 'refuses one file for several resource groups' {
        { Find-AksClusterExtension -ClusterName 'aks[12]' | Export-AksClusterExtension -As Bicep -Path $TestDrive/all.bicep } | Should -Throw -ErrorId 'ExportNeedsFolder,*'
        "$TestDrive/all.bicep" | Should -Not -Exist
    }

    It 'never contains the value of a secret: <_>' -ForEach $formats {
        $out = New-OutPath
        $streams = Find-AksClusterExtension -ClusterName 'aks[12]' | Export-AksClusterExtension -As $_ -Path $out -Verbose *>&1

        (Invoke-Emulator GET "secrets?id=$([uri]::EscapeDataString("$($aks1.Cluster)/providers/Microsoft.KubernetesConfiguration/extensions/flux"))").configurationProtectedSettings.password | Should -Be 'canary-4711'
        Get-Text $out | Should -Not -Match 'canary'
        "$streams" | Should -Not -Match 'canary'
        Get-Text $out | Should -Match 'password'
    }

    It 'returns the same bytes for the same estate: <_>' -ForEach $formats {
        $first, $second = (New-OutPath), (New-OutPath)
        $extensions = Find-AksClusterExtension -ClusterName 'aks[12]'
        $null = $extensions | Export-AksClusterExtension -As $_ -Path $first -WarningAction SilentlyContinue
        [array]::Reverse($extensions)
        $null = $extensions | Export-AksClusterExtension -As $_ -Path $second -WarningAction SilentlyContinue

        Get-Text $second | Should -Be (Get-Text $first)
    }

    Context 'a baseline of the estate' {
        It 'is in sync everywhere' {
            Add-Instance paid @{ extensionType = 'Contoso.Paid'; configurationSettings = @{ "it's" = '${x} "y"'; 'a.b[0]' = ''; 'no' = 'no' }; releaseTrain = 'preview'; version = '1.0'; currentVersion = '1.0'; autoUpgradeMinorVersion = $false }
            Add-Instance team @{ extensionType = 'microsoft.flux'; scope = @{ namespace = @{ targetNamespace = 'team-a' } } }
            $extensions = Find-AksClusterExtension
            $file = $extensions | Where-Object { $_.State -eq 'Succeeded' } | Export-AksClusterExtension -As Baseline -Path $TestDrive/estate.yaml -Force -WarningAction SilentlyContinue

            $env:FLUX_PASSWORD = 'x'
            $said = Invoke-WithHost "Sync-AksClusterExtension '$($file.FullName)' -WhatIf"

            $said.Text | Should -BeLike '*Plan: 0 to create, 0 to update, 0 to remove, 6 in sync.*'
            Compare-AksClusterExtension $file.FullName -Quiet | Should -BeTrue
        }
    }

    Context 'templates of the estate' {
        BeforeAll {
            function Send-Arm([string] $Method, [string] $Path, $Body) {
                $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($Method), "$($Emulator.endpoint)$Path")
                if ($Body) { $request.Content = [System.Net.Http.StringContent]::new((ConvertTo-Json $Body -Depth 20), [text.encoding]::UTF8, 'application/json') }
                $Emulator.Client.SendAsync($request).GetAwaiter().GetResult()
            }

            # Deploys a file to a cluster's resource group, as az does.
            function Deploy-Template($Folder, [string] $Template, [string] $Cluster, [hashtable] $Values = @{}) {
                $parameters = Join-Path $Folder "$Cluster.parameters.json"
                $all = (Test-Path $parameters) ? (Get-Content -Raw $parameters | ConvertFrom-Json -AsHashtable).parameters : @{}
                foreach ($name in $Values.Keys) { $all[$name] = @{ value = $Values[$name] } }
                $answer = Send-Arm PUT "/subscriptions/$($Emulator.subscriptionId)/resourcegroups/rg-$Cluster/providers/Microsoft.Resources/deployments/export?api-version=2024-03-01" @{
                    properties = @{ mode = 'Incremental'; template = Get-Content -Raw (Join-Path $Folder $Template) | ConvertFrom-Json -AsHashtable; parameters = $all }
                }
                [int]$answer.StatusCode | Should -Be 201
                $operation = [uri]@($answer.Headers.GetValues('Azure-AsyncOperation'))[0]
                (Send-Arm GET $operation.PathAndQuery).Content.ReadAsStringAsync().Result | Should -Be '{"status":"Succeeded"}'
            }

            # Everything that a user can set.
            function Get-Estate {
                Find-AksClusterExtension -ClusterName 'aks*' | Sort-Object ClusterId, Name | ForEach-Object {
                    $settings = ($_.ConfigurationSettings.GetEnumerator() | Sort-Object Key -CaseSensitive | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join "`n"
                    $secrets = ($_.ConfigurationProtectedSettings.Keys | Sort-Object) -join ','
                    "$($_.Cluster) $($_.Name) $($_.ExtensionType) $($_.PinnedVersion) $($_.CurrentVersion) $($_.AutoUpgradeMinorVersion) $($_.AutoUpgradeMode) $($_.ReleaseTrain) $($_.Scope) $($_.ReleaseNamespace) $($_.TargetNamespace) $($_.Plan) $secrets`n$settings"
                }
            }
        }

        It 'deployed to an empty estate make the same extensions' {
            $aks3 = @{ Cluster = Get-ClusterId aks3 rg-aks3 }
            $null = New-AksClusterExtension @aks3 -Name hostile -ExtensionType Contoso.Hostile -TargetNamespace team-a -Scope Namespace -WarningAction SilentlyContinue -ConfigurationSettings @{
                "it's" = '${x} "y"'; '[key]' = '[parameters(''x'')]'; 'a.b[0]' = ''; 'line' = "a`nb"; 'unicode' = "`u{1F600}`u{65e5}"; long = 'x' * 30000
            }
            $null = New-AksClusterExtension @aks3 -Name off -ExtensionType microsoft.dapr -AutoUpgradeMinorVersion $false -SkipTypeRules
            Remove-AksClusterExtension @aks2 -Name dapr -Force 6>$null
            $before = Get-Estate
            $before.Count | Should -Be 4
            $out = New-OutPath
            (Find-AksClusterExtension -ClusterName 'aks*' | Export-AksClusterExtension -As Arm -Path $out).Name | Should -Be 'flux.json', 'aks1.parameters.json', 'aks2.parameters.json', 'aks3.json'

            Reset-Emulator
            foreach ($name in 'aks1', 'aks2', 'aks3') { $null = Add-Cluster @{ name = $name; resourceGroup = "rg-$name" } }
            Get-Estate | Should -BeNullOrEmpty
            Deploy-Template $out flux.json aks1 @{ fluxPassword = 'again' }
            Deploy-Template $out flux.json aks2 @{ fluxPassword = 'again' }
            Deploy-Template $out aks3.json aks3

            Get-Estate | Should -Be $before
        }
    }

    Context 'from a baseline' {
        BeforeEach {
            Set-Content -LiteralPath $Document @'
version: 1
rings:
  - name: all
extensions:
  - name: flux
    type: microsoft.flux
    clusters: { names: [aks1, aks2, aks3], resourceGroupNames: "rg-*" }
    version: 1.18.2
    protectedSettings: { password: { env: FLUX_PASSWORD } }
  - name: ml
    type: Microsoft.AzureML.Kubernetes
    clusters: { names: aks3 }
    settings: { enableTraining: true }
  - name: old
    type: microsoft.dapr
    clusters: { names: aks1 }
    ensure: absent
'@
        }

        It 'writes what each cluster should have, with the defaults of its type, and asks Resource Graph once' {
            $out = New-OutPath
            Clear-ArmRequest

            $files = Export-AksClusterExtension -As Arm -Baseline $Document -Path $out -WarningVariable warnings -WarningAction SilentlyContinue

            $files.Name | Should -Be 'flux.json', 'aks1.parameters.json', 'aks2.parameters.json', 'aks3.json'
            Get-ArmTrace | Should -Be 'POST other'
            $aks3 = Get-Content -Raw $out/aks3.json | ConvertFrom-Json
            $aks3.resources.name | Should -Be flux, ml
            $aks3.resources[1].properties.configurationSettings.'cluster_name' | Should -Be (Get-ClusterId aks3 rg-aks3)
            "$warnings" | Should -Be "An export cannot remove anything, so these extensions with 'ensure: absent' are left out: old on aks1 (rg-aks1)."
        }

        It 'imports nothing into Terraform, because nothing has to exist' {
            $text = Export-AksClusterExtension -As Terraform -Baseline $Document -WarningAction SilentlyContinue
            $text | Should -Match 'for_each = local\.flux'
            $text | Should -Not -Match '(?m)^import '
            $text | Should -Match 'variable "flux_password"'
        }

        It 'needs neither the variables nor the values of secrets' {
            Set-Content -LiteralPath $Document "version: 1`nextensions:`n  - { name: flux, type: microsoft.flux, clusters: { names: aks1 }, protectedSettings: { password: { env: NOT_SET_ANYWHERE } } }`n"
            Export-AksClusterExtension -As Bicep -Baseline $Document | Should -Match 'param fluxPassword string'
        }

        It 'names the settings whose values Resource Graph does not have' {
            Set-Content -LiteralPath $Document @'
version: 1
extensions:
  - name: backup
    type: microsoft.dataprotection.kubernetes
    clusters: { names: aks1 }
    settings: { blobContainer: c, storageAccount: s, storageAccountResourceGroup: g, storageAccountSubscriptionId: 11111111-2222-3333-4444-555555555555 }
'@
            $null = Export-AksClusterExtension -As Bicep -Baseline $Document -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeLike 'Add these settings yourself, *: configuration.backupStorageLocation.config.storageAccountURI of backup on aks1 (rg-aks1), credentials.tenantId of backup on aks1 (rg-aks1).'

            Add-Content -LiteralPath $Document '    protectedSettings: { credentials.tenantId: { env: TENANT }, configuration.backupStorageLocation.config.storageAccountURI: { env: URI } }'
            $null = Export-AksClusterExtension -As Bicep -Baseline $Document -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -BeNullOrEmpty
        }

        It 'leaves out what the type is refused on, with the reason' {
            Set-Content -LiteralPath $Document "version: 1`nextensions:`n  - { name: m, type: microsoft.azuremonitor.containers, clusters: { names: aks1 } }`n"
            Export-AksClusterExtension -As Bicep -Baseline $Document -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            "$warnings" | Should -BeLike 'm on aks1 (rg-aks1) is left out. *az aks enable-addons*'
        }

        It 'reports contradicting entries and leaves them out' {
            Set-Content -LiteralPath $Document "version: 1`nextensions:`n  - { name: flux, type: microsoft.flux, clusters: { names: aks1 } }`n  - { name: flux, type: microsoft.flux, clusters: { names: 'aks*' , resourceGroupNames: rg-aks1 } }`n  - { name: dapr, type: microsoft.dapr, clusters: { names: aks1 } }`n"
            $text = Export-AksClusterExtension -As Arm -Baseline $Document -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'BaselineEntriesOverlap,*'
            ($text | ConvertFrom-Json).resources.name | Should -Be dapr
        }

        It 'refuses a document with errors before anything is sent' {
            Set-Content -LiteralPath $Document 'version: 2'
            Clear-ArmRequest
            { Export-AksClusterExtension -As Bicep -Baseline $Document } | Should -Throw -ErrorId 'BaselineInvalid,*'
            { Export-AksClusterExtension -As Bicep -Baseline $TestDrive/none.yaml } | Should -Throw -ErrorId 'BaselineNotFound,*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    It 'completes the languages' {
        $line = 'Export-AksClusterExtension -As '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be ([enum]::GetNames([AksExtensions.ExportFormat]) | Sort-Object)
    }
}
