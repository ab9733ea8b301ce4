namespace AksExtensions;

/// <summary>The words that the service uses for the state of a resource and of an operation.</summary>
internal static class ProvisioningStates
{
    public const string Succeeded = nameof(Succeeded);
    public const string Failed = nameof(Failed);
    public const string Canceled = nameof(Canceled);

    /// <summary>Whether nothing is under way any more. An unknown state is taken as under way: states may be added.</summary>
    public static bool IsTerminal(string? state) => Is(state, Succeeded) || Is(state, Failed) || Is(state, Canceled);

    public static bool Is(string? state, string expected) => string.Equals(state, expected, StringComparison.OrdinalIgnoreCase);
}
