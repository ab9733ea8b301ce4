using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Tenants, subscriptions and resource groups.</summary>
internal sealed class SubscriptionsEndpoint(EmulatorServices services) : IArmEndpoint
{
    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        var path = request.Arm;
        if (path.Providers.Count > 0)
            return null;
        Func<ArmRequest, ArmResponse>? answer = (path.Subscription, path.ResourceGroup, path.Rest) switch
        {
            (null, null, ["tenants"]) => Tenants,
            (null, null, ["subscriptions"]) => List,
            (not null, null, []) => Show,
            (not null, null, [var groups]) when groups.Equals("resourceGroups", StringComparison.OrdinalIgnoreCase) => Groups,
            (not null, not null, []) => Group,
            _ => null,
        };
        if (answer is null)
            return null;
        ApiVersions.RequireAny(request);
        return request.Method == HttpMethods.Get ? answer(request) : ArmErrors.MethodNotAllowed(request, "GET");
    }

    private ArmResponse Tenants(ArmRequest request)
    {
        var tenants = services.State.Subscriptions.List().Select(s => s.TenantId).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        return Paging.Page(
            request,
            services.Settings,
            tenants,
            static (w, tenant) =>
            {
                w.WriteStartObject();
                w.WriteString("id", "/tenants/" + tenant);
                w.WriteString("tenantId", tenant);
                w.WriteString("countryCode", "US");
                w.WriteString("displayName", "Emulated tenant");
                w.WriteList("domains", ["emulated.onmicrosoft.com"]);
                w.WriteString("tenantCategory", "Home");
                w.WriteString("defaultDomain", "emulated.onmicrosoft.com");
                w.WriteString("tenantType", "AAD");
                w.WriteEndObject();
            },
            nullNextLink: false);
    }

    private ArmResponse List(ArmRequest request) =>
        Paging.Page(request, services.Settings, services.State.Subscriptions.List(), WriteSubscription, nullNextLink: false);

    private ArmResponse Show(ArmRequest request)
    {
        var subscription = _guard.Subscription(request.Arm);
        return ArmResponse.Ok(w => WriteSubscription(w, subscription));
    }

    private ArmResponse Groups(ArmRequest request)
    {
        var groups = services.State.Subscriptions.ListGroups(_guard.Subscription(request.Arm).Id);
        return Paging.Page(request, services.Settings, groups, WriteGroup, nullNextLink: false);
    }

    private ArmResponse Group(ArmRequest request)
    {
        var group = _guard.Group(request.Arm);
        return ArmResponse.Ok(w => WriteGroup(w, group));
    }

    private static void WriteSubscription(Utf8JsonWriter w, Subscription subscription)
    {
        w.WriteStartObject();
        w.WriteString("id", "/subscriptions/" + subscription.Id);
        w.WriteString("authorizationSource", "RoleBased");
        w.WriteList("managedByTenants", []);
        w.WriteString("subscriptionId", subscription.Id);
        w.WriteString("tenantId", subscription.TenantId);
        w.WriteString("displayName", subscription.DisplayName);
        w.WriteString("state", "Enabled");
        w.WriteStartObject("subscriptionPolicies");
        w.WriteString("locationPlacementId", "Public_2014-09-01");
        w.WriteString("quotaId", "PayAsYouGo_2014-09-01");
        w.WriteString("spendingLimit", "Off");
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter w, ResourceGroup group)
    {
        w.WriteStartObject();
        w.WriteString("id", ResourceIds.Group(group.SubscriptionId, group.Name));
        w.WriteString("name", group.Name);
        w.WriteString("type", "Microsoft.Resources/resourceGroups");
        w.WriteString("location", group.Location);
        w.WriteMap("tags", group.Tags);
        w.WriteStartObject("properties");
        w.WriteString("provisioningState", "Succeeded");
        w.WriteEndObject();
        w.WriteEndObject();
    }
}
