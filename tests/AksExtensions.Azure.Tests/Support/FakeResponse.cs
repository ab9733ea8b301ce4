using System.Text;
using Azure;
using Azure.Core;

namespace AksExtensions.Azure.Tests;

/// <summary>An answer without a request.</summary>
internal sealed class FakeResponse : Response
{
    private readonly Dictionary<string, string> _headers;

    public FakeResponse(int status, string body, params (string Name, string Value)[] headers)
        : this(status, Encoding.UTF8.GetBytes(body), headers)
    {
    }

    public FakeResponse(int status, byte[] body, params (string Name, string Value)[] headers)
    {
        Status = status;
        ContentStream = new MemoryStream(body, 0, body.Length, writable: false, publiclyVisible: true);
        _headers = headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);
    }

    public override int Status { get; }

    public override string ReasonPhrase => string.Empty;

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = string.Empty;

    public override void Dispose()
    {
        // Nothing is held.
    }

    protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(header => new HttpHeader(header.Key, header.Value));

    protected override bool TryGetHeader(string name, out string value)
    {
        var found = _headers.TryGetValue(name, out var text);
        value = text ?? string.Empty;
        return found;
    }

    protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
    {
        values = _headers.TryGetValue(name, out var text) ? [text] : [];
        return values.Any();
    }
}
