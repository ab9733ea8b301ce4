namespace AksExtensions;

/// <summary>The source of the access token.</summary>
public enum TokenSource
{
    /// <summary>The sign-in that the session has: Az.Accounts, the managed identity of Azure Automation, environment variables, workload identity,
    /// the endpoint of a managed identity, az login; a browser or device code only in an interactive session.</summary>
    Auto,

    /// <summary>The sign-in of Az.Accounts in this session (Connect-AzAccount).</summary>
    AzPowerShell,

    /// <summary>The sign-in of Azure CLI (az login).</summary>
    AzureCli,

    /// <summary>The managed identity of the machine, container, function or Azure Automation account.</summary>
    ManagedIdentity,

    /// <summary>The environment variables AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH.</summary>
    Environment,

    /// <summary>A federated token file (AZURE_FEDERATED_TOKEN_FILE), as AKS workload identity and CI systems provide.</summary>
    WorkloadIdentity,

    /// <summary>A browser on this machine.</summary>
    Interactive,

    /// <summary>A code that the user enters in a browser on any machine.</summary>
    DeviceCode,

    /// <summary>A service principal with a secret or a certificate.</summary>
    ServicePrincipal,

    /// <summary>A token that was obtained elsewhere. It cannot be renewed.</summary>
    AccessToken,
}
