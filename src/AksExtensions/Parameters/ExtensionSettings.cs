namespace AksExtensions.Parameters;

/// <summary>Settings: a hashtable or a text of the form key=value. PowerShell converts both to this type.</summary>
public sealed class ExtensionSettings : SettingsArgument
{
}
