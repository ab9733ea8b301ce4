using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AksExtensions.Package;

/// <summary>The packages that the module ships, as a CycloneDX document. The CycloneDX tool writes it from restored packages, without network.</summary>
/// <param name="root">The folder of the repository, whose tool manifest names the tool.</param>
internal sealed class SoftwareBillOfMaterials(string root)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The name of the document in a folder or package.</summary>
    public static string FileName(ModuleManifest manifest) => $"{manifest.Name}.cdx.json";

    /// <summary>Writes the document of a module.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="PackageException">The tool failed.</exception>
    public string Write(ModuleTree tree, string folder)
    {
        var manifest = tree.Manifest;
        // Every assembly of ours in deps/ is a project with its own packages.
        var parts = tree.Files
            .Where(file => file.StartsWith($"deps/{manifest.Name}.", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => Directory.Exists(Path.Combine(root, "src", name!)))
            .Select(name => Describe(Path.Combine(root, "src", name!, $"{name}.csproj"), manifest))
            .ToArray();
        var path = Path.Combine(folder, FileName(manifest));
        File.WriteAllText(path, Merge(parts, manifest).ToJsonString(Indented) + "\n");
        return path;
    }

    private static JsonObject Merge(JsonObject[] parts, ModuleManifest manifest)
    {
        var document = parts[0].DeepClone().AsObject();
        var metadata = document["metadata"]!.AsObject();
        // The packages of one commit are the same to the byte, so nothing in them says when they were made.
        metadata.Remove("timestamp");
        var module = metadata["component"]!.AsObject();
        var self = module["bom-ref"]!.GetValue<string>();
        module["description"] = manifest["Description"];
        module["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "MIT" } });

        var packages = parts.SelectMany(part => part["components"]!.AsArray())
            .Where(package => (string?)package!["scope"] != "excluded")
            .DistinctBy(package => (string?)package!["bom-ref"])
            .OrderBy(package => (string?)package!["bom-ref"], StringComparer.Ordinal)
            .ToArray();
        var known = packages.Select(package => (string)package!["bom-ref"]!).Append(self).ToHashSet(StringComparer.Ordinal);
        document["components"] = new JsonArray([.. packages.Select(package => package!.DeepClone())]);
        document["dependencies"] = new JsonArray([.. parts.SelectMany(part => part["dependencies"]!.AsArray())
            .GroupBy(dependency => (string)dependency!["ref"]!)
            .Where(group => known.Contains(group.Key))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Dependency(group.Key, group.SelectMany(dependency => dependency!["dependsOn"]?.AsArray() ?? []).Select(on => (string)on!).Where(known.Contains)))]);
        return document;
    }

    private static JsonObject Dependency(string of, IEnumerable<string> on) => new()
    {
        ["ref"] = of,
        ["dependsOn"] = new JsonArray([.. on.Distinct().Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]),
    };

    private JsonObject Describe(string project, ModuleManifest manifest)
    {
        var folder = Directory.CreateTempSubdirectory("AksExtensions.Package-");
        try
        {
            // Restored by the build: with -dpr the tool restores nothing itself.
            string[] arguments =
            [
                "tool", "run", "dotnet-CycloneDX", "--", project, "-o", folder.FullName, "-fn", "bom.json", "-F", "Json", "-dpr", "-ns",
                "-sn", manifest.Name, "-sv", manifest.Version, "-st", "Library",
            ];
            using var tool = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = tool.StandardError.ReadToEndAsync();
            var output = tool.StandardOutput.ReadToEnd() + errors.Result;
            tool.WaitForExit();
            var file = Path.Combine(folder.FullName, "bom.json");
            return tool.ExitCode == 0 && File.Exists(file)
                ? JsonNode.Parse(File.ReadAllText(file))!.AsObject()
                : throw new PackageException(project, $"could not be described by CycloneDX; run dotnet tool restore and build again. {output.Trim()}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
