using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AksExtensions.Estate;

namespace AksExtensions.Parameters;

/// <summary>Reads a hashtable of tags: a value, several values, or <c>$null</c> for any.</summary>
internal static class TagInput
{
    /// <summary>Returns the filters; null when there are no tags.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public static IReadOnlyList<TagFilter>? Read(IDictionary? tags) =>
        tags?.Cast<DictionaryEntry>().Select(tag => new TagFilter(Text(tag.Key), Values(tag.Value))).ToList();

    private static List<string>? Values(object? value) => Unwrap(value) switch
    {
        null => null,
        IEnumerable list and not string => list.Cast<object?>().Select(Text).ToList(),
        var single => [Text(single)],
    };

    private static string Text(object? value) => Unwrap(value) switch
    {
        IEnumerable and not string => throw Errors.FilterInvalid("Tag", value!.ToString() ?? string.Empty, "a tag's value is text"),
        var scalar => Convert.ToString(scalar, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    private static object? Unwrap(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;
}
