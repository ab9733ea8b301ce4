<#
The screens that a person sees: each view at 80 and 120 columns, with names of 40 characters. A change of a view shows here as a change of text.
#>
BeforeAll {
    . $PSScriptRoot/common.ps1
    $null = Connect-TestEmulator
    Reset-Emulator
    $null = Connect-TestEmulator
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    $long = 'cluster-of-team-payments-production-eu-1'
    $longName = 'extension-of-team-payments-production-12'
    $ids = foreach ($group in 'group-of-team-payments-production-eu-001', 'other') {
        $null = Add-Cluster @{ resourceGroup = $group; name = $long }
        Get-ClusterId $long $group
    }

    foreach ($id in $ids) {
        Invoke-Emulator POST extensions @{ id = "$id/providers/Microsoft.KubernetesConfiguration/extensions/$longName"; name = $longName; properties = @{
            extensionType = 'microsoft.dataprotection.kubernetes'; provisioningState = 'Succeeded'; currentVersion = '1.18.2'; version = '1.18.2'
            autoUpgradeMinorVersion = $false; releaseTrain = 'stable' } }
    }

    function Get-Screen([int] $Width, $Objects) {
        # As a person sees it, without blanks that nobody sees.
        ((($Objects | Out-String -Width $Width) -split '\r?\n').TrimEnd() -join "`n").Trim("`n")
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'A screen' {
    It 'of 80 columns: extensions' {
        Get-Screen 80 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
Cluster             Name                State     Version         ExtensionType
-------             ----                -----     -------         -------------
cluster-of-team-pay extension-of-team-p Succeeded 1.18.2 (pinned) microsoft.data
ments-production-eu ayments-production-                           protection.kub
-1 (group-of-team-p 12                                            ernetes
ayments-production-
eu-001)
cluster-of-team-pay extension-of-team-p Succeeded 1.18.2 (pinned) microsoft.data
ments-production-eu ayments-production-                           protection.kub
-1 (other)          12                                            ernetes
demo-aks            aks-managed-azure-m Succeeded 6.24.1          microsoft.azur
                    onitor-metrics                                emonitor.metri
                                                                  cs
demo-aks            backup              Failed    -               microsoft.data
                                                                  protection.kub
                                                                  ernetes
demo-aks            flux                Succeeded 1.18.2          microsoft.flux
'@
    }

    It 'of 80 columns: extensions, wide' {
        Get-Screen 80 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1 | Format-Table -View Wide) | Should -Be @'
Cluster           ResourceGroupName Name               State     Version
-------           ----------------- ----               -----     -------
cluster-of-team-p group-of-team-pay extension-of-team- Succeeded 1.18.2 (pinned)
ayments-productio ments-production- payments-productio
n-eu-1            eu-001            n-12
cluster-of-team-p other             extension-of-team- Succeeded 1.18.2 (pinned)
ayments-productio                   payments-productio
n-eu-1                              n-12
demo-aks          demo-rg           aks-managed-azure- Succeeded 6.24.1
                                    monitor-metrics
demo-aks          demo-rg           backup             Failed    -
demo-aks          demo-rg           flux               Succeeded 1.18.2
'@
    }

    It 'of 80 columns: extensions, as a list' {
        Get-Screen 80 (Get-AksClusterExtension -Cluster $ids[0] | Format-List) | Should -Be @'
Cluster           : cluster-of-team-payments-production-eu-1
ResourceGroupName : group-of-team-payments-production-eu-001
Name              : extension-of-team-payments-production-12
ExtensionType     : microsoft.dataprotection.kubernetes
State             : Succeeded
Version           : 1.18.2 (pinned)
AutoUpgrade       : off
ReleaseTrain      : stable
Scope             :
Id                : /subscriptions/11111111-2222-3333-4444-555555555555/resource
                    Groups/group-of-team-payments-production-eu-001/providers/Mi
                    crosoft.ContainerService/managedClusters/cluster-of-team-pay
                    ments-production-eu-1/providers/Microsoft.KubernetesConfigur
                    ation/extensions/extension-of-team-payments-production-12
'@
    }

    It 'of 80 columns: diagnoses' {
        Get-Screen 80 (Get-AksClusterExtension demo-rg demo-aks -Name backup | Format-List -View Diagnosis) | Should -Be @'
Cluster           : demo-aks
ResourceGroupName : demo-rg
Name              : backup
State             : Failed
Cause             : HelmTimeout
Recommendation    : While Azure keeps retrying, check the pods and events of the
                     extension's namespace (kubectl get pods, kubectl get events
                    ): too little CPU or memory, taints, images that cannot be p
                    ulled and wrong settings are the usual reasons.
Link              : https://learn.microsoft.com/troubleshoot/azure/azure-kuberne
                    tes/extensions/cluster-extension-deployment-errors#error-tim
                    ed-out-waiting-for-resource-readiness
StatusMessage     : InstallationFailed: Error: [ InnerError: [Helm installation
                    failed : Timed out waiting for the resource to come to a rea
                    dy/completed state : Recommendation Please check the logs of
                     the pods in the release namespace : InnerError [release bac
                    kup failed, and has been uninstalled due to atomic being set
                    : timed out waiting for the condition]]] occurred while doin
                    g the operation : [Create] on the config, For general troubl
                    eshooting visit: https://aka.ms/k8s-extensions-TSG
'@
    }

    It 'of 80 columns: clusters' {
        Get-Screen 80 (Find-AksCluster) | Should -Be @'
Name               ResourceGroupName Kubernetes Nodes Power   State     Location
----               ----------------- ---------- ----- -----   -----     --------
demo-aks           demo-rg           1.34.2         3 Running Succeeded eastus
small-aks          demo-rg           1.34.2         1 Running Succeeded eastus
sp-aks             demo-rg           1.34.2         3 Running Succeeded eastus
stopped-aks        demo-rg           1.34.2         3 Stopped Succeeded eastus
cluster-of-team-pa group-of-team-pay 1.34.2         3 Running Succeeded eastus
yments-production- ments-production-
eu-1               eu-001
cluster-of-team-pa other             1.34.2         3 Running Succeeded eastus
yments-production-
eu-1
'@
    }

    It 'of 80 columns: types' {
        Get-Screen 80 (Get-AksClusterExtensionType demo-rg demo-aks -ExtensionType microsoft.d*) | Should -Be @'
Name                                 Scope     Description
----                                 -----     -----------
microsoft.dapr                       cluster   Dapr: portable, event-driven runt
                                               ime for distributed applications
microsoft.dataprotection.kubernetes  cluster   Azure Backup for AKS
'@
    }

    It 'of 80 columns: versions' {
        Get-Screen 80 (Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.flux -Version 1.1*) | Should -Be @'
ExtensionType                      Version          NotOnKubernetes ClusterTypes
-------------                      -------          --------------- ------------
microsoft.flux                     1.18.2
microsoft.flux                     1.17.3
microsoft.flux                     1.16.12
microsoft.flux                     1.15.0
microsoft.flux                     1.19.0-preview.1
'@
    }

    It 'of 80 columns: checks of healthy clusters' {
        Get-Screen 80 ($ids + (Get-ClusterId) | Test-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
   Cluster: all checks passed

Check               Result  Detail
-----               ------  ------
All                 Passed  cluster-of-team-payments-production-eu-1 (group-of-t
                            eam-payments-production-eu-001): all 8 checks passed
                            .
All                 Passed  cluster-of-team-payments-production-eu-1 (other): al
                            l 8 checks passed.
All                 Passed  demo-aks (demo-rg): all 8 checks passed.
'@
    }

    It 'of 80 columns: checks of a cluster with a problem' {
        Get-Screen 80 (Test-AksClusterExtension demo-rg sp-aks) | Should -Be @'
   Cluster: sp-aks (resource group demo-rg)

Check               Result  Detail
-----               ------  ------
SignedIn            Passed  Signed in (AccessToken).
ProvidersRegistered Passed  Microsoft.KubernetesConfiguration and Microsoft.Cont
                            ainerService are registered.
ClusterFound        Passed  Microsoft.ContainerService/managedClusters, in eastu
                            s, Kubernetes 1.34.2, 3 nodes.
Allowed             Passed  The sign-in can read, write and delete extensions on
                             this cluster.
ClusterRunning      Passed  The cluster is Running.
ManagedIdentity     Failed  The cluster has a service principal, which extension
                            s cannot use.
                            -> Change the cluster to a managed identity (az aks
                            update --enable-managed-identity).
NoOtherOperation    Passed  No operation is in progress.
Unlocked            Passed  No lock applies to the cluster.
'@
    }

    It 'of 120 columns: extensions' {
        Get-Screen 120 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
Cluster             Name                State     Version         ExtensionType
-------             ----                -----     -------         -------------
cluster-of-team-pay extension-of-team-p Succeeded 1.18.2 (pinned) microsoft.dataprotection.kubernetes
ments-production-eu ayments-production-
-1 (group-of-team-p 12
ayments-production-
eu-001)
cluster-of-team-pay extension-of-team-p Succeeded 1.18.2 (pinned) microsoft.dataprotection.kubernetes
ments-production-eu ayments-production-
-1 (other)          12
demo-aks            aks-managed-azure-m Succeeded 6.24.1          microsoft.azuremonitor.metrics
                    onitor-metrics
demo-aks            backup              Failed    -               microsoft.dataprotection.kubernetes
demo-aks            flux                Succeeded 1.18.2          microsoft.flux
'@
    }

    It 'of 120 columns: extensions, wide' {
        Get-Screen 120 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1 | Format-Table -View Wide) | Should -Be @'
Cluster           ResourceGroupName Name               State     Version         AutoUpgrade ReleaseTrain ExtensionType
-------           ----------------- ----               -----     -------         ----------- ------------ -------------
cluster-of-team-p group-of-team-pay extension-of-team- Succeeded 1.18.2 (pinned) off         stable       microsoft.data
ayments-productio ments-production- payments-productio                                                    protection.kub
n-eu-1            eu-001            n-12                                                                  ernetes
cluster-of-team-p other             extension-of-team- Succeeded 1.18.2 (pinned) off         stable       microsoft.data
ayments-productio                   payments-productio                                                    protection.kub
n-eu-1                              n-12                                                                  ernetes
demo-aks          demo-rg           aks-managed-azure- Succeeded 6.24.1          compatible  Stable       microsoft.azur
                                    monitor-metrics                                                       emonitor.metri
                                                                                                          cs
demo-aks          demo-rg           backup             Failed    -               compatible  Stable       microsoft.data
                                                                                                          protection.kub
                                                                                                          ernetes
demo-aks          demo-rg           flux               Succeeded 1.18.2          compatible  Stable       microsoft.flux
'@
    }

    It 'of 120 columns: extensions, as a list' {
        Get-Screen 120 (Get-AksClusterExtension -Cluster $ids[0] | Format-List) | Should -Be @'
Cluster           : cluster-of-team-payments-production-eu-1
ResourceGroupName : group-of-team-payments-production-eu-001
Name              : extension-of-team-payments-production-12
ExtensionType     : microsoft.dataprotection.kubernetes
State             : Succeeded
Version           : 1.18.2 (pinned)
AutoUpgrade       : off
ReleaseTrain      : stable
Scope             :
Id                : /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/group-of-team-payments-production
                    -eu-001/providers/Microsoft.ContainerService/managedClusters/cluster-of-team-payments-production-eu-
                    1/providers/Microsoft.KubernetesConfiguration/extensions/extension-of-team-payments-production-12
'@
    }

    It 'of 120 columns: diagnoses' {
        Get-Screen 120 (Get-AksClusterExtension demo-rg demo-aks -Name backup | Format-List -View Diagnosis) | Should -Be @'
Cluster           : demo-aks
ResourceGroupName : demo-rg
Name              : backup
State             : Failed
Cause             : HelmTimeout
Recommendation    : While Azure keeps retrying, check the pods and events of the extension's namespace (kubectl get pods
                    , kubectl get events): too little CPU or memory, taints, images that cannot be pulled and wrong sett
                    ings are the usual reasons.
Link              : https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cluster-extension-deploym
                    ent-errors#error-timed-out-waiting-for-resource-readiness
StatusMessage     : InstallationFailed: Error: [ InnerError: [Helm installation failed : Timed out waiting for the resou
                    rce to come to a ready/completed state : Recommendation Please check the logs of the pods in the rel
                    ease namespace : InnerError [release backup failed, and has been uninstalled due to atomic being set
                    : timed out waiting for the condition]]] occurred while doing the operation : [Create] on the config
                    , For general troubleshooting visit: https://aka.ms/k8s-extensions-TSG
'@
    }

    It 'of 120 columns: clusters' {
        Get-Screen 120 (Find-AksCluster) | Should -Be @'
Name               ResourceGroupName Kubernetes Nodes Power   State     Location
----               ----------------- ---------- ----- -----   -----     --------
demo-aks           demo-rg           1.34.2         3 Running Succeeded eastus
small-aks          demo-rg           1.34.2         1 Running Succeeded eastus
sp-aks             demo-rg           1.34.2         3 Running Succeeded eastus
stopped-aks        demo-rg           1.34.2         3 Stopped Succeeded eastus
cluster-of-team-pa group-of-team-pay 1.34.2         3 Running Succeeded eastus
yments-production- ments-production-
eu-1               eu-001
cluster-of-team-pa other             1.34.2         3 Running Succeeded eastus
yments-production-
eu-1
'@
    }

    It 'of 120 columns: types' {
        Get-Screen 120 (Get-AksClusterExtensionType demo-rg demo-aks -ExtensionType microsoft.d*) | Should -Be @'
Name                                 Scope     Description
----                                 -----     -----------
microsoft.dapr                       cluster   Dapr: portable, event-driven runtime for distributed applications
microsoft.dataprotection.kubernetes  cluster   Azure Backup for AKS
'@
    }

    It 'of 120 columns: versions' {
        Get-Screen 120 (Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.flux -Version 1.1*) | Should -Be @'
ExtensionType                      Version          NotOnKubernetes ClusterTypes
-------------                      -------          --------------- ------------
microsoft.flux                     1.18.2
microsoft.flux                     1.17.3
microsoft.flux                     1.16.12
microsoft.flux                     1.15.0
microsoft.flux                     1.19.0-preview.1
'@
    }

    It 'of 120 columns: checks of healthy clusters' {
        Get-Screen 120 ($ids + (Get-ClusterId) | Test-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
   Cluster: all checks passed

Check               Result  Detail
-----               ------  ------
All                 Passed  cluster-of-team-payments-production-eu-1 (group-of-team-payments-production-eu-001): all 8 c
                            hecks passed.
All                 Passed  cluster-of-team-payments-production-eu-1 (other): all 8 checks passed.
All                 Passed  demo-aks (demo-rg): all 8 checks passed.
'@
    }

    It 'of 120 columns: checks of a cluster with a problem' {
        Get-Screen 120 (Test-AksClusterExtension demo-rg sp-aks) | Should -Be @'
   Cluster: sp-aks (resource group demo-rg)

Check               Result  Detail
-----               ------  ------
SignedIn            Passed  Signed in (AccessToken).
ProvidersRegistered Passed  Microsoft.KubernetesConfiguration and Microsoft.ContainerService are registered.
ClusterFound        Passed  Microsoft.ContainerService/managedClusters, in eastus, Kubernetes 1.34.2, 3 nodes.
Allowed             Passed  The sign-in can read, write and delete extensions on this cluster.
ClusterRunning      Passed  The cluster is Running.
ManagedIdentity     Failed  The cluster has a service principal, which extensions cannot use.
                            -> Change the cluster to a managed identity (az aks update --enable-managed-identity).
NoOtherOperation    Passed  No operation is in progress.
Unlocked            Passed  No lock applies to the cluster.
'@
    }

    It 'of <Width> columns cuts nothing: <Command>' -ForEach @(
        foreach ($width in 80, 120) {
            foreach ($command in 'Get-AksClusterExtension -Cluster $ids[0]', 'Find-AksClusterExtension', 'Find-AksCluster',
                'Get-AksClusterExtensionType demo-rg demo-aks', 'Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.*',
                'Test-AksClusterExtension demo-rg demo-aks -Name backup', 'Get-AksClusterExtension -Cluster $ids | Format-List -View Diagnosis') {
                @{ Width = $width; Command = $command }
            }
        }
    ) {
        $screen = Get-Screen $Width (& ([scriptblock]::Create($Command)))
        $screen | Should -Not -BeNullOrEmpty
        $screen | Should -Not -Match '…|\.\.\.$'
        ($screen -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $Width
        # A heading that did not fit would stand in two lines, above its line of hyphens.
        $headings = ($screen -split "`n" | Where-Object { $_.Trim() })[0]
        $headings | Should -Not -Match '^\s+\S{1,8}$'
    }

    It 'shows the resource group where names repeat, also in a search' {
        $all = Find-AksClusterExtension
        ($all | Where-Object Cluster -eq $long).DisplayCluster | Sort-Object | Should -Be "$long (group-of-team-payments-production-eu-001)", "$long (other)"
        ($all | Where-Object Cluster -eq demo-aks).DisplayCluster | Select-Object -Unique | Should -Be 'demo-aks'
        # The first of a name is known before the second is read.
        ($ids | Get-AksClusterExtension -ThrottleLimit 1).DisplayCluster | Should -Be "$long (group-of-team-payments-production-eu-001)", "$long (other)"
        (Get-AksClusterExtension -Cluster $ids[1]).DisplayCluster | Should -Be $long
    }

    It 'a message of 100 kB is shortened where it is shown, and whole in its property' {
        $message = 'x' * 100KB
        Add-Extension long -Properties @{ provisioningState = 'Failed'; statuses = @(@{ code = 'Code'; message = $message; level = 'Error' }) }
        $extension = Get-AksClusterExtension demo-rg demo-aks -Name long
        $extension.StatusMessage.Length | Should -BeGreaterThan 100000
        foreach ($view in { Format-List }, { Format-List -View Diagnosis }, { Format-Table }, { Format-Table -View Diagnosis }) {
            $shown = $extension | & ([scriptblock]::Create("`$input | $view")) | Out-String -Width 120
            $shown.Length | Should -BeLessThan 5000
        }

        ($extension | Format-List | Out-String -Width 120) -replace '\s' | Should -BeLike '*xxx...(1024*characters*'
        (Test-AksClusterExtension demo-rg demo-aks -Name long | Out-String -Width 120).Length | Should -BeLessThan 8000
        Add-Fault @{ method = 'GET'; status = 400; body = @{ error = @{ code = 'Bad'; message = $message } } }
        $null = Get-AksClusterExtension demo-rg demo-aks -Name flux -ErrorAction SilentlyContinue -ErrorVariable problem
        "$problem".Length | Should -BeLessThan 3000
        $problem[0].Exception.Message.Length | Should -BeGreaterThan 100000
    }
}
