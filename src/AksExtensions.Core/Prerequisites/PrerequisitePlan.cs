using System.Text.RegularExpressions;
using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Prerequisites;

/// <summary>What is known of an extension whose prerequisites are planned.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Settings">The plain settings: those of the request or of the instance; null when they are not known.</param>
/// <param name="Facts">The facts of the cluster; null when it was not read.</param>
/// <param name="PrincipalId">The object ID of the identity that AKS assigned to the instance; null when there is none yet.</param>
internal sealed record PrerequisiteSubject(
    ClusterReference Cluster, IReadOnlyDictionary<string, string>? Settings, ClusterFacts? Facts = null, string? PrincipalId = null)
{
    /// <summary>An instance.</summary>
    public static PrerequisiteSubject Of(ClusterExtension instance, ClusterFacts? facts) =>
        new(instance.Reference, instance.ConfigurationSettings, facts, instance.AksAssignedIdentity?.PrincipalId);

    /// <summary>An instance after a change of some of its settings; the others stay as they are.</summary>
    public static PrerequisiteSubject Of(ClusterExtension instance, IReadOnlyDictionary<string, string>? changed)
    {
        var settings = new Dictionary<string, string>(instance.ConfigurationSettings, StringComparer.Ordinal);
        foreach (var (key, value) in changed ?? new Dictionary<string, string>())
        {
            settings[key] = value;
        }

        return new(instance.Reference, settings, PrincipalId: instance.AksAssignedIdentity?.PrincipalId);
    }
}

/// <summary>Determines the roles that an extension needs, from what its type says. Reads and sends nothing.</summary>
internal static partial class PrerequisitePlan
{
    /// <summary>The roles that an extension needs.</summary>
    /// <param name="type">The type; null when it is unknown.</param>
    /// <param name="subject">What is known of the extension.</param>
    public static IReadOnlyList<RequiredRole> Of(ExtensionTypeKnowledge? type, PrerequisiteSubject subject)
    {
        var subjects = Subjects(subject);
        return [.. Applicable(type, subject.Cluster, subjects).Select(needed => new RequiredRole(
            needed, Known(needed.Principal, subjects), Known(needed.Scope, subjects), Fill(needed.Scope, subjects)))];
    }

    /// <summary>Whether one of the roles depends on facts of the cluster, which must be read first.</summary>
    public static bool NeedsCluster(ExtensionTypeKnowledge? type, PrerequisiteSubject subject) =>
        Applicable(type, subject.Cluster, Subjects(subject)).Any(needed =>
            Placeholder().Matches(needed.Principal + needed.Scope).Any(match =>
                match.Groups[1].Value.StartsWith("cluster.", StringComparison.Ordinal) && Subjects(subject).Value(match.Value) is null));

    private static IEnumerable<TypePrerequisite> Applicable(ExtensionTypeKnowledge? type, ClusterReference cluster, TypeSubjects subjects) =>
        (type?.Prerequisites ?? []).Where(needed =>
            (needed.ClusterTypes.Count == 0 || needed.ClusterTypes.Contains(cluster.ClusterType, StringComparer.OrdinalIgnoreCase))
            && subjects.Hold(needed.When, ifProtected: false));

    private static TypeSubjects Subjects(PrerequisiteSubject subject) => new(subject.Settings, new Dictionary<string, string?>
    {
        ["cluster.subscriptionId"] = subject.Cluster.SubscriptionId,
        ["cluster.nodeResourceGroup"] = subject.Facts?.NodeResourceGroup,
        ["cluster.kubeletObjectId"] = subject.Facts?.KubeletObjectId,
        ["instance.principalId"] = subject.PrincipalId,
    });

    private static string Fill(string text, TypeSubjects subjects) => Placeholder().Replace(text, match => Value(match, subjects) ?? match.Value);

    private static string? Known(string text, TypeSubjects subjects) =>
        Placeholder().Matches(text).All(match => Value(match, subjects) is not null) ? Fill(text, subjects) : null;

    // A value that is no name would be another scope.
    private static string? Value(Match match, TypeSubjects subjects) =>
        (subjects.Value(match.Value) ?? subjects.Value(match.Groups[1].Value)) is { } value && Name().IsMatch(value) ? value : null;

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^(?!\.+\z)[\w\-.()]+\z")]
    private static partial Regex Name();
}
