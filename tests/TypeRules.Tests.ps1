BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator

    function Get-SentBody([string] $Method = 'PUT') { (Get-ArmRequest $Method).body | ConvertFrom-Json }
}

Describe 'What the module knows of types of extension' {
    BeforeEach {
        Reset-Emulator
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks' }
        $dapr = $target + @{ Name = 'dapr'; ExtensionType = 'Microsoft.Dapr' }
        $ml = $target + @{ Name = 'aml-compute'; ExtensionType = 'Microsoft.AzureML.Kubernetes' }
    }

    Context 'rules' {
        It 'TypeRuleViolated, and no request: <Case>' -ForEach @(
            @{ Case = 'Dapr in a namespace'; Type = 'microsoft.dapr'; Extra = @{ TargetNamespace = 'x' }; Says = '*at cluster scope only*' }
            @{ Case = 'half a Dapr to take over'; Type = 'microsoft.dapr'; Extra = @{ ConfigurationSettings = 'existingDaprReleaseName=x' }; Says = '*one of them is missing*' }
            @{ Case = 'Azure ML for nothing'; Type = 'microsoft.azureml.kubernetes'; Extra = @{}; Says = '*enableTraining=True or enableInference=True*' }
            @{ Case = 'Azure ML without a certificate'; Type = 'microsoft.azureml.kubernetes'; Extra = @{ ConfigurationSettings = 'enableInference=True' }; Says = '*needs a certificate*' }
        ) {
            $failure = Get-Failure { New-AksClusterExtension @target -Name x -ExtensionType $Type @Extra -ErrorAction SilentlyContinue }

            $failure.FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.TargetObject | Should -Be $Type
            $failure.Exception.Message | Should -BeLike $Says
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-SkipTypeRules*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'a rule about the cluster is checked after it was read, and before anything is sent' {
            $nodes = @{ Name = 'vn'; ExtensionType = 'microsoft.virtualnodes'; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
            New-AksClusterExtension @target @nodes -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
            $problem[0].Exception.Message | Should -BeLike 'vn on demo-aks (demo-rg): *network policy calico*'
            (Get-ArmRequest).method | Sort-Object -Unique | Should -Be 'GET'

            $null = Add-Cluster @{ id = Get-ClusterId; networkPolicy = 'calico' }
            (New-AksClusterExtension @target @nodes).State | Should -Be 'Succeeded'
            $null = Add-Cluster @{ id = Get-ClusterId; networkPlugin = 'kubenet' }
            (New-AksClusterExtension @target @nodes -Force -SkipTypeRules).State | Should -Be 'Succeeded'
        }

        It 'an update warns of what it interrupts, whether or not the type was specified: <Setting>' -ForEach @(
            @{ Setting = 'enableTraining=False'; Says = '*ends the training jobs*' }
            @{ Setting = 'enableInference=false'; Says = '*ends the online endpoints*' }
            @{ Setting = 'allowInsecureConnections=True'; Says = '*allowInsecureConnections interrupts*' }
            @{ Setting = 'nodeSelector.pool=a'; Says = '*nodeSelector interrupts*' }
            @{ Setting = 'sslCname=c'; Says = '*sslCname interrupts*' }
            @{ Setting = 'logAnalyticsWS=True sslCname=c'; Says = '*Log Analytics workspace, which Azure CLI creates*' }
        ) {
            foreach ($type in @{}, @{ ExtensionType = 'microsoft.azureml.kubernetes' }) {
                Add-Extension aml -Properties @{ extensionType = 'microsoft.azureml.kubernetes' }
                $null = Update-AksClusterExtension @target -Name aml @type -ConfigurationSettings ($Setting -split ' ') -WarningVariable warnings -WarningAction SilentlyContinue
                @($warnings -like $Says).Count | Should -Be 1
            }

            Add-Extension other -Properties @{ extensionType = 'contoso.app' }
            $null = Update-AksClusterExtension @target -Name other -ConfigurationSettings ($Setting -split ' ') -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
            $null = Update-AksClusterExtension @target -Name aml -ConfigurationSettings ($Setting -split ' ') -SkipTypeRules -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }

        It 'Set- warns of what its update interrupts, and -WhatIf too' {
            Add-Extension aml -Properties @{ extensionType = 'microsoft.azureml.kubernetes'; configurationSettings = @{ enableTraining = 'True' } }
            $set = @{ Name = 'aml'; ExtensionType = 'microsoft.azureml.kubernetes'; ConfigurationSettings = 'enableTraining=False', 'enableInference=True', 'inferenceRouterServiceType=ClusterIP', 'allowInsecureConnections=True' }
            $null = Set-AksClusterExtension @target @set -WhatIf -WarningVariable planned -WarningAction SilentlyContinue 6> $null
            $null = Set-AksClusterExtension @target @set -WarningVariable warnings -WarningAction SilentlyContinue
            @($planned -like '*ends the training jobs*').Count | Should -Be 1
            @($warnings -like '*ends the training jobs*').Count | Should -Be 1
        }

        It 'several errors are reported together' {
            $failure = Get-Failure { New-AksClusterExtension @ml -TargetNamespace x -ErrorAction SilentlyContinue }
            $failure.Exception.Message | Should -BeLike '*cluster scope only*enableTraining*'
        }

        It 'a job warns where it was started, and not again' {
            $job = New-AksClusterExtension @ml -ConfigurationSettings 'enableInference=True', 'allowInsecureConnections=True' -AsJob -WarningVariable here -WarningAction SilentlyContinue
            $null = $job | Wait-Job | Receive-Job -WarningVariable there -WarningAction SilentlyContinue
            $job.State | Should -Be 'Completed'
            "$here" | Should -BeLike 'Inference needs inferenceRouterServiceType*'
            $job.Warning.Count + @($there).Count | Should -Be 0
            $job | Remove-Job
        }

        It '-SkipTypeRules sends it, and the service says no' {
            New-AksClusterExtension @dapr -TargetNamespace x -SkipTypeRules -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'RequestRefused,*'
            (Get-SentBody).properties.scope.namespace.targetNamespace | Should -Be 'x'
        }

        It '-SkipTypeRules warns of nothing' {
            (New-AksClusterExtension @dapr -ConfigurationSettings global.ha.enable=true -SkipTypeRules -WarningVariable warnings).State | Should -Be 'Succeeded'
            $warnings | Should -BeNullOrEmpty
        }

        It 'a setting that looks misspelled is sent, with a warning that suggests the right one' {
            $extension = New-AksClusterExtension @dapr -ConfigurationSettings global.ha.enable=true -WarningVariable warnings -WarningAction SilentlyContinue

            $extension.ConfigurationSettings['global.ha.enable'] | Should -Be 'true'
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike "*'global.ha.enabled'*"
        }

        It 'a key that is a part of one, or too much of it, is sent with a warning that names the one that is meant: <Key>' -ForEach @(
            @{ Key = 'global.ha'; Meant = 'global.ha.enabled' }
            @{ Key = 'ha.enabled'; Meant = 'global.ha.enabled' }
            @{ Key = 'dapr.global.ha.enabled'; Meant = 'global.ha.enabled' }
            @{ Key = 'applyCrds'; Meant = 'hooks.applyCrds' }
        ) {
            $extension = New-AksClusterExtension @dapr -ConfigurationSettings @{ $Key = 'true' } -WarningVariable warnings -WarningAction SilentlyContinue
            $extension.ConfigurationSettings[$Key] | Should -Be 'true'
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike "*'$Key'. Did you mean '$Meant'?*"
        }

        It 'a type that looks misspelled is sent with a warning that suggests the right one: <Given>' -ForEach @(
            @{ Given = 'dapr'; Meant = 'microsoft.dapr' }
            @{ Given = 'microsoft.dapar'; Meant = 'microsoft.dapr' }
            @{ Given = 'Microsoft.AzureML'; Meant = 'microsoft.azureml.kubernetes' }
        ) {
            New-AksClusterExtension @target -Name x -ExtensionType $Given -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike "'$Given' is not a known extension type. Did you mean '$Meant'?*"
            (Get-SentBody).properties.extensionType | Should -BeExactly $Given
        }

        It 'a release train that looks misspelled is sent with a warning that suggests the right one: <Type> <Given>' -ForEach @(
            @{ Type = 'microsoft.flux'; Given = 'stabel'; Meant = 'stable' }
            @{ Type = 'microsoft.dapr'; Given = 'stabel'; Meant = 'stable' }
            @{ Type = 'contoso.app'; Given = 'previw'; Meant = 'preview' }
        ) {
            New-AksClusterExtension @target -Name x -ExtensionType $Type -ReleaseTrain $Given -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike "'$Given' is not a known release train. Did you mean '$Meant'?*"
        }

        It 'a name that no Helm release can have is sent with a warning' {
            $name = 'a' * 54
            $null = New-AksClusterExtension @target -Name $name -ExtensionType microsoft.appconfiguration -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike "*has 54 characters, and Helm*allows 53*"
            Get-ArmRequest PUT | Should -HaveCount 1

            $null = New-AksClusterExtension @target -Name ('a' * 53) -ExtensionType microsoft.appconfiguration -WarningVariable none
            $none | Should -BeNullOrEmpty
        }

        It 'a setting that is not known is sent without a word' {
            $null = New-AksClusterExtension @dapr -ConfigurationSettings something=1 -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }

        It 'one warning for all clusters' {
            $made = (Get-ClusterId), (Get-ClusterId small-aks) | New-AksClusterExtension -Name dapr -ExtensionType microsoft.dapr -ConfigurationSettings global.ha.enable=true `
                -WarningVariable warnings -WarningAction SilentlyContinue
            $made | Should -HaveCount 2
            $warnings | Should -HaveCount 1
        }

        It 'an update is checked when the type is said' {
            Add-Extension dapr -Properties @{ extensionType = 'microsoft.dapr' }
            $null = Update-AksClusterExtension @dapr -ConfigurationSettings global.ha.enable=true -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings[0].Message | Should -BeLike "*'global.ha.enabled'*"
            $null = Update-AksClusterExtension @dapr -ConfigurationSettings global.ha.enable=true -SkipTypeRules -WarningVariable none
            $none | Should -BeNullOrEmpty
            (Get-Failure { Update-AksClusterExtension @ml -ConfigurationSettings inferenceRouterServiceType=Ingress }).FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
        }
    }

    Context 'kinds of cluster' {
        It 'a type that AKS has as a feature is refused with the command that turns it on, and no request: <Type>' -ForEach @(
            @{ Type = 'Microsoft.AzureMonitor.Containers'; Says = '*az aks enable-addons --addons monitoring*' }
            @{ Type = 'microsoft.policyinsights'; Says = '*azure-policy*' }
            @{ Type = 'microsoft.openservicemesh'; Says = '*az aks mesh enable*' }
        ) {
            $failure = Get-Failure { New-AksClusterExtension @target -Name x -ExtensionType $Type -ErrorAction SilentlyContinue }
            $failure.FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
            $failure.Exception.Message | Should -BeLike "*'demo-aks'*"
            $failure.ErrorDetails.RecommendedAction | Should -BeLike $Says
            Get-ArmRequest | Should -BeNullOrEmpty
        }

        It 'of a list only the clusters of that kind are refused, and -SkipTypeRules passes' {
            $ids = (Get-ClusterId), (Get-ClusterId demo-arc -Type Microsoft.Kubernetes/connectedClusters)
            $made = $ids | New-AksClusterExtension -Name policy -ExtensionType microsoft.policyinsights -ErrorAction SilentlyContinue -ErrorVariable problem -NoWait
            @($problem).Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
            (Get-ArmRequest PUT).path | Should -BeLike '*/connectedClusters/*'

            Clear-ArmRequest
            New-AksClusterExtension @target -Name skipped -ExtensionType microsoft.policyinsights -SkipTypeRules -NoWait -ErrorAction SilentlyContinue
            Get-ArmRequest PUT | Should -HaveCount 1
        }
    }

    Context 'the document''s own commands' {
        It 'its Azure ML example passes, with a warning about the service' {
            $extension = New-AksClusterExtension @ml -Scope cluster -ConfigurationSettings enableInference=True, allowInsecureConnections=True `
                -WarningVariable warnings -WarningAction SilentlyContinue

            $extension.State | Should -Be 'Succeeded'
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike '*inferenceRouterServiceType*'
        }

        It 'its update passes' {
            Add-Extension azureml -Properties @{ extensionType = 'microsoft.azureml.kubernetes'; scope = @{ cluster = @{ releaseNamespace = 'azureml' } } }
            $null = Update-AksClusterExtension @target -Name azureml -ExtensionType Microsoft.AzureML.Kubernetes -Scope cluster -AutoUpgradeMinorVersion $true -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }
    }

    Context 'certificate files of Azure ML' {
        BeforeAll {
            $key = [System.Security.Cryptography.ECDsa]::Create()
            $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=ml.contoso.com', $key, 'SHA256')
            $certificate = $request.CreateSelfSigned([datetimeoffset]::UtcNow, [datetimeoffset]::UtcNow.AddDays(1))
            $pem = @{ cert = $certificate.ExportCertificatePem(); key = $key.ExportPkcs8PrivateKeyPem() }
            $null = New-Item TestDrive:/certs -ItemType Directory
            Set-Content TestDrive:/certs/cert.pem $pem.cert -NoNewline
            Set-Content TestDrive:/certs/key.pem $pem.key -NoNewline
            $inference = @{ ConfigurationSettings = 'enableInference=True', 'inferenceRouterServiceType=LoadBalancer', 'sslCname=ml.contoso.com' }

            function ConvertFrom-Base64([string] $text) { [System.Text.Encoding]::ASCII.GetString([convert]::FromBase64String($text)) }
        }

        It 'are found from PowerShell''s location, and their text is sent: <Case>' -ForEach @(
            @{ Case = 'a relative path'; Location = 'TestDrive:/certs'; Cert = 'cert.pem'; Key = './key.pem' }
            @{ Case = 'a PSDrive'; Location = 'TestDrive:/'; Cert = 'TestDrive:/certs/cert.pem'; Key = 'certs/key.pem' }
        ) {
            Push-Location $Location
            try {
                $null = New-AksClusterExtension @ml @inference -ConfigurationProtectedSettings @{ sslCertPemFile = $Cert; sslKeyPemFile = $Key }
            }
            finally {
                Pop-Location
            }

            $received = Get-ReceivedSecret aml-compute
            $received.PSObject.Properties.Name | Sort-Object | Should -Be 'scoringFe.sslCert', 'scoringFe.sslKey'
            ConvertFrom-Base64 $received.'scoringFe.sslCert' | Should -BeExactly $pem.cert
            ConvertFrom-Base64 $received.'scoringFe.sslKey' | Should -BeExactly $pem.key
        }

        It 'are read on an update, whether the type is said or not' {
            Add-Extension ml -Properties @{ extensionType = 'microsoft.azureml.kubernetes' }
            Push-Location TestDrive:/certs
            try {
                $null = Update-AksClusterExtension @target -Name ml -ConfigurationProtectedSettings @{ sslCertPemFile = 'cert.pem'; sslKeyPemFile = 'key.pem' } -Force
                ConvertFrom-Base64 (Get-ReceivedSecret ml).'scoringFe.sslKey' | Should -BeExactly $pem.key
                # The keys that Azure knows are the ones that are specified again, so nothing is lost, and no question is asked.
                $null = Update-AksClusterExtension @target -Name ml -ConfigurationProtectedSettings 'sslCertPemFile=cert.pem', 'sslKeyPemFile=key.pem' `
                    -ExtensionType microsoft.azureml.kubernetes -ErrorAction Stop
            }
            finally {
                Pop-Location
            }

            (Get-ReceivedSecret ml).PSObject.Properties.Name | Sort-Object | Should -Be 'scoringFe.sslCert', 'scoringFe.sslKey'
        }

        It 'that hold something else are refused before any request: <Case>' -ForEach @(
            @{ Case = 'no file'; Cert = 'nowhere.pem'; Says = "*'sslCertPemFile' (nowhere.pem) does not exist*" }
            @{ Case = 'the key'; Cert = 'TestDrive:/certs/key.pem'; Says = '*holds no CERTIFICATE but a PRIVATE KEY*' }
            @{ Case = 'the secret itself'; Cert = 'canary+canary=='; Says = "*the file of 'sslCertPemFile' does not exist*" }
        ) {
            $failure = Get-Failure { New-AksClusterExtension @ml @inference -ConfigurationProtectedSettings @{ sslCertPemFile = $Cert; sslKeyPemFile = 'TestDrive:/certs/key.pem' } }
            $failure.FullyQualifiedErrorId | Should -BeLike 'SettingInvalid,*'
            $failure.Exception.Message | Should -BeLike $Says
            "$($failure | Format-List * -Force | Out-String)" | Should -Not -BeLike '*canary*'
            Get-ArmRequest | Should -BeNullOrEmpty
        }
    }

    Context 'what is added' {
        It 'Dapr: train, namespace and kind of cluster, without a request more' {
            $null = New-AksClusterExtension @dapr

            (Get-ArmRequest PUT).body | Should -BeExactly (
                '{"properties":{"extensionType":"Microsoft.Dapr","releaseTrain":"stable","scope":{"cluster":{"releaseNamespace":"dapr-system"}},' +
                '"configurationSettings":{"global.clusterType":"managedclusters"}}}')
            Get-ArmTrace | Should -Be 'GET extension, PUT extension, GET operation, GET extension'
        }

        It 'Azure ML: the cluster is read once, and its nodes counted (<Cluster>)' -ForEach @(
            @{ Cluster = 'demo-aks'; Purpose = $null }
            @{ Cluster = 'small-aks'; Purpose = 'DevTest' }
        ) {
            $null = New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName $Cluster -Name ml -ExtensionType microsoft.azureml.kubernetes -ConfigurationSettings enableTraining=True

            Get-ArmTrace | Should -Be 'GET other, GET extension, PUT extension, GET operation, GET extension'
            $settings = (Get-SentBody).properties.configurationSettings
            $settings.location | Should -Be 'eastus'
            $settings.domain | Should -Be 'eastus.cloudapp.azure.com'
            $settings.clusterId | Should -Be (Get-ClusterId $Cluster)
            $settings.clusterPurpose | Should -Be $Purpose
            $settings.enableInference | Should -Be 'False'
        }

        It 'never in the place of what was given' {
            $null = New-AksClusterExtension @dapr -ReleaseTrain dev -ReleaseNamespace mine -ConfigurationSettings global.clusterType=own
            $sent = (Get-SentBody).properties
            $sent.releaseTrain, $sent.scope.cluster.releaseNamespace, $sent.configurationSettings.'global.clusterType' | Should -Be 'dev', 'mine', 'own'
        }

        It 'is written with -Verbose' {
            $verbose = New-AksClusterExtension @dapr -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            "$verbose" | Should -BeLike '*Added for microsoft.dapr: -ReleaseTrain=stable, -ReleaseNamespace=dapr-system, global.clusterType=managedclusters*'
        }

        It '-WhatIf shows it with the values of the cluster, and changes nothing' {
            $seen = Invoke-WithHost ('New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name ml -ExtensionType microsoft.azureml.kubernetes ' +
                '-ConfigurationSettings enableTraining=True -WhatIf')

            $seen.Text | Should -BeLike '*"location": "eastus"*'
            $seen.Text | Should -BeLike '*added for this extension type: -ReleaseTrain=stable*location=eastus*'
            $seen.Text | Should -Not -BeLike '*{*cluster.*}*'
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }

        It 'a cluster that cannot be read is an error about that cluster' {
            New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName nowhere -Name ml -ExtensionType microsoft.azureml.kubernetes -ConfigurationSettings enableTraining=True `
                -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ClusterNotFound,*'
            Get-ArmRequest PUT | Should -BeNullOrEmpty
        }

        It 'Dapr leaves its definitions alone when it goes back, and applies them again when it goes forward' {
            Add-Extension dapr -Properties @{ extensionType = 'microsoft.dapr'; currentVersion = '1.15.6' }
            $null = Update-AksClusterExtension @target -Name dapr -Version 1.13.6
            (Get-SentBody PATCH).properties.configurationSettings.'hooks.applyCrds' | Should -Be 'false'

            Clear-ArmRequest
            $null = Update-AksClusterExtension @target -Name dapr -Version 1.14.4
            (Get-SentBody PATCH).properties.configurationSettings.'hooks.applyCrds' | Should -Be 'true'

            Clear-ArmRequest
            $null = Update-AksClusterExtension @target -Name dapr -Version 1.15.6
            (Get-SentBody PATCH).properties.PSObject.Properties.Name | Should -Not -Contain 'configurationSettings'

            Clear-ArmRequest
            $null = Update-AksClusterExtension @target -Name dapr -AutoUpgradeMinorVersion $true
            (Get-ArmRequest PATCH).body | Should -BeExactly '{"properties":{"autoUpgradeMinorVersion":true}}'
        }

        It 'the version itself is older than Microsoft''s rebuild of it' {
            Add-Extension dapr -Properties @{ extensionType = 'microsoft.dapr'; currentVersion = '1.14.4-msft.1' }
            $null = Update-AksClusterExtension @target -Name dapr -Version 1.14.4
            (Get-SentBody PATCH).properties.configurationSettings.'hooks.applyCrds' | Should -Be 'false'
        }

        It 'Dapr gets no identity on Arc, where others get one' {
            $arc = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-arc'; ClusterType = 'ConnectedClusters' }
            $null = New-AksClusterExtension @arc -Name dapr -ExtensionType microsoft.dapr
            (Get-SentBody).PSObject.Properties.Name | Should -Be 'properties'

            Clear-ArmRequest
            $null = New-AksClusterExtension @arc -Name config -ExtensionType microsoft.appconfiguration
            (Get-SentBody).identity.type | Should -Be 'SystemAssigned'
        }

        It 'Azure ML: an update derives what the router reads, whether the type is said or not (<Setting>)' -ForEach @(
            @{ Setting = 'inferenceRouterServiceType=NodePort'; Key = 'scoringFe.serviceType.nodePort'; Value = 'True' }
            @{ Setting = 'inferenceRouterServiceType=LoadBalancer'; Key = 'scoringFe.serviceType.nodePort'; Value = 'False' }
            @{ Setting = 'internalLoadBalancerProvider=azure'; Key = 'scoringFe.serviceType.internalLoadBalancer'; Value = 'True' }
            @{ Setting = 'sslSecret=new'; Key = 'scoringFe.sslSecret'; Value = 'new' }
        ) {
            Add-Extension ml -Properties @{ extensionType = 'microsoft.azureml.kubernetes' }
            $null = Update-AksClusterExtension @target -Name ml -ConfigurationSettings $Setting
            (Get-SentBody PATCH).properties.configurationSettings.$Key | Should -Be $Value

            Clear-ArmRequest
            $null = Update-AksClusterExtension @target -Name ml -ExtensionType Microsoft.AzureML.Kubernetes -ConfigurationSettings $Setting -WarningAction SilentlyContinue
            (Get-SentBody PATCH).properties.configurationSettings.$Key | Should -Be $Value

            Clear-ArmRequest
            Add-Extension other -Properties @{ extensionType = 'contoso.app' }
            $null = Update-AksClusterExtension @target -Name other -ConfigurationSettings $Setting
            (Get-SentBody PATCH).properties.configurationSettings.PSObject.Properties.Name | Should -Be $Setting.Split('=')[0]
        }

        It '-WhatIf of an update shows what it adds, and changes nothing' {
            Add-Extension dapr -Properties @{ extensionType = 'microsoft.dapr'; currentVersion = '1.16.4' }
            Clear-ArmRequest
            $update = 'Update-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -WhatIf '
            (Invoke-WithHost "$update -Version 1.14.4").Text | Should -BeLike '*"hooks.applyCrds": "false"*added for this extension type: hooks.applyCrds=false*'
            (Invoke-WithHost "$update -Version 1.14.4 -ConfigurationSettings hooks.applyCrds=true").Text | Should -Not -BeLike '*added for*'
            (Invoke-WithHost "$update -ReleaseTrain dev").Text | Should -Not -BeLike '*added for*'
            (Get-ArmRequest).method | Select-Object -Unique | Should -Be 'GET'
        }

        It 'nothing, for a type that nothing is known of' {
            $null = New-AksClusterExtension @target -Name x -ExtensionType unheard.of -ConfigurationSettings enableTrainig=1 -WarningVariable warnings
            (Get-ArmRequest PUT).body | Should -BeExactly '{"properties":{"extensionType":"unheard.of","configurationSettings":{"enableTrainig":"1"}}}'
            $warnings | Should -BeNullOrEmpty
        }

        It 'no question is asked' {
            $seen = Invoke-WithHost 'New-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name dapr -ExtensionType microsoft.dapr'
            $seen.Questions | Should -BeNullOrEmpty
        }
    }

    It 'checks the kind of every cluster in a parameter before the first request: <Name>' -ForEach @(
        @{ Name = 'New-AksClusterExtension' }
        @{ Name = 'Set-AksClusterExtension' }
    ) {
        $arc = (Get-ClusterId) -replace 'Microsoft.ContainerService/managedClusters/.*', 'Microsoft.Kubernetes/connectedClusters/demo-arc'
        Clear-ArmRequest
        $failure = Get-Failure { & $Name -Cluster (@($arc) * 3 + (Get-ClusterId)) -Name policy -ExtensionType microsoft.policyinsights }
        $failure.FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
        Get-ArmRequest | Should -BeNullOrEmpty

        # From the pipeline, the others continue.
        $created = $arc, (Get-ClusterId) | & $Name -Name policy -ExtensionType microsoft.policyinsights -ErrorAction SilentlyContinue -ErrorVariable problem
        $created.Cluster | Should -Be 'demo-arc'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'TypeRuleViolated,*'
    }
}
