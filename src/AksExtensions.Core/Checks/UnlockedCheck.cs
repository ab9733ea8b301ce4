namespace AksExtensions.Checks;

/// <summary>Checks that no lock on the cluster, its resource group or its subscription blocks an installation or a later removal.</summary>
internal static class UnlockedCheck
{
    public const string Name = "Unlocked";

    public static Finding? Check(CheckFacts facts) => facts.Locks?.Judge(Name, locks =>
    {
        var holding = locks.Where(held => IsOver(held.Scope, facts.Cluster.Id)).ToList();
        if (holding.Count == 0)
        {
            return Finding.Passed(Name, "No lock applies to the cluster.");
        }

        var detail = string.Join(" ", holding.Select(held =>
            $"{held.Scope} has the {held.Level} lock '{held.Name}'{(string.IsNullOrEmpty(held.Notes) ? null : $" ({held.Notes})")}."));
        return holding.Exists(held => !Is(held.Level, "CanNotDelete"))
            ? Finding.Failed(Name, detail, "Remove the ReadOnly lock for the time of the installation.")
            : Finding.Warning(
                Name, $"{detail} You can install an extension, but you cannot remove it.",
                "Before you use Remove-AksClusterExtension, remove the lock.");
    });

    // A lock applies to everything inside its scope.
    private static bool IsOver(string scope, string id) =>
        id.StartsWith(scope, StringComparison.OrdinalIgnoreCase) && (id.Length == scope.Length || id[scope.Length] == '/');

    private static bool Is(string? level, string expected) => expected.Equals(level, StringComparison.OrdinalIgnoreCase);
}
