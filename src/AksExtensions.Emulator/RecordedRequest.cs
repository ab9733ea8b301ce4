namespace AksExtensions.Emulator;

/// <summary>A request that was received.</summary>
public sealed class RecordedRequest
{
    private int _status;

    /// <summary>The HTTP method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path as it was sent, with its percent-encoding and case.</summary>
    public required string Path { get; init; }

    /// <summary>The query as it was sent, without the question mark; empty when there was none.</summary>
    public required string Query { get; init; }

    /// <summary>The body; empty when there was none.</summary>
    public required string Body { get; init; }

    /// <summary>The headers. <c>Authorization</c> contains the state of the token (a <see cref="TokenState"/>), never the token.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The protocol, such as <c>HTTP/2</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>When it was received, by the emulator's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The status of the answer; 0 until there is one, or when a fault cut the connection.</summary>
    public int Status
    {
        get => Volatile.Read(ref _status);
        internal set => Volatile.Write(ref _status, value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}{(Query.Length == 0 ? "" : "?")}{Query} -> {Status}";
}
