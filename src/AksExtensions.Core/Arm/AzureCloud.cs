namespace AksExtensions.Arm;

/// <summary>A cloud of Azure with its addresses. This is the only place for them.</summary>
/// <param name="Name">The name in Az.Accounts and Azure CLI.</param>
/// <param name="Endpoint">Azure Resource Manager.</param>
/// <param name="Audience">The audience of tokens.</param>
/// <param name="AuthorityHost">The sign-in address.</param>
/// <param name="Portal">The Azure portal; null when it is not known.</param>
public sealed record AzureCloud(string Name, Uri Endpoint, string Audience, Uri AuthorityHost, Uri? Portal = null)
{
    /// <summary>The clouds, the public one first. Source: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
    /// and https://learn.microsoft.com/azure/china/resources-developer-guide.</summary>
    public static IReadOnlyList<AzureCloud> All { get; } =
    [
        new("AzureCloud", new("https://management.azure.com"), "https://management.core.windows.net/", new("https://login.microsoftonline.com/"), new("https://portal.azure.com/")),
        new("AzureUSGovernment", new("https://management.usgovcloudapi.net"), "https://management.core.usgovcloudapi.net/", new("https://login.microsoftonline.us/"), new("https://portal.azure.us/")),
        new("AzureChinaCloud", new("https://management.chinacloudapi.cn"), "https://management.core.chinacloudapi.cn/", new("https://login.chinacloudapi.cn/"), new("https://portal.azure.cn/")),
    ];

    /// <summary>The public cloud.</summary>
    public static AzureCloud Public => All[0];

    /// <summary>Finds a cloud by name, ignoring case; null when it is unknown.</summary>
    public static AzureCloud? Find(string? name) => All.FirstOrDefault(cloud => cloud.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds a cloud by the address of its Resource Manager; null when it is unknown.</summary>
    public static AzureCloud? Find(Uri endpoint) => All.FirstOrDefault(cloud => cloud.Endpoint == endpoint);
}
