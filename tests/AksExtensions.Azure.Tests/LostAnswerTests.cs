using AksExtensions.Arm;
using AksExtensions.Azure.Clients;
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

    private static ClusterExtension UnderWay(
        string state = "Creating", string type = "Microsoft.Flux", string? mode = "patch", string train = "stable", string value = "1") => new(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"))
    {
        Id = "/x",
        Name = "flux",
        ProvisioningState = state,
        ExtensionType = type,
        AutoUpgradeMode = mode,
        ReleaseTrain = train,
        ConfigurationSettings = new Dictionary<string, string> { ["a"] = value },
    };
}
