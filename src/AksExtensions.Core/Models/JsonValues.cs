using System.Text.Encodings.Web;
using System.Text.Json;

namespace AksExtensions;

/// <summary>
/// Named values of an answer. As text, which is what Export-Csv writes and what ConvertTo-Json writes below its depth, they are JSON.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class JsonValues<T>(IEqualityComparer<string> comparer) : Dictionary<string, T>(comparer)
{
    /// <summary>The values as JSON on one line.</summary>
    public override string ToString() => JsonText.Of(this);
}

/// <summary>A list of an answer. As text it is JSON, like <see cref="JsonValues{T}"/>.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
internal sealed class JsonList<T>(IEnumerable<T> elements) : List<T>(elements)
{
    /// <summary>The elements as JSON on one line.</summary>
    public override string ToString() => JsonText.Of(this);
}

/// <summary>Writes values as JSON for people and spreadsheets.</summary>
internal static class JsonText
{
    // Relaxed, because the text is not put into a page: quotes and letters of all languages stay what they are.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value as JSON on one line, safe to show.</summary>
    public static string Of(object value) => Readable.Text(JsonSerializer.Serialize(value, Options));
}
