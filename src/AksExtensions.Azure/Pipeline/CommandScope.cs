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

    /// <summary>Remembers protected values that are about to be sent.</summary>
    public void Remember(IReadOnlyDictionary<string, SecretValue>? settings)
    {
        foreach (var secret in settings?.Values ?? [])
        {
            _secrets[secret] = true;
        }
    }
}
