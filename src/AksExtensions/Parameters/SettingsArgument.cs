namespace AksExtensions.Parameters;

/// <summary>
/// Settings as they were specified. This is a type and not just an object, because PowerShell completes keys in <c>@{ }</c> by the parameter's type.
/// </summary>
public abstract class SettingsArgument
{
    /// <summary>The value: a hashtable, a text, or anything else, which the command then refuses.</summary>
    internal object? Value { get; init; }

    /// <summary>The name of the type. The value is not shown, because it can contain secrets.</summary>
    public override string ToString() => GetType().Name;
}
