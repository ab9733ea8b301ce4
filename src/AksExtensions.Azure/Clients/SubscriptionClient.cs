using AksExtensions.Arm;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="ISubscriptionClient"/> over Microsoft.Resources.</summary>
internal sealed class SubscriptionClient(ArmCalls calls) : ISubscriptionClient
{
    private const string SubscriptionsApiVersion = "2022-12-01";
    private const string ProvidersApiVersion = "2021-04-01";

    public IAsyncEnumerable<SubscriptionInfo> ListAsync(CancellationToken cancellationToken) => calls.ListAsync(
        calls.Requests.Uri("/subscriptions", SubscriptionsApiVersion), Subject.At("/subscriptions"),
        ModelMapper.Subscription, cancellationToken);

    public Task<ProviderRegistration> GetProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken) =>
        SendAsync(RequestMethod.Get, subscriptionId, providerNamespace, string.Empty, cancellationToken);

    public Task<ProviderRegistration> RegisterProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken) =>
        SendAsync(RequestMethod.Post, subscriptionId, providerNamespace, "/register", cancellationToken);

    private Task<ProviderRegistration> SendAsync(
        RequestMethod method, string subscriptionId, string providerNamespace, string action, CancellationToken cancellationToken) =>
        calls.ReadAsync(
            method, calls.Requests.Uri($"/subscriptions/{ArmCalls.Segment("SubscriptionId", subscriptionId)}/providers/{providerNamespace}{action}", ProvidersApiVersion), null,
            Subject.At($"/subscriptions/{subscriptionId}"),
            (answer, _) => new ProviderRegistration(providerNamespace, answer.String("registrationState")), cancellationToken);
}
