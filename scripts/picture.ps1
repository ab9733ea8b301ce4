<#
.SYNOPSIS
Makes docs/images/report.png, the picture of a report in the README, from the estate of an emulator. Needs Chromium, Chrome or Edge.
#>
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'processes.ps1')
$root = Split-Path $PSScriptRoot
$browser = Get-Command chromium, chromium-browser, google-chrome, microsoft-edge, chrome, msedge -CommandType Application -ErrorAction Ignore | Select-Object -First 1
if (-not $browser) {
    throw 'There is no Chromium, Chrome or Edge on the PATH; on Debian, apt-get install chromium installs it.'
}

# The same fleet every time: what is where depends on the cluster's number only.
function Get-Estate([string] $SubscriptionId) {
    $types = @(
        @{ Name = 'flux'; Type = 'microsoft.flux'; Versions = '1.18.2', '1.18.2', '1.18.2', '1.17.3' }
        @{ Name = 'dapr'; Type = 'microsoft.dapr'; Versions = '1.16.4', '1.16.4', '1.15.6' }
        @{ Name = 'backup'; Type = 'microsoft.dataprotection.kubernetes'; Versions = @('0.0.3180') }
        @{ Name = 'azureml'; Type = 'Microsoft.AzureML.Kubernetes'; Versions = '1.3.5', '1.3.5', '1.2.11' }
        @{ Name = 'monitor'; Type = 'microsoft.azuremonitor.containers'; Versions = '3.1.31', '3.1.31', '3.1.29' }
    )
    $clusters = @()
    $extensions = foreach ($at in 0..47) {
        $region = 'eastus', 'westeurope', 'southeastasia', 'northeurope' | Select-Object -Index ($at % 4)
        $stage = $at % 6 -eq 5 ? 'test' : 'prod'
        $name = "shop-$stage-$('{0:00}' -f $at)"
        $group = "shops-$region"
        $clusters += @{
            name = $name; resourceGroup = $group; location = $region; nodes = 3 + $at % 5; kubernetesVersion = $at % 5 -eq 0 ? '1.33.6' : '1.34.2'
            tags = @{ env = $stage; ring = $at % 12 -eq 0 ? 'canary' : 'rest' }
        }
        foreach ($number in 0..($types.Count - 1)) {
            $type = $types[$number]
            $mix = $at * 5 + $number * 3
            if ($mix % 7 -eq 6) {
                continue
            }

            $version = $type.Versions[$mix % $type.Versions.Count]
            $state = $mix % 29 -eq 4 ? 'Failed' : $mix % 41 -eq 9 ? 'Updating' : 'Succeeded'
            $cluster = "/subscriptions/$SubscriptionId/resourceGroups/$group/providers/Microsoft.ContainerService/managedClusters/$name"
            @{
                id = "$cluster/providers/Microsoft.KubernetesConfiguration/extensions/$($type.Name)"
                name = $type.Name
                properties = @{
                    extensionType = $type.Type; currentVersion = $version; provisioningState = $state; releaseTrain = 'Stable'
                    autoUpgradeMinorVersion = $mix % 13 -ne 2; version = $mix % 13 -eq 2 ? $version : $null
                    statuses = @($state -eq 'Failed' ? @{
                        code = 'InstallationFailed'; level = 'Error'
                        message = $mix % 2 ? 'Helm installation failed : Timed out waiting for the resource to come to a ready/completed state' :
                            "Failed to pull image 'contoso.azurecr.io/$($type.Name):$version': unauthorized: authentication required"
                    } : @())
                }
            }
        }
    }

    $clusters, $extensions
}

$work = New-Item -ItemType Directory -Force (Join-Path $root 'out/picture')
$page = Join-Path $work 'report.html'
$picture = Join-Path $work 'report.png'
Import-Module (Join-Path $root 'out/AksExtensions/AksExtensions.psd1')
$emulator = Start-Emulator '--operation-seconds', '0'
try {
    $clusters, $extensions = Get-Estate $emulator.subscriptionId
    Send-Control $emulator PUT clusters $clusters
    Send-Control $emulator POST extensions $extensions
    $null = Connect-Emulator $emulator
    Set-Content (Join-Path $work 'fleet.yaml') @'
version: 1
extensions:
  - name: flux
    type: microsoft.flux
    clusters: { tags: { env: prod } }
  - name: dapr
    type: microsoft.dapr
    clusters: { tags: { ring: canary } }
    version: 1.16.4
'@
    $null = Find-AksCluster -Name shop-* | Export-AksClusterExtensionReport $page -Baseline (Join-Path $work 'fleet.yaml') -Title 'Contoso shops: AKS extensions' -Force
}
finally {
    Stop-Emulator $emulator
}

$address = [uri]::new($page, [UriKind]::Absolute).AbsoluteUri
& $browser.Source --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars `
    "--user-data-dir=$(Join-Path $work profile)" "--window-size=1280,860" --virtual-time-budget=3000 "--screenshot=$picture" $address 2>&1 | Out-Null
if (-not (Test-Path $picture)) {
    throw "$($browser.Source) made no picture."
}

$images = New-Item -ItemType Directory -Force (Join-Path $root 'docs/images')
Move-Item -Force $picture (Join-Path $images 'report.png')
Remove-Item -Recurse -Force (Join-Path $work profile) -ErrorAction Ignore
Get-Item (Join-Path $images 'report.png')
