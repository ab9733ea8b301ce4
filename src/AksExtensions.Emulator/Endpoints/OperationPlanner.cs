using System.Globalization;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>
/// Decides how long an operation takes and how it ends. A request can decide it with settings for the emulator:
/// <c>emulator.failWith</c> (a status message), <c>emulator.failIn</c> (where the reason is reported: message, details, statuses, errorInfo),
/// <c>emulator.operationSeconds</c> and <c>emulator.cancel</c>. For a delete, the stored setting <c>emulator.deleteFailWith</c> decides.
/// </summary>
internal sealed class OperationPlanner(EmulatorServices services)
{
    /// <param name="cluster">The cluster. Some clusters cannot run extensions.</param>
    /// <param name="name">The extension's name.</param>
    /// <param name="kind">The kind of operation.</param>
    /// <param name="settings">The settings of the request, or those stored when it is a delete.</param>
    /// <param name="version">The version that is installed at the end.</param>
    public ExtensionOperation Plan(
        Cluster cluster, string name, OperationKind kind, IReadOnlyDictionary<string, string> settings, string? version = null)
    {
        var now = services.Clock.UtcNow;
        var reason = kind == OperationKind.Deleting
            ? settings.GetValueOrDefault("emulator.deleteFailWith")
            : settings.GetValueOrDefault("emulator.failWith") ?? services.Settings.FailWith ?? Obstacle(cluster);
        var canceled = kind != OperationKind.Deleting
            && "true".Equals(settings.GetValueOrDefault("emulator.cancel"), StringComparison.OrdinalIgnoreCase);
        return new ExtensionOperation
        {
            Id = Guid.NewGuid().ToString(),
            ClusterId = cluster.Id,
            ExtensionName = name,
            Kind = kind,
            StartedAt = now,
            EndsAt = now + Duration(settings),
            Outcome = canceled ? OperationOutcome.Canceled : reason is null ? OperationOutcome.Succeeded : OperationOutcome.Failed,
            Reason = reason,
            ReasonIn = Places(settings),
            ResolvedVersion = version,
        };
    }

    /// <summary>Why extensions cannot start on this cluster, in the words that users reported; null when they can.</summary>
    private static string? Obstacle(Cluster cluster) => cluster switch
    {
        { Kind: ClusterKind.ManagedCluster, Identity: ClusterIdentity.None } =>
            "Extensions are only supported on clusters using Managed Service Identity. "
            + "See https://aka.ms/aks-extensions-service-principal-not-supported",
        { Kind: ClusterKind.ManagedCluster, PowerState: "Stopped" }
            or { Kind: ClusterKind.ConnectedCluster, ConnectivityStatus: "Offline" } =>
            "Unable to get response from the Agent in time, please ensure the extension agents on the cluster are able to connect "
            + "to Azure services",
        _ => null,
    };

    private static FailurePlaces Places(IReadOnlyDictionary<string, string> settings) =>
        settings.TryGetValue("emulator.failIn", out var text) && Enum.TryParse<FailurePlaces>(text, ignoreCase: true, out var places)
            ? places
            : FailurePlaces.All;

    private TimeSpan Duration(IReadOnlyDictionary<string, string> settings) =>
        settings.TryGetValue("emulator.operationSeconds", out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : services.Settings.OperationDuration;
}
