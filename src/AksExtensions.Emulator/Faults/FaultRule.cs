namespace AksExtensions.Emulator.Faults;

/// <summary>A fault and the requests to which it applies.</summary>
public sealed record FaultRule
{
    /// <summary>The HTTP method; null means any.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression for path and query as sent, ignoring case; null means any.</summary>
    public string? PathRegex { get; init; }

    /// <summary>The role of the request in a command; null means any.</summary>
    public FaultPlace? At { get; init; }

    /// <summary>The number of matching requests that the rule applies to; null means all.</summary>
    public int? Count { get; init; }

    /// <summary>The number of matching requests that pass first.</summary>
    public int Skip { get; init; }

    /// <summary>The fault.</summary>
    public FaultAction Action { get; init; }

    /// <summary>
    /// The status of <see cref="FaultAction.Status"/> (500 when null), of <see cref="FaultAction.Redirect"/> (307) and of the bodies that
    /// replace the real one (200).
    /// </summary>
    public int? Status { get; init; }

    /// <summary>The error code; without it and without a body, the answer is empty.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The error's message.</summary>
    public string? Message { get; init; }

    /// <summary>Headers that are added, or replaced in the real answer by <see cref="FaultAction.Link"/>.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The whole body, JSON or not.</summary>
    public string? Body { get; init; }

    /// <summary>How long to wait first, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>The target of a redirect or a link; <see cref="FaultAction.ForeignLink"/> needs none.</summary>
    public string? Url { get; init; }

    /// <summary>The link to replace: the name of a header, or <c>nextLink</c>.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the request takes effect although its answer is lost, which clients must expect after a reset or a 504.</summary>
    public bool Execute { get; init; }
}
