using System.Globalization;
using Xunit;

namespace AksExtensions.Report.Tests;

/// <summary>The report as comma-separated values.</summary>
public sealed class CsvReportTests
{
    private static readonly ClusterReference Cluster = SampleFleet.Reference(0);

    [Fact]
    public void Each_instance_empty_cluster_and_missing_instance_has_a_row()
    {
        var rows = Rows(SampleFleet.Varied() with { Extensions = [SampleFleet.Extension(Cluster, "flux")], Clusters = [SampleFleet.Cluster(0), SampleFleet.Cluster(40)] });

        Assert.StartsWith("\"SubscriptionId\",\"ResourceGroupName\",\"ClusterName\",\"Location\"", rows[0], StringComparison.Ordinal);
        Assert.Equal(
            $"\"{SampleFleet.SubscriptionId}\",\"rg-eastus\",\"shop-000\",\"eastus\",\"1.33.6\",\"flux\",\"microsoft.flux\",\"Succeeded\",\"1.18.2\",,\"Stable\",\"on\",\"1.18.2\",\"False\","
            + "\"2026-11-25T21:00:00Z\",\"Different\",\"version: 1.17.3 -> 1.18.2; settings.multiTenancy.enforce: true\",,,",
            rows[1]);
        Assert.Contains(",\"shop-001\",,,\"keda\",\"microsoft.keda\",,,,,,,,,\"Missing\",\"type: microsoft.keda\",,,", rows[2], StringComparison.Ordinal);
        Assert.Contains(",\"shop-002\",,,,,,,", rows[3], StringComparison.Ordinal);
        Assert.Contains(",\"shop-040\",\"eastus\",\"1.33.6\",,,", rows[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-2+3", "\"'-2+3\"")]
    [InlineData("@SUM(1)", "\"'@SUM(1)\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("a=1, \"b\"", "\"a=1, \"\"b\"\"\"")]
    public void A_cell_is_never_a_formula(string name, string cell) =>
        Assert.Contains($",\"shop-000\",,,{cell},\"microsoft.flux\"", Text(Input(SampleFleet.Extension(Cluster, name))), StringComparison.Ordinal);

    [Fact]
    public void A_message_with_line_breaks_stays_in_its_cell()
    {
        var text = Text(Input(SampleFleet.Extension(Cluster, "a", state: "Failed", message: "one\ntwo, \"three\"\r\n=four")));

        Assert.EndsWith("\"InstallationFailed: one\ntwo, \"\"three\"\"\r\n=four\"\r\n", text, StringComparison.Ordinal);
    }

    private static string[] Rows(ReportInput input) => Text(input).Split("\r\n");

    private static string Text(ReportInput input)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        new CsvReport().Write(ReportBuilder.Build(input), output);
        return output.ToString();
    }

    private static ReportInput Input(params ClusterExtension[] extensions) =>
        new() { Title = "T", CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0", Extensions = extensions };
}
