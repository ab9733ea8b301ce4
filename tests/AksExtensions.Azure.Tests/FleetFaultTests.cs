using AksExtensions.Arm;
using AksExtensions.Emulator.Faults;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Faults during work on many clusters: each cluster ends correctly, and nothing is done twice.</summary>
public sealed class FleetFaultTests
{
    private const int RealLimit = 60_000;
    private const int Clusters = 60;

    [Fact(Timeout = RealLimit)]
    public async Task A_burst_of_504s_is_waited_out()
    {
        await using var fleet = await StartAsync(TestContext.Current.CancellationToken);
        fleet.Arm.Faults.AddStatus(504, count: 100);

        await fleet.CreateAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["60 Succeeded"], fleet.Summary);
        AssertNothingTwice(fleet);
        Assert.Equal(100, fleet.Arm.Faults.Hits);
    }

    [Fact(Timeout = RealLimit)]
    public async Task Connections_that_are_cut_in_the_middle_of_a_body_are_made_again()
    {
        await using var fleet = await StartAsync(TestContext.Current.CancellationToken);
        // Every fourth answer, those of writes among them, so that writes take effect whose answers are lost.
        for (var skip = 3; skip < 120; skip += 4)
        {
            fleet.Arm.Faults.Add(new() { Action = FaultAction.Truncate, Count = 1, Skip = skip });
        }

        await fleet.CreateAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["60 Succeeded"], fleet.Summary);
        AssertNothingTwice(fleet);
    }

    [Fact(Timeout = RealLimit)]
    public async Task A_subscription_that_answers_429_for_a_minute_is_left_alone_for_a_minute()
    {
        await using var fleet = await StartAsync(TestContext.Current.CancellationToken);
        fleet.Arm.Faults.Add(new() { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "60" } });
        _ = Task.Delay(TimeSpan.FromSeconds(59), fleet.Time, TestContext.Current.CancellationToken).ContinueWith(
            _ => fleet.Arm.Faults.Clear(), TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

        await fleet.CreateAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["60 Succeeded"], fleet.Summary);
        AssertNothingTwice(fleet);
        // Those that were on their way when the first was refused, and no other.
        Assert.InRange(fleet.Throttled, 1, 32);
    }

    [Fact(Timeout = RealLimit)]
    public async Task One_cluster_that_always_answers_500_is_the_only_one_that_fails()
    {
        await using var fleet = await StartAsync(TestContext.Current.CancellationToken);
        fleet.Arm.Faults.AddStatus(500, count: null, pathRegex: "/aks-00007/");

        await fleet.CreateAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["1 ServiceUnavailable", "59 Succeeded"], fleet.Summary);
        Assert.IsType<AksExtensionException>(fleet.Outcomes[fleet.Clusters[6].Id]);
    }

    [Fact(Timeout = RealLimit)]
    public async Task A_token_that_expires_is_renewed()
    {
        var tokens = 0;
        await using var fleet = await EmulatedFleet.StartAsync(Clusters, TestContext.Current.CancellationToken, (arm, time) => new()
        {
            Source = TokenSource.AzPowerShell,
            AzPowerShell = _ =>
            {
                var (token, until) = ($"token-{Interlocked.Increment(ref tokens)}", time.GetUtcNow() + TimeSpan.FromMinutes(8));
                arm.Tokens.Accept(token, until);
                return Task.FromResult(new SessionToken(new SecretValue(token), until));
            },
        });

        await fleet.CreateAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["60 Succeeded"], fleet.Summary);
        AssertNothingTwice(fleet);
        Assert.InRange(tokens, 2, 10);
    }

    [Fact(Timeout = RealLimit)]
    public async Task A_token_that_expires_and_cannot_be_renewed_is_an_error_of_each_that_still_waits()
    {
        await using var fleet = await EmulatedFleet.StartAsync(Clusters, TestContext.Current.CancellationToken, (arm, time) =>
        {
            arm.Tokens.Accept("short-lived", time.GetUtcNow() + TimeSpan.FromMinutes(4));
            return SignIn.With(new SecretValue("short-lived"));
        });

        await fleet.CreateAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Clusters, fleet.Outcomes.Count);
        Assert.All(fleet.Summary, outcome => Assert.Matches("^[0-9]+ (AuthenticationFailed|Succeeded)$", outcome));
        Assert.Equal(2, fleet.Summary.Count());
        AssertNothingTwice(fleet);
    }

    [Theory(Timeout = RealLimit)]
    [InlineData(FaultAction.Reset, true)]
    [InlineData(FaultAction.Reset, false)]
    [InlineData(FaultAction.Truncate, true)]
    [InlineData(FaultAction.Truncate, false)]
    [InlineData(FaultAction.Status, true)]
    public async Task A_create_whose_answer_was_lost_is_recognised(FaultAction action, bool http2)
    {
        await using var fleet = await EmulatedFleet.StartAsync(Clusters, TestContext.Current.CancellationToken, http2: http2);
        LoseAnswers(fleet, "PUT", action);

        await fleet.CreateAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["60 Succeeded"], fleet.Summary);
        AssertNothingTwice(fleet);
    }

    [Theory(Timeout = RealLimit)]
    [InlineData(FaultAction.Reset)]
    [InlineData(FaultAction.Status)]
    public async Task An_update_whose_answer_was_lost_is_recognised(FaultAction action)
    {
        await using var fleet = await StartAsync(TestContext.Current.CancellationToken);
        Install(fleet);
        LoseAnswers(fleet, "PATCH", action);

        await fleet.RunAsync(
            async (index, cluster, place, stop) =>
            {
                var request = new UpdateExtensionRequest { ConfigurationSettings = EmulatedFleet.Request(index).ConfigurationSettings };
                var started = await fleet.Lifecycle().StartUpdateAsync(new(cluster, "flux"), request, stop);
                place.Wait();
                return (await fleet.Lifecycle().WaitAsync(started!.Operation, stop))!;
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(["60 Succeeded"], fleet.Summary);
        AssertNothingTwice(fleet);
    }

    [Theory(Timeout = RealLimit)]
    [InlineData(FaultAction.Reset, false)]
    [InlineData(FaultAction.Status, false)]
    [InlineData(FaultAction.Reset, true)]
    [InlineData(FaultAction.Status, true)]
    public async Task A_delete_whose_answer_was_lost_is_recognised(FaultAction action, bool force)
    {
        await using var fleet = await StartAsync(TestContext.Current.CancellationToken);
        Install(fleet);
        LoseAnswers(fleet, "DELETE", action);

        await fleet.RunAsync(
            async (_, cluster, place, stop) =>
            {
                if (await fleet.Lifecycle().StartDeleteAsync(new(cluster, "flux"), force, stop) is not { } started)
                {
                    return "nothing there";
                }

                place.Wait();
                Assert.Null(await fleet.Lifecycle().WaitAsync(started.Operation, stop));
                return "deleted";
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(["60 deleted"], fleet.Summary);
        Assert.All(fleet.Clusters, cluster => Assert.Empty(fleet.Arm.State.GetExtensions(cluster.Id)));
        Assert.InRange(fleet.Arm.State.GetOperations().Count, 0, force ? 0 : Clusters);
    }

    [Fact(Timeout = RealLimit)]
    public async Task A_conflict_with_another_change_remains_an_error()
    {
        await using var fleet = await StartAsync(TestContext.Current.CancellationToken);
        var flux = new ExtensionReference(fleet.Clusters[0], "flux");
        var theirs = new CreateExtensionRequest
        {
            ExtensionType = "microsoft.flux",
            ConfigurationSettings = new Dictionary<string, string> { ["emulator.operationSeconds"] = "1000", ["who"] = "they" },
        };
        await fleet.Service.Extensions.CreateAsync(flux, theirs, TestContext.Current.CancellationToken);
        // Our first try does not arrive.
        fleet.Arm.Faults.Add(new() { Method = "PUT", Action = FaultAction.Reset, Count = 1 });

        var ours = theirs with { ConfigurationSettings = new Dictionary<string, string> { ["who"] = "we" } };
        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => fleet.Service.Extensions.CreateAsync(flux, ours, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.OperationConflict), failure.ErrorId);
    }

    private static Task<EmulatedFleet> StartAsync(CancellationToken cancellationToken) => EmulatedFleet.StartAsync(Clusters, cancellationToken);

    // The first attempt on each cluster takes effect, but its answer is lost.
    private static void LoseAnswers(EmulatedFleet fleet, string method, FaultAction action)
    {
        foreach (var cluster in fleet.Clusters)
        {
            fleet.Arm.Faults.Add(new()
            {
                Method = method, PathRegex = $"/{cluster.Name}/", Count = 1, Action = action, Execute = true,
                Status = action == FaultAction.Status ? 504 : null,
            });
        }
    }

    private static void Install(EmulatedFleet fleet)
    {
        foreach (var cluster in fleet.Clusters)
        {
            fleet.Arm.State.AddExtension(cluster.Id, "flux", "microsoft.flux", "1.18.2");
        }

        fleet.Arm.Settings.OperationDuration = TimeSpan.FromSeconds(120);
    }

    private static void AssertNothingTwice(EmulatedFleet fleet)
    {
        var operations = fleet.Arm.State.GetOperations();
        Assert.Equal(fleet.Clusters.Count, operations.Count);
        Assert.Equal(fleet.Clusters.Count, operations.Select(operation => operation.ClusterId).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }
}
