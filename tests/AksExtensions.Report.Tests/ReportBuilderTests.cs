using Xunit;

namespace AksExtensions.Report.Tests;

/// <summary>What a report counts, marks and leaves out.</summary>
public sealed class ReportBuilderTests
{
    private static readonly ClusterReference Cluster = SampleFleet.Reference(0);

    [Fact]
    public void Totals_count_each_instance_once()
    {
        var report = Build(
            SampleFleet.Extension(Cluster, "a"),
            SampleFleet.Extension(Cluster, "b", state: "Failed"),
            SampleFleet.Extension(Cluster, "c", state: "Canceled"),
            SampleFleet.Extension(Cluster, "d", state: "Deleting"),
            SampleFleet.Extension(Cluster, "e", state: null, version: null),
            SampleFleet.Extension(Cluster, "f", version: "1.9.9"));

        Assert.Equal(new ReportTotals(1, 0, 6, Succeeded: 2, Failed: 2, UnderWay: 2, Outdated: 1, Drift: null, InSync: null), report.Totals);
    }

    [Fact]
    public void Of_a_duplicate_instance_the_last_one_counts()
    {
        var report = Build(SampleFleet.Extension(Cluster, "a", state: "Failed"), SampleFleet.Extension(Cluster, "A"));

        var instance = Assert.Single(Assert.Single(report.Clusters).Instances);
        Assert.Equal(Health.Succeeded, instance.Health);
    }

    [Fact]
    public void A_cluster_is_one_whether_it_comes_as_an_object_an_id_or_with_an_extension()
    {
        var upper = ClusterReference.Parse(Cluster.Id.ToUpperInvariant(), out _);
        var report = ReportBuilder.Build(Input(SampleFleet.Extension(upper, "a")) with { References = [upper, Cluster], Clusters = [SampleFleet.Cluster(Cluster)] });

        var cluster = Assert.Single(report.Clusters);
        Assert.Equal(("eastus", 1), (cluster.Location, cluster.Instances.Count));
    }

    [Fact]
    public void Clusters_without_instances_are_shown_and_sorted_by_name()
    {
        var report = ReportBuilder.Build(Input(SampleFleet.Extension(SampleFleet.Reference(1), "a")) with { References = [SampleFleet.Reference(2), SampleFleet.Reference(0)] });

        Assert.Equal(["shop-000", "shop-001", "shop-002"], report.Clusters.Select(cluster => cluster.Name));
        Assert.Equal(2, report.Totals.Empty);
    }

    [Theory]
    [InlineData("1.18.2", "1.18.10", true)]
    [InlineData("1.18.10", "1.18.2", false)]
    [InlineData("1.18.2", "1.18.2", false)]
    [InlineData("1.18.2-preview", "1.18.2", true)]
    [InlineData(null, "1.18.2", false)]
    public void Outdated_is_what_is_older_than_what_Azure_offers(string? installed, string offered, bool isOutdated)
    {
        var report = ReportBuilder.Build(Input(SampleFleet.Extension(Cluster, "a", version: installed)) with { Offered = _ => offered });

        var instance = Assert.Single(report.Clusters).Instances[0];
        Assert.Equal((isOutdated, offered), (instance.IsOutdated, instance.NewestVersion));
        Assert.Equal(new ReportNewest("Stable", offered, IsOffered: true), Assert.Single(report.Types).Newest[0]);
    }

    [Fact]
    public void Each_region_has_its_own_newest_version_and_a_type_the_newest_of_all()
    {
        var other = SampleFleet.Reference(1);
        var report = ReportBuilder.Build(Input(SampleFleet.Extension(Cluster, "a", version: "1.9.0"), SampleFleet.Extension(other, "a", version: "1.9.0")) with
        {
            Offered = extension => extension.Reference.Equals(other) ? "1.10.0" : "1.9.0",
        });

        Assert.Equal([false, true], report.Instances.Select(pair => pair.Instance.IsOutdated));
        Assert.Equal([new("Stable", "1.10.0", IsOffered: true)], report.Types[0].Newest);
    }

    [Fact]
    public void Without_an_answer_of_Azure_the_newest_installed_version_of_the_train_counts()
    {
        var report = Build(
            SampleFleet.Extension(Cluster, "a", version: "1.9.0"), SampleFleet.Extension(SampleFleet.Reference(1), "a", version: "1.10.0"),
            SampleFleet.Extension(Cluster, "x", "contoso.other", "9.0.0"));

        Assert.Equal([true, false, false], report.Instances.Select(pair => pair.Instance).OrderBy(instance => instance.Name == "x").ThenBy(instance => instance.Version == "1.10.0").Select(instance => instance.IsOutdated));
        Assert.False(report.Types[0].Newest[0].IsOffered);
    }

    [Fact]
    public void Types_ignore_case_and_their_versions_are_newest_first()
    {
        var report = Build(
            SampleFleet.Extension(Cluster, "a", "Microsoft.Flux", "1.9.0"), SampleFleet.Extension(Cluster, "b", "microsoft.flux", "1.10.0"),
            SampleFleet.Extension(Cluster, "c", "microsoft.FLUX", null), SampleFleet.Extension(Cluster, "d", null, "1.0"));

        Assert.Equal(["Microsoft.Flux", "-"], report.Types.Select(type => type.Name));
        Assert.Equal([new("1.10.0", 1, 0), new("1.9.0", 1, 1), new(null, 1, 0)], report.Types[0].Versions);
    }

    [Fact]
    public void A_failure_has_its_cause_advice_age_and_command()
    {
        var failure = Build(SampleFleet.Extension(Cluster, "a", state: "Failed", hours: 71)).Clusters[0].Instances[0].Failure!;

        Assert.Equal(("HelmTimeout", "3 days ago"), (failure.Cause, failure.Age));
        Assert.StartsWith("While Azure keeps retrying", failure.Recommendation, StringComparison.Ordinal);
        Assert.StartsWith("https://learn.microsoft.com/", failure.Link, StringComparison.Ordinal);
        Assert.Equal($"Test-AksClusterExtension -Cluster '{Cluster.Id}' -Name 'a'", failure.Command);
    }

    [Fact]
    public void A_failure_of_unknown_cause_has_advice_and_no_cause()
    {
        var failure = Build(SampleFleet.Extension(Cluster, "a", state: "Failed", message: "Something odd.")).Clusters[0].Instances[0].Failure!;

        Assert.Null(failure.Cause);
        Assert.Equal("Fix what the statuses report, then create the extension again with New-AksClusterExtension.", failure.Recommendation);
        Assert.Equal("InstallationFailed: Something odd.", failure.Message);
    }

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(-90, "just now")]
    [InlineData(60, "1 minute ago")]
    [InlineData(7199, "1 hour ago")]
    [InlineData(3 * 86400, "3 days ago")]
    [InlineData(61 * 86400, "2 months ago")]
    [InlineData(800 * 86400, "2 years ago")]
    public void Ages_are_in_the_largest_unit(int seconds, string age) => Assert.Equal(age, ReportBuilder.Age(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Drift_counts_and_shows_what_is_not_in_sync()
    {
        var report = ReportBuilder.Build(SampleFleet.Varied());

        Assert.Equal((2, 1), (report.Totals.Drift, report.Totals.InSync));
        Assert.Equal("Sync-AksClusterExtension -Baseline 'fleet.yaml' -WhatIf", report.DriftCommand);
        var drift = Assert.Single(report.Clusters[0].Drift);
        Assert.Equal(("flux", "Different", "canary"), (drift.Name, drift.Status, drift.Ring));
        Assert.Empty(report.Clusters[2].Drift);
    }

    [Fact]
    public void Drift_shows_no_value_of_a_setting_that_is_a_secret_by_its_name()
    {
        var drift = SampleFleet.Drift(
            Cluster, "a", "t", "Different", "Update", new("settings.git.password", "canary-1", "canary-2"), new("settings.level", "high", "low"),
            new ExtensionDifference("settings.auth.existingSecret", "name-of-one", null));
        var report = ReportBuilder.Build(Input() with { Drift = [drift] });

        Assert.Equal(
            [new("settings.git.password", "***", "***"), new("settings.level", "high", "low"), new("settings.auth.existingSecret", "name-of-one", null)],
            Assert.Single(Assert.Single(report.Clusters).Drift).Differences);
    }

    [Fact]
    public void Tags_that_are_secrets_by_their_names_have_no_value()
    {
        var cluster = new AksCluster(Cluster) { Id = Cluster.Id, Tags = new Dictionary<string, string> { ["env"] = "prod", ["apiKey"] = "canary" } };

        var tags = ReportBuilder.Build(Input() with { Clusters = [cluster] }).Clusters[0].Tags;

        Assert.Equal([new("env", "prod"), new("apiKey", "***")], tags);
    }

    [Fact]
    public void Control_and_bidirectional_characters_are_escaped_and_long_messages_cut()
    {
        var report = ReportBuilder.Build(Input(SampleFleet.Extension(Cluster, "a\u001b[31m\u202eb", state: "Failed", message: new('x', 100_000))) with { Title = "T\u0007" });

        var instance = report.Clusters[0].Instances[0];
        Assert.Equal(("a\\u001b[31m\\u202eb", "T\\u0007"), (instance.Name, report.Title));
        Assert.True(instance.Failure!.Message!.Length < 2100);
        Assert.Null(instance.Failure.Command);
    }

    [Theory]
    [InlineData("it's.yaml", "'it''s.yaml'")]
    [InlineData("a\u2019; Remove-Item x.yaml", "'a\u2019\u2019; Remove-Item x.yaml'")]
    [InlineData("$(calc) `n.yaml", "'$(calc) `n.yaml'")]
    public void Commands_quote_what_PowerShell_would_run(string baseline, string quoted) =>
        Assert.Equal($"Sync-AksClusterExtension -Baseline {quoted} -WhatIf", CommandText.Plan(baseline));

    [Theory]
    [InlineData("a\nb.yaml")]
    [InlineData("a\u202eb.yaml")]
    public void A_file_whose_name_cannot_be_seen_has_no_command(string baseline) => Assert.Null(CommandText.Plan(baseline));

    [Theory]
    [InlineData("it's")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("$(calc)")]
    public void A_name_that_no_command_accepts_has_none(string name) => Assert.Null(CommandText.Check(Cluster, name));

    [Theory]
    [InlineData("tenant", "https://portal.azure.us/#@tenant/resource/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/r%C3%A9g%20x/a")]
    [InlineData(null, "https://portal.azure.us/#resource/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/r%C3%A9g%20x/a")]
    public void Links_lead_to_the_portal_of_the_cloud(string? tenant, string url) => Assert.Equal(
        url, new Portal(new("https://portal.azure.us/"), tenant).UrlOf("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/r\u00e9g x/a"));

    private static ReportInput Input(params ClusterExtension[] extensions) =>
        new() { Title = "T", CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0", Extensions = extensions };

    private static FleetReport Build(params ClusterExtension[] extensions) => ReportBuilder.Build(Input(extensions));
}
