using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Microsoft.Authorization at any scope: permissions of the caller, and locks.</summary>
internal sealed class AuthorizationEndpoint(EmulatorServices services) : IArmEndpoint
{
    private const string Namespace = "Microsoft.Authorization";

    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not { Subscription: not null, Providers: [.., { Parts: [var type] } provider] }
            || !provider.IsNamespace(Namespace)
            || type.ToLowerInvariant() is not (("permissions" or "locks") and var area))
        {
            return null;
        }

        ApiVersions.RequireAny(request);
        if (request.Method != HttpMethods.Get)
            return ArmErrors.MethodNotAllowed(request, "GET");
        var scope = Scope(request.Arm);
        return area == "permissions" ? Permissions(request) : Locks(request, scope);
    }

    /// <summary>The ID of the scope, which must exist as far as the emulator knows.</summary>
    private string Scope(ArmPath path)
    {
        if (ResourceIds.ParseCluster(path) is not null)
        {
            var cluster = _guard.Cluster(path);
            return path.Providers is [_, { Parts: [_, var name] } extensions, _] && extensions.IsNamespace(ResourceIds.ExtensionsNamespace)
                ? ResourceIds.Extension(cluster.Id, name)
                : cluster.Id;
        }

        if (path.ResourceGroup is null)
            return "/subscriptions/" + _guard.Subscription(path).Id;
        var group = _guard.Group(path);
        return ResourceIds.Group(group.SubscriptionId, group.Name);
    }

    private ArmResponse Permissions(ArmRequest request) => Paging.Page(
        request,
        services.Settings,
        services.State.Permissions,
        static (w, permission) =>
        {
            w.WriteStartObject();
            w.WriteList("actions", permission.Actions);
            w.WriteList("notActions", permission.NotActions);
            w.WriteList("dataActions", []);
            w.WriteList("notDataActions", []);
            w.WriteEndObject();
        },
        nullNextLink: false);

    private ArmResponse Locks(ArmRequest request, string scope)
    {
        // Inherited locks, those of the scope and, unless the filter excludes them, those below it.
        var atScope = "atScope()".Equals(request.Query["$filter"], StringComparison.OrdinalIgnoreCase);
        var locks = services.State.Access.Locks()
            .Where(l => AccessStore.IsWithin(scope, l.Scope) || (!atScope && AccessStore.IsWithin(l.Scope, scope)))
            .ToArray();
        return Paging.Page(
            request,
            services.Settings,
            locks,
            static (w, resourceLock) =>
            {
                w.WriteStartObject();
                w.WriteStartObject("properties");
                w.WriteString("level", resourceLock.Level);
                w.WriteStringOrNull("notes", resourceLock.Notes);
                w.WriteEndObject();
                w.WriteString("id", $"{resourceLock.Scope}/providers/{Namespace}/locks/{resourceLock.Name}");
                w.WriteString("type", Namespace + "/locks");
                w.WriteString("name", resourceLock.Name);
                w.WriteEndObject();
            },
            nullNextLink: false);
    }
}
