namespace AksExtensions.Export;

/// <summary>Writes Azure Policy: a definition for each extension, an initiative for several, and a README with the commands that assign them.</summary>
internal sealed class PolicyWriter : IExportWriter
{
    /// <summary>The name of the initiative and of the assignment.</summary>
    public const string Initiative = "aks-extensions";

    /// <inheritdoc/>
    public ExportResult Write(ExportSet set)
    {
        var definitions = PolicyDefinition.Of(set);
        if (definitions.Count == 0)
        {
            return new([]);
        }

        List<ExportFile> files = [.. definitions.Select(definition => new ExportFile($"{definition.Name}.json", definition.Text()))];
        var scope = ScopeOf(set);
        if (definitions.Count > 1)
        {
            files.Add(new("initiative.json", InitiativeText(definitions, scope)));
        }

        files.Add(new("README.md", PolicyReadme.Text(definitions, scope)));
        return new(files) { Notes = Notes(definitions) };
    }

    /// <inheritdoc/>
    public ExportResult WriteText(ExportSet set) => Write(set);

    /// <inheritdoc/>
    public ExportResult WriteFile(ExportSet set, string name)
    {
        var definitions = PolicyDefinition.Of(set);
        return definitions is [var only]
            ? new([new(name, only.Text())]) { Notes = Notes(definitions) }
            : throw Errors.ExportNeedsFolder($"Azure Policy needs {definitions.Count} definitions and an initiative");
    }

    // Definitions are stored where they are assigned, or above.
    private static PolicyScope ScopeOf(ExportSet set)
    {
        var subscriptions = set.Clusters.Select(cluster => cluster.Cluster.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return subscriptions is [var only]
            ? new($"/subscriptions/{only}", only)
            : new("/providers/Microsoft.Management/managementGroups/MANAGEMENT-GROUP", null);
    }

    private static string InitiativeText(IReadOnlyList<PolicyDefinition> definitions, PolicyScope scope) => ArmJson.Document(writer =>
    {
        var prefixes = Prefixes(definitions);
        writer.WriteStartObject();
        writer.WriteStartObject("properties");
        PolicyDefinition.WriteHead(
            writer, "Install cluster extensions", "Installs cluster extensions where they are missing. Azure Policy does not keep their settings.");
        writer.WriteStartObject("parameters");
        foreach (var definition in definitions)
        {
            definition.WriteParameters(writer, withDefaults: true, prefixes[definition]);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("policyDefinitions");
        foreach (var definition in definitions)
        {
            writer.WriteStartObject();
            writer.WriteString("policyDefinitionReferenceId", definition.Name);
            writer.WriteString("policyDefinitionId", $"{scope.Id}/providers/Microsoft.Authorization/policyDefinitions/{definition.Name}");
            writer.WriteStartObject("parameters");
            definition.WriteArguments(writer, prefixes[definition]);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>What the names of a definition's parameters begin with in an initiative.</summary>
    public static Dictionary<PolicyDefinition, string> Prefixes(IReadOnlyList<PolicyDefinition> definitions)
    {
        var names = new Identifiers(IdentifierStyle.Camel);
        return definitions.ToDictionary(definition => definition, definition => $"{names.Take(definition.Extension.Name)}_");
    }

    private static List<string> Notes(IReadOnlyList<PolicyDefinition> definitions)
    {
        List<string> notes = ["Azure Policy installs extensions that are missing. It does not keep their settings: use Sync-AksClusterExtension for that."];
        var others = definitions.SelectMany(definition => definition.Others.Select(cluster => $"{definition.Extension.Name} on {cluster.Cluster.Label}")).ToList();
        if (others.Count > 0)
        {
            notes.Add($"The defaults of the policy are what most clusters have. Another version or other settings have {ExportNotes.Some(others)}");
        }

        return notes;
    }
}

/// <summary>Where the definitions are stored and assigned.</summary>
/// <param name="Id">The scope's ID.</param>
/// <param name="SubscriptionId">The subscription; null for a management group, which the reader has to name.</param>
internal sealed record PolicyScope(string Id, string? SubscriptionId);
