using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>Warnings that apply to every type, also to one that the catalogue does not know.</summary>
public sealed class InputChecksTests
{
    [Theory]
    [InlineData("dapr", "microsoft.dapr")]
    [InlineData("Flux", "microsoft.flux")]
    [InlineData("azureml", "microsoft.azureml.kubernetes")]
    [InlineData("azureml.kubernetes", "microsoft.azureml.kubernetes")]
    [InlineData("microsoft.azureml", "microsoft.azureml.kubernetes")]
    [InlineData("Microsoft.DataProtection", "microsoft.dataprotection.kubernetes")]
    [InlineData("microsoft.dapar", "microsoft.dapr")]
    [InlineData("mircosoft.dapr", "microsoft.dapr")]
    [InlineData("microsoft.fulx", "microsoft.flux")]
    [InlineData("Microsoft.AzureML.Kuberentes", "microsoft.azureml.kubernetes")]
    [InlineData("daprr", "microsoft.dapr")]
    public void A_misspelt_type_is_sent_with_a_warning_that_names_the_one_that_is_meant(string given, string expected)
    {
        var finding = Assert.Single(Create(given));

        Assert.Equal(RuleSeverity.Warning, finding.Severity);
        Assert.Equal($"'{given}' is not a known extension type. Did you mean '{expected}'?", finding.Text);
        Assert.Equal("It is sent unchanged.", finding.WayOut);
        Assert.Equal(finding, Assert.Single(TypeRules.Check(null, new UpdateExtensionRequest { ExpectedExtensionType = given })));
    }

    [Theory]
    [InlineData("microsoft.dapr")]
    [InlineData("Microsoft.Flux")]
    [InlineData("contoso.app")]
    [InlineData("contoso.flux")]
    [InlineData("microsoft")]
    [InlineData("kubernetes")]
    [InlineData("microsoft.azurecontainerstoragev3")]
    [InlineData("microsoft.something")]
    [InlineData("x")]
    public void A_type_that_is_known_or_like_none_gets_no_word(string given) =>
        Assert.DoesNotContain(Create(given), finding => finding.Text.Contains("extension type", StringComparison.Ordinal));

    [Theory]
    [InlineData(53, false)]
    [InlineData(54, true)]
    [InlineData(253, true)]
    public void A_name_that_no_Helm_release_can_have_gets_a_warning(int length, bool expected)
    {
        var name = new string('a', length);

        var findings = TypeRules.Check(null, new CreateExtensionRequest { ExtensionType = "contoso.app" }, name);

        Assert.Equal(expected, findings.Count == 1);
        Assert.All(findings, finding => Assert.Contains($"has {length} characters", finding.Text, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Contains("allows 53", finding.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("password")]
    [InlineData("redis.auth.password")]
    [InlineData("users[0].Password")]
    [InlineData("db.passwd")]
    [InlineData("apiKey")]
    [InlineData("api_key")]
    [InlineData("storage.accessKey")]
    [InlineData("connectionString")]
    [InlineData("servicebus.connection-string")]
    [InlineData("oauth.clientSecret")]
    [InlineData("github.token")]
    [InlineData("tokens.list[1].accessToken")]
    [InlineData("tls.privateKey")]
    [InlineData("passwords[0].pwd")]
    public void A_plain_setting_named_like_a_secret_gets_a_warning_without_its_value(string key)
    {
        var finding = Assert.Single(Create("contoso.app", (key, "hidden")));

        Assert.Equal(RuleSeverity.Warning, finding.Severity);
        Assert.StartsWith($"'{key}' looks like a secret", finding.Text, StringComparison.Ordinal);
        Assert.Contains("-ConfigurationProtectedSettings", finding.WayOut, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("existingSecret", "my-secret")]
    [InlineData("image.pullSecret", "acr")]
    [InlineData("tls.tlsSecret", "cert")]
    [InlineData("imagePullSecrets[0].name", "acr")]
    [InlineData("secretName", "s")]
    [InlineData("automountServiceAccountToken", "true")]
    [InlineData("secrets.create", "true")]
    [InlineData("password", "")]
    [InlineData("passwordPolicy", "strict")]
    [InlineData("key", "x")]
    [InlineData("maxTokens", "10")]
    [InlineData("alias", "x")]
    public void What_only_sounds_like_a_secret_gets_no_word(string key, string value) => Assert.Empty(Create("contoso.app", (key, value)));

    [Fact]
    public void What_the_catalogue_knows_to_be_no_secret_gets_no_word()
    {
        // sslSecret is the name of a Kubernetes secret.
        var type = TypeCatalogue.BuiltIn.Find("microsoft.azureml.kubernetes")!;

        Assert.Empty(TypeRules.Check(type, new UpdateExtensionRequest { ConfigurationSettings = new Dictionary<string, string> { ["sslSecret"] = "s" } }));
        Assert.Single(TypeRules.Check(type, new UpdateExtensionRequest { ConfigurationSettings = new Dictionary<string, string> { ["amlarc.password"] = "s" } }));
    }

    [Fact]
    public void Protected_settings_are_where_secrets_belong() => Assert.Empty(TypeRules.Check(null, new CreateExtensionRequest
    {
        ExtensionType = "contoso.app",
        ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["password"] = new("hidden") },
    }, "x"));

    private static IReadOnlyList<TypeFinding> Create(string type, params (string Key, string Value)[] settings) => TypeRules.Check(
        TypeCatalogue.BuiltIn.Find(type),
        new CreateExtensionRequest { ExtensionType = type, ConfigurationSettings = settings.ToDictionary(setting => setting.Key, setting => setting.Value) },
        "x");
}
