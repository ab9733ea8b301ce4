BeforeDiscovery {
    $root = Split-Path $PSScriptRoot
    $files = Get-ChildItem $root/.github -Recurse -File -Filter *.yml | ForEach-Object { [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/') }
    $workflows = $files -like '.github/workflows/*'
    $forms = $files -like '.github/ISSUE_TEMPLATE/*' -notlike '*/config.yml'
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $root = Split-Path $PSScriptRoot
    # The tasks, as build.ps1 itself declares them.
    $tasks = (Get-Command $root/build.ps1).Parameters['Task'].Attributes.ValidValues

    # In a process of its own, so that this one keeps no YAML library.
    $json = Invoke-Pwsh -WithoutModule -Variables @{ Root = $root } -Script {
        Add-Type -Path (Get-ChildItem "$Root/src/AksExtensions.Yaml/bin/*/*/YamlDotNet.dll" | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
        $reader = [YamlDotNet.Serialization.DeserializerBuilder]::new().WithDuplicateKeyChecking().WithAttemptingUnquotedStringTypeDeserialization().Build()
        $writer = [YamlDotNet.Serialization.SerializerBuilder]::new().JsonCompatible().Build()
        $all = [ordered]@{}
        foreach ($file in Get-ChildItem "$Root/.github" -Recurse -File -Filter *.yml) {
            $name = [IO.Path]::GetRelativePath($Root, $file.FullName).Replace('\', '/')
            $all[$name] = $writer.Serialize($reader.Deserialize([IO.File]::ReadAllText($file.FullName), [object]))
        }
        $all | ConvertTo-Json
    }
    $yaml = @{}
    ($json | ConvertFrom-Json -AsHashtable).GetEnumerator() | ForEach-Object { $yaml[$_.Key] = $_.Value | ConvertFrom-Json -Depth 20 }

    function Get-Step([string] $File) { $yaml[$File].jobs.PSObject.Properties.Value.steps }
}

Describe 'The repository' {
    It 'has YAML in <_> that can be read' -ForEach $files {
        $yaml[$_].PSObject.Properties.Name | Should -Not -BeNullOrEmpty
    }

    Context 'the workflow <_>' -ForEach $workflows {
        It 'calls only the tasks of build.ps1' {
            $commands = @((Get-Step $_).run | Where-Object { $_ })
            $commands | Should -Not -BeNullOrEmpty
            foreach ($command in $commands -notmatch '^gh release create ') {
                $command | Should -Match '^(\./build\.sh|build\.cmd) (\w+)$'
                $tasks | Should -Contain ($command -split ' ')[1]
            }
        }

        It 'has no secret, and no more rights than it names' {
            Get-Content -Raw (Join-Path $root $_) | Should -Not -Match 'secrets\.'
            $yaml[$_].permissions.contents | Should -Be 'read'
            $yaml[$_].jobs.PSObject.Properties.Value | ForEach-Object { $_.'timeout-minutes' | Should -BeGreaterThan 0 }
        }

        It 'uses actions in a pinned version, and the SDK of global.json' {
            $uses = (Get-Step $_).uses | Where-Object { $_ }
            $uses | ForEach-Object { $_ | Should -Match '^actions/[\w-]+@v\d+$' }
            (Get-Step $_ | Where-Object uses -like 'actions/setup-dotnet@*').with.'global-json-file' | Should -Be 'global.json'
        }
    }

    It 'tests and shows the module on Linux, Windows and macOS' {
        $job = $yaml['.github/workflows/ci.yml'].jobs.test
        $job.strategy.matrix.os -replace '-.*' | Sort-Object | Should -Be 'macos', 'ubuntu', 'windows'
        foreach ($task in 'test', 'demo') {
            $steps = $job.steps | Where-Object run -match " $task$"
            $steps | ForEach-Object { "$($_.if) $($_.run)" } | Should -Be "runner.os != 'Windows' ./build.sh $task", "runner.os == 'Windows' build.cmd $task"
        }

        ($job.steps | Where-Object uses -like 'actions/upload-artifact@*').with.path | Should -Be 'out/TestResults'
    }

    It 'releases what was tested and packed' {
        (Get-Step '.github/workflows/release.yml').run | Where-Object { $_ } | Select-Object -First 2 | Should -Be './build.sh test', './build.sh package'
    }

    It 'asks in <_> for what a maintainer needs' -ForEach $forms {
        $fields = $yaml[$_].body | Where-Object type -ne 'markdown'
        $fields.id | Select-Object -Unique | Should -HaveCount @($fields).Count
        $fields | ForEach-Object { $_.attributes.label | Should -Not -BeNullOrEmpty }
    }

    It 'asks for the context of a bug' {
        $form = $yaml['.github/ISSUE_TEMPLATE/bug.yml']
        ($form.body | Where-Object id -eq 'context').attributes.description | Should -Match 'Get-AksExtensionContext'
        ($form.body | Where-Object id -eq 'context').validations.required | Should -BeTrue
    }

    It 'keeps every package, tool, SDK and action up to date' {
        $yaml['.github/dependabot.yml'].updates.'package-ecosystem' | Sort-Object | Should -Be 'dotnet-sdk', 'github-actions', 'nuget'
    }

    It 'has a development container that builds with the same script and the same major version of the SDK' {
        $container = Get-Content -Raw (Join-Path $root '.devcontainer/devcontainer.json') | ConvertFrom-Json
        $container.postCreateCommand | Should -BeExactly './build.sh build'
        $sdk = (Get-Content -Raw (Join-Path $root 'global.json') | ConvertFrom-Json).sdk.version
        $container.image -split ':' | Select-Object -Last 1 | Should -BeExactly (($sdk -split '\.')[0, 1] -join '.')
    }
}
