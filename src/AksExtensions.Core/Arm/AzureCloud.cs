namespace AksExtensions.Arm;

/// <summary>A cloud of Azure: where its Resource Manager is, what tokens are for, and where to sign in. The one place for these addresses.</summary>
/// <param name="Name">The name that Az.Accounts and Azure CLI give it.</param>
/// <param name="Endpoint">Azure Resource Manager.</param>
/// <param name="Audience">What tokens are asked for.</param>
/// <param name="AuthorityHost">Where to sign in.</param>
public sealed record AzureCloud(string Name, Uri Endpoint, string Audience, Uri AuthorityHost)
{
    /// <summary>The clouds, the public one first. Source: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
    /// and https://learn.microsoft.com/azure/china/resources-developer-guide.</summary>
    public static IReadOnlyList<AzureCloud> All { get; } =
    [
        new("AzureCloud", new("https://management.azure.com"), "https://management.core.windows.net/", new("https://login.microsoftonline.com/")),
        new("AzureUSGovernment", new("https://management.usgovcloudapi.net"), "https://management.core.usgovcloudapi.net/", new("https://login.microsoftonline.us/")),
        new("AzureChinaCloud", new("https://management.chinacloudapi.cn"), "https://management.core.chinacloudapi.cn/", new("https://login.chinacloudapi.cn/")),
    ];

    /// <summary>The public cloud.</summary>
    public static AzureCloud Public => All[0];

    /// <summary>The cloud of this name, ignoring case, or null.</summary>
    public static AzureCloud? Find(string? name) => All.FirstOrDefault(cloud => cloud.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The cloud whose Resource Manager this is, or null.</summary>
    public static AzureCloud? Find(Uri endpoint) => All.FirstOrDefault(cloud => cloud.Endpoint == endpoint);
}
