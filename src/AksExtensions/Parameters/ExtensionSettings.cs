using System.ComponentModel;

namespace AksExtensions.Parameters;

/// <summary>Settings: a hashtable or a text of the form key=value. PowerShell converts both to this type.</summary>
[TypeConverter(typeof(SettingsConverter<ExtensionSettings>))]
public sealed class ExtensionSettings : SettingsArgument
{
}
