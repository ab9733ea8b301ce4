using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>The properties of the models that tables show.</summary>
public sealed class DisplayTests
{
    private static readonly ClusterReference Aks1 = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");

    [Theory]
    [InlineData(null, null, "-")]
    [InlineData("", "", "-")]
    [InlineData("1.2.3", null, "1.2.3")]
    [InlineData("1.2.3", "", "1.2.3")]
    [InlineData("1.2.3-RC", "1.2.3-rc", "1.2.3-RC (pinned)")]
    [InlineData("1.2.3", "1.3.0", "1.2.3 (pinned to 1.3.0)")]
    [InlineData(null, "1.3.0", "- (pinned to 1.3.0)")]
    public void The_version_says_whether_it_is_pinned(string? current, string? pinned, string expected)
    {
        var extension = Extension(current, pinned);

        Assert.Equal(expected, extension.DisplayVersion);
        Assert.Equal(current, extension.Version);
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData(true, null, "on")]
    [InlineData(true, "", "on")]
    [InlineData(true, "patch", "patch")]
    [InlineData(null, "compatible", "compatible")]
    [InlineData(false, null, "off")]
    [InlineData(false, "patch", "off")]
    public void Automatic_upgrade_is_one_word(bool? minor, string? mode, string expected) =>
        Assert.Equal(expected, Extension("1", null, minor, mode).AutoUpgrade);

    [Fact]
    public void Versions_sort_as_versions_and_a_preview_before_its_release()
    {
        string?[] versions = ["1.10.0", null, "1.9.0", "1.10.0-rc.1"];

        Assert.Equal([null, "1.9.0", "1.10.0-rc.1", "1.10.0"], versions.OrderBy(version => Extension(version, null).VersionSortKey, StringComparer.Ordinal));
    }

    [Fact]
    public void The_group_is_shown_where_a_command_saw_two_clusters_of_one_name()
    {
        var extension = Extension("1", null);

        Assert.Equal("aks1", extension.DisplayCluster);
        extension.ShowsGroup = true;
        Assert.Equal("aks1 (rg)", extension.DisplayCluster);
        Assert.Equal(("aks1", "aks1", "rg", Aks1.Id), (extension.Cluster, extension.ClusterName, extension.ResourceGroupName, extension.ClusterId));
    }

    [Theory]
    [InlineData(null, null, "aks1 (resource group rg)")]
    [InlineData("", "", "aks1 (resource group rg)")]
    [InlineData("flux", "microsoft.flux", "aks1 (resource group rg), extension flux")]
    [InlineData(null, "microsoft.flux", "aks1 (resource group rg), for microsoft.flux")]
    public void A_check_says_what_it_is_about(string? extension, string? type, string expected) => Assert.Equal(expected, Check("A", extension: extension, type: type).Subject);

    [Fact]
    public void A_finding_is_the_detail_and_on_the_next_line_what_to_do()
    {
        Assert.Equal("found", Check("A").Finding);
        Assert.Equal("found", Check("A", recommendation: "").Finding);
        Assert.Equal($"found{Environment.NewLine}-> Start it.", Check("A", recommendation: "Start it.").Finding);
        Assert.Equal("A: Passed", $"{Check("A")}");
        Assert.EndsWith("... (3000 characters)", Check("A", detail: new string('x', 3000)).Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Checks_that_all_passed_are_one_object_that_has_them()
    {
        var checks = new[] { Check("A", extension: "flux"), Check("B", extension: "flux") };

        var all = ExtensionCheck.All(checks);

        Assert.Equal(("All", "Passed", "aks1 (rg), extension flux: all 2 checks passed."), (all.Check, all.Result, all.Detail));
        Assert.Equal("all checks passed", all.Subject);
        Assert.Equal(["A", "B"], all.Checks.Select(check => check.Check));
        Assert.Equal(new ExtensionReference(Aks1, "flux").Id, all.ResourceId);
        Assert.Equal(Aks1.Id, Check("A").ResourceId);
        Assert.Empty(Check("A").Checks);
    }

    [Fact]
    public void A_difference_says_what_becomes_of_the_value()
    {
        Assert.Equal("version: 1.2.3", $"{new ExtensionDifference("version", "1.2.3", null)}");
        Assert.Equal("settings.a: 1 -> (none)", $"{new ExtensionDifference("settings.a", null, "1")}");
        Assert.Equal("version: 1.2.3 -> 1.3.0", $"{new ExtensionDifference("version", "1.3.0", "1.2.3")}");
    }

    [Fact]
    public void A_comparison_names_the_instance_and_has_its_id()
    {
        var drift = new ExtensionDrift(Aks1) { Name = "flux", ExtensionType = "microsoft.flux", Status = "Missing", Action = "Create" };

        Assert.Equal("flux on aks1: Missing", $"{drift}");
        Assert.Equal(new ExtensionReference(Aks1, "flux").Id, drift.ResourceId);
    }

    [Fact]
    public void Parts_of_an_extension_have_a_line_for_lists()
    {
        Assert.Equal("InstallationFailed: no memory", $"{new ExtensionStatus("InstallationFailed", "Error", "Failed", "no memory", null)}");
        Assert.Equal("Failed", $"{new ExtensionStatus("", "Error", "Failed", null, null)}");
        Assert.Equal("contoso/flux/basic", $"{new ExtensionPlan("basic", "contoso", "flux")}");
        Assert.Equal("SystemAssigned p", $"{new ExtensionIdentity("SystemAssigned", "p", null) { ObjectId = "o", ClientId = "c" }}");
        Assert.Equal("o", $"{new ExtensionIdentity(null, null, null) { ObjectId = "o", ClientId = "c" }}");
        Assert.Equal("c", $"{new ExtensionIdentity("", null, null) { ClientId = "c" }}");
        Assert.Equal("docs guide", $"{new ExtensionDetails("docs", "", "guide")}");
        Assert.Equal("PolicyViolation", $"{new ArmErrorInfo("PolicyViolation", null)}");
        Assert.Equal("", $"{new ArmErrorInfo(null, null)}");
        Assert.Equal("Conflict: busy", $"{new ArmErrorDetail("Conflict", "busy", null, [])}");
        var time = new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal("created 2026-11-25 12:00:00Z, modified 2026-11-25 13:00:00Z", $"{new SystemData(null, null, time, null, null, time.AddHours(1))}");
    }

    private static ClusterExtension Extension(string? current, string? pinned, bool? minor = null, string? mode = null) => new(Aks1)
    {
        Id = new ExtensionReference(Aks1, "flux").Id,
        Name = "flux",
        CurrentVersion = current,
        PinnedVersion = pinned,
        AutoUpgradeMinorVersion = minor,
        AutoUpgradeMode = mode,
    };

    private static ExtensionCheck Check(string name, string? extension = null, string? type = null, string? recommendation = null, string detail = "found") =>
        new(Aks1) { Check = name, Result = "Passed", Detail = detail, ExtensionName = extension, ExtensionType = type, Recommendation = recommendation };
}
