using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Storage accounts: show, with the properties that matter for extensions.</summary>
internal sealed class StorageAccountsEndpoint(EmulatorServices services) : IArmEndpoint
{
    private const string Namespace = "Microsoft.Storage";

    private static readonly string[] Services = ["dfs", "web", "blob", "queue", "table", "file"];

    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not { Subscription: not null, ResourceGroup: { } group, Providers: [{ Parts: [_, var name] } provider] }
            || !provider.IsNamespace(Namespace) || !provider.IsAt(0, "storageAccounts"))
        {
            return null;
        }

        ApiVersions.RequireAny(request);
        if (request.Method != HttpMethods.Get)
            return ArmErrors.MethodNotAllowed(request, "GET");
        _guard.Group(request.Arm);
        _guard.Registered(request.Arm.Subscription, Namespace);
        var account = services.State.StorageAccounts.Find(ResourceIds.StorageAccount(request.Arm.Subscription, group, name))
            ?? throw ArmErrors.ResourceNotFound($"{Namespace}/storageAccounts", name, group);
        return ArmResponse.Ok(w => Write(w, account));
    }

    private static void Write(Utf8JsonWriter w, StorageAccount account)
    {
        w.WriteStartObject();
        w.WriteStartObject("sku");
        w.WriteString("name", "Standard_LRS");
        w.WriteString("tier", "Standard");
        w.WriteEndObject();
        w.WriteString("kind", "StorageV2");
        w.WriteString("id", account.Id);
        w.WriteString("name", account.Name);
        w.WriteString("type", $"{Namespace}/storageAccounts");
        w.WriteString("location", account.Location);
        w.WriteStartObject("tags");
        w.WriteEndObject();
        w.WriteStartObject("properties");
        w.WriteString("minimumTlsVersion", "TLS1_2");
        w.WriteBoolean("allowBlobPublicAccess", false);
        // An account that never chose has no such property, and accepts its keys.
        if (account.AllowSharedKeyAccess is { } allowed)
            w.WriteBoolean("allowSharedKeyAccess", allowed);
        w.WriteBoolean("supportsHttpsTrafficOnly", true);
        w.WriteString("accessTier", "Hot");
        w.WriteString("provisioningState", "Succeeded");
        w.WriteStartObject("primaryEndpoints");
        foreach (var service in Services)
        {
            w.WriteString(service, service == "blob" && account.BlobEndpoint is { } blob
                ? blob : $"https://{account.Name}.{(service == "web" ? "z13.web" : service)}.core.windows.net/");
        }

        w.WriteEndObject();
        w.WriteString("primaryLocation", account.Location);
        w.WriteString("statusOfPrimary", "available");
        w.WriteEndObject();
        w.WriteEndObject();
    }
}
