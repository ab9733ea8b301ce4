using AksExtensions.Arm;

namespace AksExtensions.Checks;

/// <summary>Whether the caller may do with the cluster's extensions what the commands do.</summary>
/// <remarks>https://learn.microsoft.com/azure/role-based-access-control/role-definitions</remarks>
internal static class AllowedCheck
{
    public const string Name = "Allowed";

    private const string Extensions = "Microsoft.KubernetesConfiguration/extensions/";

    private static readonly string[] ToInstall = [Extensions + "read", Extensions + "write"];

    // A create works without these; to wait for it, or to remove it again, does not.
    private static readonly string[] ToManage = [Extensions + "operations/read", Extensions + "delete"];

    public static Finding? Check(CheckFacts facts) => facts.Permissions?.Judge(Name, rules =>
    {
        var lacking = ToInstall.Concat(ToManage).Where(action => !IsAllowed(rules, action)).ToList();
        if (lacking.Count == 0)
        {
            return Finding.Passed(Name, "Extensions may be read, written and deleted on this cluster.");
        }

        var detail = $"This sign-in may not do on the cluster: {string.Join(", ", lacking)}.";
        const string Recommendation = "Ask for a role on the cluster that has these actions, such as Kubernetes Extension Contributor.";
        return lacking.Exists(action => ToInstall.Contains(action))
            ? Finding.Failed(Name, detail, Recommendation)
            : Finding.Warning(Name, $"{detail} An extension can be installed all the same.", Recommendation);
    });

    /// <summary>Whether one of the rules gives an action. What one rule takes out, another may give.</summary>
    internal static bool IsAllowed(IReadOnlyList<PermissionRule> rules, string action) => rules.Any(rule =>
        rule.Actions.Any(pattern => Matches(pattern, action)) && !rule.NotActions.Any(pattern => Matches(pattern, action)));

    // A star is any text, slashes too; case means nothing.
    private static bool Matches(string pattern, string action)
    {
        var parts = pattern.Split('*');
        if (parts is [var exact])
        {
            return exact.Equals(action, StringComparison.OrdinalIgnoreCase);
        }

        if (!action.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = action.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return action.Length - at >= parts[^1].Length && action.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }
}
