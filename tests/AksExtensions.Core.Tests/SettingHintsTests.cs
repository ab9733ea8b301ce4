using AksExtensions.Catalogue;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class SettingHintsTests
{
    [Theory]
    [InlineData("microsoft.dapr", "global.ha.enabled", "true false", "True or false. Default: true. Whether the control plane")]
    [InlineData("microsoft.dapr", "global.daprControlPlaneOs", "linux windows", "One of linux, windows. Default: linux. ")]
    [InlineData("microsoft.dapr", "dapr_operator.replicaCount", "1", "A number. Default: 1. ")]
    [InlineData("microsoft.dapr", "global.tag", "", "The version of Dapr's images")]
    [InlineData("microsoft.azureml.kubernetes", "enableTraining", "True False", "True or false. ")]
    public void A_setting_names_its_values(string type, string key, string values, string description)
    {
        var hint = Assert.Single(Of(type), hint => hint.Key == key);

        Assert.Equal(values, string.Join(' ', hint.Values.Select(value => value.Value)));
        Assert.StartsWith(description, hint.Description, StringComparison.Ordinal);
        Assert.False(hint.IsOpen);
    }

    [Fact]
    public void The_default_is_named_among_the_values() =>
        Assert.StartsWith("The default. ", Of("microsoft.dapr").Single(hint => hint.Key == "global.ha.enabled").Values[0].Description, StringComparison.Ordinal);

    [Fact]
    public void A_key_that_others_begin_with_is_open()
    {
        var hint = Assert.Single(Of("microsoft.dapr"), hint => hint.Key == "dapr_scheduler.");

        Assert.True(hint.IsOpen);
    }

    [Fact]
    public void Protected_settings_are_separate_and_have_no_values()
    {
        var type = TypeCatalogue.BuiltIn.Find("microsoft.azureml.kubernetes");

        string[] expected =
        [
            "sslCertPemFile", "sslKeyPemFile", "scoringFe.sslCert", "scoringFe.sslKey", "relayServerConnectionString", "serviceBusConnectionString",
            "relayserver.relayConnectionString", "servicebus.connectionString",
        ];
        Assert.Equal(expected, SettingHints.Of(type, isProtected: true).Select(hint => hint.Key));
        Assert.All(SettingHints.Of(null, isProtected: true), hint => Assert.Empty(hint.Values));
        Assert.DoesNotContain(SettingHints.Of(type, isProtected: false), hint => hint.Key == "sslKeyPemFile");
    }

    [Fact]
    public void Without_a_type_each_key_occurs_once_and_names_its_types()
    {
        var all = SettingHints.Of(null, isProtected: false);

        Assert.Equal(all.Count, all.Select(hint => hint.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.StartsWith("microsoft.flux: ", all.Single(hint => hint.Key == "multiTenancy.enforce").Description, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SettingHint> Of(string type) => SettingHints.Of(TypeCatalogue.BuiltIn.Find(type), isProtected: false);
}
