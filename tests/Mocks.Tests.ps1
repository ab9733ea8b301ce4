<#
Teams test their runbooks with mocks. A mock, a proxy and a function have the types of a command's parameters and none of its attributes, and must
bind what the command binds.
#>
BeforeDiscovery {
    Import-Module (Join-Path (Split-Path $PSScriptRoot) 'out/AksExtensions/AksExtensions.psd1')
    $id = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/demo-rg/providers/Microsoft.ContainerService/managedClusters/demo-aks'
    $row = [pscustomobject]@{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
    $settings = @{ ConfigurationSettings = @{ a = 1; b = $true }; ConfigurationProtectedSettings = 'key=secret', 'other=secret' }
    $named = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }

    # The parameters of each command other than its clusters.
    $arguments = @{
        'Connect-AksExtension' = @{ TokenSource = 'AzureCli'; Endpoint = 'https://arm.example' }
        'Disconnect-AksExtension' = @{}
        'Enable-AksExtensionAzAlias' = @{}
        'Get-AksExtensionContext' = @{}
        'New-AksClusterExtension' = @{ Name = 'x'; ExtensionType = 'microsoft.flux'; Scope = 'cluster'; AutoUpgradeMode = 'patch' } + $settings
        'Set-AksClusterExtension' = @{ Name = 'x'; ExtensionType = 'microsoft.flux'; AutoUpgradeMinorVersion = $false } + $settings
        'Get-AksClusterExtension' = @{ Name = 'a*', 'b'; ClusterType = 'connectedclusters' }
        'Update-AksClusterExtension' = @{ Name = 'x'; AutoUpgradeMinorVersion = $true } + $settings
        'Remove-AksClusterExtension' = @{ Name = 'x', 'y'; Force = $true }
        'Wait-AksClusterExtension' = @{ Name = 'x'; TimeoutSeconds = 5 }
        'Test-AksClusterExtension' = @{ ExtensionType = 'microsoft.flux' }
        'Compare-AksClusterExtension' = @{ Baseline = 'b.yaml' }
        'Sync-AksClusterExtension' = @{ Baseline = 'b.yaml'; Force = $true }
        'Export-AksClusterExtension' = @{ As = 'Bicep'; Baseline = 'b.yaml'; Path = 'out' }
        'Get-AksClusterExtensionType' = @{ ExtensionType = 'microsoft.*' }
        'Get-AksClusterExtensionTypeVersion' = @{ ExtensionType = 'microsoft.flux'; MajorVersion = 1 }
        'Find-AksCluster' = @{ Name = 'a*'; Tag = @{ env = 'prod', 'test' } }
        'Find-AksClusterExtension' = @{ ExtensionType = 'microsoft.flux'; ClusterType = 'fleets', 'ManagedClusters' }
        'Export-AksClusterExtensionReport' = @{ Path = 'r.html'; As = 'csv'; InputObject = 'x', 'y' }
    }
    $commands = Get-Command -Module AksExtensions -CommandType Cmdlet | ForEach-Object {
        @{
            Cmdlet = $_.Name; With = $arguments[$_.Name]; TakesNames = $_.Parameters.ContainsKey('ClusterName') -and $_.Parameters.ContainsKey('Cluster')
            Named = $named; TakesClusters = $_.Parameters.ContainsKey('Cluster')
        }
    }
    $piping = $commands | Where-Object TakesClusters
    $inputs = @(
        @{ Kind = 'an ID'; Piped = $id }
        @{ Kind = 'a row'; Piped = $row }
        @{ Kind = 'a hashtable'; Piped = @{ ResourceGroupName = 'demo-rg'; Name = 'demo-aks' } }
        @{ Kind = 'an object with an Id'; Piped = [pscustomobject]@{ Id = $id; Name = 'demo-aks' } }
        @{ Kind = 'a name'; Piped = 'demo-aks' }
        @{ Kind = 'what names no cluster'; Piped = 42 }
        @{ Kind = 'an exported extension'; Piped = [pscustomobject]@{ Id = "$id/providers/Microsoft.KubernetesConfiguration/extensions/x"; Name = 'x'; ProvisioningState = 'Failed' } }
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
}

Describe 'The list of this file' {
    It 'has every exported command: <Cmdlet>' -ForEach $commands {
        $With | Should -BeOfType hashtable
    }
}

Describe 'Mock' {
    It '<Cmdlet> by parameter' -ForEach $commands {
        Mock $Cmdlet { 'mocked' }
        $splat = $With.Clone()
        if ($TakesNames) { $Named.GetEnumerator() | ForEach-Object { $splat[$_.Key] = $_.Value } }

        & $Cmdlet @splat | Should -Be 'mocked'

        Should -Invoke $Cmdlet -Times 1 -Exactly
    }

    It '<Cmdlet> by -Cluster: <Kind>' -ForEach @(foreach ($command in $piping) { foreach ($piped in $inputs) { $command + $piped } }) {
        Mock $Cmdlet { $Cluster }
        $seen = & $Cmdlet -Cluster $Piped @With
        $seen | Should -BeOfType AksExtensions.Parameters.ClusterTarget
        @($seen) | Should -HaveCount 1
    }

    It '<Cmdlet> by pipe: <Kind>' -ForEach @(foreach ($command in $piping) { foreach ($piped in $inputs) { $command + $piped } }) {
        Mock $Cmdlet { $Cluster }
        $seen = $Piped, $Piped | & $Cmdlet @With
        $seen | Should -BeOfType AksExtensions.Parameters.ClusterTarget
        @($seen) | Should -HaveCount 2
    }

    It 'a filter can distinguish clusters by their properties, and settings are not shown' {
        Mock Get-AksClusterExtension { 'one' } -ParameterFilter { "$Cluster" -like '*/managedClusters/demo-aks' }
        Mock Get-AksClusterExtension { 'other' }
        Get-ClusterId | Get-AksClusterExtension | Should -Be 'one'
        Get-ClusterId other | Get-AksClusterExtension | Should -Be 'other'

        Mock New-AksClusterExtension { "$ConfigurationProtectedSettings" }
        New-AksClusterExtension demo-rg demo-aks -Name x -ExtensionType y -ConfigurationProtectedSettings @{ key = 'hunter2' } | Should -Be 'ProtectedExtensionSettings'
    }

    It 'a pipeline of mocks' {
        Mock Get-AksClusterExtension { [pscustomobject]@{ Id = Get-ExtensionId flux; State = 'Failed' } }
        Mock Remove-AksClusterExtension { $Cluster.ExtensionName }
        Get-ClusterId | Get-AksClusterExtension | Where-Object State -eq Failed | Remove-AksClusterExtension -Force | Should -Be 'flux'
    }
}

Describe '[ProxyCommand]::Create' {
    BeforeAll {
        # Each command's proxy, under the name of the command, which calls the command itself.
        foreach ($command in Get-Command -Module AksExtensions -CommandType Cmdlet) {
            $metadata = [System.Management.Automation.CommandMetadata]::new($command)
            Set-Item "function:$($command.Noun)$($command.Verb)Proxy" ([scriptblock]::Create([System.Management.Automation.ProxyCommand]::Create($metadata)))
        }
    }

    BeforeEach {
        Reset-Emulator
        $null = Connect-TestEmulator
    }

    It 'shows by name, by -Cluster and by pipe' {
        AksClusterExtensionGetProxy demo-rg demo-aks -Name flux | ForEach-Object Id | Should -Be (Get-ExtensionId flux)
        AksClusterExtensionGetProxy -Cluster ([pscustomobject]@{ Id = Get-ClusterId }) -Name flux | ForEach-Object Id | Should -Be (Get-ExtensionId flux)
        Get-ClusterId | AksClusterExtensionGetProxy -Name flux | ForEach-Object Id | Should -Be (Get-ExtensionId flux)
        [pscustomobject]@{ ResourceGroup = 'demo-rg'; Name = 'demo-aks' } | AksClusterExtensionGetProxy | Should -HaveCount 3
    }

    It 'creates with settings, updates, sets, waits, tests and removes' {
        (Get-ClusterId | AksClusterExtensionNewProxy -Name x -ExtensionType microsoft.flux -ConfigurationSettings @{ a = 1 } -ConfigurationProtectedSettings 'k=v').Name |
            Should -Be 'x'
        $sent = ((Get-ArmRequest PUT).body | ConvertFrom-Json).properties
        $sent.configurationSettings.a | Should -Be '1'
        (Get-ReceivedSecret x).k | Should -Be 'v'
        (Get-ExtensionId x | AksClusterExtensionUpdateProxy -ConfigurationSettings 'b=2' -Force).ConfigurationSettings['b'] | Should -Be '2'
        (Get-ClusterId | AksClusterExtensionSetProxy -Name x -ExtensionType microsoft.flux -ConfigurationSettings @{ b = 2 } -Force) | Should -Not -BeNullOrEmpty
        (Get-ExtensionId x | AksClusterExtensionWaitProxy).Name | Should -Be 'x'
        Get-ExtensionId x | AksClusterExtensionTestProxy -Quiet | Should -BeTrue
        Get-ExtensionId x | AksClusterExtensionRemoveProxy -Force 6>$null
        Get-ArmRequest DELETE | Should -Not -BeNullOrEmpty
    }

    It 'finds and lists' {
        AksClusterFindProxy -Name demo-aks | ForEach-Object Name | Should -Be 'demo-aks'
        AksClusterExtensionFindProxy -ExtensionType microsoft.flux | Should -Not -BeNullOrEmpty
        AksClusterExtensionFindProxy -ExtensionType microsoft.flux | AksClusterExtensionExportProxy -As Bicep | Should -Match 'microsoft\.flux'
        Get-ClusterId | AksClusterExtensionTypeGetProxy | Should -Not -BeNullOrEmpty
        Get-ClusterId | AksClusterExtensionTypeVersionGetProxy -ExtensionType microsoft.flux | Should -Not -BeNullOrEmpty
        (AksExtensionContextGetProxy).SubscriptionId | Should -Be $Emulator.subscriptionId
    }

    It 'writes a report' {
        (Get-ClusterId | AksClusterExtensionReportExportProxy TestDrive:/report.csv).Name | Should -Be 'report.csv'
        (Import-Csv TestDrive:/report.csv).ClusterName | Should -Be 'demo-aks', 'demo-aks', 'demo-aks'
    }

    It 'connects, compares, repairs and disconnects' {
        Set-Content TestDrive:/baseline.yaml "version: 1`nextensions:`n  - name: flux`n    type: microsoft.flux`n    version: 1.17.3`n    clusters: { names: [demo-aks] }`n"
        (AksExtensionConnectProxy -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -AccessToken (Get-TestToken) -SubscriptionId $Emulator.subscriptionId).SubscriptionId |
            Should -Be $Emulator.subscriptionId
        (AksClusterExtensionCompareProxy TestDrive:/baseline.yaml | Where-Object Cluster -eq demo-aks).Status | Should -Be 'Different'
        (AksClusterExtensionSyncProxy TestDrive:/baseline.yaml -Force | Where-Object Cluster -eq demo-aks).Result | Should -Be 'Succeeded'
        AksExtensionDisconnectProxy
        Get-AksExtensionContext | Should -BeNullOrEmpty
    }

    It 'adds the commands of Az' {
        AksExtensionAzAliasEnableProxy
        Get-Command Get-AzKubernetesExtension | Should -Not -BeNullOrEmpty
        Remove-Module AksExtensions.AzAlias
    }

    It 'every exported command was called by its proxy' {
        $calls = Get-Content -Raw $PSCommandPath
        foreach ($command in Get-Command -Module AksExtensions -CommandType Cmdlet) {
            $calls | Should -Match "\b$($command.Noun)$($command.Verb)Proxy\b"
        }
    }

    It 'a bad one is refused under the command''s own error id' {
        'junk' | AksClusterExtensionGetProxy -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[-1].FullyQualifiedErrorId | Should -BeLike 'ClusterIdInvalid*'
    }
}

Describe 'A function' {
    It 'takes a cluster as <Kind>' -ForEach $inputs {
        function Get-Target([Parameter(ValueFromPipeline)] [AksExtensions.Parameters.ClusterTarget[]] $Cluster) { process { $Cluster } }
        @($Piped | Get-Target) | Should -HaveCount 1
        @(Get-Target -Cluster $Piped, $Piped) | Should -HaveCount 2
        Get-Target -Cluster $Piped | Should -BeOfType AksExtensions.Parameters.ClusterTarget
    }

    It 'takes settings as <Kind>' -ForEach @(
        @{ Kind = 'a hashtable'; Value = @{ a = 1 } }
        @{ Kind = 'an ordered hashtable'; Value = [ordered]@{ a = 1 } }
        @{ Kind = 'text'; Value = 'a=1' }
        @{ Kind = 'an object'; Value = [pscustomobject]@{ a = 1 } }
    ) {
        function Get-Settings([AksExtensions.Parameters.ExtensionSettings[]] $Plain, [AksExtensions.Parameters.ProtectedExtensionSettings[]] $Secret) { $Plain; $Secret }
        @(Get-Settings -Plain $Value -Secret $Value, $Value) | Should -HaveCount 3
        Reset-Emulator
        # Converted values can be passed on.
        $null = Get-ClusterId | New-AksClusterExtension -Name fn -ExtensionType microsoft.flux -ConfigurationSettings (Get-Settings -Plain $Value | Where-Object { $_ }) -Force
        ((Get-ArmRequest PUT '*/fn')[-1].body | ConvertFrom-Json).properties.configurationSettings.a | Should -Be '1'
    }

    It 'a cast works too' {
        ([AksExtensions.Parameters.ClusterTarget](Get-ExtensionId flux)).ExtensionName | Should -Be 'flux'
        "$([AksExtensions.Parameters.ClusterTarget](Get-ClusterId))" | Should -Be (Get-ClusterId)
        [AksExtensions.Parameters.ExtensionSettings]@{ a = 1 } | Should -BeOfType AksExtensions.Parameters.ExtensionSettings
    }
}
