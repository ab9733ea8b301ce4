using System.Globalization;

namespace AksExtensions.Checks;

/// <summary>
/// Whether the agents on the cluster still speak to Azure. The service forgets protected settings after 48 hours: an operation that no
/// agent has taken up by then ends Failed, and the extension has to be created again.
/// </summary>
/// <remarks>
/// Azure Arc tells when it last heard of a cluster. AKS does not; there an operation that does not end, and the times of statuses, tell.
/// </remarks>
internal static class AgentInTouchCheck
{
    public const string Name = "AgentInTouch";

    /// <summary>How long the service keeps what the agents have not fetched.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(48);

    private const string CreateAgain =
        "See that the agents on the cluster run and reach Azure. Protected settings are gone by now: give them again, with "
        + "New-AksClusterExtension or Update-AksClusterExtension.";

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
            const string Waits = "The operation waits for the cluster's agents";
            return since is not { } last ? Finding.Passed(Name, $"{Waits}.")
                : IsSilent(facts, last) ? Finding.Failed(Name, $"{Waits}; the last sign of them was {Ago(facts, last)}.", CreateAgain)
                : Finding.Passed(Name, $"{Waits}; the last change was {Ago(facts, last)}.");
        }

        if (reported is not { } newest)
        {
            return Finding.Passed(Name, "Nothing waits for the cluster's agents. Azure keeps no time of theirs.");
        }

        var detail = $"The newest report of the cluster's agents is from {Ago(facts, newest)}.";
        return IsSilent(facts, newest)
            ? Finding.Warning(
                Name, detail,
                "See that the agents on the cluster run and reach Azure before the next change: what they do not fetch within 48 hours is lost.")
            : Finding.Passed(Name, detail);
    }

    private static bool IsSilent(CheckFacts facts, DateTimeOffset last) => facts.Now - last >= Patience;

    private static string Ago(CheckFacts facts, DateTimeOffset time)
    {
        var age = facts.Now - time;
        return CheckText.Time(time) + (age >= Patience ? string.Create(CultureInfo.InvariantCulture, $", {age.TotalHours:0} hours ago") : null);
    }

    private static DateTimeOffset? Reported(ClusterExtension extension) => extension.Statuses.Select(Time).Max();

    private static DateTimeOffset? Time(ExtensionStatus status) =>
        DateTimeOffset.TryParse(status.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
