namespace AksExtensions.Checks;

/// <summary>Whether no lock on the cluster, its resource group or its subscription forbids an installation, or the later removal.</summary>
internal static class UnlockedCheck
{
    public const string Name = "Unlocked";

    public static Finding? Check(CheckFacts facts) => facts.Locks?.Judge(Name, locks =>
    {
        var holding = locks.Where(held => IsOver(held.Scope, facts.Cluster.Id)).ToList();
        if (holding.Count == 0)
        {
            return Finding.Passed(Name, "No lock holds for the cluster.");
        }

        var detail = string.Join(" ", holding.Select(held =>
            $"The {held.Level} lock '{held.Name}' is on {held.Scope}{(string.IsNullOrEmpty(held.Notes) ? null : $" ({held.Notes})")}."));
        return holding.Exists(held => !Is(held.Level, "CanNotDelete"))
            ? Finding.Failed(Name, detail, "Have the ReadOnly lock removed while the extension is installed.")
            : Finding.Warning(
                Name, $"{detail} An extension can be installed, and not removed again.",
                "Before a Remove-AksClusterExtension have the lock removed.");
    });

    // A lock holds for all that lies in what is locked.
    private static bool IsOver(string scope, string id) =>
        id.StartsWith(scope, StringComparison.OrdinalIgnoreCase) && (id.Length == scope.Length || id[scope.Length] == '/');

    private static bool Is(string? level, string expected) => expected.Equals(level, StringComparison.OrdinalIgnoreCase);
}
