using System.Net;
using AksExtensions.Estate;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Answers of Azure Resource Graph that the emulator does not return: documented, odd or broken.</summary>
public sealed class EstateAnswerTests
{
    private const string Cluster = "/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/aks1";

    [Theory]
    [InlineData("0", "00:00:04", 4.0)]
    [InlineData("0", "00:00:00", 0.0)]
    [InlineData("-1", "00:01:30", 90.0)]
    [InlineData("0", "23:00:00", 3600.0)]
    [InlineData("0", "-00:00:05", 0.0)]
    [InlineData("3", "00:00:04", null)]
    [InlineData("0", "soon", null)]
    [InlineData("0", null, null)]
    [InlineData("none", "00:00:04", null)]
    [InlineData(null, "00:00:04", null)]
    public async Task A_quota_that_is_used_up_says_how_long(string? remaining, string? resetsAfter, double? seconds)
    {
        var page = await FindAsync("""{"data":[]}""", ("x-ms-user-quota-remaining", remaining), ("x-ms-user-quota-resets-after", resetsAfter));

        Assert.Equal(seconds, page.Pause?.TotalSeconds);
    }

    [Theory]
    [InlineData("""{"data":[],"resultTruncated":"true"}""", true)]
    [InlineData("""{"data":[],"resultTruncated":true}""", true)]
    [InlineData("""{"data":[],"resultTruncated":"false"}""", false)]
    [InlineData("""{"data":[],"resultTruncated":"true","$skipToken":"x"}""", false)]
    [InlineData("""{"data":[],"resultTruncated":"true","$skipToken":""}""", true)]
    [InlineData("""{"data":[]}""", false)]
    public async Task Rows_are_missing_when_they_are_left_out_and_no_page_follows(string answer, bool expected) =>
        Assert.Equal(expected, (await FindAsync(answer)).IsTruncated);

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData(null, false)]
    public async Task The_limit_of_a_tenant_is_seen(string? header, bool expected) =>
        Assert.Equal(expected, (await FindAsync("""{"data":[]}""", ("x-ms-tenant-subscription-limit-hit", header))).IsSubscriptionLimitHit);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":{"columns":[],"rows":[]}}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task An_answer_without_rows_is_an_error_and_not_an_empty_estate(string answer)
    {
        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => FindAsync(answer));

        Assert.Equal(nameof(Errors.AnswerInvalid), failure.ErrorId);
    }

    [Fact]
    public async Task A_row_of_an_unknown_kind_of_cluster_hides_no_other()
    {
        const string Other = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Future/clusters/c/providers/Microsoft.KubernetesConfiguration/Extensions/x";
        var page = await FindAsync($$$"""
            {"data":[{"id":"{{{Other}}}","name":"x","properties":{}},{"name":"no id"},
            {"id":"{{{Cluster}}}/providers/Microsoft.KubernetesConfiguration/Extensions/flux","name":"flux","properties":null}]}
            """);

        Assert.Equal("flux", Assert.Single(page.Items).Name);
        Assert.Equal([Other, string.Empty], page.UnknownIds);
    }

    [Theory]
    [InlineData("""{"ExtensionType":"microsoft.flux","ProvisioningState":"Failed","Version":"1.2.3","CurrentVersion":"1.2.3","AutoUpgradeMinorVersion":false,"ReleaseTrain":"Stable","Scope":{"Cluster":{"ReleaseNamespace":"flux-system"},"Namespace":null},"Statuses":[{"Code":"InstallationFailed","Message":"why"}],"ConfigurationSettings":{"a.B":"True"},"ConfigurationProtectedSettings":{"Secret":"leaked"},"InstalledVersion":"1.2.3"}""")]
    [InlineData("""{"extensionType":"microsoft.flux","provisioningState":"Failed","version":"1.2.3","currentVersion":"1.2.3","autoUpgradeMinorVersion":false,"releaseTrain":"Stable","scope":{"cluster":{"releaseNamespace":"flux-system"}},"statuses":[{"code":"InstallationFailed","message":"why"}],"configurationSettings":{"a.B":"True"},"configurationProtectedSettings":{"Secret":""},"installedVersion":"1.2.3"}""")]
    public async Task Inner_names_are_read_in_both_spellings(string properties)
    {
        var page = await FindAsync($$$"""
            {"data":[{"id":"{{{Cluster}}}/providers/Microsoft.KubernetesConfiguration/Extensions/flux","name":"flux","properties":{{{properties}}},"identity":null,"plan":null}]}
            """);

        var extension = Assert.Single(page.Items);
        Assert.Equal("microsoft.flux", extension.ExtensionType);
        Assert.Equal("Failed", extension.ProvisioningState);
        Assert.Equal("1.2.3", extension.PinnedVersion);
        Assert.Equal("1.2.3", extension.CurrentVersion);
        Assert.False(extension.AutoUpgradeMinorVersion);
        Assert.Equal("Stable", extension.ReleaseTrain);
        Assert.Equal("Cluster", extension.Scope);
        Assert.Equal("flux-system", extension.ReleaseNamespace);
        Assert.Null(extension.TargetNamespace);
        Assert.Equal("InstallationFailed: why", extension.StatusMessage);
        Assert.Equal("True", extension.ConfigurationSettings["a.B"]);
        Assert.Equal(string.Empty, extension.ConfigurationProtectedSettings["Secret"]);
        Assert.Equal("1.2.3", extension.AdditionalProperties["installedVersion"]);
        Assert.Null(extension.SystemData);
        Assert.Equal("aks1", extension.ClusterName);
        Assert.Equal("managedClusters", extension.ClusterType);
    }

    [Fact]
    public async Task What_a_row_of_a_cluster_does_not_say_is_null()
    {
        using var service = Services.Over(new Handler($$$"""{"data":[{"id":"{{{Cluster}}}","name":"aks1","tags":null,"agentPools":null}]}""", []));

        var cluster = Assert.Single((await service.Estate.FindClustersAsync(new("resources", null), TestContext.Current.CancellationToken)).Items);

        Assert.Equal(Cluster, cluster.Id);
        Assert.Equal("aks1", cluster.Name);
        Assert.Empty(cluster.Tags);
        Assert.Null(cluster.NodeCount);
        Assert.Null(cluster.KubernetesVersion);
        Assert.Null(cluster.PowerState);
        Assert.Null(cluster.IdentityType);
    }

    [Theory]
    [InlineData("""{"kubernetesVersion":"1.34","currentKubernetesVersion":"1.34.2"}""", "1.34.2")]
    [InlineData("""{"kubernetesVersion":"1.34","currentKubernetesVersion":null}""", "1.34")]
    public async Task The_version_is_the_one_that_runs_where_that_is_known(string versions, string expected)
    {
        using var service = Services.Over(new Handler($$$"""{"data":[{"id":"{{{Cluster}}}",{{{versions.TrimStart('{')}}}]}""", []));

        var page = await service.Estate.FindClustersAsync(new("resources", null), TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.Single(page.Items).KubernetesVersion);
    }

    private static async Task<EstatePage<ClusterExtension>> FindAsync(string answer, params (string Name, string? Value)[] headers)
    {
        using var service = Services.Over(new Handler(answer, headers));
        return await service.Estate.FindExtensionsAsync(new("kubernetesconfigurationresources", null), TestContext.Current.CancellationToken);
    }

    private sealed class Handler(string answer, (string Name, string? Value)[] headers) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) };
            foreach (var (name, value) in headers.Where(header => header.Value is not null))
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return Task.FromResult(response);
        }
    }
}
