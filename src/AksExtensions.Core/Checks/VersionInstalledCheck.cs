namespace AksExtensions.Checks;

/// <summary>Checks that the pinned version is installed.</summary>
internal static class VersionInstalledCheck
{
    public const string Name = "VersionInstalled";

    private const string Nothing = "Check the state; the extension might not be installed yet.";

    public static Finding? Check(CheckFacts facts) => facts.Extension?.Judge(Name, Judge);

    private static Finding Judge(ClusterExtension extension) => (extension.PinnedVersion, extension.CurrentVersion) switch
    {
        (null or "", null or "") => Finding.Warning(Name, "Azure does not report an installed version.", Nothing),
        (null or "", var installed) => Finding.Passed(
            Name, $"{installed} is installed, {(extension.AutoUpgradeMinorVersion == false ? "without automatic upgrade" : "with automatic upgrade")}."),
        (var pinned, null or "") => Finding.Warning(Name, $"{pinned} is pinned, but Azure does not report an installed version.", Nothing),
        var (pinned, installed) when pinned.Equals(installed, StringComparison.OrdinalIgnoreCase) =>
            Finding.Passed(Name, $"{installed} is pinned and installed."),
        var (pinned, installed) => Finding.Warning(
            Name, $"{pinned} is pinned, but {installed} is installed.",
            extension.IsTerminal
                ? $"Pin it again with Update-AksClusterExtension -Version {pinned}, or pin {installed} to keep it."
                : "The operation in progress might install it; check again when the operation has ended."),
    };
}
