using AksExtensions.Arm;

namespace AksExtensions.Checks;

/// <summary>Checks that the caller has permission to manage extensions of the cluster.</summary>
/// <remarks>https://learn.microsoft.com/azure/role-based-access-control/role-definitions</remarks>
internal static class AllowedCheck
{
    public const string Name = "Allowed";

    private const string Extensions = "Microsoft.KubernetesConfiguration/extensions/";

    private static readonly string[] ToInstall = [Extensions + "read", Extensions + "write"];

    // A create works without these actions, but waiting for it and removing the extension do not.
    private static readonly string[] ToManage = [Extensions + "operations/read", Extensions + "delete"];

    public static Finding? Check(CheckFacts facts) => facts.Permissions?.Judge(Name, rules =>
    {
        var lacking = ToInstall.Concat(ToManage).Where(action => !IsAllowed(rules, action)).ToList();
        if (lacking.Count == 0)
        {
            return Finding.Passed(Name, "The sign-in can read, write and delete extensions on this cluster.");
        }

        var detail = $"The sign-in does not have these actions on the cluster: {string.Join(", ", lacking)}.";
        const string Recommendation = "Ask for a role on the cluster that includes these actions, such as Kubernetes Extension Contributor.";
        return lacking.Exists(action => ToInstall.Contains(action))
            ? Finding.Failed(Name, detail, Recommendation)
            : Finding.Warning(Name, $"{detail} You can still install an extension.", Recommendation);
    });

    /// <summary>Whether one of the rules allows an action. An action that one rule excludes can be allowed by another.</summary>
    internal static bool IsAllowed(IReadOnlyList<PermissionRule> rules, string action) => rules.Any(rule =>
        rule.Actions.Any(pattern => Matches(pattern, action)) && !rule.NotActions.Any(pattern => Matches(pattern, action)));

    // A star matches any text, including slashes. Case is ignored.
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
