using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>
/// Reads the settings and protected settings of an entry. Nested settings get the flat keys of <see cref="NestedSettings"/>.
/// </summary>
internal static class SettingsReader
{
    private static readonly string[] Sources = ["env", "file", "secret"];

    /// <summary>The settings, with each value as its text in the document.</summary>
    public static IReadOnlyDictionary<string, string> Read(DocumentNode? node, DocumentFaults faults)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(node, "settings", faults, (key, place, value) =>
        {
            switch (value)
            {
                case ScalarNode { IsNull: true }:
                    faults.Missing(value.Place, $"'{DocumentText.Shown(key)}' has no value, and Azure cannot remove a setting. For an empty text, write \"\".");
                    return true;
                case ScalarNode scalar:
                    Add(settings, key, scalar.Text, place, faults);
                    return true;
                default:
                    return false;
            }
        });
        return settings;
    }

    /// <summary>The protected settings, with each value as a reference. A literal value is refused and never repeated.</summary>
    public static IReadOnlyDictionary<string, SecretReference> ReadProtected(DocumentNode? node, DocumentFaults faults)
    {
        var settings = new Dictionary<string, SecretReference>(StringComparer.Ordinal);
        Walk(node, "protectedSettings", faults, (key, place, value) =>
        {
            switch (value)
            {
                case MappingNode mapping when IsReference(mapping):
                    if (Reference(mapping, faults) is { } reference)
                    {
                        Add(settings, key, reference, place, faults);
                    }

                    return true;
                case ScalarNode:
                    faults.Add(
                        value.Place,
                        $"the document contains the value of '{DocumentText.Shown(key)}'. Specify where the secret comes from: "
                        + "{ env: NAME }, { file: path } or { secret: name }.");
                    return true;
                default:
                    return false;
            }
        });
        return settings;
    }

    // Takes each value that the reader knows, and descends into the others.
    private static void Walk(DocumentNode? node, string name, DocumentFaults faults, Func<string, DocumentPlace, DocumentNode, bool> take)
    {
        if (node is MappingNode root)
        {
            Entries(parent: null, root);
        }
        else if (node is not null)
        {
            DocumentFields.Mismatch(node, $"'{name}' must be a mapping of keys and values", faults);
        }

        void Entries(string? parent, MappingNode mapping)
        {
            foreach (var entry in mapping.Entries)
            {
                var key = faults.Check(entry.Place, () => SettingPairs.ValidKey(name, NestedSettings.Child(parent, SettingPairs.ValidKey(name, entry.Key))));
                if (key is not null)
                {
                    Value(key, entry.Place, entry.Value);
                }
            }
        }

        void Value(string key, DocumentPlace place, DocumentNode value)
        {
            if (value is BrokenNode || take(key, place, value))
            {
                return;
            }

            switch (value)
            {
                case MappingNode { Entries.Count: > 0 } mapping:
                    Entries(key, mapping);
                    break;
                case SequenceNode { Items.Count: > 0 } list:
                    for (var index = 0; index < list.Items.Count; index++)
                    {
                        Value(NestedSettings.Item(key, index), list.Items[index].Place, list.Items[index]);
                    }

                    break;
                default:
                    faults.Missing(
                        value.Place, $"'{DocumentText.Shown(key)}' is an empty {(value is MappingNode ? "mapping" : "list")}, but a setting needs a value.");
                    break;
            }
        }
    }

    private static void Add<T>(Dictionary<string, T> settings, string key, T value, DocumentPlace place, DocumentFaults faults)
    {
        if (faults.Check(place, () => NestedSettings.RefuseWrapper("settings", key)) && !settings.TryAdd(key, value))
        {
            faults.Add(place, $"the setting '{DocumentText.Shown(key)}' is specified twice, once nested and once flat.");
        }
    }

    // Nested protected settings are also mappings; a reference has a single text under one of these names.
    private static bool IsReference(MappingNode mapping) =>
        mapping.Entries.Any(entry => Sources.Contains(entry.Key, StringComparer.Ordinal) && entry.Value is ScalarNode or BrokenNode)
        || (mapping.Entries.Count > 0 && mapping.Entries.All(entry => entry.Value is ScalarNode
            && DocumentFields.Nearest(entry.Key, Sources) is not null));

    private static SecretReference? Reference(MappingNode mapping, DocumentFaults faults)
    {
        var fields = DocumentFields.Of(mapping, "the reference to a secret", faults, [.. Sources, "vault"])!;
        var given = Sources.Where(source => fields.Names.Contains(source)).ToList();
        if (given is not [var source])
        {
            if (given.Count > 1)
            {
                faults.Add(mapping.Place, $"a secret has one source, but {string.Join(" and ", given)} are specified.");
            }

            return null;
        }

        var (name, vault) = (fields.Text(source), fields.Text("vault"));
        if (vault is not null && source != "secret")
        {
            faults.Add(fields.PlaceOf("vault"), "'vault' can only be used with 'secret'.");
        }

        return name is null ? null : new(Enum.Parse<SecretSource>(source, ignoreCase: true), name, vault, mapping.Place);
    }
}
