using AksExtensions.Arm;
using AksExtensions.Fleet;

namespace AksExtensions.Checks;

/// <summary>Reads the registrations of resource providers and, on request, registers the missing ones and waits for them.</summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="timeout">How long to wait for a registration.</param>
/// <param name="agree">Asks for confirmation to register a subscription for providers; null means that nothing is registered.</param>
internal sealed class ProviderRegistrar(
    IArmService service, TimeProvider timeProvider, TimeSpan timeout,
    Func<string, IReadOnlyList<string>, CancellationToken, Task<bool>>? agree)
{
    /// <summary>Returns the states of providers in a subscription, after the registration if there is one.</summary>
    public async Task<IReadOnlyList<ProviderState>> ReadAsync(
        string subscriptionId, IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(namespaces.Select(name => ReadOneAsync(subscriptionId, name, cancellationToken)));
        var missing = states.Where(state => state is { IsRegistered: false, IsRegistering: false }).Select(state => state.Namespace).ToList();
        if (agree is null || Array.TrueForAll(states, state => state.IsRegistered)
            || (missing.Count > 0 && !await agree(subscriptionId, missing, cancellationToken)))
        {
            return states;
        }

        var start = timeProvider.GetTimestamp();
        return await Task.WhenAll(states.Select(state =>
            state.IsRegistered ? Task.FromResult(state) : RegisterAsync(subscriptionId, state, start, cancellationToken)));
    }

    private async Task<ProviderState> ReadOneAsync(string subscriptionId, string name, CancellationToken cancellationToken) =>
        new(name, (await service.Subscriptions.GetProviderAsync(subscriptionId, name, cancellationToken)).State);

    private async Task<ProviderState> RegisterAsync(string subscriptionId, ProviderState state, long start, CancellationToken cancellationToken)
    {
        try
        {
            if (!state.IsRegistering)
            {
                var answer = await service.Subscriptions.RegisterProviderAsync(subscriptionId, state.Namespace, cancellationToken);
                state = state with { State = answer.State };
            }

            while (!state.IsRegistered)
            {
                // The first poll is immediate, and the last one is at the end of the timeout.
                state = await ReadOneAsync(subscriptionId, state.Namespace, cancellationToken);
                var age = timeProvider.GetElapsedTime(start);
                if (state.IsRegistered || age >= timeout)
                {
                    break;
                }

                var (interval, patience) = (PollSchedule.Next(age, retryAfter: null), timeout - age);
                await Task.Delay(interval < patience ? interval : patience, timeProvider, cancellationToken);
            }

            return state;
        }
        catch (AksExtensionException failure)
        {
            return state with { Obstacle = failure };
        }
    }
}
