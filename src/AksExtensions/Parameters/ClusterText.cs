namespace AksExtensions.Parameters;

/// <summary>Recognizes text that does not name a cluster but was meant to, so that the error can explain it.</summary>
internal static class ClusterText
{
    private const string Subscriptions = "/subscriptions/";

    /// <summary>Why a text cannot name a cluster; null when it may.</summary>
    public static string? Refusal(string text)
    {
        if (text.Length == 0)
        {
            return "it is empty";
        }

        if (text[0] is '{' or '[')
        {
            return "it is JSON text; convert it first: ... | ConvertFrom-Json | ...";
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return ResourceIdIn(text) is { } id
                ? $"it is a link; give the resource ID that is in it: {id}"
                : "it is a link, and not the resource ID of a cluster";
        }

        if (text.StartsWith(Subscriptions, StringComparison.OrdinalIgnoreCase) && text.EndsWith('/'))
        {
            return $"a resource ID does not end with '/'; give {text.TrimEnd('/')}";
        }

        if (text.StartsWith(Subscriptions[1..], StringComparison.OrdinalIgnoreCase))
        {
            return $"a resource ID starts with '/'; give /{text}";
        }

        return text.AsSpan().IndexOfAny(';', ',', '\t') is >= 0 and var at
            ? $"it is a line with several values; read the file with Import-Csv -Delimiter '{(text[at] == '\t' ? "`t" : text[at])}'"
            : null;
    }

    // https://portal.azure.com/#@contoso.com/resource/subscriptions/.../managedClusters/aks1/overview
    private static string? ResourceIdIn(string link)
    {
        var start = link.IndexOf(Subscriptions, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return null;
        }

        var segments = link[start..].Split('/', '?', '#');
        return segments.Length > 8 ? string.Join('/', segments[..9]) : null;
    }
}
