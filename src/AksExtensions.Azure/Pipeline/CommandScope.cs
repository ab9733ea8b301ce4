using System.Collections.Concurrent;
using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Pipeline;

/// <summary>The data that every message of a command carries: its observer, and the secrets that answers must not contain.</summary>
/// <param name="observer">Receives each attempt; null means no observer.</param>
/// <param name="onPause">Called for each wait that Azure or a fault imposes; null reports none.</param>
internal sealed class CommandScope(Action<ArmExchange>? observer, Action<ArmPause>? onPause = null)
{
    // Requests that were refused together have slightly different end times.
    private static readonly TimeSpan SamePause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, bool> _secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _pauses = new(StringComparer.OrdinalIgnoreCase);
    private volatile Search? _search;

    /// <summary>The scope of a message; null when it has none.</summary>
    public static CommandScope? Of(HttpMessage message) =>
        message.TryGetProperty(typeof(CommandScope), out var scope) ? (CommandScope?)scope : null;

    /// <summary>Receives each attempt; null means no observer.</summary>
    public Action<ArmExchange>? Observer => observer;

    /// <summary>Attaches this scope to a message.</summary>
    public void Join(HttpMessage message) => message.SetProperty(typeof(CommandScope), this);

    /// <summary>Announces a wait. Of the waits of a fleet that end together, one is announced.</summary>
    /// <param name="subscriptionId">The subscription whose requests wait; null when it is one request only.</param>
    /// <param name="duration">How long the wait takes.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="timeProvider">The clock.</param>
    public void Pausing(string? subscriptionId, TimeSpan duration, string reason, TimeProvider timeProvider)
    {
        if (onPause is null || duration <= TimeSpan.Zero)
        {
            return;
        }

        var until = timeProvider.GetLocalNow() + duration;
        var key = $"{subscriptionId} {reason}";
        var known = _pauses.GetOrAdd(key, DateTimeOffset.MinValue);
        if (until > known + SamePause && _pauses.TryUpdate(key, until, known))
        {
            onPause(new(subscriptionId, duration, until, reason));
        }
    }

    /// <summary>Returns the search for the tokens and for the protected values that the command has sent. It is created once for all answers of a fleet.</summary>
    /// <param name="tokens">The tokens, which must not change afterwards.</param>
    public Redaction Redaction(string[] tokens)
    {
        // Secrets are only added, so their number shows whether the search includes all of them.
        var (search, secrets) = (_search, _secrets.Count);
        if (search is null || search.Tokens != tokens || search.Secrets != secrets)
        {
            var known = _secrets.Keys;
            _search = search = new(tokens, known.Count, new(tokens.SelectMany(SecretForms.Parts).Concat(known)));
        }

        return search.Redaction;
    }

    /// <summary>
    /// Records protected values before they are sent. A value that the same request also contains in clear text is not a secret, and answers
    /// could not be read without it.
    /// </summary>
    /// <param name="settings">The protected settings; null means none.</param>
    /// <param name="told">The clear text of the request.</param>
    public void Remember(IReadOnlyDictionary<string, SecretValue>? settings, IEnumerable<string?> told)
    {
        var clear = told.OfType<string>().ToList();
        foreach (var part in (settings?.Values ?? []).SelectMany(secret => SecretForms.Parts(secret.Reveal())))
        {
            if (!clear.Exists(text => text.Contains(part, StringComparison.Ordinal)))
            {
                _secrets[part] = true;
            }
        }
    }

    private sealed record Search(string[] Tokens, int Secrets, Redaction Redaction);
}
