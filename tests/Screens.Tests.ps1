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

    $baseline = Join-Path $TestDrive fleet.yaml
    Set-Content $baseline @'
version: 1
rings:
  - { name: canary, clusters: { names: cluster-of-* } }
  - { name: everywhere }
extensions:
  - { name: extension-of-team-payments-production-12, type: microsoft.dataprotection.kubernetes, version: 1.19.0, clusters: { names: cluster-of-* } }
  - { name: flux, type: microsoft.flux, clusters: { names: demo-aks }, version: 1.17.3 }
'@

    function Get-Screen([int] $Width, $Objects) {
        # As a console shows it, which leaves the last column free, without trailing blanks.
        ((($Objects | Out-String -Width ($Width - 1)) -split '\r?\n').TrimEnd() -join "`n").Trim("`n")
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'A screen' {
    It 'of 80 columns: extensions' {
        Get-Screen 80 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
Cluster              Name             State     Version         ExtensionType
-------              ----             -----     -------         -------------
cluster-of-team-paym extension-of-tea Succeeded 1.18.2 (pinned) microsoft.datap
ents-production-eu-1 m-payments-produ                           rotection.kuber
 (group-of-team-paym ction-12                                   netes
ents-production-eu-0
01)
cluster-of-team-paym extension-of-tea Succeeded 1.18.2 (pinned) microsoft.datap
ents-production-eu-1 m-payments-produ                           rotection.kuber
 (other)             ction-12                                   netes
demo-aks             aks-managed-azur Succeeded 6.24.1          microsoft.azure
                     e-monitor-metric                           monitor.metrics
                     s
demo-aks             backup           Failed    -               microsoft.datap
                                                                rotection.kuber
                                                                netes
demo-aks             flux             Succeeded 1.18.2          microsoft.flux
'@
    }

    It 'of 80 columns: extensions, wide' {
        Get-Screen 80 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1 | Format-Table -View Wide) | Should -Be @'
Cluster           ResourceGroupName Name              State     Version
-------           ----------------- ----              -----     -------
cluster-of-team-p group-of-team-pay extension-of-team Succeeded 1.18.2 (pinned)
ayments-productio ments-production- -payments-product
n-eu-1            eu-001            ion-12
cluster-of-team-p other             extension-of-team Succeeded 1.18.2 (pinned)
ayments-productio                   -payments-product
n-eu-1                              ion-12
demo-aks          demo-rg           aks-managed-azure Succeeded 6.24.1
                                    -monitor-metrics
demo-aks          demo-rg           backup            Failed    -
demo-aks          demo-rg           flux              Succeeded 1.18.2
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
Id                : /subscriptions/11111111-2222-3333-4444-555555555555/resourc
                    eGroups/group-of-team-payments-production-eu-001/providers/
                    Microsoft.ContainerService/managedClusters/cluster-of-team-
                    payments-production-eu-1/providers/Microsoft.KubernetesConf
                    iguration/extensions/extension-of-team-payments-production-
                    12
'@
    }

    It 'of 80 columns: diagnoses' {
        Get-Screen 80 (Get-AksClusterExtension demo-rg demo-aks -Name backup | Format-List -View Diagnosis) | Should -Be @'
Cluster           : demo-aks
ResourceGroupName : demo-rg
Name              : backup
State             : Failed
Cause             : HelmTimeout
Recommendation    : While Azure keeps retrying, check the pods and events of th
                    e extension's namespace (Get-AksClusterExtension -IncludePo
                    ds, or kubectl get pods and kubectl get events): too little
                     CPU or memory, taints, images that cannot be pulled and wr
                    ong settings are the usual reasons.
Link              : https://learn.microsoft.com/troubleshoot/azure/azure-kubern
                    etes/extensions/cluster-extension-deployment-errors#error-t
                    imed-out-waiting-for-resource-readiness
StatusMessage     : InstallationFailed: Error: [ InnerError: [Helm installation
                     failed : Timed out waiting for the resource to come to a r
                    eady/completed state : Recommendation Please check the logs
                     of the pods in the release namespace : InnerError [release
                     backup failed, and has been uninstalled due to atomic bein
                    g set: timed out waiting for the condition]]] occurred whil
                    e doing the operation : [Create] on the config, For general
                     troubleshooting visit: https://aka.ms/k8s-extensions-TSG
'@
    }

    It 'of 80 columns: clusters' {
        Get-Screen 80 (Find-AksCluster) | Should -Be @'
Name              ResourceGroupName Kubernetes Nodes Power   State     Location
----              ----------------- ---------- ----- -----   -----     --------
demo-aks          demo-rg           1.34.2         3 Running Succeeded eastus
small-aks         demo-rg           1.34.2         1 Running Succeeded eastus
sp-aks            demo-rg           1.34.2         3 Running Succeeded eastus
stopped-aks       demo-rg           1.34.2         3 Stopped Succeeded eastus
cluster-of-team-p group-of-team-pay 1.34.2         3 Running Succeeded eastus
ayments-productio ments-production-
n-eu-1            eu-001
cluster-of-team-p other             1.34.2         3 Running Succeeded eastus
ayments-productio
n-eu-1
'@
    }

    It 'of 80 columns: types' {
        Get-Screen 80 (Get-AksClusterExtensionType demo-rg demo-aks -ExtensionType microsoft.d*) | Should -Be @'
Name                                 Scope     Description
----                                 -----     -----------
microsoft.dapr                       cluster   Dapr: portable, event-driven run
                                               time for distributed application
                                               s
microsoft.dataprotection.kubernetes  cluster   Azure Backup for AKS
'@
    }

    It 'of 80 columns: versions' {
        Get-Screen 80 (Get-AksClusterExtensionTypeVersion demo-rg demo-aks -ExtensionType microsoft.flux -Version 1.1*) | Should -Be @'
ExtensionType                    Version          NotOnKubernetes ClusterTypes
-------------                    -------          --------------- ------------
microsoft.flux                   1.18.2
microsoft.flux                   1.17.3
microsoft.flux                   1.16.12
microsoft.flux                   1.15.0
microsoft.flux                   1.19.0-preview.1
'@
    }

    It 'of 80 columns: checks of healthy clusters' {
        Get-Screen 80 ($ids + (Get-ClusterId) | Test-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
   Cluster: all checks passed

Check               Result  Detail
-----               ------  ------
All                 Passed  cluster-of-team-payments-production-eu-1 (group-of-
                            team-payments-production-eu-001): all 8 checks pass
                            ed.
All                 Passed  cluster-of-team-payments-production-eu-1 (other): a
                            ll 8 checks passed.
All                 Passed  demo-aks (demo-rg): all 8 checks passed.
'@
    }

    It 'of 80 columns: checks of a cluster with a problem' {
        Get-Screen 80 (Test-AksClusterExtension demo-rg sp-aks) | Should -Be @'
   Cluster: sp-aks (resource group demo-rg)

Check               Result  Detail
-----               ------  ------
SignedIn            Passed  Signed in (AccessToken).
ProvidersRegistered Passed  Microsoft.KubernetesConfiguration and Microsoft.Con
                            tainerService are registered.
ClusterFound        Passed  Microsoft.ContainerService/managedClusters, in east
                            us, Kubernetes 1.34.2, 3 nodes.
Allowed             Passed  The sign-in can read, write and delete extensions o
                            n this cluster.
ClusterRunning      Passed  The cluster is Running.
ManagedIdentity     Failed  The cluster has a service principal, which extensio
                            ns cannot use.
                            -> Change the cluster to a managed identity (az aks
                             update --enable-managed-identity).
NoOtherOperation    Passed  No operation is in progress.
Unlocked            Passed  No lock applies to the cluster.
'@
    }

    It 'of 120 columns: extensions' {
        Get-Screen 120 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
Cluster              Name                                 State     Version         ExtensionType
-------              ----                                 -----     -------         -------------
cluster-of-team-paym extension-of-team-payments-productio Succeeded 1.18.2 (pinned) microsoft.dataprotection.kubernetes
ents-production-eu-1 n-12
 (group-of-team-paym
ents-production-eu-0
01)
cluster-of-team-paym extension-of-team-payments-productio Succeeded 1.18.2 (pinned) microsoft.dataprotection.kubernetes
ents-production-eu-1 n-12
 (other)
demo-aks             aks-managed-azure-monitor-metrics    Succeeded 6.24.1          microsoft.azuremonitor.metrics
demo-aks             backup                               Failed    -               microsoft.dataprotection.kubernetes
demo-aks             flux                                 Succeeded 1.18.2          microsoft.flux
'@
    }

    It 'of 120 columns: extensions, wide' {
        Get-Screen 120 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1 | Format-Table -View Wide) | Should -Be @'
Cluster           ResourceGroupName Name              State     Version         AutoUpgrade ReleaseTrain ExtensionType
-------           ----------------- ----              -----     -------         ----------- ------------ -------------
cluster-of-team-p group-of-team-pay extension-of-team Succeeded 1.18.2 (pinned) off         stable       microsoft.data
ayments-productio ments-production- -payments-product                                                    protection.kub
n-eu-1            eu-001            ion-12                                                               ernetes
cluster-of-team-p other             extension-of-team Succeeded 1.18.2 (pinned) off         stable       microsoft.data
ayments-productio                   -payments-product                                                    protection.kub
n-eu-1                              ion-12                                                               ernetes
demo-aks          demo-rg           aks-managed-azure Succeeded 6.24.1          compatible  Stable       microsoft.azur
                                    -monitor-metrics                                                     emonitor.metri
                                                                                                         cs
demo-aks          demo-rg           backup            Failed    -               compatible  Stable       microsoft.data
                                                                                                         protection.kub
                                                                                                         ernetes
demo-aks          demo-rg           flux              Succeeded 1.18.2          compatible  Stable       microsoft.flux
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
Id                : /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/group-of-team-payments-productio
                    n-eu-001/providers/Microsoft.ContainerService/managedClusters/cluster-of-team-payments-production-e
                    u-1/providers/Microsoft.KubernetesConfiguration/extensions/extension-of-team-payments-production-12
'@
    }

    It 'of 120 columns: diagnoses' {
        Get-Screen 120 (Get-AksClusterExtension demo-rg demo-aks -Name backup | Format-List -View Diagnosis) | Should -Be @'
Cluster           : demo-aks
ResourceGroupName : demo-rg
Name              : backup
State             : Failed
Cause             : HelmTimeout
Recommendation    : While Azure keeps retrying, check the pods and events of the extension's namespace (Get-AksClusterE
                    xtension -IncludePods, or kubectl get pods and kubectl get events): too little CPU or memory, taint
                    s, images that cannot be pulled and wrong settings are the usual reasons.
Link              : https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cluster-extension-deploy
                    ment-errors#error-timed-out-waiting-for-resource-readiness
StatusMessage     : InstallationFailed: Error: [ InnerError: [Helm installation failed : Timed out waiting for the reso
                    urce to come to a ready/completed state : Recommendation Please check the logs of the pods in the r
                    elease namespace : InnerError [release backup failed, and has been uninstalled due to atomic being
                    set: timed out waiting for the condition]]] occurred while doing the operation : [Create] on the co
                    nfig, For general troubleshooting visit: https://aka.ms/k8s-extensions-TSG
'@
    }

    It 'of 120 columns: clusters' {
        Get-Screen 120 (Find-AksCluster) | Should -Be @'
Name              ResourceGroupName Kubernetes Nodes Power   State     Location
----              ----------------- ---------- ----- -----   -----     --------
demo-aks          demo-rg           1.34.2         3 Running Succeeded eastus
small-aks         demo-rg           1.34.2         1 Running Succeeded eastus
sp-aks            demo-rg           1.34.2         3 Running Succeeded eastus
stopped-aks       demo-rg           1.34.2         3 Stopped Succeeded eastus
cluster-of-team-p group-of-team-pay 1.34.2         3 Running Succeeded eastus
ayments-productio ments-production-
n-eu-1            eu-001
cluster-of-team-p other             1.34.2         3 Running Succeeded eastus
ayments-productio
n-eu-1
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
ExtensionType                    Version          NotOnKubernetes ClusterTypes
-------------                    -------          --------------- ------------
microsoft.flux                   1.18.2
microsoft.flux                   1.17.3
microsoft.flux                   1.16.12
microsoft.flux                   1.15.0
microsoft.flux                   1.19.0-preview.1
'@
    }

    It 'of 120 columns: checks of healthy clusters' {
        Get-Screen 120 ($ids + (Get-ClusterId) | Test-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
   Cluster: all checks passed

Check               Result  Detail
-----               ------  ------
All                 Passed  cluster-of-team-payments-production-eu-1 (group-of-team-payments-production-eu-001): all 8
                            checks passed.
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

    It 'of 160 columns: extensions' {
        Get-Screen 160 ($ids + (Get-ClusterId) | Get-AksClusterExtension -ThrottleLimit 1) | Should -Be @'
Cluster              Name                                                     State     Version         ExtensionType
-------              ----                                                     -----     -------         -------------
cluster-of-team-paym extension-of-team-payments-production-12                 Succeeded 1.18.2 (pinned) microsoft.dataprotection.kubernetes
ents-production-eu-1
 (group-of-team-paym
ents-production-eu-0
01)
cluster-of-team-paym extension-of-team-payments-production-12                 Succeeded 1.18.2 (pinned) microsoft.dataprotection.kubernetes
ents-production-eu-1
 (other)
demo-aks             aks-managed-azure-monitor-metrics                        Succeeded 6.24.1          microsoft.azuremonitor.metrics
demo-aks             backup                                                   Failed    -               microsoft.dataprotection.kubernetes
demo-aks             flux                                                     Succeeded 1.18.2          microsoft.flux
'@
    }

    It 'of 80 columns: diagnoses, as a table' {
        Get-Screen 80 (Get-AksClusterExtension demo-rg demo-aks -Name backup | Format-Table -View Diagnosis) | Should -Be @'
Cluster          Name             Cause                Recommendation
-------          ----             -----                --------------
demo-aks         backup           HelmTimeout          While Azure keeps retryi
                                                       ng, check the pods and e
                                                       vents of the extension's
                                                        namespace (Get-AksClust
                                                       erExtension -IncludePods
                                                       , or kubectl get pods an
                                                       d kubectl get events): t
                                                       oo little CPU or memory,
                                                        taints, images that can
                                                       not be pulled and wrong
                                                       settings are the usual r
                                                       easons.
'@
    }

    It 'of 80 columns: types, as a list' {
        Get-Screen 80 (Get-AksClusterExtensionType demo-rg demo-aks -ExtensionType microsoft.dapr | Format-List) | Should -Be @'
Name                      : microsoft.dapr
Description               : Dapr: portable, event-driven runtime for distribute
                            d applications
Publisher                 : Microsoft Dapr
Scope                     : cluster
DefaultReleaseNamespace   : dapr-system
AllowMultipleInstances    : False
IsManagedIdentityRequired : False
SupportedClusterTypes     : managedClusters, connectedClusters
'@
    }

    It 'of 120 columns: diagnoses, as a table' {
        Get-Screen 120 (Get-AksClusterExtension demo-rg demo-aks -Name backup | Format-Table -View Diagnosis) | Should -Be @'
Cluster          Name             Cause                Recommendation
-------          ----             -----                --------------
demo-aks         backup           HelmTimeout          While Azure keeps retrying, check the pods and events of the ext
                                                       ension's namespace (Get-AksClusterExtension -IncludePods, or kub
                                                       ectl get pods and kubectl get events): too little CPU or memory,
                                                        taints, images that cannot be pulled and wrong settings are the
                                                        usual reasons.
'@
    }

    It 'of 120 columns: types, as a list' {
        Get-Screen 120 (Get-AksClusterExtensionType demo-rg demo-aks -ExtensionType microsoft.dapr | Format-List) | Should -Be @'
Name                      : microsoft.dapr
Description               : Dapr: portable, event-driven runtime for distributed applications
Publisher                 : Microsoft Dapr
Scope                     : cluster
DefaultReleaseNamespace   : dapr-system
AllowMultipleInstances    : False
IsManagedIdentityRequired : False
SupportedClusterTypes     : managedClusters, connectedClusters
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
        $objects = & ([scriptblock]::Create($Command))
        $screen = Get-Screen $Width $objects
        $screen | Should -Not -BeNullOrEmpty
        $screen | Should -Not -Match '…|\.\.\.$'
        ($screen -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $Width
        # All headings are whole in the one line above the hyphens.
        $lines = $screen -split "`n"
        $hyphens = $lines.IndexOf(($lines -match '^-+( |$)' | Select-Object -First 1))
        if ($hyphens -gt 0) {
            $tables = (Get-FormatData @($objects)[0].PSObject.TypeNames[0]).FormatViewDefinition.Control | Where-Object { $_ -is [System.Management.Automation.TableControl] }
            $lines[$hyphens - 1].Trim() -split '\s+' | Should -Be @($tables)[0].Headers.Label
        }
    }

    It 'shows the resource group where names repeat, also in a search' {
        $all = Find-AksClusterExtension
        ($all | Where-Object Cluster -eq $long).DisplayCluster | Sort-Object | Should -Be "$long (group-of-team-payments-production-eu-001)", "$long (other)"
        ($all | Where-Object Cluster -eq demo-aks).DisplayCluster | Select-Object -Unique | Should -Be 'demo-aks'
        # The first of two names is known before the second one is read.
        ($ids | Get-AksClusterExtension -ThrottleLimit 1).DisplayCluster | Should -Be "$long (group-of-team-payments-production-eu-001)", "$long (other)"
        (Get-AksClusterExtension -Cluster $ids[1]).DisplayCluster | Should -Be $long
    }

    Context 'of pods that are not well' {
        BeforeAll {
            Set-EmulatorOption @{ kubernetesResourcesAvailable = $true }
            $null = Connect-TestEmulator
        }

        It 'of <Width> columns: their list' -ForEach @(@{ Width = 80 }, @{ Width = 120 }) {
            Add-Pod 'Two pods, of which one is well' -Namespace dataprotection-microsoft
            Get-Screen $Width (Get-AksClusterExtension demo-rg demo-aks -Name backup -IncludePods).Pods | Should -Be @'
   Extension: backup on demo-aks (demo-rg)

Name                          Reason                     Cause
----                          ------                     -----
dapr-operator-7d9c6b5f44-x2x5 RunContainerError (128)    ContainerCrashing
k
'@
        }

        It 'of 80 columns: everything about one' {
            Add-Pod 'Failed job' -Namespace dataprotection-microsoft
            Get-Screen 80 ((Get-AksClusterExtension demo-rg demo-aks -Name backup -IncludePods).Pods | Format-List) | Should -Be @'
Extension      : backup
Cluster        : demo-aks
Namespace      : dataprotection-microsoft
Kind           : Job
Name           : dapr-hook
Phase          :
Reason         : BackoffLimitExceeded
Container      : hook
ExitCode       : 3
RestartCount   : 0
Message        : Job has reached the specified backoff limit
Events         : BackoffLimitExceeded: Job has reached the specified backoff li
                 mit
Cause          : ChartJobFailed
Recommendation : Check the job's pods and events in the extension's namespace d
                 uring the installation (kubectl get events, kubectl logs): net
                 work policies, images, taints and nodes that do not meet the e
                 xtension's requirements are the usual reasons.
Link           : https://learn.microsoft.com/troubleshoot/azure/azure-kubernete
                 s/extensions/cluster-extension-deployment-errors#error-timed-o
                 ut-waiting-for-resource-readiness
'@
        }

        It 'of 120 columns: those of an extension' {
            Add-Pod 'Quota exceeded' -Namespace dataprotection-microsoft
            $screen = Get-Screen 120 (Get-AksClusterExtension demo-rg demo-aks -Name backup -IncludePods | Format-List -View Diagnosis)
            $screen | Should -BeLike @'
Cluster           : demo-aks
ResourceGroupName : demo-rg
Name              : backup
State             : Failed
Cause             : NamespaceQuotaExceeded
Recommendation    : *
Pods              : ReplicaSet/dapr-sentry-6f7d9b8c55: FailedCreate: pods "dapr-sentry-6f7d9b8c55-" is forbidden: excee
                    ded quota: compute, requested: limits.memory=200Mi, used: limits.memory=1Gi, limited: limits.memory
                    =1Gi
StatusMessage     : InstallationFailed: *
'@
        }
    }

    Context 'of what changes the clusters' {
        It 'differences from a baseline, of 80 and of 120 columns' {
            $objects = Compare-AksClusterExtension $baseline -WarningAction Ignore
            (Get-Screen 80 $objects) | Should -Be @'
Cluster          Name             Status     Action  Ring     Differences
-------          ----             ------     ------  ----     -----------
cluster-of-team- extension-of-tea Different  Update  canary   version: 1.18.2 -
payments-product m-payments-produ                             > 1.19.0
ion-eu-1 (group- ction-12
of-team-payments
-production-eu-0
01)
cluster-of-team- extension-of-tea Different  Update  canary   version: 1.18.2 -
payments-product m-payments-produ                             > 1.19.0
ion-eu-1 (other) ction-12
demo-aks         flux             Different  Update  everywhe version: 1.18.2 (
                                                     re       not pinned) -> 1.
                                                              17.3; autoUpgrade
                                                              MinorVersion: tru
                                                              e -> false
'@
            (Get-Screen 120 $objects) | Should -Be @'
Cluster          Name             Status     Action  Ring     Differences
-------          ----             ------     ------  ----     -----------
cluster-of-team- extension-of-tea Different  Update  canary   version: 1.18.2 -> 1.19.0
payments-product m-payments-produ
ion-eu-1 (group- ction-12
of-team-payments
-production-eu-0
01)
cluster-of-team- extension-of-tea Different  Update  canary   version: 1.18.2 -> 1.19.0
payments-product m-payments-produ
ion-eu-1 (other) ction-12
demo-aks         flux             Different  Update  everywhe version: 1.18.2 (not pinned) -> 1.17.3; autoUpgradeMinorV
                                                     re       ersion: true -> false
'@
        }

        It 'changes of a rollout, of 80 and of 120 columns' {
            $objects = Sync-AksClusterExtension $baseline -ThrottleLimit 1 -WarningAction Ignore -ErrorAction Ignore -InformationAction Ignore
            (Get-Screen 80 $objects) | Should -Be @'
Cluster          Name             Action  Result         Detail
-------          ----             ------  ------         ------
cluster-of-team- extension-of-tea Update  Failed         extension-of-team-paym
payments-product m-payments-produ                        ents-production-12 on
ion-eu-1 (group- ction-12                                cluster-of-team-paymen
of-team-payments                                         ts-production-eu-1 (gr
-production-eu-0                                         oup-of-team-payments-p
01)                                                      roduction-eu-001): The
                                                          version or the extens
                                                         ion type is not availa
                                                         ble for this cluster.
cluster-of-team- extension-of-tea Update  Failed         extension-of-team-paym
payments-product m-payments-produ                        ents-production-12 on
ion-eu-1 (other) ction-12                                cluster-of-team-paymen
                                                         ts-production-eu-1 (ot
                                                         her): The version or t
                                                         he extension type is n
                                                         ot available for this
                                                         cluster.
demo-aks         flux             Update  WaitingForRing Ring 'canary' is not i
                                                         n sync: extension-of-t
                                                         eam-payments-productio
                                                         n-12 on cluster-of-tea
                                                         m-payments-production-
                                                         eu-1 (group-of-team-pa
                                                         yments-production-eu-0
                                                         01) is Different; exte
                                                         nsion-of-team-payments
                                                         -production-12 on clus
                                                         ter-of-team-payments-p
                                                         roduction-eu-1 (other)
                                                          is Different.
'@
            (Get-Screen 120 $objects) | Should -Be @'
Cluster          Name             Action  Result         Detail
-------          ----             ------  ------         ------
cluster-of-team- extension-of-tea Update  Failed         extension-of-team-payments-production-12 on cluster-of-team-pa
payments-product m-payments-produ                        yments-production-eu-1 (group-of-team-payments-production-eu-0
ion-eu-1 (group- ction-12                                01): The version or the extension type is not available for th
of-team-payments                                         is cluster.
-production-eu-0
01)
cluster-of-team- extension-of-tea Update  Failed         extension-of-team-payments-production-12 on cluster-of-team-pa
payments-product m-payments-produ                        yments-production-eu-1 (other): The version or the extension t
ion-eu-1 (other) ction-12                                ype is not available for this cluster.
demo-aks         flux             Update  WaitingForRing Ring 'canary' is not in sync: extension-of-team-payments-produ
                                                         ction-12 on cluster-of-team-payments-production-eu-1 (group-of
                                                         -team-payments-production-eu-001) is Different; extension-of-t
                                                         eam-payments-production-12 on cluster-of-team-payments-product
                                                         ion-eu-1 (other) is Different.
'@
        }

        It 'operations, of 80 and of 120 columns' {
            $objects = $ids | Remove-AksClusterExtension -Name $longName -Force -NoWait -ThrottleLimit 1 -InformationAction Ignore
            (Get-Screen 80 $objects) -replace '\d{4}-\d\d-\d\dT[\d:]{8}Z', '2026-01-01T00:00:00Z' | Should -Be @'
Cluster              ExtensionName        Kind   Status    StartedAt
-------              -------------        ----   ------    ---------
cluster-of-team-paym extension-of-team-pa Delete Deleting  2026-01-01T00:00:00Z
ents-production-eu-1 yments-production-12
cluster-of-team-paym extension-of-team-pa Delete Deleting  2026-01-01T00:00:00Z
ents-production-eu-1 yments-production-12
'@
            (Get-Screen 120 $objects) -replace '\d{4}-\d\d-\d\dT[\d:]{8}Z', '2026-01-01T00:00:00Z' | Should -Be @'
Cluster              ExtensionName                            Kind   Status    StartedAt
-------              -------------                            ----   ------    ---------
cluster-of-team-paym extension-of-team-payments-production-12 Delete Deleting  2026-01-01T00:00:00Z
ents-production-eu-1
cluster-of-team-paym extension-of-team-payments-production-12 Delete Deleting  2026-01-01T00:00:00Z
ents-production-eu-1
'@
        }
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
