using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>What Azure Backup derives from the storage account, the cluster and the subscription, and what it refuses because of them.</summary>
public sealed class BackupLookupTests
{
    private const string Type = "microsoft.dataprotection.kubernetes";
    private const string Location = "configuration.backupStorageLocation.";
    private const string Uri = Location + "config.storageAccountURI";
    private const string UseAad = Location + "config.useAAD";
    private const string Tenant = "credentials.tenantId";
    private const string Other = "22222222-3333-4444-5555-666666666666";

    private static readonly ExtensionTypeKnowledge Backup = TypeCatalogue.BuiltIn.Find(Type)!;

    [Fact]
    public async Task A_create_derives_the_tenant_the_sign_in_and_the_address_from_an_account_of_another_subscription()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount(new() { SubscriptionId = Other, ResourceGroup = "s-rg", Name = "backups", BlobEndpoint = "https://backups.z1.blob.core.windows.net/" });

        var completed = await CreateAsync(azure, Account("backups", "s-rg", Other));

        Assert.Equal("https://backups.z1.blob.core.windows.net/", completed.Request.ConfigurationSettings![Uri]);
        Assert.Equal("true", completed.Request.ConfigurationSettings[UseAad]);
        Assert.Equal(Subscription.DefaultTenantId, completed.Request.ConfigurationSettings[Tenant]);
        Assert.Empty(completed.Findings);
        Assert.Equal(["GET backups", "GET aks1"], azure.Received);
    }

    [Fact]
    public async Task What_was_specified_is_not_replaced_but_the_regions_are_still_compared()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount("backups");

        var completed = await CreateAsync(azure, [.. Account("backups"), (Uri, "https://own/"), (UseAad, "false"), (Tenant, "t")]);

        Assert.Equal(("https://own/", "false", "t"), (
            completed.Request.ConfigurationSettings![Uri], completed.Request.ConfigurationSettings[UseAad], completed.Request.ConfigurationSettings[Tenant]));
        Assert.Equal(["GET backups", "GET aks1"], azure.Received);
    }

    [Fact]
    public async Task Without_an_account_no_resource_is_read()
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var completed = await CreateAsync(azure, [(Location + "bucket", "b"), (Location + "config.storageAccount", "backups")]);

        Assert.DoesNotContain(Uri, completed.Request.ConfigurationSettings!.Keys);
        Assert.Equal(["GET aks1"], azure.Received);
    }

    [Fact]
    public async Task A_cluster_whose_identity_has_no_tenant_gets_that_of_its_subscription()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount("backups");
        azure.Arm.State.AddCluster(azure.Arm.State.FindCluster(azure.Aks.Id)! with { Identity = ClusterIdentity.UserAssigned });

        var completed = await CreateAsync(azure, Account("backups"));

        Assert.Equal(Subscription.DefaultTenantId, completed.Request.ConfigurationSettings![Tenant]);
        Assert.Equal(["GET backups", "GET aks1", $"GET {azure.Arm.SubscriptionId}"], azure.Received);
    }

    [Fact]
    public async Task A_tenant_that_may_not_be_read_is_a_warning_with_the_way_to_specify_it()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount("backups");
        azure.Arm.State.AddCluster(azure.Arm.State.FindCluster(azure.Aks.Id)! with { Identity = ClusterIdentity.UserAssigned });
        azure.Arm.State.Denials = [new("GET", "^/subscriptions/[^/]+$")];

        var completed = await CreateAsync(azure, Account("backups"));

        Assert.DoesNotContain(Tenant, completed.Request.ConfigurationSettings!.Keys);
        var warning = Assert.Single(completed.Findings);
        Assert.Contains("subscription '", warning.Text, StringComparison.Ordinal);
        Assert.Contains("az account show --query tenantId", warning.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Different_regions_are_an_error_that_names_both()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var account = azure.Arm.State.AddStorageAccount("backups");
        azure.Arm.State.AddStorageAccount(account with { Location = "West US" });

        var failure = await azure.FailsAsync(nameof(Errors.TypeRuleViolated), () => CreateAsync(azure, Account("backups")));

        Assert.StartsWith("backup on aks1 (rg): ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("The storage account 'backups' is in westus, but the cluster 'aks1' is in eastus", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("Specify a storage account in eastus.", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("true", (await CreateAsync(azure, Account("backups"), skipRules: true)).Request.ConfigurationSettings![UseAad]);
    }

    [Theory]
    [InlineData("East US", "eastus")]
    [InlineData("EASTUS", "eastus")]
    public async Task Regions_are_compared_whatever_their_spelling(string account, string cluster)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount(azure.Arm.State.AddStorageAccount("backups") with { Location = account });
        azure.Arm.State.AddCluster(azure.Arm.State.FindCluster(azure.Aks.Id)! with { Location = cluster });

        Assert.Empty((await CreateAsync(azure, Account("backups"))).Findings);
    }

    [Theory]
    [InlineData("false", false, true)]
    [InlineData("False", false, true)]
    [InlineData("true", false, false)]
    [InlineData(null, false, false)]
    [InlineData("false", true, false)]
    [InlineData("false", null, false)]
    public async Task An_account_without_keys_needs_the_identity(string? useAad, bool? acceptsKeys, bool isRefused)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount(azure.Arm.State.AddStorageAccount("backups") with { AllowSharedKeyAccess = acceptsKeys });
        Task<CompletedRequest<CreateExtensionRequest>> Create() => CreateAsync(azure, useAad is null ? Account("backups") : [.. Account("backups"), (UseAad, useAad)]);

        if (!isRefused)
        {
            Assert.Empty((await Create()).Findings);
            return;
        }

        var failure = await azure.FailsAsync(nameof(Errors.TypeRuleViolated), Create);
        Assert.Contains("'backups' does not accept its keys", failure.Message, StringComparison.Ordinal);
        Assert.Contains("KeyBasedAuthenticationNotPermitted", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_is_an_error_that_names_it_and_what_to_run()
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var account = await azure.FailsAsync(nameof(Errors.ResourceNotFound), () => CreateAsync(azure, Account("backups")));
        var group = await azure.FailsAsync(nameof(Errors.ResourceNotFound), () => CreateAsync(azure, Account("backups", "nowhere")));
        var subscription = await azure.FailsAsync(
            nameof(Errors.ResourceNotFound), () => CreateAsync(azure, [.. Account("backups", "rg", Other), (Uri, "https://own/")]));

        Assert.StartsWith("backup on aks1 (rg): The storage account 'backups' (/subscriptions/", account.Message, StringComparison.Ordinal);
        Assert.Contains($"'az storage account list --subscription {azure.Arm.SubscriptionId} --output table'", account.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Resource group 'nowhere' could not be found", group.Message, StringComparison.Ordinal);
        Assert.Contains($"--subscription {Other} ", subscription.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_may_not_be_read_is_an_error_only_while_its_address_is_missing()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var id = azure.Arm.State.AddStorageAccount("backups").Id;
        azure.Arm.State.Denials = [new("GET", "storageAccounts")];

        var failure = await azure.FailsAsync(nameof(Errors.AuthorizationFailed), () => CreateAsync(azure, Account("backups")));
        var completed = await CreateAsync(azure, [.. Account("backups"), (Uri, "https://own/")]);

        Assert.StartsWith($"backup on aks1 (rg): You don't have permission to read the storage account 'backups' ({id}).", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'az storage account show --ids {id} --query primaryEndpoints.blob'", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains($"depends on the storage account 'backups' ({id}), which you don't have permission to read", Assert.Single(completed.Findings).Text, StringComparison.Ordinal);
        Assert.Empty((await CreateAsync(azure, [.. Account("backups"), (Uri, "https://own/")], skipRules: true)).Findings);
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a?b")]
    [InlineData("a%2fb")]
    public async Task A_name_that_would_lead_elsewhere_costs_no_request(string name)
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var failure = await azure.FailsAsync(nameof(Errors.SettingInvalid), () => CreateAsync(azure, Account(name)));

        Assert.Contains($"'{Location}config.storageAccount' is '{name}'", failure.Message, StringComparison.Ordinal);
        Assert.Empty(azure.Received);
    }

    [Fact]
    public async Task A_thousand_clusters_read_their_account_once()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount("backups");
        var clusters = azure.Arm.State.AddClusters(1000).Select(cluster => ClusterReference.Parse(cluster.Id, out _)).ToList();
        var completion = new RequestCompletion(azure.Service, azure.Time);

        await Parallel.ForEachAsync(clusters, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken }, async (cluster, stop) =>
        {
            var completed = await completion.CompleteAsync(Backup, Request(Account("backups")), new(cluster, "backup"), skipRules: false, stop);
            Assert.Equal("https://backups.blob.core.windows.net/", completed.Request.ConfigurationSettings![Uri]);
        });

        Assert.Single(azure.Received, "GET backups");
        Assert.Equal(1001, azure.Received.Count());
    }

    [Fact]
    public async Task An_update_of_one_of_the_four_takes_the_rest_from_the_instance()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount("backups");
        azure.Arm.State.AddStorageAccount("newer");

        var account = await UpdateAsync(azure, [(Location + "config.storageAccount", "newer")], Account("backups"));
        var bucket = await UpdateAsync(azure, [("blobContainer", "b2")], [.. Account("backups"), (Uri, "https://old/")]);

        Assert.Equal(Pairs((Location + "config.storageAccount", "newer"), (Uri, "https://newer.blob.core.windows.net/")), account.Request.ConfigurationSettings);
        Assert.Equal(Pairs((Location + "bucket", "b2"), (Uri, "https://backups.blob.core.windows.net/")), bucket.Request.ConfigurationSettings);
    }

    [Fact]
    public async Task An_update_that_leaves_the_account_alone_reads_it_only_for_an_address_that_was_never_stored()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount("backups");

        var stored = await UpdateAsync(azure, [("cpuLimit", "2")], [.. Account("backups"), (Uri, "https://old/")]);
        Assert.Equal(Pairs(("resources.limits.cpu", "2")), stored.Request.ConfigurationSettings);
        Assert.Empty(azure.Received);

        var missing = await UpdateAsync(azure, [("useAAD", "true")], Account("backups"));
        Assert.Equal(Pairs((UseAad, "true"), (Uri, "https://backups.blob.core.windows.net/")), missing.Request.ConfigurationSettings);

        azure.Arm.State.Denials = [new("GET", "storageAccounts")];
        var denied = await UpdateAsync(azure, [("cpuLimit", "2")], Account("backups"));
        Assert.Equal(Pairs(("resources.limits.cpu", "2")), denied.Request.ConfigurationSettings);
        Assert.Single(denied.Findings);
    }

    [Fact]
    public async Task An_update_is_held_to_the_same_rules()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var account = azure.Arm.State.AddStorageAccount("backups") with { AllowSharedKeyAccess = false };
        azure.Arm.State.AddStorageAccount(account);
        azure.Arm.State.AddStorageAccount(account with { Name = "far", Location = "westus", AllowSharedKeyAccess = true });

        var region = await azure.FailsAsync(nameof(Errors.TypeRuleViolated), () => UpdateAsync(azure, [("storageAccount", "far")], Account("backups")));
        var keys = await azure.FailsAsync(nameof(Errors.TypeRuleViolated), () => UpdateAsync(azure, [("useAAD", "false")], Account("backups")));
        // An instance without useAAD uses keys.
        await azure.FailsAsync(nameof(Errors.TypeRuleViolated), () => UpdateAsync(azure, [("blobContainer", "b2")], Account("backups")));
        var fine = await UpdateAsync(azure, [("blobContainer", "b2")], [.. Account("backups"), (UseAad, "true")]);

        Assert.Contains("'far' is in westus", region.Message, StringComparison.Ordinal);
        Assert.StartsWith("backup on aks1 (rg): ", keys.Message, StringComparison.Ordinal);
        Assert.Empty(fine.Findings);
    }

    private static (string Key, string Value)[] Account(string name, string group = "rg", string? subscription = null) =>
    [
        (Location + "bucket", "b"), (Location + "config.storageAccount", name), (Location + "config.resourceGroup", group),
        (Location + "config.subscriptionId", subscription ?? Emulator.EmulatorOptions.DefaultSubscriptionId),
    ];

    private static Dictionary<string, string> Pairs(params (string Key, string Value)[] pairs) => pairs.ToDictionary(pair => pair.Key, pair => pair.Value);

    private static CreateExtensionRequest Request((string, string)[] settings) => new() { ExtensionType = Type, ConfigurationSettings = Pairs(settings) };

    private static Task<CompletedRequest<CreateExtensionRequest>> CreateAsync(EmulatedAzure azure, (string, string)[] settings, bool skipRules = false) =>
        new RequestCompletion(azure.Service, azure.Time).CompleteAsync(
            Backup, Request(settings), new(azure.Aks, "backup"), skipRules, TestContext.Current.CancellationToken);

    private static Task<CompletedRequest<UpdateExtensionRequest>> UpdateAsync(EmulatedAzure azure, (string, string)[] settings, (string, string)[] installed)
    {
        var completion = new UpdateCompletion(new() { ConfigurationSettings = Pairs(settings) }, path => path);
        Assert.True(completion.NeedsInstance(azure.Aks));
        return completion.CompleteAsync(
            new ClusterExtension(azure.Aks) { Id = $"{azure.Aks.Id}/x", Name = "backup", ExtensionType = Type, ConfigurationSettings = Pairs(installed) },
            new(azure.Service, azure.Time), TestContext.Current.CancellationToken);
    }
}
