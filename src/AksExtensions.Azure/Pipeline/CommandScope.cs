using System.Collections.Concurrent;
using AksExtensions.Arm;
using AksExtensions.Settings;
using Azure.Core;

namespace AksExtensions.Azure.Pipeline;

/// <summary>What travels with every message of one command: who is told of it, and which secrets must not come back in an answer.</summary>
/// <param name="observer">Who is told of each try; null means nobody.</param>
internal sealed class CommandScope(Action<ArmExchange>? observer)
{
    private readonly ConcurrentDictionary<SecretValue, bool> _secrets = new();
    private volatile Search? _search;

    /// <summary>The scope of a message; null when it has none.</summary>
    public static CommandScope? Of(HttpMessage message) =>
        message.TryGetProperty(typeof(CommandScope), out var scope) ? (CommandScope?)scope : null;

    /// <summary>Who is told of each try; null means nobody.</summary>
    public Action<ArmExchange>? Observer => observer;

    /// <summary>Sends this scope along with a message.</summary>
    public void Join(HttpMessage message) => message.SetProperty(typeof(CommandScope), this);

    /// <summary>The search for these tokens and for the protected values that this command has sent. Made once for all answers of a fleet.</summary>
    /// <param name="tokens">The tokens; never changed once they are given.</param>
    public Redaction Redaction(string[] tokens)
    {
        // Secrets are only ever added, so their number says whether the search knows them all.
        var (search, secrets) = (_search, _secrets.Count);
        if (search is null || search.Tokens != tokens || search.Secrets != secrets)
        {
            var known = _secrets.Keys;
            _search = search = new(tokens, known.Count, new(tokens.Concat(known.Select(secret => secret.Reveal()))));
        }

        return search.Redaction;
    }

    /// <summary>
    /// Remembers protected values that are about to be sent. One that the same request tells in the clear is no secret, and an answer could not
    /// be read without it.
    /// </summary>
    /// <param name="settings">The protected settings; null means none.</param>
    /// <param name="told">What the request tells in the clear.</param>
    public void Remember(IReadOnlyDictionary<string, SecretValue>? settings, IEnumerable<string?> told)
    {
        var clear = told.OfType<string>().ToList();
        foreach (var secret in settings?.Values ?? [])
        {
            var value = secret.Reveal();
            if (!clear.Any(text => text.Contains(value, StringComparison.Ordinal)))
            {
                _secrets[secret] = true;
            }
        }
    }

    private sealed record Search(string[] Tokens, int Secrets, Redaction Redaction);
}
