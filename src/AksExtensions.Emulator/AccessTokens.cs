using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace AksExtensions.Emulator;

/// <summary>The state of a bearer token.</summary>
public enum TokenState
{
    /// <summary>The request has no bearer token.</summary>
    Missing,

    /// <summary>The emulator does not know the token.</summary>
    Invalid,

    /// <summary>The token has expired.</summary>
    Expired,

    /// <summary>The token is valid.</summary>
    Valid,
}

/// <summary>The tokens that the emulator accepts: its own, which does not expire, and those of tests.</summary>
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

    /// <summary>The token of the ready line, the only one that the control endpoints accept.</summary>
    public string Primary { get; }

    /// <summary>Accepts a token until a time; with a time in the past, the token is expired.</summary>
    public void Accept(string token, DateTimeOffset until) => _expiries[token] = until;

    /// <summary>Returns the current state of a token.</summary>
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
