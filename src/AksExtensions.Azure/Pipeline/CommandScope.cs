using System.Collections.Concurrent;
using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Pipeline;

/// <summary>What travels with every message of one command: who is told of it, and which secrets must not come back in an answer.</summary>
internal sealed class CommandScope(Action<ArmExchange>? observer)
{
    /// <summary>The message property under which a scope travels.</summary>
    public const string Property = "AksExtensions.CommandScope";

    private readonly ConcurrentDictionary<SecretValue, bool> _secrets = new();

    /// <summary>Who is told of each try; null means nobody.</summary>
    public Action<ArmExchange>? Observer => observer;

    /// <summary>The protected values that this command has sent.</summary>
    public ICollection<SecretValue> Secrets => _secrets.Keys;

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
}
