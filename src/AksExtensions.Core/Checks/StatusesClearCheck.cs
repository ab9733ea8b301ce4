namespace AksExtensions.Checks;

/// <summary>Whether what the agents on the cluster and the service reported names no trouble.</summary>
internal static class StatusesClearCheck
{
    public const string Name = "StatusesClear";

    public static Finding? Check(CheckFacts facts) => facts.Extension?.Judge(Name, Judge);

    private static Finding Judge(ClusterExtension extension)
    {
        var errors = extension.Statuses.Where(status => IsError(status, extension)).Select(status => status.ToString())
            .Concat(extension.ErrorInfo?.Flatten().Select(error => error.ToString()) ?? [])
            .Where(text => text.Length > 0)
            .Distinct()
            .ToList();
        if (errors.Count > 0)
        {
            return Finding.Failed(
                Name, string.Join(Environment.NewLine, errors), "The messages name the cause. Get-AksClusterExtension has them in StatusMessage.");
        }

        var warnings = extension.Statuses.Where(status => Is(status.Level, "Warning")).Select(status => status.ToString()).Distinct().ToList();
        return warnings.Count > 0
            ? Finding.Warning(Name, string.Join(Environment.NewLine, warnings), "The messages name the cause.")
            : Finding.Passed(
                Name, extension.Statuses.Select(status => status.ToString()).FirstOrDefault(text => text.Length > 0) is { } text
                    ? $"No trouble is reported: {text}." : "No trouble is reported.");
    }

    // The level is often null; then it is the state that says what the message is about.
    private static bool IsError(ExtensionStatus status, ClusterExtension extension) => Is(status.Level, "Error")
        || (string.IsNullOrEmpty(status.Level) && ProvisioningStates.Is(extension.ProvisioningState, ProvisioningStates.Failed));

    private static bool Is(string? level, string expected) => expected.Equals(level, StringComparison.OrdinalIgnoreCase);
}
