using System.Security;
using System.Text;
using System.Text.Json.Nodes;
using AksExtensions.Arm;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class RequestBodyTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";
    private static readonly ClusterReference Aks = ClusterReference.Create(Subscription, "rg", "aks1");

    [Fact]
    public void A_create_sends_the_type_unchanged_and_only_what_was_specified() =>
        Same("""{"properties":{"extensionType":"Microsoft.Flux"}}""", new CreateExtensionRequest { ExtensionType = "Microsoft.Flux" });

    [Fact]
    public void Everything_that_was_specified_is_sent_under_its_name()
    {
        var request = new CreateExtensionRequest
        {
            ExtensionType = "contoso.app",
            AutoUpgradeMinorVersion = false,
            Version = "1.2.3",
            ReleaseTrain = "Preview",
            Scope = ExtensionScope.Cluster,
            ReleaseNamespace = "ns",
            ConfigurationSettings = new Dictionary<string, string> { [@"a\.b/c[0]"] = "{a,b}", ["e"] = string.Empty, ["t"] = "True" },
            ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new("s\"3"), ["q"] = new(Secure("s4")) },
            Plan = new("n", "p", "o"),
            Overwrite = true,
        };

        Same(
            """
            {
              "plan": { "name": "n", "publisher": "p", "product": "o" },
              "properties": {
                "extensionType": "contoso.app", "autoUpgradeMinorVersion": false, "releaseTrain": "Preview", "version": "1.2.3",
                "scope": { "cluster": { "releaseNamespace": "ns" } },
                "configurationSettings": { "a\\.b/c[0]": "{a,b}", "e": "", "t": "True" },
                "configurationProtectedSettings": { "p": "s\"3", "q": "s4" }
              }
            }
            """,
            request);
    }

    [Theory]
    [InlineData(ClusterType.ManagedClusters, false)]
    [InlineData(ClusterType.ConnectedClusters, true)]
    [InlineData(ClusterType.Appliances, true)]
    [InlineData(ClusterType.ProvisionedClusters, true)]
    [InlineData(ClusterType.Fleets, true)]
    public void An_identity_is_sent_to_every_kind_of_cluster_but_AKS(ClusterType type, bool expected)
    {
        var cluster = ClusterReference.Create(Subscription, "rg", "c1", type, type == ClusterType.ProvisionedClusters ? "microsoft.hybridcontainerservice" : null);

        var body = JsonNode.Parse(RequestBody.Write(new CreateExtensionRequest { ExtensionType = "microsoft.flux" }, cluster))!;

        Assert.Equal(expected ? """{"type":"SystemAssigned"}""" : null, body["identity"]?.ToJsonString());
    }

    [Theory]
    [InlineData(AutoUpgradeMode.None, "none")]
    [InlineData(AutoUpgradeMode.Patch, "patch")]
    [InlineData(AutoUpgradeMode.Compatible, "compatible")]
    public void A_mode_is_sent_in_the_spelling_of_Azure(AutoUpgradeMode mode, string expected)
    {
        Same($$$"""{"properties":{"extensionType":"t","autoUpgradeMode":"{{{expected}}}"}}""", new CreateExtensionRequest { ExtensionType = "t", AutoUpgradeMode = mode });
        Same($$$"""{"properties":{"autoUpgradeMode":"{{{expected}}}"}}""", new UpdateExtensionRequest { AutoUpgradeMode = mode });
    }

    [Theory]
    [InlineData(ExtensionScope.Cluster, null, null, """{"cluster":{}}""")]
    [InlineData(ExtensionScope.Cluster, "r", null, """{"cluster":{"releaseNamespace":"r"}}""")]
    [InlineData(ExtensionScope.Namespace, null, "t", """{"namespace":{"targetNamespace":"t"}}""")]
    public void A_scope_holds_the_namespace_of_its_kind(ExtensionScope scope, string? releaseNamespace, string? targetNamespace, string expected) => Same(
        $$$"""{"properties":{"extensionType":"t","scope":{{{expected}}}}}""",
        new CreateExtensionRequest { ExtensionType = "t", Scope = scope, ReleaseNamespace = releaseNamespace, TargetNamespace = targetNamespace });

    [Fact]
    public void Empty_settings_are_not_sent()
    {
        var plain = new Dictionary<string, string>();
        var secret = new Dictionary<string, SecretValue>();

        Same(
            """{"properties":{"extensionType":"t"}}""",
            new CreateExtensionRequest { ExtensionType = "t", ConfigurationSettings = plain, ConfigurationProtectedSettings = secret });
        Same(
            """{"properties":{"version":"1"}}""",
            new UpdateExtensionRequest { Version = "1", ConfigurationSettings = plain, ConfigurationProtectedSettings = secret });
    }

    [Fact]
    public void An_update_sends_what_Azure_can_change_and_not_what_is_only_asserted() => Same(
        """
        {"properties":{"autoUpgradeMinorVersion":true,"releaseTrain":"stable","version":"1",
        "configurationSettings":{"a":"1"},"configurationProtectedSettings":{"p":"2"}}}
        """,
        new UpdateExtensionRequest
        {
            AutoUpgradeMinorVersion = true,
            ReleaseTrain = "stable",
            Version = "1",
            ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" },
            ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new("2") },
            ExpectedExtensionType = "microsoft.flux",
            ExpectedScope = ExtensionScope.Cluster,
        });

    [Fact]
    public void What_is_shown_is_what_is_sent_with_stars_in_place_of_secrets()
    {
        var secrets = new Dictionary<string, SecretValue> { ["p"] = new("hidden"), ["q"] = new(Secure("hidden")) };
        var create = RequestBody.Show(new CreateExtensionRequest { ExtensionType = "t", ReleaseTrain = "ü<>", ConfigurationProtectedSettings = secrets }, Aks);
        var update = RequestBody.Show(new UpdateExtensionRequest { ConfigurationProtectedSettings = secrets });

        Assert.DoesNotContain("hidden", create + update, StringComparison.Ordinal);
        Equivalent("""{"properties":{"extensionType":"t","releaseTrain":"ü<>","configurationProtectedSettings":{"p":"***","q":"***"}}}""", create);
        Equivalent("""{"properties":{"configurationProtectedSettings":{"p":"***","q":"***"}}}""", update);
        Assert.Contains("ü<>", create, StringComparison.Ordinal);
        Assert.Contains('\n', update);
    }

    [Fact]
    public void An_update_is_empty_until_there_is_something_to_send()
    {
        Assert.True(new UpdateExtensionRequest().IsEmpty);
        Assert.True(new UpdateExtensionRequest { ExpectedExtensionType = "t", ExpectedScope = ExtensionScope.Cluster }.IsEmpty);
        Assert.True(new UpdateExtensionRequest { ConfigurationSettings = new Dictionary<string, string>() }.IsEmpty);
        Assert.False(new UpdateExtensionRequest { AutoUpgradeMinorVersion = false }.IsEmpty);
        Assert.False(new UpdateExtensionRequest { AutoUpgradeMode = AutoUpgradeMode.None }.IsEmpty);
        Assert.False(new UpdateExtensionRequest { Version = "1" }.IsEmpty);
        Assert.False(new UpdateExtensionRequest { ReleaseTrain = "stable" }.IsEmpty);
    }

    private static void Same(string expected, CreateExtensionRequest request) => Equivalent(expected, Encoding.UTF8.GetString(RequestBody.Write(request, Aks)));

    private static void Same(string expected, UpdateExtensionRequest request) => Equivalent(expected, Encoding.UTF8.GetString(RequestBody.Write(request)));

    private static void Equivalent(string expected, string actual) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"expected {expected}, but was {actual}");

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text)
        {
            secure.AppendChar(character);
        }

        return secure;
    }
}
