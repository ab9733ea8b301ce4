using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Resource providers of a subscription: show, register, unregister.</summary>
internal sealed class ProvidersEndpoint(EmulatorServices services) : IArmEndpoint
{
    private static readonly string[] Regions =
    [
        "East US", "East US 2", "West US", "West US 2", "West US 3", "Central US", "North Europe", "West Europe", "UK South",
        "Southeast Asia", "Australia East",
    ];

    private static readonly Dictionary<string, (string Namespace, (string Type, string[] ApiVersions)[] Types)> Providers =
        new (string Namespace, (string, string[])[] Types)[]
        {
            (ResourceIds.ExtensionsNamespace,
            [
                ("extensions", ApiVersions.Extensions),
                ("extensionTypes", ApiVersions.ExtensionTypes),
                ("locations/extensionTypes", ApiVersions.ExtensionTypes),
                ("locations/extensionTypes/versions", ApiVersions.ExtensionTypes),
                ("operations", ApiVersions.Extensions),
            ]),
            ("Microsoft.ContainerService", [("managedClusters", ["2025-10-01", "2022-11-01"]), ("fleets", ["2026-06-01", "2025-03-01"])]),
            ("Microsoft.Kubernetes", [("connectedClusters", ["2024-01-01", "2021-10-01"])]),
            ("Microsoft.ResourceConnector", [("appliances", ["2022-10-27"])]),
            ("Microsoft.HybridContainerService", [("provisionedClusters", ["2022-09-01-preview"])]),
            ("Microsoft.ResourceGraph", [("resources", ApiVersions.ResourceGraph)]),
            ("Microsoft.Storage", [("storageAccounts", ["2024-01-01", "2023-05-01"])]),
            ("Microsoft.Authorization", [("permissions", ["2022-04-01"]), ("locks", ["2020-05-01", "2016-09-01"])]),
        }.ToDictionary(p => p.Namespace, StringComparer.OrdinalIgnoreCase);

    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not { Subscription: { } subscription, ResourceGroup: null, Providers: [{ Parts.Length: 0 or 1 } provider] })
            return null;
        var action = provider.Parts is [var word] ? word.ToLowerInvariant() : null;
        if (action is not (null or "register" or "unregister"))
            return null;

        ApiVersions.RequireAny(request);
        subscription = _guard.Subscription(request.Arm).Id;
        if (!Providers.TryGetValue(provider.Namespace, out var known))
        {
            throw ArmErrors.Of(
                StatusCodes.Status404NotFound, "InvalidResourceNamespace", $"The resource namespace '{provider.Namespace}' is invalid.");
        }

        if (request.Method != (action is null ? HttpMethods.Get : HttpMethods.Post))
            return ArmErrors.MethodNotAllowed(request, action is null ? "GET" : "POST");
        if (action is not null)
            Change(subscription, known.Namespace, action == "register");
        var registration = services.State.Subscriptions.Registration(subscription, known.Namespace);
        return ArmResponse.Ok(w => Write(w, registration, known.Types));
    }

    private void Change(string subscription, string providerNamespace, bool register)
    {
        var subscriptions = services.State.Subscriptions;
        if (!register)
        {
            services.State.SetProvider(providerNamespace, "NotRegistered", subscription);
        }
        else if (subscriptions.Registration(subscription, providerNamespace).State is not ("Registered" or "Registering"))
        {
            var done = services.Clock.UtcNow + services.Settings.RegistrationDuration;
            subscriptions.Set(new ProviderRegistration(subscription, providerNamespace, "Registering", done));
        }
    }

    private static void Write(Utf8JsonWriter w, ProviderRegistration registration, (string Type, string[] ApiVersions)[] types)
    {
        w.WriteStartObject();
        w.WriteString("id", $"/subscriptions/{registration.SubscriptionId}/providers/{registration.Namespace}");
        w.WriteString("namespace", registration.Namespace);
        w.WriteStartArray("resourceTypes");
        foreach (var (type, versions) in types)
        {
            w.WriteStartObject();
            w.WriteString("resourceType", type);
            w.WriteList("locations", type == "operations" ? [] : Regions);
            w.WriteList("apiVersions", versions);
            w.WriteString("defaultApiVersion", versions[0]);
            w.WriteString("capabilities", type == "extensions" ? "SystemAssignedResourceIdentity, SupportsExtension" : "None");
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteString("registrationState", registration.State);
        w.WriteString("registrationPolicy", "RegistrationRequired");
        w.WriteEndObject();
    }
}
