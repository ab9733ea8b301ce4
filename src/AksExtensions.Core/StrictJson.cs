using System.Text.Json;
using System.Text.Json.Serialization;

namespace AksExtensions;

/// <summary>Reads the data files that are embedded in this assembly.</summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // A misspelt word in a file is found by the first test, not by a user.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads one file.</summary>
    /// <exception cref="JsonException">The file is not what it should be.</exception>
    public static T Read<T>(Stream file) => JsonSerializer.Deserialize<T>(file, Options) ?? throw new JsonException("The file holds null.");

    /// <summary>Reads an embedded file by its logical name.</summary>
    /// <exception cref="JsonException">The file is not what it should be.</exception>
    public static T ReadEmbedded<T>(string name)
    {
        using var file = typeof(StrictJson).Assembly.GetManifestResourceStream(name)!;
        return Read<T>(file);
    }
}
