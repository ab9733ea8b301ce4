using AksExtensions.Arm;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>The variable AZURE_CONFIG_DIR belongs to the process, and no other class of these tests reads it.</summary>
public sealed class AzureCliProfileTests : IDisposable
{
    private const string Variable = "AZURE_CONFIG_DIR";
    private const string First = "11111111-2222-3333-4444-555555555555";
    private const string Second = "22222222-2222-3333-4444-555555555555";
    private const string Tenant = "33333333-2222-3333-4444-555555555555";
    private const string Other = "44444444-2222-3333-4444-555555555555";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public AzureCliProfileTests() => Environment.SetEnvironmentVariable(Variable, _folder.FullName);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void The_default_subscription_is_found_behind_a_byte_order_mark()
    {
        Write($$"""{"subscriptions":[{{Entry(Second, isDefault: false)}},{{Entry(First, isDefault: true)}}]}""", mark: true);

        Assert.Equal(First, AzureCliProfile.FindDefaultSubscription("AzureCloud", tenantId: null));
        Assert.Equal(First, AzureCliProfile.FindDefaultSubscription("azurecloud", Tenant.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("AzureChinaCloud", null)]
    [InlineData("AzureCloud", Other)]
    public void The_subscription_of_another_cloud_or_tenant_is_ignored(string cloud, string? tenant)
    {
        Write($$"""{"subscriptions":[{{Entry(First, isDefault: true)}}]}""");

        Assert.Null(AzureCliProfile.FindDefaultSubscription(cloud, tenant));
    }

    [Theory]
    [InlineData("""{"subscriptions":[]}""")]
    [InlineData("""{"subscriptions":[{"id":"11111111-2222-3333-4444-555555555555","environmentName":"AzureCloud"}]}""")]
    [InlineData("""{"subscriptions":[{"id":"11111111-2222-3333-4444-555555555555","environmentName":"AzureCloud","isDefault":"true"}]}""")]
    [InlineData("""{"subscriptions":[{"id":"N/A(tenant level account)","environmentName":"AzureCloud","isDefault":true}]}""")]
    [InlineData("""{"subscriptions":[{"environmentName":"AzureCloud","isDefault":true}]}""")]
    [InlineData("""{"subscriptions":{}}""")]
    [InlineData("""{"installationId":"x"}""")]
    [InlineData("{\"subscriptions\":[")]
    [InlineData("")]
    public void A_profile_without_a_readable_default_is_ignored(string profile)
    {
        Write(profile);

        Assert.Null(AzureCliProfile.FindDefaultSubscription("AzureCloud", tenantId: null));
    }

    [Fact]
    public void A_missing_file_a_large_file_and_a_folder_are_refused()
    {
        Assert.Null(AzureCliProfile.FindDefaultSubscription("AzureCloud", tenantId: null));

        Write($$"""{"subscriptions":[{{Entry(First, isDefault: true)}}]}""" + new string(' ', 16 * 1024 * 1024));
        Assert.Null(AzureCliProfile.FindDefaultSubscription("AzureCloud", tenantId: null));

        File.Delete(PathOf());
        Directory.CreateDirectory(PathOf());
        Assert.Null(AzureCliProfile.FindDefaultSubscription("AzureCloud", tenantId: null));
    }

    [Fact]
    public void A_file_of_the_largest_size_is_read()
    {
        var profile = $$"""{"subscriptions":[{{Entry(First, isDefault: true)}}]}""";
        Write(profile + new string(' ', (16 * 1024 * 1024) - profile.Length));

        Assert.Equal(First, AzureCliProfile.FindDefaultSubscription("AzureCloud", tenantId: null));
    }

    private static string Entry(string id, bool isDefault) =>
        $$"""{"id":"{{id}}","environmentName":"AzureCloud","tenantId":"{{Tenant}}","isDefault":{{(isDefault ? "true" : "false")}}}""";

    private string PathOf() => Path.Combine(_folder.FullName, "azureProfile.json");

    private void Write(string text, bool mark = false) => File.WriteAllText(PathOf(), text, new System.Text.UTF8Encoding(mark));
}
