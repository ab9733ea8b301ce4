using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ChangePreviewTests
{
    private static readonly ClusterExtension Current = new(LifecycleSamples.Cluster)
    {
        Id = "/x",
        Name = "flux",
        ExtensionType = "Microsoft.Flux",
        PinnedVersion = "1.0.0",
        CurrentVersion = "1.0.0",
        ReleaseTrain = "Stable",
        AutoUpgradeMinorVersion = false,
        AutoUpgradeMode = "none",
        ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" },
        ConfigurationProtectedSettings = new Dictionary<string, string> { ["keep"] = string.Empty, ["lose"] = string.Empty },
    };

    [Fact]
    public void An_update_shows_what_changes_and_nothing_else() => Assert.Equal(
        ["version: 1.0.0 -> 2.0.0", "autoUpgradeMode: none -> patch", "settings.a: 1 -> x", "settings.c: 3"],
        Lines(ChangePreview.Of(
            new UpdateExtensionRequest
            {
                Version = "2.0.0",
                ReleaseTrain = "stable",
                AutoUpgradeMode = AutoUpgradeMode.Patch,
                ConfigurationSettings = new Dictionary<string, string> { ["a"] = "x", ["b"] = "2", ["c"] = "3" },
            },
            Current)));

    [Fact]
    public void Protected_settings_are_replaced_as_a_whole_and_never_shown() => Assert.Equal(
        ["protectedSettings.keep: *** -> ***", "protectedSettings.new: ***", "protectedSettings.lose: *** -> (none)"],
        Lines(ChangePreview.Of(
            new UpdateExtensionRequest { ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["keep"] = new("hunter2"), ["new"] = new("hunter2") } }, Current)));

    [Fact]
    public void An_update_without_protected_settings_loses_none() =>
        Assert.Empty(ChangePreview.Of(new UpdateExtensionRequest { Version = "1.0.0" }, Current));

    [Fact]
    public void A_create_that_overwrites_shows_what_is_lost() => Assert.Equal(
        ["settings.b: 2 -> (none)", "protectedSettings.keep: *** -> (none)", "protectedSettings.lose: *** -> (none)"],
        Lines(ChangePreview.Of(
            new CreateExtensionRequest { ExtensionType = "microsoft.flux", ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } }, Current)));

    [Theory]
    [InlineData("one\r\n two\n\nthree", "one two three")]
    [InlineData("", "")]
    public void A_line_has_no_line_breaks(string text, string line) => Assert.Equal(line, Readable.Line(text));

    [Fact]
    public void A_text_that_is_shortened_says_how_long_it_is_and_breaks_no_character()
    {
        var text = new string('x', 1999) + "\U0001F600" + new string('y', 98_000);
        var brief = Readable.Brief(text);
        Assert.EndsWith(" ... (100001 characters)", brief, StringComparison.Ordinal);
        Assert.DoesNotContain(brief, char.IsSurrogate);
        Assert.Equal("short", Readable.Brief("short"));
    }

    private static IEnumerable<string> Lines(IEnumerable<ExtensionDifference> differences) => differences.Select(difference => difference.ToString());
}
