using AksExtensions.Checks;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

public sealed class ProviderRegistrarTests : IDisposable
{
    private static readonly string[] Namespaces = ["A", "B"];

    private readonly FakeArmService _arm = new();
    private readonly VirtualTime _time = new();
    private readonly List<string> _asked = [];

    public void Dispose() => _arm.Dispose();

    [Fact]
    public async Task A_registered_provider_is_left_alone_and_nobody_is_asked()
    {
        Say("A", "Registered");
        Say("B", "Registered");

        Assert.All(await ReadAsync(), state => Assert.True(state.IsRegistered));

        Assert.Equal(["GET A", "GET B"], _arm.Calls.Order());
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Nothing_is_registered_unless_that_is_wanted()
    {
        Say("A", "NotRegistered");
        Say("B", "Registered");
        var registrar = new ProviderRegistrar(_arm, _time, TimeSpan.FromMinutes(10), agree: null);

        var states = await registrar.ReadAsync("s", Namespaces, TestContext.Current.CancellationToken);

        Assert.Equal(["NotRegistered", "Registered"], states.Select(state => state.State));
        Assert.DoesNotContain(_arm.Calls, call => call.StartsWith("REGISTER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_asked_and_says_no_has_nothing_registered()
    {
        Say("A", "NotRegistered");
        Say("B", "Registered");

        Assert.Equal(["NotRegistered", "Registered"], (await ReadAsync(agrees: false)).Select(state => state.State));

        Assert.Equal(["s: A"], _asked);
        Assert.DoesNotContain(_arm.Calls, call => call.StartsWith("REGISTER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_missing_is_registered_and_waited_for()
    {
        Say("A", "NotRegistered", "Registering", "Registering", "Registered");
        Say("B", "Registered");
        _arm.OnRegister = _ => "Registering";

        Assert.All(await ReadAsync(), state => Assert.True(state.IsRegistered));

        Assert.Equal(["GET A", "REGISTER A", "GET A", "GET A", "GET A"], _arm.Calls.Where(call => call.EndsWith('A')));
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)], _time.Waits);
    }

    [Fact]
    public async Task A_running_registration_is_waited_for_and_nobody_is_asked()
    {
        Say("A", "Registering", "Registered");
        Say("B", "Registered");

        Assert.All(await ReadAsync(), state => Assert.True(state.IsRegistered));

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task The_wait_ends_at_its_limit_and_then_reads_once_more()
    {
        Say("A", "NotRegistered", "Registering");
        Say("B", "Registered");
        _arm.OnRegister = _ => "Registering";

        var states = await ReadAsync();

        Assert.Equal(["Registering", "Registered"], states.Select(state => state.State));
        Assert.Equal(TimeSpan.FromMinutes(10), _time.Waited);
    }

    [Fact]
    public async Task A_registration_that_is_refused_does_not_stop_the_other()
    {
        Say("A", "NotRegistered");
        Say("B", "NotRegistered", "Registered");
        _arm.OnRegister = name => name == "A" ? throw CheckSamples.Refused : "Registering";

        var states = await ReadAsync();

        Assert.Equal([("NotRegistered", CheckSamples.Refused), ("Registered", null)], states.Select(state => (state.State, state.Obstacle)));
        Assert.Equal(["s: A, B"], _asked);
    }

    private void Say(string name, params string[] states) => _arm.Providers[name] = new(states.Select(state => (Func<string>)(() => state)));

    private Task<IReadOnlyList<ProviderState>> ReadAsync(bool agrees = true) => new ProviderRegistrar(
        _arm, _time, TimeSpan.FromMinutes(10),
        (subscription, namespaces, _) =>
        {
            _asked.Add($"{subscription}: {string.Join(", ", namespaces)}");
            return Task.FromResult(agrees);
        }).ReadAsync("s", Namespaces, TestContext.Current.CancellationToken);
}
