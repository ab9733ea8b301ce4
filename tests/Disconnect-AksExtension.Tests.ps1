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

    It 'ends the connection, returns nothing, and sends nothing' {
        Disconnect-AksExtension | Should -BeNullOrEmpty

        Get-AksExtensionContext | Should -BeNullOrEmpty
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'is not an error without a connection' {
        Disconnect-AksExtension
        Disconnect-AksExtension -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'afterwards the token is not used any more: nothing reaches Azure' {
        # In a separate, unattended process without a sign-in: the developer's own sign-in must not be tried.
        $output = Invoke-Pwsh {
            Get-ChildItem env: | Where-Object Name -match '^(AZURE_|IDENTITY_|MSI_|ARM_)' | ForEach-Object { Remove-Item "env:$($_.Name)" }
            $env:AZURE_CONFIG_DIR = $env:PATH = $Empty
            $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; SubscriptionId = $Emulator.subscriptionId; Name = 'flux' }
            Disconnect-AksExtension
            foreach ($command in { Get-AksClusterExtension @target }, { Update-AksClusterExtension @target -ConfigurationSettings a=1 }, { Remove-AksClusterExtension @target -Force }) {
                try { & $command -ErrorAction Stop } catch { $_.FullyQualifiedErrorId -replace ',.*' }
            }
        } @{ Empty = (New-Item TestDrive:/empty -ItemType Directory).FullName }

        $output.Trim() -split "`n" | Should -Be 'AuthenticationFailed', 'AuthenticationFailed', 'AuthenticationFailed'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'the next connection works' {
        $null = Get-ClusterId | Get-AksClusterExtension
        Disconnect-AksExtension
        $null = Connect-TestEmulator
        Get-ClusterId | Get-AksClusterExtension | Should -HaveCount 3
    }
}
