# The help, the README and the messages and comments of the code are written as Microsoft's documentation is. These phrases are not.
BeforeDiscovery {
    $root = Split-Path $PSScriptRoot
    $phrases = [ordered]@{
        'puts? (it |them )?out' = 'returns'
        '(is|are) (all )?gone' = 'no longer exists, was removed'
        '(is|are) (already |not |still |yet )?there(?=[\s.,;:)]|$)' = 'exists, is available'
        'tells|(is|are|was|were|be|been) told' = 'says, reports'
        'mend(s|ed|ing)?' = 'fix, repair'
        'in the place of' = 'instead of'
        'nobody sits' = 'unattended'
        'stand(s|ing)? in (the|its|their) way' = 'block'
        'belongs? into' = 'belongs to'
        'all the same' = 'still'
        '(goes|go|went|going) on' = 'continues, is running'
        'looked for' = 'searched'
        '(to|can|could|cannot) be had' = 'is available'
        'truth values?' = 'true or false'
        'holds? for' = 'applies to'
        'of (its|their|his) own' = 'its own'
    }
    $files = @(Get-Item "$root/README.md", "$root/CONTRIBUTING.md", "$root/docs/*.md", "$root/docs/en-US/*") +
        @(Get-ChildItem "$root/src" -Recurse -File -Include *.cs, *.md, *.json | Where-Object FullName -notmatch '[\\/](bin|obj)[\\/]') +
        @(Get-Item "$root/module/*.ps1xml")
    $files = $files | ForEach-Object { @{ Name = [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/'); Path = $_.FullName; Phrases = $phrases } }
}

Describe 'Wording' {
    It '<Name> has no stilted phrases' -ForEach $files {
        $lines = @(Get-Content -LiteralPath $Path)
        $found = for ($number = 0; $number -lt $lines.Count; $number++) {
            $text = $lines[$number]
            if ($Name.EndsWith('.cs')) {
                # Only comments and texts: the names of the code are free.
                $text = ([regex]::Matches($text, '"(?:[^"\\]|\\.)*"|(?<!:)//.*$').Value) -join ' '
            }

            foreach ($phrase in $Phrases.Keys) {
                if ($text -match "\b(?:$phrase)(?!\w)") { "line $($number + 1): '$($Matches[0])'; better: $($Phrases[$phrase])" }
            }
        }

        $found | Should -BeNullOrEmpty
    }
}
