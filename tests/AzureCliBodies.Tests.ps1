BeforeDiscovery {
    # What Azure CLI's k8s-extension sends for Azure Backup and Azure Machine Learning, by its partner code. Where this module means to send something
    # else, the case says so: Azure CLI turns automatic upgrade on with each update of a backup extension, and keeps the paths of PEM files.
    $target = 'demo-rg demo-aks'
    $id = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/demo-rg/providers/Microsoft.ContainerService/managedClusters/demo-aks'
    $az = 'az k8s-extension {0} -g demo-rg -c demo-aks -t managedClusters -n x'
    $four = 'blobContainer=b storageAccount=demobackups storageAccountResourceGroup=demo-rg storageAccountSubscriptionId=11111111-2222-3333-4444-555555555555'
    $store = 'configuration.backupStorageLocation'
    $stored = [ordered]@{
        "$store.bucket" = 'b'; "$store.config.storageAccount" = 'demobackups'; "$store.config.resourceGroup" = 'demo-rg'
        "$store.config.subscriptionId" = '11111111-2222-3333-4444-555555555555'
    }
    $uri = @{ "$store.config.storageAccountURI" = 'https://demobackups.blob.core.windows.net/' }
    $derived = @{ "$store.config.useAAD" = 'true'; 'credentials.tenantId' = '99999999-8888-7777-6666-555555555555' } + $uri
    $cluster = @{
        cluster_name = $id; clusterId = $id; 'prometheus.prometheusSpec.externalLabels.cluster_name' = $id; cluster_name_friendly = 'demo-aks'
        domain = 'eastus.cloudapp.azure.com'; location = 'eastus'; jobSchedulerLocation = 'eastus'
        'servicebus.enabled' = 'false'; 'relayserver.enabled' = 'false'; 'nginxIngress.enabled' = 'true'
    }

    function New-Case([string] $Kind, [string] $Settings, [hashtable] $Expected, [hashtable] $More = @{}) {
        $isBackup = $Kind -like '*backup'
        $type = $isBackup ? 'microsoft.dataprotection.kubernetes' : 'microsoft.azureml.kubernetes'
        $protected = $More.Protected
        $verb = $Kind.Split(' ')[0]
        $properties = @{}
        if ($verb -eq 'create') {
            $properties = @{
                extensionType = $type; releaseTrain = $More.Train ?? 'stable'
                scope = @{ cluster = $isBackup ? @{} : @{ releaseNamespace = 'azureml' } }
            }
            if ($isBackup) { $properties.autoUpgradeMinorVersion = $true }
        }

        if ($Expected.Count) { $properties.configurationSettings = $Expected }
        if ($protected) { $properties.configurationProtectedSettings = $More.ExpectedProtected }
        $given = "$Settings" -split ' ' | Where-Object { $_ } | ForEach-Object { "'$_'" }
        $options = @(
            if ($given) { "-ConfigurationSettings $($given -join ', ')" }
            if ($protected) { "-ConfigurationProtectedSettings $protected -Force" }
            if ($More.Train) { "-ReleaseTrain $($More.Train)" }
            if ($verb -eq 'create') { "-ExtensionType $type" }
        ) -join ' '
        @{
            Az = "$($az -f $verb)$($verb -eq 'create' ? " --extension-type $type" : $null)$($More.Train ? " --release-train $($More.Train)" : $null)" +
                "$($Settings ? " --configuration-settings $Settings" : $null)$($protected ? ' --config-protected-settings sslCertPemFile=... sslKeyPemFile=...' : $null)"
            Command = "$($verb -eq 'create' ? 'New' : 'Update')-AksClusterExtension $target -Name x $options"
            Method = $verb -eq 'create' ? 'PUT' : 'PATCH'
            Type = $type
            Installed = $verb -eq 'create' ? $null : ($More.Installed ?? @{})
            Body = @{ properties = $properties }
        }
    }

    $pem = '@{ sslCertPemFile = $cert; sslKeyPemFile = $key }'
    $sent = @{ 'scoringFe.sslCert' = '<cert>'; 'scoringFe.sslKey' = '<key>' }
    $training = @{ enableTraining = 'True'; enableInference = 'False' }
    $inference = @{ enableTraining = 'False'; enableInference = 'True' }
    $cases = @(
        New-Case 'create backup' $four ($stored + $derived)
        New-Case 'create backup' "$four CPULimit=1 memoryLimit=1Gi" ($stored + $derived + @{ 'resources.limits.cpu' = '1'; 'resources.limits.memory' = '1Gi' })
        New-Case 'create backup' "$four useAAD=false storageAccountURI=https://own/" (
            $stored + @{ "$store.config.useAAD" = 'false'; "$store.config.storageAccountURI" = 'https://own/'; 'credentials.tenantId' = '99999999-8888-7777-6666-555555555555' })
        New-Case 'create backup' $four ($stored + $derived) @{ Train = 'Stable' }
        New-Case 'update backup' $four ($stored + $uri)
        New-Case 'update backup' "$four storageAccountURI=https://own/" ($stored + @{ "$store.config.storageAccountURI" = 'https://own/' })
        New-Case 'update backup' 'useAAD=true' ($uri + @{ "$store.config.useAAD" = 'true' }) @{ Installed = $stored }
        New-Case 'update backup' 'cpuLimit=2' ($uri + @{ 'resources.limits.cpu' = '2' }) @{ Installed = $stored }
        New-Case 'update backup' 'cpuLimit=2' @{ 'resources.limits.cpu' = '2' } @{ Installed = $stored + $uri }
        New-Case 'create ml' 'enableTraining=True' ($training + $cluster)
        New-Case 'create ml' 'enableInference=True inferenceRouterServiceType=NodePort allowInsecureConnections=True' (
            $inference + $cluster + @{ inferenceRouterServiceType = 'NodePort'; allowInsecureConnections = 'True'; 'scoringFe.serviceType.nodePort' = 'True' })
        New-Case 'create ml' 'enableInference=True inferenceRouterServiceType=LoadBalancer sslSecret=s sslCname=c' (
            $inference + $cluster + @{ inferenceRouterServiceType = 'LoadBalancer'; sslSecret = 's'; sslCname = 'c'; 'scoringFe.sslSecret' = 's' })
        New-Case 'create ml' 'enableInference=True inferenceRouterServiceType=LoadBalancer internalLoadBalancerProvider=azure sslCname=c' (
            $inference + $cluster + @{
                inferenceRouterServiceType = 'LoadBalancer'; internalLoadBalancerProvider = 'azure'; sslCname = 'c'; 'scoringFe.serviceType.internalLoadBalancer' = 'True'
            }) @{ Protected = $pem; ExpectedProtected = $sent }
        New-Case 'create ml' 'enableInference=True inferenceRouterServiceType=ClusterIP allowInsecureConnections=true isAKSMigration=true' (
            $inference + $cluster + @{ inferenceRouterServiceType = 'ClusterIP'; allowInsecureConnections = 'true'; isAKSMigration = 'true'; 'scoringFe.namespace' = 'default' })
        New-Case 'create ml' 'enableTraining=True cluster_name=own relayserver.enabled=false' (
            $training + $cluster + @{} | ForEach-Object { $_.cluster_name = 'own'; $_.clusterId = 'own'; $_.'prometheus.prometheusSpec.externalLabels.cluster_name' = 'own'; $_ })
        New-Case 'update ml' 'inferenceRouterServiceType=LoadBalancer internalLoadBalancerProvider=azure' @{
            inferenceRouterServiceType = 'LoadBalancer'; internalLoadBalancerProvider = 'azure'
            'scoringFe.serviceType.nodePort' = 'False'; 'scoringFe.serviceType.internalLoadBalancer' = 'True'
        }
        New-Case 'update ml' 'inferenceRouterServiceType=NodePort internalLoadBalancerProvider=none' @{
            inferenceRouterServiceType = 'NodePort'; internalLoadBalancerProvider = 'none'
            'scoringFe.serviceType.nodePort' = 'True'; 'scoringFe.serviceType.internalLoadBalancer' = 'False'
        }
        New-Case 'update ml' 'sslSecret=s sslCname=c' @{ sslSecret = 's'; sslCname = 'c'; 'scoringFe.sslSecret' = 's' }
        New-Case 'update ml' 'enableTraining=False' @{ enableTraining = 'False' }
        New-Case 'update ml' '' @{} @{ Protected = $pem; ExpectedProtected = $sent }
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator

    # The same JSON in one order, so that texts can be compared.
    function ConvertTo-Sorted($Value) {
        if ($Value -is [System.Collections.IDictionary]) {
            $sorted = [ordered]@{}
            $Value.Keys | Sort-Object -CaseSensitive | ForEach-Object { $sorted[$_] = ConvertTo-Sorted $Value[$_] }
            return $sorted
        }

        $Value
    }

    function Get-Json($Body) { ConvertTo-Sorted $Body | ConvertTo-Json -Depth 9 }

    $rsa = [System.Security.Cryptography.RSA]::Create(2048)
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=ml', $rsa, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $cert = Join-Path $TestDrive 'cert.pem'
    $key = Join-Path $TestDrive 'key.pem'
    Set-Content -LiteralPath $cert $request.CreateSelfSigned([datetimeoffset]::UnixEpoch, [datetimeoffset]::UnixEpoch.AddYears(100)).ExportCertificatePem()
    Set-Content -LiteralPath $key $rsa.ExportPkcs8PrivateKeyPem()
}

Describe 'What Azure CLI sends for Azure Backup and Azure Machine Learning' {
    BeforeEach {
        Reset-Emulator
    }

    It '<Az>' -ForEach $cases {
        if ($null -ne $Installed) {
            Add-Extension x demo-aks @{ extensionType = $Type; configurationSettings = $Installed; scope = @{ cluster = @{ releaseNamespace = 'ns' } } }
            Clear-ArmRequest
        }

        $shown = $Body | ConvertTo-Json -Depth 9 | ForEach-Object { $_.Replace('<cert>', '***').Replace('<key>', '***') } | ConvertFrom-Json -AsHashtable
        $command = $Command.Replace('$cert', "'$cert'").Replace('$key', "'$key'")
        $plan = (Invoke-WithHost "$command -WhatIf -WarningAction SilentlyContinue").Text
        $json = $plan.Substring($plan.IndexOf("`n{") + 1)
        $json = $json.Substring(0, $json.IndexOf("`n}") + 2)
        Get-Json ($json | ConvertFrom-Json -AsHashtable) | Should -BeExactly (Get-Json $shown)
        (Get-ArmRequest).method | Sort-Object -Unique | Should -Be 'GET'

        $made = & ([scriptblock]::Create("$command -WarningAction SilentlyContinue"))
        $made.State | Should -Be 'Succeeded'
        $base64 = { param($File) [convert]::ToBase64String([System.IO.File]::ReadAllBytes($File)) }
        $expected = $Body | ConvertTo-Json -Depth 9 | ForEach-Object { $_.Replace('<cert>', (& $base64 $cert)).Replace('<key>', (& $base64 $key)) }
        Get-Json ((Get-ArmRequest $Method).body | ConvertFrom-Json -AsHashtable) | Should -BeExactly (Get-Json ($expected | ConvertFrom-Json -AsHashtable))
    }
}
