using System.Globalization;
using Xunit;

namespace AksExtensions.Report.Tests;

/// <summary>The report as Markdown.</summary>
public sealed class MarkdownReportTests
{
    private static readonly ClusterReference Cluster = SampleFleet.Reference(0);

    [Fact]
    public void It_has_the_numbers_the_failures_the_drift_the_versions_and_the_clusters()
    {
        var text = Text(SampleFleet.Varied());

        Assert.StartsWith("# AKS cluster extensions\n\n2026-11-26 03:00Z, from Azure Resource Graph\n", text, StringComparison.Ordinal);
        Assert.Contains("| 41 | 1 | 160 | 148 | 8 | 4 | 43 | 2 |\n", text, StringComparison.Ordinal);
        Assert.Contains("\n### HelmTimeout (8)\n\nHelm waited too long", text, StringComparison.Ordinal);
        Assert.Contains("run `Sync-AksClusterExtension -Baseline 'fleet.yaml' -WhatIf`.\n", text, StringComparison.Ordinal);
        Assert.Contains("\n| keda | [shop-001](https://portal.azure.com/#@99999999-8888-7777-6666-555555555555/resource/subscriptions/", text, StringComparison.Ordinal);
        Assert.Contains(" | Missing | type: microsoft.keda | Create |\n", text, StringComparison.Ordinal);
        Assert.Contains("| microsoft.flux | 40 | 1.18.2: 28<br>1.18.1: 6<br>1.17.3: 6 | 1.18.2 (Stable), of those installed |\n", text, StringComparison.Ordinal);
        Assert.Contains(" | eastus | 1.33.6 | ❌ 1.1.98 ⬆️ | ✅ 1.15.10 ⬆️ | ✅ 0.0.3180 | ✅ 1.18.2 ⚠️ |\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_a_table_has_as_many_cells_as_its_head()
    {
        var hostile = SampleFleet.Extension(Cluster, "a|b\n| c |", state: "Failed", message: "x | y\r\n\r\n# z");
        var lines = Text(Input(hostile)).Split('\n');

        var widths = Text(Input(hostile)).Split("\n\n").Select(block => block.Split('\n')
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Replace("\\|", string.Empty, StringComparison.Ordinal).Count(sign => sign == '|'))
            .Distinct()
            .Count());
        Assert.All(widths, width => Assert.InRange(width, 0, 1));
        Assert.Equal(["# T", "## Failures", "### Other causes (1)", "## Versions", "## Clusters"], lines.Where(line => line.StartsWith('#')));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("![x](http://evil)", "!\\[x\\](http://evil)")]
    [InlineData("`x` *y* _z_ ~a~ $b$", "\\`x\\` \\*y\\* \\_z\\_ \\~a\\~ \\$b\\$")]
    [InlineData("@team #12 &amp; \\", "&#64;team \\#12 &amp;amp; \\\\")]
    public void Names_are_texts(string name, string written) =>
        Assert.Contains($"\n| {written} | shop-000 |", Text(Input(SampleFleet.Extension(Cluster, name, state: "Failed"))), StringComparison.Ordinal);

    [Fact]
    public void A_command_with_a_grave_accent_is_no_code() => Assert.Contains(
        "run Sync-AksClusterExtension -Baseline 'a\\`\\|b.yaml' -WhatIf.", Text(SampleFleet.Varied() with { Baseline = "a`|b.yaml" }), StringComparison.Ordinal);

    private static string Text(ReportInput input)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        new MarkdownReport().Write(ReportBuilder.Build(input), output);
        return output.ToString();
    }

    private static ReportInput Input(params ClusterExtension[] extensions) =>
        new() { Title = "T", CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0", Extensions = extensions };
}
