using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace AksExtensions.Emulator;

/// <summary>What a bearer token is worth.</summary>
public enum TokenState
{
    /// <summary>No Authorization header, or not a bearer token.</summary>
    Missing,

    /// <summary>Not one of the emulator's tokens.</summary>
    Invalid,

    /// <summary>It was right once.</summary>
    Expired,

    /// <summary>Right.</summary>
    Valid,
}

/// <summary>The tokens that the emulator takes: its own for ever, and others for as long as a test says.</summary>
public sealed class AccessTokens
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new(StringComparer.Ordinal);
    private readonly EmulatorClock _clock;

    internal AccessTokens(string primary, EmulatorClock clock)
    {
        Primary = primary;
        _clock = clock;
        _expiries[primary] = DateTimeOffset.MaxValue;
    }

    /// <summary>The token of the ready line: the only one that the control endpoints take.</summary>
    public string Primary { get; }

    /// <summary>Takes a token until a time; a time in the past makes it an expired one.</summary>
    public void Accept(string token, DateTimeOffset until) => _expiries[token] = until;

    /// <summary>What a token is worth now.</summary>
    public TokenState Check(string? authorization)
    {
        const string Scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return TokenState.Missing;
        if (!_expiries.TryGetValue(authorization[Scheme.Length..], out var until))
            return TokenState.Invalid;
        return until > _clock.UtcNow ? TokenState.Valid : TokenState.Expired;
    }

    internal bool IsPrimary(string? authorization) =>
        authorization is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(authorization), Encoding.UTF8.GetBytes("Bearer " + Primary));
}
