using System.Globalization;

namespace AksExtensions.Checks;

/// <summary>
/// Whether the agents on the cluster still speak to Azure. The service forgets protected settings after 48 hours: an operation that no agent
/// has taken up by then ends Failed, and the extension has to be created again.
/// </summary>
/// <remarks>
/// Azure Arc tells when it last heard of a cluster. AKS does not; there an operation that does not end, and the times of statuses, tell of it.
/// </remarks>
internal static class AgentInTouchCheck
{
    public const string Name = "AgentInTouch";

    /// <summary>How long the service keeps what the agents have not fetched.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(48);

    private const string CreateAgain =
        "See that the agents on the cluster run and reach Azure. Protected settings are gone by now: give them again, with New-AksClusterExtension or Update-AksClusterExtension.";

    public static Finding? Check(CheckFacts facts) => facts.Extension?.Judge(Name, extension => Judge(facts, extension));

    private static Finding Judge(CheckFacts facts, ClusterExtension extension)
    {
        if (facts.ClusterFacts?.Value?.LastConnectivityTime is { } heard)
        {
            return IsSilent(facts, heard)
                ? Finding.Failed(Name, $"Azure last heard of the cluster's agents {Ago(facts, heard)}.", CreateAgain)
                : Finding.Passed(Name, $"Azure last heard of the cluster's agents {Ago(facts, heard)}.");
        }

        var reported = Reported(extension);
        if (!extension.IsTerminal)
        {
            var since = new[] { reported, extension.SystemData?.LastModifiedAt }.Max();
            return since is { } waiting && IsSilent(facts, waiting)
                ? Finding.Failed(Name, $"The operation waits for the cluster's agents; the last sign of them was {Ago(facts, waiting)}.", CreateAgain)
                : Finding.Passed(Name, $"The operation waits for the cluster's agents{(since is { } start ? $"; the last change was {Ago(facts, start)}" : null)}.");
        }

        return reported is not { } last ? Finding.Passed(Name, "Nothing waits for the cluster's agents. Azure keeps no time of theirs.")
            : IsSilent(facts, last)
                ? Finding.Warning(
                    Name, $"The newest report of the cluster's agents is from {Ago(facts, last)}.",
                    "See that the agents on the cluster run and reach Azure before the next change: what they do not fetch within 48 hours is lost.")
                : Finding.Passed(Name, $"The newest report of the cluster's agents is from {Ago(facts, last)}.");
    }

    private static bool IsSilent(CheckFacts facts, DateTimeOffset last) => facts.Now - last >= Patience;

    private static string Ago(CheckFacts facts, DateTimeOffset time)
    {
        var age = facts.Now - time;
        return string.Create(CultureInfo.InvariantCulture, $"{CheckText.Time(time)}{(age >= Patience ? $", {age.TotalHours:0} hours ago" : null)}");
    }

    private static DateTimeOffset? Reported(ClusterExtension extension) => extension.Statuses
        .Select(status => DateTimeOffset.TryParse(status.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null)
        .Max();
}
