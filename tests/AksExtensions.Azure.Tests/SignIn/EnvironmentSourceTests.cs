using System.Diagnostics;
using System.Globalization;
using System.Net;
using AksExtensions.Arm;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>The sources that are found in the environment: its variables, files, endpoints and programs.</summary>
[Collection(EnvironmentVariables.Name)]
public sealed class EnvironmentSourceTests : IDisposable
{
    private readonly SignInEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task Environment_signs_in_with_the_variables()
    {
        await using var azure = await SignInAzure.StartAsync();
        ServicePrincipalVariables();

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.Environment });

        Assert.Equal(SignInAzure.ClientSecret, Assert.Single(azure.Authority.TokenRequests)["client_secret"]);
    }

    [Fact]
    public async Task Environment_without_variables_names_what_is_missing()
    {
        await using var azure = await SignInAzure.StartAsync();

        var failure = await azure.RefusedAsync(azure.SignIn with { Source = TokenSource.Environment });

        Assert.Contains("Environment variables are not fully configured", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fabrikam.example", null, "AZURE_TENANT_ID")]
    [InlineData(null, "another client", "AZURE_CLIENT_ID")]
    public async Task Environment_does_not_sign_in_as_another_than_was_asked_for(string? tenant, string? client, string variable)
    {
        await using var azure = await SignInAzure.StartAsync();
        ServicePrincipalVariables();

        var failure = await azure.RefusedAsync(azure.SignIn with { Source = TokenSource.Environment, TenantId = tenant, ClientId = client });

        Assert.Contains(variable, failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, azure.Authority.Connections);
    }

    [Fact]
    public async Task WorkloadIdentity_exchanges_the_token_in_the_file()
    {
        await using var azure = await SignInAzure.StartAsync();
        WorkloadVariables("federated-token");

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.WorkloadIdentity });

        var request = Assert.Single(azure.Authority.TokenRequests);
        Assert.Equal("federated-token", request["client_assertion"]);
        Assert.Equal(SignInAzure.ClientId, request["client_id"]);
    }

    [Fact]
    public async Task WorkloadIdentity_prefers_specified_values_to_the_variables()
    {
        await using var azure = await SignInAzure.StartAsync();
        WorkloadVariables("federated-token");

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.WorkloadIdentity, TenantId = "fabrikam.example", ClientId = "another" });

        var request = Assert.Single(azure.Authority.TokenRequests);
        Assert.StartsWith("/fabrikam.example/", request.Path, StringComparison.Ordinal);
        Assert.Equal("another", request["client_id"]);
    }

    [Fact]
    public async Task WorkloadIdentity_without_variables_or_file_says_so()
    {
        await using var azure = await SignInAzure.StartAsync();
        var signIn = azure.SignIn with { Source = TokenSource.WorkloadIdentity };
        Assert.Contains("not fully configured", (await azure.RefusedAsync(signIn)).Message, StringComparison.Ordinal);

        WorkloadVariables("federated-token");
        _environment.Set("AZURE_FEDERATED_TOKEN_FILE", Path.Combine(_environment.Folder, "nowhere"));
        Assert.Contains("nowhere", (await azure.RefusedAsync(signIn)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkloadIdentity_whose_refusal_repeats_the_federated_token_does_not_show_it()
    {
        await using var azure = await SignInAzure.StartAsync();
        WorkloadVariables("federated-canary");
        azure.Authority.Refusal = """{"error":"invalid_client","error_description":"AADSTS70021: No matching federated identity record found. {request}"}""";

        var failure = await azure.RefusedAsync(azure.SignIn with { Source = TokenSource.WorkloadIdentity });

        Assert.True(failure.Message.Contains("AADSTS70021", StringComparison.Ordinal), failure.ToString());
        Assert.DoesNotContain("federated-canary", failure.ToString(), StringComparison.Ordinal);
    }

    // One test, because Azure.Identity looks for this endpoint once in a process.
    [Fact]
    public async Task ManagedIdentity_of_a_virtual_machine_system_and_user_assigned_and_refused()
    {
        await using var azure = await SignInAzure.StartAsync();
        _environment.Set("AZURE_POD_IDENTITY_AUTHORITY_HOST", azure.Endpoint.Address);

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity });
        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity, ClientId = "user-assigned-client" });

        var requests = azure.Endpoint.TokenRequests;
        Assert.Equal(["", "user-assigned-client"], requests.Select(request => request["client_id"]));
        Assert.All(requests, request => Assert.Equal("/metadata/identity/oauth2/token", request.Path));
        Assert.All(requests, request => Assert.Equal("true", request.Headers["Metadata"]));
        Assert.All(requests, request => Assert.Equal(azure.Audience, request["resource"]));
        Assert.Equal(0, azure.Authority.Connections);

        azure.Endpoint.Refusal = """{"error":"invalid_request","error_description":"Identity not found"}""";
        azure.Arm.Requests.Clear();
        var failure = await azure.RefusedAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity, ClientId = "unknown" });
        Assert.Contains("Identity not found", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("user-assigned-client")]
    public async Task ManagedIdentity_of_App_Service_and_Azure_Automation(string? clientId)
    {
        await using var azure = await SignInAzure.StartAsync();
        IdentityEndpoint(azure);

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity, ClientId = clientId });

        var request = Assert.Single(azure.Endpoint.TokenRequests);
        Assert.Equal("/msi/token", request.Path);
        Assert.Equal("identity-header-canary", request.Headers["X-IDENTITY-HEADER"]);
        Assert.Equal(azure.Audience, request["resource"]);
        Assert.Equal(clientId ?? string.Empty, request["client_id"]);
    }

    [Fact]
    public async Task ManagedIdentity_that_is_refused_is_explained_without_the_endpoint_s_secret()
    {
        await using var azure = await SignInAzure.StartAsync();
        IdentityEndpoint(azure);
        azure.Endpoint.Refusal = """{"statusCode":400,"message":"No managed identity was found for that client. {request}"}""";

        var failure = await azure.RefusedAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity, ClientId = "unknown" });

        Assert.Contains("No managed identity was found", failure.Message, StringComparison.Ordinal);
        Assert.True(!failure.ToString().Contains("identity-header-canary", StringComparison.Ordinal), failure.ToString());
    }

    [Fact]
    public async Task ManagedIdentity_asks_no_proxy_for_its_endpoint_on_this_machine()
    {
        await using var azure = await SignInAzure.StartAsync();
        using var proxy = new FakeIdentity(tls: false);
        IdentityEndpoint(azure);
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyOf(Uri.UriSchemeHttp, new(proxy.Address));
        try
        {
            await azure.ShowAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity, ClientId = "beside the proxy" });
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Equal(0, proxy.Connections);
        Assert.Single(azure.Endpoint.TokenRequests);
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_reported_without_its_password()
    {
        await using var azure = await SignInAzure.StartAsync();
        using var proxy = new FakeIdentity(tls: false);
        var service = azure.Connect(SignIn.With(new SecretValue(azure.Arm.AccessToken)), new VirtualTime());
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyOf(Uri.UriSchemeHttps, new(proxy.Address.Replace("://", "://someone:pa55word@", StringComparison.Ordinal)));
        try
        {
            var failure = await Assert.ThrowsAsync<AksExtensionException>(() => azure.ShowAsync(service));

            Assert.Contains(proxy.Address.Split("//")[1], failure.Message, StringComparison.Ordinal);
            Assert.Contains("404", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("pa55word", failure.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public async Task ManagedIdentity_whose_answer_is_no_token_does_not_show_what_it_holds()
    {
        await using var azure = await SignInAzure.StartAsync();
        IdentityEndpoint(azure);
        azure.Endpoint.Token = "canary-token\"}{";

        var failure = await azure.RefusedAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity, ClientId = "odd" });

        Assert.True(!failure.ToString().Contains("canary-token", StringComparison.Ordinal), failure.ToString());
    }

    [Fact]
    public async Task AzureCli_is_started_once_for_many_requests()
    {
        await using var azure = await SignInAzure.StartAsync();
        azure.Arm.Tokens.Accept("cli-token", DateTimeOffset.MaxValue);
        _environment.InstallAzureCli("cli-token");
        var service = azure.Connect(azure.SignIn with { Source = TokenSource.AzureCli, TenantId = "contoso.example" });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => azure.ShowAsync(service)));
        Assert.Equal(TokenSource.AzureCli, await service.SignInAsync(TestContext.Current.CancellationToken));

        var run = Assert.Single(_environment.Runs("az"));
        Assert.Contains($"--resource {azure.Audience}", run, StringComparison.Ordinal);
        Assert.Contains("--tenant contoso.example", run, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "not installed")]
    [InlineData("echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1", "az login")]
    [InlineData("echo 'ERROR: The subscription has been disabled.' >&2; exit 1", "has been disabled")]
    [InlineData("echo '{\"accessToken\":\"canary'", "the answer is no token")]
    [InlineData("echo 'canary'", "the answer is no token")]
    public async Task AzureCli_without_a_token_is_explained(string? script, string says)
    {
        await using var azure = await SignInAzure.StartAsync();
        if (script is not null)
        {
            _environment.Install("az", script);
        }

        var failure = await azure.RefusedAsync(azure.SignIn with { Source = TokenSource.AzureCli });

        Assert.True(failure.Message.Contains(says, StringComparison.OrdinalIgnoreCase), failure.ToString());
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AzureCli_that_hangs_can_be_left_at_once()
    {
        await using var azure = await SignInAzure.StartAsync();
        _environment.Install("az", $"echo $$ > '{_environment.Folder}/pid.new'; mv '{_environment.Folder}/pid.new' '{_environment.Folder}/pid'; exec sleep 100");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var pid = Path.Combine(_environment.Folder, "pid");

        var show = azure.Connect(azure.SignIn with { Source = TokenSource.AzureCli }).Extensions.GetAsync(azure.Flux, stop.Token);
        while (!File.Exists(pid))
        {
            Assert.False(show.IsCompleted, show.Exception?.ToString());
            await Task.Yield();
        }

        var stopped = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => show);
        Assert.True(stopped.Elapsed < TimeSpan.FromSeconds(5), $"It took {stopped.Elapsed}.");

        try
        {
            using var az = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pid, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture));
            az.Kill();
        }
        catch (ArgumentException)
        {
            // It ended with the shell that ran it.
        }
    }

    [Fact]
    public async Task AzureCli_that_cannot_answer_a_challenge_says_what_to_run()
    {
        await using var azure = await SignInAzure.StartAsync();
        azure.Arm.Tokens.Accept("cli-token", DateTimeOffset.MaxValue);
        _environment.InstallAzureCli("cli-token");
        Challenges.Add(azure.Arm);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => azure.ShowAsync(azure.SignIn with { Source = TokenSource.AzureCli }));

        Assert.Equal("AuthenticationFailed", failure.ErrorId);
        Assert.Contains("az login", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManagedIdentity_answers_a_challenge_with_a_new_token()
    {
        await using var azure = await SignInAzure.StartAsync();
        IdentityEndpoint(azure);
        var service = azure.Connect(azure.SignIn with { Source = TokenSource.ManagedIdentity });
        await azure.ShowAsync(service);
        Challenges.Add(azure.Arm);

        await azure.ShowAsync(service);

        Assert.Equal(2, azure.Endpoint.TokenRequests.Count);
    }

    [Fact]
    public async Task Interactive_opens_a_browser()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "How a browser is opened differs between systems.");
        await using var azure = await SignInAzure.StartAsync();
        // The browser: follows the page's way back with a code, as a person who signs in makes it do.
        _environment.Install("xdg-open", $"printf '%s' \"$1\" > '{_environment.Folder}/url.new'; mv '{_environment.Folder}/url.new' '{_environment.Folder}/url'");

        var show = azure.ShowAsync(azure.SignIn with { Source = TokenSource.Interactive, TenantId = SignInAzure.Tenant, IsInteractive = true });
        var url = Path.Combine(_environment.Folder, "url");
        while (!File.Exists(url))
        {
            Assert.False(show.IsCompleted, show.Exception?.ToString());
            await Task.Yield();
        }

        var asked = System.Web.HttpUtility.ParseQueryString(new Uri(await File.ReadAllTextAsync(url, TestContext.Current.CancellationToken)).Query);
        using var browser = new HttpClient();
        using var answer = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["code"] = "the-code",
            ["state"] = asked["state"]!,
            ["client_info"] = "eyJ1aWQiOiJ1c2VyIiwidXRpZCI6InRlbmFudCJ9",
        });
        using var page = await browser.PostAsync(new Uri(asked["redirect_uri"]!), answer, TestContext.Current.CancellationToken);
        await show;

        Assert.Equal("the-code", Assert.Single(azure.Authority.TokenRequests)["code"]);
    }

    private void ServicePrincipalVariables()
    {
        _environment.Set("AZURE_TENANT_ID", SignInAzure.Tenant);
        _environment.Set("AZURE_CLIENT_ID", SignInAzure.ClientId);
        _environment.Set("AZURE_CLIENT_SECRET", SignInAzure.ClientSecret);
    }

    private void WorkloadVariables(string token)
    {
        _environment.Set("AZURE_TENANT_ID", SignInAzure.Tenant);
        _environment.Set("AZURE_CLIENT_ID", SignInAzure.ClientId);
        _environment.Set("AZURE_FEDERATED_TOKEN_FILE", _environment.Write("federated", token));
    }

    private void IdentityEndpoint(SignInAzure azure)
    {
        _environment.Set("IDENTITY_ENDPOINT", $"{azure.Endpoint.Address}/msi/token");
        _environment.Set("IDENTITY_HEADER", "identity-header-canary");
    }

    /// <summary>The proxy of http_proxy alone, or of https_proxy.</summary>
    private sealed class ProxyOf(string scheme, Uri address) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : address;

        public bool IsBypassed(Uri host) => host.Scheme != scheme;
    }
}
