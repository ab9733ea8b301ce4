using System.Globalization;
using AksExtensions.Parameters;

namespace AksExtensions.Output;

/// <summary>The cells of the tables in AksExtensions.Format.ps1xml. Takes values, so that deserialised objects look the same.</summary>
public static class ExtensionView
{
    private const string Red = "\u001b[31;1m";
    private const string Yellow = "\u001b[33m";
    private const string Reset = "\u001b[0m";

    /// <summary>The installed version, and whether it is pinned.</summary>
    /// <param name="currentVersion">The installed version; null while there is none.</param>
    /// <param name="pinnedVersion">The pinned version; null when there is none.</param>
    public static string Version(string? currentVersion, string? pinnedVersion)
    {
        var installed = string.IsNullOrEmpty(currentVersion) ? "-" : currentVersion;
        return string.IsNullOrEmpty(pinnedVersion) ? installed
            : pinnedVersion.Equals(currentVersion, StringComparison.OrdinalIgnoreCase) ? $"{installed} (pinned)"
            : $"{installed} (pinned to {pinnedVersion})";
    }

    /// <summary>Whether, and perhaps how far, the extension is upgraded automatically.</summary>
    /// <param name="minorVersion">autoUpgradeMinorVersion; null when unknown.</param>
    /// <param name="mode">autoUpgradeMode; null when unknown.</param>
    public static string AutoUpgrade(bool? minorVersion, string? mode) =>
        minorVersion == false ? "off" : !string.IsNullOrEmpty(mode) ? mode : minorVersion == true ? "on" : string.Empty;

    /// <summary>The state: Failed in red, what is under way in yellow. PowerShell drops the colours where the output has none.</summary>
    public static string State(string? state) => state switch
    {
        null => string.Empty,
        _ when ProvisioningStates.Is(state, ProvisioningStates.Failed) || ProvisioningStates.Is(state, ProvisioningStates.Canceled) => Red + state + Reset,
        _ when !ProvisioningStates.IsTerminal(state) => Yellow + state + Reset,
        _ => state,
    };

    /// <summary>A time, in the reader's own zone.</summary>
    /// <param name="time">A time, or the bag of properties that Import-Clixml makes of one.</param>
    public static string Time(object? time) =>
        OperationReader.Time(time)?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>The name at the end of a resource id.</summary>
    public static string LastSegment(string? id) => id?[(id.LastIndexOf('/') + 1)..] ?? string.Empty;
}
