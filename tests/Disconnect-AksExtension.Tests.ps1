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

        Get-AksExtensionContext | Should -BeNullOrEmpty
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'is no error when there is no connection' {
        Disconnect-AksExtension
        Disconnect-AksExtension -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'the next connection works' {
        $null = Get-ClusterId | Get-AksClusterExtension
        Disconnect-AksExtension
        $null = Connect-TestEmulator
        Get-ClusterId | Get-AksClusterExtension | Should -HaveCount 3
    }
}
