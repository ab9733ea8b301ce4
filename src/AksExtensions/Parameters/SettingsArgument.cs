namespace AksExtensions.Parameters;

/// <summary>
/// What was given as settings, as it was given. Not simply an object, because PowerShell offers the keys in <c>@{ }</c> by a parameter's type.
/// </summary>
public abstract class SettingsArgument
{
    /// <summary>A hashtable, text, or whatever else was given; the command says what is wrong with it.</summary>
    internal object? Value { get; init; }

    /// <summary>What it is, and nothing of what it holds: there may be secrets in it.</summary>
    public override string ToString() => GetType().Name;
}
