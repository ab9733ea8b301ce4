using System.Collections;
using System.Globalization;

namespace AksExtensions.Settings;

/// <summary>
/// Converts nested settings to the flat keys that Helm uses: <c>global.ha.enabled</c>, <c>tolerations[0].key</c>. Azure stores one text for each
/// flat key, and a chart cannot read an object that is sent as JSON text.
/// </summary>
public static class NestedSettings
{
    /// <summary>The maximum depth of nested settings.</summary>
    public const int MaximumDepth = 64;

    // The wrappers of settings in ARM templates and REST bodies. With a wrapper, no chart would read the settings.
    private static readonly string[] Wrappers =
    [
        "configurationSettings", "configurationProtectedSettings", "properties.configurationSettings", "properties.configurationProtectedSettings",
    ];

    /// <summary>Flattens a dictionary that can contain dictionaries and lists.</summary>
    /// <param name="source">The source of the settings, such as the name of a parameter, for messages.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The flat keys in their original order, each once. Values are neither dictionaries nor lists; null remains null.</returns>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>: a key that no setting can have, two entries with the same flat key, an
    /// empty object or list, nesting beyond <see cref="MaximumDepth"/>, or the wrapper of an ARM template.</exception>
    public static IReadOnlyList<KeyValuePair<string, object?>> Flatten(string source, IDictionary settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var flat = new List<KeyValuePair<string, object?>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        AddEntries(parent: null, settings, depth: 0);
        return flat;

        void AddEntries(string? parent, IDictionary map, int depth)
        {
            foreach (DictionaryEntry entry in map)
            {
                var name = SettingPairs.ValidKey(source, Convert.ToString(entry.Key, CultureInfo.InvariantCulture));
                Add(Child(parent, name), entry.Value, depth + 1);
            }
        }

        void Add(string key, object? value, int depth)
        {
            SettingPairs.ValidKey(source, key);
            RefuseWrapper(source, key);
            if (depth > MaximumDepth)
            {
                throw Errors.SettingInvalid(
                    source, $"'{Errors.Shorten(key)}' is nested more than {MaximumDepth} levels deep.", "Check that the object does not contain itself.");
            }

            switch (value)
            {
                case IDictionary { Count: > 0 } map:
                    AddEntries(key, map, depth);
                    break;
                case IEnumerable list and not (string or IDictionary):
                    var index = 0;
                    foreach (var item in list)
                    {
                        Add(Item(key, index++), item, depth + 1);
                    }

                    if (index == 0)
                    {
                        throw Empty(source, key, "list");
                    }

                    break;
                case IDictionary:
                    throw Empty(source, key, "object");
                default:
                    if (!seen.Add(key))
                    {
                        // A hashtable has no order, so no entry is the last one.
                        throw Errors.SettingInvalid(source, $"the setting '{key}' occurs twice in one object.", "Keep one of the two.");
                    }

                    flat.Add(new(key, value));
                    break;
            }
        }
    }

    /// <summary>The flat key of an entry of an object.</summary>
    /// <param name="parent">The flat key of the object; null for the outermost object, whose keys are kept.</param>
    /// <param name="name">The name of the entry. Its periods are kept, except in the prefix of a Kubernetes label or annotation
    /// (<c>kubernetes.io/os</c>), which Helm would otherwise read as a path.</param>
    public static string Child(string? parent, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return parent is null ? name : $"{parent}.{Escaped(name)}";
    }

    /// <summary>The flat key of an item of a list.</summary>
    /// <param name="parent">The flat key of the list.</param>
    /// <param name="index">The index of the item, from 0.</param>
    public static string Item(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    /// <summary>The wrapper of an ARM template or REST body that a key belongs to, such as <c>configurationSettings</c>; otherwise null.</summary>
    internal static string? WrapperOf(string key) => Wrappers.FirstOrDefault(wrapper =>
        key.StartsWith(wrapper, StringComparison.OrdinalIgnoreCase) && (key.Length == wrapper.Length || key[wrapper.Length] == '.'));

    /// <summary>Refuses settings that are still inside the wrapper of an ARM template or REST body.</summary>
    internal static void RefuseWrapper(string source, string key)
    {
        if (WrapperOf(key) is { } wrapper)
        {
            throw Errors.SettingInvalid(
                source, $"the settings are inside '{wrapper}', as in an ARM template.", $"Specify only the object inside '{wrapper}'.");
        }
    }

    private static string Escaped(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 || name.Contains('\\', StringComparison.Ordinal) ? name : name.Replace(".", @"\.", StringComparison.Ordinal);
    }

    private static AksExtensionException Empty(string source, string key, string kind) => Errors.SettingInvalid(
        source, $"'{key}' is an empty {kind}, but a setting needs a value.", "Omit it, or specify the text that the extension expects, such as '{}' or '[]'.");
}
