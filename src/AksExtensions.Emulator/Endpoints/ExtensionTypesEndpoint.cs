using AksExtensions.Emulator.ExtensionTypes;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>The types and versions that can be installed on a cluster or in a region, and the types of a subscription.</summary>
internal sealed class ExtensionTypesEndpoint(EmulatorServices services) : IArmEndpoint
{
    private const string TokenName = "continuationToken";
    private readonly Guard _guard = new(services.State);

    /// <summary>The scope in which types are searched.</summary>
    /// <param name="BaseId">The ID of the parent.</param>
    /// <param name="Region">The region; null for the types of all regions.</param>
    /// <param name="Kind">The kind of cluster; null for any.</param>
    /// <param name="Rest">The segments after <c>extensionTypes</c>.</param>
    private sealed record Place(string BaseId, string? Region, ClusterKind? Kind, string[] Rest);

    public ArmResponse? Answer(ArmRequest request)
    {
        var rest = Rest(request.Arm);
        if (rest is null)
            return null;
        if (request.Method != HttpMethods.Get)
            return ArmErrors.MethodNotAllowed(request, "GET");
        var supported = services.Settings.ExtensionTypesInPreview ? ApiVersions.PreviewsOfExtensionTypes : ApiVersions.ExtensionTypes;
        var version = ApiVersions.RequirePreview(request, ResourceIds.ExtensionsNamespace, supported, services.Settings.ExtensionTypesAvailable);
        var place = PlaceOf(request.Arm, rest);
        // One revision of the newest version has the types of a subscription, another one has not.
        if (place.Region is null && (version != ApiVersions.FirstWithRegions || !services.Settings.ExtensionTypesBySubscription))
            ApiVersions.RequirePreview(request, ResourceIds.ExtensionsNamespace, supported, available: false);
        _guard.Registered(request.Arm.Subscription!, ResourceIds.ExtensionsNamespace);
        var writer = new ExtensionTypeWriter(place.BaseId, version, services.Settings.FlatScopeSettings);
        var response = place.Rest switch
        {
            [] => Types(request, place, writer),
            [var type] => ArmResponse.Ok(w => writer.WriteType(w, Find(place, type))),
            [_, _, ..] when place.Region is null => ArmErrors.NoRoute(request),
            [var type, _] => Versions(request, Find(place, type), writer),
            [var type, _, var number] => Version(Find(place, type), number, writer),
            _ => ArmErrors.NoRoute(request),
        };
        return response.With("api-supported-versions", string.Join(", ", supported));
    }

    /// <summary>The segments after <c>extensionTypes</c>; null for any other path.</summary>
    private static string[]? Rest(ArmPath path) => path.Providers switch
    {
        [_, var p] when p.IsNamespace(ResourceIds.ExtensionsNamespace)
            && p.IsAt(0, "extensionTypes")
            && ResourceIds.ParseCluster(path) is not null => p.Parts[1..],
        [var p] when path is { Subscription: not null, ResourceGroup: null }
            && p.IsNamespace(ResourceIds.ExtensionsNamespace)
            && p.IsAt(0, "locations")
            && p.IsAt(2, "extensionTypes") => p.Parts[3..],
        [var p] when path is { Subscription: not null, ResourceGroup: null }
            && p.IsNamespace(ResourceIds.ExtensionsNamespace)
            && p.IsAt(0, "extensionTypes") => p.Parts[1..],
        _ => null,
    };

    private Place PlaceOf(ArmPath path, string[] rest)
    {
        if (path.ResourceGroup is not null)
        {
            var cluster = _guard.Cluster(path);
            return new Place($"{cluster.Id}/providers/{ResourceIds.ExtensionsNamespace}", cluster.Location, cluster.Kind, rest);
        }

        var subscription = _guard.Subscription(path).Id;
        if (path.Providers[0].IsAt(0, "extensionTypes"))
            return new Place($"/subscriptions/{subscription}/providers/{ResourceIds.ExtensionsNamespace}", null, null, rest);
        var region = path.Providers[0].Parts[1];
        var baseId = $"/subscriptions/{subscription}/providers/{ResourceIds.ExtensionsNamespace}/locations/{region}";
        return new Place(baseId, region, null, rest);
    }

    private static bool IsThere(Place place, ExtensionType type) =>
        (place.Region is null || type.IsOfferedIn(place.Region)) && (place.Kind is not { } kind || type.Supports(kind));

    private static ExtensionType Find(Place place, string name) =>
        ExtensionTypeCatalogue.Instance.Find(name) is { } type && IsThere(place, type)
            ? type
            : throw ArmErrors.ServiceNotFound(
                "ExtensionTypeRegistrationGetFailed", $"Extension type {name} is not registered{(place.Region is null ? null : $" in region {place.Region}")}.");

    private ArmResponse Types(ArmRequest request, Place place, ExtensionTypeWriter writer)
    {
        var query = request.Query;
        var types = ExtensionTypeCatalogue.Instance.All
            .Where(t => IsThere(place, t)
                && Matches(query["publisherId"], t.Plan?.PublisherId ?? t.Publisher)
                && Matches(query["offerId"], t.Plan?.OfferId)
                && Matches(query["planId"], t.Plan?.PlanId)
                && (query["clusterType"] is not { } kind || t.SupportsType(kind))
                && (query["releaseTrain"] is not { } train || t.VersionsOf(train).Length > 0))
            .ToArray();
        return Paging.Page(request, services.Settings, types, writer.WriteType, TokenName);
    }

    private ArmResponse Versions(ArmRequest request, ExtensionType type, ExtensionTypeWriter writer)
    {
        var query = request.Query;
        string[] versions = query["releaseTrain"] is { } train
            ? type.VersionsOf(train)
            : [.. type.Trains.Values.SelectMany(v => v).Distinct()];
        if (query["clusterType"] is { } kind && !type.SupportsType(kind))
            versions = [];
        if (query["majorVersion"] is { } major)
            versions = [.. versions.Where(v => v.StartsWith(major + ".", StringComparison.Ordinal))];
        if (query.IsTrue("showLatest"))
            versions = [.. versions.Take(1)];
        return Paging.Page(request, services.Settings, versions, (w, v) => writer.WriteVersion(w, type, v), TokenName);
    }

    private static ArmResponse Version(ExtensionType type, string number, ExtensionTypeWriter writer) =>
        type.Trains.Values.SelectMany(v => v).FirstOrDefault(v => v.Equals(number, StringComparison.OrdinalIgnoreCase)) is { } version
            ? ArmResponse.Ok(w => writer.WriteVersion(w, type, version))
            : throw ArmErrors.ServiceNotFound(
                "ExtensionTypeVersionGetFailed", $"Version {number} of extension type {type.Name} was not found.");

    private static bool Matches(string? filter, string? value) =>
        filter is null || filter.Equals(value, StringComparison.OrdinalIgnoreCase);
}
