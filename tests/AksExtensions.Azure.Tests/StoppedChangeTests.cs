using AksExtensions.Arm;
using AksExtensions.Fleet;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Azure.Core.Pipeline;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>A stopped fleet counts only requests that were sent, not those that waited for ARM's budget or for a token.</summary>
public sealed class StoppedChangeTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";
    private const string Missing = """{"error":{"code":"ResourceNotFound","message":"Extension instance with name 'flux' not found."}}""";

    [Theory]
    [InlineData(OperationKind.Create, 3)]
    [InlineData(OperationKind.Create, 0)]
    [InlineData(OperationKind.Update, 5)]
    [InlineData(OperationKind.Delete, 3)]
    [InlineData(OperationKind.Delete, 1)]
    public async Task What_waits_for_the_budget_was_not_sent(OperationKind kind, int left)
    {
        var time = new StandingTime();
        var budget = new ArmBudget(time);
        budget.Report(Subscription, kind == OperationKind.Delete ? RequestKind.Delete : RequestKind.Write, 1, remaining: left, pause: null);
        var (fleet, observer) = Start(kind, time, budget, SignIn.With(new SecretValue("token")), out var sent, out var stop);

        await WaitUntilAsync(() => sent.Count == left && budget.IsBraking);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fleet);

        Assert.Equal(left, sent.Count);
        Assert.Equal(left, observer.Events.Count(told => told == $"sending {kind}"));
    }

    [Fact]
    public async Task What_waits_for_a_token_was_not_sent()
    {
        var asked = new TaskCompletionSource();
        var signIn = new SignIn
        {
            Source = TokenSource.AzPowerShell,
            AzPowerShell = async cancellationToken =>
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw new InvalidOperationException("Nobody waits that long.");
            },
        };
        var (fleet, observer) = Start(OperationKind.Delete, new StandingTime(), null, signIn, out var sent, out var stop);

        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fleet);

        Assert.Empty(sent);
        Assert.DoesNotContain("sending Delete", observer.Events);
    }

    private static (Task Fleet, RecordingObserver Observer) Start(
        OperationKind kind, TimeProvider time, ArmBudget? budget, SignIn signIn, out List<string> sent, out CancellationTokenSource stop)
    {
        List<string> changes = [];
        var handler = new AnswerHandler(request =>
        {
            if (request.Method == HttpMethod.Get)
            {
                return AnswerHandler.Json(404, Missing);
            }

            lock (changes)
            {
                changes.Add(request.Method.Method);
            }

            return AnswerHandler.Json(202, string.Empty);
        });
        var service = new ArmServiceFactory(new HttpClientTransport(new HttpClient(handler))).Create(new()
        {
            Endpoint = Services.PublicCloud,
            Audience = "https://management.core.windows.net/",
            SignIn = signIn,
            TimeProvider = time,
            Budget = budget,
        });
        var observer = new RecordingObserver();
        var lifecycle = new ExtensionLifecycle(service, time, Timeout.InfiniteTimeSpan, observer, budget);
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        (sent, stop) = (changes, source);
        return (Task.WhenAll(Enumerable.Range(1, 10).Select(number =>
        {
            var flux = new ExtensionReference(ClusterReference.Create(Subscription, "rg", $"aks{number}"), "flux");
            return kind switch
            {
                OperationKind.Create => lifecycle.StartCreateAsync(flux, new() { ExtensionType = "microsoft.flux" }, source.Token),
                OperationKind.Update => lifecycle.StartUpdateAsync(flux, new() { Version = "1.0.0" }, source.Token),
                _ => (Task)lifecycle.StartDeleteAsync(flux, force: false, source.Token),
            };
        })), observer);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Time that never passes, so that waits end only when they are stopped.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override long GetTimestamp() => 1;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new DeadTimer();

        private sealed class DeadTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // It never runs.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
