BeforeAll {
    . $PSScriptRoot/common.ps1
    $root = Split-Path $PSScriptRoot
    $module = Split-Path $ModulePath
    $manifest = Import-PowerShellDataFile $ModulePath
    $gallery = $manifest.PrivateData.PSData
    $version = "$($manifest.ModuleVersion)-$($gallery.Prerelease)"
    $tool = Get-ChildItem "$root/src/AksExtensions.Package/bin/*/*/AksExtensions.Package.dll" | Sort-Object LastWriteTime | Select-Object -Last 1

    # What ./build.sh package does after the build.
    function New-Package([string] $Folder, [string] $Of = $module) {
        $said = dotnet $tool.FullName pack $root $Of $Folder
        if ($LASTEXITCODE -ne 0) {
            throw "$said"
        }
    }

    function Get-Hash([string] $Folder) { (Get-ChildItem $Folder -File | Sort-Object Name | Get-FileHash).Hash }

    function Get-Tree([string] $Folder) {
        Get-ChildItem $Folder -File -Recurse | ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') } | Sort-Object -CaseSensitive
    }

    # The five commands of Microsoft's document in a PowerShell that has the module in its module path and knows nothing of this one.
    function Invoke-Tour([string] $ModuleFolder) {
        Invoke-Pwsh -WithoutModule -Variables @{ ModuleFolder = $ModuleFolder } -Script {
            $env:PSModulePath = $ModuleFolder + [IO.Path]::PathSeparator + (Join-Path $PSHOME 'Modules')
            Import-Module AksExtensions
            (Get-Module AksExtensions).ModuleBase
            $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
            $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId -AccessToken (ConvertTo-SecureString $Emulator.accessToken -AsPlainText -Force)
            (New-AksClusterExtension @target -Name aml-compute -ExtensionType Microsoft.AzureML.Kubernetes -Scope Cluster -ConfigurationSettings enableInference=True, inferenceRouterServiceType=ClusterIP, allowInsecureConnections=True).State
            (Get-AksClusterExtension @target -Name aml-compute).ConfigurationSettings.enableInference
            (Get-AksClusterExtension @target).Name -contains 'aml-compute'
            (Update-AksClusterExtension @target -Name aml-compute -AutoUpgradeMinorVersion $false).AutoUpgradeMinorVersion
            Remove-AksClusterExtension @target -Name aml-compute -Confirm:$false 6>$null
            (Get-AksClusterExtension @target).Name -contains 'aml-compute'
            (Get-Help New-AksClusterExtension).Synopsis.Length -gt 20
        }
    }

    $packages = Join-Path (Get-PSDrive TestDrive).Root 'packages'
    New-Package $packages
    $nupkg = Join-Path $packages "AksExtensions.$version.nupkg"
    $zip = Join-Path $packages 'AksExtensions.zip'
    $bill = Join-Path $packages 'AksExtensions.cdx.json'
}

Describe 'The package' {
    BeforeEach {
        Reset-Emulator
    }

    Context 'the manifest' {
        It 'has what the gallery shows' {
            $manifest.CompatiblePSEditions | Should -Be 'Core'
            $manifest.PowerShellVersion | Should -Be '7.4'
            $manifest.Description | Should -Not -BeNullOrEmpty
            $gallery.Tags | Should -Contain 'AKS'
            $gallery.LicenseUri | Should -Match '^https://'
            $gallery.ProjectUri | Should -Match '^https://'
            # A tag with a space would become two.
            $gallery.Tags -match '\s' | Should -BeNullOrEmpty
            Test-ModuleManifest $ModulePath -WarningVariable warnings -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
            $warnings | Should -BeNullOrEmpty
        }

        It 'has the version of the assemblies' {
            foreach ($file in 'AksExtensions.dll', 'AksExtensions.Core.dll', 'deps/AksExtensions.Azure.dll') {
                $info = [System.Diagnostics.FileVersionInfo]::GetVersionInfo((Join-Path $module $file))
                $info.FileVersion | Should -Be "$($manifest.ModuleVersion).0"
                $info.ProductVersion -replace '\+.*' | Should -Be $version
            }
        }

        It 'takes its release notes from the change log' {
            $changelog = (Get-Content -Raw (Join-Path $root 'CHANGELOG.md')) -replace '\s+', ' '
            # The paragraph below the version's heading, and nothing of the list below it.
            $changelog | Should -BeLike "*## ``[$($manifest.ModuleVersion)``] * $([wildcardpattern]::Escape($gallery.ReleaseNotes)) ### *"
            $gallery.ReleaseNotes.Length | Should -BeGreaterThan 40
            $gallery.ReleaseNotes.Length | Should -BeLessThan 400
        }

        It 'has no list of files, which PowerShell would resolve at every import; the build''s list is beside the module' {
            $manifest.ContainsKey('FileList') | Should -BeFalse
            Get-Content "$module.files.txt" | Sort-Object -CaseSensitive | Should -Be (Get-Tree $module)
        }
    }

    It 'names every assembly of others, with its licence' {
        $notices = Get-Content -Raw (Join-Path $module 'THIRD-PARTY-NOTICES.txt')
        $others = Get-ChildItem (Join-Path $module 'deps') -Recurse -Filter *.dll | Where-Object Name -notlike 'AksExtensions.*'

        $others.Count | Should -BeGreaterThan 10
        foreach ($dll in $others) {
            $notices | Should -Match "(?m)^  Assemblies: (.*, )?$([regex]::Escape($dll.Name))(,|\r?$)"
        }

        $notices | Should -BeLike '*Permission is hereby granted, free of charge*'
    }

    Context 'the bill of materials' {
        BeforeAll {
            $document = Get-Content -Raw $bill | ConvertFrom-Json -Depth 20
        }

        It 'is a CycloneDX document of this version of the module' {
            $document.bomFormat | Should -BeExactly 'CycloneDX'
            $document.metadata.component.name | Should -BeExactly 'AksExtensions'
            $document.metadata.component.version | Should -BeExactly $version
            $document.metadata.component.licenses.license.id | Should -BeExactly 'MIT'
        }

        It 'names every package that the module ships and no other, each with its licence and hash' {
            $notices = Get-Content -Raw (Join-Path $module 'THIRD-PARTY-NOTICES.txt')
            $shipped = [regex]::Matches($notices, '(?m)^(\S+ \S+)\r?\n  Assemblies: ') | ForEach-Object { $_.Groups[1].Value }

            $shipped.Count | Should -BeGreaterThan 10
            $document.components | ForEach-Object { "$($_.name) $($_.version)" } | Sort-Object | Should -Be ($shipped | Sort-Object)
            foreach ($package in $document.components) {
                $package.purl | Should -BeExactly "pkg:nuget/$($package.name)@$($package.version)"
                $package.licenses.license.id | Should -BeExactly 'MIT'
                $package.hashes[0].alg | Should -BeExactly 'SHA-512'
                $package.hashes[0].content | Should -Match '^[0-9A-F]{128}$'
            }
        }

        It 'says which package needs which, down to the last' {
            $needs = $document.dependencies | Group-Object ref -AsHashTable -AsString
            $reached = [System.Collections.Generic.HashSet[string]]::new()
            $open = [System.Collections.Generic.Stack[string]]::new()
            $open.Push($document.metadata.component.'bom-ref')
            while ($open.Count) {
                $needs[$open.Pop()].dependsOn | Where-Object { $_ -and $reached.Add($_) } | ForEach-Object { $open.Push($_) }
            }

            $reached | Sort-Object | Should -Be ($document.components.'bom-ref' | Sort-Object)
        }

        It 'knows neither the time nor the folder' {
            $document.metadata.PSObject.Properties.Name | Should -Not -Contain 'timestamp'
            $document.PSObject.Properties.Name | Should -Not -Contain 'serialNumber'
            Get-Content -Raw $bill | Should -Not -BeLike "*$($root.Replace('\', '\\'))*"
        }
    }

    Context 'the gallery''s' {
        BeforeAll {
            $expanded = Join-Path (Get-PSDrive TestDrive).Root 'gallery/AksExtensions' $manifest.ModuleVersion
            [System.IO.Compression.ZipFile]::ExtractToDirectory($nupkg, $expanded)
            $nuspec = ([xml](Get-Content -Raw (Join-Path $expanded 'AksExtensions.nuspec'))).package.metadata
            # What an installation leaves out: the frame of the package.
            Remove-Item -LiteralPath (Join-Path $expanded '_rels'), (Join-Path $expanded 'package'), (Join-Path $expanded '[Content_Types].xml'), (Join-Path $expanded 'AksExtensions.nuspec') -Recurse -Force
        }

        It 'says of itself what the manifest says' {
            $nuspec.id | Should -BeExactly 'AksExtensions'
            $nuspec.version | Should -BeExactly $version
            $nuspec.authors | Should -Be $manifest.Author
            $nuspec.owners | Should -Be $manifest.CompanyName
            $nuspec.description | Should -Be $manifest.Description
            $nuspec.copyright | Should -Be $manifest.Copyright
            $nuspec.licenseUrl | Should -Be $gallery.LicenseUri
            $nuspec.projectUrl | Should -Be $gallery.ProjectUri
            $nuspec.releaseNotes -replace "`r" | Should -Be $gallery.ReleaseNotes
            $nuspec.SelectSingleNode('*[local-name()="dependencies"]') | Should -BeNullOrEmpty
        }

        It 'is found by its commands' {
            $tags = -split $nuspec.tags
            $tags | Should -Contain 'PSModule'
            $tags | Should -Contain 'PSEdition_Core'
            $tags | Should -Contain 'PSIncludes_Cmdlet'
            $gallery.Tags | ForEach-Object { $tags | Should -Contain $_ }
            foreach ($command in $manifest.CmdletsToExport) {
                $tags | Should -Contain "PSCmdlet_$command"
                $tags | Should -Contain "PSCommand_$command"
            }
        }

        It 'has the files that were tested, to the byte' {
            Get-Tree $expanded | Should -Be (@(Get-Tree $module) + 'AksExtensions.cdx.json' | Sort-Object -CaseSensitive)
            foreach ($file in Get-Tree $module) {
                (Get-FileHash (Join-Path $expanded $file)).Hash | Should -Be (Get-FileHash (Join-Path $module $file)).Hash
            }
        }

        It 'has the bill of materials' {
            (Get-FileHash (Join-Path $expanded 'AksExtensions.cdx.json')).Hash | Should -Be (Get-FileHash $bill).Hash
        }

        It 'does the tour in an empty session, as an installation lays it' {
            Invoke-Tour (Split-Path (Split-Path $expanded)) | ForEach-Object { $_.Trim() -split '\r?\n' } |
                Should -Be $expanded, 'Succeeded', 'True', 'True', 'False', 'False', 'True'
        }

        It 'is saved from a local folder by Save-PSResource, and does the tour' {
            $path = Join-Path (Get-PSDrive TestDrive).Root 'saved'
            Register-PSResourceRepository -Name AksExtensionsTest -Uri $packages -Trusted
            try {
                Find-PSResource AksExtensions -Repository AksExtensionsTest -Prerelease | ForEach-Object Name | Should -Be 'AksExtensions'
                $null = New-Item -ItemType Directory $path
                Save-PSResource AksExtensions -Repository AksExtensionsTest -Prerelease -Path $path -TrustRepository
            }
            finally {
                Unregister-PSResourceRepository AksExtensionsTest
            }

            Invoke-Tour $path | ForEach-Object { $_.Trim() -split '\r?\n' } | Select-Object -Skip 1 |
                Should -Be 'Succeeded', 'True', 'True', 'False', 'False', 'True'
        }

        # Windows has no variable for the folder of a user's modules.
        It 'is installed from a local folder by Install-PSResource, found by its name, does the tour, and is uninstalled' -Skip:$IsWindows {
            $user = Join-Path (Get-PSDrive TestDrive).Root 'user'
            # Where these are missing, .NET knows no folder for a user's data, and the list of repositories would land in the current one.
            $null = New-Item -ItemType Directory (Join-Path $user '.local/share'), (Join-Path $user '.config'), (Join-Path $user 'Library/Application Support')
            $folder = Join-Path $user '.local/share/powershell/Modules'
            $before = $env:HOME
            $env:HOME = $user
            try {
                Invoke-Pwsh -WithoutModule -Variables @{ Packages = $packages } -Script {
                    Register-PSResourceRepository -Name AksExtensionsTest -Uri $Packages -Trusted
                    Install-PSResource AksExtensions -Repository AksExtensionsTest -Prerelease
                    (Get-PSResourceRepository AksExtensionsTest).Name
                    $found = Get-InstalledPSResource AksExtensions
                    "$($found.Version)-$($found.Prerelease)"
                    (Get-Command New-AksClusterExtension).Source
                } | ForEach-Object { $_.Trim() -split '\r?\n' } | Should -Be 'AksExtensionsTest', $version, 'AksExtensions'

                Invoke-Tour $folder | ForEach-Object { $_.Trim() -split '\r?\n' } |
                    Should -Be (Join-Path $folder "AksExtensions/$($manifest.ModuleVersion)"), 'Succeeded', 'True', 'True', 'False', 'False', 'True'

                Get-ChildItem $user -Recurse -Force -Filter PSResourceRepository.xml | Should -HaveCount 1
                $null = Invoke-Pwsh -WithoutModule -Script { Uninstall-PSResource AksExtensions -Prerelease }
                Test-Path (Join-Path $folder 'AksExtensions/*') | Should -BeFalse
            }
            finally {
                $env:HOME = $before
            }
        }
    }

    Context 'Azure Automation''s' {
        BeforeAll {
            $modules = Join-Path (Get-PSDrive TestDrive).Root 'automation'
            [System.IO.Compression.ZipFile]::ExtractToDirectory($zip, $modules)
        }

        It 'is a zip, a folder and a manifest of one name' {
            Get-ChildItem $modules | ForEach-Object Name | Should -BeExactly 'AksExtensions'
            Test-Path (Join-Path $modules 'AksExtensions/AksExtensions.psd1') | Should -BeTrue
            Get-Tree (Join-Path $modules 'AksExtensions') | Should -Be (@(Get-Tree $module) + 'AksExtensions.cdx.json' | Sort-Object -CaseSensitive)
        }

        It 'does the tour in an empty session' {
            Invoke-Tour $modules | ForEach-Object { $_.Trim() -split '\r?\n' } |
                Should -Be (Join-Path $modules 'AksExtensions'), 'Succeeded', 'True', 'True', 'False', 'False', 'True'
        }
    }

    Context 'the same tree results in the same bytes' {
        It 'at another time, from another folder' {
            $copy = Join-Path (Get-PSDrive TestDrive).Root 'elsewhere/AksExtensions'
            Copy-Item $module $copy -Recurse
            Copy-Item "$module.files.txt" "$copy.files.txt"
            Get-ChildItem $copy -Recurse -File | ForEach-Object { $_.LastWriteTime = [datetime]'2001-02-03' }
            New-Package (Join-Path (Get-PSDrive TestDrive).Root 'again') -Of $copy

            Get-Hash (Join-Path (Get-PSDrive TestDrive).Root 'again') | Should -Be (Get-Hash $packages)
        }

        It 'and no assembly knows the folder that it was built in' {
            foreach ($file in 'AksExtensions.dll', 'AksExtensions.Core.dll', 'deps/AksExtensions.Azure.dll') {
                $text = [System.Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes((Join-Path $module $file)))
                $text.Contains((Get-Item $root).FullName) | Should -BeFalse
                # They have a source, so the test cannot pass because of silence.
                $text | Should -BeLike '*/_/src/*.pdb*'
            }
        }
    }

    Context 'is refused when the module' {
        BeforeEach {
            $copy = Join-Path (Get-PSDrive TestDrive).Root (New-Guid) 'AksExtensions'
            Copy-Item $module $copy -Recurse
            Copy-Item "$module.files.txt" "$copy.files.txt"
            $never = Join-Path (Get-PSDrive TestDrive).Root 'never'
        }

        AfterEach {
            Test-Path "$never/*" | Should -BeFalse
        }

        It 'has a file that the build did not list' {
            Set-Content (Join-Path $copy 'stray.txt') 'left behind'
            { New-Package $never -Of $copy } | Should -Throw '*AksExtensions.files.txt*stray.txt*'
        }

        It 'lacks a file that the build listed' {
            Remove-Item (Join-Path $copy 'deps/Azure.Core.dll')
            { New-Package $never -Of $copy } | Should -Throw '*AksExtensions.files.txt*deps/Azure.Core.dll*'
        }

        It 'has no list' {
            Remove-Item "$copy.files.txt"
            { New-Package $never -Of $copy } | Should -Throw '*AksExtensions.files.txt*build the module first*'
        }
    }
}
