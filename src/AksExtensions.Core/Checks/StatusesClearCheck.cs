namespace AksExtensions.Checks;

/// <summary>Checks that the cluster's agents and the service report no problem.</summary>
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
                Name, string.Join(Environment.NewLine, errors), "Read the messages for the cause; Get-AksClusterExtension shows them in StatusMessage.");
        }

        var warnings = extension.Statuses.Where(status => Is(status.Level, "Warning")).Select(status => status.ToString()).Distinct().ToList();
        return warnings.Count > 0
            ? Finding.Warning(Name, string.Join(Environment.NewLine, warnings), "Read the messages for the cause.")
            : Finding.Passed(
                Name, extension.Statuses.Select(status => status.ToString()).FirstOrDefault(text => text.Length > 0) is { } text
                    ? $"No problem is reported: {text}." : "No problem is reported.");
    }

    // The level is often null; then the state decides whether the message is an error.
    private static bool IsError(ExtensionStatus status, ClusterExtension extension) => Is(status.Level, "Error")
        || (string.IsNullOrEmpty(status.Level) && ProvisioningStates.Is(extension.ProvisioningState, ProvisioningStates.Failed));

    private static bool Is(string? level, string expected) => expected.Equals(level, StringComparison.OrdinalIgnoreCase);
}
