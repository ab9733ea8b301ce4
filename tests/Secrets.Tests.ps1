<#
The canary: a protected value and a token that occur nowhere else. Whatever happens to them and wherever people look afterwards, they are in
the request that Azure received and in no other place.
#>
BeforeAll {
    . $PSScriptRoot/common.ps1

    # With characters that JSON, HTML and addresses escape differently, so that any echo has one of these forms.
    $canary = 'canary"<7f3a>&+\é'
    $token = 'tokencanary.7f3a-5e_c2'

    # The canary and the token, and recognizable parts of them, in each form in which text is stored or sent.
    $forms = foreach ($secret in $canary, 'canary', $token, 'tokencanary') {
        $secret
        [System.Text.Encodings.Web.JavaScriptEncoder]::Default.Encode($secret)
        [System.Net.WebUtility]::HtmlEncode($secret)
        [Convert]::ToBase64String([text.encoding]::UTF8.GetBytes($secret))
        # What Export-Clixml makes of a SecureString where there is no DPAPI.
        [Convert]::ToHexString([text.encoding]::Unicode.GetBytes($secret)).ToLowerInvariant()
    }

    function Should-NotSing([string] $Text, [string] $Where) {
        foreach ($form in $forms | Select-Object -Unique) {
            $index = $Text.IndexOf($form, [StringComparison]::OrdinalIgnoreCase)
            if ($index -ge 0) {
                throw "The canary is in $Where, as '$form': ...$($Text.Substring([math]::Max(0, $index - 300), [math]::Min(600, $Text.Length - [math]::Max(0, $index - 300))))..."
            }
        }
    }

    function Get-Echo([string] $Code) {
        @{ error = @{ code = $Code; message = "You sent $canary with Bearer $token"; target = $canary; details = @(@{ code = $token; message = "$canary`n$token" }) } } |
            ConvertTo-Json -Depth 5
    }

    # An error of a service that echoes everything.
    $echo = @{
        error   = Get-Echo "Code $canary"
        signIn  = Get-Echo ExpiredAuthenticationToken
        denied  = Get-Echo AuthorizationFailed
        busy    = Get-Echo AnotherOperationInProgress
        html    = "<html><body><h1>$([System.Net.WebUtility]::HtmlEncode($canary))</h1>$canary $token</body></html>"
        broken  = "{""error"": {""message"": ""$([System.Text.Encodings.Web.JavaScriptEncoder]::Default.Encode($canary)) $token"
        text    = "$canary $token"
        nothing = ''
    }
    $headers = @{
        'Retry-After' = '0'; 'x-ms-request-id' = $token; 'x-ms-correlation-request-id' = $token; 'x-ms-error-code' = $token; 'x-ms-failure-cause' = $token
        'WWW-Authenticate' = "Bearer error=""invalid_token"", error_description=""$token"""; 'Warning' = "199 - ""$token"""
    }

    # The beginning of every session below, with all streams on.
    $session = {
        $env:AKSEXTENSIONS_TEST_EMULATOR = $Emulator | ConvertTo-Json -Compress
        . $Common
        $ErrorActionPreference = $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
        $secure = ConvertTo-SecureString $Canary -AsPlainText -Force
        $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId -AccessToken (ConvertTo-SecureString $Token -AsPlainText -Force)
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
        $new = $target + @{ ExtensionType = 'microsoft.dapr' }
        $all = [System.Collections.Generic.List[object]]::new()

        # Looks at objects and errors as closely as somebody who exports them: six levels of what is ours, and two of .NET's own insides (the method
        # that threw, the parameter's type), which would fill gigabytes.
        function Show-Part($Part, [int] $Depth) {
            [System.Management.Automation.PSSerializer]::Serialize($Part, $Depth)
            ConvertTo-Json $Part -Depth $Depth -WarningAction Ignore
        }

        function Show-Closely {
            # The screen shows what JSON and Clixml do not, and vice versa.
            $all + $Error | Format-List * -Force
            foreach ($item in $all) { Show-Part $item 6 }
            foreach ($item in $Error) {
                [System.Management.Automation.PSSerializer]::Serialize($item)
                Show-Part ($item | Select-Object * -ExcludeProperty Exception, InvocationInfo, PSMessageDetails) 6
                Show-Part ($item.InvocationInfo | Select-Object * -ExcludeProperty MyCommand) 6
                for ($exception = $item.Exception; $exception; $exception = $exception.InnerException) {
                    "$exception"
                    $exception.Data | Format-Table | Out-String
                    $part = $exception | Select-Object * -ExcludeProperty TargetSite, InnerException, Data, ErrorRecord, CommandInvocation, ParameterType, TypeSpecified
                    Show-Part $part ($exception -is [AksExtensions.AksExtensionException] ? 6 : 2)
                }
            }

            Get-History | Format-List * -Force
            "errors: $($Error.Count)"
        }
    }.ToString()

    # Runs a script in such a session, and returns everything that it said, with its transcript.
    function Invoke-Session([string] $Script) {
        $transcript = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid()).txt"
        $text = Invoke-Pwsh -WithoutModule "Start-Transcript `$Transcript | Out-Null`n$session`n$Script`nShow-Closely`nStop-Transcript | Out-Null" @{
            Canary = $canary; Token = $token; Common = "$PSScriptRoot/common.ps1"; Transcript = $transcript
            SecretFile = (Join-Path (Get-PSDrive TestDrive).Root 'secret.json'); Echo = ($echo | ConvertTo-Json); Headers = ($headers | ConvertTo-Json)
        }
        # The session ran to its end and had output.
        $text | Should -Match '(?m)^errors: \d+'
        $text + (Get-Content -Raw $transcript)
    }

    @{ secret = $canary; 'a.b' = "prefix $canary" } | ConvertTo-Json | Set-Content TestDrive:/secret.json
}

Describe 'A protected value and a token' {
    BeforeEach {
        Reset-Emulator
        Set-EmulatorOption @{ tokens = @(@{ token = $token }) }
    }

    AfterAll {
        Reset-Emulator
        $null = Connect-TestEmulator
    }

    It 'arrive at Azure and are seen nowhere else, however they are given and whatever the command' {
        $said = Invoke-Session {
            foreach ($given in @{ ConfigurationProtectedSettings = @{ secret = $Canary } }, @{ ConfigurationProtectedSettings = @{ secret = $secure } },
                @{ ConfigurationProtectedSettings = "secret=$Canary" }, @{ ConfigurationProtectedSettingsFile = $SecretFile }) {
                $number++
                New-AksClusterExtension @new -Name "x$number" @given -WhatIf
                $all.Add((New-AksClusterExtension @new -Name "x$number" @given))
                Update-AksClusterExtension @target -Name "x$number" @given -WhatIf
                $all.Add((Update-AksClusterExtension @target -Name "x$number" @given -Force))
                $all.Add((Update-AksClusterExtension @target -Name "x$number" @given -Force -NoWait))
                $all.Add(($all[-1] | Wait-AksClusterExtension))
                $all.Add((New-AksClusterExtension @new -Name "n$number" @given -NoWait))
                $all.Add((Get-AksClusterExtension @target -Name "x$number"))
            }

            $all.Add(@(Get-AksClusterExtension @target))
            $all.Add((Get-AksExtensionContext))
            Remove-AksClusterExtension @target -Name x1 -WhatIf
            Remove-AksClusterExtension @target -Name x1 -Force
        }

        foreach ($name in 'x2', 'x3', 'x4', 'n1', 'n2', 'n3', 'n4') {
            (Get-ReceivedSecret $name).secret | Should -BeExactly $canary
        }

        (Get-ReceivedSecret x4).'a.b' | Should -BeExactly "prefix $canary"
        Get-ArmRequest | ForEach-Object { $_.headers.Authorization } | Select-Object -Unique | Should -Be 'Valid'
        $said | Should -BeLike '*VERBOSE: PUT *'
        $said | Should -BeLike '*DEBUG: *"secret":*`*`*`**'
        $said | Should -BeLike '*What if: *`*`*`**'
        Should-NotSing $said 'what the session said'
    }

    It 'are seen nowhere else when Azure refuses and echoes them' {
        $said = Invoke-Session {
            $Echo = $Echo | ConvertFrom-Json -AsHashtable
            $Headers = $Headers | ConvertFrom-Json -AsHashtable
            $secrets = @{ ConfigurationProtectedSettings = @{ secret = $secure; other = $Canary } }
            foreach ($case in (400, 'error'), (400, 'broken'), (401, 'html'), (401, 'signIn'), (403, 'denied'), (403, 'text'), (404, 'error'), (409, 'html'), (409, 'busy'),
                (500, 'error'), (503, 'text'), (302, 'nothing'), (418, 'html')) {
                $status, $kind = $case
                # Six: as many tries as a command makes.
                'PUT', 'PATCH' | ForEach-Object { Add-Fault @{ status = $status; body = $Echo[$kind]; headers = $Headers; method = $_; count = 6 } }
                New-AksClusterExtension @new -Name refused @secrets
                Update-AksClusterExtension @target -Name flux @secrets -Force
                $null = Invoke-Emulator DELETE faults
            }

            # The change is accepted, but its state cannot be read.
            Add-Fault @{ status = 403; body = $Echo.error; headers = $Headers; method = 'GET'; pathRegex = 'operations' }
            New-AksClusterExtension @new -Name unread @secrets
            $null = Invoke-Emulator DELETE faults
            # Commands without protected values have only the token.
            $told = $Echo.error.Replace(($Canary | ConvertTo-Json).Trim('"'), '')
            Add-Fault @{ status = 403; body = $told; headers = $Headers }
            Get-AksClusterExtension @target
            Get-AksClusterExtension @target -Name flux
            Remove-AksClusterExtension @target -Name flux -Force
            $null = Invoke-Emulator DELETE faults
        }

        'RequestRefused', 'AnswerInvalid', 'AuthenticationFailed', 'AuthorizationFailed', 'OperationConflict', 'ServiceUnavailable' | ForEach-Object { $said | Should -BeLike "*$_,*" }
        Should-NotSing $said 'what the session said'
    }

    It 'are seen nowhere else when the answer is a success that says too much, or none' {
        $said = Invoke-Session {
            $Headers = $Headers | ConvertFrom-Json -AsHashtable
            $secrets = @{ ConfigurationProtectedSettings = @{ secret = $secure; other = $Canary } }
            $told = "$Canary and Bearer $Token"
            $resource = @{
                id = '/x'; name = 'said'; properties = @{
                    extensionType = 'microsoft.dapr'; provisioningState = 'Failed'; statuses = @(@{ code = $told; level = 'Error'; displayStatus = $told; message = $told })
                    errorInfo = @{ code = $told; message = $told; details = @(@{ message = $told }) }
                    configurationSettings = @{ $told = $told }; configurationProtectedSettings = @{ secret = $told }; customLocationSettings = @{ a = $told }
                    newerProperty = @{ deep = @($told) }; packageUri = $told; managedBy = $null
                }
            } | ConvertTo-Json -Depth 10
            $null = Invoke-Emulator DELETE faults

            # The state of the operation, the final GET, the answer to the PUT itself.
            Add-Fault @{ status = 200; method = 'GET'; pathRegex = 'operations'; body = @{ id = '/x'; name = 'x'; status = 'Failed'; error = @{ code = $told; message = $told } } | ConvertTo-Json -Depth 5; headers = $Headers; execute = $true }
            New-AksClusterExtension @new -Name said1 @secrets
            $null = Invoke-Emulator DELETE faults
            Add-Fault @{ status = 200; method = 'GET'; pathRegex = 'extensions/said2\?'; skip = 1; body = $resource; headers = $Headers }
            New-AksClusterExtension @new -Name said2 @secrets
            $null = Invoke-Emulator DELETE faults
            Add-Fault @{ status = 200; method = 'PUT'; body = $resource; headers = $Headers + @{ 'Azure-AsyncOperation' = "$($Emulator.endpoint)/operations/$Token`?t=$Token" } }
            $all.Add((New-AksClusterExtension @new -Name said3 @secrets -NoWait))
            $null = Invoke-Emulator DELETE faults

            # No JSON, half an answer, none.
            foreach ($bad in @{ status = 200; body = "{""$Token"; headers = $Headers }, @{ status = 200; body = $told; headers = $Headers }, @{ action = 'Truncate' }) {
                Add-Fault ($bad + @{ method = 'PUT'; count = 1 })
                New-AksClusterExtension @new -Name said4 @secrets
                $null = Invoke-Emulator DELETE faults
            }

            # The operation fails or exceeds the timeout.
            Set-EmulatorOption @{ failWith = $told }
            New-AksClusterExtension @new -Name said5 @secrets
            Update-AksClusterExtension @target -Name flux @secrets -Force
            Set-EmulatorOption @{ failWith = ''; operationSeconds = 1000 }
            New-AksClusterExtension @new -Name said6 @secrets -TimeoutSeconds 1
            Set-EmulatorOption @{ operationSeconds = 0 }
        }

        $said | Should -BeLike '*OperationFailed*'
        $said | Should -BeLike '*OperationTimedOut*'
        $said | Should -BeLike '*AnswerInvalid*'
        Should-NotSing $said 'what the session said'
    }

    It 'are seen nowhere else when the command itself refuses them' {
        $said = Invoke-Session {
            $plain = $Canary
            New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings $plain
            New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings "=$plain"
            New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings @{ a = $plain } -ConfigurationSettings @{ a = 'b' }
            New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings @{ a = @{ b = $secure, $null } }
            New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings @{ a = $plain } -PlanName only
            New-AksClusterExtension @new -Name '../x' -ConfigurationProtectedSettings @{ a = $secure }
            New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings @{ a = $secure } -ConfigurationProtectedSettingsFile $SecretFile
            New-AksClusterExtension @new -Name x -ConfigurationProtectedSettings @{ a = $plain } -TimeoutSeconds never
            New-AksClusterExtension @new -Name x -ConfigurationSettings @{ a = $secure }
            Update-AksClusterExtension @target -Name flux -ConfigurationProtectedSettings $plain
            Update-AksClusterExtension @target -Name nowhere -ConfigurationProtectedSettings @{ a = $plain }
            'no cluster' | Update-AksClusterExtension -Name flux -ConfigurationProtectedSettings @{ a = $plain }
            $secureToken = ConvertTo-SecureString $Token -AsPlainText -Force
            Connect-AksExtension -AccessToken $Token
            Connect-AksExtension -Endpoint http://127.0.0.1 -AccessToken $secureToken
            Connect-AksExtension -AccessToken (ConvertTo-SecureString "Bearer $Token" -AsPlainText -Force)
            Connect-AksExtension -AccessToken $secureToken -TokenSource AzureCli
            Connect-AksExtension -TenantId t -ClientId c -CertificatePath nowhere.pfx -CertificatePassword $secure
            Connect-AksExtension -TenantId t -ClientId c -CertificatePath nowhere.pfx -CertificatePassword $plain
            Connect-AksExtension -TenantId t -Credential ([pscredential]::new('c', $secure)) -Endpoint http://127.0.0.1
        }

        foreach ($id in 'SettingInvalid', 'SettingDuplicated', 'PlanIncomplete', 'AmbiguousParameterSet', 'ConnectionInvalid', 'ParameterArgumentTransformationError') {
            $said | Should -BeLike "*$id*"
        }

        Should-NotSing $said 'what the session said'
    }

    It 'are in no job, neither in its output nor in the job itself' {
        $said = Invoke-Session {
            $job = Start-Job {
                param($module, $emulator, $token, $secure)
                $ErrorActionPreference = $VerbosePreference = $DebugPreference = $ProgressPreference = 'Continue'
                Import-Module $module
                $null = Connect-AksExtension -Endpoint $emulator.endpoint -CertificateAuthority $emulator.certificate -SubscriptionId $emulator.subscriptionId -AccessToken $token
                $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; ConfigurationProtectedSettings = @{ secret = $secure } }
                New-AksClusterExtension @target -ExtensionType microsoft.dapr -Name job
                New-AksClusterExtension @target -ExtensionType microsoft.dapr -Name job
                Update-AksClusterExtension @target -Name nowhere -Force
            } -ArgumentList $ModulePath, ($Emulator | Select-Object endpoint, certificate, subscriptionId), (ConvertTo-SecureString $Token -AsPlainText -Force), $secure
            $null = $job | Wait-Job
            $all.Add(@($job.ChildJobs[0].Output; $job.ChildJobs[0].Error; $job.ChildJobs[0].Verbose; $job.ChildJobs[0].Debug; $job.ChildJobs[0].Progress))
            $job | Receive-Job *>&1 | Out-String
        }

        (Get-ReceivedSecret job).secret | Should -BeExactly $canary
        $said | Should -BeLike '*ExtensionAlreadyExists*'
        Should-NotSing $said 'what the job left'
    }

    It 'are not shown to a person at a host: no text, question or progress' {
        $lines = @"
            `$secure = ConvertTo-SecureString ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('$([Convert]::ToBase64String([text.encoding]::UTF8.GetBytes($canary)))'))) -AsPlainText -Force
            `$target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; ConfigurationProtectedSettings = @{ secret = `$secure } }
            `$DebugPreference = `$VerbosePreference = `$ProgressPreference = 'Continue'
            New-AksClusterExtension @target -ExtensionType microsoft.dapr -Name seen -Confirm
            Update-AksClusterExtension @target -Name seen -Confirm
            New-AksClusterExtension @target -ExtensionType microsoft.dapr -Name seen
"@
        $seen = Invoke-WithHost $lines

        (Get-ReceivedSecret seen).secret | Should -BeExactly $canary
        $seen.Text | Should -BeLike '*PROGRESS*'
        $seen.Questions | Should -Not -BeNullOrEmpty
        Should-NotSing ($seen.Text + ($seen.Questions -join "`n") + ($seen.Errors | Format-List * -Force | Out-String)) 'what a person saw'
    }
}
