<#
Input that is broken or meant to break something: each costs one clear error and no request, and nothing waits for ever.
#>
BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }

    # Returns the error of a command in a PowerShell that might never end. It is stopped after some seconds.
    function Get-FailureInTime([scriptblock] $Command, [int] $Seconds = 20) {
        $shell = New-TestPowerShell
        try {
            $running = $shell.AddScript("`$ErrorActionPreference = 'Stop'; `$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }; $Command").BeginInvoke()
            $running.AsyncWaitHandle.WaitOne($Seconds * 1000) | Should -BeTrue -Because "it should end within $Seconds s: $Command"
            try { $null = $shell.EndInvoke($running) } catch { return $_.Exception.InnerException.ErrorRecord }
            throw "There was no error: $Command"
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    # The message is the module's own: a sentence that names no parameter of .NET.
    function Test-Clear($Failure) {
        $Failure | Should -Not -BeNullOrEmpty
        $Failure.Exception | Should -BeOfType AksExtensions.AksExtensionException
        "$Failure" | Should -Not -Match "\(Parameter '|System\.|Object reference|Null character in path|disposed object"
        "$Failure".Length | Should -BeLessThan 1000
    }
}

Describe 'Hostile input' {
    BeforeEach {
        Reset-Emulator
        $null = Connect-TestEmulator
        Clear-ArmRequest
    }

    AfterEach {
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    Context 'a file that does not exist' -Skip:$IsWindows {
        BeforeAll {
            $fifo = Join-Path $TestDrive fifo
            mkfifo $fifo
        }

        It 'a pipe without a writer ends in seconds: <Case>' -ForEach @(
            @{ Case = 'settings'; Do = 'New-AksClusterExtension @target -Name x -ExtensionType microsoft.flux -ConfigurationSettingsFile "{0}"'; Id = 'SettingsFileNotFound' }
            @{ Case = 'protected settings'; Do = 'Update-AksClusterExtension @target -Name flux -ConfigurationProtectedSettingsFile "{0}"'; Id = 'SettingsFileNotFound' }
            @{ Case = 'a baseline'; Do = 'Compare-AksClusterExtension "{0}"'; Id = 'BaselineNotFound' }
            @{ Case = 'an authority'; Do = 'Connect-AksExtension -AccessToken (ConvertTo-SecureString t -AsPlainText -Force) -CertificateAuthority "{0}"'; Id = 'ConnectionInvalid' }
        ) {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $failure = Get-FailureInTime ([scriptblock]::Create($Do -f $fifo))
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 15
            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            "$failure" | Should -BeLike '*a pipe or a device is not a file*'
            Test-Clear $failure
        }

        It 'a device without an end is too large: <Case>' -ForEach @(
            @{ Case = 'settings'; Do = 'New-AksClusterExtension @target -Name x -ExtensionType microsoft.flux -ConfigurationSettingsFile /dev/zero'; Id = 'SettingsFileInvalid' }
            @{ Case = 'a baseline'; Do = 'Sync-AksClusterExtension /dev/zero -Force'; Id = 'BaselineInvalid' }
            @{ Case = 'an authority'; Do = 'Connect-AksExtension -AccessToken (ConvertTo-SecureString t -AsPlainText -Force) -CertificateAuthority /dev/zero'; Id = 'ConnectionInvalid' }
            @{ Case = 'a certificate'; Do = 'Connect-AksExtension -TenantId contoso.com -ClientId 11111111-2222-3333-4444-555555555555 -CertificatePath /dev/zero'; Id = 'ConnectionInvalid' }
        ) {
            $failure = Get-FailureInTime ([scriptblock]::Create($Do))
            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            "$failure" | Should -BeLike '*is larger than 1048576 bytes*'
            Test-Clear $failure
        }

        It 'Ctrl+C during a pipe ends the command' {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $result = Invoke-AndStop "New-AksClusterExtension demo-rg demo-aks -Name x -ExtensionType microsoft.flux -ConfigurationSettingsFile '$fifo'" { $clock.ElapsedMilliseconds -gt 500 }
            $result.State | Should -Be 'Stopped'
            $result.Milliseconds | Should -BeLessThan 8000
        }

        It 'a pipe with something in it is read' {
            $other = Join-Path $TestDrive written
            mkfifo $other
            $writer = Start-ThreadJob { [System.IO.File]::WriteAllText($using:other, '{"a":"1"}') }
            $null = New-AksClusterExtension @target -Name x -ExtensionType microsoft.flux -ConfigurationSettingsFile $other
            $writer | Receive-Job -Wait -AutoRemoveJob
            ((Get-ArmRequest PUT).body | ConvertFrom-Json).properties.configurationSettings.a | Should -Be '1'
            Clear-ArmRequest
        }
    }

    Context 'a text of 300,000 characters' {
        It '<Case>' -ForEach @(
            @{ Case = 'a pattern of names'; Do = 'Get-AksClusterExtension @target -Name ("*" * 300000)'; Id = 'FilterInvalid' }
            @{ Case = 'a pattern with letters'; Do = 'Get-AksClusterExtension @target -Name ("*a" * 150000)'; Id = 'ExtensionNameInvalid' }
            @{ Case = 'a pattern of clusters'; Do = 'Find-AksCluster ("*a" * 150000)'; Id = 'FilterInvalid' }
            @{ Case = 'a name of clusters'; Do = 'Find-AksCluster ("a" * 300000)'; Id = 'FilterInvalid' }
            @{ Case = 'a pattern of types'; Do = 'Get-AksClusterExtensionType @target -ExtensionType ("[ab]" * 75000)'; Id = 'FilterInvalid' }
            @{ Case = 'a pattern of versions'; Do = 'Get-AksClusterExtensionTypeVersion @target -ExtensionType x -Version ("?" * 300000)'; Id = 'FilterInvalid' }
            @{ Case = 'a tag'; Do = 'Find-AksCluster -Tag @{ env = "x" * 300000 }'; Id = 'FilterInvalid' }
            @{ Case = 'a region'; Do = 'Get-AksClusterExtensionType -Location ("x" * 300000)'; Id = 'FilterInvalid' }
        ) {
            $failure = Get-FailureInTime ([scriptblock]::Create($Do))
            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Test-Clear $failure
        }
    }

    Context 'NUL in a path' {
        It '<Case>' -ForEach @(
            @{ Case = 'settings'; Do = { New-AksClusterExtension @target -Name x -ExtensionType microsoft.flux -ConfigurationSettingsFile "a`0b" } }
            @{ Case = 'protected settings'; Do = { New-AksClusterExtension @target -Name x -ExtensionType microsoft.flux -ConfigurationProtectedSettingsFile "`0" } }
            @{ Case = 'a baseline'; Do = { Compare-AksClusterExtension "fleet`0.yaml" } }
            @{ Case = 'an authority'; Do = { Connect-AksExtension -AccessToken (Get-TestToken) -CertificateAuthority "ca`0.pem" } }
            @{ Case = 'a certificate'; Do = { Connect-AksExtension -TenantId contoso.com -ClientId 11111111-2222-3333-4444-555555555555 -CertificatePath "c`0" } }
        ) {
            $failure = Get-Failure $Do
            "$failure" | Should -BeLike '*NUL character*'
            Test-Clear $failure
        }
    }

    Context 'a SecureString that was disposed' {
        It '<Case>' -ForEach @(
            @{ Case = 'a protected setting'; Id = 'SettingInvalid'; Do = { New-AksClusterExtension @target -Name x -ExtensionType microsoft.flux -ConfigurationProtectedSettings @{ key = $args[0] } } }
            @{ Case = 'a token'; Id = 'ConnectionInvalid'; Do = { Connect-AksExtension -AccessToken $args[0] } }
            @{ Case = 'a password'; Id = 'ConnectionInvalid'; Do = { Connect-AksExtension -TenantId contoso.com -Credential ([pscredential]::new('user', $args[0])) } }
            @{ Case = 'a certificate''s password'; Id = 'ConnectionInvalid'; Do = { Connect-AksExtension -TenantId contoso.com -ClientId 11111111-2222-3333-4444-555555555555 -CertificatePath x.pfx -CertificatePassword $args[0] } }
        ) {
            $secret = ConvertTo-SecureString 'hunter2' -AsPlainText -Force
            $secret.Dispose()
            $failure = Get-Failure { & $Do $secret }
            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            "$failure" | Should -BeLike '*was disposed*'
            Test-Clear $failure
        }
    }

    Context 'a name that would be another path' {
        It '<Case>' -ForEach @(
            @{ Case = 'a type'; Do = { Get-AksClusterExtensionType @target -ExtensionType '..' } }
            @{ Case = 'a type of versions'; Do = { Get-AksClusterExtensionTypeVersion @target -ExtensionType '..' } }
            @{ Case = 'a version'; Do = { Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux -Version '..' } }
            @{ Case = 'one dot'; Do = { Get-AksClusterExtensionTypeVersion @target -ExtensionType microsoft.flux -Version '.' } }
            @{ Case = 'a slash'; Do = { Get-AksClusterExtensionType @target -ExtensionType 'microsoft.flux/versions' } }
            @{ Case = 'an escape'; Do = { Get-AksClusterExtensionType @target -ExtensionType '%2e%2e' } }
            @{ Case = 'a region'; Do = { Get-AksClusterExtensionType -Location '..' } }
            @{ Case = 'a type to test'; Do = { Test-AksClusterExtension @target -ExtensionType '..' } }
        ) {
            $failure = Get-Failure $Do
            $failure.FullyQualifiedErrorId | Should -BeLike 'FilterInvalid,*'
            Test-Clear $failure
        }
    }
}

Describe '-Tag of other kinds of dictionary' {
    It '<Kind>' -ForEach @(
        @{ Kind = 'Dictionary[string,string]'; Tag = $($d = [System.Collections.Generic.Dictionary[string, string]]::new(); $d['env'] = 'prod'; $d) }
        @{ Kind = 'Dictionary[string,object] with a list'; Tag = $($d = [System.Collections.Generic.Dictionary[string, object]]::new(); $d['env'] = @('prod', 'other'); $d) }
        @{ Kind = 'SortedDictionary'; Tag = $($d = [System.Collections.Generic.SortedDictionary[string, string]]::new(); $d['env'] = 'prod'; $d) }
        @{ Kind = 'an ordered hashtable'; Tag = [ordered]@{ env = 'prod' } }
    ) {
        Reset-Emulator
        $null = Connect-TestEmulator
        $null = Add-Cluster @{ resourceGroup = 'demo-rg'; name = 'tagged'; tags = @{ env = 'prod' } }
        (Find-AksCluster -Tag $Tag).Name | Should -Contain 'tagged'
    }

    It 'the tags of a cluster that was found' {
        $cluster = Find-AksCluster tagged
        (Find-AksCluster -Tag $cluster.Tags).Name | Should -Contain 'tagged'
    }
}
