using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

/// <summary>What was installed.</summary>
public sealed class InstanceChecksTests
{
    private static readonly DateTimeOffset Now = CheckSamples.Now;

    [Theory]
    [InlineData("Succeeded", "Passed", null)]
    [InlineData("Failed", "Failed", "New-AksClusterExtension")]
    [InlineData("Canceled", "Failed", "New-AksClusterExtension")]
    [InlineData("Creating", "Warning", "Wait-AksClusterExtension")]
    [InlineData("Anything", "Warning", "Wait-AksClusterExtension")]
    public void The_state_says_how_the_last_operation_ended(string state, string expected, string? recommended)
    {
        var finding = StateSucceededCheck.Check(Of(CheckSamples.Instance(state)))!;

        Assert.Equal(expected, finding.Result.ToString());
        Assert.Contains($"{state} since 2026-03-01 11:00Z", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(recommended is not null, finding.Recommendation?.Contains(recommended!, StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void A_known_cause_is_reported_with_its_recommendation()
    {
        var failed = CheckSamples.Instance("Failed", statuses: CheckSamples.Status("Error", "Helm installation failed : Timed out waiting for the condition"));
        Assert.NotNull(failed.Diagnosis);

        var finding = StateSucceededCheck.Check(Of(failed))!;

        Assert.EndsWith(failed.Diagnosis.Summary, finding.Detail, StringComparison.Ordinal);
        Assert.Equal($"{failed.Diagnosis.Recommendation} See {failed.Diagnosis.Link}", finding.Recommendation);
    }

    [Theory]
    [InlineData("Succeeded", "Information", "Passed")]
    [InlineData("Succeeded", null, "Passed")]
    [InlineData("Succeeded", "warning", "Warning")]
    [InlineData("Succeeded", "Error", "Failed")]
    [InlineData("Failed", null, "Failed")]
    [InlineData("Failed", "Information", "Passed")]
    public void A_status_is_trouble_by_its_level_and_without_one_by_the_state(string state, string? level, string expected)
    {
        var finding = StatusesClearCheck.Check(Of(CheckSamples.Instance(state, statuses: CheckSamples.Status(level, "what happened"))))!;

        Assert.Equal(expected, finding.Result.ToString());
        Assert.Contains("Code: what happened", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_status_that_says_nothing_is_not_quoted()
    {
        var silent = new ExtensionStatus(null, null, null, null, null);

        Assert.Equal("No problem is reported.", StatusesClearCheck.Check(Of(CheckSamples.Instance("Succeeded", statuses: silent)))!.Detail);
        Assert.Equal(
            "No problem is reported: Code: well.",
            StatusesClearCheck.Check(Of(CheckSamples.Instance("Succeeded", statuses: [silent, CheckSamples.Status(null, "well")])))!.Detail);
    }

    [Fact]
    public void Every_message_appears_once()
    {
        var error = new ArmErrorDetail("Outer", "o", null, [new("Inner", "i", null, [])]);

        var finding = StatusesClearCheck.Check(Of(CheckSamples.Instance(
            "Failed", error: error, statuses: [CheckSamples.Status("Error", "same"), CheckSamples.Status("Error", "same")])))!;

        Assert.Equal(["Code: same", "Outer: o", "Inner: i"], finding.Detail.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData(null, "1.18.2", "Passed: 1.18.2 is installed, with automatic upgrade.")]
    [InlineData("1.18.2", "1.18.2", "Passed: 1.18.2 is pinned and installed.")]
    [InlineData("1.17.3", "1.18.2", "Warning: 1.17.3 is pinned, but 1.18.2 is installed.")]
    [InlineData("1.17.3", null, "Warning: 1.17.3 is pinned, but Azure does not report an installed version.")]
    [InlineData(null, null, "Warning: Azure does not report an installed version.")]
    public void What_is_installed_must_be_what_was_pinned(string? version, string? current, string expected) =>
        Assert.Equal(expected, VersionInstalledCheck.Check(Of(CheckSamples.Instance(version: version, current: current))).Told());

    [Fact]
    public void During_an_operation_a_drift_can_end_by_itself()
    {
        Assert.Contains("in progress", Recommended("Updating"), StringComparison.Ordinal);
        Assert.Contains("Update-AksClusterExtension -Version 2.0.0", Recommended("Succeeded"), StringComparison.Ordinal);

        static string Recommended(string state) => VersionInstalledCheck.Check(Of(CheckSamples.Instance(state, "2.0.0", "1.0.0")))!.Recommendation!;
    }

    [Theory]
    [InlineData(47.9, "Passed")]
    [InlineData(48, "Failed")]
    public void Azure_Arc_reports_when_the_agents_last_connected(double hours, string expected)
    {
        var facts = Of(CheckSamples.Instance()) with { Cluster = CheckSamples.Arc, ClusterFacts = new(CheckSamples.ArcFacts with { LastConnectivityTime = Now.AddHours(-hours) }) };

        Assert.Equal(expected, AgentInTouchCheck.Check(facts)!.Result.ToString());
    }

    [Theory]
    [InlineData("Creating", 47.9, null, "Passed")]
    [InlineData("Creating", 48, null, "Failed")]
    [InlineData("Updating", 100, 1.0, "Passed")]
    [InlineData("Deleting", 100, 49.0, "Failed")]
    [InlineData("Succeeded", 100, null, "Passed")]
    [InlineData("Succeeded", 1, 47.9, "Passed")]
    [InlineData("Succeeded", 1, 48.0, "Warning")]
    [InlineData("Failed", 1, 48.0, "Warning")]
    public void On_AKS_an_operation_that_does_not_end_or_an_old_report_indicates_a_silent_agent(
        string state, double modifiedHours, double? reportedHours, string expected)
    {
        var statuses = reportedHours is { } hours
            ? new[] { CheckSamples.Status(null, "old", Now.AddHours(-500)), CheckSamples.Status(null, "m", Now.AddHours(-hours)), CheckSamples.Status(null, "no time") } : [];

        var finding = AgentInTouchCheck.Check(Of(CheckSamples.Instance(state, modified: Now.AddHours(-modifiedHours), statuses: statuses)))!;

        Assert.Equal(expected, finding.Result.ToString());
        Assert.Equal(expected == "Failed", finding.Recommendation?.Contains("Azure has deleted the protected settings", StringComparison.Ordinal) ?? false);
    }

    private static CheckFacts Of(ClusterExtension extension) => CheckSamples.After with { Extension = new(extension) };
}
