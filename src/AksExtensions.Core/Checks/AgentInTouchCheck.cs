using System.Globalization;

namespace AksExtensions.Checks;

/// <summary>
/// Checks that the cluster's agents still contact Azure. The service deletes protected settings after 48 hours: an operation that no agent has
/// picked up by then becomes Failed, and the extension must be created again.
/// </summary>
/// <remarks>
/// Azure Arc records the last contact with a cluster. AKS does not; there the check uses operations that do not end, and the times of statuses.
/// </remarks>
internal static class AgentInTouchCheck
{
    public const string Name = "AgentInTouch";

    /// <summary>How long the service keeps settings that the agents have not fetched.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(48);

    private const string CreateAgain =
        "Make sure that the cluster's agents are running and can connect to Azure. Azure has deleted the protected settings by now: send them again with "
        + "New-AksClusterExtension or Update-AksClusterExtension.";

    public static Finding? Check(CheckFacts facts) => facts.Extension?.Judge(Name, extension => Judge(facts, extension));

    private static Finding Judge(CheckFacts facts, ClusterExtension extension)
    {
        if (facts.ClusterFacts?.Value?.LastConnectivityTime is { } heard)
        {
            return IsSilent(facts, heard)
                ? Finding.Failed(Name, $"The cluster's agents last contacted Azure {Ago(facts, heard)}.", CreateAgain)
                : Finding.Passed(Name, $"The cluster's agents last contacted Azure {Ago(facts, heard)}.");
        }

        var reported = Reported(extension);
        if (!extension.IsTerminal)
        {
            var since = new[] { reported, extension.SystemData?.LastModifiedAt }.Max();
            const string Waits = "The operation is waiting for the cluster's agents";
            return since is not { } last ? Finding.Passed(Name, $"{Waits}.")
                : IsSilent(facts, last) ? Finding.Failed(Name, $"{Waits}; their last report was {Ago(facts, last)}.", CreateAgain)
                : Finding.Passed(Name, $"{Waits}; the last change was {Ago(facts, last)}.");
        }

        if (reported is not { } newest)
        {
            return Finding.Passed(Name, "No operation is waiting for the agents. Azure does not record a last-contact time for AKS.");
        }

        var detail = $"The latest report of the cluster's agents is from {Ago(facts, newest)}.";
        return IsSilent(facts, newest)
            ? Finding.Warning(
                Name, detail,
                "Before the next change, make sure that the cluster's agents are running and can connect to Azure: Azure deletes what they do not fetch within 48 hours.")
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
