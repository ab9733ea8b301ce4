using AksExtensions.Arm;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

[Collection(EnvironmentVariables.Name)]
public sealed class AutoTests : IDisposable
{
    private readonly SignInEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("", false, false, "Environment WorkloadIdentity AzureCli")]
    [InlineData("", false, true, "Environment WorkloadIdentity AzureCli DeviceCode")]
    [InlineData("DISPLAY", false, true, "Environment WorkloadIdentity AzureCli Interactive")]
    [InlineData("WAYLAND_DISPLAY", false, true, "Environment WorkloadIdentity AzureCli Interactive")]
    [InlineData("DISPLAY", false, false, "Environment WorkloadIdentity AzureCli")]
    [InlineData("IDENTITY_ENDPOINT", false, false, "Environment WorkloadIdentity ManagedIdentity AzureCli")]
    [InlineData("MSI_ENDPOINT", false, true, "Environment WorkloadIdentity ManagedIdentity AzureCli DeviceCode")]
    [InlineData("IDENTITY_ENDPOINT AZUREPS_HOST_ENVIRONMENT=AzureAutomation/7.4", false, true, "ManagedIdentity")]
    [InlineData("IDENTITY_ENDPOINT AZUREPS_HOST_ENVIRONMENT=cloud-shell/1.0", false, false, "Environment WorkloadIdentity ManagedIdentity AzureCli")]
    [InlineData("AZUREPS_HOST_ENVIRONMENT=AzureAutomation/7.4", false, false, "Environment WorkloadIdentity AzureCli")]
    [InlineData("", true, true, "AzPowerShell")]
    [InlineData("IDENTITY_ENDPOINT AZUREPS_HOST_ENVIRONMENT=AzureAutomation", true, false, "AzPowerShell")]
    public void The_order_is_that_of_the_place(string variables, bool azIsConnected, bool someoneIsThere, string expected)
    {
        Assert.SkipWhen(someoneIsThere && !OperatingSystem.IsLinux(), "Where there is always a browser, there is no device code.");
        foreach (var variable in variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')))
        {
            _environment.Set(variable[0], variable.Length > 1 ? variable[1] : "set");
        }

        var order = TokenSources.AutoOrder(new()
        {
            Source = TokenSource.Auto,
            IsInteractive = someoneIsThere,
            AzPowerShell = azIsConnected ? _ => throw new InvalidOperationException("Nobody asked.") : null,
        });

        Assert.Equal(expected, string.Join(' ', order));
    }

    [Theory]
    [InlineData("", true, "Environment WorkloadIdentity")]
    [InlineData("", false, "Environment WorkloadIdentity")]
    [InlineData("IDENTITY_ENDPOINT", true, "Environment WorkloadIdentity ManagedIdentity")]
    [InlineData("IDENTITY_ENDPOINT AZUREPS_HOST_ENVIRONMENT=AzureAutomation/7.4", true, "ManagedIdentity")]
    public void A_client_id_leaves_out_what_would_sign_in_as_another(string variables, bool azIsConnected, string expected)
    {
        foreach (var variable in variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')))
        {
            _environment.Set(variable[0], variable.Length > 1 ? variable[1] : "set");
        }

        var order = TokenSources.AutoOrder(new()
        {
            Source = TokenSource.Auto,
            ClientId = SignInAzure.ClientId,
            AzPowerShell = azIsConnected ? _ => throw new InvalidOperationException("Nobody asked.") : null,
        });

        Assert.Equal(expected, string.Join(' ', order));
    }

    [Theory]
    [InlineData("login.microsoftonline.us")]
    [InlineData("http://login.example")]
    public async Task An_invalid_authority_of_the_environment_is_explained(string authority)
    {
        await using var azure = await SignInAzure.StartAsync();
        _environment.Set("AZURE_AUTHORITY_HOST", authority);
        _environment.Set("AZURE_TENANT_ID", SignInAzure.Tenant);
        _environment.Set("AZURE_CLIENT_ID", SignInAzure.ClientId);
        _environment.Set("AZURE_CLIENT_SECRET", SignInAzure.ClientSecret);

        foreach (var source in new[] { TokenSource.Environment, TokenSource.Auto })
        {
            var failure = await azure.RefusedAsync(new() { Source = source });

            Assert.Contains("AZURE_AUTHORITY_HOST", failure.Message, StringComparison.Ordinal);
        }

        azure.Arm.Tokens.Accept("cli-token", DateTimeOffset.MaxValue);
        _environment.InstallAzureCli("cli-token");
        await azure.ShowAsync(new SignIn { Source = TokenSource.Auto });
    }

    [Fact]
    public async Task The_error_says_of_each_source_why_it_gave_no_token()
    {
        await using var azure = await SignInAzure.StartAsync();
        _environment.Set("AZURE_TENANT_ID", SignInAzure.Tenant);
        _environment.Set("AZURE_CLIENT_ID", SignInAzure.ClientId);
        _environment.Set("AZURE_CLIENT_SECRET", SignInAzure.ClientSecret);
        _environment.Set("IDENTITY_ENDPOINT", $"{azure.Endpoint.Address}/msi/token");
        _environment.Set("IDENTITY_HEADER", "header");
        azure.Authority.Refusal = """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. {request}"}""";
        azure.Endpoint.Refusal = """{"statusCode":400,"message":"No managed identity was found."}""";

        var failure = await azure.RefusedAsync(azure.SignIn);

        var lines = failure.Message.Split(Environment.NewLine);
        Assert.Equal("Signing in to Azure failed: no source gave a token.", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("- Environment: ", StringComparison.Ordinal) && line.Contains("AADSTS7000215: Invalid client secret", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("- WorkloadIdentity: ", StringComparison.Ordinal) && line.Contains("not fully configured", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("- ManagedIdentity: ", StringComparison.Ordinal) && line.Contains("No managed identity was found", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("- AzureCli: ", StringComparison.Ordinal) && line.Contains("not installed", StringComparison.Ordinal));
        Assert.Equal(5, lines.Length);
        Assert.Contains("Connect-AzAccount", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_source_with_a_token_stays_selected()
    {
        await using var azure = await SignInAzure.StartAsync();
        azure.Arm.Tokens.Accept("cli-token", DateTimeOffset.MaxValue);
        // Over when it comes: every request asks for another.
        _environment.InstallAzureCli("cli-token", lifetime: -60);
        var service = azure.Connect(azure.SignIn);
        await azure.ShowAsync(service);

        // Another source that would come first now.
        _environment.Set("AZURE_TENANT_ID", SignInAzure.Tenant);
        _environment.Set("AZURE_CLIENT_ID", SignInAzure.ClientId);
        _environment.Set("AZURE_CLIENT_SECRET", SignInAzure.ClientSecret);
        await azure.ShowAsync(service);

        Assert.Equal(2, _environment.Runs("az").Count);
        Assert.Equal(0, azure.Authority.Connections);
        Assert.Equal(TokenSource.AzureCli, await service.SignInAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task In_Azure_Automation_it_is_the_managed_identity()
    {
        await using var azure = await SignInAzure.StartAsync();
        _environment.Set("AZUREPS_HOST_ENVIRONMENT", "AzureAutomation/");
        _environment.Set("IDENTITY_ENDPOINT", $"{azure.Endpoint.Address}/msi/token");
        _environment.Set("IDENTITY_HEADER", "header");
        _environment.InstallAzureCli("not asked for");
        var service = azure.Connect(azure.SignIn);

        await azure.ShowAsync(service);

        Assert.Equal(TokenSource.ManagedIdentity, await service.SignInAsync(TestContext.Current.CancellationToken));
        Assert.Single(azure.Endpoint.TokenRequests);
        Assert.Empty(_environment.Runs("az"));
    }

    [Fact]
    public async Task A_session_of_Az_that_cannot_sign_in_is_not_replaced_by_another_identity()
    {
        await using var azure = await SignInAzure.StartAsync();
        _environment.InstallAzureCli("not asked for");

        var failure = await azure.RefusedAsync(azure.SignIn with
        {
            AzPowerShell = _ => Task.FromException<SessionToken>(Errors.AuthenticationFailed("Get-AzAccessToken says: run Connect-AzAccount.", "Run Connect-AzAccount.")),
        });

        Assert.Contains("- AzPowerShell: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("run Connect-AzAccount", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_environment.Runs("az"));
    }

    [Theory]
    [InlineData(TokenSource.Interactive)]
    [InlineData(TokenSource.DeviceCode)]
    public async Task Unattended_sessions_wait_for_nobody_even_when_asked_to(TokenSource source)
    {
        await using var azure = await SignInAzure.StartAsync();

        var failure = await azure.RefusedAsync(azure.SignIn with { Source = source, TenantId = SignInAzure.Tenant });

        Assert.Contains("needs an interactive session", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, azure.Authority.Connections);
    }

    [Fact]
    public async Task AzPowerShell_that_is_not_connected_says_so()
    {
        await using var azure = await SignInAzure.StartAsync();

        var failure = await azure.RefusedAsync(azure.SignIn with { Source = TokenSource.AzPowerShell });

        Assert.Contains("Az.Accounts is not loaded or not connected", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeviceCode_shows_the_code_and_continues_when_it_was_entered()
    {
        await using var azure = await SignInAzure.StartAsync();
        var told = new List<string>();

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.DeviceCode, TenantId = SignInAzure.Tenant, IsInteractive = true, Tell = told.Add });

        Assert.Contains("enter CODE-1234", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_existing_token_needs_no_interaction()
    {
        await using var azure = await SignInAzure.StartAsync();
        var service = azure.Connect(SignIn.With(new SecretValue(azure.Arm.AccessToken)));

        await azure.ShowAsync(service);

        Assert.Equal(TokenSource.AccessToken, await service.SignInAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, azure.Authority.Connections + azure.Endpoint.Connections);
    }
}
