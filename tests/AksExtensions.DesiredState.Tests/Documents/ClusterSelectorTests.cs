using AksExtensions.Estate;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

public sealed class ClusterSelectorTests
{
    private static readonly AksCluster Cluster = Clusters.Make(
        "prod-weu-1", location: "westeurope", tags: new() { ["Env"] = "Prod", ["ring"] = "" }, kubernetesVersion: "1.34.2", group: "rg-prod");

    [Theory]
    [InlineData("names: prod-*", true)]
    [InlineData("names: PROD-WEU-1", true)]
    [InlineData("names: [a, 'prod-?eu-[0-9]']", true)]
    [InlineData("names: prod-weu-", false)]
    [InlineData("names: 'prod-weu-1`*'", false)]
    [InlineData("names: '*'", true)]
    [InlineData("locations: West Europe", true)]
    [InlineData("locations: [northeurope]", false)]
    [InlineData("resourceGroupNames: rg-*", true)]
    [InlineData("resourceGroupNames: rg", false)]
    [InlineData("kubernetesVersions: 1.34.*", true)]
    [InlineData("kubernetesVersions: 1.33.*", false)]
    [InlineData("provisioningStates: succeeded", true)]
    [InlineData("provisioningStates: [Failed, Updating]", false)]
    [InlineData("subscriptionIds: 00000000-0000-0000-0000-000000000001", true)]
    [InlineData("subscriptionIds: 00000000-0000-0000-0000-000000000002", false)]
    [InlineData("tags: { env: prod }", true)]
    [InlineData("tags: { env: [dev, PROD] }", true)]
    [InlineData("tags: { env: dev }", false)]
    [InlineData("tags: { env: }", true)]
    [InlineData("tags: { ring: \"\" }", true)]
    [InlineData("tags: { env: \"\" }", false)]
    [InlineData("tags: { team: }", false)]
    [InlineData("tags: { env: prod, team: a }", false)]
    [InlineData("names: prod-*, locations: northeurope", false)]
    [InlineData("names: prod-*, exclude: { names: \"*-1\" }", false)]
    [InlineData("names: prod-*, exclude: { names: \"*-1\", locations: northeurope }", true)]
    [InlineData("exclude: { tags: { env: dev } }", true)]
    public void A_cluster_is_taken_when_all_filters_apply_and_not_all_of_exclude(string filters, bool isTaken) => Assert.Equal(
        isTaken,
        Samples.Read($"version: 1\nextensions:\n  - {{ name: flux, type: microsoft.flux, clusters: {{ {filters} }} }}\n").Extensions[0].Clusters!.Takes(Cluster));

    [Fact]
    public void What_a_cluster_does_not_say_matches_no_filter()
    {
        var silent = Clusters.Make("a", location: null, kubernetesVersion: null, state: null);

        Assert.False(new ClusterSelector(new() { Locations = ["westeurope"] }).Takes(silent));
        Assert.False(new ClusterSelector(new() { KubernetesVersions = ["1.*"] }).Takes(silent));
        Assert.False(new ClusterSelector(new() { ProvisioningStates = ["Succeeded"] }).Takes(silent));
        Assert.True(new ClusterSelector(new ClusterFilter()).Takes(silent));
    }

    [Fact]
    public void A_pattern_with_many_wildcards_takes_linear_time() =>
        Assert.False(TextPattern.Parse("Names", string.Concat(Enumerable.Repeat("*a", 150))).IsMatch(new string('a', 100_000) + "b"));

    [Fact]
    public void A_pattern_that_is_longer_than_any_name_is_a_fault() => Assert.StartsWith(
        "line 3, column 57: Names '*a*a",
        Samples.Faults($"version: 1\nextensions:\n  - {{ name: a, type: microsoft.flux, clusters: {{ names: '{string.Concat(Enumerable.Repeat("*a", 151))}' }} }}\n").Single(),
        StringComparison.Ordinal);

    [Fact]
    public void Selectors_certainly_overlap_when_one_selects_all_or_both_are_equal()
    {
        var (prod, same) = (new ClusterSelector(new() { Names = ["a", "b"] }), new ClusterSelector(new() { Names = ["A", "b"] }));
        var (other, excluding) = (new ClusterSelector(new() { Names = ["a"] }), new ClusterSelector(new() { Names = ["a", "b"] }, new() { Names = ["a"] }));

        Assert.True(ClusterSelector.SurelyOverlap(prod, same));
        Assert.True(ClusterSelector.SurelyOverlap(null, prod));
        Assert.False(ClusterSelector.SurelyOverlap(prod, other));
        Assert.False(ClusterSelector.SurelyOverlap(prod, excluding));
    }
}
