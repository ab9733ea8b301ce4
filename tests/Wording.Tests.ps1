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
        'anew' = 'again'
        'as (it|they) came' = 'unchanged'
        'is meant\?' = 'Did you mean ...?'
        'misspelt' = 'misspelled'
        'for ever' = 'forever'
        'nobody (asks|looks|knows)' = 'say what happens instead: unattended, unknown, no listener'
        'whoever' = 'the one that'
        'no (?:other|cluster|target) (?:\w+ )?would fare better' = 'would also fail'
        'leave(s)? the others be' = 'does not affect the others'
        '(may|could|can) not be had' = 'is not available'
        'none of (ours|yours|theirs)' = 'say whose it is'
    }
    $projects = Get-ChildItem "$root/src" -Directory | ForEach-Object {
        @{ Name = "src/$($_.Name)"; Files = @(Get-ChildItem $_ -Recurse -File -Include *.cs, *.md, *.json | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]') }
    }
    $places = @(
        @{ Name = 'The guides'; Files = @(Get-Item "$root/*.md", "$root/docs/*.md") }
        @{ Name = 'The help'; Files = @(Get-Item "$root/docs/en-US/*") }
        @{ Name = 'module'; Files = @(Get-Item "$root/module/*.ps1xml") }
        $projects
    )
    $any = [regex]"(?im)^.*\b(?:$($phrases.Keys -join '|'))(?!\w).*$"
    $places.ForEach{ $_.Any = $any; $_.Phrases = $phrases }
}

Describe 'Wording' {
    It '<Name> has no stilted phrases' -ForEach $places {
        $Files.Count | Should -BeGreaterThan 0

        $found = foreach ($file in $Files) {
            foreach ($match in $Any.Matches([IO.File]::ReadAllText($file.FullName))) {
                # Of code, only comments and texts: its names are free.
                $line = $match.Value
                $text = $file.Extension -eq '.cs' ? ([regex]::Matches($line, '"(?:[^"\\]|\\.)*"|(?<!:)//.*$').Value -join ' ') : $line
                foreach ($phrase in $Phrases.Keys) {
                    if ($text -match "\b(?:$phrase)(?!\w)") { "$($file.Name): '$($Matches[0])' in '$($line.Trim())'; better: $($Phrases[$phrase])" }
                }
            }
        }

        $found | Should -BeNullOrEmpty
    }
}
