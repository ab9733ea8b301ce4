using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

public sealed class JudgeTests
{
    private static readonly SyncOptions Options = new();

    private static readonly IReadOnlyDictionary<string, SecretValue> Secrets = new Dictionary<string, SecretValue> { ["password"] = new("hidden") };

    [Fact]
    public void What_is_missing_is_created_with_everything_specified()
    {
        var desired = Desired("version: 1.18.2", "scope: { releaseNamespace: flux-system }", "settings: { a: 1, b: { c: x } }", "protectedSettings: { password: { env: X } }");

        var verdict = Judge.Of(desired, null, Options);

        Assert.Equal((DriftStatus.Missing, DesiredAction.Create), Words(verdict));
        Assert.Equal(
            ["type: microsoft.flux", "version: 1.18.2", "scope.releaseNamespace: flux-system", "settings.a: 1", "settings.b.c: x", "protectedSettings.password: ***"],
            Differences(verdict));
        var request = ChangeRequests.Create(desired, null, Secrets);
        Assert.Equal(("1.18.2", false, "flux-system", false), (request.Version, request.AutoUpgradeMinorVersion, request.ReleaseNamespace, request.Overwrite));
        Assert.Equal("hidden", request.ConfigurationProtectedSettings!["password"].Reveal());
    }

    [Theory]
    // Nothing but the type is said: anything of that type is right.
    [InlineData("")]
    [InlineData("version: 1.18.2")]
    [InlineData("settings: { a: \"1\" }")]
    [InlineData("scope: { releaseNamespace: flux-system }")]
    [InlineData("protectedSettings: { password: { env: X } }")]
    [InlineData("settingsMode: exact, settings: { a: \"1\", b: two }")]
    public void Only_specified_values_are_compared(string said) =>
        Assert.Same(Verdict.InSync, Judge.Of(Desired(said), Installed(), Options));

    [Fact]
    public void Types_trains_and_modes_ignore_case_and_settings_do_not()
    {
        var actual = Installed(train: "STABLE", mode: "Compatible", type: "Microsoft.Flux", pin: null);

        Assert.Same(Verdict.InSync, Judge.Of(Desired("releaseTrain: stable", "autoUpgradeMode: compatible"), actual, Options));
        Assert.Equal(["settings.b: two -> Two"], Differences(Judge.Of(Desired("settings: { b: Two }"), Installed(), Options)));
        // Keys of settings are told apart by their case, as Helm does.
        Assert.Equal(["settings.A: 1"], Differences(Judge.Of(Desired("settings: { A: 1 }"), Installed(), Options)));
    }

    [Theory]
    [InlineData("1.18.2", "1.18.2", "1.18.2", "")]
    [InlineData("1.18.3", "1.18.2", "1.18.2", "version: 1.18.2 -> 1.18.3")]
    // What is installed by chance is not a pin.
    [InlineData("1.18.2", null, "1.18.2", "version: 1.18.2 (not pinned) -> 1.18.2")]
    [InlineData("1.18.2", "1.18.2", "1.17.0", "currentVersion: 1.17.0 -> 1.18.2")]
    [InlineData("1.18.2", "1.18.2", null, "")]
    [InlineData("1.18.2", "1.18.2", "", "")]
    [InlineData("1.14.4", "1.14.4-msft.1", "1.14.4-msft.1", "version: 1.14.4-msft.1 -> 1.14.4")]
    [InlineData("1.18.2-RC.1", "1.18.2-rc.1", "1.18.2-rc.1", "")]
    public void A_pinned_version_compares_the_pin_and_what_is_installed(string said, string? pin, string? installed, string expected)
    {
        var verdict = Judge.Of(Desired($"version: {said}"), Installed(pin: pin, current: installed), Options);

        Assert.Equal(expected.Length == 0 ? [] : [expected], Differences(verdict));
        Assert.Equal(expected.Length == 0 ? DesiredAction.None : DesiredAction.Update, verdict.Action);
    }

    [Theory]
    [InlineData("releaseTrain: preview", "stable", null, true, "releaseTrain: stable -> preview")]
    // Azure does not always name its default.
    [InlineData("releaseTrain: stable", null, null, true, "")]
    [InlineData("releaseTrain: preview", null, null, true, "releaseTrain: preview")]
    [InlineData("autoUpgradeMode: patch", "stable", "compatible", true, "autoUpgradeMode: compatible -> patch")]
    [InlineData("autoUpgradeMode: none", "stable", "NONE", false, "")]
    // Older instances have only the switch.
    [InlineData("autoUpgradeMode: none", "stable", null, false, "")]
    [InlineData("autoUpgradeMode: none", "stable", null, true, "autoUpgradeMode: true -> none")]
    [InlineData("autoUpgradeMode: compatible", "stable", null, true, "")]
    [InlineData("autoUpgradeMinorVersion: true", "stable", null, false, "autoUpgradeMinorVersion: false -> true")]
    [InlineData("autoUpgradeMinorVersion: true", "stable", null, null, "")]
    public void Train_and_mode_are_compared_where_they_are_specified(string said, string? train, string? mode, bool? minor, string expected)
    {
        var verdict = Judge.Of(Desired(said), Installed(train: train, mode: mode, minor: minor, pin: null), Options);

        Assert.Equal(expected.Length == 0 ? [] : [expected], Differences(verdict));
    }

    [Fact]
    public void An_update_sends_what_differs_and_nothing_else()
    {
        var desired = Desired("settings: { a: 9, b: two, c: new }");

        var verdict = Judge.Of(desired, Installed(), Options);
        var request = ChangeRequests.Update(desired, verdict, Secrets);

        Assert.Equal(["settings.a: 1 -> 9", "settings.c: new"], Differences(verdict));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "9", ["c"] = "new" }, request.ConfigurationSettings);
        Assert.Null(request.Version);
        Assert.Null(request.AutoUpgradeMinorVersion);
        Assert.Null(request.ConfigurationProtectedSettings);
    }

    [Fact]
    public void Version_train_and_mode_are_sent_together()
    {
        var desired = Desired("version: 1.19.0", "releaseTrain: preview", "allowPinnedTrain: true", "settings: { a: \"1\" }");

        var request = ChangeRequests.Update(desired, Judge.Of(desired, Installed(), Options), null);

        Assert.Equal(("1.19.0", "preview", false), (request.Version, request.ReleaseTrain, request.AutoUpgradeMinorVersion));
        Assert.Null(request.ConfigurationSettings);
    }

    [Fact]
    public void Protected_settings_are_sent_all_together_when_a_name_is_missing_and_when_they_are_to_be_refreshed()
    {
        var two = Desired("protectedSettings: { password: { env: X }, token: { env: Y } }");
        var one = Desired("protectedSettings: { password: { env: X } }");

        var missing = Judge.Of(two, Installed(), Options);
        Assert.Equal((DesiredAction.Update, true), (missing.Action, missing.SendsSecrets));
        Assert.Equal(["protectedSettings.token: ***", "protectedSettings.password: *** -> ***"], Differences(missing));

        Assert.Equal(DesiredAction.None, Judge.Of(one, Installed(), Options).Action);
        var refreshed = Judge.Of(one, Installed(), Options with { RefreshSecrets = true });
        Assert.Equal((DesiredAction.Update, true), (refreshed.Action, refreshed.SendsSecrets));
        Assert.Equal("hidden", ChangeRequests.Update(one, refreshed, Secrets).ConfigurationProtectedSettings!["password"].Reveal());
        // An entry without protected settings has none to refresh.
        Assert.Same(Verdict.InSync, Judge.Of(Desired(), Installed(), Options with { RefreshSecrets = true }));
    }

    [Fact]
    public void Protected_settings_that_were_not_specified_are_not_lost_without_confirmation()
    {
        var desired = Desired("protectedSettings: { token: { env: Y } }");

        var verdict = Judge.Of(desired, Installed(), Options);
        Assert.Equal((DriftStatus.Blocked, DesiredAction.Blocked), Words(verdict));
        Assert.Contains("password", verdict.Detail, StringComparison.Ordinal);

        Assert.Equal(DesiredAction.Update, Judge.Of(desired, Installed(), Options with { MayLoseSecrets = true }).Action);
        // A change that sends no secret loses none.
        Assert.Equal(DesiredAction.Update, Judge.Of(Desired("settings: { a: 2 }"), Installed(), Options).Action);
    }

    [Fact]
    public void Settings_that_are_not_named_are_differences_where_all_have_to_be_and_Azure_cannot_take_them_away()
    {
        var verdict = Judge.Of(Desired("settingsMode: exact", "settings: { b: two }"), Installed(), Options);

        Assert.Equal((DriftStatus.Different, DesiredAction.None), Words(verdict));
        Assert.Equal(["settings.a: 1 -> (none)"], Differences(verdict));
        Assert.Contains("cannot remove settings", verdict.Detail, StringComparison.Ordinal);

        // Beside another difference it does not keep that from being changed.
        Assert.Equal(DesiredAction.Update, Judge.Of(Desired("settingsMode: exact", "settings: { b: 3 }"), Installed(), Options).Action);
    }

    [Theory]
    [InlineData("Creating")]
    [InlineData("Updating")]
    [InlineData("Deleting")]
    [InlineData("SomethingNew")]
    public void What_is_under_way_is_not_judged_yet(string state)
    {
        var verdict = Judge.Of(Desired("version: 9.9.9"), Installed(state: state), Options);

        Assert.Equal((DriftStatus.Different, DesiredAction.None, true), (verdict.Status, verdict.Action, verdict.IsUnderWay));
        Assert.Equal([$"provisioningState: {state} -> Succeeded"], Differences(verdict));
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Canceled")]
    public void What_failed_is_created_again_with_all_that_it_had(string state)
    {
        var actual = Installed(state: state, pin: "1.18.2", train: "preview", mode: "none");
        var desired = Desired("settings: { a: 7 }", "protectedSettings: { password: { env: X } }");

        var verdict = Judge.Of(desired, actual, Options);
        var request = ChangeRequests.Create(desired, actual, Secrets);

        Assert.Equal((DriftStatus.Different, DesiredAction.Create, true), (verdict.Status, verdict.Action, verdict.SendsSecrets));
        Assert.Equal([$"provisioningState: {state} -> Succeeded", "settings.a: 1 -> 7"], Differences(verdict));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "7", ["b"] = "two" }, request.ConfigurationSettings);
        Assert.Equal(("1.18.2", "preview", AutoUpgradeMode.None), (request.Version, request.ReleaseTrain, request.AutoUpgradeMode));
        Assert.Equal((ExtensionScope.Cluster, "flux-system"), (request.Scope, request.ReleaseNamespace));
        Assert.Equal(["password"], request.ConfigurationProtectedSettings!.Keys);
        // A Failed instance may be overwritten anyway; one that is no longer Failed must not be.
        Assert.Equal(state == "Canceled", request.Overwrite);
    }

    [Fact]
    public void What_failed_is_created_again_with_the_specified_version()
    {
        var request = ChangeRequests.Create(Desired("autoUpgradeMode: compatible"), Installed(state: "Failed", pin: "1.18.2"), null);

        Assert.Equal((null, AutoUpgradeMode.Compatible), (request.Version, request.AutoUpgradeMode));
    }

    [Fact]
    public void What_failed_is_not_created_again_if_an_unspecified_secret_would_be_lost()
    {
        var verdict = Judge.Of(Desired("settings: { a: \"1\" }"), Installed(state: "Failed"), Options);

        Assert.Equal(DesiredAction.Blocked, verdict.Action);
        Assert.Contains("password", verdict.Detail, StringComparison.Ordinal);
        Assert.Equal(DesiredAction.Create, Judge.Of(Desired("settings: { a: \"1\" }"), Installed(state: "Failed", secrets: []), Options).Action);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_Azure_manages_is_never_touched(bool isAbsent)
    {
        var desired = isAbsent ? Desired("ensure: absent") : Desired("version: 9.9.9");
        var all = new SyncOptions { Prune = true, Replace = true, RefreshSecrets = true, MayLoseSecrets = true };

        Assert.Equal(DesiredAction.Blocked, Judge.Of(desired, Installed(managedBy: "aks"), all).Action);
        Assert.Equal(DesiredAction.Blocked, Judge.Of(desired, Installed(isSystem: true), all).Action);
        Assert.Contains("aks", Judge.Of(desired, Installed(managedBy: "aks", state: "Updating"), all).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_type_or_scope_is_blocked_and_replaced_only_when_that_is_allowed()
    {
        var replacing = Options with { Replace = true };
        var target = Desired("scope: { targetNamespace: a }");

        var blocked = Judge.Of(Desired("version: 1.0.0"), Installed(type: "contoso.other"), Options);
        Assert.Equal(DriftStatus.Blocked, blocked.Status);
        Assert.Equal("type: contoso.other -> microsoft.flux", Differences(blocked)[0]);
        Assert.Contains("type", blocked.Detail, StringComparison.Ordinal);
        Assert.Equal(["scope: Cluster -> Namespace"], Differences(Judge.Of(target, Installed(), Options)));
        Assert.Equal(["scope.releaseNamespace: flux-system -> other"], Differences(Judge.Of(Desired("scope: { releaseNamespace: other }"), Installed(), Options)));

        Assert.Equal(DesiredAction.Replace, Judge.Of(Desired(), Installed(type: "contoso.other"), replacing).Action);
        Assert.Equal(DesiredAction.Replace, Judge.Of(target, Installed(), replacing).Action);
        Assert.Equal(DesiredAction.None, Judge.Of(Desired(), Installed(), replacing).Action);
    }

    [Fact]
    public void What_should_not_exist_is_removed_only_when_that_is_allowed()
    {
        var desired = Desired("ensure: absent");
        var pruning = Options with { Prune = true };

        Assert.Same(Verdict.InSync, Judge.Of(desired, null, Options));
        Assert.Equal((DriftStatus.Unexpected, DesiredAction.None), Words(Judge.Of(desired, Installed(), Options)));
        Assert.Equal((DriftStatus.Unexpected, DesiredAction.Remove), Words(Judge.Of(desired, Installed(), pruning)));
        // A Failed one, too.
        Assert.Equal((DriftStatus.Unexpected, DesiredAction.Remove), Words(Judge.Of(desired, Installed(state: "Failed"), pruning)));
        Assert.Equal((DriftStatus.Blocked, DesiredAction.Blocked), Words(Judge.Of(desired, Installed(type: "contoso.other"), pruning)));
        Assert.True(Judge.Of(desired, Installed(state: "Deleting"), Options).IsUnderWay);
    }

    [Fact]
    public void An_instance_that_no_entry_names_is_removed_only_when_that_is_allowed()
    {
        var pruning = Options with { Prune = true };

        Assert.Equal((DriftStatus.Unexpected, DesiredAction.None), Words(Judge.OfUnnamed(Installed(), Options)));
        Assert.Equal((DriftStatus.Unexpected, DesiredAction.Remove), Words(Judge.OfUnnamed(Installed(), pruning)));
        Assert.True(Judge.OfUnnamed(Installed(state: "Updating"), pruning).IsUnderWay);
        Assert.False(Judge.OfUnnamed(Installed(state: "Updating"), Options).IsPending);
    }

    [Fact]
    public void A_revert_restores_what_was_changed_and_can_be_restored()
    {
        var before = Installed(pin: "1.17.0", train: "stable", mode: "none");

        var all = ChangeRequests.Revert(before, new()
        {
            Version = "1.18.2", AutoUpgradeMinorVersion = false, ConfigurationSettings = new Dictionary<string, string> { ["a"] = "9", ["new"] = "x" },
        });
        Assert.Equal(("1.17.0", "stable", AutoUpgradeMode.None, (bool?)null), (all!.Version, all.ReleaseTrain, all.AutoUpgradeMode, all.AutoUpgradeMinorVersion));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1" }, all.ConfigurationSettings);

        var settings = ChangeRequests.Revert(before, new() { ConfigurationSettings = new Dictionary<string, string> { ["b"] = "9" } });
        Assert.Null(settings!.Version);
        Assert.Equal("two", settings.ConfigurationSettings!["b"]);

        Assert.Null(ChangeRequests.Revert(before, new() { ConfigurationSettings = new Dictionary<string, string> { ["new"] = "x" } }));
        Assert.Null(ChangeRequests.Revert(before, new() { ConfigurationProtectedSettings = Secrets }));
    }

    private static (DriftStatus, DesiredAction) Words(Verdict verdict) => (verdict.Status, verdict.Action);

    private static IReadOnlyList<string> Differences(Verdict verdict) => [.. verdict.Differences.Select(difference => difference.ToString())];

    private static DesiredExtension Desired(params string[] said) => Samples.Read(
        $"version: 1\nextensions:\n  - {{ name: flux, type: microsoft.flux{string.Concat(said.Where(text => text.Length > 0).Select(text => ", " + text))} }}\n").Extensions[0];

    private static ClusterExtension Installed(
        string? state = "Succeeded", string? type = "microsoft.flux", string? pin = "1.18.2", string? current = "1.18.2", string? train = "stable", string? mode = null,
        bool? minor = false, string? managedBy = null, bool? isSystem = null, string[]? secrets = null) => new(ClusterReference.Create(Clusters.Subscription, "rg", "aks1"))
    {
        Id = "id",
        Name = "flux",
        ExtensionType = type,
        ProvisioningState = state,
        PinnedVersion = pin,
        CurrentVersion = current,
        ReleaseTrain = train,
        AutoUpgradeMode = mode,
        AutoUpgradeMinorVersion = minor,
        ScopeKind = ExtensionScope.Cluster,
        ReleaseNamespace = "flux-system",
        ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1", ["b"] = "two" },
        ConfigurationProtectedSettings = (secrets ?? ["password"]).ToDictionary(key => key, _ => string.Empty),
        ManagedBy = managedBy,
        IsSystemExtension = isSystem,
    };
}
