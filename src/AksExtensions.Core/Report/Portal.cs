namespace AksExtensions.Report;

/// <summary>Makes links to the Azure portal.</summary>
/// <param name="address">The portal's address.</param>
/// <param name="tenantId">The tenant, so that the link opens in the right directory; null means the reader's current one.</param>
internal sealed class Portal(Uri address, string? tenantId)
{
    /// <summary>The page of a resource.</summary>
    /// <param name="id">The resource ID.</param>
    public string UrlOf(string id) =>
        $"{address.AbsoluteUri}#{(tenantId is null ? null : $"@{Uri.EscapeDataString(tenantId)}/")}resource{string.Join('/', id.Split('/').Select(Uri.EscapeDataString))}";
}
