# What Enable-AksExtensionAzAlias puts into the session: the extension commands of Az.KubernetesConfiguration, with their parameters, over the
# commands of AksExtensions. Scripts that were written for that module run unchanged; about_AksExtensions_Migration describes what differs.
# The file uses only what constrained language mode allows.
Set-StrictMode -Version 3

# These are about the outer command, to which PowerShell applies them, or have no meaning for the inner one.
$script:outerParameters = 'OutVariable', 'OutBuffer', 'PipelineVariable', 'ErrorVariable', 'WarningVariable', 'InformationVariable', 'InputObject', 'PassThru'

# The parameters for a command of AksExtensions. Az sends false only for -AutoUpgradeMinorVersion:$false, and nothing without the switch.
function ConvertTo-Parameter {
    param($Bound, [hashtable] $More = @{})

    $parameters = @{} + $More
    foreach ($name in $Bound.Keys | Where-Object { $_ -notin $script:outerParameters }) {
        $parameters[$name] = $Bound[$name] -is [switch] -and $name -eq 'AutoUpgradeMinorVersion' ? [bool] $Bound[$name] : $Bound[$name]
    }

    $parameters
}

function New-AzKubernetesExtension {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)] [string] $ClusterName,
        [Parameter(Mandatory)] [string] $ClusterType,
        [Parameter(Mandatory)] [Alias('ExtensionName')] [string] $Name,
        [Parameter(Mandatory)] [string] $ResourceGroupName,
        [string] $SubscriptionId,
        [Parameter(Mandatory)] [string] $ExtensionType,
        [string] $AkAssignedIdentityType,
        [switch] $AutoUpgradeMinorVersion,
        [string] $ReleaseNamespace,
        [hashtable] $ConfigurationProtectedSetting,
        [hashtable] $ConfigurationSetting,
        [switch] $EnableSystemAssignedIdentity,
        [string] $IdentityType,
        [string] $TargetNamespace,
        [string] $PlanName,
        [string] $PlanProduct,
        [string] $PlanPromotionCode,
        [string] $PlanPublisher,
        [string] $PlanVersion,
        [string] $ReleaseTrain,
        [string] $Version,
        [Alias('AzContext', 'AzureRMContext', 'AzureCredential')] [psobject] $DefaultProfile,
        [switch] $AsJob,
        [switch] $NoWait
    )

    # Az overwrites without asking, and sends an identity only when asked to.
    $parameters = ConvertTo-Parameter $PSBoundParameters @{ Force = $true }
    if (-not $EnableSystemAssignedIdentity -and -not $IdentityType) {
        $parameters.IdentityType = 'None'
    }

    AksExtensions\New-AksClusterExtension @parameters
}

function Get-AzKubernetesExtension {
    [CmdletBinding(DefaultParameterSetName = 'List')]
    param(
        [Parameter(Mandatory, ParameterSetName = 'List')] [string] $ClusterName,
        [Parameter(Mandatory, ParameterSetName = 'List')] [string] $ClusterType,
        [Parameter(Mandatory, ParameterSetName = 'List')] [string] $ResourceGroupName,
        [Parameter(ParameterSetName = 'List')] [Alias('ExtensionName')] [string] $Name,
        [Parameter(ParameterSetName = 'List')] [string[]] $SubscriptionId,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'ViaIdentity')] [psobject] $InputObject,
        [Alias('AzContext', 'AzureRMContext', 'AzureCredential')] [psobject] $DefaultProfile
    )

    begin { $inputs = @() }
    process { if ($PSCmdlet.ParameterSetName -eq 'ViaIdentity') { $inputs += $InputObject } }
    end {
        $parameters = ConvertTo-Parameter $PSBoundParameters
        if ($PSCmdlet.ParameterSetName -eq 'ViaIdentity') {
            $inputs | AksExtensions\Get-AksClusterExtension @parameters
        }
        elseif ($SubscriptionId) {
            foreach ($id in $SubscriptionId) {
                $parameters.SubscriptionId = $id
                AksExtensions\Get-AksClusterExtension @parameters
            }
        }
        else {
            AksExtensions\Get-AksClusterExtension @parameters
        }
    }
}

function Update-AzKubernetesExtension {
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Expanded')]
    param(
        [Parameter(Mandatory, ParameterSetName = 'Expanded')] [string] $ClusterName,
        [Parameter(Mandatory, ParameterSetName = 'Expanded')] [string] $ClusterType,
        [Parameter(Mandatory, ParameterSetName = 'Expanded')] [Alias('ExtensionName')] [string] $Name,
        [Parameter(Mandatory, ParameterSetName = 'Expanded')] [string] $ResourceGroupName,
        [Parameter(ParameterSetName = 'Expanded')] [string] $SubscriptionId,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'ViaIdentity')] [psobject] $InputObject,
        [switch] $AutoUpgradeMinorVersion,
        [hashtable] $ConfigurationProtectedSetting,
        [hashtable] $ConfigurationSetting,
        [string] $ReleaseTrain,
        [string] $Version,
        [Alias('AzContext', 'AzureRMContext', 'AzureCredential')] [psobject] $DefaultProfile,
        [switch] $AsJob,
        [switch] $NoWait
    )

    begin { $inputs = @() }
    process { if ($PSCmdlet.ParameterSetName -eq 'ViaIdentity') { $inputs += $InputObject } }
    end {
        # Az replaces protected settings without asking.
        $parameters = ConvertTo-Parameter $PSBoundParameters @{ Force = $true }
        if ($PSCmdlet.ParameterSetName -eq 'ViaIdentity') {
            $inputs | AksExtensions\Update-AksClusterExtension @parameters
        }
        else {
            AksExtensions\Update-AksClusterExtension @parameters
        }
    }
}

function Remove-AzKubernetesExtension {
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Delete')]
    param(
        [Parameter(Mandatory, ParameterSetName = 'Delete')] [string] $ClusterName,
        [Parameter(Mandatory, ParameterSetName = 'Delete')] [string] $ClusterType,
        [Parameter(Mandatory, ParameterSetName = 'Delete')] [Alias('ExtensionName')] [string] $Name,
        [Parameter(Mandatory, ParameterSetName = 'Delete')] [string] $ResourceGroupName,
        [Parameter(ParameterSetName = 'Delete')] [string] $SubscriptionId,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'ViaIdentity')] [psobject] $InputObject,
        [switch] $ForceDelete,
        [Alias('AzContext', 'AzureRMContext', 'AzureCredential')] [psobject] $DefaultProfile,
        [switch] $AsJob,
        [switch] $NoWait,
        [switch] $PassThru
    )

    begin { $inputs = @() }
    process { if ($PSCmdlet.ParameterSetName -eq 'ViaIdentity') { $inputs += $InputObject } }
    end {
        # Az does not ask, and returns nothing but a job or what -PassThru asks for.
        $parameters = ConvertTo-Parameter $PSBoundParameters @{ Force = $true; ErrorVariable = 'failures' }
        $failures = @()
        $result = if ($PSCmdlet.ParameterSetName -eq 'ViaIdentity') {
            $inputs | AksExtensions\Remove-AksClusterExtension @parameters
        }
        else {
            AksExtensions\Remove-AksClusterExtension @parameters
        }

        if ($AsJob) {
            $result
        }
        elseif ($PassThru -and -not $WhatIfPreference -and $failures.Count -eq 0) {
            $true
        }
    }
}

foreach ($verb in 'New', 'Get', 'Update', 'Remove') {
    Set-Alias "$verb-AzK8sExtension" "$verb-AzKubernetesExtension"
}

# The names that Az gives the properties of an extension.
$properties = @{
    ConfigurationSetting             = { $this.ConfigurationSettings }
    ConfigurationProtectedSetting    = { $this.ConfigurationProtectedSettings }
    Status                           = { $this.Statuses }
    ErrorInfoCode                    = { $this.ErrorInfo.Code }
    ErrorInfoMessage                 = { $this.ErrorInfo.Message }
    ErrorInfoTarget                  = { $this.ErrorInfo.Target }
    ErrorInfoDetail                  = { $this.ErrorInfo.Details }
    ErrorInfoAdditionalInfo          = { $this.ErrorInfo.AdditionalInfo }
    IdentityType                     = { $this.Identity.Type }
    IdentityPrincipalId              = { $this.Identity.PrincipalId }
    IdentityTenantId                 = { $this.Identity.TenantId }
    AkAssignedIdentityType           = { $this.AksAssignedIdentity.Type }
    AkAssignedIdentityPrincipalId    = { $this.AksAssignedIdentity.PrincipalId }
    AkAssignedIdentityTenantId       = { $this.AksAssignedIdentity.TenantId }
    PlanName                         = { $this.Plan.Name }
    PlanProduct                      = { $this.Plan.Product }
    PlanPublisher                    = { $this.Plan.Publisher }
    PlanPromotionCode                = { $this.Plan.PromotionCode }
    PlanVersion                      = { $this.Plan.Version }
    SystemDataCreatedAt              = { $this.SystemData.CreatedAt }
    SystemDataCreatedBy              = { $this.SystemData.CreatedBy }
    SystemDataCreatedByType          = { $this.SystemData.CreatedByType }
    SystemDataLastModifiedAt         = { $this.SystemData.LastModifiedAt }
    SystemDataLastModifiedBy         = { $this.SystemData.LastModifiedBy }
    SystemDataLastModifiedByType     = { $this.SystemData.LastModifiedByType }
}
foreach ($name in $properties.Keys) {
    Update-TypeData -TypeName AksExtensions.ClusterExtension -MemberType ScriptProperty -MemberName $name -Value $properties[$name] -Force
}

Export-ModuleMember -Function *-AzKubernetesExtension -Alias *-AzK8sExtension
