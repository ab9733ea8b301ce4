namespace AksExtensions.Emulator;

/// <summary>One request as it came in.</summary>
public sealed class RecordedRequest
{
    private int _status;

    /// <summary>The HTTP method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path as it was sent, percent-encoding and casing included.</summary>
    public required string Path { get; init; }

    /// <summary>The query as it was sent, without the question mark; empty when there was none.</summary>
    public required string Query { get; init; }

    /// <summary>The body; empty when there was none.</summary>
    public required string Body { get; init; }

    /// <summary>The headers. <c>Authorization</c> holds the worth of its token (a <see cref="TokenState"/>), never the token.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The protocol, such as <c>HTTP/2</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>When it came in, by the emulator's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The status answered; 0 while there is none, and for good when a fault cut the connection.</summary>
    public int Status
    {
        get => Volatile.Read(ref _status);
        internal set => Volatile.Write(ref _status, value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}{(Query.Length == 0 ? "" : "?")}{Query} -> {Status}";
}
