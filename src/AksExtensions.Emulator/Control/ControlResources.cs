using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Control;

/// <summary>Adds resources to the emulated Azure, and shows values that Azure does not return.</summary>
internal sealed class ControlResources(EmulatorServices services)
{
    private static readonly ArmResponse Done = ArmResponse.Empty(StatusCodes.Status204NoContent);

    private sealed record SubscriptionBody(string Id, string? DisplayName, string? TenantId);

    private sealed record ProviderBody(string Namespace, string State, string? SubscriptionId);

    private sealed record LockBody(string Scope, string? Name, string? Level, string? Notes);

    private sealed record StorageAccountBody(
        string Name, string? ResourceGroup, string? SubscriptionId, string? Location, bool? AllowSharedKeyAccess, string? BlobEndpoint);

    public ArmResponse PutClusters(ArmRequest request)
    {
        var ids = new List<string>();
        foreach (var body in ControlJson.ReadMany<ClusterBody>(request))
        {
            IReadOnlyList<Cluster> added = body.Count is { } count
                ? services.State.AddClusters(count, body.Prefix ?? "aks-", body.ResourceGroup ?? "fleet-rg", body.SubscriptionId)
                : [services.State.AddCluster(body.ToCluster(services.State.SubscriptionId))];
            ids.AddRange(added.Select(c => c.Id));
        }

        return ArmResponse.Ok(w =>
        {
            w.WriteStartObject();
            w.WriteList("value", ids);
            w.WriteEndObject();
        });
    }

    public ArmResponse DeleteCluster(ArmRequest request) =>
        services.State.RemoveCluster(Id(request)) ? Done : throw ArmErrors.ServiceNotFound("ResourceNotFound", "There is no such cluster.");

    public ArmResponse PlaceExtension(ArmRequest request)
    {
        var body = ControlJson.Parse(request);
        foreach (var json in body.ValueKind == JsonValueKind.Array ? body.EnumerateArray().ToArray() : [body])
            services.State.AddExtension(ExtensionJson.Read(json, services.Clock.UtcNow));
        return Done;
    }

    public ArmResponse PutPods(ArmRequest request)
    {
        services.State.SetPods(Id(request), ControlJson.Parse(request));
        return Done;
    }

    public ArmResponse Secrets(ArmRequest request)
    {
        var extension = services.State.FindExtension(Id(request))
            ?? throw ArmErrors.ServiceNotFound("ResourceNotFound", "There is no such extension.");
        return ArmResponse.Ok(w =>
        {
            w.WriteStartObject();
            w.WriteString("id", extension.Id);
            w.WriteMap("configurationProtectedSettings", extension.ConfigurationProtectedSettings);
            w.WriteEndObject();
        });
    }

    public ArmResponse PutSubscription(ArmRequest request)
    {
        foreach (var body in ControlJson.ReadMany<SubscriptionBody>(request))
        {
            services.State.AddSubscription(
                body.Id, body.DisplayName ?? "Subscription " + body.Id, body.TenantId ?? Subscription.DefaultTenantId);
        }

        return Done;
    }

    public ArmResponse PutProvider(ArmRequest request)
    {
        foreach (var body in ControlJson.ReadMany<ProviderBody>(request))
            services.State.SetProvider(body.Namespace, body.State, body.SubscriptionId);
        return Done;
    }

    public ArmResponse PutLock(ArmRequest request)
    {
        foreach (var body in ControlJson.ReadMany<LockBody>(request))
            services.State.AddLock(new ResourceLock(body.Scope, body.Name ?? "lock", body.Level ?? "CanNotDelete", body.Notes));
        return Done;
    }

    public ArmResponse DeleteLock(ArmRequest request)
    {
        foreach (var body in ControlJson.ReadMany<LockBody>(request))
            services.State.RemoveLock(body.Scope, body.Name ?? "lock");
        return Done;
    }

    public ArmResponse PutStorageAccount(ArmRequest request)
    {
        foreach (var body in ControlJson.ReadMany<StorageAccountBody>(request))
        {
            services.State.AddStorageAccount(new StorageAccount
            {
                SubscriptionId = body.SubscriptionId ?? services.State.SubscriptionId,
                ResourceGroup = body.ResourceGroup ?? "rg",
                Name = body.Name,
                Location = body.Location ?? "eastus",
                AllowSharedKeyAccess = body.AllowSharedKeyAccess,
                BlobEndpoint = body.BlobEndpoint,
            });
        }

        return Done;
    }

    public ArmResponse DeleteStorageAccount(ArmRequest request) => services.State.RemoveStorageAccount(Id(request))
        ? Done : throw ArmErrors.ServiceNotFound("ResourceNotFound", "There is no such storage account.");

    private static string Id(ArmRequest request) =>
        request.Query["id"] ?? throw ArmErrors.BadRequest("InvalidControlRequest", "The query parameter 'id' is missing.");
}
