using System.Text;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

public sealed class SecretValuesTests : IDisposable
{
    private const string Variable = "AKSEXTENSIONS_TEST_SECRET";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secrets-");
    private readonly List<SecretReference> _asked = [];

    [Fact]
    public async Task Values_come_from_where_the_baseline_says_and_each_is_read_once()
    {
        Environment.SetEnvironmentVariable(Variable, "from the environment");
        Write("sub/file.txt", "from a file\n");
        var desired = Desired($"a: {{ env: {Variable} }}", "b: { file: sub/file.txt }", "c: { secret: token, vault: team }", "d: { secret: token, vault: team }");
        var secrets = Secrets();

        var values = await secrets.ReadAsync(desired, TestContext.Current.CancellationToken);
        await secrets.ReadAsync(desired, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["a=from the environment", "b=from a file", "c=of a vault", "d=of a vault"], values.Select(value => $"{value.Key}={value.Value.Reveal()}"));
        Assert.Equal(["secret token of vault team"], _asked.Select(reference => reference.ToString()));
    }

    [Theory]
    [InlineData("x", "x")]
    [InlineData("x\n", "x")]
    [InlineData("x\r\n", "x")]
    [InlineData("x\n\n", "x\n")]
    [InlineData(" x ", " x ")]
    [InlineData("\uFEFFx", "x")]
    [InlineData("", "")]
    [InlineData("-----BEGIN KEY-----\nabc\n-----END KEY-----\n", "-----BEGIN KEY-----\nabc\n-----END KEY-----")]
    public async Task A_file_is_its_text_without_the_line_break_at_its_end(string content, string value)
    {
        Write("file", content);

        Assert.Equal(value, (await Secrets().ReadAsync(Desired("a: { file: file }"), TestContext.Current.CancellationToken))["a"].Reveal());
    }

    [Fact]
    public async Task What_cannot_be_read_is_reported_without_its_content()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "binary"), [0x68, 0x69, 0x64, 0x64, 0x65, 0x6E, 0xFF]);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "utf16"), [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("hidden\u00FF")]);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "large"), new byte[LocalFile.MaximumBytes + 1]);

        await FailsAsync("a: { file: nowhere }", "file nowhere: it does not exist.");
        await FailsAsync("a: { file: . }", "file .: it does not exist.");
        await FailsAsync("a: { file: binary }", "file binary: it is not UTF-8.");
        await FailsAsync("a: { file: utf16 }", "file utf16: it is UTF-16, not UTF-8.");
        await FailsAsync("a: { file: large }", "file large: it is larger than 1048576 bytes.");
        await FailsAsync("a: { env: AKSEXTENSIONS_TEST_NOT_SET }", "environment variable AKSEXTENSIONS_TEST_NOT_SET: it is not set.");
    }

    [Fact]
    public void What_is_missing_is_seen_before_anything_is_sent_with_its_place()
    {
        var baseline = Samples.Read("""
            version: 1
            extensions:
              - name: app
                type: contoso.app
                protectedSettings:
                  a: { env: AKSEXTENSIONS_TEST_NOT_SET }
                  b: { file: nowhere.txt }
                  c: { secret: token }
            """);

        Assert.Equal(
            [
                "line 6, column 10: The value of 'a' cannot be read from environment variable AKSEXTENSIONS_TEST_NOT_SET: it is not set.",
                "line 7, column 10: The value of 'b' cannot be read from file nowhere.txt: it does not exist.",
            ],
            Secrets().Check(baseline).Select(fault => fault.ToString()));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_PEM_file_is_sent_as_what_it_holds_and_the_path_is_no_secret_that_is_missing()
    {
        const string Pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        Write("cert.pem", Pem);
        Write("key.pem", Pem.Replace("CERTIFICATE", "PRIVATE KEY", StringComparison.Ordinal));
        Environment.SetEnvironmentVariable(Variable, "cert.pem");
        Write("path.txt", "key.pem\n");
        var desired = Samples.Read($$"""
            version: 1
            extensions:
              - name: ml
                type: microsoft.azureml.kubernetes
                settings: { enableInference: True, inferenceRouterServiceType: LoadBalancer, sslCname: a.b }
                protectedSettings: { sslCertPemFile: { env: {{Variable}} }, sslKeyPemFile: { file: path.txt } }
            """).Extensions[0];

        var values = await Secrets().ReadAsync(desired, TestContext.Current.CancellationToken);

        Assert.Equal(["scoringFe.sslCert", "scoringFe.sslKey"], values.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Pem, Encoding.ASCII.GetString(Convert.FromBase64String(values["scoringFe.sslCert"].Reveal())));
        Assert.Equal(
            DriftStatus.InSync,
            Judge.Of(
                desired,
                Clusters.Extension(
                    "a", "ml", "microsoft.azureml.kubernetes", "1.3.5", settings: new(desired.Request.ConfigurationSettings!),
                    secrets: ["scoringFe.sslCert", "scoringFe.sslKey", "sslKeyPemFile"]),
                new()).Status);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Delete(recursive: true);
    }

    private async Task FailsAsync(string setting, string expected)
    {
        var failure = await Assert.ThrowsAsync<AksExtensionException>(async () => await Secrets().ReadAsync(Desired(setting), TestContext.Current.CancellationToken));

        Assert.Equal("SecretUnavailable", failure.ErrorId);
        Assert.Equal($"The value of the protected setting 'a' cannot be read from {expected}", failure.Message);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    private SecretValues Secrets() => new(_folder.FullName, (reference, _) =>
    {
        _asked.Add(reference);
        return Task.FromResult(new SecretValue("of a vault"));
    });

    private void Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private static DesiredExtension Desired(params string[] settings) => Samples.Read(
        $"version: 1\nextensions:\n  - {{ name: app, type: contoso.app, protectedSettings: {{ {string.Join(", ", settings)} }} }}\n").Extensions[0];
}
