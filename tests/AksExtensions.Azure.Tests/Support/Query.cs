namespace AksExtensions.Azure.Tests;

/// <summary>Takes queries apart.</summary>
internal static class Query
{
    /// <summary>The parameters of an address, decoded, in order.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Uri uri) => [.. uri.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(parameter => parameter.Split('=', 2))
        .Select(parts => KeyValuePair.Create(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : string.Empty))];

    /// <summary>The parameters in a form that can be compared, without some.</summary>
    public static string Text(Uri uri, params string[] without) => string.Join('&', Of(uri)
        .Where(parameter => !without.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase))
        .Select(parameter => $"{parameter.Key}={parameter.Value}")
        .Order(StringComparer.Ordinal));
}
