using System.Text.Json;
using System.Text.Json.Serialization;

namespace AksExtensions.Catalogue;

/// <summary>The types of extension that the module knows something of: the files of Catalogue/Types, embedded in this assembly.</summary>
internal sealed class TypeCatalogue
{
    private const string Suffix = ".json";
    private const string Prefix = "AksExtensions.Catalogue.Types.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // A misspelt word in a file is found by the first test, not by a user.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly Dictionary<string, ExtensionTypeKnowledge> _types;

    private TypeCatalogue(IEnumerable<ExtensionTypeKnowledge> types) =>
        _types = types.ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The catalogue that this version of the module has. Read at the first use.</summary>
    public static TypeCatalogue BuiltIn { get; } = Load();

    /// <summary>All types, by name.</summary>
    public IEnumerable<ExtensionTypeKnowledge> All => _types.Values.OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>What is known of a type, ignoring its case; null when that is nothing.</summary>
    public ExtensionTypeKnowledge? Find(string? extensionType) => extensionType is null ? null : _types.GetValueOrDefault(extensionType);

    /// <summary>Reads one file.</summary>
    /// <exception cref="JsonException">The file is not what it should be.</exception>
    public static ExtensionTypeKnowledge Read(Stream file) =>
        JsonSerializer.Deserialize<ExtensionTypeKnowledge>(file, Json) ?? throw new JsonException("The file holds null.");

    private static TypeCatalogue Load()
    {
        var assembly = typeof(TypeCatalogue).Assembly;
        return new(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name =>
            {
                using var file = assembly.GetManifestResourceStream(name)!;
                return Read(file);
            }));
    }
}
