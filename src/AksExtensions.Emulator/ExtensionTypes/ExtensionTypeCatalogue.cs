using System.Text.Json;

namespace AksExtensions.Emulator.ExtensionTypes;

/// <summary>The extension types that the emulator knows. Others are accepted without checks.</summary>
internal sealed class ExtensionTypeCatalogue
{
    private readonly Dictionary<string, ExtensionType> _types;

    private ExtensionTypeCatalogue(ExtensionType[] types)
    {
        All = types;
        _types = types.ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
    }

    public static ExtensionTypeCatalogue Instance { get; } = Load();

    public IReadOnlyList<ExtensionType> All { get; }

    public ExtensionType? Find(string name) => _types.GetValueOrDefault(name);

    private static ExtensionTypeCatalogue Load()
    {
        using var stream = typeof(ExtensionTypeCatalogue).Assembly.GetManifestResourceStream("extension-types.json")!;
        return new ExtensionTypeCatalogue(JsonSerializer.Deserialize<ExtensionType[]>(stream, JsonSerializerOptions.Web)!);
    }
}
