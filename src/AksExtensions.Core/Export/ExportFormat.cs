namespace AksExtensions;

/// <summary>The languages that Export-AksClusterExtension writes.</summary>
public enum ExportFormat
{
    /// <summary>A baseline document, for Compare- and Sync-AksClusterExtension.</summary>
    Baseline,

    /// <summary>Bicep.</summary>
    Bicep,

    /// <summary>Templates of Azure Resource Manager, as JSON.</summary>
    Arm,

    /// <summary>Terraform with the azurerm provider; what that provider cannot express uses azapi.</summary>
    Terraform,

    /// <summary>Terraform with the azapi provider.</summary>
    AzApi,

    /// <summary>Azure Policy: definitions with the effect deployIfNotExists.</summary>
    AzurePolicy,

    /// <summary>Kubernetes resources of Azure Service Operator.</summary>
    ServiceOperator,
}
