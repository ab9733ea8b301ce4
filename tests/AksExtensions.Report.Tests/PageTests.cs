using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace AksExtensions.Report.Tests;

/// <summary>The page as a text: what it must and must not contain.</summary>
public sealed partial class PageTests
{
    private static readonly ClusterReference Cluster = SampleFleet.Reference(0);

    [Fact]
    public void Its_policy_allows_its_own_style_and_script_and_nothing_else()
    {
        var page = SampleFleet.Page(SampleFleet.Varied());

        var policy = Policy().Match(page).Groups[1].Value;
        Assert.Equal(
            $"default-src &#x27;none&#x27;; style-src &#x27;{Hash(page, "style")}&#x27;; script-src &#x27;{Hash(page, "script")}&#x27;; img-src data:; base-uri &#x27;none&#x27;; form-action &#x27;none&#x27;"
                .Replace("&#x27;", "'", StringComparison.Ordinal),
            System.Net.WebUtility.HtmlDecode(policy));
        Assert.DoesNotMatch("(?i)<[^>]+ (style|on[a-z]+)=", Markup(page));
        Assert.DoesNotMatch("(?i)(src|href)=[\"']?(https?:)?//", Markup(page));
    }

    [Fact]
    public void Its_data_has_each_text_once_and_every_instance()
    {
        var data = Data(SampleFleet.Page(SampleFleet.Of(100, 12)));

        var texts = data.GetProperty("texts").EnumerateArray().Select(text => text.GetString()).ToList();
        Assert.Equal(texts.Distinct().Count(), texts.Count);
        Assert.Equal(1200, data.GetProperty("clusters").EnumerateArray().Sum(cluster => cluster[8].GetArrayLength()));
        Assert.Equal(12, data.GetProperty("types").GetArrayLength());
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<!--<script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("' onmouseover='alert(1)")]
    [InlineData("{{Style}} {{{Data}}}")]
    [InlineData("\u202egnp.exe \u001b[31m")]
    public void Hostile_texts_stay_texts(string text)
    {
        var extension = SampleFleet.Extension(Cluster, text, text, text, "Failed", text, message: text);
        var cluster = new AksCluster(Cluster) { Id = Cluster.Id, Location = text, KubernetesVersion = text, PowerState = text, Tags = new Dictionary<string, string> { [text] = text } };
        var drift = SampleFleet.Drift(Cluster, text, text, "Different", "Update", new ExtensionDifference(text, text, text));
        var page = SampleFleet.Page(new()
        {
            Title = text, CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0", Sources = [new(text, text)], Extensions = [extension], Clusters = [cluster], Drift = [drift], Baseline = Readable.Text(text),
        });

        // The same elements as in the page of a harmless text.
        Assert.Equal(Tags().Matches(SampleFleet.Page(Harmless())).Select(tag => tag.Value), Tags().Matches(page).Select(tag => tag.Value));
        Assert.DoesNotContain("\u202e", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", page, StringComparison.Ordinal);
        Assert.Contains(Data(page).GetProperty("texts").EnumerateArray(), value => value.GetString() == Readable.Text(text));
    }

    [Fact]
    public void Drift_that_was_not_compared_and_failures_without_a_reason_are_not_reported()
    {
        var page = Markup(SampleFleet.Page(new() { Title = "T", CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0", Extensions = [SampleFleet.Extension(Cluster, "a")] }));

        Assert.DoesNotContain("id=\"failures\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"drift\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-filter=\"drift\"", page, StringComparison.Ordinal);
        Assert.Contains("Every extension is as the baseline says.", SampleFleet.Page(SampleFleet.Varied() with { Drift = [] }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_fleet_has_a_page()
    {
        var data = Data(SampleFleet.Page(new() { Title = "T", CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0" }));

        Assert.Equal(0, data.GetProperty("clusters").GetArrayLength());
    }

    [Fact]
    public void It_can_be_mailed()
    {
        Assert.InRange(SampleFleet.Page(SampleFleet.Of(2000, 5)).Length, 500_000, 3 << 20);
        Assert.InRange(SampleFleet.Page(SampleFleet.Of(2000, 12)).Length, 1_000_000, 3 << 20);
    }

    private static ReportInput Harmless() => new()
    {
        Title = "x", CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0", Sources = [new("x", "x")], Extensions = [SampleFleet.Extension(Cluster, "x", "x", "x", "Failed", "x", message: "x")],
        Clusters = [SampleFleet.Cluster(Cluster)], Drift = [SampleFleet.Drift(Cluster, "x", "x", "Different", "Update", new ExtensionDifference("x", "x", "x"))], Baseline = "x",
    };

    private static string Hash(string page, string element)
    {
        var content = Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
        Assert.NotEmpty(content);
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
    }

    private static JsonElement Data(string page) => JsonDocument.Parse(DataElement().Match(page).Groups[1].Value).RootElement;

    // Without the style, the script and the data.
    private static string Markup(string page) => Regex.Replace(page, "(?s)<(style|script)[^>]*>.*?</\\1>", string.Empty);

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataElement();

    [GeneratedRegex("</?[a-zA-Z!][^\\s>]*")]
    private static partial Regex Tags();
}
