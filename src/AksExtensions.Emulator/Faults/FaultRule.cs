namespace AksExtensions.Emulator.Faults;

/// <summary>Something that goes wrong, and with which requests.</summary>
public sealed record FaultRule
{
    /// <summary>The HTTP method; null is any.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression, in any case, on the path and query as sent; null is any.</summary>
    public string? PathRegex { get; init; }

    /// <summary>The part that the request has in a command; null is any.</summary>
    public FaultPlace? At { get; init; }

    /// <summary>How many matching requests are hit; null is all of them.</summary>
    public int? Count { get; init; }

    /// <summary>How many matching requests pass first.</summary>
    public int Skip { get; init; }

    /// <summary>What happens.</summary>
    public FaultAction Action { get; init; }

    /// <summary>
    /// The status of <see cref="FaultAction.Status"/> (500 when null), of <see cref="FaultAction.Redirect"/> (307) and of the bodies that
    /// take the place of the real one (200).
    /// </summary>
    public int? Status { get; init; }

    /// <summary>The error's code; without it and without a body the answer is empty.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The error's message.</summary>
    public string? Message { get; init; }

    /// <summary>Headers that are added, or replaced in the real answer by <see cref="FaultAction.Link"/>.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The whole body, JSON or not.</summary>
    public string? Body { get; init; }

    /// <summary>Waited first, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>Where a redirect or a link goes; <see cref="FaultAction.ForeignLink"/> needs none.</summary>
    public string? Url { get; init; }

    /// <summary>Which link is replaced: a header's name, or <c>nextLink</c>.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the request takes effect although its answer is lost: clients must reckon with it after a reset or a 504.</summary>
    public bool Execute { get; init; }
}
