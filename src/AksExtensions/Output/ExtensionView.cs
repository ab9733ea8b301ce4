using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AksExtensions.Parameters;

namespace AksExtensions.Output;

/// <summary>The cells of the tables in AksExtensions.Format.ps1xml. They take values, so that deserialized objects look the same.</summary>
public static class ExtensionView
{
    private const string Red = "\u001b[31;1m";
    private const string Yellow = "\u001b[33m";
    private const string Green = "\u001b[32m";
    private const string Reset = "\u001b[0m";

    /// <summary>The installed version, and whether it is pinned.</summary>
    /// <param name="currentVersion">The installed version; null when there is none.</param>
    /// <param name="pinnedVersion">The pinned version; null when there is none.</param>
    public static string Version(string? currentVersion, string? pinnedVersion)
    {
        var installed = string.IsNullOrEmpty(currentVersion) ? "-" : currentVersion;
        return string.IsNullOrEmpty(pinnedVersion) ? installed
            : pinnedVersion.Equals(currentVersion, StringComparison.OrdinalIgnoreCase) ? $"{installed} (pinned)"
            : $"{installed} (pinned to {pinnedVersion})";
    }

    /// <summary>Whether and how the extension is upgraded automatically.</summary>
    /// <param name="minorVersion">autoUpgradeMinorVersion; null when unknown.</param>
    /// <param name="mode">autoUpgradeMode; null when unknown.</param>
    public static string AutoUpgrade(bool? minorVersion, string? mode) =>
        minorVersion == false ? "off" : !string.IsNullOrEmpty(mode) ? mode : minorVersion == true ? "on" : string.Empty;

    /// <summary>The state: Failed in red, operations in progress in yellow. PowerShell removes the colors where the output does not support them.</summary>
    public static string State(string? state) => state switch
    {
        null => string.Empty,
        _ when ProvisioningStates.Is(state, ProvisioningStates.Failed) || ProvisioningStates.Is(state, ProvisioningStates.Canceled) => Red + state + Reset,
        _ when !ProvisioningStates.IsTerminal(state) => Yellow + state + Reset,
        _ => state,
    };

    /// <summary>The result of a check: Failed in red, Warning in yellow, Passed in green, like <see cref="State"/>.</summary>
    public static string Result(string? result) => result switch
    {
        "Failed" => Red + result + Reset,
        "Warning" => Yellow + result + Reset,
        "Passed" => Green + result + Reset,
        _ => result ?? string.Empty,
    };

    /// <summary>The detail of a check, followed by its recommendation.</summary>
    /// <param name="detail">What was found.</param>
    /// <param name="recommendation">What to do; null when nothing needs to be done.</param>
    public static string Finding(string? detail, string? recommendation) =>
        string.IsNullOrEmpty(recommendation) ? detail ?? string.Empty : $"{detail}{Environment.NewLine}-> {recommendation}";

    /// <summary>The subject of a group of checks, in one line.</summary>
    public static string Subject(string? clusterName, string? resourceGroupName, string? extensionName, string? extensionType) =>
        $"{clusterName} (resource group {resourceGroupName})"
        + (!string.IsNullOrEmpty(extensionName) ? $", extension {extensionName}"
            : !string.IsNullOrEmpty(extensionType) ? $", for {extensionType}" : null);

    /// <summary>A time in the local time zone.</summary>
    /// <param name="time">A time, or the property bag that Import-Clixml makes of one.</param>
    public static string Time(object? time) =>
        OperationReader.Time(time)?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>A Marketplace plan in one cell; empty when there is none.</summary>
    public static string Plan(string? publisher, string? product, string? name) =>
        string.Join('/', new[] { publisher, product, name }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>The Kubernetes versions of AKS that a version of an extension does not support.</summary>
    /// <param name="versions">For each kind of cluster, a list of distributions with their versions.</param>
    public static string Unsupported(object? versions)
    {
        var rows = Member(versions, "managedCluster") is IEnumerable list and not string ? list.Cast<object?>() : [];
        return string.Join(", ", rows
            .SelectMany(row => Member(row, "unsupportedVersions") is IEnumerable numbers and not string ? numbers.Cast<object?>() : [])
            .Select(number => number?.ToString())
            .Distinct());
    }

    // Dictionaries, live or deserialized, and the objects that ConvertFrom-Json creates.
    private static object? Member(object? source, string name)
    {
        var plain = source is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : source;
        var value = plain is IDictionary map ? (map.Contains(name) ? map[name] : null)
            : plain is null ? null
            : PSObject.AsPSObject(plain).Properties[name]?.Value;
        return value is PSObject { BaseObject: not PSCustomObject } inner ? inner.BaseObject : value;
    }

    /// <summary>The name at the end of a resource id.</summary>
    public static string LastSegment(string? id) => id?[(id.LastIndexOf('/') + 1)..] ?? string.Empty;
}
