using System.Text.Json;
using System.Text.Json.Serialization;

namespace AksExtensions;

/// <summary>Reads the data files that are embedded in this assembly.</summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // Tests find a misspelled name in a file, not users.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads one file.</summary>
    /// <exception cref="JsonException">The file does not have the expected form.</exception>
    public static T Read<T>(Stream file) => JsonSerializer.Deserialize<T>(file, Options) ?? throw new JsonException("The file contains null.");

    /// <summary>Reads an embedded file by its logical name.</summary>
    /// <exception cref="JsonException">The file does not have the expected form.</exception>
    public static T ReadEmbedded<T>(string name)
    {
        using var file = typeof(StrictJson).Assembly.GetManifestResourceStream(name)!;
        return Read<T>(file);
    }
}
