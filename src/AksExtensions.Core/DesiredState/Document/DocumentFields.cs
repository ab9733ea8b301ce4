using System.Text.Json;
using AksExtensions.Catalogue;

namespace AksExtensions.DesiredState;

/// <summary>Reads the fields of one mapping by name and kind. A value of another kind is an error at its position.</summary>
internal sealed class DocumentFields
{
    private readonly MappingNode _mapping;
    private readonly DocumentFaults _faults;
    private readonly HashSet<string> _suggested = new(StringComparer.Ordinal);

    private DocumentFields(MappingNode mapping, DocumentFaults faults)
    {
        _mapping = mapping;
        _faults = faults;
    }

    /// <summary>Where the mapping begins.</summary>
    public DocumentPlace Place => _mapping.Place;

    /// <summary>The names of the fields that are specified.</summary>
    public IEnumerable<string> Names => _mapping.Entries.Select(entry => entry.Key);

    /// <summary>The fields of a node; null when it is not a mapping. An unknown field is an error.</summary>
    /// <param name="node">The node.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="faults">Receives the errors.</param>
    /// <param name="known">The names of its fields.</param>
    public static DocumentFields? Of(DocumentNode node, string what, DocumentFaults faults, params string[] known)
    {
        if (node is not MappingNode mapping)
        {
            Mismatch(node, $"{what} must be a mapping of names and values", faults);
            return null;
        }

        var fields = new DocumentFields(mapping, faults);
        foreach (var entry in mapping.Entries.Where(entry => !known.Contains(entry.Key, StringComparer.Ordinal)))
        {
            var nearest = Nearest(entry.Key, known);
            fields._suggested.Add(nearest ?? string.Empty);
            faults.Add(
                entry.Place,
                $"'{DocumentText.Shown(entry.Key)}' is not a property of {what}. "
                + (nearest is null ? $"The properties are {string.Join(", ", known)}." : $"Did you mean '{nearest}'?"));
        }

        return fields;
    }

    /// <summary>Adds an error about a node of the wrong kind.</summary>
    public static void Mismatch(DocumentNode node, string expected, DocumentFaults faults)
    {
        if (node is not BrokenNode)
        {
            faults.Add(node.Place, $"{expected}, but this is {node.Kind}.");
        }
    }

    /// <summary>The position of a field's key, or of the mapping when the field is not specified.</summary>
    public DocumentPlace PlaceOf(string name) => Find(name)?.Place ?? Place;

    /// <summary>The value of a field; null when it is not specified. A field without a value is an error, because its intention is unclear.</summary>
    public DocumentNode? Node(string name)
    {
        if (Find(name) is not { } entry)
        {
            return null;
        }

        if (entry.Value is ScalarNode { IsNull: true })
        {
            _faults.Missing(entry.Place, $"'{name}' has no value. Specify one, or omit '{name}'.");
            return null;
        }

        return entry.Value is BrokenNode ? null : entry.Value;
    }

    /// <summary>The text of a field; null when it is not specified.</summary>
    public string? Text(string name)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case ScalarNode { Text: var text } node when text.Trim().Length == 0 || text.Any(char.IsControl):
                _faults.Add(node.Place, $"'{name}' is empty or contains control characters.");
                return null;
            case ScalarNode node:
                return node.Text;
            case var other:
                Mismatch(other, $"'{name}' must be a single value", _faults);
                return null;
        }
    }

    /// <summary>The text of a required field.</summary>
    public string? Required(string name, string what)
    {
        Require(name, what);
        return Text(name);
    }

    /// <summary>Reports a missing field, unless it was found under a misspelled name, which has already been reported.</summary>
    public void Require(string name, string what)
    {
        if (Find(name) is null && !_suggested.Contains(name))
        {
            _faults.Missing(Place, $"{what} needs '{name}'.");
        }
    }

    /// <summary>The Boolean value of a field; null when it is not specified.</summary>
    public bool? Boolean(string name) => Text(name) switch
    {
        null => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => Refuse<bool?>(name, $"'{name}' must be true or false."),
    };

    /// <summary>The value of a field that must be one of some words, ignoring case; null when it is not specified.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var words = Enum.GetNames<T>();
        var index = Array.FindIndex(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? Enum.GetValues<T>()[index]
            : Refuse<T?>(name, $"'{name}' must be one of {string.Join(", ", words.Select(JsonNamingPolicy.CamelCase.ConvertName))}, not '{DocumentText.Shown(text)}'.");
    }

    /// <summary>The values of a field that is a text or a list of texts; null when it is not specified.</summary>
    /// <param name="name">The field.</param>
    /// <param name="rule">Refuses a text; null accepts all.</param>
    public IReadOnlyList<string>? Texts(string name, Action<string>? rule = null) => Node(name) is { } node ? Texts(node, name, rule) : null;

    /// <summary>The texts of a node that is a text or a list of texts; null when there is none.</summary>
    public IReadOnlyList<string>? Texts(DocumentNode node, string name, Action<string>? rule = null)
    {
        IReadOnlyList<DocumentNode> items = node is SequenceNode list ? list.Items : [node];
        if (items.Count == 0)
        {
            _faults.Missing(node.Place, $"'{name}' is an empty list, which could mean all or none. Specify at least one value, or omit '{name}'.");
        }

        var texts = new List<string>();
        foreach (var item in items)
        {
            if (item is ScalarNode { IsNull: false, Text.Length: > 0 } scalar)
            {
                texts.Add(scalar.Text);
                _ = rule is null || _faults.Check(scalar.Place, () => rule(scalar.Text));
            }
            else
            {
                Mismatch(item, $"'{name}' must be a text or a list of texts", _faults);
            }
        }

        return texts.Count > 0 ? texts : null;
    }

    /// <summary>The items of a list; empty when it is not specified.</summary>
    public IReadOnlyList<DocumentNode> Items(string name)
    {
        switch (Node(name))
        {
            case null:
                return [];
            case SequenceNode { Items.Count: 0 } empty:
                _faults.Missing(empty.Place, $"'{name}' is an empty list.");
                return [];
            case SequenceNode list:
                return list.Items;
            case var other:
                Mismatch(other, $"'{name}' must be a list", _faults);
                return [];
        }
    }

    /// <summary>The known name that was probably meant: one with a typing error, or the one with the longest common prefix.</summary>
    public static string? Nearest(string key, IReadOnlyCollection<string> known) =>
        Misspelling.Nearest(key, known)
        ?? known.Select(name => (Name: name, Common: CommonBeginning(name, key)))
            .Where(name => name.Common >= Math.Max(3, key.Length / 2))
            .OrderByDescending(name => name.Common)
            .Select(name => name.Name)
            .FirstOrDefault();

    private static int CommonBeginning(string one, string other) => one.Zip(other).TakeWhile(pair => char.ToUpperInvariant(pair.First) == char.ToUpperInvariant(pair.Second)).Count();

    private DocumentEntry? Find(string name) => _mapping.Entries.FirstOrDefault(entry => entry.Key == name);

    private T? Refuse<T>(string name, string text)
    {
        _faults.Add(Find(name)!.Value.Place, text);
        return default;
    }
}
