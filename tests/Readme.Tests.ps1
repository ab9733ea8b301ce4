# The tour of the README shows what the emulator prints today, in a window of 120 columns. Where the README has '...', it leaves text out.
BeforeDiscovery {
    $readme = Get-Content -Raw (Join-Path $PSScriptRoot '../README.md')
    $steps = foreach ($block in [regex]::Matches($readme, '(?ms)^```text\r?\n(.*?)^```')) {
        foreach ($step in [regex]::Matches($block.Groups[1].Value, '(?ms)^PS> (?<command>[^\n]*)\n(?<output>.*?)(?=^PS> |\z)')) {
            @{ Command = $step.Groups['command'].Value.TrimEnd(); Output = $step.Groups['output'].Value }
        }
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    Reset-Emulator
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    function Get-Body([string] $Text) { ($Text -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }) -join "`n" }
}

AfterAll { $PSStyle.OutputRendering = $rendering }

Describe 'The tour of the README' {
    It 'has the five commands' {
        $Commands = "$(Get-Content -Raw (Join-Path $PSScriptRoot '../README.md'))"
        foreach ($verb in 'New', 'Get', 'Update', 'Remove', 'Test') { $Commands | Should -Match "(?m)^PS> $verb-AksClusterExtension " }
    }

    It '<Command>' -ForEach $steps {
        # In the test's scope, because a step uses the variables of those before it.
        $printed = try { . ([scriptblock]::Create($Command)) *>&1 | Out-String -Width 120 } catch { $_ | Out-String -Width 120 }
        if ($Command -match '^\$(\w+) = ') { Set-Variable $Matches[1] (Get-Variable $Matches[1]).Value -Scope Script }

        $pattern = [wildcardpattern]::Escape((Get-Body $Output)) -replace '\.\.\.', '*'
        Get-Body $printed | Should -BeLike $pattern
    }
}
