using System.Text.Json;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

/// <summary>Forty clusters with all kinds of differences: the plan, the changes, and the result.</summary>
public sealed class EstateOfFortyTests
{
    private const string Document = """
        version: 1
        extensions:
          - name: app
            type: fabrikam.app
            clusters: { tags: { env: [prod, both] } }
            version: 2.0.0
            scope: { releaseNamespace: app }
            settings: { mode: strict, replicas: 3 }
          - name: app
            type: fabrikam.app
            clusters: { tags: { env: [dev, both] } }
            version: 1.0.0
          - name: vault
            type: fabrikam.vault
            clusters: { tags: { env: prod } }
            protectedSettings: { key: { env: KEY } }
          - name: old
            type: fabrikam.old
            ensure: absent
        """;

    private static readonly Dictionary<string, string> Settings = new() { ["mode"] = "strict", ["replicas"] = "3", ["untouched"] = "x" };

    [Fact]
    public async Task Differences_are_reported_and_repaired_and_the_second_run_sends_no_change()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        await FillAsync(estate);
        estate.Forget();

        Assert.Equal(Expected.Select(row => row.Status).Concat(Rest).Order(StringComparer.Ordinal), (await estate.CompareAsync(Document)).Order(StringComparer.Ordinal));
        Assert.Empty(estate.Writes);
        // One page each of clusters and extensions; and each instance that seems to differ, once, but the one that no reading can settle.
        Assert.Equal(2, estate.Count("POST", "Microsoft.ResourceGraph"));
        Assert.Equal(Expected.Count(row => !row.Status.Contains("InSync", StringComparison.Ordinal)) - 1, estate.InstancesRead);

        estate.Forget();
        var changes = await estate.SyncTextAsync(Document, new() { Sync = new() { Prune = true } });
        Assert.Equal(Expected.Where(row => row.Change is not null).Select(row => row.Change!).Order(StringComparer.Ordinal), changes.Order(StringComparer.Ordinal));
        Assert.Equal(Expected.Where(row => row.Write is not null).Select(row => row.Write!).Order(StringComparer.Ordinal), estate.Writes);
        Assert.Equal("x", estate.Find("drifted")!.ConfigurationSettings["untouched"]);
        Assert.Equal("x", estate.Find("failed")!.ConfigurationSettings["untouched"]);
        Assert.Equal($"{EmulatedEstate.Secret}-key", estate.Find("nosecret", "vault")!.ConfigurationProtectedSettings["key"]);

        var left = (await estate.CompareAsync(Document)).Where(row => !row.Contains("InSync", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["both app Blocked Blocked", "lockedout app Blocked Blocked", "managed app Blocked Blocked", "othertype app Blocked Blocked", "stopped app Blocked Blocked"], left);

        estate.Forget();
        var again = await estate.SyncTextAsync(Document, new() { Sync = new() { Prune = true } });
        Assert.Empty(estate.Writes);
        Assert.All(again, row => Assert.EndsWith("Blocked Skipped", row, StringComparison.Ordinal));
        Assert.Equal(5, again.Count);
    }

    [Fact]
    public async Task Everything_read_from_ARM_results_in_the_same_plan()
    {
        await using var estate = await EmulatedEstate.StartAsync(new() { PageSize = 7 });
        await FillAsync(estate);
        var graph = await estate.CompareAsync(Document);
        estate.Forget();

        Assert.Equal(graph, await estate.CompareAsync(Document, scope: new() { IsLive = true }));
        Assert.Equal(0, estate.Count("POST", "Microsoft.ResourceGraph"));
        Assert.Equal(graph, await estate.CompareAsync(Document, scope: new() { IsLive = true, SubscriptionIds = [estate.Arm.SubscriptionId] }));
    }

    [Fact]
    public async Task Some_clusters_can_be_compared_alone_and_those_that_do_not_exist_are_reported()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        await FillAsync(estate);

        var plan = await estate.PlanAsync(Document, scope: new() { Clusters = [estate.Reference("Drifted"), estate.Reference("nowhere"), estate.Reference("drifted")] });

        Assert.Equal(["drifted"], plan.Instances.Select(instance => instance.Slot.Cluster.Name).Distinct());
        Assert.Equal(["nowhere"], plan.NotFound.Select(cluster => cluster.Name));
    }

    [Fact]
    public async Task Without_prune_nothing_is_removed_and_without_replace_nothing_is_replaced()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        await FillAsync(estate);
        estate.Forget();

        var changes = await estate.SyncTextAsync(Document);

        Assert.DoesNotContain(estate.Writes, write => write.StartsWith("DELETE", StringComparison.Ordinal));
        Assert.Contains("extra app2 None Skipped", changes);
        Assert.Contains("absent old None Skipped", changes);
        Assert.Contains("othertype app Blocked Skipped", changes);
    }

    [Fact]
    public async Task With_replace_another_type_is_removed_and_created()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        await FillAsync(estate);
        estate.Forget();

        var changes = await estate.SyncTextAsync(Document, new() { Sync = new() { Replace = true } });

        Assert.Contains("othertype app Replace Succeeded", changes);
        Assert.Equal(["DELETE app othertype", "PUT app othertype"], estate.Writes.Where(write => write.EndsWith("othertype", StringComparison.Ordinal)));
        Assert.Equal(("fabrikam.app", "2.0.0"), (estate.Find("othertype")!.ExtensionType, estate.Find("othertype")!.CurrentVersion));
    }

    [Fact]
    public async Task Secrets_are_sent_again_when_they_are_to_be_refreshed_and_shown_nowhere()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        estate.AddCluster("a", env: "prod");
        estate.Install("a", "vault", change: app => app with { ExtensionType = "fabrikam.vault", ConfigurationProtectedSettings = new Dictionary<string, string> { ["key"] = "old" } });
        Matching(estate, "a");
        estate.Forget();

        Assert.Empty(await estate.SyncAsync(Document));
        Assert.Equal(0, estate.SecretReads);
        var change = Assert.Single(await estate.SyncAsync(Document, new() { Sync = new() { RefreshSecrets = true } }));

        Assert.Equal(["PATCH vault a"], estate.Writes);
        Assert.Equal($"{EmulatedEstate.Secret}-key", estate.Find("a", "vault")!.ConfigurationProtectedSettings["key"]);
        Assert.Equal("protectedSettings.key: *** -> ***", Assert.Single(change.Differences).ToString());
        Assert.DoesNotContain(EmulatedEstate.Secret, JsonSerializer.Serialize(change), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_what_a_run_would_do_and_sends_no_change()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        await FillAsync(estate);
        estate.Forget();

        var text = await estate.ExplainAsync(Document, new() { Sync = new() { Prune = true } });

        Assert.Empty(estate.Writes);
        Assert.Contains("+ create app on missing (rg): fabrikam.app\n    version: 2.0.0\n    scope.releaseNamespace: app\n    settings.mode: strict\n    settings.replicas: 3\n", text, StringComparison.Ordinal);
        Assert.Contains("~ update app on drifted (rg)\n    settings.mode: lax -> strict\n", text, StringComparison.Ordinal);
        Assert.Contains("- remove app2 on extra (rg): fabrikam.app\n", text, StringComparison.Ordinal);
        Assert.Contains("! blocked app on both (rg): Two entries of the baseline take this cluster for 'app': those at line 3, column 5 and line 9, column 5.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("Not changed: 5 blocked, 1 still running.\nPlan: 4 to create, 3 to update, 2 to remove, 102 in sync.", text, StringComparison.Ordinal);
        Assert.DoesNotContain(EmulatedEstate.Secret, text, StringComparison.Ordinal);
        Assert.Equal(0, estate.SecretReads);
    }

    // Status as Compare- says it, what Sync- says of it, and the change that it sends.
    private static readonly (string Status, string? Change, string? Write)[] Expected =
    [
        ("missing app Missing Create", "missing app Create Succeeded", "PUT app missing"),
        ("oldversion app Different Update", "oldversion app Update Succeeded", "PATCH app oldversion"),
        ("drifted app Different Update", "drifted app Update Succeeded", "PATCH app drifted"),
        ("nosecret vault Different Update", "nosecret vault Update Succeeded", "PATCH vault nosecret"),
        ("extra app InSync None", null, null),
        ("extra app2 Unexpected Remove", "extra app2 Remove Succeeded", "DELETE app2 extra"),
        ("absent old Unexpected Remove", "absent old Remove Succeeded", "DELETE old absent"),
        ("managed app Blocked Blocked", "managed app Blocked Skipped", null),
        ("busy app Different None", "busy app None Succeeded", null),
        ("failed app Different Create", "failed app Create Succeeded", "PUT app failed"),
        ("canceled app Different Create", "canceled app Create Succeeded", "PUT app canceled"),
        ("stopped app Blocked Blocked", "stopped app Blocked Skipped", null),
        ("stoppedfine app InSync None", null, null),
        ("both app Blocked Blocked", "both app Blocked Skipped", null),
        ("othertype app Blocked Blocked", "othertype app Blocked Skipped", null),
        ("lockedout app Blocked Blocked", "lockedout app Blocked Skipped", null),
        ("new app Missing Create", "new app Create Succeeded", "PUT app new"),
    ];

    // What is right beside it, on these and on the other clusters.
    private static IEnumerable<string> Rest =>
        new[]
        {
            "missing", "oldversion", "drifted", "extra", "absent", "managed", "busy", "failed", "canceled", "stopped", "stoppedfine", "othertype", "lockedout", "new", "nosecret",
        }
        .Concat(Enumerable.Range(1, 22).Select(index => $"fine{index:00}"))
        .SelectMany(cluster => new[] { "app", "vault", "old" }.Select(name => $"{cluster} {name}"))
        .Concat(["both old", "dev1 app", "dev1 old", "out old"])
        .Where(instance => !Expected.Any(row => row.Status.StartsWith(instance + " ", StringComparison.Ordinal)))
        .Select(instance => $"{instance} InSync None");

    private static async Task FillAsync(EmulatedEstate estate)
    {
        foreach (var cluster in Enumerable.Range(1, 22).Select(index => $"fine{index:00}"))
        {
            estate.AddCluster(cluster);
            Matching(estate, cluster);
            Vault(estate, cluster);
        }

        foreach (var cluster in new[] { "missing", "oldversion", "drifted", "extra", "absent", "managed", "busy", "failed", "canceled", "othertype", "lockedout", "new", "nosecret" })
        {
            estate.AddCluster(cluster);
            Vault(estate, cluster);
        }

        estate.AddCluster("stopped", power: "Stopped");
        Vault(estate, "stopped");
        estate.AddCluster("stoppedfine", power: "Stopped");
        Vault(estate, "stoppedfine");
        Matching(estate, "stoppedfine");
        Matching(estate, "oldversion", version: "1.0.0");
        Matching(estate, "drifted", change: app => app with { ConfigurationSettings = new Dictionary<string, string>(Settings) { ["mode"] = "lax" } });
        Matching(estate, "extra");
        Matching(estate, "extra", "app2");
        Matching(estate, "absent");
        Matching(estate, "absent", "old", change: old => old with { ExtensionType = "fabrikam.old" });
        Matching(estate, "managed", change: app => app with { OtherProperties = new Dictionary<string, JsonElement> { ["managedBy"] = JsonSerializer.SerializeToElement("aks") } });
        Matching(estate, "failed", change: app => app with { ProvisioningState = "Failed" });
        Matching(estate, "canceled", change: app => app with { ProvisioningState = "Canceled" });
        Matching(estate, "othertype", change: app => app with { ExtensionType = "fabrikam.other" });
        // Sending the one setting that is missing would need no secret; a failed one would, and this instance has another.
        Matching(estate, "lockedout", change: app => app with
        {
            ProvisioningState = "Failed", ConfigurationProtectedSettings = new Dictionary<string, string> { ["unknown"] = "x" },
        });
        Matching(estate, "nosecret");
        estate.Install("nosecret", "vault", change: vault => vault with { ExtensionType = "fabrikam.vault" });
        await BusyAsync(estate);
        estate.AddCluster("both", env: "both");
        estate.AddCluster("dev1", env: "dev");
        estate.Install("dev1");
        estate.AddCluster("out", env: "test");
        estate.Install("out", version: "0.1.0");
    }

    private static void Matching(
        EmulatedEstate estate, string cluster, string name = "app", string version = "2.0.0", Func<Emulator.Resources.Extension, Emulator.Resources.Extension>? change = null) =>
        estate.Install(cluster, name, version, app =>
        {
            app = app with { ConfigurationSettings = Settings };
            return change is null ? app : change(app);
        });

    private static void Vault(EmulatedEstate estate, string cluster) => estate.Install(cluster, "vault", change: vault => vault with
    {
        ExtensionType = "fabrikam.vault", ConfigurationProtectedSettings = new Dictionary<string, string> { ["key"] = "kept" },
    });

    // An update that somebody else began, and that makes it what is desired.
    private static Task BusyAsync(EmulatedEstate estate)
    {
        Matching(estate, "busy", version: "1.0.0");
        return estate.StartUpdateAsync("busy", "2.0.0");
    }
}
