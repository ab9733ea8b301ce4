namespace AksExtensions.Checks;

/// <summary>Whether nothing is under way that an installation would meet: on the cluster, or with an extension of the same type.</summary>
internal static class NoOtherOperationCheck
{
    public const string Name = "NoOtherOperation";

    public static Finding? Check(CheckFacts facts)
    {
        if (facts.ClusterFacts?.Value?.ProvisioningState is { } state && !ProvisioningStates.IsTerminal(state))
        {
            return Finding.Failed(Name, $"An operation on the cluster itself is under way: {state}.", "Wait until it has ended, then try again.");
        }

        return facts.Extensions?.Judge(Name, extensions =>
        {
            var busy = extensions.Where(extension => !extension.IsTerminal).ToList();
            var names = busy.Select(extension => $"{extension.Name} ({extension.ExtensionType}, {extension.ProvisioningState})");
            var detail = $"Under way: {string.Join(", ", names)}.";
            return busy.Count == 0 ? Finding.Passed(Name, "No operation is under way.")
                : busy.Exists(extension => IsSameType(extension, facts.Plan))
                    ? Finding.Failed(Name, detail, "Wait until it has ended: Get-AksClusterExtension, then Wait-AksClusterExtension.")
                    : Finding.Warning(Name, detail, "It is another type of extension and need not be waited for.");
        });
    }

    private static bool IsSameType(ClusterExtension extension, PlannedExtension? plan) =>
        plan?.ExtensionType is { } type && type.Equals(extension.ExtensionType, StringComparison.OrdinalIgnoreCase);
}
