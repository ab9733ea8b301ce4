using System.Text.RegularExpressions;
using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>A request with the values that its type of extension adds.</summary>
/// <param name="Request">The request.</param>
/// <param name="Added">A line for each added or renamed value, for -Verbose.</param>
internal sealed record CompletedRequest<T>(T Request, IReadOnlyList<string> Added)
{
    /// <summary>What the service might refuse.</summary>
    public IReadOnlyList<TypeFinding> Findings { get; init; } = [];
}

/// <summary>Adds the values that a type of extension needs. Specified values are never replaced.</summary>
internal static partial class TypeAdditions
{
    private const string Train = "-ReleaseTrain";
    private const string Namespace = "-ReleaseNamespace";
    private const string Scope = "-Scope";
    private const string Upgrade = "-AutoUpgradeMinorVersion";

    /// <summary>The facts that the additions ask for and that are not known yet.</summary>
    /// <param name="type">The type.</param>
    /// <param name="additions">Its additions for this command.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="subjects">What was specified, and what is known.</param>
    /// <param name="facts">The known facts.</param>
    /// <param name="onlyRequired">Whether to leave out what only optional additions ask for.</param>
    public static IEnumerable<string> Unknown(
        ExtensionTypeKnowledge type, IEnumerable<TypeAddition> additions, ClusterReference cluster, TypeSubjects subjects, TypeFacts facts, bool onlyRequired = false)
    {
        var settled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var addition in Candidates(additions, cluster, subjects).Where(addition => !settled.Contains(addition.Subject)))
        {
            if (!subjects.Hold(addition.When.Where(condition => !IsOpen(Fact(condition.Subject))), ifProtected: false))
            {
                continue;
            }

            var unknown = Asked(addition).Where(IsOpen).ToList();
            if (unknown.Count > 0 || Fill(addition.Value, subjects, isPreview: false) is not null)
            {
                // Later additions to the same subject are for the case that this one has no value.
                settled.Add(addition.Subject);
            }

            foreach (var fact in addition.Optional && onlyRequired ? [] : unknown)
            {
                yield return fact;
            }
        }

        bool IsOpen(string fact) => TypeFacts.IsRead(type, fact) && !facts.Values.ContainsKey(fact);
    }

    /// <summary>Whether the additions of a create depend on facts of the cluster.</summary>
    public static bool NeedCluster(ExtensionTypeKnowledge type, CreateExtensionRequest request, ClusterReference cluster)
    {
        var facts = TypeFacts.Of(request, cluster);
        return Unknown(type, type.Additions, cluster, new(request, name: null, facts.Values), facts)
            .Any(fact => fact.StartsWith("cluster.", StringComparison.Ordinal));
    }

    /// <summary>Completes a create.</summary>
    /// <param name="type">The type.</param>
    /// <param name="request">The request.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="facts">The facts of the cluster; null when it was not read, and values that depend on it are placeholders.</param>
    public static CompletedRequest<CreateExtensionRequest> Complete(
        ExtensionTypeKnowledge type, CreateExtensionRequest request, ClusterReference cluster, ClusterFacts? facts)
    {
        var known = TypeFacts.Of(request, cluster);
        return Complete(type, request, cluster, facts is null ? known : known.Add(facts), isPreview: facts is null);
    }

    /// <summary>Completes a create with the facts that could be read.</summary>
    /// <param name="type">The type.</param>
    /// <param name="request">The request.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="facts">The facts.</param>
    /// <param name="isPreview">Whether values that depend on unknown facts are placeholders instead of missing.</param>
    public static CompletedRequest<CreateExtensionRequest> Complete(
        ExtensionTypeKnowledge type, CreateExtensionRequest request, ClusterReference cluster, TypeFacts facts, bool isPreview = false)
    {
        var known = facts.Values;
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
                case Scope:
                    given = given with { Scope = Enum.Parse<ExtensionScope>(value, ignoreCase: true) };
                    break;
                case Upgrade:
                    if (request.Version is not null || request.AutoUpgradeMinorVersion is not null || request.AutoUpgradeMode is not null)
                    {
                        continue;
                    }

                    given = given with { AutoUpgradeMinorVersion = bool.Parse(value) };
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

    /// <summary>Whether a stored value can be one that the module added. Values that depend on facts are not read for this.</summary>
    public static bool Derives(ExtensionTypeKnowledge type, CreateExtensionRequest request, ClusterReference cluster, string key, string value)
    {
        var subjects = new TypeSubjects(request, name: null, TypeFacts.Of(request, cluster).Values);
        return Candidates(type.Additions, cluster, subjects).Concat(type.UpdateAdditions)
            .Where(addition => addition.Subject == key)
            .Select(addition => Fill(addition.Value, subjects, isPreview: true)!)
            .Any(added => Placeholder().IsMatch(added) || added.Equals(value, StringComparison.OrdinalIgnoreCase));
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
        ExtensionTypeKnowledge type, UpdateExtensionRequest request, ClusterExtension current) =>
        Complete(type, request, current, TypeFacts.Of(request, current));

    /// <summary>Completes an update with the facts that could be read.</summary>
    public static CompletedRequest<UpdateExtensionRequest> Complete(
        ExtensionTypeKnowledge type, UpdateExtensionRequest request, ClusterExtension current, TypeFacts facts)
    {
        var subjects = new TypeSubjects(request, facts.Values);
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
        .Select(Fact);

    /// <summary>A text with values for its facts and settings in braces; null when a value is unknown.</summary>
    /// <param name="value">The text.</param>
    /// <param name="subjects">The values.</param>
    /// <param name="isPreview">Whether unknown values stay as they are in the text.</param>
    public static string? Fill(string value, TypeSubjects subjects, bool isPreview)
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

    private static string Fact(string placeholder) => placeholder.Trim('{', '}');

    // Specified values need no line.
    private static string? Conditions(IEnumerable<TypeCondition> when) =>
        string.Join(", ", when.Where(condition => TypeSubjects.IsFact(condition.Subject)).Select(Words)) is { Length: > 0 } words ? $" ({words})" : null;

    private static string Words(TypeCondition condition) =>
        condition.Missing ? $"if {condition.Subject} is not set"
        : condition.Below is { } limit ? $"if {condition.Subject} is below {limit}"
        : condition.Is.Count > 0 ? $"if {condition.Subject} is {string.Join(" or ", condition.Is)}"
        : $"if {condition.Subject} is known";

    [GeneratedRegex(@"\{[^{}]+\}")]
    private static partial Regex Placeholder();
}
