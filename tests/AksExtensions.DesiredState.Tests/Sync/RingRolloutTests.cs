using Xunit;

namespace AksExtensions.DesiredState.Tests;

/// <summary>Rollouts in rings, run by run, on a virtual clock.</summary>
public sealed class RingRolloutTests
{
    private const string Document = """
        version: 1
        rings:
          - name: canary
            clusters: { tags: { ring: canary } }
            soak: 24h
          - name: early
            clusters: { tags: { ring: early } }
            soak: 24h
          - name: rest
        extensions:
          - name: app
            type: fabrikam.app
            version: 2.0.0
            settings: { mode: strict }
        """;

    [Fact]
    public async Task Hourly_runs_are_the_rollout()
    {
        await using var estate = await FleetAsync();
        var log = new List<string>();
        var (runs, waiting) = (0, 0);
        for (; runs < 60; runs++)
        {
            estate.Forget();
            var start = estate.Time.GetUtcNow();
            var changes = await estate.SyncAsync(Document);
            log.AddRange(estate.Writes.Select(write => $"{runs}: {write}"));
            if (changes.Count == 0)
            {
                break;
            }

            foreach (var change in changes.Where(change => change.Result == "WaitingForRing"))
            {
                waiting++;
                Assert.Matches("^Ring '(canary|early)' soaks for 1d, until 2026-03-0[2-4] .* UTC\\.$", change.Detail);
            }

            await estate.PassAsync(start.AddHours(1) - estate.Time.GetUtcNow());
        }

        Assert.Equal(
            [
                "0: PATCH app canary1", "0: PATCH app canary2", "24: PATCH app early1", "24: PATCH app early2", "24: PATCH app early3",
                "48: PATCH app rest1", "48: PATCH app rest2", "48: PATCH app rest3", "48: PATCH app rest4",
            ],
            log);
        Assert.Equal(49, runs);
        Assert.Equal((24 * 7) + (24 * 4), waiting);
        Assert.All(await estate.CompareAsync(Document), row => Assert.EndsWith("app InSync None", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_in_the_canary_stops_the_rest_and_the_rollout_continues_once_it_is_fixed()
    {
        await using var estate = await FleetAsync();
        estate.Arm.Settings.FailWith = "ImagePullBackOff: no such image";

        var changes = await estate.SyncAsync(Document);
        Assert.All(changes.Where(change => change.Ring == "canary"), change =>
        {
            Assert.Equal(("Failed", "OperationFailed"), (change.Result, change.Error?.ErrorId));
            Assert.Contains("ImagePullBackOff", change.Error!.Message, StringComparison.Ordinal);
            Assert.Equal("1.0.0", change.Before?.PinnedVersion);
            Assert.True(change.Duration > TimeSpan.Zero);
        });
        Assert.Equal(2, changes.Count(change => change.Result == "Failed"));
        Assert.All(changes.Where(change => change.Ring != "canary"), change =>
        {
            Assert.Equal("WaitingForRing", change.Result);
            Assert.Equal("Ring 'canary' is not in sync: app on canary1 (rg) is Different; app on canary2 (rg) is Different.", change.Detail);
        });

        await estate.PassAsync(TimeSpan.FromDays(3));
        estate.Forget();
        await estate.SyncAsync(Document);
        Assert.All(estate.Writes, write => Assert.Contains("canary", write, StringComparison.Ordinal));

        estate.Arm.Settings.FailWith = null;
        estate.Forget();
        await estate.SyncAsync(Document);
        // A Failed instance is created again; what was asked for is there, and the ring has to soak again.
        Assert.Equal(["PUT app canary1", "PUT app canary2"], estate.Writes);
        estate.Forget();
        await estate.PassAsync(TimeSpan.FromHours(23));
        Assert.All(await estate.SyncTextAsync(Document), row => Assert.EndsWith("WaitingForRing", row, StringComparison.Ordinal));
        await estate.PassAsync(TimeSpan.FromHours(1));
        await estate.SyncAsync(Document);
        Assert.Equal(["PATCH app early1", "PATCH app early2", "PATCH app early3"], estate.Writes);
    }

    [Fact]
    public async Task A_failure_that_is_reverted_leaves_what_was_there_and_still_stops_the_rest()
    {
        await using var estate = await FleetAsync();
        var document = Document.Replace("mode: strict", "mode: strict, added: x, emulator.failWith: it does not start", StringComparison.Ordinal);

        var changes = await estate.SyncAsync(document, new() { Reverts = true });

        var change = changes.First(change => change.ClusterName == "canary1");
        Assert.Equal("Failed", change.Result);
        Assert.StartsWith("app on canary1 (rg): Updating the extension failed", change.Detail, StringComparison.Ordinal);
        Assert.EndsWith(" The previous version, release train, upgrade mode and settings were restored.", change.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', change.Detail!);
        Assert.Equal(("1.0.0", "Succeeded"), (change.After!.CurrentVersion, change.After.ProvisioningState));
        var app = estate.Find("canary1")!;
        Assert.Equal(("1.0.0", "1.0.0", "lax", "Succeeded"), (app.Version, app.CurrentVersion, app.ConfigurationSettings["mode"], app.ProvisioningState));
        Assert.Equal(["PATCH app canary1", "PATCH app canary1", "PATCH app canary2", "PATCH app canary2"], estate.Writes);
        Assert.Equal(7, changes.Count(other => other.Result == "WaitingForRing"));
    }

    [Fact]
    public async Task Without_revert_a_failed_instance_stays_unchanged()
    {
        await using var estate = await FleetAsync();

        await estate.SyncAsync(Document.Replace("mode: strict", "emulator.failWith: it does not start", StringComparison.Ordinal));

        Assert.Equal("Failed", estate.Find("canary1")!.ProvisioningState);
        Assert.Equal(["PATCH app canary1", "PATCH app canary2"], estate.Writes);
    }

    [Fact]
    public async Task As_many_failures_as_are_allowed_stop_within_the_ring()
    {
        await using var estate = await FleetAsync();
        estate.Arm.Settings.FailWith = "no";

        var changes = await estate.SyncAsync(
            Document.Replace("soak: 24h", "soak: 0s", StringComparison.Ordinal).Replace("ring: canary", "ring: nothing", StringComparison.Ordinal),
            new() { MaxErrorCount = 2, ThrottleLimit = 1 });

        Assert.Equal(2, changes.Count(change => change.Result == "Failed"));
        var skipped = changes.Where(change => change is { Ring: "early", Result: "Skipped" }).ToList();
        Assert.Single(skipped);
        Assert.Contains("-MaxErrorCount", skipped[0].Detail, StringComparison.Ordinal);
        Assert.Equal(6, changes.Count(change => change.Result == "WaitingForRing"));
    }

    [Fact]
    public async Task Rings_that_need_not_soak_follow_each_other_in_one_run()
    {
        await using var estate = await FleetAsync();

        var changes = await estate.SyncAsync(Document.Replace("soak: 24h", "soak: 0s", StringComparison.Ordinal));

        Assert.All(changes, change => Assert.Equal("Succeeded", change.Result));
        var paths = estate.Arm.Requests.Snapshot().Where(request => request.Method == "PATCH").Select(request => request.Path.Split('/')[8]).ToList();
        Assert.Equal(["canary", "early", "rest"], paths.Select(name => name.TrimEnd('1', '2', '3', '4')).Distinct());
        Assert.Equal(9, paths.Count);
        Assert.Equal(
            Enumerable.Repeat("canary", 2).Concat(Enumerable.Repeat("early", 3)).Concat(Enumerable.Repeat("rest", 4)),
            paths.Select(name => name.TrimEnd('1', '2', '3', '4')));
    }

    [Fact]
    public async Task One_ring_alone_is_worked_on_and_still_waits_for_those_before_it()
    {
        await using var estate = await FleetAsync();

        Assert.Equal(
            ["rest1 app Update WaitingForRing", "rest2 app Update WaitingForRing", "rest3 app Update WaitingForRing", "rest4 app Update WaitingForRing"],
            await estate.SyncTextAsync(Document, new() { Ring = "rest" }));
        Assert.Equal(["canary1 app Update Succeeded", "canary2 app Update Succeeded"], await estate.SyncTextAsync(Document, new() { Ring = "Canary" }));
        Assert.Equal(["PATCH app canary1", "PATCH app canary2"], estate.Writes);
        Assert.Equal(
            ["early1 app Update WaitingForRing", "early2 app Update WaitingForRing", "early3 app Update WaitingForRing"],
            await estate.SyncTextAsync(Document, new() { Ring = "early" }));
    }

    [Fact]
    public async Task A_cluster_in_no_ring_is_left_alone_and_reported()
    {
        await using var estate = await FleetAsync();

        var changes = await estate.SyncAsync(Document.Replace("- name: rest", "- name: rest\n    clusters: { tags: { ring: rest } }", StringComparison.Ordinal).Replace("ring: early }", "ring: nothing }", StringComparison.Ordinal));

        Assert.Equal(["early1", "early2", "early3"], changes.Where(change => change.Result == "Skipped").Select(change => change.ClusterName));
        Assert.All(changes.Where(change => change.Result == "Skipped"), change => Assert.Null(change.Ring));
        Assert.DoesNotContain(estate.Writes, write => write.Contains("early", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_canary_that_ails_afterwards_holds_the_next_ring()
    {
        await using var estate = await FleetAsync();
        await estate.SyncAsync(Document);
        await estate.PassAsync(TimeSpan.FromHours(25));
        estate.Arm.State.AddExtension(estate.Find("canary2")! with
        {
            Statuses = [new("ComponentFailed", "app-controller is in CrashLoopBackOff", Level: "Error")],
        });
        estate.Forget();

        var changes = await estate.SyncAsync(Document);

        Assert.Empty(estate.Writes);
        Assert.All(changes, change => Assert.Equal(
            "Ring 'canary' is not healthy: app on canary2 (rg), StatusesClear: ComponentFailed: app-controller is in CrashLoopBackOff.", change.Detail));
    }

    [Fact]
    public async Task A_plan_says_which_ring_waits_for_what()
    {
        await using var estate = await FleetAsync();
        Assert.Contains(
            "Ring canary\n~ update app on canary1 (rg)\n    version: 1.0.0 -> 2.0.0\n    settings.mode: lax -> strict\n", await estate.ExplainAsync(Document), StringComparison.Ordinal);
        await estate.SyncAsync(Document);
        estate.Forget();

        var text = await estate.ExplainAsync(Document);

        Assert.Contains("Ring early waits. Ring 'canary' soaks for 1d, until 2026-03-02 12:00 UTC.\n~ update app on early1 (rg)\n", text, StringComparison.Ordinal);
        Assert.EndsWith("Waiting for a ring: 7.\nPlan: 0 to create, 0 to update, 0 to remove, 2 in sync.", text, StringComparison.Ordinal);
        Assert.Empty(estate.Writes);
    }

    private static async Task<EmulatedEstate> FleetAsync()
    {
        var estate = await EmulatedEstate.StartAsync();
        foreach (var (ring, count) in new[] { ("canary", 2), ("early", 3), ("rest", 4) })
        {
            for (var index = 1; index <= count; index++)
            {
                estate.AddCluster($"{ring}{index}", ring);
                estate.Install($"{ring}{index}", change: app => app with { ConfigurationSettings = new Dictionary<string, string> { ["mode"] = "lax" } });
            }
        }

        estate.Forget();
        return estate;
    }
}
