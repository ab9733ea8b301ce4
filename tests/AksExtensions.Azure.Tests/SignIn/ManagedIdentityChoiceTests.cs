using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Which managed identity it is, where the environment has other identities too.</summary>
[Collection(EnvironmentVariables.Name)]
public sealed class ManagedIdentityChoiceTests : IDisposable
{
    private readonly SignInEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("user-assigned-client", "user-assigned-client")]
    [InlineData(null, SignInAzure.ClientId)]
    public async Task A_federated_token_is_not_used_in_place_of_the_managed_identity(string? given, string used)
    {
        await using var azure = await SignInAzure.StartAsync();
        IdentityEndpoint(azure);
        _environment.Set("AZURE_TENANT_ID", SignInAzure.Tenant);
        _environment.Set("AZURE_CLIENT_ID", SignInAzure.ClientId);
        _environment.Set("AZURE_FEDERATED_TOKEN_FILE", _environment.Write("federated", "federated-token"));

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity, ClientId = given });

        Assert.Equal(used, Assert.Single(azure.Endpoint.TokenRequests)["client_id"]);
        Assert.Equal(0, azure.Authority.Connections);
    }

    [Fact]
    public async Task A_federated_token_without_a_client_is_not_used_either()
    {
        await using var azure = await SignInAzure.StartAsync();
        IdentityEndpoint(azure);
        _environment.Set("AZURE_TENANT_ID", SignInAzure.Tenant);
        _environment.Set("AZURE_FEDERATED_TOKEN_FILE", _environment.Write("federated", "federated-token"));

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity });

        Assert.Equal(string.Empty, Assert.Single(azure.Endpoint.TokenRequests)["client_id"]);
        Assert.Equal(0, azure.Authority.Connections);
    }

    [Theory]
    [InlineData(null, "from-the-variable")]
    [InlineData("given", "given")]
    public async Task The_variable_selects_the_user_assigned_identity_when_none_is_specified(string? given, string used)
    {
        await using var azure = await SignInAzure.StartAsync();
        IdentityEndpoint(azure);
        _environment.Set("AZURE_CLIENT_ID", "from-the-variable");

        await azure.ShowAsync(azure.SignIn with { Source = TokenSource.ManagedIdentity, ClientId = given });

        Assert.Equal(used, Assert.Single(azure.Endpoint.TokenRequests)["client_id"]);
    }

    [Fact]
    public async Task The_variable_counts_for_Auto_too()
    {
        await using var azure = await SignInAzure.StartAsync();
        IdentityEndpoint(azure);
        _environment.Set("AZUREPS_HOST_ENVIRONMENT", "AzureAutomation/");
        _environment.Set("AZURE_CLIENT_ID", "from-the-variable");

        var service = azure.Connect(azure.SignIn);
        await azure.ShowAsync(service);

        Assert.Equal("from-the-variable", Assert.Single(azure.Endpoint.TokenRequests)["client_id"]);
        Assert.Equal(TokenSource.ManagedIdentity, service.SignedIn?.Source);
    }

    private void IdentityEndpoint(SignInAzure azure)
    {
        _environment.Set("IDENTITY_ENDPOINT", $"{azure.Endpoint.Address}/msi/token");
        _environment.Set("IDENTITY_HEADER", "header");
    }
}
