using System.Text.Json;

namespace AksExtensions.Package;

/// <summary>A NuGet package whose assemblies the module ships.</summary>
/// <param name="Id">The package's ID.</param>
/// <param name="Version">Its version.</param>
/// <param name="Assemblies">The names of its assemblies, sorted.</param>
internal sealed record ShippedPackage(string Id, string Version, IReadOnlyList<string> Assemblies)
{
    private static readonly string[] KindsOfAssemblies = ["runtime", "runtimeTargets"];

    /// <summary>The packages of projects, each once, sorted by id.</summary>
    /// <param name="dependencies">The deps.json files that the build wrote for the projects.</param>
    public static IReadOnlyList<ShippedPackage> ReadAll(IEnumerable<string> dependencies) =>
        [.. dependencies.SelectMany(ReadOne).DistinctBy(package => package.Id).OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase)];

    private static IReadOnlyList<ShippedPackage> ReadOne(string dependencies)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(dependencies));
        var root = document.RootElement;
        var packages = root.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").ValueEquals("package"))
            .Select(library => library.Name)
            .ToHashSet(StringComparer.Ordinal);
        return [.. root.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject()
            .Where(library => packages.Contains(library.Name))
            .Select(library => Of(library.Name.Split('/'), library.Value))
            .Where(package => package.Assemblies.Count > 0)
            .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase)];
    }

    private static ShippedPackage Of(string[] identity, JsonElement library) => new(identity[0], identity[1], [.. KindsOfAssemblies
        .SelectMany(kind => library.TryGetProperty(kind, out var files) ? files.EnumerateObject().ToArray() : [])
        .Select(file => file.Name[(file.Name.LastIndexOf('/') + 1)..])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)]);
}
