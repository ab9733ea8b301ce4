using System.Globalization;
using System.Text.RegularExpressions;
using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>A request with the values that its type of extension adds.</summary>
/// <param name="Request">The request.</param>
/// <param name="Added">A line for each added or renamed value, for -Verbose.</param>
internal sealed record CompletedRequest<T>(T Request, IReadOnlyList<string> Added);

/// <summary>Adds the values that a type of extension needs. Specified values are never replaced.</summary>
internal static partial class TypeAdditions
{
    private const string Train = "-ReleaseTrain";
    private const string Namespace = "-ReleaseNamespace";

    /// <summary>Whether the additions depend on facts of the cluster.</summary>
    public static bool NeedCluster(ExtensionTypeKnowledge type, CreateExtensionRequest request, ClusterReference cluster)
    {
        var known = Facts(cluster, facts: null);
        var subjects = new TypeSubjects(request, name: null, known);
        return Candidates(type.Additions, cluster, subjects).Any(addition => Asked(addition).Any(fact => !known.ContainsKey(fact)));
    }

    /// <summary>Completes a create.</summary>
    /// <param name="type">The type.</param>
    /// <param name="request">The request.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="facts">The facts of the cluster; null when it was not read, and values that depend on it are placeholders.</param>
    public static CompletedRequest<CreateExtensionRequest> Complete(
        ExtensionTypeKnowledge type, CreateExtensionRequest request, ClusterReference cluster, ClusterFacts? facts)
    {
        var known = Facts(cluster, facts);
        var isPreview = facts is null;
        var added = new List<string>();
        var settings = new Dictionary<string, string>(request.ConfigurationSettings ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        var given = request;
        var subjects = new TypeSubjects(request, name: null, known);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var addition in Candidates(type.Additions, cluster, subjects))
        {
            if (done.Contains(addition.Subject))
            {
                // When several additions apply to a subject, the first one is used.
                continue;
            }

            var isOpen = isPreview && addition.When.Any(condition => TypeSubjects.IsFact(condition.Subject) && !known.ContainsKey(Fact(condition.Subject)));
            if ((!isOpen && !subjects.Hold(addition.When, ifProtected: false)) || Fill(addition.Value, subjects, isPreview) is not { } value)
            {
                continue;
            }

            if (isOpen)
            {
                added.Add($"{addition.Subject}={value}{Conditions(addition.When)}");
                continue;
            }

            switch (addition.Subject)
            {
                case Train:
                    // A train is the source of upgrades, and a pinned version has none.
                    if (request.Version is not null || request.AutoUpgradeMinorVersion == false || request.AutoUpgradeMode == AutoUpgradeMode.None)
                    {
                        continue;
                    }

                    given = given with { ReleaseTrain = value };
                    break;
                case Namespace:
                    if (request.Scope == ExtensionScope.Namespace)
                    {
                        continue;
                    }

                    given = given with { Scope = ExtensionScope.Cluster, ReleaseNamespace = value };
                    break;
                default:
                    settings[addition.Subject] = value;
                    break;
            }

            done.Add(addition.Subject);
            added.Add($"{addition.Subject}={value}");
        }

        given = given with { WithoutIdentity = !type.SendsIdentity };
        return new(settings.Count == 0 ? given : given with { ConfigurationSettings = settings }, added);
    }

    /// <summary>Whether the type might add something to an update, before the extension has been read.</summary>
    public static bool MayComplete(ExtensionTypeKnowledge type, UpdateExtensionRequest request, ClusterReference cluster) =>
        Candidates(type.UpdateAdditions, cluster, new TypeSubjects(request)).Any();

    /// <summary>The additions that might apply to an update, with their conditions, before the extension has been read.</summary>
    public static IReadOnlyList<string> Preview(ExtensionTypeKnowledge type, UpdateExtensionRequest request, ClusterReference cluster)
    {
        var subjects = new TypeSubjects(request);
        return
        [
            .. Candidates(type.UpdateAdditions, cluster, subjects).Select(addition =>
                $"{addition.Subject}={Fill(addition.Value, subjects, isPreview: true)}{Conditions(addition.When)}"),
        ];
    }

    /// <summary>Completes an update with the facts of the extension.</summary>
    public static CompletedRequest<UpdateExtensionRequest> Complete(
        ExtensionTypeKnowledge type, UpdateExtensionRequest request, ClusterExtension current)
    {
        var subjects = new TypeSubjects(request, Facts(request, current));
        var settings = new Dictionary<string, string>(request.ConfigurationSettings ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        var added = new List<string>();
        foreach (var addition in Candidates(type.UpdateAdditions, current.Reference, subjects))
        {
            if (subjects.Hold(addition.When, ifProtected: false) && Fill(addition.Value, subjects, isPreview: false) is { } value
                && settings.TryAdd(addition.Subject, value))
            {
                added.Add($"{addition.Subject}={value}");
            }
        }

        return new(added.Count == 0 ? request : request with { ConfigurationSettings = settings }, added);
    }

    // Additions that might apply: their value is not specified, and the conditions on settings are met. Conditions on facts are checked later.
    private static IEnumerable<TypeAddition> Candidates(IEnumerable<TypeAddition> additions, ClusterReference cluster, TypeSubjects subjects) =>
        additions.Where(addition => !subjects.IsGiven(addition.Subject)
            && (addition.ClusterTypes.Count == 0 || addition.ClusterTypes.Contains(cluster.ClusterType, StringComparer.OrdinalIgnoreCase))
            && subjects.Hold(addition.When.Where(condition => !TypeSubjects.IsFact(condition.Subject)), ifProtected: false));

    private static IEnumerable<string> Asked(TypeAddition addition) => Placeholder().Matches(addition.Value).Select(match => match.Value)
        .Concat(addition.When.Select(condition => condition.Subject))
        .Where(TypeSubjects.IsFact)
        .Select(Fact)
        .Where(fact => fact.StartsWith("cluster.", StringComparison.Ordinal));

    // Null when a value is unknown; then nothing is added.
    private static string? Fill(string value, TypeSubjects subjects, bool isPreview)
    {
        var isKnown = true;
        var filled = Placeholder().Replace(value, match =>
        {
            var found = subjects.Value(match.Value) ?? subjects.Value(Fact(match.Value));
            isKnown &= found is not null || isPreview;
            return found ?? match.Value;
        });
        return isKnown ? filled : null;
    }

    private static Dictionary<string, string?> Facts(ClusterReference cluster, ClusterFacts? facts)
    {
        var known = new Dictionary<string, string?> { ["cluster.id"] = cluster.Id, ["cluster.name"] = cluster.Name };
        if (facts is not null)
        {
#pragma warning disable CA1308 // Settings contain regions in lower case.
            known["cluster.location"] = facts.Location?.Replace(" ", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
#pragma warning restore CA1308
            known["cluster.nodeCount"] = facts.NodeCount?.ToString(CultureInfo.InvariantCulture);
            known["cluster.tenantId"] = facts.TenantId;
        }

        return known;
    }

    private static Dictionary<string, string?> Facts(UpdateExtensionRequest request, ClusterExtension current)
    {
        var installed = current.CurrentVersion ?? current.PinnedVersion;
        var isKnown = !string.IsNullOrEmpty(request.Version) && !string.IsNullOrEmpty(installed);
        var order = VersionOrder.Compare(request.Version, installed);
        var facts = new Dictionary<string, string?>
        {
            ["update.isDowngrade"] = (order < 0).ToString(),
            ["update.isSameVersion"] = (isKnown && order == 0).ToString(),
            ["update.isUpgrade"] = (order > 0).ToString(),
        };
        foreach (var (key, value) in current.ConfigurationSettings)
        {
            facts[$"current.{key}"] = value;
        }

        return facts;
    }

    private static string Fact(string placeholder) => placeholder.Trim('{', '}');

    // Specified values need no line.
    private static string? Conditions(IEnumerable<TypeCondition> when) =>
        string.Join(", ", when.Where(condition => TypeSubjects.IsFact(condition.Subject)).Select(Words)) is { Length: > 0 } words ? $" ({words})" : null;

    private static string Words(TypeCondition condition) =>
        condition.Below is { } limit ? $"if {condition.Subject} is below {limit}"
        : condition.Is.Count > 0 ? $"if {condition.Subject} is {string.Join(" or ", condition.Is)}"
        : $"if {condition.Subject} is known";

    [GeneratedRegex(@"\{[^{}]+\}")]
    private static partial Regex Placeholder();
}
