# Where help is written: docs/en-US/<Verb-Noun>.md, docs/en-US/Parameters.md for what several commands have, and docs/en-US/about_*.help.txt.
BeforeDiscovery {
    $root = Split-Path $PSScriptRoot
    $manifest = Import-PowerShellDataFile (Join-Path $root 'AksExtensions.psd1')
    $commands = $manifest.CmdletsToExport | ForEach-Object { @{ Name = $_; Acts = $_ -notin 'Disconnect-AksExtension', 'Get-AksExtensionContext' } }
    $topics = Get-ChildItem (Join-Path $root 'docs/en-US/*.help.txt') | ForEach-Object { $_.Name -replace '\.help\.txt$' }

    # The examples of the pages and the powershell blocks of the README.
    $examples = Get-ChildItem (Join-Path $root 'docs/en-US/*-*.md') | ForEach-Object {
        $page = $_
        $section = [regex]::Match((Get-Content -Raw $page), '(?ms)^## Examples\s*$(.*?)^## ').Groups[1].Value
        [regex]::Matches($section, '(?ms)^### (?<title>[^\n]+)\n(?<body>.*?)(?=^### |\z)') | ForEach-Object {
            $code = [regex]::Match($_.Groups['body'].Value, '(?ms)^```powershell(?<runnable> runnable)?\n(?<code>.*?)^```')
            @{
                Page = $page.BaseName
                Title = $_.Groups['title'].Value
                Code = $code.Groups['code'].Value
                Runnable = $code.Groups['runnable'].Success
                Output = [regex]::Match($_.Groups['body'].Value, '(?ms)^```output\n(?<output>.*?)^```').Groups['output'].Value
            }
        }
    }
    $readme = [regex]::Matches((Get-Content -Raw (Join-Path $root 'README.md')), '(?ms)^```powershell\n(.*?)^```') | ForEach-Object -Begin { $number = 0 } {
        @{ Page = 'README.md'; Title = "block $((++$number))"; Code = $_.Groups[1].Value }
    }
    $written = @($examples) + @($readme)
    $runnable = @($examples | Where-Object { $_.Runnable })
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $Root = Split-Path $PSScriptRoot
    $Pages = Join-Path $Root 'docs/en-US'
    $Exported = (Get-Module AksExtensions).ExportedCmdlets
    $Face = @($Exported.Values)[0].ImplementingType.Assembly

    function Get-Text($Paragraphs) { ($Paragraphs | ForEach-Object { $_.Text }) -join "`n" }

    # The parameters of a command, without those that PowerShell gives to every command.
    function Get-OwnParameter([string] $Name) {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        (Get-Command $Name).Parameters.Values | Where-Object Name -notin $common
    }

    function Get-ErrorId { [AksExtensions.Errors].GetMethods([Reflection.BindingFlags]'Public, Static, DeclaredOnly').Name | Sort-Object -Unique }

    # Error id and category, as about_AksExtensions_Errors has them.
    function Get-WrittenError {
        $text = Get-Content -Raw (Join-Path $Pages about_AksExtensions_Errors.help.txt)
        [regex]::Matches($text, '(?m)^    (?<id>\w+) \((?<category>\w+)\)\r?\n        When: \S[^\n]+\n(?: {14}\S[^\n]*\n)*        Do:   \S') |
            ForEach-Object { [pscustomobject]@{ Id = $_.Groups['id'].Value; Category = $_.Groups['category'].Value } }
    }
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Name -Full
        $page = "docs/en-US/$Name.md"
    }

    It 'is MAML, with a synopsis and a description' {
        $help.PSTypeNames | Should -Contain 'MamlCommandHelpInfo#FullView' -Because "out/AksExtensions/en-US must have what the build makes of $page"
        $help.Synopsis | Should -Match '^[A-Z].{20,}\.$'
        (Get-Text $help.description).Length | Should -BeGreaterThan 80
    }

    It 'has examples with their output, one of them a fleet or a runbook' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual ($Acts ? 3 : 1) -Because "$page needs more under '## Examples'"
        if ($Acts) {
            @($help.examples.example.title) -match 'fleet|runbook' | Should -Not -BeNullOrEmpty -Because "an example's title in $page begins with 'A fleet' or 'A runbook'"
            $text = Get-Content -Raw (Join-Path $Root $page)
            [regex]::Matches($text, '(?m)^```output').Count | Should -Be ([regex]::Matches($text, '(?m)^```powershell').Count) -Because "each example in $page shows its output"
        }
    }

    It 'describes every parameter' {
        $described = @($help.parameters.parameter | Where-Object name)

        $described.name | Sort-Object | Should -Be @((Get-OwnParameter $Name).Name | Sort-Object)
        foreach ($parameter in $described) {
            (Get-Text $parameter.description).Length | Should -BeGreaterThan 25 -Because "-$($parameter.name) needs words in $page or docs/en-US/Parameters.md"
        }
    }

    It 'says of every parameter what PowerShell says' {
        foreach ($parameter in Get-OwnParameter $Name) {
            $described = @($help.parameters.parameter) | Where-Object name -eq $parameter.Name
            $sets = $parameter.ParameterSets.Values

            $described.parameterValue | Should -BeLike ($parameter.ParameterType.Name -replace '^Nullable`1', '*' -replace '[][]', '`$0') -Because $parameter.Name
            $described.aliases | Should -Be ($parameter.Aliases.Count ? ($parameter.Aliases -join ', ') : 'none') -Because $parameter.Name
            $described.required | Should -Be "$($false -notin $sets.IsMandatory)".ToLowerInvariant() -Because $parameter.Name
            $described.pipelineInput | Should -BeLike "$($true -in ($sets.ValueFromPipeline + $sets.ValueFromPipelineByPropertyName))*" -Because $parameter.Name
        }
    }

    It 'has a syntax for every parameter set' {
        @($help.syntax.syntaxItem).Count | Should -Be (Get-Command $Name).ParameterSets.Count
        $expected = (Get-Command $Name).ParameterSets | ForEach-Object { ($_.Parameters.Name | Where-Object { $_ -in (Get-OwnParameter $Name).Name } | Sort-Object) -join ' ' } | Sort-Object
        $written = @($help.syntax.syntaxItem) | ForEach-Object { ($_.parameter.name | Sort-Object) -join ' ' } | Sort-Object
        $written | Should -Be $expected
    }

    It 'says what comes in and what goes out, with every property' {
        (Get-Text $help.inputTypes.inputType.description) | Should -Not -BeNullOrEmpty
        foreach ($type in (Get-Command $Name).OutputType.Type) {
            $written = @($help.returnValues.returnValue) | Where-Object { $_.type.name -eq $type.FullName }
            # The types of .NET are documented elsewhere.
            foreach ($property in $type.GetProperties('Public, Instance') | Where-Object { $type.Namespace -notmatch '^System\b' }) {
                (Get-Text $written.description) | Should -Match "(?m)^- $($property.Name) \(.+\): \S" -Because "$type.$($property.Name) needs a doc comment"
            }
        }
    }

    It 'names existing error IDs' {
        $section = [regex]::Match((Get-Content -Raw (Join-Path $Root $page)), '(?ms)^## Error ids\s*$(.*?)^## ').Groups[1].Value
        foreach ($id in [regex]::Matches($section, '`(\w+)`') | ForEach-Object { $_.Groups[1].Value }) {
            Get-ErrorId | Should -Contain $id -Because "$page names it"
        }
    }

    It 'has links that lead somewhere' {
        $section = [regex]::Match((Get-Content -Raw (Join-Path $Root $page)), '(?ms)^## Related links\s*$(.*)').Groups[1].Value
        $links = [regex]::Matches($section, '\[(?<text>[^]]+)\]\((?<address>[^)]+)\)')
        $links.Count | Should -BeGreaterThan 0
        foreach ($link in $links) {
            if ($link.Groups['address'].Value -notlike 'https://*') {
                Join-Path $Pages $link.Groups['address'].Value | Should -Exist -Because "$page links to it"
                $link.Groups['address'].Value -replace '(\.md|\.help\.txt)$' | Should -Be $link.Groups['text'].Value
            }
        }
    }
}

Describe 'Examples' {
    It '<Page>: "<Title>" parses, and uses existing commands and parameters' -ForEach $written {
        $errors = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$errors)

        $Code | Should -Not -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
        foreach ($command in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
            $name = $command.GetCommandName()
            if ($name -match '^\w+-Aks(Cluster|Extension)') {
                $Exported.Keys | Should -Contain $name
                $known = $Exported[$name].Parameters.Values | ForEach-Object { $_.Name; $_.Aliases }
                $command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } |
                    ForEach-Object { $known | Should -Contain $_.ParameterName -Because "$name has no such parameter" }
            }
        }
    }

    It '<Page>: "<Title>" does what it shows' -ForEach $runnable {
        Reset-Emulator
        'ResourceGroupName,ClusterName', 'demo-rg,demo-aks', 'demo-rg,small-aks' | Set-Content (Join-Path $TestDrive clusters.csv)
        Set-Content (Join-Path $TestDrive fleet.yaml) @'
version: 1
rings:
  - name: canary
    clusters: { names: demo-aks }
    soak: 24h
  - name: rest
extensions:
  - name: flux
    type: microsoft.flux
    clusters: { names: [demo-aks, small-aks] }
    version: 1.17.3
  - name: backup
    type: microsoft.dataprotection.kubernetes
    clusters: { names: demo-aks }
    ensure: absent
'@

        $result = Invoke-WithHost "Set-Location '$TestDrive'; `$emulator = '$($Emulator.ReadyLine)' | ConvertFrom-Json; & { $Code } | Out-String -Width 300"

        $result.Errors | Should -BeNullOrEmpty
        $lines = "$($result.Text)`n$($result.Output)" -replace '\e\[[\d;]*m' -split '\r?\n' -replace '\s+', ' '
        foreach ($line in $Output -split '\r?\n' -replace '\s+', ' ' | Where-Object { $_.Trim() }) {
            # '...' stands for parts that differ or are too long.
            $pattern = [regex]::Escape($line.Trim()) -replace '\\\.\\\.\\\.', '.*'
            $lines.Trim() -match "^$pattern$" | Should -Not -BeNullOrEmpty -Because "the example shows the line '$line'; this came:`n$($lines -join "`n")"
        }
    }
}

Describe 'Topics' {
    It '<_> is available to Get-Help' -ForEach $topics {
        $text = Get-Help $_ | Out-String

        $text -match "(?s)^\s*TOPIC\s+$_\s+SHORT DESCRIPTION\s+\S.*\nLONG DESCRIPTION\s+\S.*\nSEE ALSO\s" |
            Should -BeTrue -Because 'a topic has TOPIC, SHORT DESCRIPTION, LONG DESCRIPTION and SEE ALSO'
    }

    It '<_> fits a console of 80 columns' -ForEach $topics {
        # An address cannot be wrapped.
        Get-Content (Join-Path $Pages "$_.help.txt") | Where-Object { $_.Length -gt 80 -and $_ -notmatch '^\s*https://\S+$' } | Should -BeNullOrEmpty
    }

    It '<_> names existing commands, topics and parameters' -ForEach $topics {
        $text = Get-Content -Raw (Join-Path $Pages "$_.help.txt")
        [regex]::Matches($text, '\b[A-Z][a-z]+-Aks(Cluster|Extension)\w*').Value | Sort-Object -Unique | ForEach-Object { $Exported.Keys | Should -Contain $_ }
        [regex]::Matches($text, '\babout_AksExtensions\w*').Value | Sort-Object -Unique | ForEach-Object { Join-Path $Pages "$_.help.txt" | Should -Exist }
    }

    It 'the topics that every user needs exist' {
        (Get-ChildItem "$Pages/*.help.txt").BaseName | Should -Contain 'about_AksExtensions.help'
        'Authentication', 'Settings', 'Fleet', 'Errors', 'Runbooks' | ForEach-Object { Join-Path $Pages "about_AksExtensions_$_.help.txt" | Should -Exist }
    }

    It 'about_AksExtensions names every command' {
        $text = Get-Content -Raw (Join-Path $Pages about_AksExtensions.help.txt)
        $Exported.Keys | ForEach-Object { $text | Should -Match "(?m)^    $_ " -Because 'a command stands in "The commands"' }
    }

    It 'about_AksExtensions_Errors has every error id and no other, each once' {
        (Get-WrittenError).Id | Sort-Object | Should -Be (Get-ErrorId) -Because 'an id of Errors.cs stands there as "    Id (Category)", with "When:" and "Do:" under it'
    }

    It 'about_AksExtensions_Errors has every cause of failures as causes.json has it, in its order' {
        $causes = Get-Content -Raw (Join-Path $Root src/AksExtensions.Core/Diagnosis/causes.json) | ConvertFrom-Json
        $text = Get-Content -Raw (Join-Path $Pages about_AksExtensions_Errors.help.txt)
        $section = [regex]::Match($text, '(?ms)^  Causes of failures$(.*?)^EXAMPLES').Groups[1].Value
        $written = [regex]::Matches($section, '(?ms)^    (?<id>\w+)\r?\n        Means: (?<entry>.*?)(?=^    \w|\z)') |
            ForEach-Object { "$($_.Groups['id'].Value) Means: $($_.Groups['entry'].Value)".Trim() -replace '\s+', ' ' }

        $written | Should -Be @($causes | ForEach-Object { "$($_.id) Means: $($_.summary) Do: $($_.recommendation) See: $($_.link)" })
    }

    It 'about_AksExtensions_Errors has the categories of the error records' {
        $categories = $Face.GetType('AksExtensions.ErrorRecords').GetField('Categories', 'NonPublic, Static').GetValue($null)
        Get-WrittenError | ForEach-Object { $_.Category | Should -Be "$($categories[$_.Id])" -Because $_.Id }
    }
}

Describe 'The build of the help' {
    BeforeAll {
        $tool = Get-ChildItem "$Root/src/AksExtensions.Help/bin/*/net10.0/AksExtensions.Help.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
        $module = Get-ChildItem "$Root/src/AksExtensions/bin/*/net8.0/AksExtensions.dll" | Sort-Object LastWriteTime | Select-Object -Last 1

        function Invoke-HelpBuild([scriptblock] $Change) {
            $folder = Join-Path $TestDrive ([guid]::NewGuid())
            Copy-Item -Recurse $Pages $folder
            Push-Location $folder
            try { & $Change } finally { Pop-Location }
            $said = dotnet $tool.FullName $module.FullName $folder "$folder/out.xml" 2>&1 | Out-String
            [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = $said; HasWritten = Test-Path "$folder/out.xml" }
        }
    }

    It 'says nothing when all is well' {
        $build = Invoke-HelpBuild {}

        $build.Text | Should -BeNullOrEmpty
        $build.ExitCode | Should -Be 0
        $build.HasWritten | Should -BeTrue
    }

    It 'fails, and says where to write what: <Case>' -ForEach @(
        @{ Case = 'no page'; Change = { Remove-Item Find-AksCluster.md }; Says = 'Find-AksCluster\.md\(1\): error HELP: Find-AksCluster has no help' }
        @{ Case = 'a page of no command'; Change = { Copy-Item Find-AksCluster.md Find-Nothing.md }; Says = 'Find-Nothing\.md\(1\): error HELP: The module has no command of this name' }
        @{ Case = 'no section'; Change = { Edit Find-AksCluster.md '^## Inputs' '## Input' }; Says = "error HELP: The section '## Inputs' is missing.*error HELP: '## Input' is not a section" }
        @{ Case = 'no text'; Change = { Edit Find-AksCluster.md '^### -Tag$' 'Tag' }; Says = 'error HELP: The parameter -Tag has no text\. Write it under' }
        @{ Case = 'no such parameter'; Change = { Edit Find-AksCluster.md '^### -Tag$' '### -Tags' }; Says = "Find-AksCluster\.md\(\d+\): error HELP: The command has no parameter '-Tags'" }
        @{ Case = 'no such shared parameter'; Change = { Edit Parameters.md '^### -NoWait$' '### -DontWait' }; Says = 'Parameters\.md\(\d+\): error HELP: No command has a parameter -DontWait' }
        @{ Case = 'another default'; Change = { Edit Parameters.md 'Default: 7200' 'Default: 60' }; Says = "error HELP: The default of -TimeoutSeconds is 7200\. Write 'Default: 7200'" }
        @{ Case = 'no such output'; Change = { Edit Find-AksCluster.md '^### AksExtensions.AksCluster$' '### String' }; Says = 'error HELP: The output type AksExtensions\.AksCluster has no text' }
        @{ Case = 'an example without code'; Change = { Edit Find-AksCluster.md '^```powershell.*$' '```text' }; Says = 'error HELP: An example has one ```powershell block' }
    ) {
        function Edit([string] $File, [string] $Pattern, [string] $By) { (Get-Content $File) -replace $Pattern, $By | Set-Content $File }

        $build = Invoke-HelpBuild $Change

        $build.Text | Should -Match "(?s)$Says"
        $build.ExitCode | Should -Be 1
        $build.HasWritten | Should -BeFalse
    }
}
