BeforeAll {
    . $PSScriptRoot/common.ps1
    $root = Split-Path $PSScriptRoot
    $manifest = Import-PowerShellDataFile $ModulePath
    $version = "$($manifest.ModuleVersion)-$($manifest.PrivateData.PSData.Prerelease)"
    $folder = (Get-PSDrive TestDrive).Root
    $packages = Join-Path $folder packages
    $emulatorProject = Join-Path $root 'src/AksExtensions.Emulator'
    $configuration = if ((Get-ChildItem "$emulatorProject/bin/*/net10.0/AksExtensions.Emulator.dll" | Sort-Object LastWriteTime)[-1].FullName -match '[\\/]Debug[\\/]') { 'Debug' } else { 'Release' }

    # What ./build.sh package does after the build.
    $said = dotnet pack $emulatorProject --configuration $configuration --no-build --output $packages --verbosity quiet
    if ($LASTEXITCODE -ne 0) {
        throw "$said"
    }

    # Only the package of this build: neither an installed one of the same version nor that of the gallery.
    $env:NUGET_PACKAGES = Join-Path $folder nuget
    Set-Content (Join-Path $folder NuGet.config) "<configuration><packageSources><clear /><add key='built' value='$packages' /></packageSources></configuration>"
    $tools = Join-Path $folder tools
    $said = dotnet tool install AksExtensions.Emulator --version $version --tool-path $tools --configfile (Join-Path $folder NuGet.config)
    if ($LASTEXITCODE -ne 0) {
        throw "$said"
    }

    $readme = Get-Content -Raw (Join-Path $emulatorProject README.md)

    function Start-Tool([string[]] $Arguments) {
        $start = [System.Diagnostics.ProcessStartInfo]::new((Join-Path $tools aks-emulator), [string[]](@('--stop-with-stdin') + $Arguments))
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $start.WorkingDirectory = $folder
        $process = [System.Diagnostics.Process]::Start($start)
        $line = $process.StandardOutput.ReadLine()
        $line | ConvertFrom-Json | Add-Member -PassThru -NotePropertyMembers @{ ReadyLine = $line; Process = $process }
    }
}

AfterAll {
    $env:NUGET_PACKAGES = $null
}

Describe 'The emulator as a .NET tool' {
    It 'is a package with the module''s version, a readme and nothing that a tool does not need' {
        $package = Join-Path $packages "AksExtensions.Emulator.$version.nupkg"
        $zip = [System.IO.Compression.ZipFile]::OpenRead($package)
        try {
            $names = $zip.Entries.FullName
        }
        finally {
            $zip.Dispose()
        }

        $names | Should -Contain 'README.md'
        $names | Should -Contain 'tools/net10.0/any/AksExtensions.Emulator.dll'
        $names -match '\.xml$|web\.config|staticwebassets' | Should -Be 'tools/net10.0/any/DotnetToolSettings.xml', '[Content_Types].xml'
    }

    It 'starts when it is installed, and the module works with it' {
        $tool = Start-Tool '--seed', 'demo'
        try {
            $names = Invoke-Pwsh -WithoutModule -Variables @{ Ready = $tool.ReadyLine } -Script {
                Import-Module $ModulePath
                $Tool = $Ready | ConvertFrom-Json
                $null = Connect-AksExtension -Endpoint $Tool.endpoint -CertificateAuthority $Tool.certificate -SubscriptionId $Tool.subscriptionId -AccessToken (ConvertTo-SecureString $Tool.accessToken -AsPlainText)
                (Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks).Name
            }
            $names -split '\r?\n' | Should -Contain flux
        }
        finally {
            Stop-Emulator $tool
        }

        $tool.certificate | Should -Not -Exist
    }

    It 'keeps its state in the folder that it is started in' {
        Stop-Emulator (Start-Tool '--seed', 'demo', '--state-file', 'state.json')
        Join-Path $folder state.json | Should -Exist
    }

    It 'keeps its state out of the sources when it runs from them' {
        Push-Location $folder
        try {
            '' | dotnet run --no-build --configuration $configuration --project $emulatorProject -- --state-file run.json --stop-with-stdin | Should -Match '"endpoint"'
        }
        finally {
            Pop-Location
        }

        Join-Path $folder run.json | Should -Exist
        Join-Path $emulatorProject run.json | Should -Not -Exist
    }

    It 'runs the test of a runbook as its readme shows it, in ten lines' {
        $test = [regex]::Match($readme, '(?s)```powershell runbook\r?\n(.*?)```').Groups[1].Value
        ($test -split '\r?\n' | Where-Object { $_ }).Count | Should -Be 10
        $runbook = New-Item (Join-Path $folder runbook) -ItemType Directory
        Set-Content "$runbook/Install-Dapr.Tests.ps1" $test
        Set-Content "$runbook/Install-Dapr.ps1" 'param($ResourceGroupName, $ClusterName)
            New-AksClusterExtension -ResourceGroupName $ResourceGroupName -ClusterName $ClusterName -Name dapr -ExtensionType microsoft.dapr -ErrorAction Stop'

        $result = Invoke-Pwsh -Variables @{ Runbook = $runbook.FullName; Tools = $tools; Pester = (Get-Module Pester).Path } -Script {
            $env:PATH = $Tools + [IO.Path]::PathSeparator + $env:PATH
            Set-Location $Runbook
            Import-Module $Pester
            $run = Invoke-Pester -Path $Runbook -Output None -PassThru
            "$($run.PassedCount) passed, $($run.FailedCount) failed $($run.Failed.ErrorRecord)"
        }

        $result.Trim() | Should -Be '2 passed, 0 failed'
    }
}
