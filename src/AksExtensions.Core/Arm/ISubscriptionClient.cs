namespace AksExtensions.Arm;

/// <summary>
/// Subscriptions and their resource providers. Source: https://learn.microsoft.com/rest/api/resources
/// </summary>
public interface ISubscriptionClient
{
    /// <summary>Lists the subscriptions that the caller can see (Subscriptions_List).</summary>
    IAsyncEnumerable<SubscriptionInfo> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads the registration of a resource provider (Providers_Get).</summary>
    Task<ProviderRegistration> GetProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken);

    /// <summary>Starts to register a subscription for a resource provider (Providers_Register); the answer comes before the end.</summary>
    Task<ProviderRegistration> RegisterProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken);
}
