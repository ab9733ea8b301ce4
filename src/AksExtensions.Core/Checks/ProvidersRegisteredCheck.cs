namespace AksExtensions.Checks;

/// <summary>A required resource provider.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="State">Registered, Registering, NotRegistered, Unregistering or Unregistered; null when Azure does not say.</param>
/// <param name="Obstacle">Why the registration failed; null when it did not fail, or was not attempted.</param>
internal sealed record ProviderState(string Namespace, string? State, AksExtensionException? Obstacle = null)
{
    public bool IsRegistered => Is("Registered");

    public bool IsRegistering => Is("Registering");

    private bool Is(string state) => state.Equals(State, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Checks that the subscription is registered for the resource providers that extensions need.</summary>
internal static class ProvidersRegisteredCheck
{
    public const string Name = "ProvidersRegistered";

    private const string Extensions = "Microsoft.KubernetesConfiguration";

    /// <summary>The resource providers that extensions on a cluster need.</summary>
    public static IReadOnlyList<string> Needed(ClusterReference cluster) => [Extensions, cluster.ResourceProvider];

    public static Finding? Check(CheckFacts facts) => facts.Providers?.Judge(Name, providers =>
    {
        var missing = providers.Where(provider => !provider.IsRegistered).ToList();
        if (missing.Count == 0)
        {
            return Finding.Passed(Name, $"{string.Join(" and ", providers.Select(provider => provider.Namespace))} are registered.");
        }

        var states = string.Join(", ", missing.Select(provider => $"{provider.Namespace} is {provider.State ?? "in an unknown state"}"));
        if (missing.FirstOrDefault(provider => provider.Obstacle is not null) is { Obstacle: { } obstacle })
        {
            return Finding.Failed(Name, $"{states} and could not be registered. {obstacle.Message}", obstacle.RecommendedAction);
        }

        return Finding.Failed(
            Name, $"{states} in subscription {facts.Cluster.SubscriptionId}.",
            missing.All(provider => provider.IsRegistering)
                ? "Wait a few minutes: the registration continues in Azure. To wait for it, use -Register and -TimeoutSeconds."
                : "Add -Register, or ask someone with permission to register the subscription once (Register-AzResourceProvider).");
    });
}
