BeforeAll {
    . $PSScriptRoot/common.ps1
    if (-not ('AksExtensions.Tests.FakeIdentity' -as [type])) {
        Add-Type -Path "$PSScriptRoot/Support/FakeIdentity.cs"
    }

    # Another subscription, with a cluster of the same name as in the first.
    function Add-OtherSubscription {
        $id = 'aaaaaaaa-0000-0000-0000-000000000001'
        $null = Invoke-Emulator PUT subscriptions @{ id = $id; displayName = 'Other' }
        $null = Add-Cluster @{ subscriptionId = $id; resourceGroup = 'demo-rg'; name = 'demo-aks' }
        $id
    }

    # A stand-in for Az.Accounts: what it knows and answers is in $AzStub, and is the process's, as the sign-in of the real one is.
    $az = Join-Path (New-Item -ItemType Directory TestDrive:/Az.Accounts).FullName 'Az.Accounts.psm1'
    Set-Content $az {
        $AzStub = [AppDomain]::CurrentDomain.GetData('AzStub')
        while ($AzStub.Hold) { [System.Threading.Thread]::Sleep(10) }

        function Get-AzContext {
            [CmdletBinding()] param()
            $AzStub.Context
        }

        function Get-AzAccessToken {
            [CmdletBinding()] param([string] $ResourceUrl, [string] $TenantId)
            $AzStub.Calls += "$ResourceUrl $TenantId"
            if ($AzStub.Failure) { throw $AzStub.Failure }
            if ($AzStub.Mute) { return }
            $token = if ($AzStub.Plain) { $AzStub.Token } else { ConvertTo-SecureString $AzStub.Token -AsPlainText -Force }
            [pscustomobject]@{ Token = $token; ExpiresOn = [DateTimeOffset]::UtcNow.AddMinutes($AzStub.Minutes); TenantId = $TenantId; Type = 'Bearer' }
        }

        Export-ModuleMember -Function *
    }.ToString()
    $azPrelude = {
        $AzStub = @{ Token = $Emulator.accessToken; Minutes = 60; Calls = @(); Plain = $false; Failure = ''; Mute = $false }
        $AzStub.Context = [pscustomobject]@{
            Account = 'someone@example.com'
            Subscription = [pscustomobject]@{ Id = $Emulator.subscriptionId; Name = 'one' }
            Tenant = [pscustomobject]@{ Id = 'aaaaaaaa-0000-0000-0000-00000000000a' }
            Environment = [pscustomobject]@{
                Name = 'Emulator'; ResourceManagerUrl = "$($Emulator.endpoint)/"; ActiveDirectoryAuthority = 'https://login.example/'
                ActiveDirectoryServiceEndpointResourceId = 'https://audience.example/'
            }
        }
        [AppDomain]::CurrentDomain.SetData('AzStub', $AzStub)
        Import-Module $AzPath
    }.ToString()

    $cleared = 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_FEDERATED_TOKEN_FILE',
        'AZURE_AUTHORITY_HOST', 'AZURE_POD_IDENTITY_AUTHORITY_HOST', 'AZURE_CONFIG_DIR', 'IDENTITY_ENDPOINT', 'IDENTITY_HEADER', 'IMDS_ENDPOINT',
        'MSI_ENDPOINT', 'MSI_SECRET', 'AZUREPS_HOST_ENVIRONMENT', 'DISPLAY', 'WAYLAND_DISPLAY', 'CI', 'TF_BUILD', 'SSL_CERT_FILE', 'HTTPS_PROXY'

    function Set-Environment([hashtable] $Variables) {
        # An empty variable is not none: PowerShell makes an empty string of $null where .NET takes a string.
        $Variables.GetEnumerator() | ForEach-Object { [Environment]::SetEnvironmentVariable($_.Key, $_.Value ?? [NullString]::Value) }
    }

    # Runs a script in an environment without sign-in variables except these, and restores it afterwards.
    function Use-Environment([hashtable] $Changes, [scriptblock] $Body) {
        $all = @{ PATH = (Get-PSDrive TestDrive).Root }
        $cleared | ForEach-Object { $all[$_] = $null }
        $Changes.GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }
        $before = @{}
        $all.Keys | ForEach-Object { $before[$_] = [Environment]::GetEnvironmentVariable($_) }
        try {
            Set-Environment $all
            & $Body
        }
        finally {
            Set-Environment $before
        }
    }

    # Another PowerShell that has the module and no connection, trusts the emulator as the system's own, and answers with one object.
    function Invoke-SignIn([string] $Script, [hashtable] $Environment = @{}, [hashtable] $Variables = @{}) {
        $text = Use-Environment (@{ SSL_CERT_FILE = $Emulator.certificate } + $Environment) {
            Invoke-Pwsh -WithoutModule "Import-Module `$ModulePath`n$Script" (@{ AzPath = $az } + $Variables)
        }
        try { $text | ConvertFrom-Json -Depth 20 } catch { throw "The other PowerShell says: $text" }
    }

    # Runs a script in a separate, unattended runspace without a connection.
    function Invoke-Nobody([string] $Script, [hashtable] $Environment = @{}) {
        Use-Environment $Environment { Invoke-WithHost ("Disconnect-AksExtension; `$Emulator = ConvertFrom-Json '$($Emulator.ReadyLine)'; `$Trusted = '$trusted'; `$Fake = '$($authority.Address)'`n$Script") }
    }

    function Install-FakeAz([string] $Script) {
        Set-Content TestDrive:/az "#!/bin/sh`necho run >> '$((Get-PSDrive TestDrive).Root)/az.runs'`nPATH=/usr/bin:/bin`n$Script"
        chmod +x (Get-Item TestDrive:/az).FullName
        Remove-Item TestDrive:/az.runs -ErrorAction Ignore
    }

    function Install-LoggedInAz {
        $expires = [DateTimeOffset]::UtcNow.AddHours(1).ToUnixTimeSeconds()
        Install-FakeAz "echo '{`"accessToken`":`"$($Emulator.accessToken)`",`"expires_on`":$expires,`"subscription`":`"s`",`"tenant`":`"t`",`"tokenType`":`"Bearer`"}'"
    }

    $authority = [AksExtensions.Tests.FakeIdentity]::new($true)
    $endpoint = [AksExtensions.Tests.FakeIdentity]::new($false)
    $authority.Token = $endpoint.Token = $Emulator.accessToken
    $trusted = Join-Path (Get-PSDrive TestDrive).Root 'trusted.pem'
    Set-Content $trusted ((Get-Content -Raw $Emulator.certificate) + $authority.CertificateAuthority)
}

AfterAll {
    $authority.Dispose()
    $endpoint.Dispose()
    $null = Connect-TestEmulator
}

Describe 'Signing in without Connect-AksExtension' {
    BeforeEach {
        Reset-Emulator
    }

    It 'takes account, subscription, tenant and cloud of Az.Accounts, whose token is a <Kind>, and asks once' -ForEach @(
        @{ Kind = 'SecureString'; Plain = $false }
        @{ Kind = 'string'; Plain = $true }
    ) {
        $seen = Invoke-SignIn @"
            $azPrelude
            `$AzStub.Plain = [bool]::Parse(`$Plain)
            @{
                Names = @((Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks).Name)
                One = (Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux).Name
                Context = Get-AksExtensionContext
                Calls = `$AzStub.Calls
                Modules = @((Get-Module).Name -like 'Az.*')
            } | ConvertTo-Json -Depth 5
"@ -Variables @{ Plain = $Plain }

        $seen.Names | Should -Contain 'flux'
        $seen.One | Should -Be 'flux'
        $seen.Calls | Should -Be 'https://audience.example/ aaaaaaaa-0000-0000-0000-00000000000a'
        $seen.Context.TokenSource | Should -Be 'Auto'
        $seen.Context.SubscriptionId | Should -Be $Emulator.subscriptionId
        ([uri]$seen.Context.Endpoint) | Should -Be ([uri]$Emulator.endpoint)
        $seen.Modules | Should -Be 'Az.Accounts'
        (Get-ArmRequest).path | Should -BeLike "/subscriptions/$($Emulator.subscriptionId)/*"
    }

    It 'follows when another subscription or account is selected in Az.Accounts' {
        $other = Add-OtherSubscription

        $seen = Invoke-SignIn @"
            $azPrelude
            `$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
            `$first = @(Get-AksClusterExtension @target).Count
            `$AzStub.Context.Subscription = [pscustomobject]@{ Id = '$other'; Name = 'two' }
            `$second = @(Get-AksClusterExtension @target).Count
            `$AzStub.Context.Account = 'another@example.com'
            `$third = @(Get-AksClusterExtension @target).Count
            @{ Counts = `$first, `$second, `$third; Calls = `$AzStub.Calls.Count } | ConvertTo-Json
"@

        $seen.Counts | Should -Be 3, 0, 0
        $seen.Calls | Should -Be 3
        ((Get-ArmRequest).path -replace '^/subscriptions/([^/]+)/.*', '$1') | Should -Be $Emulator.subscriptionId, $other, $other
    }

    It 'a token that ends is renewed in the middle; commands of one pipeline that both need one do not wait for each other' {
        # Each page and each poll needs a new token, while one command writes into the other. The first command asks for the second page before the
        # second command begins, and cannot run what it asks for while the second one waits.
        Set-EmulatorOption @{ pageSize = 2 }
        'one', 'two', 'three', 'four', 'five' | ForEach-Object { Add-Extension $_ -Cluster small-aks }

        $seen = Invoke-SignIn @"
            $azPrelude
            `$AzStub.Minutes = -1
            `$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks' }
            `$piped = Get-AksClusterExtension @target | ForEach-Object { [System.Threading.Thread]::Sleep(100); `$_ } | Update-AksClusterExtension -ConfigurationSettings a=1 -Force
            `$calls = `$AzStub.Calls.Count
            `$nested = Get-AksClusterExtension @target | ForEach-Object { [System.Threading.Thread]::Sleep(20); `$_ | Update-AksClusterExtension -ConfigurationSettings b=1 -Force }
            @{ Piped = @(`$piped.ProvisioningState); Nested = @(`$nested.ProvisioningState); Calls = `$calls; Errors = `$Error.Count } | ConvertTo-Json
"@

        $seen.Piped | Should -Be (@('Succeeded') * 5)
        $seen.Nested | Should -Be (@('Succeeded') * 5)
        $seen.Calls | Should -BeGreaterThan 5
        $seen.Errors | Should -Be 0
    }

    It 'a job has the same sign-in, and renews its token in the middle<How>' -ForEach @(
        @{ How = ''; Connect = '' }
        @{ How = ', when it was chosen too'; Connect = '$null = Connect-AksExtension -TokenSource AzPowerShell' }
    ) {
        $seen = Invoke-SignIn @"
            $azPrelude
            `$AzStub.Minutes = -1
            $Connect
            `$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
            `$before = `$AzStub.Calls.Count
            `$job = New-AksClusterExtension @target -Name in-a-job -ExtensionType microsoft.flux -AsJob
            `$output = `$job | Wait-Job | Receive-Job -ErrorVariable failures -ErrorAction SilentlyContinue
            @{
                State = "`$(`$job.State)"; Output = @(`$output.ProvisioningState); Failures = @("`$failures"); Calls = `$AzStub.Calls.Count - `$before
                Resource = `$AzStub.Calls[-1]
            } | ConvertTo-Json
"@

        $seen.Failures | Should -Be ''
        $seen.State | Should -Be 'Completed'
        $seen.Output | Should -Be 'Succeeded'
        $seen.Calls | Should -BeGreaterThan 1
        $seen.Resource | Should -Be 'https://audience.example/ aaaaaaaa-0000-0000-0000-00000000000a'
        (Get-ArmRequest | Where-Object method -eq PUT).path | Should -BeLike '*/extensions/in-a-job'
    }

    It 'a job keeps the subscription that it was started with, whatever is chosen before it comes to it' {
        $other = Add-OtherSubscription

        $seen = Invoke-SignIn @"
            $azPrelude
            `$AzStub.Hold = `$true
            `$job = New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name in-a-job -ExtensionType microsoft.flux -AsJob
            `$AzStub.Context.Subscription = [pscustomobject]@{ Id = '$other'; Name = 'two' }
            `$AzStub.Hold = `$false
            `$output = `$job | Wait-Job | Receive-Job
            @{ State = "`$(`$job.State)"; Output = @(`$output.ProvisioningState) } | ConvertTo-Json
"@

        $seen.State | Should -Be 'Completed'
        (Get-ArmRequest | Where-Object method -eq PUT).path | Should -BeLike "/subscriptions/$($Emulator.subscriptionId)/*"
    }

    It 'an Az.Accounts that was loaded twice is still the sign-in' {
        $null = New-Item -ItemType Directory TestDrive:/again/Az.Accounts -Force
        Copy-Item $az TestDrive:/again/Az.Accounts

        $seen = Invoke-SignIn @"
            $azPrelude
            Import-Module `$Again
            @{ Modules = @(Get-Module Az.Accounts).Count; Names = @((Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks).Name) } | ConvertTo-Json
"@ -Variables @{ Again = (Get-Item TestDrive:/again/Az.Accounts/Az.Accounts.psm1).FullName }

        $seen.Modules | Should -Be 2
        $seen.Names | Should -Contain 'flux'
    }

    It 'a connection does not continue as another account when its token expires' {
        $seen = Invoke-SignIn @"
            $azPrelude
            `$AzStub.Minutes = -1
            `$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
            `$null = Connect-AksExtension -TokenSource AzPowerShell
            `$AzStub.Context.Tenant = [pscustomobject]@{ Id = 'aaaaaaaa-0000-0000-0000-00000000000c' }
            `$mine = @(Get-AksClusterExtension @target).Count
            `$AzStub.Context.Account = 'another@example.com'
            `$calls = `$AzStub.Calls.Count
            `$thrown = try { Get-AksClusterExtension @target } catch { `$_ }
            @{
                Mine = `$mine; Id = `$thrown.FullyQualifiedErrorId; Thrown = "`$thrown"; Action = `$thrown.ErrorDetails.RecommendedAction
                Calls = `$AzStub.Calls.Count - `$calls; Asked = `$AzStub.Calls[-1]
            } | ConvertTo-Json
"@

        $seen.Mine | Should -Be 3
        $seen.Asked | Should -BeLike '* aaaaaaaa-0000-0000-0000-00000000000a'
        $seen.Id | Should -BeLike 'AuthenticationFailed,*'
        $seen.Thrown | Should -BeLike '*another@example.com*someone@example.com*'
        $seen.Action | Should -BeLike '*Connect-AksExtension*'
        $seen.Calls | Should -Be 0
        Get-ArmRequest | Should -HaveCount 1
    }

    It 'Connect-AksExtension uses the subscription of Az.Accounts only for its own tenant and cloud, and no account of it with -ClientId' {
        $seen = Invoke-SignIn @"
            $azPrelude
            `$same = Connect-AksExtension -TenantId aaaaaaaa-0000-0000-0000-00000000000A -Endpoint `$Emulator.endpoint
            `$tenant = Connect-AksExtension -TenantId aaaaaaaa-0000-0000-0000-00000000000c
            `$cloud = Connect-AksExtension -Environment AzureUSGovernment
            `$calls = `$AzStub.Calls.Count
            `$client = try { Connect-AksExtension -ClientId aaaaaaaa-0000-0000-0000-00000000000d } catch { `$_ }
            @{ Same = `$same; Tenant = `$tenant; Cloud = `$cloud; Client = "`$client"; Calls = `$AzStub.Calls.Count - `$calls } | ConvertTo-Json
"@

        $seen.Same.SubscriptionId | Should -Be $Emulator.subscriptionId
        $seen.Same.Audience | Should -Be 'https://audience.example/'
        $seen.Tenant.SubscriptionId | Should -BeNullOrEmpty
        $seen.Cloud.SubscriptionId | Should -BeNullOrEmpty
        $seen.Client | Should -BeLike '*- Environment: *- WorkloadIdentity: *'
        $seen.Client | Should -Not -BeLike '*AzPowerShell*'
        $seen.Calls | Should -Be 0
    }

    It 'says what Get-AzAccessToken said, and that it gave none; another identity is not taken' {
        $seen = Invoke-SignIn @"
            $azPrelude
            `$AzStub.Failure = 'Your Azure credentials have not been set up or have expired, please run Connect-AzAccount.'
            `$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
            `$thrown = try { Get-AksClusterExtension @target } catch { `$_ }
            `$AzStub.Failure = ''; `$AzStub.Mute = `$true
            `$mute = try { Get-AksClusterExtension @target } catch { `$_ }
            @{ Ids = `$thrown.FullyQualifiedErrorId, `$mute.FullyQualifiedErrorId; Thrown = "`$thrown"; Mute = "`$mute"; Action = `$thrown.ErrorDetails.RecommendedAction } | ConvertTo-Json
"@

        $seen.Ids | Should -BeLike 'AuthenticationFailed,*'
        $seen.Thrown | Should -BeLike '*- AzPowerShell: *Get-AzAccessToken says: Your Azure credentials have not been set up*'
        $seen.Mute | Should -BeLike '*- AzPowerShell: *Get-AzAccessToken gave no token*'
        $seen.Thrown | Should -Not -BeLike '*AzureCli*'
        $seen.Action | Should -BeLike '*Connect-AzAccount*'
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'an Az.Accounts that is not connected, or whose cloud is not HTTPS, is not used' {
        $seen = Invoke-SignIn @"
            $azPrelude
            `$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; SubscriptionId = `$Emulator.subscriptionId }
            `$context = `$AzStub.Context; `$AzStub.Context = `$null
            `$alone = try { Get-AksClusterExtension @target } catch { `$_ }
            `$AzStub.Context = `$context; `$context.Environment.ResourceManagerUrl = '$($endpoint.Address)/'
            `$clear = try { Get-AksClusterExtension @target -ErrorAction Stop } catch { `$_ }
            @{ Ids = `$alone.FullyQualifiedErrorId, `$clear.FullyQualifiedErrorId; Alone = "`$alone"; Clear = "`$clear" } | ConvertTo-Json
"@

        $seen.Ids[0] | Should -BeLike 'AuthenticationFailed,*'
        $seen.Alone | Should -BeLike '*- Environment: *- WorkloadIdentity: *- AzureCli: *'
        $seen.Alone | Should -Not -BeLike '*AzPowerShell*'
        $seen.Clear | Should -BeLike '*https*'
        $endpoint.Connections | Should -Be 0
    }
}

Describe 'Connect-AksExtension -TokenSource' {
    BeforeEach {
        Reset-Emulator
    }

    It '<Case>' -Skip:$IsWindows -ForEach @(
        @{ Case = 'AzureCli'; Arguments = '-TokenSource AzureCli'; Source = 'AzureCli' }
        @{ Case = 'ManagedIdentity'; Arguments = '-TokenSource ManagedIdentity'; Source = 'ManagedIdentity' }
        @{ Case = 'ManagedIdentity, user-assigned'; Arguments = '-TokenSource ManagedIdentity -ClientId mine'; Source = 'ManagedIdentity' }
        @{ Case = 'Environment'; Arguments = '-TokenSource Environment'; Source = 'Environment' }
        @{ Case = 'WorkloadIdentity'; Arguments = '-TokenSource WorkloadIdentity'; Source = 'WorkloadIdentity' }
        @{ Case = 'Auto'; Arguments = ''; Source = 'Auto' }
        @{ Case = 'a service principal with a secret'; Arguments = '-TenantId t -Credential ([pscredential]::new("client", (ConvertTo-SecureString secret -AsPlainText -Force)))'; Source = 'ServicePrincipal' }
        @{ Case = 'a service principal with a certificate'; Arguments = '-TenantId t -ClientId client -CertificatePath TestDrive:/sp.pem'; Source = 'ServicePrincipal' }
        @{ Case = 'AzPowerShell'; Arguments = '-TokenSource AzPowerShell'; Source = 'AzPowerShell' }
    ) {
        Install-LoggedInAz
        Set-Content TestDrive:/federated 'federated' -NoNewline
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $certificate = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=sp', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1).
            CreateSelfSigned([DateTimeOffset]::UtcNow.AddHours(-1), [DateTimeOffset]::UtcNow.AddDays(1))
        Set-Content TestDrive:/sp.pem ($certificate.ExportCertificatePem() + "`n" + $key.ExportPkcs8PrivateKeyPem())
        $Arguments = $Arguments.Replace('TestDrive:', (Get-PSDrive TestDrive).Root.TrimEnd('/'))
        $setUp = if ($Source -eq 'AzPowerShell') { $azPrelude.Replace('$AzPath', "'$az'").Replace('$AzStub', '$global:AzStub') }

        $seen = Invoke-Nobody @"
            $setUp
            `$ErrorActionPreference = 'Stop'
            Connect-AksExtension -Endpoint `$Emulator.endpoint -CertificateAuthority `$Trusted -AuthorityHost `$Fake -SubscriptionId `$Emulator.subscriptionId $Arguments
            Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux
"@ $(switch ($Source) {
            { $_ -in 'Environment', 'Auto' } { @{ AZURE_TENANT_ID = 't'; AZURE_CLIENT_ID = 'c'; AZURE_CLIENT_SECRET = 's' } }
            'WorkloadIdentity' { @{ AZURE_TENANT_ID = 't'; AZURE_CLIENT_ID = 'c'; AZURE_FEDERATED_TOKEN_FILE = (Get-Item TestDrive:/federated).FullName } }
            'ManagedIdentity' { @{ IDENTITY_ENDPOINT = "$($endpoint.Address)/msi/token"; IDENTITY_HEADER = 'header' } }
            default { @{} }
        })

        $seen.Output[0].TokenSource | Should -Be $Source
        $seen.Output[1].Name | Should -Be 'flux'
        (Get-ArmRequest) | Should -HaveCount 1
    }

    It '<Case> is explained, and nothing is asked of Azure' -Skip:$IsWindows -ForEach @(
        @{ Case = 'AzureCli that is not logged in'; Arguments = '-TokenSource AzureCli'; Says = '*az login*' }
        @{ Case = 'Environment without variables'; Arguments = '-TokenSource Environment'; Says = '*not fully configured*' }
        @{ Case = 'WorkloadIdentity without variables'; Arguments = '-TokenSource WorkloadIdentity'; Says = '*not fully configured*' }
        @{ Case = 'AzPowerShell without Az.Accounts'; Arguments = '-TokenSource AzPowerShell'; Says = '*Az.Accounts is not loaded*' }
        @{ Case = 'Interactive without a person'; Arguments = '-TokenSource Interactive'; Says = '*needs an interactive session*' }
        @{ Case = 'DeviceCode without a person'; Arguments = '-TokenSource DeviceCode'; Says = '*needs an interactive session*' }
        @{ Case = 'Auto where nothing is'; Arguments = ''; Says = '*- Environment: *- WorkloadIdentity: *- AzureCli: *' }
        @{ Case = 'a wrong secret'; Arguments = '-TenantId t -Credential ([pscredential]::new("client", $secret))'; Says = '*AADSTS7000215: Invalid client secret*' }
    ) {
        Install-FakeAz "echo 'ERROR: Please run az login to setup account.' >&2; exit 1"
        $authority.Refusal = '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. {request}"}'
        try {
            $failure = (Invoke-Nobody "`$secret = ConvertTo-SecureString ('canary' + '-secret') -AsPlainText -Force`nConnect-AksExtension -Endpoint `$Emulator.endpoint -CertificateAuthority `$Trusted -AuthorityHost `$Fake $Arguments").Errors[0]
        }
        finally {
            $authority.Refusal = $null
        }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        "$failure" | Should -BeLike $Says
        "$failure" | Should -Not -BeLike '*- Interactive*'
        "$failure" | Should -Not -BeLike '*- DeviceCode*'
        $failure | Format-List * -Force | Out-String | Should -Not -BeLike '*canary-secret*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'AzureCli: Ctrl+C does not wait for az' -Skip:$IsWindows {
        Install-FakeAz "echo `$`$ > '$((Get-PSDrive TestDrive).Root)/az.pid'; exec sleep 100"
        Use-Environment @{} {
            $shell = New-TestPowerShell
            try {
                $running = $shell.AddScript("Connect-AksExtension -TokenSource AzureCli -Endpoint $($Emulator.endpoint)").BeginInvoke()
                Wait-Until { (Get-Content TestDrive:/az.pid -ErrorAction Ignore) -match '^\d+$' }
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
                { $shell.EndInvoke($running) } | Should -Throw
                $shell.Streams.Error | Should -BeNullOrEmpty
            }
            finally {
                $shell.Runspace.Dispose()
                Stop-Process -Id (Get-Content TestDrive:/az.pid) -ErrorAction Ignore
            }
        }
    }

    It 'exclusive parameters: <Arguments>' -ForEach @(
        @{ Arguments = '-TokenSource AzureCli -AccessToken $secret'; Id = 'AmbiguousParameterSet' }
        @{ Arguments = '-TokenSource Environment -TenantId t -Credential $credential'; Id = 'AmbiguousParameterSet' }
        @{ Arguments = '-TenantId t -Credential $credential -AccessToken $secret'; Id = 'AmbiguousParameterSet' }
        @{ Arguments = '-TenantId t -Credential $credential -CertificatePath x.pem'; Id = 'AmbiguousParameterSet' }
        @{ Arguments = '-TenantId t -Credential $credential -ClientId c'; Id = 'AmbiguousParameterSet' }
        @{ Arguments = '-AccessToken $secret -ClientId c'; Id = 'AmbiguousParameterSet' }
        @{ Arguments = '-TokenSource ServicePrincipal'; Id = 'ParameterArgumentValidationError' }
        @{ Arguments = '-TokenSource AccessToken'; Id = 'ParameterArgumentValidationError' }
        @{ Arguments = '-TokenSource AzureCli -CertificatePassword $secret'; Id = 'AmbiguousParameterSet' }
        @{ Arguments = '-TenantId "a/b"'; Id = 'ParameterArgumentValidationError' }
        @{ Arguments = '-TenantId "t`n"'; Id = 'ParameterArgumentValidationError' }
        @{ Arguments = '-Environment AzureMoon'; Id = 'ParameterArgumentValidationError' }
        @{ Arguments = '-TokenSource AzureCli -ClientId c'; Id = 'ConnectionInvalid' }
        @{ Arguments = '-TokenSource AzPowerShell -ClientId c'; Id = 'ConnectionInvalid' }
        @{ Arguments = '-AccessToken $secret -AuthorityHost http://login.example'; Id = 'ConnectionInvalid' }
        @{ Arguments = '-TenantId t -ClientId c -CertificatePath nowhere.pem'; Id = 'ConnectionInvalid' }
        @{ Arguments = '-AccessToken $plain'; Id = 'ParameterArgumentTransformationError' }
        @{ Arguments = '-TenantId t -ClientId c -CertificatePath x.pfx -CertificatePassword $plain'; Id = 'ParameterArgumentTransformationError' }
    ) {
        $plain = 'canary-plain'
        $secret = ConvertTo-SecureString canary-plain -AsPlainText -Force
        $credential = [pscredential]::new('client', $secret)
        $null = $plain, $credential

        $failure = Get-Failure ([scriptblock]::Create("Connect-AksExtension $Arguments"))

        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$failure" | Should -Not -BeLike '*canary*'
        $failure.Exception | Format-List * -Force | Out-String | Should -Not -BeLike '*canary*'
    }
}

Describe 'The default subscription' {
    It 'is that of az login where az login signs in, read from its profile with a byte order mark' -Skip:$IsWindows {
        Install-LoggedInAz
        $mine = 'aaaaaaaa-0000-0000-0000-00000000000b'
        $null = New-Item -ItemType Directory TestDrive:/azure -Force
        [System.IO.File]::WriteAllText(
            (Join-Path (Get-PSDrive TestDrive).Root 'azure/azureProfile.json'),
            (@{
                subscriptions = @(
                    @{ id = 'aaaaaaaa-0000-0000-0000-00000000000c'; isDefault = $false; environmentName = 'AzureCloud'; tenantId = 't' }
                    @{ id = 'aaaaaaaa-0000-0000-0000-00000000000d'; isDefault = $true; environmentName = 'AzureUSGovernment'; tenantId = 't' }
                    @{ id = $mine; isDefault = $true; environmentName = 'AzureCloud'; tenantId = 't' })
            } | ConvertTo-Json),
            [System.Text.UTF8Encoding]::new($true))
        $environment = @{ AZURE_CONFIG_DIR = (Get-Item TestDrive:/azure).FullName }
        $whatIf = 'Remove-AksClusterExtension -ResourceGroupName g -ClusterName c -Name x -WhatIf'

        # -WhatIf of Remove- sends nothing: no real Azure is asked.
        (Invoke-Nobody "Connect-AksExtension -TokenSource AzureCli; $whatIf" $environment).Text | Should -BeLike "*/subscriptions/$mine/*"
        (Invoke-Nobody $whatIf $environment).Text | Should -BeLike "*/subscriptions/$mine/*"
        (Invoke-Nobody "Connect-AksExtension -TokenSource AzureCli -Environment AzureUSGovernment; $whatIf" $environment).Text |
            Should -BeLike '*/subscriptions/aaaaaaaa-0000-0000-0000-00000000000d/*'

        # A service principal has nothing to do with who ran az login: the subscriptions that it sees are asked for.
        $seen = Invoke-SignIn @'
            $shell = [powershell]::Create()
            $null = $shell.AddScript('
                param($fake, $trusted, $modulePath)
                Import-Module $modulePath
                $null = Connect-AksExtension -AuthorityHost $fake -CertificateAuthority $trusted
                Get-AksClusterExtension -ResourceGroupName g -ClusterName c -Verbose').AddArgument($Fake).AddArgument($Trusted).AddArgument($ModulePath)
            $running = $shell.BeginInvoke()
            while (-not $shell.Streams.Verbose.Count -and -not $running.IsCompleted) { [System.Threading.Thread]::Sleep(10) }
            $shell.Stop()
            @{ Asked = @($shell.Streams.Verbose.Message)[0] } | ConvertTo-Json
'@ ($environment + @{
                AZURE_TENANT_ID = 't'; AZURE_CLIENT_ID = 'c'; AZURE_CLIENT_SECRET = 's'
                # Nothing leaves this machine: the proxy refuses. The authority is on loopback, where no proxy is asked.
                HTTPS_PROXY = $endpoint.Address; NO_PROXY = '127.0.0.1'
            }) @{ Fake = $authority.Address; Trusted = $trusted }
        $seen.Asked | Should -BeLike 'GET /subscriptions no answer*'
    }

    It 'a profile of az that is <Case> is ignored' -Skip:$IsWindows -ForEach @(
        @{ Case = 'broken'; Text = '{"subscriptions":[' }
        @{ Case = 'something else'; Text = '[]' }
        @{ Case = 'without a default'; Text = '{"subscriptions":[{"id":"aaaaaaaa-0000-0000-0000-00000000000c","isDefault":false,"environmentName":"AzureCloud"}]}' }
        @{ Case = 'with a default that is no id'; Text = '{"subscriptions":[{"id":"../evil","isDefault":true,"environmentName":"AzureCloud"}]}' }
    ) {
        Set-Content TestDrive:/azureProfile.json $Text
        Use-Environment @{ AZURE_CONFIG_DIR = (Get-PSDrive TestDrive).Root } {
            $profileType = [AksExtensions.ExtensionOperation].Assembly.GetType('AksExtensions.Arm.AzureCliProfile')
            $profileType::FindDefaultSubscription('AzureCloud', $null) | Should -BeNullOrEmpty
        }
    }
}

Describe 'An unattended session' {
    It 'a command without a connection fails at once without a question: <Case>' -ForEach @(
        @{ Case = 'pwsh -NonInteractive'; Script = '& $command' }
        @{ Case = 'a job'; Script = 'Start-Job -ScriptBlock $command -ArgumentList $ModulePath | Receive-Job -Wait' }
        @{ Case = 'a runspace of its own'; Script = '[powershell]::Create().AddScript($command).AddArgument($ModulePath).Invoke()[0]' }
        @{ Case = 'CI'; Script = '& $command'; Environment = @{ CI = 'true' } }
    ) {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $seen = Invoke-SignIn @"
            `$command = {
                param(`$path) if (`$path) { Import-Module `$path }
                try { Get-AksClusterExtension -ResourceGroupName g -ClusterName c } catch { `$none = `$_ }
                try { Connect-AksExtension -TokenSource DeviceCode } catch { `$code = `$_ }
                @{ Ids = `$none.FullyQualifiedErrorId, `$code.FullyQualifiedErrorId; Text = "`$none" }
            }
            $Script | ConvertTo-Json
"@ ($Environment ?? @{})

        $seen.Ids | Should -BeLike 'AuthenticationFailed,*'
        $seen.Text | Should -BeLike '*- Environment: *- AzureCli: *'
        $seen.Text | Should -Not -BeLike '*DeviceCode*'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 20
    }

    It 'at a terminal, DeviceCode shows the code and continues' -Skip:(-not ($IsLinux -and (Get-Command script -CommandType Application -ErrorAction Ignore))) {
        Set-Content TestDrive:/terminal.ps1 @"
            Import-Module '$ModulePath'
            `$null = Connect-AksExtension -TokenSource DeviceCode -TenantId t -Endpoint $($Emulator.endpoint) -AuthorityHost $($authority.Address) -CertificateAuthority '$trusted'
            "connected: `$((Get-AksExtensionContext).TokenSource)"
"@
        $terminal = (Get-Command script -CommandType Application)[0].Source
        $out = Use-Environment @{ PATH = '/usr/bin:/bin'; NO_COLOR = '1' } {
            & $terminal -qec "'$((Get-PowerShellCommand) -join "' '")' -NoProfile -File '$((Get-Item TestDrive:/terminal.ps1).FullName)'" /dev/null
        }

        "$out" | Should -BeLike '*enter CODE-1234*connected: DeviceCode*'
    }
}

Describe 'Help' {
    It 'about_AksExtensions_Authentication is found, and has a runbook' {
        $help = Get-Help about_AksExtensions_Authentication | Out-String
        $help | Should -BeLike '*SHORT DESCRIPTION*'
        $help | Should -BeLike '*Azure Automation runbook*'
    }

    It 'about_AksExtensions_Authentication names every source in the order in which Auto tries them' {
        $help = Get-Help about_AksExtensions_Authentication | Out-String
        [regex]::Matches($help, '(?m)^ +\d\. (\w+)') | ForEach-Object { $_.Groups[1].Value } |
            Should -Be 'AzPowerShell', 'ManagedIdentity', 'Environment', 'WorkloadIdentity', 'ManagedIdentity', 'AzureCli', 'Interactive'
        (Get-Command Connect-AksExtension).Parameters.TokenSource.Attributes.ValidValues | Where-Object { $_ -ne 'Auto' } |
            ForEach-Object { $help | Should -BeLike "*$_*" }
    }
}

Describe 'Another runspace of the process' {
    BeforeAll {
        # In a process of its own, where the first runspace is connected to the emulator and az is logged in to something else.
        function Invoke-Connected([string] $Script) {
            Install-LoggedInAz
            Use-Environment @{ PATH = "$((Get-PSDrive TestDrive).Root)$([System.IO.Path]::PathSeparator)/usr/bin:/bin" } {
                Invoke-Pwsh @"
                    `$fresh = {
                        param(`$path, `$script) Import-Module `$path
                        try { & ([scriptblock]::Create(`$script)) } catch { "refused `$(`$_.FullyQualifiedErrorId) `$_" }
                    }
                    $Script
"@
            }
        }
    }

    BeforeEach {
        Reset-Emulator
    }

    It 'is not replaced by what Auto finds: <Case>' -Skip:$IsWindows -ForEach @(
        @{ Case = 'ForEach-Object -Parallel'; Script = '$text = "$fresh"; 1 | ForEach-Object -Parallel { & ([scriptblock]::Create($using:text)) $using:ModulePath $using:do }' }
        @{ Case = 'a thread job'; Script = 'Start-ThreadJob -ScriptBlock $fresh -ArgumentList $ModulePath, $do | Receive-Job -Wait' }
        @{ Case = 'a runspace'; Script = '[powershell]::Create().AddScript($fresh).AddArgument($ModulePath).AddArgument($do).Invoke()' }
    ) {
        $out = Invoke-Connected @"
            `$do = "'$(Get-ExtensionId flux)', '$(Get-ExtensionId backup)' | Remove-AksClusterExtension -Force"
            $Script
"@
        "$out".Trim() | Should -BeLike "refused ConnectionRequired,*another runspace of this process is: to $($Emulator.endpoint.TrimEnd('/')) (AccessToken)*"
        [regex]::Matches("$out", 'refused').Count | Should -Be 1
        Test-Path TestDrive:/az.runs | Should -BeFalse
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'is reported by name and ID, and by a search' -Skip:$IsWindows {
        $out = Invoke-Connected @'
            foreach ($do in "Get-AksClusterExtension g c", "Find-AksCluster", "Get-AksClusterExtensionType -Location eastus", "New-AksClusterExtension g c -Name n -ExtensionType t -AsJob") {
                [powershell]::Create().AddScript($fresh).AddArgument($ModulePath).AddArgument($do).Invoke()
            }
'@
        [regex]::Matches("$out", 'refused ConnectionRequired,').Count | Should -Be 4
        Get-ArmRequest | Should -BeNullOrEmpty
    }

    It 'may have its own connection, and no other rule after Disconnect-AksExtension' -Skip:$IsWindows {
        $out = Invoke-Connected @'
            $connect = "Connect-AksExtension -Endpoint $($Emulator.endpoint) -CertificateAuthority '$($Emulator.certificate)' -TokenSource AzureCli | ForEach-Object ActiveTokenSource"
            [powershell]::Create().AddScript($fresh).AddArgument($ModulePath).AddArgument($connect).Invoke()
            [powershell]::Create().AddScript($fresh).AddArgument($ModulePath).AddArgument('Disconnect-AksExtension; try { Get-AksClusterExtension g c -SubscriptionId x } catch {}; (Get-AksExtensionContext).ActiveTokenSource').Invoke()
            1 | ForEach-Object -Parallel { Import-Module $using:ModulePath; Get-AksExtensionContext }
'@
        "$out".Trim() -split '\s+' | Should -Be 'AzureCli', 'AzureCli'
    }

    It 'that has ended does not count' -Skip:$IsWindows {
        $out = Invoke-Connected @'
            Disconnect-AksExtension
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$ModulePath'; Connect-AksExtension -Endpoint $($Emulator.endpoint) -CertificateAuthority '$($Emulator.certificate)' -TokenSource AzureCli").Invoke()
            $shell.Runspace.Dispose()
            [powershell]::Create().AddScript($fresh).AddArgument($ModulePath).AddArgument('try { Get-AksClusterExtension g c -SubscriptionId x } catch {}; (Get-AksExtensionContext).TokenSource').Invoke()
'@
        "$out".Trim() | Should -Be 'Auto'
    }
}

Describe 'The context' {
    BeforeAll {
        function ConvertTo-Jwt([hashtable] $Claims) {
            $payload = [Convert]::ToBase64String([text.encoding]::UTF8.GetBytes(($Claims | ConvertTo-Json))).TrimEnd('=').Replace('+', '-').Replace('/', '_')
            "eyJhbGciOiJub25lIn0.$payload.c2lnbmF0dXJl"
        }
    }

    AfterAll {
        $null = Connect-TestEmulator
    }

    It 'says whose token it is: <Claims.Keys>' -ForEach @(
        @{ Claims = @{ upn = 'ann@contoso.com'; appid = 'a'; oid = 'o'; tid = 't' }; Account = 'ann@contoso.com' }
        @{ Claims = @{ unique_name = 'live.com#ann@contoso.com'; oid = 'o'; tid = 't' }; Account = 'live.com#ann@contoso.com' }
        @{ Claims = @{ appid = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'; oid = 'o'; tid = 't' }; Account = '04b07795-8ddb-461a-bbee-02f9e1bf7b46' }
        @{ Claims = @{ azp = 'an-app'; tid = 't' }; Account = 'an-app' }
        @{ Claims = @{ oid = 'an-object'; tid = 't' }; Account = 'an-object' }
    ) {
        $context = Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken (ConvertTo-SecureString (ConvertTo-Jwt $Claims) -AsPlainText -Force)
        $context.Account | Should -Be $Account
        $context.TenantId | Should -Be 't'
        $context.ActiveTokenSource | Should -Be 'AccessToken'
    }

    It 'says nothing of a token that says nothing: <Token>' -ForEach @(@{ Token = 'opaque' }, @{ Token = 'a.b.c' }, @{ Token = 'a.W10.c' }, @{ Token = 'a.eyJ1cG4iOjF9.c' }) {
        $context = Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken (ConvertTo-SecureString $Token -AsPlainText -Force)
        $context.Account | Should -BeNullOrEmpty
    }

    It 'says which source Auto has selected, from the first command on' -Skip:$IsWindows {
        Install-LoggedInAz
        $seen = Invoke-Nobody @'
            $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Trusted -AuthorityHost $Fake
            Get-AksExtensionContext
'@
        $seen.Output[0].TokenSource | Should -Be 'Auto'
        $seen.Output[0].ActiveTokenSource | Should -Be 'AzureCli'
    }
}
