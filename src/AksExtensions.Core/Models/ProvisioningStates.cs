namespace AksExtensions;

/// <summary>The states of resources and operations.</summary>
internal static class ProvisioningStates
{
    public const string Succeeded = nameof(Succeeded);
    public const string Failed = nameof(Failed);
    public const string Canceled = nameof(Canceled);

    /// <summary>Whether a state is final. Unknown states are not, because the service can add states.</summary>
    public static bool IsTerminal(string? state) => Is(state, Succeeded) || Is(state, Failed) || Is(state, Canceled);

    public static bool Is(string? state, string expected) => string.Equals(state, expected, StringComparison.OrdinalIgnoreCase);
}
