namespace AksExtensions.Emulator.Http;

/// <summary>
/// The parts of a path of Azure Resource Manager: <c>/subscriptions/{s}/resourceGroups/{g}/providers/{namespace}/{type}/{name}/...</c>,
/// where <c>/providers/...</c> can follow a resource.
/// </summary>
internal sealed class ArmPath
{
    private ArmPath(string? subscription, string? resourceGroup, List<ProviderPart> providers, string[] rest)
    {
        Subscription = subscription;
        ResourceGroup = resourceGroup;
        Providers = providers;
        Rest = rest;
    }

    public string? Subscription { get; }

    public string? ResourceGroup { get; }

    public IReadOnlyList<ProviderPart> Providers { get; }

    /// <summary>The segments that match no pattern.</summary>
    public string[] Rest { get; }

    public static ArmPath Parse(string[] segments)
    {
        var at = 0;
        string? subscription = null, group = null;
        if (Is(segments, at, "subscriptions") && segments.Length > 1)
        {
            subscription = segments[1];
            at = 2;
            if (Is(segments, at, "resourceGroups") && segments.Length > 3)
            {
                group = segments[3];
                at = 4;
            }
        }

        var providers = new List<ProviderPart>(2);
        while (Is(segments, at, "providers") && segments.Length > at + 1)
        {
            var name = segments[at + 1];
            var start = at += 2;
            // Only at the position of a type: a resource can have the name "providers".
            while (at < segments.Length && !((at - start) % 2 == 0 && Is(segments, at, "providers")))
                at++;
            providers.Add(new ProviderPart(name, segments[start..at]));
        }

        return new ArmPath(subscription, group, providers, segments[at..]);
    }

    private static bool Is(string[] segments, int at, string word) =>
        at < segments.Length && segments[at].Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The namespace of a provider and the segments after it: type, name, type, name, ...</summary>
internal readonly record struct ProviderPart(string Namespace, string[] Parts)
{
    public bool IsNamespace(string name) => Namespace.Equals(name, StringComparison.OrdinalIgnoreCase);

    public bool IsAt(int index, string word) => index < Parts.Length && Parts[index].Equals(word, StringComparison.OrdinalIgnoreCase);
}
