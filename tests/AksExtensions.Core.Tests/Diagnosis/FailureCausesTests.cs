using System.Text.RegularExpressions;
using AksExtensions.Diagnosis;
using Xunit;

namespace AksExtensions.Core.Tests.Diagnosis;

/// <summary>The causes of causes.json, on failures as they were reported.</summary>
public sealed class FailureCausesTests
{
    public static TheoryData<int> Reported => [.. Enumerable.Range(0, ReportedFailure.All.Count)];

    public static TheoryData<string> Ids => [.. FailureCauses.BuiltIn.All.Select(cause => cause.Id)];

    [Theory]
    [MemberData(nameof(Reported))]
    public void A_reported_failure_gets_its_cause_or_none(int index)
    {
        var failure = ReportedFailure.All[index];

        var diagnosis = FailureCauses.BuiltIn.Diagnose(failure.Text);

        Assert.True(failure.Cause == diagnosis?.Cause, $"{diagnosis?.Cause ?? "none"} ({diagnosis?.Evidence}), not {failure.Cause ?? "none"}: {failure.Text} ({failure.Source})");
        Assert.True(diagnosis is null || failure.Text.Contains(diagnosis.Evidence, StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_enough_reports_and_each_has_a_source()
    {
        Assert.InRange(ReportedFailure.All.Where(failure => failure.Cause is not null).DistinctBy(failure => failure.Text).Count(), 120, int.MaxValue);
        Assert.InRange(ReportedFailure.All.Where(failure => failure.Cause is null).DistinctBy(failure => failure.Text).Count(), 8, int.MaxValue);
        Assert.InRange(ReportedFailure.All.Count(failure => !failure.Made), 70, int.MaxValue);
        Assert.All(ReportedFailure.All, failure => Assert.StartsWith("https://", failure.Source, StringComparison.Ordinal));
    }

    [Fact]
    public void A_family_is_recognized_by_its_phrase_and_not_by_the_names_around_it()
    {
        var texts = ReportedFailure.All.ToLookup(failure => failure.Cause);

        Assert.All(FailureCauses.BuiltIn.All, cause => Assert.True(texts[cause.Id].Count() >= 3, $"{cause.Id} has {texts[cause.Id].Count()} texts."));
        Assert.Equal(ReportedFailure.All.Count, ReportedFailure.All.DistinctBy(failure => failure.Text).Count());
    }

    [Theory]
    [MemberData(nameof(Reported))]
    public void A_text_is_recognized_among_the_other_lines_of_a_failure(int index)
    {
        var failure = ReportedFailure.All[index];
        var filler = new string('x', 20_000);
        var text = string.Join(Environment.NewLine, "ExtensionOperationFailed", filler, failure.Text, filler, "(x-ms-request-id 1)");

        Assert.Equal(failure.Cause, FailureCauses.BuiltIn.Diagnose(text)?.Cause);
    }

    [Theory]
    // A type's own page is for that type.
    [InlineData("Failed to resolve the extension version from the given values.")]
    [InlineData("configmaps 'extension-immutable-values' not found")]
    [InlineData("is forbidden: unable to create new content in namespace flux-system because it is being terminated")]
    [InlineData("cannot re-use a name that is still in use")]
    public void A_failure_of_any_type_links_to_no_page_of_another_type(string text)
    {
        var link = FailureCauses.BuiltIn.Diagnose(text)!.Link;

        Assert.DoesNotContain("dapr", link, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("machine-learning", link, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("flux", link, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_identity_that_needs_a_role_on_a_storage_account_is_the_extensions_and_not_the_clusters()
    {
        var diagnosis = FailureCauses.BuiltIn.Diagnose(
            "does not have authorization to perform action 'Microsoft.Storage/storageAccounts/listKeys/action' over scope '/subscriptions/s'")!;

        Assert.Contains("extension's own identity", diagnosis.Recommendation, StringComparison.Ordinal);
        Assert.Contains("on the storage account", diagnosis.Recommendation, StringComparison.Ordinal);
        Assert.DoesNotContain("Kubernetes Extension Contributor", diagnosis.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_cause_says_all_that_a_reader_needs(string id)
    {
        var cause = Assert.Single(FailureCauses.BuiltIn.All, cause => cause.Id == id);

        Assert.Matches("^[A-Z][A-Za-z]+$", cause.Id);
        Assert.EndsWith(".", cause.Summary, StringComparison.Ordinal);
        Assert.EndsWith(".", cause.Recommendation, StringComparison.Ordinal);
        Assert.InRange(cause.Recommendation.Length, 40, 300);
        Assert.Equal(("https", "learn.microsoft.com"), (cause.Link.Scheme, cause.Link.Host));
        Assert.False(Regex.IsMatch(cause.Link.AbsolutePath, "^/[a-z]{2}-[a-z]{2}/", RegexOptions.IgnoreCase), "A link leaves the language to its reader.");
        Assert.NotEmpty(cause.Patterns);
        Assert.Null(cause.FindIn("Something went wrong."));
    }

    [Theory]
    [InlineData("ImagePullFailed", "release dapr failed, and has been uninstalled due to atomic being set: timed out waiting for the condition\nFailed to pull image \"mcr.microsoft.com/daprio/dapr:1.14.4\": i/o timeout")]
    [InlineData("PodsUnschedulable", "Timed out waiting for the resource to come to a ready/completed state: 0/3 nodes are available: 3 Insufficient cpu.")]
    [InlineData("AdmissionDenied", "failed pre-install: job failed: BackoffLimitExceeded: admission webhook \"validation.gatekeeper.sh\" denied the request: no limits")]
    [InlineData("NamespaceQuotaExceeded", "timed out waiting for the condition: pods \"x\" is forbidden: exceeded quota: compute, requested: cpu=1")]
    [InlineData("ResourceLocked", "AuthorizationFailed while removing: ScopeLocked")]
    public void The_more_specific_cause_wins(string cause, string text) => Assert.Equal(cause, FailureCauses.BuiltIn.Diagnose(text)?.Cause);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Please check that there are no policies blocking the resource creation/update for the extension")]
    [InlineData("the request was canceled, context deadline exceeded while awaiting headers")]
    public void No_cause_is_made_up(string? text) => Assert.Null(FailureCauses.BuiltIn.Diagnose(text));

    [Fact]
    public void A_diagnosis_says_what_happened_what_to_do_and_where_to_read_on()
    {
        var diagnosis = FailureCauses.BuiltIn.Diagnose("Helm said: TIMED OUT waiting for the condition, and more")!;

        Assert.Equal("HelmTimeout", diagnosis.Cause);
        Assert.Equal("TIMED OUT waiting for the condition", diagnosis.Evidence);
        Assert.StartsWith("https://learn.microsoft.com/", diagnosis.Link, StringComparison.Ordinal);
        Assert.Equal($"HelmTimeout: {diagnosis.Summary}", diagnosis.ToString());
        Assert.Contains("kubectl get events", diagnosis.Recommendation, StringComparison.Ordinal);
    }
}
