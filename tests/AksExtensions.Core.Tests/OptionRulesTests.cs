using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class OptionRulesTests
{
    private static readonly bool?[] MinorVersions = [null, false, true];
    private static readonly AutoUpgradeMode?[] Modes = [null, AutoUpgradeMode.None, AutoUpgradeMode.Patch, AutoUpgradeMode.Compatible];

    [Theory]
    // Nothing, and one option alone.
    [InlineData(null, null, null, null, false, null)]
    [InlineData(true, null, null, null, false, "True")]
    [InlineData(false, null, null, null, false, "False")]
    [InlineData(null, AutoUpgradeMode.None, null, null, false, null)]
    [InlineData(null, AutoUpgradeMode.Patch, null, "stable", false, null)]
    [InlineData(null, null, null, "preview", false, null)]
    [InlineData(true, null, null, "preview", false, "True")]
    // A version alone means off, and that is sent; a mode says it already.
    [InlineData(null, null, "1.2.3", null, false, "False")]
    [InlineData(false, null, "1.2.3", null, false, "False")]
    [InlineData(null, AutoUpgradeMode.None, "1.2.3", null, false, null)]
    [InlineData(true, null, "1.2.3", null, false, nameof(Errors.VersionNeedsAutoUpgradeOff))]
    [InlineData(null, AutoUpgradeMode.Patch, "1.2.3", null, false, nameof(Errors.VersionNeedsAutoUpgradeOff))]
    [InlineData(null, AutoUpgradeMode.Compatible, "1.2.3", null, false, nameof(Errors.VersionNeedsAutoUpgradeOff))]
    // A train is the source of upgrades.
    [InlineData(false, null, null, "preview", false, nameof(Errors.ReleaseTrainNeedsAutoUpgrade))]
    [InlineData(null, AutoUpgradeMode.None, null, "preview", false, nameof(Errors.ReleaseTrainNeedsAutoUpgrade))]
    [InlineData(null, null, "1.2.3", "preview", false, nameof(Errors.ReleaseTrainNeedsAutoUpgrade))]
    [InlineData(null, null, "1.2.3", "preview", true, "False")]
    [InlineData(false, null, null, "preview", true, "False")]
    // The two words for one thing.
    [InlineData(true, AutoUpgradeMode.Patch, null, null, false, nameof(Errors.AutoUpgradeModeConflict))]
    [InlineData(false, AutoUpgradeMode.None, null, null, false, nameof(Errors.AutoUpgradeModeConflict))]
    public void Version_train_and_automatic_upgrade_are_checked_against_each_other(
        bool? minorVersion, AutoUpgradeMode? mode, string? version, string? train, bool allowPinnedTrain, string? expected) =>
        Assert.Equal(expected, Outcome(minorVersion, mode, version, train, allowPinnedTrain));

    [Fact]
    public void Every_combination_is_either_refused_or_accepted_by_Azure()
    {
        foreach (var minorVersion in MinorVersions)
        {
            foreach (var mode in Modes)
            {
                foreach (var version in new[] { null, "1.2.3" })
                {
                    foreach (var train in new[] { null, "preview" })
                    {
                        foreach (var allowed in new[] { false, true })
                        {
                            var upgradesOn = minorVersion == true || mode is AutoUpgradeMode.Patch or AutoUpgradeMode.Compatible;
                            var upgradesOff = minorVersion == false || mode == AutoUpgradeMode.None || version is not null;
                            var refused = (minorVersion is not null && mode is not null)
                                || (version is not null && upgradesOn)
                                || (train is not null && upgradesOff && !allowed);

                            var outcome = Outcome(minorVersion, mode, version, train, allowed);

                            Assert.Equal(refused, outcome is not (null or "True" or "False"));
                            // What is sent never contradicts what was given.
                            Assert.True(refused || version is null || outcome == "False" || mode == AutoUpgradeMode.None);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void A_refusal_names_both_options_and_the_way_out()
    {
        var version = Assert.Throws<AksExtensionException>(() => OptionRules.CheckUpgrade(true, null, "1.2.3", null, false));
        Assert.Contains("-Version 1.2.3", version.Message, StringComparison.Ordinal);
        Assert.Contains("-AutoUpgradeMinorVersion $true", version.Message, StringComparison.Ordinal);

        var train = Assert.Throws<AksExtensionException>(() => OptionRules.CheckUpgrade(null, null, "1.2.3", "preview", false));
        Assert.Contains("-ReleaseTrain preview", train.Message, StringComparison.Ordinal);
        Assert.Contains("-Version 1.2.3", train.Message, StringComparison.Ordinal);
        Assert.Contains("-AllowPinnedTrain", train.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(null, "ns", null, "Cluster")]
    [InlineData(null, null, "ns", "Namespace")]
    [InlineData(null, "ns", "ns", nameof(Errors.ScopeNamespaceMismatch))]
    [InlineData(ExtensionScope.Cluster, null, null, "Cluster")]
    [InlineData(ExtensionScope.Cluster, "ns", null, "Cluster")]
    [InlineData(ExtensionScope.Cluster, null, "ns", nameof(Errors.ScopeNamespaceMismatch))]
    [InlineData(ExtensionScope.Cluster, "ns", "ns", nameof(Errors.ScopeNamespaceMismatch))]
    [InlineData(ExtensionScope.Namespace, null, null, nameof(Errors.TargetNamespaceRequired))]
    [InlineData(ExtensionScope.Namespace, "ns", null, nameof(Errors.ScopeNamespaceMismatch))]
    [InlineData(ExtensionScope.Namespace, null, "ns", "Namespace")]
    [InlineData(ExtensionScope.Namespace, "ns", "ns", nameof(Errors.ScopeNamespaceMismatch))]
    public void Scope_and_namespaces_are_checked_and_one_namespace_implies_its_scope(
        ExtensionScope? scope, string? releaseNamespace, string? targetNamespace, string? expected) =>
        Assert.Equal(expected, Outcome(() => OptionRules.CheckScope(scope, releaseNamespace, targetNamespace)?.ToString()));

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("n", "p", "o", "n p o")]
    [InlineData("n", null, null, "-PlanPublisher and -PlanProduct")]
    [InlineData(null, "p", null, "-PlanName and -PlanProduct")]
    [InlineData(null, null, "o", "-PlanName and -PlanPublisher")]
    [InlineData("n", "p", null, "-PlanProduct")]
    [InlineData("n", null, "o", "-PlanPublisher")]
    [InlineData(null, "p", "o", "-PlanName")]
    public void A_plan_has_all_three_parts_or_none(string? name, string? publisher, string? product, string? expected)
    {
        string? outcome;
        try
        {
            outcome = OptionRules.CheckPlan(name, publisher, product) is { } plan ? $"{plan.Name} {plan.Publisher} {plan.Product}" : null;
        }
        catch (AksExtensionException failure)
        {
            Assert.Equal(nameof(Errors.PlanIncomplete), failure.ErrorId);
            outcome = failure.Message[(failure.Message.IndexOf("missing: ", StringComparison.Ordinal) + 9)..^1];
        }

        Assert.Equal(expected, outcome);
    }

    [Theory]
    [InlineData("code", null)]
    [InlineData(null, "1.0")]
    [InlineData("code", "1.0")]
    public void A_promotion_code_or_version_belongs_to_a_plan(string? promotionCode, string? version)
    {
        var plan = new ExtensionPlan("name", "publisher", "product");

        Assert.Equal(plan with { PromotionCode = promotionCode, Version = version }, OptionRules.CompletePlan(plan, promotionCode, version));
        Assert.Equal(
            nameof(Errors.PlanIncomplete), Assert.Throws<AksExtensionException>(() => OptionRules.CompletePlan(null, promotionCode, version)).ErrorId);
    }

    [Fact]
    public void Without_promotion_code_and_version_a_plan_stays_unchanged()
    {
        Assert.Null(OptionRules.CompletePlan(null, null, null));
        Assert.Equal(new ExtensionPlan("a", "b", "c"), OptionRules.CompletePlan(new("a", "b", "c"), null, null));
    }

    [Fact]
    public void One_key_in_both_kinds_of_settings_is_refused_by_name_and_without_values()
    {
        var failure = Assert.Throws<AksExtensionException>(() => OptionRules.CheckSettings(
            new Dictionary<string, string> { ["a"] = "hidden", ["b"] = "2" }, new Dictionary<string, SecretValue> { ["a"] = new("hidden") }));

        Assert.Equal(nameof(Errors.SettingDuplicated), failure.ErrorId);
        Assert.Contains("'a'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_differ_by_case_or_kinds_that_are_missing_are_no_conflict()
    {
        var plain = new Dictionary<string, string> { ["a"] = "1" };
        var secret = new Dictionary<string, SecretValue> { ["A"] = new("2") };

        Assert.Null(Record.Exception(() => OptionRules.CheckSettings(plain, secret)));
        Assert.Null(Record.Exception(() => OptionRules.CheckSettings(plain, null)));
        Assert.Null(Record.Exception(() => OptionRules.CheckSettings(null, secret)));
        Assert.Null(Record.Exception(() => OptionRules.CheckSettings(null, null)));
    }

    private static string? Outcome(bool? minorVersion, AutoUpgradeMode? mode, string? version, string? train, bool allowPinnedTrain) =>
        Outcome(() => OptionRules.CheckUpgrade(minorVersion, mode, version, train, allowPinnedTrain)?.ToString());

    private static string? Outcome(Func<string?> check)
    {
        try
        {
            return check();
        }
        catch (AksExtensionException failure)
        {
            return failure.ErrorId;
        }
    }
}
