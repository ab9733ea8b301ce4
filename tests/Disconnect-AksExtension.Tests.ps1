BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'Disconnect-AksExtension' {
    BeforeEach {
        Reset-Emulator
        $null = Connect-TestEmulator
    }

    AfterAll {
        $null = Connect-TestEmulator
    }

    It 'ends the connection, puts nothing out, and sends nothing' {
        Disconnect-AksExtension | Should -BeNullOrEmpty

        (Get-Failure { Get-AksExtensionContext }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'is no error when there is no connection' {
        Disconnect-AksExtension
        Disconnect-AksExtension -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'afterwards <_> is NotConnected and sends nothing' -ForEach 'Get', 'New', 'Update', 'Remove', 'Wait' {
        Disconnect-AksExtension
        $arguments = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; Name = 'flux' }
        if ($_ -eq 'New') { $arguments.ExtensionType = 'microsoft.flux' }
        if ($_ -eq 'Update') { $arguments.ConfigurationSettings = 'a=1' }
        if ($_ -eq 'Remove') { $arguments.Force = $true }

        $failure = Get-Failure { & "$_-AksClusterExtension" @arguments -ErrorAction SilentlyContinue }

        $failure.FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Connect-AksExtension*'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'NotConnected is said once, however many clusters are piped' {
        Disconnect-AksExtension
        (Get-Failure { 1..3 | ForEach-Object { Get-ClusterId } | Get-AksClusterExtension -ErrorAction SilentlyContinue }).FullyQualifiedErrorId |
            Should -BeLike 'NotConnected,*'
    }

    It 'the next connection works' {
        $null = Get-ClusterId | Get-AksClusterExtension
        Disconnect-AksExtension
        $null = Connect-TestEmulator
        Get-ClusterId | Get-AksClusterExtension | Should -HaveCount 3
    }
}
