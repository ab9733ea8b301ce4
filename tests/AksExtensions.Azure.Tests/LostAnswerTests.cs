using AksExtensions.Arm;
using AksExtensions.Azure.Clients;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class LostAnswerTests
{
    private static readonly CreateExtensionRequest Asked = new()
    {
        ExtensionType = "microsoft.flux",
        AutoUpgradeMode = AutoUpgradeMode.Patch,
        ReleaseTrain = "Stable",
        ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" },
    };

    [Fact]
    public void What_is_being_created_as_asked_is_ours() => Assert.True(LostAnswer.IsOf(Asked, UnderWay()));

    [Fact]
    public void An_older_api_version_without_the_mode_does_not_contradict_it() =>
        Assert.True(LostAnswer.IsOf(Asked, UnderWay(mode: null)));

    [Theory]
    [InlineData("Succeeded", "microsoft.flux", "patch", "stable", "1")]
    [InlineData("Creating", "microsoft.dapr", "patch", "stable", "1")]
    [InlineData("Creating", "microsoft.flux", "compatible", "stable", "1")]
    [InlineData("Creating", "microsoft.flux", "patch", "preview", "1")]
    [InlineData("Creating", "microsoft.flux", "patch", "stable", "2")]
    public void Any_difference_makes_it_another_change(string state, string type, string mode, string train, string value) =>
        Assert.False(LostAnswer.IsOf(Asked, UnderWay(state, type, mode, train, value)));

    [Theory]
    [InlineData("patch", true)]
    [InlineData("none", false)]
    public void An_update_is_ours_when_its_mode_is(string mode, bool isOurs) => Assert.Equal(
        isOurs,
        LostAnswer.IsOf(new UpdateExtensionRequest { AutoUpgradeMode = AutoUpgradeMode.Patch }, UnderWay("Updating", mode: mode)));

    [Theory]
    [InlineData("1.18.2", true)]
    [InlineData("1.18.3", false)]
    [InlineData(null, false)]
    public void A_pinned_version_must_be_the_one_that_was_sent(string? version, bool isOurs)
    {
        var instance = UnderWay("Updating", version: version);

        Assert.Equal(isOurs, LostAnswer.IsOf(new UpdateExtensionRequest { Version = "1.18.2" }, instance));
        Assert.True(LostAnswer.IsOf(new UpdateExtensionRequest(), instance));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(null, false)]
    public void Automatic_upgrade_must_be_as_it_was_sent(bool? autoUpgrade, bool isOurs)
    {
        var instance = UnderWay("Updating", autoUpgrade: autoUpgrade);

        Assert.Equal(isOurs, LostAnswer.IsOf(new UpdateExtensionRequest { AutoUpgradeMinorVersion = false }, instance));
        Assert.True(LostAnswer.IsOf(new UpdateExtensionRequest(), instance));
    }

    [Fact]
    public void Every_protected_setting_that_was_sent_must_have_arrived()
    {
        var request = new UpdateExtensionRequest
        {
            ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["key"] = new("1"), ["other"] = new("2") },
        };

        Assert.True(LostAnswer.IsOf(request, UnderWay("Updating", keys: ["key", "other", "third"])));
        Assert.False(LostAnswer.IsOf(request, UnderWay("Updating", keys: ["key"])));
    }

    [Theory]
    [InlineData("Deleting", true)]
    [InlineData("deleting", true)]
    [InlineData("Succeeded", false)]
    public void A_delete_is_under_way_when_the_state_says_so(string state, bool isUnderWay) =>
        Assert.Equal(isUnderWay, LostAnswer.IsDelete(UnderWay(state)));

    private static ClusterExtension UnderWay(
        string state = "Creating", string type = "Microsoft.Flux", string? mode = "patch", string train = "stable", string value = "1", string? version = null,
        bool? autoUpgrade = null, params string[] keys) => new(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"))
    {
        Id = "/x",
        Name = "flux",
        ProvisioningState = state,
        ExtensionType = type,
        PinnedVersion = version,
        AutoUpgradeMinorVersion = autoUpgrade,
        AutoUpgradeMode = mode,
        ReleaseTrain = train,
        ConfigurationSettings = new Dictionary<string, string> { ["a"] = value },
        ConfigurationProtectedSettings = keys.ToDictionary(key => key, _ => string.Empty),
    };
}
