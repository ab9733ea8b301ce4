namespace AksExtensions.Checks;

/// <summary>Whether what is installed is what was pinned.</summary>
internal static class VersionInstalledCheck
{
    public const string Name = "VersionInstalled";

    private const string Nothing = "Look at the state; nothing may have been installed yet.";

    public static Finding? Check(CheckFacts facts) => facts.Extension?.Judge(Name, Judge);

    private static Finding Judge(ClusterExtension extension) => (extension.Version, extension.CurrentVersion) switch
    {
        (null or "", null or "") => Finding.Warning(Name, "Azure names no installed version.", Nothing),
        (null or "", var installed) => Finding.Passed(
            Name, $"{installed} is installed, {(extension.AutoUpgradeMinorVersion == false ? "without automatic upgrade" : "with automatic upgrade")}."),
        (var pinned, null or "") => Finding.Warning(Name, $"{pinned} is pinned, and Azure names no installed version.", Nothing),
        var (pinned, installed) when pinned.Equals(installed, StringComparison.OrdinalIgnoreCase) =>
            Finding.Passed(Name, $"{installed} is pinned and installed."),
        var (pinned, installed) => Finding.Warning(
            Name, $"{pinned} is pinned, and {installed} is installed.",
            extension.IsTerminal
                ? $"Pin it anew with Update-AksClusterExtension -Version {pinned}, or keep {installed} by pinning that."
                : "The operation under way may bring it; look again when that has ended."),
    };
}
