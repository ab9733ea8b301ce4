BeforeAll {
    . $PSScriptRoot/common.ps1
    Reset-Emulator
    $null = Connect-TestEmulator
}

Describe 'Get-AksExtensionContext' {
    AfterAll {
        $null = Connect-TestEmulator
    }

    It 'shows the connection, and sends nothing' {
        $context = Get-AksExtensionContext

        $context | Should -BeOfType AksExtensions.AksExtensionContext
        $context.Endpoint | Should -Be ([uri]$Emulator.endpoint)
        $context.Audience | Should -Be $Emulator.endpoint
        $context.TokenSource | Should -Be 'AccessToken'
        $context.SubscriptionId | Should -Be $Emulator.subscriptionId
        $context.TenantId | Should -BeNullOrEmpty
        $context.ApiVersion | Should -Be '2025-03-01'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'holds no secret, in no property and not in private ones' {
        $context = Get-AksExtensionContext
        $flags = [System.Reflection.BindingFlags]'Instance, Public, NonPublic'
        $values = $context.GetType().GetFields($flags) | ForEach-Object { "$($_.GetValue($context))" }
        $values | Should -Not -Contain $Emulator.accessToken
        $context | Export-Clixml TestDrive:/context.xml
        Get-Content -Raw TestDrive:/context.xml | Should -Not -BeLike "*$($Emulator.accessToken)*"
    }

    It 'returns nothing before there is a connection' {
        Disconnect-AksExtension
        Get-AksExtensionContext -ErrorAction Stop | Should -BeNullOrEmpty
    }
}
