BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'Connect-AksExtension' {
    BeforeEach {
        Reset-Emulator
        Disconnect-AksExtension
        $token = Get-TestToken
        $arguments = @{ Endpoint = $Emulator.endpoint; AccessToken = $token; CertificateAuthority = $Emulator.certificate }
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
    }

    AfterAll {
        $null = Connect-TestEmulator
    }

    It 'connects without a request, and returns the connection without its secret' {
        $context = Connect-AksExtension @arguments -SubscriptionId $Emulator.subscriptionId -TenantId contoso -Audience https://audience

        $context | Should -BeOfType AksExtensions.AksExtensionContext
        $context.Endpoint | Should -Be ([uri]$Emulator.endpoint)
        $context.Audience | Should -Be 'https://audience'
        $context.SubscriptionId | Should -Be $Emulator.subscriptionId
        $context.TenantId | Should -Be 'contoso'
        $context.ApiVersion | Should -Be '2025-03-01'
        $context | Format-List * -Force | Out-String | Should -Not -BeLike "*$($Emulator.accessToken)*"
        $context | ConvertTo-Json | Should -Not -BeLike "*$($Emulator.accessToken)*"
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'an endpoint of one''s own is its own audience' {
        (Connect-AksExtension -Endpoint https://arm.example -AccessToken $token).Audience | Should -Be 'https://arm.example'
        (Connect-AksExtension https://arm.example -AccessToken $token).Endpoint | Should -Be ([uri]'https://arm.example')
    }

    It 'defaults to public Azure, and knows <Cloud>' -ForEach @(
        @{ Cloud = 'AzureCloud'; Endpoint = 'https://management.azure.com' }
        @{ Cloud = 'AzureUSGovernment'; Endpoint = 'https://management.usgovcloudapi.net' }
        @{ Cloud = 'AzureChinaCloud'; Endpoint = 'https://management.chinacloudapi.cn' }
    ) {
        (Connect-AksExtension -AccessToken $token).Endpoint | Should -Be ([uri]'https://management.azure.com')
        (Connect-AksExtension -AccessToken $token -Environment $Cloud).Endpoint | Should -Be ([uri]$Endpoint)
    }

    It 'the endpoint of a cloud has the audience of that cloud: <Endpoint>' -ForEach @(
        @{ Endpoint = 'https://management.azure.com'; Audience = 'https://management.core.windows.net/' }
        @{ Endpoint = 'https://management.usgovcloudapi.net'; Audience = 'https://management.core.usgovcloudapi.net/' }
        @{ Endpoint = 'https://management.chinacloudapi.cn'; Audience = 'https://management.core.chinacloudapi.cn/' }
    ) {
        (Connect-AksExtension -Endpoint $Endpoint -AccessToken $token).Audience | Should -Be $Audience
    }

    It 'sends -ApiVersion with each request' {
        $null = Connect-AksExtension @arguments -SubscriptionId $Emulator.subscriptionId -ApiVersion 2023-05-01
        (Get-AksClusterExtension @target -Name flux).Name | Should -Be 'flux'
        (Get-ArmRequest).query | Should -Be 'api-version=2023-05-01'
    }

    It 'sends -ExtensionTypesApiVersion with requests for types, and finds the version out without it' {
        $flux = @{ Location = 'eastus'; ExtensionType = 'microsoft.flux' }
        $null = Connect-AksExtension @arguments -SubscriptionId $Emulator.subscriptionId -ExtensionTypesApiVersion 2024-11-01-preview
        (Get-AksClusterExtensionType @flux).SupportedRegions | Should -BeNullOrEmpty
        (Get-ArmRequest).query | Should -Be 'api-version=2024-11-01-preview'

        $null = Connect-AksExtension @arguments -SubscriptionId $Emulator.subscriptionId
        (Get-AksClusterExtensionType -Location eastus -ExtensionType microsoft.azurecontainerstorage).SupportedRegions | Should -Contain 'westeurope'
        (Get-ArmRequest | Select-Object -Last 1).query | Should -Be 'api-version=2026-05-01'
    }

    It 'replaces the previous connection' {
        $null = Connect-TestEmulator
        $null = Connect-AksExtension @arguments
        (Get-AksExtensionContext).SubscriptionId | Should -BeNullOrEmpty
    }

    Context 'without -SubscriptionId' {
        BeforeEach {
            $null = Connect-AksExtension @arguments
        }

        It 'the only subscription is taken, and looked for once' {
            Get-AksClusterExtension @target | Should -HaveCount 3
            Get-AksClusterExtension @target | Should -HaveCount 3
            (Get-ArmRequest -Path /subscriptions) | Should -HaveCount 1
        }

        It 'SubscriptionRequired when there are several, with their names; an ID or -SubscriptionId needs none' {
            Invoke-Emulator PUT subscriptions @{ id = 'aaaaaaaa-0000-0000-0000-000000000001'; displayName = 'The other one' }

            $failure = Get-Failure { Get-AksClusterExtension @target -ErrorAction SilentlyContinue }
            "ResourceGroupName,ClusterName`ndemo-rg,demo-aks" | ConvertFrom-Csv | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem

            $failure.FullyQualifiedErrorId | Should -BeLike 'SubscriptionRequired,*'
            "$failure" | Should -BeLike '*The other one*'
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'SubscriptionRequired,*'
            Get-AksClusterExtension @target -SubscriptionId $Emulator.subscriptionId | Should -HaveCount 3
            Get-ClusterId | Get-AksClusterExtension | Should -HaveCount 3
        }

        It 'rules are checked before the subscription is looked for: <Id>' -ForEach @(
            @{ Id = 'NothingToUpdate'; Verb = 'Update'; Extra = @{ Name = 'flux' } }
            @{ Id = 'ExtensionNameRequired'; Verb = 'Update'; Extra = @{ ConfigurationSettings = 'a=1' } }
            @{ Id = 'ExtensionNameRequired'; Verb = 'Remove'; Extra = @{ Force = $true } }
            @{ Id = 'ExtensionNameRequired'; Verb = 'Wait'; Extra = @{} }
            @{ Id = 'ClusterIdInvalid'; Verb = 'Get'; Extra = @{ ClusterName = 'a/b' } }
            @{ Id = 'ExtensionNameInvalid'; Verb = 'Get'; Extra = @{ Name = 'a/b' } }
            @{ Id = 'PlanIncomplete'; Verb = 'New'; Extra = @{ Name = 'x'; ExtensionType = 'y'; PlanName = 'z' } }
            @{ Id = 'SettingInvalid'; Verb = 'New'; Extra = @{ Name = 'x'; ExtensionType = 'y'; ConfigurationSettings = 'z' } }
        ) {
            $bad = $target.Clone()
            $Extra.GetEnumerator() | ForEach-Object { $bad[$_.Key] = $_.Value }

            (Get-Failure { & "$Verb-AksClusterExtension" @bad -ErrorAction SilentlyContinue }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    It 'finds -CertificateAuthority relative to Get-Location and on a PSDrive' {
        Copy-Item -LiteralPath $Emulator.certificate TestDrive:/ca.pem
        Push-Location TestDrive:/
        try {
            $null = Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken $token -CertificateAuthority ca.pem
        }
        finally {
            Pop-Location
        }

        Get-ClusterId | Get-AksClusterExtension | Should -HaveCount 3
    }

    It 'ConnectionInvalid: <Case>' -ForEach @(
        @{ Case = 'http'; Extra = @{ Endpoint = 'http://127.0.0.1' } }
        @{ Case = 'no address'; Extra = @{ Endpoint = 'management.azure.com' } }
        @{ Case = 'a path'; Extra = @{ Endpoint = 'https://arm.example/subscriptions' } }
        @{ Case = 'a query'; Extra = @{ Endpoint = 'https://arm.example/?a=b' } }
        @{ Case = 'a user'; Extra = @{ Endpoint = 'https://user:canary@arm.example' } }
        @{ Case = 'a user, and no scheme'; Extra = @{ Endpoint = 'user:canary@arm.example' } }
        @{ Case = 'a user, and half a scheme'; Extra = @{ Endpoint = '//user:canary@arm.example' } }
        @{ Case = 'a signature, and no scheme'; Extra = @{ Endpoint = 'arm.example/?sig=canary' } }
        @{ Case = 'an audience that is none'; Extra = @{ Audience = ' ' } }
        @{ Case = 'two audiences'; Extra = @{ Audience = 'https://a https://b' } }
        @{ Case = 'a bad api-version'; Extra = @{ ApiVersion = 'latest' } }
        @{ Case = 'a bad api-version for types'; Extra = @{ ExtensionTypesApiVersion = '2026' } }
        @{ Case = 'no certificate file'; Extra = @{ CertificateAuthority = 'nowhere.pem' } }
        @{ Case = 'a folder for a certificate'; Extra = @{ CertificateAuthority = '/' } }
        @{ Case = 'an empty token'; Extra = @{ AccessToken = [securestring]::new() } }
    ) {
        $bad = $arguments.Clone()
        $Extra.GetEnumerator() | ForEach-Object { $bad[$_.Key] = $_.Value }

        $failure = Get-Failure { Connect-AksExtension @bad -ErrorAction SilentlyContinue }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ConnectionInvalid,*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failure | Format-List * -Force | Out-String | Should -Not -BeLike '*canary*'
        Get-AksExtensionContext | Should -BeNullOrEmpty
    }

    It 'ConnectionInvalid: a credential without <Case>' -ForEach @(
        @{ Case = 'anything'; Credential = [pscredential]::Empty }
        @{ Case = 'a password'; Credential = [pscredential]::new('client', [securestring]::new()) }
    ) {
        (Get-Failure { Connect-AksExtension -TenantId t -Credential $Credential }).FullyQualifiedErrorId | Should -BeLike 'ConnectionInvalid,*'
    }

    It 'ConnectionInvalid: a token with "Bearer", a space or a line break; the token is not shown' {
        foreach ($text in 'Bearer canary', "canary`n", 'canäry') {
            $failure = Get-Failure { Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken (ConvertTo-SecureString $text -AsPlainText -Force) }
            $failure.FullyQualifiedErrorId | Should -BeLike 'ConnectionInvalid,*'
            $failure | Format-List * -Force | Out-String | Should -Not -BeLike '*canary*'
        }
    }

    It 'a file that holds no certificate is ConnectionInvalid' {
        Set-Content TestDrive:/junk.pem 'junk'
        # The certificate is read when it is needed at the latest; no request leaves without it.
        $failure = Get-Failure {
            $null = Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken $token -CertificateAuthority TestDrive:/junk.pem
            Get-ClusterId | Get-AksClusterExtension -ErrorAction Stop
        }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ConnectionInvalid,*'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'a failed connect keeps the previous connection' {
        $null = Connect-TestEmulator
        $null = Get-Failure { Connect-AksExtension -Endpoint http://127.0.0.1 -AccessToken $token }
        (Get-AksExtensionContext).Endpoint | Should -Be ([uri]$Emulator.endpoint)
    }

    It 'trusts no private authority without -CertificateAuthority: no request arrives' {
        $null = Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken $token

        Get-ClusterId | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty

        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ServiceUnavailable,*'
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*-CertificateAuthority*'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'a token that Azure does not take is AuthenticationFailed' {
        $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -AccessToken (ConvertTo-SecureString wrong -AsPlainText -Force)
        Get-ClusterId | Get-AksClusterExtension -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
    }

    It 'takes the token as a SecureString alone' {
        (Get-Command Connect-AksExtension).Parameters.AccessToken.ParameterType | Should -Be ([securestring])
        (Get-Failure { Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken 'plain' }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
    }
}
