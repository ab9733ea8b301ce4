using System.Text.Json;

namespace AksExtensions.Catalogue;

/// <summary>The types of extension that the module knows: the files of Catalogue/Types, embedded in this assembly.</summary>
internal sealed class TypeCatalogue
{
    private const string Suffix = ".json";
    private const string Prefix = "AksExtensions.Catalogue.Types.";

    private readonly Dictionary<string, ExtensionTypeKnowledge> _types;

    private TypeCatalogue(IEnumerable<ExtensionTypeKnowledge> types) =>
        _types = types.ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The catalogue of this version of the module, read on first use.</summary>
    public static TypeCatalogue BuiltIn { get; } = Load();

    /// <summary>All types, by name.</summary>
    public IEnumerable<ExtensionTypeKnowledge> All => _types.Values.OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>Finds a type, ignoring case; null when it is unknown.</summary>
    public ExtensionTypeKnowledge? Find(string? extensionType) => extensionType is null ? null : _types.GetValueOrDefault(extensionType);

    /// <summary>Reads one file.</summary>
    /// <exception cref="JsonException">The file does not have the expected form.</exception>
    public static ExtensionTypeKnowledge Read(Stream file) => StrictJson.Read<ExtensionTypeKnowledge>(file);

    private static TypeCatalogue Load() =>
        new(typeof(TypeCatalogue).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(StrictJson.ReadEmbedded<ExtensionTypeKnowledge>));
}
