namespace AksExtensions.Emulator.Http;

/// <summary>The query of a request: names ignore case, because the service uses <c>api-Version</c> in its links.</summary>
internal sealed class QueryParameters
{
    private readonly List<KeyValuePair<string, string>> _values = [];

    public QueryParameters(string query)
    {
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            _values.Add(equals < 0 ? new(Decode(part), "") : new(Decode(part[..equals]), Decode(part[(equals + 1)..])));
        }
    }

    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _values)
            {
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return value;
            }

            return null;
        }
    }

    public bool IsTrue(string name) => "true".Equals(this[name], StringComparison.OrdinalIgnoreCase);

    private static string Decode(string value) => Uri.UnescapeDataString(value.Replace('+', ' '));
}
