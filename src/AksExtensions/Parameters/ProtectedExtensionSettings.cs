using System.ComponentModel;

namespace AksExtensions.Parameters;

/// <summary>Protected settings: a hashtable or a text of the form key=value. PowerShell converts both to this type.</summary>
[TypeConverter(typeof(SettingsConverter<ProtectedExtensionSettings>))]
public sealed class ProtectedExtensionSettings : SettingsArgument
{
}
