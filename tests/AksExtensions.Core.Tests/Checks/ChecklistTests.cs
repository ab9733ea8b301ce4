using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

public sealed class ChecklistTests
{
    [Fact]
    public void A_sound_cluster_passes_every_check_in_order_and_nothing_is_to_be_done()
    {
        var findings = Checklist.Run(Checklist.BeforeInstallation, CheckSamples.Before);

        Assert.Equal(
            [
                "SignedIn", "ProvidersRegistered", "ClusterFound", "Allowed", "ClusterRunning", "ManagedIdentity", "TypeOffered", "VersionResolvable",
                "KubernetesSupported", "NoOtherOperation", "Unlocked",
            ],
            findings.Select(finding => finding.Check));
        Assert.All(findings, finding => Assert.Equal((CheckResult.Passed, null), (finding.Result, finding.Recommendation)));
    }

    [Fact]
    public void A_sound_instance_passes_every_check_in_order()
    {
        var findings = Checklist.Run(Checklist.OfInstance, CheckSamples.After);

        Assert.Equal(
            ["SignedIn", "ClusterFound", "ClusterRunning", "ExtensionFound", "StateSucceeded", "StatusesClear", "VersionInstalled", "AgentInTouch"],
            findings.Select(finding => finding.Check));
        Assert.All(findings, finding => Assert.Equal(CheckResult.Passed, finding.Result));
    }

    [Fact]
    public void Without_a_type_the_cluster_alone_is_checked()
    {
        var facts = CheckSamples.Before with { Plan = new(null, null, null), Type = null, Versions = null };

        var findings = Checklist.Run(Checklist.BeforeInstallation, facts);

        Assert.DoesNotContain(findings, finding => finding.Check is "TypeOffered" or "VersionResolvable" or "KubernetesSupported");
        Assert.Equal(8, findings.Count);
    }

    [Fact]
    public void Without_a_sign_in_nothing_else_is_reported()
    {
        var facts = new CheckFacts
        {
            Cluster = CheckSamples.Aks, Now = CheckSamples.Now, SignIn = new(Errors.AuthenticationFailed("No source gave a token.", "Sign in.")),
        };

        var finding = Assert.Single(Checklist.Run(Checklist.BeforeInstallation, facts));

        Assert.Equal(("SignedIn", CheckResult.Failed, "Sign in."), (finding.Check, finding.Result, finding.Recommendation));
        Assert.Contains("No source gave a token.", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_Azure_refuses_is_no_sign_in()
    {
        var refusal = Errors.AuthenticationFailed("Azure did not accept the access token.", "Sign in again.", new(401, new("ExpiredAuthenticationToken", null, null, []), "r"));

        var finding = Assert.Single(Checklist.Run(Checklist.BeforeInstallation, CheckSamples.Before with { Permissions = new(refusal) }));

        Assert.Equal(("SignedIn", CheckResult.Failed), (finding.Check, finding.Result));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cluster_that_is_not_there_ends_the_list(bool saysTheClusterItself)
    {
        var missing = Errors.ClusterNotFound(CheckSamples.Aks);
        var facts = saysTheClusterItself
            ? CheckSamples.Before with { ClusterFacts = new(missing) }
            : CheckSamples.Before with { ClusterFacts = new(CheckSamples.Refused), Extensions = new(missing) };

        var findings = Checklist.Run(Checklist.BeforeInstallation, facts);

        Assert.Equal(["SignedIn", "ProvidersRegistered", "ClusterFound"], findings.Select(finding => finding.Check));
        Assert.Equal(CheckResult.Failed, findings[^1].Result);
    }

    [Fact]
    public void An_instance_that_is_not_there_ends_the_list()
    {
        var findings = Checklist.Run(
            Checklist.OfInstance, CheckSamples.After with { Extension = new(Errors.ExtensionNotFound(new(CheckSamples.Aks, "nope"))) });

        Assert.Equal(("ExtensionFound", CheckResult.Failed), (findings[^1].Check, findings[^1].Result));
        Assert.Equal(4, findings.Count);
    }

    [Fact]
    public void What_could_not_be_read_is_never_a_pass_and_one_reason_is_reported_once()
    {
        var facts = CheckSamples.Before with
        {
            ClusterFacts = new(CheckSamples.Refused), Type = new(CheckSamples.Refused), Versions = new(CheckSamples.Refused),
        };

        var findings = Checklist.Run(Checklist.BeforeInstallation, facts).Where(finding => finding.Result != CheckResult.Passed).ToList();

        Assert.Equal(
            ["ClusterFound", "ClusterRunning", "ManagedIdentity", "TypeOffered", "VersionResolvable", "KubernetesSupported"],
            findings.Select(finding => finding.Check));
        Assert.All(findings, finding => Assert.Equal(CheckResult.Warning, finding.Result));
        Assert.Contains("You don't have permission for this.", findings[0].Detail, StringComparison.Ordinal);
        Assert.All(findings[1..], finding => Assert.Equal("The check could not be made, for the reason in ClusterFound.", finding.Detail));
    }

    [Fact]
    public void An_unregistered_provider_is_reported_once_and_is_the_reason_for_the_rest()
    {
        var arm = new ArmError(409, new("MissingSubscriptionRegistration", "m", null, []), "r");
        var facts = CheckSamples.Before with
        {
            Providers = new([new("Microsoft.KubernetesConfiguration", "NotRegistered")]),
            Extensions = new(Errors.ProviderNotRegistered(CheckSamples.Aks.Id, arm)),
            Type = new(Errors.ProviderNotRegistered(CheckSamples.Aks.Id, arm)),
            Versions = null,
        };

        var findings = Checklist.Run(Checklist.BeforeInstallation, facts).Where(finding => finding.Result != CheckResult.Passed).ToList();

        Assert.Equal(["ProvidersRegistered", "TypeOffered", "NoOtherOperation"], findings.Select(finding => finding.Check));
        Assert.Equal(CheckResult.Failed, findings[0].Result);
        Assert.All(findings[1..], finding => Assert.Equal("The check could not be made, for the reason in ProvidersRegistered.", finding.Detail));
    }

    [Fact]
    public void Each_reading_that_is_refused_alone_is_a_warning_with_the_reason_and_what_to_do()
    {
        var all = new (string Check, CheckFacts Facts)[]
        {
            ("ProvidersRegistered", CheckSamples.Before with { Providers = new(CheckSamples.Refused) }),
            ("Allowed", CheckSamples.Before with { Permissions = new(CheckSamples.Refused) }),
            ("TypeOffered", CheckSamples.Before with { Type = new(CheckSamples.Refused) }),
            ("VersionResolvable", CheckSamples.Before with { Versions = new(CheckSamples.Refused) }),
            ("NoOtherOperation", CheckSamples.Before with { Extensions = new(CheckSamples.Refused) }),
            ("Unlocked", CheckSamples.Before with { Locks = new(CheckSamples.Refused) }),
        };

        foreach (var (check, facts) in all)
        {
            var finding = Checklist.Run(Checklist.BeforeInstallation, facts).First(finding => finding.Result != CheckResult.Passed);
            Assert.Equal((check, CheckResult.Warning, CheckSamples.Refused.RecommendedAction), (finding.Check, finding.Result, finding.Recommendation));
            Assert.StartsWith("The check could not be made. aks1 (rg): You don't have permission for this.", finding.Detail, StringComparison.Ordinal);
        }
    }
}
