using Xunit;

namespace AksExtensions.DesiredState.Tests;

/// <summary>Several runs at the same time: what is sent once, what a person's answer is worth, and the one window that ARM leaves open.</summary>
public sealed class SimultaneousRunTests
{
    private const string Document = """
        version: 1
        rings:
          - name: canary
            clusters: { tags: { ring: canary } }
          - name: rest
        extensions:
          - name: app
            type: fabrikam.app
            version: 2.0.0
        """;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Each_change_is_made_once_however_many_runs_there_are(int count)
    {
        await using var estate = await FleetAsync(9);

        var runs = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => estate.SyncAsync(Document))));

        Assert.All(runs.SelectMany(run => run), change => Assert.Equal("Succeeded", change.Result));
        Assert.Equal(9, estate.Arm.State.GetOperations().Count);
        Assert.Equal(9, Accepted(estate).Distinct().Count());
        Assert.Equal(9, Accepted(estate).Count);
        Assert.All(await estate.CompareAsync(Document), row => Assert.EndsWith("app InSync None", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Creates_and_removals_are_made_once_too()
    {
        const string Wanted = """
            version: 1
            extensions:
              - { name: app, type: fabrikam.app, version: 2.0.0 }
              - { name: old, type: fabrikam.old, ensure: absent }
            """;
        await using var estate = await EmulatedEstate.StartAsync();
        for (var index = 0; index < 8; index++)
        {
            estate.AddCluster($"c{index}");
            estate.Install($"c{index}", "old", change: old => old with { ExtensionType = "fabrikam.old" });
        }

        var options = new RolloutOptions { Sync = new() { Prune = true } };
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => estate.SyncAsync(Wanted, options))));

        Assert.Equal(16, estate.Arm.State.GetOperations().Count);
        Assert.All(await estate.CompareAsync(Wanted), row => Assert.EndsWith("InSync None", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_instance_is_created_again_once()
    {
        await using var estate = await FleetAsync(6, app => app with { ProvisioningState = "Failed" });

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => estate.SyncAsync(Document))));

        Assert.Equal(6, estate.Arm.State.GetOperations().Count);
    }

    [Fact]
    public async Task What_another_run_did_while_a_person_hesitated_is_not_done_again()
    {
        await using var estate = await FleetAsync(1);
        estate.BeforeAgreeing = async _ =>
        {
            await estate.SyncAsync(Document);
            await estate.PassAsync(TimeSpan.FromHours(1));
        };

        var change = Assert.Single(await estate.SyncAsync(Document));

        Assert.Equal(("Succeeded", "None", "InSync"), (change.Result, change.Action, change.Status));
        Assert.Single(Accepted(estate));
        Assert.Single(estate.Arm.State.GetOperations());
    }

    [Fact]
    public async Task A_change_that_was_undone_during_the_question_is_asked_about_again()
    {
        await using var estate = await FleetAsync(1);
        estate.BeforeAgreeing = async _ =>
        {
            estate.Install("c0", version: "1.5.0");
            await estate.PassAsync(TimeSpan.FromMinutes(1));
        };

        var change = Assert.Single(await estate.SyncAsync(Document));

        Assert.Equal(("Succeeded", "Update"), (change.Result, change.Action));
        Assert.Equal("1.5.0", Assert.Single(change.Differences, difference => difference.Property == "version").Actual);
        Assert.Equal(2, estate.Questions);
    }

    [Fact]
    public async Task An_answer_that_is_still_right_is_not_asked_for_again()
    {
        await using var estate = await FleetAsync(1);
        estate.BeforeAgreeing = _ => estate.PassAsync(TimeSpan.FromMinutes(10));
        estate.Forget();

        Assert.Equal("Succeeded", Assert.Single(await estate.SyncAsync(Document)).Result);

        Assert.Equal(1, estate.Questions);
        // The plan, before the question, and after it; the last reading is the result.
        Assert.Equal(4, estate.InstancesRead);
    }

    [Fact]
    public async Task A_change_that_another_run_began_a_moment_before_is_waited_for()
    {
        await using var estate = await FleetAsync(1);
        estate.BeforeAgreeing = _ => estate.StartUpdateAsync("c0", "2.0.0");

        var change = Assert.Single(await estate.SyncAsync(Document));

        Assert.Equal(("Succeeded", "None"), (change.Result, change.Action));
        Assert.Single(Accepted(estate));
        Assert.True(change.Duration >= TimeSpan.FromMinutes(10));
    }

    // ARM has no If-Match for extensions. An operation that starts and ends within the seconds between a reading and its change goes unseen.
    [Fact]
    public async Task A_change_that_began_and_ended_within_seconds_is_made_again_and_changes_nothing()
    {
        await using var estate = await FleetAsync(1);
        estate.BeforeAgreeing = async _ => await estate.SyncAsync(Document);

        Assert.Equal("Succeeded", Assert.Single(await estate.SyncAsync(Document)).Result);

        Assert.Equal(["PATCH app c0", "PATCH app c0"], Accepted(estate));
        Assert.Equal(("2.0.0", "Succeeded"), (estate.Find("c0")!.CurrentVersion, estate.Find("c0")!.ProvisioningState));
        Assert.All(await estate.CompareAsync(Document), row => Assert.EndsWith("InSync None", row, StringComparison.Ordinal));
    }

    private static List<string> Accepted(EmulatedEstate estate) => [.. estate.Arm.Requests.Snapshot()
        .Where(request => request is { Method: "PUT" or "PATCH" or "DELETE", Status: < 300 })
        .Select(request => $"{request.Method} {request.Path.Split('/')[^1]} {request.Path.Split('/')[8]}")];

    private static async Task<EmulatedEstate> FleetAsync(int count, Func<Emulator.Resources.Extension, Emulator.Resources.Extension>? change = null)
    {
        var estate = await EmulatedEstate.StartAsync();
        for (var index = 0; index < count; index++)
        {
            estate.AddCluster($"c{index}", index < 3 ? "canary" : "rest");
            estate.Install($"c{index}", change: change);
        }

        estate.Forget();
        return estate;
    }
}
