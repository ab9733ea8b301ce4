namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// An answer without secrets, which also keeps the raw answer. The raw answer determines the meaning; only what is displayed is redacted.
/// </summary>
/// <param name="inner">The raw answer.</param>
/// <param name="redaction">The search for secrets.</param>
/// <param name="needed">Recognizes links to Azure Resource Manager.</param>
/// <param name="raw">The raw body.</param>
/// <param name="clean">The body without secrets; null when it contains none.</param>
internal sealed class RedactedResponse(Response inner, Redaction redaction, NeededFields needed, ReadOnlyMemory<byte> raw, byte[]? clean) : Response
{
    // Headers that the pipeline uses and that are not displayed.
    private static readonly HashSet<string> Links = new(StringComparer.OrdinalIgnoreCase) { "Azure-AsyncOperation", "Operation-Location", "Location" };

    private Stream? _content = clean is null ? inner.ContentStream : new MemoryStream(clean);

    public override int Status => inner.Status;

    public override string ReasonPhrase => redaction.Clean(inner.ReasonPhrase);

    public override Stream? ContentStream
    {
        get => _content;
        set => _content = value;
    }

    public override string ClientRequestId
    {
        get => inner.ClientRequestId;
        set => inner.ClientRequestId = value;
    }

    /// <summary>The raw body. Use it for decisions and never display it.</summary>
    public static ReadOnlyMemory<byte> RawBody(Response response) => response is RedactedResponse redacted ? redacted.Raw : response.Content.ToMemory();

    /// <summary>Whether a text of an answer, such as a link, contains a secret, and therefore must not be kept.</summary>
    public static bool Finds(Response response, string text) => response is RedactedResponse redacted && redacted.Finds(text);

    public override void Dispose()
    {
        _content?.Dispose();
        inner.Dispose();
    }

    protected override bool ContainsHeader(string name) => inner.Headers.Contains(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => inner.Headers.Select(header => new HttpHeader(header.Name, Clean(header.Name, header.Value)));

    protected override bool TryGetHeader(string name, out string value)
    {
        var found = inner.Headers.TryGetValue(name, out var text);
        value = Clean(name, text ?? string.Empty);
        return found;
    }

    protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
    {
        var found = inner.Headers.TryGetValues(name, out var texts);
        values = (texts ?? []).Select(text => Clean(name, text));
        return found;
    }

    private ReadOnlyMemory<byte> Raw => raw;

    private bool Finds(string text) => redaction.Finds(text);

    private string Clean(string name, string value) => Links.Contains(name) && needed.IsOwnLink(value) ? value : redaction.Clean(value);
}
