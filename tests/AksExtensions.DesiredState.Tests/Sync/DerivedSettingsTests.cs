using Xunit;

namespace AksExtensions.DesiredState.Tests;

/// <summary>What a type derives is sent by a sync as by New-AksClusterExtension, and is no drift afterwards.</summary>
public sealed class DerivedSettingsTests
{
    private const string Location = "configuration.backupStorageLocation.config.";

    [Theory]
    [InlineData("settingsMode: exact")]
    [InlineData("settingsMode: named")]
    public async Task A_fleet_with_one_account_is_in_sync_after_one_read_of_it(string mode)
    {
        await using var estate = await EmulatedEstate.StartAsync();
        estate.Arm.State.AddStorageAccount("backups");
        for (var i = 0; i < 20; i++)
        {
            estate.AddCluster($"c{i}");
        }

        var first = await estate.SyncAsync(Backup("backups", mode));
        var accounts = estate.Arm.Requests.Snapshot().Count(request => request.Path.Contains("storageAccounts", StringComparison.OrdinalIgnoreCase));
        var second = await estate.CompareAsync(Backup("backups", mode));

        Assert.All(first, change => Assert.Equal(("Create", "Succeeded"), (change.Action, change.Result)));
        Assert.Equal(20, first.Count);
        Assert.Equal(1, accounts);
        Assert.Equal("https://backups.blob.core.windows.net/", estate.Find("c0", "backup")!.ConfigurationSettings[$"{Location}storageAccountURI"]);
        Assert.Equal("true", estate.Find("c7", "backup")!.ConfigurationSettings[$"{Location}useAAD"]);
        Assert.DoesNotContain(second, line => !line.Contains("InSync", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_account_brings_its_own_address_and_one_of_another_region_fails_alone()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        estate.AddCluster("c0");
        estate.Arm.State.AddCluster(estate.Arm.State.FindCluster(estate.AddCluster("far"))! with { Location = "westus" });
        var account = estate.Arm.State.AddStorageAccount("backups");
        estate.Arm.State.AddStorageAccount(account with { Name = "newer" });

        var first = await estate.SyncAsync(Backup("backups"));
        var second = await estate.SyncAsync(Backup("newer"));

        Assert.Equal(["c0 Create Succeeded", "far Create Failed"], first.Select(change => $"{change.ClusterName} {change.Action} {change.Result}"));
        Assert.Contains("is in eastus, but the cluster 'far' is in westus", first[1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(["c0 Update Succeeded", "far Create Failed"], second.Select(change => $"{change.ClusterName} {change.Action} {change.Result}"));
        Assert.Equal("https://newer.blob.core.windows.net/", estate.Find("c0", "backup")!.ConfigurationSettings[$"{Location}storageAccountURI"]);
    }

    [Fact]
    public async Task With_exact_settings_only_what_the_module_would_not_add_is_a_difference()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        estate.AddCluster("c0");
        estate.Install("c0", "backup", change: extension => extension with
        {
            ExtensionType = "microsoft.dataprotection.kubernetes",
            AutoUpgradeMode = "compatible", AutoUpgradeMinorVersion = true, Version = null,
            ConfigurationSettings = new OrderedDictionary<string, string>
            {
                ["configuration.backupStorageLocation.bucket"] = "b", [$"{Location}storageAccount"] = "backups", [$"{Location}resourceGroup"] = "rg",
                [$"{Location}subscriptionId"] = estate.Arm.SubscriptionId, ["credentials.tenantId"] = "anything", [$"{Location}storageAccountURI"] = "https://x/",
                [$"{Location}useAAD"] = "false", ["resources.limits.cpu"] = "1",
            },
        });

        var plan = await estate.PlanAsync(Backup("backups", "settingsMode: exact"));

        Assert.Equal(
            [$"settings.{Location}useAAD", "settings.resources.limits.cpu"],
            Assert.Single(plan.Instances).Verdict.Differences.Select(difference => difference.Property).Order());
    }

    [Fact]
    public async Task A_plan_shows_what_is_derived_and_what_would_be_refused_and_changes_nothing()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        estate.AddCluster("c0");
        estate.Arm.State.AddCluster(estate.Arm.State.FindCluster(estate.AddCluster("far"))! with { Location = "westus" });
        estate.Arm.State.AddStorageAccount("backups");

        var plan = (await estate.ExplainAsync(Backup("backups"))).Split('\n');

        var first = Array.IndexOf(plan, "+ create backup on c0 (rg): microsoft.dataprotection.kubernetes");
        var second = Array.IndexOf(plan, "+ create backup on far (rg): microsoft.dataprotection.kubernetes");
        Assert.True(first >= 0 && second > first, string.Join('\n', plan));
        Assert.Contains($"    {Location}storageAccountURI=https://backups.blob.core.windows.net/ (added for the type)", plan[first..second]);
        Assert.Contains(plan[second..], line => line.StartsWith("    ! backup on far (rg): ", StringComparison.Ordinal) && line.Contains("is in eastus", StringComparison.Ordinal));
        Assert.All(estate.Arm.Requests.Snapshot(), request => Assert.True(
            request.Method == "GET" || request.Path.EndsWith("/Microsoft.ResourceGraph/resources", StringComparison.OrdinalIgnoreCase), request.Path));
        Assert.Null(estate.Find("c0", "backup"));

        await estate.SyncAsync(Backup("backups"));
        Assert.DoesNotContain("on c0", await estate.ExplainAsync(Backup("backups")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dapr_leaves_its_definitions_alone_going_back_and_applies_them_again_going_forward()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        estate.AddCluster("c0");
        async Task<string?> AppliesAsync(string version)
        {
            var changes = await estate.SyncAsync(Dapr(version));
            Assert.All(changes, change => Assert.Equal("Succeeded", change.Result));
            return estate.Find("c0", "dapr")!.ConfigurationSettings.TryGetValue("hooks.applyCrds", out var applied) ? applied : null;
        }

        Assert.Null(await AppliesAsync("1.15.6"));
        Assert.Equal("false", await AppliesAsync("1.14.4"));
        Assert.DoesNotContain(await estate.CompareAsync(Dapr("1.14.4")), line => !line.Contains("InSync", StringComparison.Ordinal));
        Assert.Equal("true", await AppliesAsync("1.16.4"));
        Assert.Equal("false", await AppliesAsync("1.15.6"));
    }

    private static string Dapr(string version) => $$"""
        version: 1
        extensions:
          - { name: dapr, type: microsoft.dapr, version: {{version}}, settingsMode: exact }
        """;

    private static string Backup(string account, string more = "settingsMode: named") => $$"""
        version: 1
        extensions:
          - name: backup
            type: microsoft.dataprotection.kubernetes
            {{more}}
            settings:
              configuration.backupStorageLocation.bucket: b
              {{Location}}storageAccount: {{account}}
              {{Location}}resourceGroup: rg
              {{Location}}subscriptionId: {{Emulator.EmulatorOptions.DefaultSubscriptionId}}
        """;
}
