namespace AksExtensions.Parameters;

/// <summary>What was given as protected settings: a hashtable, or text of the form key=value. Any of them becomes one by itself.</summary>
public sealed class ProtectedExtensionSettings : SettingsArgument
{
}
