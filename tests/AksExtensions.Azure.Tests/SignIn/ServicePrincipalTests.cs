using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AksExtensions.Arm;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class ServicePrincipalTests : IDisposable
{
    private const string Password = "pfx-pa55word";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aksextensions-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_secret_signs_in_once_for_many_requests()
    {
        await using var azure = await SignInAzure.StartAsync();
        var service = azure.Connect(azure.ServicePrincipal);

        Assert.Equal(TokenSource.ServicePrincipal, await service.SignInAsync(TestContext.Current.CancellationToken));
        await azure.ShowAsync(service);
        await azure.ShowAsync(service);

        var request = Assert.Single(azure.Authority.TokenRequests);
        Assert.Equal($"/{SignInAzure.Tenant}/oauth2/v2.0/token", request.Path);
        Assert.Equal("client_credentials", request["grant_type"]);
        Assert.Equal(SignInAzure.ClientId, request["client_id"]);
        Assert.Equal(SignInAzure.ClientSecret, request["client_secret"]);
        Assert.Equal($"{azure.Audience}/.default", request["scope"]);
        // No other host was called, not even for the list of authorities.
        Assert.Single(azure.Authority.Requests);
        Assert.Equal(2, azure.Arm.Requests.Snapshot().Count);
    }

    [Theory]
    [InlineData("sp.pem", null)]
    [InlineData("sp.pem", Password)]
    [InlineData("sp.pfx", null)]
    [InlineData("sp.pfx", Password)]
    [InlineData("sp", null)]
    [InlineData("sp.crt", Password)]
    public async Task A_certificate_signs_in(string name, string? password)
    {
        await using var azure = await SignInAzure.StartAsync();

        await azure.ShowAsync(Certificate(azure, Write(name, password), password));

        var request = Assert.Single(azure.Authority.TokenRequests);
        Assert.Equal(3, request["client_assertion"].Split('.').Length);
        Assert.Empty(request["client_secret"]);
    }

    [Theory]
    [InlineData("sp.pfx", Password, "wrong-pa55word")]
    [InlineData("sp.pfx", Password, null)]
    [InlineData("sp.pem", Password, "wrong-pa55word")]
    [InlineData("sp.pem", Password, null)]
    [InlineData("public.pem", null, null)]
    [InlineData("public.pfx", null, null)]
    [InlineData("mismatch.pem", null, null)]
    [InlineData("junk.pfx", null, null)]
    [InlineData("junk.pem", null, null)]
    [InlineData("missing.pem", null, null)]
    [InlineData("missing.pfx", null, null)]
    public async Task A_certificate_that_cannot_be_used_says_so_before_any_request(string name, string? password, string? given)
    {
        await using var azure = await SignInAzure.StartAsync();

        var failure = await azure.RefusedAsync(Certificate(azure, Write(name, password), given), "ConnectionInvalid");

        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55word", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, azure.Authority.Connections);
    }

    [Fact]
    public async Task A_refusal_has_the_words_of_the_authority_without_the_secret()
    {
        await using var azure = await SignInAzure.StartAsync();
        azure.Authority.Refusal = """
            {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. You sent {request}","error_codes":[7000215]}
            """;

        var failure = await azure.RefusedAsync(azure.ServicePrincipal);

        Assert.True(failure.Message.Contains("AADSTS7000215: Invalid client secret provided.", StringComparison.Ordinal), failure.ToString());
        Assert.Contains("client_id=" + SignInAzure.ClientId, failure.Message, StringComparison.Ordinal);
        Assert.Contains("***", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_repeats_the_signed_assertion_does_not_show_it()
    {
        await using var azure = await SignInAzure.StartAsync();
        azure.Authority.Refusal = """{"error":"invalid_client","error_description":"AADSTS700027: {request}"}""";

        var failure = await azure.RefusedAsync(Certificate(azure, Write("sp.pem", null), null));

        Assert.DoesNotContain(azure.Authority.TokenRequests[0]["client_assertion"], failure.ToString(), StringComparison.Ordinal);
        Assert.True(failure.Message.Contains("AADSTS700027", StringComparison.Ordinal), failure.ToString());
    }

    [Fact]
    public async Task An_answer_that_is_no_token_does_not_show_what_it_holds()
    {
        await using var azure = await SignInAzure.StartAsync();
        azure.Authority.Token = "canary-token\"}{";

        var failure = await azure.RefusedAsync(azure.ServicePrincipal);

        Assert.True(!failure.ToString().Contains("canary-token", StringComparison.Ordinal), failure.ToString());
    }

    [Fact]
    public void What_every_attempt_says_is_reported_once()
    {
        var unknown = new IOException("Name or service not known (login.example:443)");
        var tries = new AggregateException("Retry failed after 4 tries.", unknown, unknown, unknown, unknown);

        Assert.Equal(
            "ClientSecretCredential authentication failed: Name or service not known (login.example:443)",
            ErrorMapper.Explain(new("ClientSecretCredential authentication failed: Retry failed after 4 tries. (...) (...)", new InvalidOperationException("inner", tries))));
    }

    private static SignIn Certificate(SignInAzure azure, string path, string? password) => azure.ServicePrincipal with
    {
        ClientSecret = null,
        CertificatePath = path,
        CertificatePassword = password is null ? null : new SecretValue(password),
    };

    private string Write(string name, string? password)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=service principal", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        switch (name)
        {
            case "sp.pem" or "sp" or "sp.crt":
                File.WriteAllText(
                    path,
                    certificate.ExportCertificatePem() + "\n" + (password is null ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(password, encryption)));
                break;
            case "sp.pfx":
                File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, password));
                break;
            case "public.pem":
                File.WriteAllText(path, certificate.ExportCertificatePem());
                break;
            case "public.pfx":
                using (var bare = X509CertificateLoader.LoadCertificate(certificate.RawData))
                {
                    File.WriteAllBytes(path, bare.Export(X509ContentType.Pfx));
                }

                break;
            case "mismatch.pem":
                using (var other = RSA.Create(2048))
                {
                    File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + other.ExportPkcs8PrivateKeyPem());
                }

                break;
            case "junk.pfx" or "junk.pem":
                File.WriteAllText(path, "junk");
                break;
        }

        return path;
    }
}
