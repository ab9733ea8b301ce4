namespace AksExtensions.Checks;

/// <summary>Checks that no operation is in progress on the cluster, or on an extension of the same type.</summary>
internal static class NoOtherOperationCheck
{
    public const string Name = "NoOtherOperation";

    public static Finding? Check(CheckFacts facts)
    {
        if (facts.ClusterFacts?.Value?.ProvisioningState is { } state && !ProvisioningStates.IsTerminal(state))
        {
            return Finding.Failed(Name, $"An operation on the cluster is in progress: {state}.", "Wait for it to finish, then try again.");
        }

        return facts.Extensions?.Judge(Name, extensions =>
        {
            var busy = extensions.Where(extension => !extension.IsTerminal).ToList();
            var names = busy.Select(extension => $"{extension.Name} ({extension.ExtensionType}, {extension.ProvisioningState})");
            var detail = $"In progress: {string.Join(", ", names)}.";
            return busy.Count == 0 ? Finding.Passed(Name, "No operation is in progress.")
                : busy.Exists(extension => IsSameType(extension, facts.Plan))
                    ? Finding.Failed(Name, detail, "Wait for it to finish: pipe Get-AksClusterExtension to Wait-AksClusterExtension.")
                    : Finding.Warning(Name, detail, "You don't have to wait: it is another type of extension.");
        });
    }

    private static bool IsSameType(ClusterExtension extension, PlannedExtension? plan) =>
        plan?.ExtensionType is { } type && type.Equals(extension.ExtensionType, StringComparison.OrdinalIgnoreCase);
}
