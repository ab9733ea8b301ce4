using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>Azure ML's sslCertPemFile and sslKeyPemFile are paths; the text of the files is sent, and nothing of it is ever shown.</summary>
public sealed class PemFilesTests : IDisposable
{
    private static readonly ClusterReference Aks = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
    private static readonly (string Certificate, string Key) Pem = MakePem();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pem-files-");

    public static TheoryData<string> Encodings => ["plain", "bom", "crlf"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_base64_of_the_text_is_sent_in_the_place_of_the_paths(string encoding)
    {
        var sent = Prepare(File("cert.pem", Pem.Certificate, encoding), File("key.pem", Pem.Key, encoding));

        Assert.Equal(["scoringFe.sslCert", "scoringFe.sslKey"], sent.Request.ConfigurationProtectedSettings!.Keys.Order());
        Assert.Equal(Pem.Certificate, Decoded(sent, "scoringFe.sslCert"));
        Assert.Equal(Pem.Key, Decoded(sent, "scoringFe.sslKey"));
        Assert.Equal(["'sslCertPemFile' is sent as 'scoringFe.sslCert'", "'sslKeyPemFile' is sent as 'scoringFe.sslKey'"], sent.Renamed);
        Assert.Empty(sent.Findings);
    }

    [Fact]
    public void A_chain_and_a_file_with_both_parts_are_taken()
    {
        var both = Pem.Certificate + Pem.Key;

        var sent = Prepare(File("both.pem", both), File("both.pem", both));

        Assert.Equal(both, Decoded(sent, "scoringFe.sslCert"));
        Assert.Equal(both, Decoded(sent, "scoringFe.sslKey"));
    }

    [Fact]
    public void The_text_itself_is_taken_like_its_file() => Assert.Equal(Pem.Key, Decoded(Prepare(File("c.crt", Pem.Certificate), Pem.Key), "scoringFe.sslKey"));

    [Fact]
    public void Other_protected_settings_stay_and_a_type_without_such_files_gets_the_specified_values()
    {
        var secrets = new Dictionary<string, SecretValue> { ["sslKeyPemFile"] = new("text"), ["other"] = new("x") };

        Assert.Same(secrets, Prepare("contoso.app", secrets).Request.ConfigurationProtectedSettings);
        secrets = new() { ["sslKeyPemFile"] = new(Pem.Key), ["sslCertPemFile"] = new(Pem.Certificate), ["other"] = new("x") };
        Assert.Equal("x", Prepare("Microsoft.AzureML.Kubernetes", secrets).Request.ConfigurationProtectedSettings!["other"].Reveal());
    }

    [Fact]
    public void Paths_are_resolved_by_the_caller()
    {
        var cert = File("cert.pem", Pem.Certificate);
        var key = File("key.pem", Pem.Key);

        var sent = RequestPreparation.Prepare(
            Request("Microsoft.AzureML.Kubernetes", Both("c.pem", "k.pem")), "x", skipRules: false, path => path == "c.pem" ? cert : key);

        Assert.Equal(Pem.Certificate, Decoded(sent, "scoringFe.sslCert"));
    }

    [Theory]
    [InlineData("missing.pem", "does not exist", true)]
    [InlineData("", "is a folder", false)]
    [InlineData("text.pem", "is not PEM", true)]
    [InlineData("key.pem", "holds no CERTIFICATE but a PRIVATE KEY", true)]
    [InlineData("utf16.pem", "is UTF-16", true)]
    [InlineData("large.pem", "is larger than 1048576 bytes", true)]
    [InlineData("umlaut.pem", "is not PEM", true)]
    public void A_file_that_holds_something_else_is_refused_with_its_setting_and_path(string file, string reason, bool showsPath)
    {
        File("text.pem", "not PEM");
        File("key.pem", Pem.Key);
        File("umlaut.pem", "ü" + Pem.Certificate);
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "utf16.pem"), Pem.Certificate, Encoding.Unicode);
        File("large.pem", new string('x', LocalFile.MaximumBytes + 1));
        var path = Path.Combine(_folder.FullName, file);

        var failure = Refused(Both(path, File("own.key", Pem.Key)));

        Assert.StartsWith("-ConfigurationProtectedSettings: the file of 'sslCertPemFile'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Equal(showsPath, failure.Message.Contains(path, StringComparison.Ordinal));
        Assert.Contains("CERTIFICATE", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("hid/den+AAAA==")]
    [InlineData("hidden:with a colon")]
    [InlineData("hidden.pem\nmore")]
    [InlineData("\0hidden.pem")]
    public void A_value_that_may_be_the_secret_itself_is_not_shown(string value)
    {
        var failure = Refused(Both(value, value), path => path.Contains(':', StringComparison.Ordinal) ? throw Errors.SettingsFileNotFound(path, "?") : path);

        Assert.DoesNotContain("hid", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_and_its_content_cannot_both_be_specified()
    {
        var secrets = Both(Pem.Certificate, Pem.Key);
        secrets["scoringFe.sslKey"] = new("x");

        Assert.Contains("'sslKeyPemFile' is sent as 'scoringFe.sslKey'", Refused(secrets).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_use_the_specified_names_before_a_file_is_read()
    {
        var request = Request("microsoft.azureml.kubernetes", new() { ["sslCertPemFile"] = new("missing.pem") });

        var prepared = RequestPreparation.Prepare(request, "x", skipRules: false, path => path);

        Assert.Contains(prepared.Findings, finding => finding.Text.StartsWith("A certificate and its key are needed together", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_update_reads_the_files_when_the_instance_turns_out_to_be_Azure_ML_and_only_then()
    {
        var cert = File("cert.pem", Pem.Certificate);
        var completion = new UpdateCompletion(
            new() { ConfigurationProtectedSettings = Both("c.pem", File("key.pem", Pem.Key)) }, path => path == "c.pem" ? cert : path);

        Assert.True(completion.NeedsInstance(Aks));
        Assert.Equal(["scoringFe.sslCert", "scoringFe.sslKey"], (await CompletedAsync("microsoft.azureml.kubernetes")).Order());
        Assert.Equal(["sslCertPemFile", "sslKeyPemFile"], (await CompletedAsync("contoso.app")).Order());

        async Task<IEnumerable<string>> CompletedAsync(string type) => (await completion.CompleteAsync(
            new(Aks) { Id = "/x", Name = "aml", ExtensionType = type }, new(new FakeArmService(), TimeProvider.System), TestContext.Current.CancellationToken))
            .Request.ConfigurationProtectedSettings!.Keys;
    }

    [Fact]
    public async Task A_connection_string_is_also_sent_under_the_key_that_the_chart_reads_on_create_and_update()
    {
        Dictionary<string, SecretValue> given = new()
        {
            ["relayServerConnectionString"] = new("r"), ["serviceBusConnectionString"] = new("s"), ["servicebus.connectionString"] = new("own"),
        };
        var created = RequestPreparation.Prepare(Request("microsoft.azureml.kubernetes", given), "x", skipRules: true, path => path);
        var completion = new UpdateCompletion(new() { ConfigurationProtectedSettings = given }, path => path);

        Assert.True(completion.NeedsInstance(Aks));
        var updated = await completion.CompleteAsync(
            new(Aks) { Id = "/x", Name = "aml", ExtensionType = "microsoft.azureml.kubernetes" }, new(new FakeArmService(), TimeProvider.System), TestContext.Current.CancellationToken);

        foreach (var sent in new[] { created.Request.ConfigurationProtectedSettings!, updated.Request.ConfigurationProtectedSettings! })
        {
            Assert.Equal(("r", "r", "s", "own"), (
                sent["relayServerConnectionString"].Reveal(), sent["relayserver.relayConnectionString"].Reveal(),
                sent["serviceBusConnectionString"].Reveal(), sent["servicebus.connectionString"].Reveal()));
        }

        Assert.Equal(["'relayServerConnectionString' is also sent as 'relayserver.relayConnectionString'"], created.Renamed);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (string Certificate, string Key) MakePem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=ml.contoso.com", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static string Decoded(PreparedRequest<CreateExtensionRequest> sent, string key) =>
        Encoding.ASCII.GetString(Convert.FromBase64String(sent.Request.ConfigurationProtectedSettings![key].Reveal()));

    private static Dictionary<string, SecretValue> Both(string certificate, string key) =>
        new() { ["sslCertPemFile"] = new(certificate), ["sslKeyPemFile"] = new(key) };

    private static CreateExtensionRequest Request(string type, Dictionary<string, SecretValue> secrets) => new()
    {
        ExtensionType = type,
        ConfigurationSettings = SettingPairs.ReadPlain("-ConfigurationSettings", ["enableInference=True", "inferenceRouterServiceType=LoadBalancer", "sslCname=ml.contoso.com"]),
        ConfigurationProtectedSettings = secrets,
    };

    private static PreparedRequest<CreateExtensionRequest> Prepare(string certificate, string key) =>
        Prepare("Microsoft.AzureML.Kubernetes", Both(certificate, key));

    private static PreparedRequest<CreateExtensionRequest> Prepare(string type, Dictionary<string, SecretValue> secrets, Func<string, string>? resolve = null) =>
        RequestPreparation.Prepare(Request(type, secrets), "x", skipRules: false, resolve ?? (path => path));

    private static AksExtensionException Refused(Dictionary<string, SecretValue> secrets, Func<string, string>? resolve = null)
    {
        var failure = Assert.Throws<AksExtensionException>(() => Prepare("Microsoft.AzureML.Kubernetes", secrets, resolve));
        Assert.Equal(nameof(Errors.SettingInvalid), failure.ErrorId);
        return failure;
    }

    private string File(string name, string text, string encoding = "plain")
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, encoding == "crlf" ? text.ReplaceLineEndings("\r\n") : text, new UTF8Encoding(encoding == "bom"));
        return path;
    }
}
